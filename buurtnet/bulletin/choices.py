from collections.abc import Mapping
from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _


class EditionState(models.TextChoices):
    DRAFT = "draft", _("moet nog nagekeken worden")
    CHECKED = "checked", _("nagekeken")
    SENT = "sent", _("verstuurd")
    DROPPED = "dropped", _("overgeslagen")


EDITION_ALLOWED: Final[Mapping[EditionState, frozenset[EditionState]]] = {
    EditionState.DRAFT: frozenset({EditionState.CHECKED, EditionState.DROPPED}),
    EditionState.CHECKED: frozenset({EditionState.SENT, EditionState.DRAFT, EditionState.DROPPED}),
    EditionState.SENT: frozenset(),
    EditionState.DROPPED: frozenset({EditionState.DRAFT}),
}


class ItemKind(models.TextChoices):
    """Where an item comes from, in the order in which they stand."""

    WEEK = "week", _("Deze week")
    SUCCESS = "success", _("Goed nieuws")
    NEW_ON_MAP = "new_on_map", _("Nieuw op de kaart")
    ANSWERED = "answered", _("Anderen vroegen")
    OWN = "own", _("Van het netwerk")


class Rhythm(models.TextChoices):
    """How often a draft is made by itself."""

    NONE = "none", _("niet vanzelf")
    WEEKLY = "weekly", _("elke week")
    FORTNIGHTLY = "fortnightly", _("om de week")
    MONTHLY = "monthly", _("elke maand")
