"""The direct lane: a second resident and a trekker say yes, and who keeps the fund has two days to object.

Nobody decides about an idea of their own, nobody says it twice, and whose family or company it is keeps out. On the
second yes the money is set aside at once, so that two ideas never get the same euros.
"""

import datetime as dt
from dataclasses import dataclass
from typing import Final

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from buurtnet.agenda.choices import ActivityState
from buurtnet.agenda.models import Activity
from buurtnet.areas.models import Network
from buurtnet.budget.access import is_own, lanes_of, looks_after
from buurtnet.budget.choices import Answer, IdeaState, Lane, PotTask, SayKind
from buurtnet.budget.emails_deciding import mail_keepers
from buurtnet.budget.emails_ideas import mail_own_link
from buurtnet.budget.ideas import ending
from buurtnet.budget.models import Idea, PotPerson, Say
from buurtnet.budget.moving import change, locked, move, note, refuse
from buurtnet.budget.promising import give_back, promise, set_aside
from buurtnet.budget.whose import hash_of_contact
from buurtnet.groups.choices import GroupRole, GroupState
from buurtnet.groups.models import GroupMember
from buurtnet.people.access import roles_of
from buurtnet.people.choices import PARTNERS, Role
from buurtnet.people.models import Membership, Person
from buurtnet.privacy.choices import Action

NEEDED: Final = (SayKind.RESIDENT, SayKind.OWNER)
NOES: Final = 2  # so many noes, and it is refused
LONGEST: Final = 300  # signs of a reason


@dataclass(frozen=True)
class Places:
    """Networks in which someone is a resident, and those in which they are a trekker."""

    resident: frozenset[int]
    trekker: frozenset[int]


def places_of(person: Person) -> Places:
    """A trekker takes part in the network, or is a resident who pulls an activity or a group in it."""
    held = [(one.role, one.network_id) for one in roles_of(person) if one.network_id]
    resident = frozenset(where for role, where in held if role == Role.RESIDENT)
    partner = {where for role, where in held if role in PARTNERS}
    pulled = set[int]()
    if resident - partner:
        activities = Activity.objects.filter(owner=person, state=ActivityState.LIVE, network__in=resident)
        groups = GroupMember.objects.filter(person=person, role=GroupRole.OWNER, group__network__in=resident)
        pulled |= set(activities.values_list("network", flat=True))
        pulled |= set(groups.filter(group__state=GroupState.LIVE).values_list("group__network", flat=True))
    return Places(resident, frozenset(partner | pulled))


def kinds_of(person: Person, idea: Idea) -> list[SayKind]:
    """As what someone may say yes or no to an idea now: what lacks first; empty for who may not, or did already."""
    if not is_open(idea) or is_theirs(person, idea) or said_before(idea, person):
        return []
    done, places = said_yes(idea), places_of(person)
    may = {SayKind.RESIDENT: places.resident, SayKind.OWNER: places.trekker}
    return [kind for kind in NEEDED if idea.network_id in may[kind] and kind not in done]


def is_open(idea: Idea) -> bool:
    """Whether neighbours decide about it now, in the direct lane."""
    return bool(
        idea.state == IdeaState.SUBMITTED and idea.lane == Lane.DIRECT and not idea.clear_at and idea.let_in_at
    )


def is_theirs(person: Person, idea: Idea) -> bool:
    """Who had it, by their account or their address, or wrote it down for someone: they never decide about it."""
    by_address = bool(idea.contact_hash) and idea.contact_hash == hash_of_contact(person.email)
    return is_own(person, idea) or idea.written_by_id == person.pk or by_address


def said_before(idea: Idea, person: Person) -> bool:
    """Whether they said something this time: with their account, or behind a link in a mail."""
    mine = Q(person=person) | Q(contact_hash=hash_of_contact(person.email))
    return Say.objects.filter(mine, idea=idea, attempt=idea.attempt).exists()


def said_yes(idea: Idea) -> set[str]:
    """As what someone said yes this time."""
    rows = Say.objects.filter(idea=idea, attempt=idea.attempt, answer=Answer.YES)
    return set(rows.values_list("kind", flat=True))


