"""A panel decides: each member says yes, no or "I keep out", and sees what others said only after that.

It is decided when everyone answered or the term is over, with enough answers and more yes than no. Too few, or as
many yes as no: it gets a week longer, once, and is refused then, to be asked anew at once.
"""

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from django.db import transaction
from django.db.models import Exists, Max, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from buurtnet.areas.models import Network
from buurtnet.budget.access import lanes_of
from buurtnet.budget.choices import Answer, IdeaState, Lane, NoteKind, SayKind, SeatState
from buurtnet.budget.emails_deciding import mail_directors
from buurtnet.budget.emails_ideas import mail_own_link
from buurtnet.budget.ledger import NotEnoughError
from buurtnet.budget.models import Idea, IdeaNote, IdeaStep, Panel, Say, Seat
from buurtnet.budget.moving import locked, note, refuse
from buurtnet.budget.panels import residents_of, running_panel
from buurtnet.budget.promising import promise
from buurtnet.budget.saying import LONGEST, is_theirs, kinds_of, put_say, refused, said_before
from buurtnet.budget.whose import hash_of_contact
from buurtnet.people.choices import Role
from buurtnet.people.models import Membership, Person
from buurtnet.privacy.choices import Action

LONGER: Final = dt.timedelta(days=7)


@dataclass(frozen=True)
class Tally:
    """What members of the panel said this time."""

    yes: int = 0
    no: int = 0
    kept_out: int = 0

    @property
    def counted(self) -> int:
        return self.yes + self.no


def may_decide(person: Person, idea: Idea) -> bool:
    """Whether someone may say yes or no to an idea now, as a neighbour or in a panel."""
    return bool(kinds_of(person, idea)) or may_say_in_panel(person, idea)


def may_say_in_panel(person: Person, idea: Idea) -> bool:
    """Whether someone sits in the panel that decides, and said nothing about this yet."""
    if idea.state != IdeaState.SUBMITTED or idea.lane != Lane.PANEL or not idea.let_in_at:
        return False
    panel = running_panel(idea.network_id)
    if panel is None or is_theirs(person, idea):
        return False
    return members_of(panel).filter(person=person).exists() and not said_before(idea, person)


def members_of(panel: Panel) -> QuerySet[Seat]:
    """Who took their seat, and lives here now."""
    return panel.seats.filter(state=SeatState.TAKEN, person__in=residents_of(panel.network_id))


def waiting_for_panel(person: Person, networks: Iterable[int]) -> QuerySet[Idea]:
    """Ideas about which someone in a panel said nothing yet, longest first."""
    today = timezone.localdate()
    later = Panel.objects.filter(
        network=OuterRef("panel__network"), drawn_at__isnull=False, starts_on__lte=today, ends_on__gte=today,
        starts_on__gt=OuterRef("panel__starts_on"),
    )  # fmt: skip
    held = Membership.objects.current().filter(person=person, role=Role.RESIDENT, network__in=networks)
    sits = Seat.objects.filter(
        ~Exists(later), person=person, state=SeatState.TAKEN, panel__starts_on__lte=today,
        panel__ends_on__gte=today, panel__network__in=held.values("network"),
    )  # fmt: skip
    address = hash_of_contact(person.email)
    said = Say.objects.filter(Q(person=person) | Q(contact_hash=address), idea=OuterRef("pk"))
    rows = Idea.objects.filter(
        ~Exists(said.filter(attempt=OuterRef("attempt"))), network__in=sits.values("panel__network"),
        state=IdeaState.SUBMITTED, lane=Lane.PANEL, let_in_at__isnull=False, hidden_at=None,
    )  # fmt: skip
    rows = rows.exclude(Q(person=person) | Q(written_by=person)).exclude(contact_hash=address)
    return with_term(rows.select_related("network", "pot", "area").defer("contact")).order_by("submitted_at", "pk")


def with_term(rows: QuerySet[Idea]) -> QuerySet[Idea]:
    """With when a question was answered last, from which the term runs anew (``replied_at``)."""
    replies = IdeaNote.objects.filter(idea=OuterRef("pk"), kind=NoteKind.REPLY, at__gte=OuterRef("submitted_at"))
    return rows.annotate(replied_at=Subquery(replies.order_by("-at").values("at")[:1]))


def reply_of(idea: Idea) -> dt.datetime | None:
    """The same, of a row that was read ``with_term``."""
    found: dt.datetime | None = getattr(idea, "replied_at", None)
    return found


def last_reply(idea: Idea) -> dt.datetime | None:
    """When a question about what is asked this time was answered last."""
    rows = IdeaNote.objects.filter(idea=idea, kind=NoteKind.REPLY, at__gte=idea.submitted_at or idea.told_at_first)
    found: dt.datetime | None = rows.aggregate(at=Max("at"))["at"]
    return found


def answer_by(idea: Idea, days: int, replied_at: dt.datetime | None) -> dt.datetime:
    """Until when an answer was promised: ``days`` after it was asked, or after a question was answered."""
    return (replied_at or idea.submitted_at or idea.told_at_first) + dt.timedelta(days=days)


