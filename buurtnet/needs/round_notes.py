"""What was heard on a round, typed afterwards one by one: each a signal or a question. Nothing per door or person."""

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import F, TextChoices
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from buurtnet.needs.choices import Noticed, RoundKind, SignalKind
from buurtnet.needs.models import OutreachRound
from buurtnet.needs.signalling import Given, give
from buurtnet.people.acting import By
from buurtnet.questions.asking import Asked, ask, was_sent
from buurtnet.questions.choices import AgeBand, AskedFor, Channel, ContactWay
from buurtnet.questions.concepts import concepts_in, themes_in

LONGEST: Final = 600  # signs: a sentence or three


class HeardKind(TextChoices):
    COLLECTIVE = SignalKind.COLLECTIVE.value, pgettext_lazy("signal", "Wat hier speelt")
    STRENGTH = SignalKind.STRENGTH.value, _("Een kracht: wat hier goed gaat, of wat iemand graag doet")
    QUESTION = "question", _("Een vraag van iemand, die antwoord wil")


@dataclass(frozen=True)
class Heard:
    """One thing that was heard. The last five are of a question; ``language``: in which the answer is wanted."""

    kind: HeardKind
    text: str
    age_band: str = ""
    asked_for: str = ""
    contact_way: str = ContactWay.SITE
    contact: str = ""
    language: str = "nl"


@transaction.atomic
def note_down(made: OutreachRound, heard: Heard, *, by: By, form_key: UUID) -> str:
    """Keep it as a signal or a question of the neighbourhood. Sent twice with one form, it is one.

    Returns the code with which the answer to a question is read; "" for a signal.
    """
    if heard.kind == HeardKind.QUESTION:
        return _ask(made, heard, form_key)
    _give(made, heard, by, form_key)
    return ""


def _ask(made: OutreachRound, heard: Heard, form_key: UUID) -> str:
    """The question, and one more in the count of the round: a question itself is tied to no round."""
    OutreachRound.objects.select_for_update(of=("self",)).get(pk=made.pk)
    asked = Asked(
        text=heard.text, age_band=AgeBand(heard.age_band), asked_for=AskedFor(heard.asked_for), area=made.area,
        contact_way=ContactWay(heard.contact_way), contact=heard.contact, language=heard.language,
    )  # fmt: skip
    is_new = not was_sent(asked, made.network, form_key)
    channel = Channel.DOOR if made.kind == RoundKind.STREETS else Channel.TABLE
    _question, code = ask(asked, network=made.network, channel=channel, form_key=form_key)
    if is_new:
        OutreachRound.objects.filter(pk=made.pk).update(questions=F("questions") + 1)
    return code


def _give(made: OutreachRound, heard: Heard, by: By, form_key: UUID) -> None:
    """A signal given by whoever typed it, who hears what becomes of it and can tell it in the neighbourhood."""
    themes = themes_in(concepts_in(heard.text, made.network), made.network)
    given = Given(
        kind=SignalKind(heard.kind), text=heard.text, area=made.area, theme=themes[0] if themes else None,
        person=by.person, noticed=Noticed.HEARD, round=made,
    )  # fmt: skip
    give(given, network=made.network, form_key=form_key, now=timezone.now())