def waiting_for(person: Person, *networks: Network | int) -> QuerySet[Idea]:
    """Ideas in the direct lane that someone may still say yes or no to, longest first."""
    places = places_of(person)
    this_time = Say.objects.filter(idea=OuterRef("pk"), attempt=OuterRef("attempt"))
    address = hash_of_contact(person.email)
    said = this_time.filter(Q(person=person) | Q(contact_hash=address))
    yes = this_time.filter(answer=Answer.YES)
    as_resident = Q(~Exists(yes.filter(kind=SayKind.RESIDENT)), network__in=places.resident)
    as_trekker = Q(~Exists(yes.filter(kind=SayKind.OWNER)), network__in=places.trekker)
    rows = Idea.objects.filter(as_resident | as_trekker, ~Exists(said), network__in=networks, hidden_at=None)
    rows = rows.filter(let_in_at__isnull=False, state=IdeaState.SUBMITTED, lane=Lane.DIRECT, clear_at=None)
    rows = rows.exclude(Q(person=person) | Q(written_by=person)).exclude(contact_hash=address)
    return rows.select_related("network", "pot", "area").defer("contact").order_by("submitted_at", "pk")


def say(idea: Idea, kind: SayKind, answer: Answer, *, reason: str = "", by: Person) -> Idea:
    """Yes, no with a reason, or "I keep out". Raises ``NotNowError``; ``NotEnoughError`` when the pot is empty.

    Of a yes for which there is no money nothing is kept: it can be said again once there is.
    """
    with transaction.atomic():
        locked(idea)
        if kind not in kinds_of(by, idea):
            refuse(idea, "idea.say", by, _("Hier kun je nu niet over beslissen. Kijk hoe het er nu voor staat."))
        put_say(idea, kind, answer, reason, by=by)
        _go_on(idea, by)
    return idea


def lacks_for_second(idea: Idea, address: str) -> str:
    """Why who confirmed this address (its keyed hash) cannot say something now, in a sentence; else empty."""
    those = [one.email for one in (idea.person, idea.written_by) if one is not None]
    if address in {idea.contact_hash, *(hash_of_contact(one) for one in those)}:
        return _("Dit is je eigen idee. Een ander zegt er ja of nee op.")
    if Say.objects.filter(idea=idea, attempt=idea.attempt, contact_hash=address).exists():
        return _("Je zei hier al iets over. Dank je wel.")
    if not is_open(idea):
        return _("Over dit idee hoeft nu niemand te beslissen. Dank je wel dat je keek.")
    if SayKind.RESIDENT in said_yes(idea):
        return _("Een andere buur zei al ja. Dank je wel dat je keek.")
    return ""


@transaction.atomic
def say_as_second(idea: Idea, address: str, answer: Answer, *, reason: str = "") -> Idea:
    """A resident without an account, who confirmed a mail address (its keyed hash), says yes or no.

    Raises ``NotNowError``; ``NotEnoughError`` when the pot is empty.
    """
    locked(idea)
    if wrong := lacks_for_second(idea, address):
        refuse(idea, "idea.say.second", None, wrong)
    put_say(idea, SayKind.RESIDENT, answer, reason, address=address)
    _go_on(idea, None)
    return idea


def put_say(
    idea: Idea, kind: SayKind, answer: Answer, reason: str = "", *, by: Person | None = None, address: str = ""
) -> None:
    """Write down what someone says of an idea that is ``locked``. Raises ``NotNowError`` the second time.

    With an account the hash of its address is kept too: who has both says it once.
    """
    if answer == Answer.NO and not reason:
        refuse(idea, "idea.say.why", by, _("Schrijf in één zin waarom niet."))
    known = hash_of_contact(by.email) if by else address
    try:
        with transaction.atomic():
            Say.objects.create(
                idea=idea, attempt=idea.attempt, kind=kind, person=by, contact_hash=known, answer=answer,
                reason=reason,
            )  # fmt: skip
    except IntegrityError:
        refuse(idea, "idea.say.twice", by, _("Je zei hier al iets over. Dank je wel."))
    note(Action.CHANGE, idea, by, result=f"say.{kind}")


