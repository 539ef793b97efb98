"""Days, money and effective elements in words."""

import datetime as dt
from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from buurtnet.practices.choices import Element

WEEK: Final = 7  # days
# Why each of them works, in one line.
BECAUSE: Final[dict[Element, Promise]] = {
    Element.NEAR: gettext_lazy("Wat om de hoek is en waar de deur openstaat, daar ga je eerder heen."),
    Element.FAMILIAR_FACE: gettext_lazy("Wie steeds dezelfde mensen ziet, durft op een dag ook iets te vragen."),
    Element.RESIDENTS_LEAD: gettext_lazy("Wie het zelf bedenkt en doet, houdt het vol en neemt anderen mee."),
    Element.TOGETHER_FIRST: gettext_lazy("Samen koken, spelen of sporten maakt praten daarna gemakkelijk."),
    Element.EQUALS: gettext_lazy("Van iemand die hetzelfde meemaakt, neem je eerder iets aan."),
    Element.GOES_TO_PEOPLE: gettext_lazy("Wie het hardst hulp nodig heeft, komt vaak niet vanzelf: ga erheen."),
    Element.STRENGTHS: gettext_lazy("Wie merkt wat hij al goed kan, krijgt moed voor de rest."),
    Element.PARTNERS: gettext_lazy("Samen ken je meer gezinnen, en hoeft niemand zijn verhaal twee keer te doen."),
    Element.LANGUAGE: gettext_lazy("In je eigen taal kun je zeggen wat je echt bedoelt."),
    Element.LASTING: gettext_lazy("Vertrouwen groeit langzaam: iets dat blijft, wordt elk jaar sterker."),
}  # fmt: skip


@dataclass(frozen=True)
class Working:
    """An effective element on the page: its name, and why it works."""

    name: str
    because: str


def working(codes: list[str]) -> list[Working]:
    """What makes an example work, in the order of the list; codes that are not known are left out."""
    return [Working(str(one.label), str(BECAUSE[one])) for one in Element if one.value in codes]


def when_text(days: int) -> str:
    """ "6 weken ervoor", "1 dag ervoor", "op de dag zelf", "1 week erna"; ``days`` below zero is before."""
    if days == 0:
        return _("op de dag zelf")
    number, is_weeks = abs(days), days % WEEK == 0
    number = number // WEEK if is_weeks else number
    if days < 0:
        if is_weeks:
            return ngettext("{number} week ervoor", "{number} weken ervoor", number).format(number=number)
        return ngettext("{number} dag ervoor", "{number} dagen ervoor", number).format(number=number)
    if is_weeks:
        return ngettext("{number} week erna", "{number} weken erna", number).format(number=number)
    return ngettext("{number} dag erna", "{number} dagen erna", number).format(number=number)


def day_of(on: dt.date, days: int) -> dt.date | None:
    """The day a step falls on; None when no calendar has it."""
    try:
        return on + dt.timedelta(days=days)
    except OverflowError:
        return None
