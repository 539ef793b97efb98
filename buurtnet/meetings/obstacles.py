"""Obstacles: told in a minute, taken up by someone with a mandate, and lifted, excepted or refused with why.

An exception that was made three times can become how it is always done. Through how many hands (*schijven*) a request
passes is written down before and after: it should fall (design: vision, capability 43).
"""

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Final

from django.db import IntegrityError, transaction
from django.db.models import Avg, Count, F, Max, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from buurtnet.areas.models import Network
from buurtnet.kit.moving import ChangedMeanwhileError
from buurtnet.meetings.access import CALLERS
from buurtnet.meetings.choices import OBSTACLE_ALLOWED, OBSTACLE_OPEN, PRACTICE_AFTER, ObstacleState
from buurtnet.meetings.emails_obstacles import mail_answer
from buurtnet.meetings.models import Obstacle, ObstacleStep
from buurtnet.meetings.moving import change, locked, move_obstacle, note, refuse
from buurtnet.people.choices import MandateKind
from buurtnet.people.models import Mandate, Organization, Person
from buurtnet.people.work import Work
from buurtnet.privacy.choices import Action

ANSWERED: Final = (ObstacleState.LIFTED, ObstacleState.EXCEPTION, ObstacleState.PRACTICE, ObstacleState.REFUSED)
LONGEST: Final = dt.timedelta(days=60)  # that someone may take to answer
USUALLY: Final = dt.timedelta(days=21)


@dataclass(frozen=True)
class Told:
    """What stands in the way, as someone tells it. ``links``: through how many hands a request passes now."""

    text: str
    needed: str = ""
    rule_of: str = ""
    organization: Organization | None = None
    links: int | None = None


@dataclass(frozen=True)
class Figures:
    """What became of the obstacles of a network. ``before`` and ``after``: hands on average, of those with both."""

    open: int
    late: int
    lifted: int
    before: float | None
    after: float | None
    measured: int


def tell_obstacle(network: Network, told: Told, *, form_key: uuid.UUID, by: Person) -> Obstacle:
    """Sent twice it is one."""
    key = uuid.uuid5(form_key, f"{network.pk} {by.pk}")
    try:
        with transaction.atomic():
            Network.objects.select_for_update(of=("self",)).get(pk=network.pk)  # numbers are given one by one
            if there := Obstacle.objects.filter(form_key=key).first():
                return there
            last = Obstacle.objects.filter(network=network).aggregate(last=Max("number"))["last"] or 0
            made = Obstacle.objects.create(
                network=network, number=last + 1, told_by=by, form_key=key, **told.__dict__
            )
            ObstacleStep.objects.create(obstacle=made, state=made.state)
            note(Action.CREATE, made, by)
            return made
    except IntegrityError:
        return Obstacle.objects.get(form_key=key)


def may_hold(work: Work) -> bool:
    """Whether someone may promise something here for their organization, or directs the network."""
    if work.is_director():
        return True
    here = Q(membership__in=[one.pk for one in work.roles if work.network and one.network_id == work.network.pk])
    return Mandate.objects.filter(here, kind=MandateKind.PROMISE).exists()


def answers(work: Work, obstacle: Obstacle) -> bool:
    """Whether it is theirs to answer: who took it, and who directs the network when that one is away."""
    return obstacle.holder_id == work.person.pk or work.is_director()


@transaction.atomic
def take_obstacle(obstacle: Obstacle, answer_by: dt.date, *, version: int, by: Person) -> Obstacle:
    """Someone with a mandate looks at it, and answers before a day. Raises ``NotNowError``."""
    if locked(obstacle).state == ObstacleState.TAKEN and obstacle.holder_id == by.pk:
        return obstacle
    _same(obstacle, version)
    move_obstacle(obstacle, ObstacleState.TAKEN, by=by, holder=by, taken_at=timezone.now(), answer_by=answer_by)
    return obstacle