def _go_on(idea: Idea, by: Person | None) -> None:
    """What follows from what was said: money set aside, a no, or nothing yet."""
    rows = list(Say.objects.filter(idea=idea, attempt=idea.attempt).select_related("idea"))
    noes = [one for one in rows if one.answer == Answer.NO]
    if len(noes) >= NOES:
        refused(idea, _why_of(noes), by)
    elif {one.kind for one in rows if one.answer == Answer.YES}.issuperset(NEEDED):
        set_aside(idea, idea.asked, by=by)
        hours = lanes_of(idea.network).objection_hours
        change(idea, clear_at=timezone.now() + dt.timedelta(hours=hours))
        mail_keepers(keepers_of(idea), idea.network, idea.pk)
    elif noes and noes[-1] == rows[-1]:
        mail_own_link(idea)  # who asked hears why, and may ask another


def _why_of(noes: list[Say]) -> str:
    """What everyone reads: the words of who is known here. Of who only gave an address they go to who asked."""
    known = [one.reason for one in noes if one.person_id]
    return known[-1] if known else _("Twee buren zeiden nee. Wie het vroeg, weet waarom.")


def refused(idea: Idea, why: str, by: Person | None) -> None:
    """Of an idea that is ``locked``: what was set aside is free again, and who asked hears so."""
    give_back(idea, by=by, why=why[:200])
    said = why[:LONGEST]
    move(
        idea, IdeaState.REFUSED, by=by, why=said, why_not=said, answered_at=timezone.now(), clear_at=None, **ending()
    )
    mail_own_link(idea)


@transaction.atomic
def object_to(idea: Idea, *, why: str, by: Person) -> Idea:
    """Who keeps the fund says no in time; what was set aside is free again. Raises ``NotNowError``."""
    _keeping(idea, by)
    if idea.clear_at and idea.clear_at <= timezone.now():
        refuse(idea, "idea.object.late", by, _("De tijd voor bezwaar is voorbij. Het geld is toegezegd."))
    put_say(idea, SayKind.KEEPER, Answer.NO, why, by=by)
    refused(idea, why, by)
    return idea


@transaction.atomic
def no_objection(idea: Idea, *, by: Person) -> Idea:
    """Who keeps the fund needs no two days: it is granted now. Raises ``NotNowError``."""
    _keeping(idea, by)
    put_say(idea, SayKind.KEEPER, Answer.YES, by=by)
    _granted(idea, by)
    return idea


def _keeping(idea: Idea, by: Person) -> None:
    """Locked, and really this keeper's to decide. Raises ``NotNowError``."""
    if not keeps(by, locked(idea)):
        refuse(idea, "idea.keep", by)


def keeps(person: Person, idea: Idea) -> bool:
    """Whether someone may say now that they do or do not object: who keeps its pot, and said nothing of it yet."""
    if idea.state != IdeaState.SUBMITTED or idea.clear_at is None or idea.pot is None:
        return False
    is_keeper = looks_after(person, idea.pot, PotTask.KEEPER)
    return is_keeper and not is_theirs(person, idea) and not said_before(idea, person)


def clear(now: dt.datetime | None = None) -> int:
    """A job: what nobody objected to in time is granted. Returns how many; done again it does nothing.

    What was taken off the site meanwhile waits until it is back on it.
    """
    at = now or timezone.now()
    due = Idea.objects.filter(state=IdeaState.SUBMITTED, clear_at__lte=at, let_in_at__isnull=False)
    done = 0
    for idea in list(due.select_related("network", "pot", "person")):
        with transaction.atomic():
            locked(idea)
            if idea.state == IdeaState.SUBMITTED and idea.clear_at and idea.clear_at <= at and idea.let_in_at:
                _granted(idea, None)
                done += 1
    return done


def _granted(idea: Idea, by: Person | None) -> None:
    promise(idea, idea.asked, by=by)
    mail_own_link(idea)


def keepers_of(idea: Idea) -> QuerySet[Person]:
    """Who may object: keepers of its pot who are still known in its network."""
    held = Membership.objects.current().filter(network=idea.network_id)
    kept = PotPerson.objects.filter(pot=idea.pot_id, task=PotTask.KEEPER, person__in=held.values("person"))
    return Person.objects.filter(pk__in=kept.values("person"), is_active=True)
