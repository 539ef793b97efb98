"""What waits for someone in all their networks: each room says it for itself, here it becomes one list."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from django.urls import reverse
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from buurtnet.agenda import today as agenda
from buurtnet.areas.choices import Room
from buurtnet.areas.models import Network
from buurtnet.budget import today as budget
from buurtnet.bulletin import today as bulletin
from buurtnet.groups import today as groups
from buurtnet.kit.today import Item
from buurtnet.meetings import today as meetings
from buurtnet.mending import today as mending
from buurtnet.needs import today as needs
from buurtnet.people import today as people
from buurtnet.people.access import roles_of
from buurtnet.people.day_mailing import send_day_mails, zone_of
from buurtnet.people.models import Person
from buurtnet.places import today as places
from buurtnet.practices import today as practices
from buurtnet.questions import today as questions
from buurtnet.upkeep import today as upkeep
from buurtnet.voting import today as voting

# Every room in which something can wait for someone stands here.
ROOMS: tuple[Callable[[Person, dt.datetime], list[Item]], ...] = (
    questions.items,
    needs.items,
    groups.items,
    agenda.items,
    places.items,
    meetings.items,
    bulletin.items,
    budget.items,
    voting.items,
    mending.items,
    upkeep.items,
    practices.items,
    people.items,
)
NOON, EVENING = 12, 18  # hours
SOON = dt.timedelta(days=7)


@dataclass(frozen=True)
class Line:
    """One thing on the page. ``when``: until when it can, in words; ``tone`` and ``mark``: of its badge."""

    item: Item
    since: str
    when: str
    tone: str
    mark: str


@dataclass(frozen=True)
class Day:
    """The page of a day: ``date`` and ``greeting``, one sentence about what is urgent, and the lines."""

    date: str
    greeting: str
    sentence: str
    lines: list[Line]


def networks_of(person: Person) -> list[Network]:
    """Where someone has a role, the first one first."""
    roles = roles_of(person).order_by("starts_at", "pk")
    return list({one.network_id: one.network for one in roles if one.network}.values())


def chosen_of(networks: list[Network], slug: str) -> Network | None:
    """The network whose menu stands beside the page: the one that was asked for, else the first."""
    return next((one for one in networks if one.slug == slug), networks[0] if networks else None)


def signal_url_in(networks: list[Network]) -> str:
    """Where to tell what one hears or sees, in the first network that asks for it; "" when none does."""
    return next((reverse("needs:signal_give", args=[one.slug]) for one in networks if one.has(Room.NEEDS)), "")


def items_for(person: Person, now: dt.datetime) -> list[Item]:
    """All that waits, what waits longest first."""
    found = [item for items in ROOMS for item in items(person, now)]
    return sorted(found, key=lambda item: (item.since, str(item.title)))


def day_of(person: Person, now: dt.datetime) -> Day:
    """What someone sees in the morning, in the time of their first network."""
    local = now.astimezone(zone_of(person))
    items = items_for(person, now)
    lines = [line_of(item, local) for item in items]
    first_name = person.name.split()[0] if person.name.split() else ""
    return Day(
        formats.date_format(local, "l j F"),
        greeting(local.hour, first_name),
        sentence(items, local),
        lines,
    )


def greeting(hour: int, name: str) -> str:
    said = _("Goedemorgen") if hour < NOON else _("Goedemiddag") if hour < EVENING else _("Goedenavond")
    return f"{said}, {name}" if name else said


def sentence(items: list[Item], local: dt.datetime) -> str:
    """What is urgent, in one sentence; "" when nothing waits."""
    late = sum(item.is_late(local) for item in items)
    today = sum(is_today(item, local) for item in items)
    if late:
        return ngettext("Eén ding is te laat.", "{number} dingen zijn te laat.", late).format(number=late)
    if today:
        return ngettext("Eén ding moet vandaag.", "{number} dingen moeten vandaag.", today).format(number=today)
    return _("Niets moet vandaag. Dit kan deze week.") if items else ""


def line_of(item: Item, local: dt.datetime) -> Line:
    since = _("Wacht sinds {day}").format(day=day_text(item.since.astimezone(local.tzinfo), local))
    if item.due is None:
        return Line(item, since, "", "", "")
    last = last_moment(item.due, local)
    day = day_text(last, local)
    if item.is_late(local):
        was_today = last.date() == local.date()
        until = _("Te laat: kon tot vandaag {time} uur") if was_today else _("Te laat: kon tot en met {day}")
        ends = item.due.astimezone(local.tzinfo)
        return Line(item, since, until.format(day=day, time=f"{ends:%H.%M}"), "steen", "clock-alert")
    if is_today(item, local):
        return Line(item, since, _("Moet vandaag"), "steen", "clock")
    return Line(item, since, _("Uiterlijk {day}").format(day=day), "zon" if item.due - local < SOON else "", "clock")


def is_today(item: Item, local: dt.datetime) -> bool:
    """Whether it can wait until this day ends, and no longer."""
    if item.due is None or item.is_late(local):
        return False
    return last_moment(item.due, local).date() == local.date()


def last_moment(due: dt.datetime, local: dt.datetime) -> dt.datetime:
    """The last at which it still can: what can until midnight, can that day and not the next."""
    return due.astimezone(local.tzinfo) - dt.timedelta(seconds=1)


def day_text(moment: dt.datetime, local: dt.datetime) -> str:
    """A day as people say it: today, yesterday, "maandag 20 april", and with its year when that is another."""
    if moment.date() == local.date():
        return _("vandaag")
    if moment.date() == local.date() - dt.timedelta(days=1):
        return _("gisteren")
    return formats.date_format(moment, "l j F" if moment.year == local.year else "j F Y")


def mail_my_days() -> int:
    """A duty: the mails of the day that are due now. Returns how many."""
    return send_day_mails(timezone.now(), lambda person, now: len(items_for(person, now)))
