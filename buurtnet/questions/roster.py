"""The duty roster of a network, read: whether its question door is open, what is promised, and who answers what."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from buurtnet.areas.holidays import holidays
from buurtnet.areas.models import Network
from buurtnet.people.choices import PARTNERS, Role
from buurtnet.people.models import Membership, Person
from buurtnet.questions.choices import WAITING
from buurtnet.questions.models import Duty, Leave, Question
from buurtnet.questions.standing import ANSWERED_WITHIN, TAKEN_WITHIN, USUAL_WEEK, Roster, Shift, Span

END_OF_DAY: Final = dt.time(17)  # who asks later than this, asks for the people of tomorrow
LAST_MINUTE: Final = dt.time(23, 59)
MOST_NAMES: Final = 3


@dataclass(frozen=True)
class Door:
    """The question door of a network. ``working_days``: within how many someone reads it; 0 while closed.

    ``reads``: that in a sentence. ``says``: with the day on which the answer is there at the latest.
    """

    is_open: bool
    names: list[str] = field(default_factory=list)
    working_days: int = 0
    reads: str = ""
    says: str = ""


@dataclass(frozen=True)
class Promise:
    """Until when someone takes a question, and until when it is answered."""

    take_by: dt.datetime
    answer_by: dt.datetime


@dataclass(frozen=True)
class Staff:
    """The roster of a network, the people on it by their key, and its directors."""

    network: Network
    roster: Roster
    people: Mapping[UUID, Person]
    directors: frozenset[UUID]

    def day(self, now: dt.datetime) -> dt.date:
        return now.astimezone(ZoneInfo(self.network.time_zone)).date()


def door_of(network: Network, now: dt.datetime) -> Door:
    """Open exactly when two different people stand behind it on the next working days."""
    staff = staff_of(network)
    first = first_day(network, now)
    if not staff.roster.is_open(first):
        return Door(is_open=False)
    people = [staff.people[one] for one in staff.roster.at_the_door(first)]
    names = [one.name.split(" ")[0] for one in people if one.name]
    today = staff.day(now)
    days = staff.roster.working_days_until(today, staff.roster.nth_day(today, TAKEN_WITHIN))
    reads, answered_on = sentence(names, days), staff.roster.nth_day(today, ANSWERED_WITHIN)
    return Door(is_open=True, names=names, working_days=days, reads=reads, says=f"{reads}. {ready_by(answered_on)}")


def first_day(network: Network, now: dt.datetime) -> dt.date:
    """Today, or tomorrow when the working day is over."""
    here = now.astimezone(ZoneInfo(network.time_zone))
    return here.date() + dt.timedelta(days=here.time() >= END_OF_DAY)


def sentence(names: list[str], days: int) -> str:
    """ "Samira en Joris lezen je vraag binnen 2 werkdagen"."""
    if not names:
        return ngettext(
            "We lezen je vraag binnen %(days)d werkdag", "We lezen je vraag binnen %(days)d werkdagen", days
        ) % {"days": days}
    if len(names) == 1:
        return ngettext(
            "%(names)s leest je vraag binnen %(days)d werkdag",
            "%(names)s leest je vraag binnen %(days)d werkdagen",
            days,
        ) % {"names": names[0], "days": days}
    return ngettext(
        "%(names)s lezen je vraag binnen %(days)d werkdag", "%(names)s lezen je vraag binnen %(days)d werkdagen", days
    ) % {"names": in_a_row(names), "days": days}


def ready_by(day: dt.date) -> str:
    """ "Uiterlijk maandag 9 maart staat je antwoord klaar"; the full stop is of the page."""
    said = _("Uiterlijk %(day)s staat je antwoord klaar.") % {"day": date_format(day, "l j F")}
    return said.removesuffix(".")


def in_a_row(names: list[str]) -> str:
    """ "Samira en Joris", "Samira, Joris en Ali", "Samira, Joris en 2 anderen"."""
    if len(names) > MOST_NAMES:
        shown = names[: MOST_NAMES - 1]
        return _("%(names)s en %(number)d anderen") % {
            "names": ", ".join(shown), "number": len(names) - len(shown),
        }  # fmt: skip
    return _("%(names)s en %(last)s") % {"names": ", ".join(names[:-1]), "last": names[-1]}


def promised(network: Network, now: dt.datetime) -> Promise:
    """By the days on which someone stands on the roster: taken on the second, answered on the seventh.

    Without anyone on it, by working days.
    """
    staff = staff_of(network)
    today = staff.day(now)
    return Promise(
        take_by=end_of(staff.roster.nth_day(today, TAKEN_WITHIN), network),
        answer_by=end_of(staff.roster.nth_day(today, ANSWERED_WITHIN), network),
    )


def end_of(day: dt.date, network: Network) -> dt.datetime:
    """The last minute of a day in the network."""
    return dt.datetime.combine(day, LAST_MINUTE, ZoneInfo(network.time_zone))


def answerers(question: Question, now: dt.datetime) -> list[Person]:
    """Who is on duty for a question, best first: for its theme, for its neighbourhood, then who is at it soonest.

    A deputy stands in for who is away, and beside who did not take it in time. A child that asks alone has only
    people who answer children. With nobody left: the directors of the network.
    """
    staff = staff_of(question.network)
    today = staff.day(now)
    best: dict[UUID, tuple[int, int]] = {}
    for shift in staff.roster.shifts:
        fit = fit_of(shift, question)
        if fit is None:
            continue
        for person in people_for(staff.roster, shift, today, is_late=is_late_to_take(question, now)):
            place = (-fit, days_until_at_work(staff.roster, shift, today))
            best[person] = min(best.get(person, place), place)
    found = sorted(best, key=lambda one: (best[one], staff.people[one].name.casefold(), str(one)))
    return [staff.people[one] for one in found] or directors_of(staff)


def answers_children(question: Question, person: Person) -> bool:
    """Whether someone is a youth worker of its network today."""
    staff = staff_of(question.network)
    return staff.roster.is_youth_worker(person.pk, staff.day(timezone.now()))


def directors_of(staff: Staff) -> list[Person]:
    """The directors of a network, by name."""
    found = (staff.people[one] for one in staff.directors)
    return sorted(found, key=lambda one: (one.name.casefold(), str(one.pk)))


def people_for(roster: Roster, shift: Shift, day: dt.date, *, is_late: bool) -> list[UUID]:
    """Who answers for a line on a day; when a question was not taken in time, the deputy as well."""
    found = [roster.behind(shift, day)]
    if is_late:
        found.append(roster.deputy_of(shift, day))
    return list(dict.fromkeys(one for one in found if one))


def is_late_to_take(question: Question, now: dt.datetime) -> bool:
    """Whether nobody took it in time."""
    return question.state in WAITING and question.take_by < now


def days_until_at_work(roster: Roster, shift: Shift, today: dt.date) -> int:
    """In how many days someone is at it again; 8 when not within the week."""
    return next((ahead for ahead in range(8) if roster.works_on(shift, today + dt.timedelta(days=ahead))), 8)


def fit_of(shift: Shift, question: Question) -> int | None:
    """How well a line fits a question; None when it is not for that. What is not known fits everyone."""
    if question.is_child_alone and not shift.answers_children:
        return None
    themes = {theme.pk for theme in question.themes.all()}
    line = question.area.line if question.area else []
    of_theme, of_area = fits(shift.theme, themes), fits(shift.area, line)
    if question.is_child_alone:  # any youth worker rather than nobody
        return max(of_theme, 0) * 2 + max(of_area, 0)
    return None if min(of_theme, of_area) < 0 else of_theme * 2 + of_area


def fits[Key](wanted: Key | None, asked: Collection[Key]) -> int:
    """2: just this one. 1: this line takes all, or it is not known what was asked. -1: another one."""
    if wanted is None or not asked:
        return 1
    return 2 if wanted in asked else -1


def staff_of(network: Network) -> Staff:
    """The roster of one network."""
    return staffs_of([network])[network.pk]


def staffs_of(networks: Iterable[Network]) -> dict[int, Staff]:
    """The rosters of networks, in a number of queries that does not grow with them.

    Someone whose role in a network ended, or whose account is closed, stands on no roster of it from that moment.
    """
    found = {one.pk: one for one in networks}
    held: dict[int, dict[UUID, Person]] = defaultdict(dict)
    directors: dict[int, set[UUID]] = defaultdict(set)
    roles = Membership.objects.current().filter(network__in=found, role__in=PARTNERS).select_related("person")
    for one in roles:
        assert one.network_id
        held[one.network_id][one.person_id] = one.person
        if one.role == Role.DIRECTOR:
            directors[one.network_id].add(one.person_id)
    duties: dict[int, list[Duty]] = defaultdict(list)
    for duty in Duty.objects.filter(network__in=found).order_by("starts_on", "pk"):
        duties[duty.network_id].append(duty)
    spans = spans_of({pk for rows in duties.values() for one in rows for pk in (one.person_id, one.deputy_id) if pk})
    return {
        pk: Staff(network, roster_of(network, duties[pk], held[pk], spans), held[pk], frozenset(directors[pk]))
        for pk, network in found.items()
    }


def spans_of(people: Collection[UUID]) -> dict[UUID, list[Span]]:
    """When these people are away."""
    found: dict[UUID, list[Span]] = defaultdict(list)
    for one in Leave.objects.filter(person__in=people):
        found[one.person_id].append((one.starts_on, one.ends_on))
    return found


def roster_of(
    network: Network, duties: Iterable[Duty], held: Mapping[UUID, Person], spans: Mapping[UUID, list[Span]]
) -> Roster:
    """The lines of one network, without who left."""
    shifts = []
    for duty in duties:
        deputy = duty.deputy_id if duty.deputy_id in held else None
        if duty.person_id in held:
            shifts.append(shift_of(duty, duty.person_id, deputy))
        elif deputy and not duty.answers_children:  # who left has a deputy who stays
            shifts.append(shift_of(duty, deputy, None))
    return Roster(network.country, tuple(shifts), spans, holidays(network.holiday_region))


def shift_of(duty: Duty, person: UUID, deputy: UUID | None) -> Shift:
    """A line of the roster, with who stands on it now."""
    return Shift(
        person=person, deputy=deputy, first=duty.starts_on, last=duty.ends_on,
        weekdays=frozenset(duty.weekdays) or USUAL_WEEK, is_off_in_holidays=duty.is_off_in_holidays,
        answers_children=duty.answers_children, theme=duty.theme_id, area=duty.area_id,
    )  # fmt: skip
