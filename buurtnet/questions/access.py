"""Who may read which question, as queries: who is on duty for it, its owner, whom it is handed to; else the director.

A director reads what is late, and what nobody is on duty for. What was withdrawn or cleared nobody reads.
"""

import datetime as dt
from collections.abc import Iterable
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from buurtnet.areas.choices import Room
from buurtnet.areas.finding import network_areas
from buurtnet.areas.models import Area, Network
from buurtnet.people.choices import PARTNERS
from buurtnet.people.models import Membership, Organization, Person
from buurtnet.questions.choices import GONE, OPEN, WAITING, AskedFor, HandOverState, State
from buurtnet.questions.models import HandOver, OthersAsked, Question
from buurtnet.questions.models.question import AGES_OF_CHILDREN
from buurtnet.questions.roster import Staff, staffs_of
from buurtnet.questions.standing import Shift

NOBODY = Q(pk__in=[])
CHILD_ALONE = Q(asked_for=AskedFor.SELF, age_band__in=AGES_OF_CHILDREN)


def visible_to(person: Person, now: dt.datetime, network: Network | None = None) -> QuerySet[Question]:
    """The questions whose text someone may read now: in one network, or in all of theirs."""
    return readable_in(staffs_for(person, network), person, now)


def on_my_list(person: Person, now: dt.datetime, network: Network | None = None) -> QuerySet[Question]:
    """What waits for someone: mine that is not answered yet, and what waits for anyone on duty.

    That is also what someone took who is late, away or gone.
    """
    staffs = staffs_for(person, network)
    waits = Q(state__in=WAITING) | Q(owner=person, state=State.TAKEN) | Q(state=State.PASSED_ON)
    lying = Q(state=State.TAKEN, answer_by__lt=now)
    for staff in staffs:
        lying |= Q(network=staff.network, state=State.TAKEN) & out_of_reach(staff, now)
    return readable_in(staffs, person, now).filter(waits | lying)


def staffs_for(person: Person, network: Network | None) -> list[Staff]:
    """The rosters of the networks, or of the one network, where someone works on questions."""
    found = staffs_of([network] if network else networks_of(person)).values()
    return [one for one in found if person.pk in one.people and one.network.has(Room.QUESTION)]


def readable_in(staffs: Iterable[Staff], person: Person, now: dt.datetime) -> QuerySet[Question]:
    """What someone reads in these networks."""
    mine = NOBODY
    for staff in staffs:
        mine |= Q(network=staff.network) & readable(staff, person.pk, now)
    return Question.objects.filter(mine).exclude(state__in=GONE)


def networks_of(person: Person) -> QuerySet[Network]:
    """Where someone works."""
    held = Membership.objects.current().filter(person=person, role__in=PARTNERS)
    return Network.objects.filter(pk__in=held.values("network"))


def readable(staff: Staff, person: UUID, now: dt.datetime) -> Q:
    """What someone who works in a network reads there."""
    found = Q(owner=person) | Q(Exists(offered_to(person, staff.network)))
    found |= Q(state__in=OPEN) & on_duty(staff, now, person)
    if person in staff.directors:
        found |= Q(state__in=OPEN) & ((overdue(now) & ~CHILD_ALONE) | ~on_duty(staff, now))
    return found


def offered_to(person: UUID, network: Network) -> QuerySet[HandOver]:
    """Hand-overs (of a question, ``OuterRef``) that wait for this person, or for someone of their organization."""
    offered = HandOver.objects.filter(question=OuterRef("pk"), state=HandOverState.OFFERED)
    return offered.filter(Q(to_person=person) | Q(to_organization__in=organizations_of(person, network)))


def organizations_of(person: UUID, network: Network) -> QuerySet[Organization]:
    """For which organizations someone works in a network."""
    held = Membership.objects.current().filter(person=person, network=network, role__in=PARTNERS)
    return Organization.objects.filter(pk__in=held.values("organization"))


def overdue(now: dt.datetime) -> Q:
    """Not taken in time, or not answered in time; what came back after an answer must be looked at in time too."""
    return Q(state__in=WAITING, take_by__lt=now) | Q(
        state__in=(*WAITING, State.TAKEN, State.PASSED_ON), answer_by__lt=now
    )


def out_of_reach(staff: Staff, now: dt.datetime) -> Q:
    """Questions whose owner is away today, or does not work here any more."""
    day = staff.day(now)
    return ~Q(owner__in=[one for one in staff.people if not staff.roster.is_away(one, day)])


def on_duty(staff: Staff, now: dt.datetime, person: UUID | None = None) -> Q:
    """Questions for which someone is on duty today: this person, or without one anybody."""
    day, roster = staff.day(now), staff.roster
    lines = areas_within(staff)
    found = NOBODY
    for shift in roster.shifts:
        behind = roster.behind(shift, day)
        if behind and person in {None, behind}:
            found |= meant_for(shift, lines)
        deputy = roster.deputy_of(shift, day)
        if person is not None and deputy == person:
            found |= Q(state__in=WAITING, take_by__lt=now) & meant_for(shift, lines)
    return found


def meant_for(shift: Shift, lines: dict[int, list[int]]) -> Q:
    """The questions that a line of the roster is for; the same as ``roster.fit_of`` says of one question."""
    asked = Question.themes.through.objects.filter(question=OuterRef("pk"))
    of_theme = ~Exists(asked) | Exists(asked.filter(theme=shift.theme)) if shift.theme else Q()
    inside = [pk for pk, line in lines.items() if shift.area in line] if shift.area else []
    of_area = Q(area=None) | Q(area__in=inside) if shift.area else Q()
    of_adults = ~CHILD_ALONE & of_theme & of_area
    return of_adults | CHILD_ALONE if shift.answers_children else of_adults


def areas_within(staff: Staff) -> dict[int, list[int]]:
    """The line of areas from the widest down, of every area of a network; only asked when a duty is for one area."""
    if not any(shift.area for shift in staff.roster.shifts):
        return {}
    rows = Area.objects.filter(pk__in=network_areas(staff.network).inside).values_list("pk", "ancestor_ids")
    return {pk: [*ancestors, pk] for pk, ancestors in rows}


def may_take_over(question: Question, staff: Staff, now: dt.datetime) -> bool:
    """Whether the owner of a question is out of reach, or late, so that another on duty can take it."""
    owner = question.owner_id
    if owner is None or owner not in staff.people or staff.roster.is_away(owner, staff.day(now)):
        return True
    return question.state == State.TAKEN and question.answer_by < now


def published_in(network: Network) -> QuerySet[OthersAsked]:
    """What others asked, as the public reads it: approved by a second reader, and not taken back; newest first."""
    found = OthersAsked.objects.filter(network=network, approved_at__isnull=False, withdrawn_at=None)
    return found.order_by("-approved_at", "pk")
