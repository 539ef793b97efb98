"""Money promised and given back: once, for the amount that was asked, whoever decided."""

import uuid

import pytest
from django.utils import timezone

from buurtnet.areas.models import Network
from buurtnet.budget.choices import BookingKind, IdeaState, Lane
from buurtnet.budget.ledger import NotEnoughError, book, differs
from buurtnet.budget.models import Booking, Idea, Pot
from buurtnet.budget.promising import give_back, promise, promised_to, set_aside
from buurtnet.kit.moving import NotNowError
from buurtnet.people.models import Person
from tests.budget.idea_rows import a_shown_idea

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan(network: Network, pot: Pot, joris: Person) -> Idea:
    """An idea that a vote chose: never submitted to a pot."""
    made = a_shown_idea(network, joris)
    Idea.objects.filter(pk=made.pk).update(pot=pot, lane=Lane.VOTE)
    made.refresh_from_db()
    assert made.state == IdeaState.IDEA
    return made


def test_what_a_vote_chose_is_promised_without_having_been_submitted(plan: Idea, pot: Pot) -> None:
    promise(plan, 70_000, by=None, why="Gekozen in de stemronde.")
    pot.refresh_from_db()
    assert (plan.state, plan.granted, pot.promised) == (IdeaState.GRANTED, 70_000, 70_000)
    assert plan.submitted_at
    assert plan.answered_at
    assert plan.steps.get(state=IdeaState.GRANTED).why == "Gekozen in de stemronde."
    with pytest.raises(NotNowError):
        promise(plan, 70_000, by=None)
    assert Booking.objects.filter(idea=plan).count() == 1


def test_more_than_there_is_changes_nothing(plan: Idea, pot: Pot) -> None:
    with pytest.raises(NotEnoughError):
        promise(plan, 100_001, by=None)
    plan.refresh_from_db()
    pot.refresh_from_db()
    assert (plan.state, plan.granted, pot.free) == (IdeaState.IDEA, 0, 100_000)


def test_what_was_set_aside_is_not_promised_for_another_amount(plan: Idea, pot: Pot) -> None:
    set_aside(plan, 10_000, by=None)
    with pytest.raises(ValueError, match="another amount"):
        promise(plan, 20_000, by=None)
    plan.refresh_from_db()
    assert plan.state == IdeaState.IDEA


def test_money_is_given_back_once_and_only_what_is_not_ordered(plan: Idea, pot: Pot) -> None:
    promise(plan, 50_000, by=None)
    book(pot, BookingKind.ORDER, 20_000, key=uuid.uuid4(), by=None, idea=plan)
    assert promised_to(plan) == 30_000
    assert give_back(plan, by=None, why="Er bleef over.") == 30_000
    assert give_back(plan, by=None) == 0
    pot.refresh_from_db()
    assert (pot.free, pot.promised, pot.under_way) == (80_000, 0, 20_000)
    assert differs(pot) == []


def test_given_back_of_another_idea_is_untouched(network: Network, plan: Idea, pot: Pot, joris: Person) -> None:
    other = a_shown_idea(network, joris, mail="ander@voorbeeld.example", asked=15_000)
    set_aside(other, 15_000, by=None)
    promise(plan, 10_000, by=None)
    give_back(plan, by=None)
    pot.refresh_from_db()
    assert pot.promised == promised_to(other) == 15_000
    assert other.submitted_at
    assert other.submitted_at <= timezone.now()
