"""What can be asked of a family, in words that everyone reads the same: for what, which data, with whom, until when.

The text that someone reads is made of these words alone, so that it can be made again from the row and compared with
the hash that was kept.
"""

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db import models
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # without 0, O, 1, I and L, which people mistake for each other
GROUP, GROUPS = 4, 2
TO = "to:"  # how a receiver stands among what someone left out


class Purpose(models.TextChoices):
    """For what; one of them in each question."""

    INTRODUCE = "introduce", gettext_lazy("je in contact brengen met iemand die kan helpen")
    HELP_TOGETHER = "help_together", gettext_lazy("samen helpen, zodat je niet steeds hetzelfde hoeft te vertellen")
    NEW_PLACE = "new_place", gettext_lazy("een goede start op een nieuwe plek, zoals van de opvang naar school")
    THINK_ALONG = "think_along", gettext_lazy("iemand laten meedenken over je vraag")


class Category(models.TextChoices):
    """Which data; each can be left out by who is asked."""

    NAME = "name", gettext_lazy("naam")
    CONTACT = "contact", gettext_lazy("telefoonnummer en mailadres")
    BEST_MOMENT = "best_moment", gettext_lazy("wanneer we het best bellen")
    AGE = "age", gettext_lazy("leeftijd")
    LANGUAGE = "language", gettext_lazy("welke taal jullie spreken")
    QUESTION = "question", gettext_lazy("de vraag, in een paar zinnen")
    WHAT_HELPS = "what_helps", gettext_lazy("wat goed gaat en wat helpt")
    AGREEMENTS = "agreements", gettext_lazy("wat we samen afspraken")


@dataclass(frozen=True)
class Explained:
    """A question for consent as people read it. ``organization`` may be empty."""

    asker: str
    organization: str
    purpose: str
    what: list[str]
    receivers: list[str]
    until: dt.date

    @property
    def who(self) -> str:
        """Who asks, and from where."""
        if not self.organization:
            return self.asker
        return _("{name} van {organization}").format(name=self.asker, organization=self.organization)

    @property
    def text(self) -> str:
        """Everything in a row, as its hash is kept."""
        return "\n".join(
            [
                _("{who} vraagt of deze gegevens gedeeld mogen worden.").format(who=self.who),
                _("Waarvoor: {purpose}.").format(purpose=self.purpose),
                _("Wat: {what}.").format(what=", ".join(self.what)),
                _("Met wie: {receivers}.").format(receivers=", ".join(self.receivers)),
                _("Tot en met {day}.").format(day=formats.date_format(self.until, "j F Y")),
            ]
        )


def explained(
    asked_for: Collection[str], *, receivers: Iterable[str], until: dt.date, asker: str, organization: str
) -> Explained:
    """The question in the language of the page, in the order of the words above."""
    return Explained(
        asker=asker or _("Iemand van het netwerk"),
        organization=organization,
        purpose=", ".join(str(one.label) for one in Purpose if one.value in asked_for),
        what=[str(one.label) for one in Category if one.value in asked_for],
        receivers=sorted(receivers, key=str.casefold),
        until=until - dt.timedelta(days=1),  # the last day on which it holds
    )


def receiver_word(pk: UUID) -> str:
    """How a receiver stands among what someone left out."""
    return f"{TO}{pk}"


def without_purposes(words: Iterable[str]) -> frozenset[str]:
    """What is really shared: a purpose alone says nothing about anyone."""
    return frozenset(words) - set(Purpose.values)


def mark_of(pk: UUID) -> str:
    """A short mark to recognise a question by, which tells nothing about anyone: "K7QM-4TXR"."""
    number, signs = pk.int, ""
    for _place in range(GROUP * GROUPS):
        number, rest = divmod(number, len(ALPHABET))
        signs += ALPHABET[rest]
    return "-".join(signs[start : start + GROUP] for start in range(0, len(signs), GROUP))