@transaction.atomic
def answer_obstacle(
    obstacle: Obstacle, to: ObstacleState, answer: str, *, links_after: int | None = None, version: int, by: Person
) -> Obstacle:
    """Lifted, an exception, refused, or how it is done from now on. Who told it hears. Raises ``NotNowError``."""
    if (locked(obstacle).state, obstacle.answer) == (to, answer) and to != ObstacleState.EXCEPTION:
        return obstacle
    _same(obstacle, version)
    if not answer:
        refuse(obstacle, "obstacle.answer", by, _("Schrijf in één zin wat het antwoord is."))
    if to == ObstacleState.PRACTICE and exceptions_of(obstacle) < PRACTICE_AFTER:
        sentence = _("Dat kan na {count} uitzonderingen.").format(count=PRACTICE_AFTER)
        refuse(obstacle, "obstacle.practice", by, sentence)
    if links_after is not None:
        change(obstacle, links_after=links_after)
    move_obstacle(obstacle, to, by=by, why=answer, answer=answer)
    mail_answer(obstacle)
    return obstacle


@transaction.atomic
def except_again(obstacle: Obstacle, why: str, *, form_key: uuid.UUID, by: Person) -> int:
    """One more exception of the kind. Sent twice it is one. Returns how many there are. Raises ``NotNowError``."""
    if locked(obstacle).state != ObstacleState.EXCEPTION:
        refuse(obstacle, f"obstacle.{obstacle.state}.again", by)
    key = uuid.uuid5(form_key, str(obstacle.pk))
    if not ObstacleStep.objects.filter(form_key=key).exists():
        ObstacleStep.objects.create(obstacle=obstacle, state=ObstacleState.EXCEPTION, why=why, form_key=key)
        change(obstacle)
        note(Action.CHANGE, obstacle, by, result="exception")
    return exceptions_of(obstacle)


@transaction.atomic
def give_back(obstacle: Obstacle, why: str, *, version: int, by: Person) -> Obstacle:
    """Who took it cannot answer it: it waits for another. Raises ``NotNowError``."""
    _same(locked(obstacle), version)
    move_obstacle(obstacle, ObstacleState.TOLD, by=by, why=why, holder=None, taken_at=None, answer_by=None)
    return obstacle


@transaction.atomic
def withdraw(obstacle: Obstacle, *, by: Person) -> Obstacle:
    """Who told it takes it back. Raises ``NotNowError``."""
    if locked(obstacle).state != ObstacleState.WITHDRAWN:
        move_obstacle(obstacle, ObstacleState.WITHDRAWN, by=by)
    return obstacle


def may_withdraw(work: Work, obstacle: Obstacle) -> bool:
    is_theirs = obstacle.told_by_id == work.person.pk or work.has(CALLERS)
    return is_theirs and ObstacleState.WITHDRAWN in OBSTACLE_ALLOWED[ObstacleState(obstacle.state)]


def is_late(obstacle: Obstacle, on: dt.date) -> bool:
    """Whether the day of who took it is over, and there is no answer."""
    return obstacle.state == ObstacleState.TAKEN and obstacle.answer_by is not None and obstacle.answer_by < on


def exceptions_of(obstacle: Obstacle) -> int:
    return obstacle.steps.filter(state=ObstacleState.EXCEPTION).count()


def obstacles_in(network: Network) -> QuerySet[Obstacle]:
    """With what a list shows of them."""
    rows = Obstacle.objects.filter(network=network).select_related("network", "organization", "holder")
    made = Count("steps", filter=Q(steps__state=ObstacleState.EXCEPTION))
    return rows.annotate(exceptions=made)


def figures_of(network: Network, on: dt.date) -> Figures:
    """Only of obstacles with hands before and after is an average made."""
    rows = Obstacle.objects.filter(network=network)
    both = Q(links__isnull=False, links_after__isnull=False)
    found = rows.aggregate(
        open=Count("pk", filter=Q(state__in=OBSTACLE_OPEN)),
        late=Count("pk", filter=Q(state=ObstacleState.TAKEN, answer_by__lt=on)),
        lifted=Count("pk", filter=Q(state__in=(ObstacleState.LIFTED, ObstacleState.PRACTICE))),
        before=Avg(F("links"), filter=both), after=Avg(F("links_after"), filter=both),
        measured=Count("pk", filter=both),
    )  # fmt: skip
    return Figures(**found)


def _same(obstacle: Obstacle, version: int) -> None:
    if obstacle.version != version:
        raise ChangedMeanwhileError
