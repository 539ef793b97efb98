"""A round that is open for votes, with three plans and letters."""

import datetime as dt
import uuid
from collections.abc import Callable

import pytest
from django.core.cache import caches
from django.utils import timezone
from pytest_django import Settings

from buurtnet.areas.choices import Room
from buurtnet.areas.finding import forget_network_areas
from buurtnet.areas.models import Area, Network
from buurtnet.budget.choices import BookingKind, PotState
from buurtnet.budget.ledger import book
from buurtnet.budget.models import Pot
from buurtnet.kit import limits
from buurtnet.people.models import Person
from buurtnet.voting.choices import BatchKind, Phase, PlanState
from buurtnet.voting.letters import Letter, make_letters
from buurtnet.voting.models import Plan, VoteRound
from tests.directory.searchable import town
from tests.factories import NetworkFactory
from tests.people.at_work import buurtteam, ingrid, samira

__all__ = ["buurtteam", "ingrid", "samira"]

type MakeLetters = Callable[..., list[Letter]]


@pytest.fixture
def fresh_limits(settings: Settings, db: None) -> None:
    """Limits are of a whole process; a test that sends forms begins with none."""
    limits._windows.clear()
    caches["limits"].clear()
    settings.FORMS_PER_MINUTE = settings.SEARCHES_PER_MINUTE = 0


@pytest.fixture
def network(db: None) -> Network:
    made: Network = NetworkFactory(
        slug="havendijk",
        name="Buurtnet Havendijk",
        rooms=[Room.MAP, Room.BUDGET, Room.VOTING],
        areas=town("Havendijk", "Molenveld", "Sluiskade"),
    )
    forget_network_areas()
    return made


@pytest.fixture
def around(network: Network) -> VoteRound:
    """900 euros; a playground of 500, a bench of 300, a party of 400; open since yesterday for a week."""
    pot = Pot.objects.create(network=network, name="Buurtpot", state=PotState.OPEN)
    book(pot, BookingKind.DEPOSIT, 90_000, key=uuid.uuid4(), by=None, contributor="gemeente Havendijk")
    now = timezone.now()
    made = VoteRound.objects.create(
        network=network, pot=pot, name="Samen kiezen", budget=90_000, seed="Havendijk kiest", phase=Phase.VOTE,
        votes_from=now - dt.timedelta(days=1), votes_until=now + dt.timedelta(days=7), fixed_at=now, by_mail=True,
    )  # fmt: skip
    for number, (title, cost) in enumerate([("Speeltuin", 50_000), ("Bank", 30_000), ("Feest", 40_000)], start=1):
        Plan.objects.create(
            round=made, number=number, title=title, asked=cost, cost=cost, state=PlanState.FEASIBLE, checked_at=now
        )
    return made


@pytest.fixture
def letters(around: VoteRound, ingrid: Person) -> MakeLetters:
    def made(count: int = 3, kind: BatchKind = BatchKind.LETTERS, area: Area | None = None) -> list[Letter]:
        return make_letters(around, kind, count, name="straat", area=area, form_key=uuid.uuid4(), by=ingrid)

    return made
