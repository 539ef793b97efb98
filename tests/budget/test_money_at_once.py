"""Two at the same moment: exactly one wins, the other gets a sentence, and the ledger balances.

At once on PostgreSQL; one after the other, each with what it had read before, on both databases.
"""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone

from buurtnet.areas.models import Network
from buurtnet.budget.choices import Answer, IdeaState, PotTask, SayKind, SeatState
from buurtnet.budget.ideas import withdraw
from buurtnet.budget.ledger import NotEnoughError, differs
from buurtnet.budget.models import Booking, Idea, Lanes, Panel, Pot, PotPerson, Say, Seat
from buurtnet.budget.panels import announce, answer_seat, become_willing, draw
from buurtnet.budget.saying import clear, no_objection, object_to, say, say_as_second
from buurtnet.budget.whose import hash_of_contact
from buurtnet.kit.moving import NotNowError
from buurtnet.people.choices import Role
from buurtnet.people.models import Person
from tests.at_once import at_once
from tests.budget.idea_rows import a_shown_idea, url
from tests.people.cast import person, ring_one

pytestmark = pytest.mark.django_db
YES = Answer.YES
LONG_AFTER = dt.timedelta(days=9)
type Run = Callable[..., list[Any]]


def in_turn(*jobs: Callable[[], Any], met: tuple[type[Exception], ...] = ()) -> list[Any]:
    """What each gave, one after the other, or the error it met."""
    gave: list[Any] = []
    for job in jobs:
        try:
            gave.append(job())
        except met as error:
            gave.append(error)
    return gave


AT_ONCE = pytest.param(at_once, marks=pytest.mark.django_db(transaction=True), id="at once")


@pytest.fixture(params=[pytest.param(in_turn, id="in turn"), AT_ONCE])
def both(request: pytest.FixtureRequest) -> Run:
    run: Run = request.param
    return run


@pytest.fixture
def idea(network: Network, pot: Pot, joris: Person) -> Idea:
    return a_shown_idea(network, joris, asked=20_000)


def anew(idea: Idea) -> Idea:
    """As another browser has read it before."""
    return Idea.objects.select_related("network", "pot", "person").get(pk=idea.pk)


def refused(gave: list[Any]) -> list[Exception]:
    return [one for one in gave if isinstance(one, Exception)]


def test_two_residents_say_yes_and_one_of_them_is_the_second(
    idea: Idea, both: Run, hanan: Person, wim: Person
) -> None:
    first, other = anew(idea), anew(idea)
    gave = both(
        lambda: say(first, SayKind.RESIDENT, YES, by=hanan), lambda: say(other, SayKind.RESIDENT, YES, by=wim),
        met=(NotNowError,),
    )  # fmt: skip
    assert len(refused(gave)) == 1
    assert str(refused(gave)[0])
    assert Say.objects.count() == 1


def test_one_who_presses_twice_says_it_once(idea: Idea, both: Run, hanan: Person) -> None:
    pages = [ring_one(hanan), ring_one(hanan)]
    gave = both(*(lambda one=one: one.post(url("decide", idea.pk), {"doe": "ja", "apart": "1"}) for one in pages))
    assert sorted(one.status_code for one in gave) == [302, 409]
    assert Say.objects.count() == 1


def test_with_an_account_and_behind_a_mailed_link_it_is_said_once(idea: Idea, both: Run, hanan: Person) -> None:
    first, other = anew(idea), anew(idea)
    gave = both(
        lambda: say(first, SayKind.RESIDENT, YES, by=hanan),
        lambda: say_as_second(other, hash_of_contact(hanan.email), YES), met=(NotNowError,),
    )  # fmt: skip
    assert len(refused(gave)) == 1
    assert Say.objects.count() == 1


def test_the_last_two_yeses_set_the_money_aside_once(
    idea: Idea, both: Run, pot: Pot, hanan: Person, joris: Person
) -> None:
    first, other = anew(idea), anew(idea)
    both(lambda: say(first, SayKind.RESIDENT, YES, by=hanan), lambda: say(other, SayKind.OWNER, YES, by=joris))
    pot.refresh_from_db()
    assert pot.promised == 20_000
    assert anew(idea).clear_at
    assert differs(pot) == []