def tally_of(idea: Idea) -> Tally:
    rows = Say.objects.filter(idea=idea, attempt=idea.attempt, kind=SayKind.PANEL)
    said = Counter(rows.values_list("answer", flat=True))
    return Tally(said[Answer.YES], said[Answer.NO], said[Answer.CONFLICT])


@transaction.atomic
def say_in_panel(idea: Idea, answer: Answer, *, reason: str = "", by: Person) -> Idea:
    """A member says yes, no with a reason, or "I keep out". Raises ``NotNowError``."""
    if not may_say_in_panel(by, locked(idea)):
        refuse(idea, "idea.panel", by, _("Hier kun je nu niet over beslissen. Kijk hoe het er nu voor staat."))
    put_say(idea, SayKind.PANEL, answer, reason, by=by)
    _settle(idea, timezone.now())
    return idea


def settle_panels(now: dt.datetime | None = None) -> int:
    """A job: what a panel may decide now is decided, or gets its week longer. Returns how many ended."""
    at = now or timezone.now()
    rows = Idea.objects.filter(state=IdeaState.SUBMITTED, lane=Lane.PANEL, let_in_at__isnull=False)
    ended = 0
    for idea in list(rows.select_related("network", "pot", "person")):
        with transaction.atomic():
            locked(idea)
            if idea.state == IdeaState.SUBMITTED and idea.lane == Lane.PANEL and idea.let_in_at:
                _settle(idea, at)
                ended += idea.state != IdeaState.SUBMITTED
    return ended


def _settle(idea: Idea, at: dt.datetime) -> None:
    """Decide about an idea that is ``locked``, when that can be."""
    lanes, said = lanes_of(idea.network), tally_of(idea)
    panel = running_panel(idea.network, timezone.localdate(at))
    until = answer_by(idea, lanes.panel_answer_days, last_reply(idea))
    if at < until and not (panel and everyone_said(panel, idea)):
        return
    enough = said.counted >= (panel.quorum if panel else lanes.panel_quorum)
    if enough and said.yes > said.no:
        _grant(idea, said)
    elif enough and said.no > said.yes:
        refused(idea, _why_not(idea, said), None)
    elif at >= until + LONGER:
        why = (
            _("Het buurtpanel kwam er niet uit: evenveel keer ja als nee. Je mag het meteen opnieuw vragen.")
            if enough
            else _("Te weinig mensen van het buurtpanel beslisten mee. Je mag het meteen opnieuw vragen.")
        )
        refused(idea, why, None)
    elif at >= until:
        _lengthen(idea, until, at)


def everyone_said(panel: Panel, idea: Idea) -> bool:
    """Whether no member is left who can still say something."""
    said = set(Say.objects.filter(idea=idea, attempt=idea.attempt).values_list("person", flat=True))
    members = [one.person for one in members_of(panel).select_related("person")]
    return bool(members) and all(one.pk in said or is_theirs(one, idea) for one in members)


def _grant(idea: Idea, said: Tally) -> None:
    """More yes than no: the money is promised, or as soon as there is enough of it."""
    try:
        promise(idea, idea.asked, by=None, why=told(said))
    except NotEnoughError:
        return
    mail_own_link(idea)


def told(said: Tally) -> str:
    """How a panel decided, in numbers."""
    yes = ngettext("{number} keer ja", "{number} keer ja", said.yes).format(number=said.yes)
    no = ngettext("{number} keer nee", "{number} keer nee", said.no).format(number=said.no)
    return _("Het buurtpanel besliste: {yes} en {no}.").format(yes=yes, no=no)


def _why_not(idea: Idea, said: Tally) -> str:
    """The numbers, and as many reasons as fit."""
    why = told(said)
    rows = Say.objects.filter(idea=idea, attempt=idea.attempt, kind=SayKind.PANEL, answer=Answer.NO)
    for reason in rows.values_list("reason", flat=True):
        longer = f"{why} {reason}"
        if len(longer) <= LONGEST:
            why = longer
    return why


def _lengthen(idea: Idea, until: dt.datetime, at: dt.datetime) -> None:
    """A week longer, once: it stands in its life, and who directs the network hears it."""
    if IdeaStep.objects.filter(idea=idea, state=IdeaState.SUBMITTED, at__gte=until).exists():
        return
    why = _("Nog niet genoeg mensen van het buurtpanel beslisten mee. Het duurt een week langer.")
    IdeaStep.objects.create(idea=idea, state=IdeaState.SUBMITTED, why=why, at=at)
    note(Action.CHANGE, idea, None, result="lengthened")
    mail_directors(directors_of(idea.network), idea.network, idea.pk)


def directors_of(network: Network) -> list[Person]:
    held = Membership.objects.current().filter(network=network, role=Role.DIRECTOR)
    return list(Person.objects.filter(pk__in=held.values("person"), is_active=True))
