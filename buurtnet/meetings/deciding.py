"""What is put to a meeting: by consent, with objections and how they were met, or by the most votes."""

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Final

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from buurtnet.areas.models import Network
from buurtnet.meetings.choices import DECISION_ALLOWED, DecideWay, DecisionState
from buurtnet.meetings.models import AgendaItem, Decision, Meeting, Objection, Point
from buurtnet.meetings.moving import change, locked, note, refuse
from buurtnet.meetings.noting import writing
from buurtnet.people.models import Organization, Person
from buurtnet.privacy.choices import Action

MOST: Final = 100  # decisions of one meeting
MOST_OBJECTIONS: Final = 40  # to one


@dataclass(frozen=True)
class Put:
    """What is decided about. ``review_on``: when it is looked at again."""

    text: str
    reason: str = ""
    way: DecideWay = DecideWay.CONSENT
    review_on: dt.date | None = None
    item: AgendaItem | None = None
    point: Point | None = None


@dataclass(frozen=True)
class Votes:
    votes_for: int = 0
    votes_against: int = 0
    votes_abstain: int = 0


def put(meeting: Meeting, said: Put, *, form_key: uuid.UUID, by: Person) -> Decision:
    """Put it to the meeting; it is not decided yet. Sent twice it is one. Raises ``NotNowError``."""
    key = uuid.uuid5(form_key, f"{meeting.pk} decision")
    try:
        with transaction.atomic():
            writing(meeting, by)
            if there := Decision.objects.filter(form_key=key).select_related("network", "meeting").first():
                return there
            if Decision.objects.filter(meeting=meeting).count() >= MOST:
                refuse(meeting, "decisions.most", by, _("Meer besluiten passen niet in één bijeenkomst."))
            Network.objects.select_for_update(of=("self",)).get(pk=meeting.network_id)  # numbers are given one by one
            last = Decision.objects.filter(network=meeting.network).aggregate(last=Max("number"))["last"] or 0
            made = Decision.objects.create(
                meeting=meeting, network=meeting.network, number=last + 1, form_key=key, **said.__dict__
            )
            note(Action.CREATE, made, by)
            return made
    except IntegrityError:
        return Decision.objects.select_related("network", "meeting").get(form_key=key)


@transaction.atomic
def change_put(decision: Decision, said: Put, *, version: int, by: Person) -> Decision:
    """Other words, another reason or day of review, as long as it is not decided. Raises ``NotNowError``."""
    deciding(decision, by)
    if decision.version != version:
        refuse(decision, "decision.version", by, _("Iemand anders paste dit besluit net aan. Kijk wat er nu staat."))
    if decision.state != DecisionState.OPEN:
        refuse(decision, f"decision.{decision.state}.change", by)
    change(
        decision, text=said.text, reason=said.reason, way=said.way, review_on=said.review_on, item=said.item,
        point=said.point,
    )  # fmt: skip
    note(Action.CHANGE, decision, by)
    return decision


def object_to(
    decision: Decision, reason: str, organization: Organization | None, *, form_key: uuid.UUID, by: Person
) -> Objection:
    """Somebody has an objection, with its reason. Sent twice it is one. Raises ``NotNowError``."""
    key = uuid.uuid5(form_key, f"{decision.pk} objection")
    try:
        with transaction.atomic():
            deciding(decision, by)
            if there := Objection.objects.filter(form_key=key).first():
                return there
            if decision.state != DecisionState.OPEN:
                refuse(decision, f"objection.{decision.state}", by, _("Hierover is al besloten."))
            if decision.objections.count() >= MOST_OBJECTIONS:
                refuse(decision, "objections.most", by, _("Er staan al veel bezwaren. Leg een ander voorstel voor."))
            made = Objection.objects.create(
                decision=decision, organization=organization, reason=reason, form_key=key
            )  # fmt: skip
            change(decision)
            note(Action.CHANGE, decision, by, result="objection")
            return made
    except IntegrityError:
        return Objection.objects.get(form_key=key)


@transaction.atomic
def settle(objection: Objection, how: str, *, by: Person) -> Objection:
    """How an objection was met; nothing: it stands again. Raises ``NotNowError``."""
    decision = deciding(objection.decision, by)
    if decision.state != DecisionState.OPEN:
        refuse(decision, f"objection.{decision.state}.settle", by, _("Hierover is al besloten."))
    if objection.settled != how:
        objection.settled = how
        objection.save(update_fields=["settled"])
        change(decision)
        note(Action.CHANGE, decision, by, result="settled" if how else "stands")
    return objection


def standing(decision: Decision) -> int:
    """How many objections stand."""
    return decision.objections.filter(settled="").count()


@transaction.atomic
def take(decision: Decision, votes: Votes | None = None, *, by: Person) -> Decision:
    """It is decided. By consent once no objection stands; by majority with more for than against.

    Raises ``NotNowError``. Taken twice it was taken once.
    """
    deciding(decision, by)
    if decision.state == DecisionState.TAKEN:
        return decision
    counts = votes or Votes()
    if decision.way == DecideWay.CONSENT and standing(decision):
        refuse(
            decision, "decision.objection", by,
            _("Er staat nog een bezwaar. Schrijf hoe het is opgelost, of besluit met de meeste stemmen."),
        )  # fmt: skip
    if decision.way == DecideWay.MAJORITY and counts.votes_for <= counts.votes_against:
        refuse(
            decision, "decision.majority", by,
            _("Er zijn niet meer stemmen voor dan tegen. Zo is het niet besloten."),
        )  # fmt: skip
    _move(decision, DecisionState.TAKEN, by, **(counts.__dict__ if decision.way == DecideWay.MAJORITY else {}))
    return decision


@transaction.atomic
def leave(decision: Decision, votes: Votes | None = None, *, by: Person) -> Decision:
    """It is not decided: the objection stands, or there were not enough votes. Raises ``NotNowError``."""
    deciding(decision, by)
    if decision.state != DecisionState.NOT_TAKEN:
        counts = votes.__dict__ if votes and decision.way == DecideWay.MAJORITY else {}
        _move(decision, DecisionState.NOT_TAKEN, by, **counts)
    return decision


@transaction.atomic
def put_again(decision: Decision, *, by: Person) -> Decision:
    """What was not decided is put to the same meeting once more. Raises ``NotNowError``."""
    deciding(decision, by)
    if decision.state != DecisionState.OPEN:
        _move(decision, DecisionState.OPEN, by)
    return decision


def deciding(decision: Decision, by: Person) -> Decision:
    """Behind the lock of its meeting, and read again. Raises ``NotNowError``."""
    writing(decision.meeting, by)
    return locked(decision)


def _move(decision: Decision, to: DecisionState, by: Person, **changes: object) -> None:
    if to not in DECISION_ALLOWED[DecisionState(decision.state)]:
        refuse(decision, f"decision.{decision.state}.{to}", by)
    change(decision, state=to, at=timezone.now(), **changes)
    note(Action.CHANGE, decision, by, result=to)