def test_of_two_ideas_that_together_cost_more_than_there_is_one_gets_it(
    network: Network, idea: Idea, both: Run, pot: Pot, hanan: Person, joris: Person
) -> None:
    second = a_shown_idea(network, joris, mail="ander@voorbeeld.example", asked=25_000)
    for one in (idea, second):
        say(one, SayKind.RESIDENT, YES, by=hanan)
    Pot.objects.filter(pk=pot.pk).update(free=30_000, paid=70_000)
    ideas = [anew(idea), anew(second)]
    gave = both(*(lambda one=one: say(one, SayKind.OWNER, YES, by=joris) for one in ideas), met=(NotEnoughError,))
    assert len(refused(gave)) == 1
    assert "niet genoeg geld" in str(refused(gave)[0])
    pot.refresh_from_db()
    assert pot.promised in {20_000, 25_000}
    assert Idea.objects.exclude(clear_at=None).count() == 1
    lost = Idea.objects.get(clear_at=None)
    assert lost.state == IdeaState.SUBMITTED
    assert lost.says.count() == 1


@pytest.mark.parametrize("what", ["objects", "lets it go", "job", "withdrawn"])
def test_an_objection_and_what_comes_at_the_same_moment_end_in_one_of_both(
    idea: Idea, both: Run, pot: Pot, hanan: Person, joris: Person, samira: Person, what: str
) -> None:
    other = person("Nog een beheerder", Role.MEMBER, idea.network)
    for one in (samira, other):
        PotPerson.objects.create(pot=pot, person=one, task=PotTask.KEEPER)
    say(idea, SayKind.RESIDENT, YES, by=hanan)
    say(idea, SayKind.OWNER, YES, by=joris)
    mine, theirs = anew(idea), anew(idea)
    against: dict[str, Callable[[], Any]] = {
        "objects": lambda: object_to(theirs, why="Ook niet.", by=other),
        "lets it go": lambda: no_objection(theirs, by=other),
        "job": lambda: clear(timezone.now() + LONG_AFTER),
        "withdrawn": lambda: withdraw(theirs, by=None),
    }
    both(lambda: object_to(mine, why="Dit kan niet.", by=samira), against[what], met=(NotNowError,))
    end = anew(idea)
    assert end.state in {IdeaState.REFUSED, IdeaState.GRANTED, IdeaState.WITHDRAWN}
    pot.refresh_from_db()
    assert pot.promised == (20_000 if end.state == IdeaState.GRANTED else 0)
    assert differs(pot) == []
    assert Booking.objects.filter(idea=idea).count() <= 2


def test_the_job_that_grants_runs_twice_and_grants_once(
    idea: Idea, both: Run, pot: Pot, hanan: Person, joris: Person
) -> None:
    say(idea, SayKind.RESIDENT, YES, by=hanan)
    say(idea, SayKind.OWNER, YES, by=joris)
    late = timezone.now() + LONG_AFTER
    assert sum(both(lambda: clear(late), lambda: clear(late))) == 1
    assert idea.steps.filter(state=IdeaState.GRANTED).count() == 1
    assert Booking.objects.filter(idea=idea).count() == 1


def test_a_worker_that_dies_halfway_has_granted_nothing(
    idea: Idea, pot: Pot, hanan: Person, joris: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    say(idea, SayKind.RESIDENT, YES, by=hanan)
    say(idea, SayKind.OWNER, YES, by=joris)
    late = timezone.now() + LONG_AFTER

    def dies(*_said: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as broken:
        broken.setattr("buurtnet.budget.saying.mail_own_link", dies)
        with pytest.raises(KeyboardInterrupt):
            clear(late)
    assert anew(idea).state == IdeaState.SUBMITTED
    assert clear(late) == 1
    pot.refresh_from_db()
    assert (pot.promised, Booking.objects.filter(idea=idea).count()) == (20_000, 1)


def test_two_who_decline_make_room_for_two_others(network: Network, ingrid: Person, both: Run) -> None:
    Lanes.objects.create(network=network, has_panel=True, panel_seats=2, panel_quorum=1)
    for number in range(5):
        become_willing(network, person(f"Bewoner {number}", Role.RESIDENT, network))
    made = announce(network, seed="De krant", starts_on=timezone.localdate() + LONG_AFTER, by=ingrid)
    draw(made, timezone.now() + LONG_AFTER)
    seats = list(Seat.objects.filter(panel=made).select_related("panel__network", "person"))
    both(*(lambda one=one: answer_seat(one, yes=False, by=one.person) for one in seats))
    assert Seat.objects.filter(panel=made, state=SeatState.INVITED).count() == 2
    assert Seat.objects.filter(panel=made).count() == 4
    both(lambda: draw(Panel.objects.get(pk=made.pk)), lambda: draw(Panel.objects.get(pk=made.pk)))
    assert Seat.objects.filter(panel=made).count() == 4
