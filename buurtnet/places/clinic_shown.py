"""What pages show of a clinic: facts in words, ready for a template."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils import formats, timezone
from django.utils.dates import WEEKDAYS
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from buurtnet.directory.cards import Badge
from buurtnet.directory.facts import first_address
from buurtnet.directory.times import joined, span_text
from buurtnet.kit.clock import clock_text
from buurtnet.kit.languages import language_name
from buurtnet.places.clinics import ClinicDay, next_free, taken_of
from buurtnet.places.models import Clinic
from buurtnet.places.tiles import DayTile, tile_of

FEW: Final = 1


@dataclass(frozen=True)
class Turn:
    """A turn to choose: ``text`` "15.30 uur", ``said`` as an address says it."""

    text: str
    said: str


@dataclass(frozen=True)
class DayOfTurns:
    """A day with its free turns."""

    tile: DayTile
    name: str
    turns: list[Turn]


@dataclass(frozen=True)
class ClinicCard:
    """One clinic in a list, with its next day that has a free turn."""

    id: str
    url: str
    title: str
    expertise: str
    when: str
    where: str
    organization: str
    badges: list[Badge]
    next: DayOfTurns | None


def cards_of(clinics: Iterable[Clinic], now: dt.datetime) -> list[ClinicCard]:
    """Cards, the one with the first free turn first; one query for all turns."""
    found = list(clinics)
    taken = taken_of(found, now)
    first = {one.pk: next_free(one, now, taken, most=FEW) for one in found}
    found.sort(key=lambda one: (not first[one.pk], first[one.pk][0].free[0] if first[one.pk] else now, one.title))
    return [card_of(one, first[one.pk]) for one in found]


def card_of(clinic: Clinic, days: list[ClinicDay]) -> ClinicCard:
    return ClinicCard(
        id=str(clinic.pk), url=reverse("places:clinic", args=[clinic.network.slug, clinic.pk]), title=clinic.title,
        expertise=clinic.expertise, when=when_of(clinic), where=where_of(clinic),
        organization=clinic.organization.name if clinic.organization else "", badges=badges_of(clinic),
        next=day_of(days[0], clinic) if days else None,
    )  # fmt: skip


def day_of(day: ClinicDay, clinic: Clinic) -> DayOfTurns:
    today = timezone.localdate(timezone=ZoneInfo(clinic.network.time_zone))
    turns = [Turn(clock_text(one.time()), said_of(one)) for one in day.free]
    return DayOfTurns(tile_of(day.date, today), date_text(day.date), turns)


def said_of(moment: dt.datetime) -> str:
    """A moment as an address says it: in UTC, so that an hour that comes twice is told apart."""
    return moment.astimezone(dt.UTC).strftime("%Y%m%dT%H%MZ")


def moment_in(text: str) -> dt.datetime | None:
    """The moment that an address says; None for nonsense."""
    try:
        return dt.datetime.strptime(text[:20], "%Y%m%dT%H%MZ").replace(tzinfo=dt.UTC)
    except ValueError:
        return None


def when_of(clinic: Clinic) -> str:
    """ "Elke dinsdag, 8.30 – 10.00 uur", or "Om de 2 weken op dinsdag, …"."""
    day, times = str(WEEKDAYS[clinic.weekday]), span_text(clinic.opens_at, clinic.closes_at)
    if clinic.interval_weeks == 1:
        return _("Elke %(day)s, %(times)s") % {"day": day, "times": times}
    said = {"weeks": clinic.interval_weeks, "day": day, "times": times}
    return _("Om de %(weeks)s weken op %(day)s, %(times)s") % said


def where_of(clinic: Clinic) -> str:
    """The house, and the room in it."""
    place = clinic.location.name if clinic.location else ""
    return ", ".join(part for part in (place, clinic.room) if part)


def address_of(clinic: Clinic) -> str:
    """Street and town, when they may be known."""
    if clinic.location is None or clinic.location.hide_address:
        return ""
    address = first_address(clinic.location)
    return ", ".join(part for part in (address.address_1, address.city) if part) if address else ""


def badges_of(clinic: Clinic) -> list[Badge]:
    found = [Badge(_("Gratis"), "goed")]
    if clinic.for_professionals:
        found = [Badge(_("Voor wie hier werkt"), "zon")]
    if names := [name for code in clinic.languages if code != "nl" and (name := language_name(str(code)))]:
        found.append(Badge(str(capfirst(joined(names[:3]))), icon="languages"))
    return found


def date_text(day: dt.date) -> str:
    """ "dinsdag 14 april"."""
    return f"{WEEKDAYS[day.weekday()]} {formats.date_format(day, 'j F')}"


def turn_text(moment: dt.datetime) -> str:
    """ "dinsdag 14 april om 8.30 uur"; in the time of the moment."""
    said = {"day": date_text(moment.date()), "time": clock_text(moment.time())}
    return _("%(day)s om %(time)s") % said
