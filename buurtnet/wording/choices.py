"""Why someone did not find what they looked for, and where a missing offer and an agreed meaning stand."""

from collections.abc import Mapping
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _


class Answer(models.TextChoices):
    """To "Heb je gevonden wat je zocht?"."""

    YES = "yes", _("ja")
    NO = "no", _("nee")


class Why(models.TextChoices):
    """What was wrong, in one tap."""

    OTHER = "anders", _("Het is niet wat ik zoek")
    FAR = "ver", _("Het is te ver weg")
    FULL = "vol", _("Het is vol")
    UNCLEAR = "onduidelijk", _("Ik begrijp het niet")


class Outcome(models.TextChoices):
    """Why a missing offer is closed."""

    THERE_NOW = "er-nu", _("Het is er nu")
    WAS_THERE = "was-er-al", _("Het was er al, met een ander woord")
    NOT_NOW = "nu-niet", _("Het lukt nu niet")
    DOUBLE = "dubbel", _("Dit stond er al")


class Stage(models.TextChoices):
    """Where an agreed meaning stands."""

    DRAFT = "concept", _("concept")
    AGREED = "afgesproken", _("afgesproken")
    REPLACED = "vervangen", _("vervangen")


class Turn(models.TextChoices):
    """What happened to a word of the vocabulary."""

    ADDED = "erbij", _("erbij gezet")
    REMOVED = "weg", _("weggehaald")
    OFF = "uit", _("uitgezet")
    ON = "aan", _("weer aangezet")


# What words of danger are about, by the kind in ``themes/data/danger.toml``.
DANGERS: Mapping[str, Any] = {
    "violence": _("geweld thuis"),
    "sexual": _("seksueel geweld"),
    "suicide": _("niet meer willen leven"),
    "illness": _("plotseling heel ziek"),
    "poison": _("vergiftiging"),
    "fire": _("brand, gas of een wapen"),
    "child": _("een kind dat zich geen raad weet"),
}
