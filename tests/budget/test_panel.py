"""A panel by lot that everyone can compute again, and how it decides."""

import datetime as dt
import hashlib
from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone

from buurtnet.areas.models import Network
from buurtnet.budget.asking_back import answer_back, ask_back
from buurtnet.budget.choices import Answer, IdeaState, Lane, SayKind, SeatState
from buurtnet.budget.deciding import may_say_in_panel, say_in_panel, settle_panels, tally_of, waiting_for_panel
from buurtnet.budget.ideas import submit
from buurtnet.budget.ledger import book
from buurtnet.budget.models import Idea, IdeaStep, Lanes, Panel, Pot, Say, Seat, Willing
from buurtnet.budget.panels import (
    announce,
    answer_seat,
    become_willing,
    draw,
    draw_due,
    in_order,
    pass_silent_seats,
    running_panel,
    seat_of,
    stop_willing,
)
from buurtnet.budget.whose import hash_of_contact
from buurtnet.kit.moving import NotNowError
from buurtnet.people.choices import Role
from buurtnet.people.models import Mail, Person
from tests.budget.idea_rows import MAIL, a_shown_idea
from tests.people.cast import person

pytestmark = pytest.mark.django_db
SEED = "Zonnig weekend op komst, zegt de krant"
DAY = dt.timedelta(days=1)
NAMES = (
    "Hanan Yildiz",
    "Wim de Boer",
    "Fatma Kaya",
    "Els Visser",
    "Koen Smit",
    "Rania Amrani",
    "Piet Mol",
    "Ans Bos",
)


@pytest.fixture
def lanes(network: Network) -> Lanes:
    return Lanes.objects.create(network=network, has_panel=True, panel_seats=5, panel_quorum=3)


@pytest.fixture
def willing(network: Network, lanes: Lanes) -> list[Person]:
    """Eight residents, since last week."""
    people = [person(name, Role.RESIDENT, network) for name in NAMES]
    for one in people:
        become_willing(network, one)
    Willing.objects.update(since=timezone.now() - 7 * DAY)
    return people


@pytest.fixture
def panel(network: Network, willing: list[Person], ingrid: Person) -> Panel:
    """Drawn, all five seats taken, and at work."""
    made = drawn(network, ingrid)
    for seat in made.seats.all():
        answer_seat(seat, yes=True, by=seat.person)
    return made


@pytest.fixture
def idea(panel: Panel, pot: Pot, joris: Person) -> Idea:
    """€ 600 asked for, so that the panel decides."""
    made = a_shown_idea(panel.network, joris, asked=60_000)
    assert (made.state, made.lane) == (IdeaState.SUBMITTED, Lane.PANEL)
    return made


def drawn(network: Network, by: Person, seed: str = SEED) -> Panel:
    """Announced two days ago and drawn now; it began yesterday."""
    made = announce(network, seed=seed, starts_on=timezone.localdate() + 14 * DAY, by=by)
    today = timezone.localdate()
    Panel.objects.filter(pk=made.pk).update(
        announced_at=timezone.now() - 2 * DAY, starts_on=today - DAY, ends_on=today + 180 * DAY
    )
    made.refresh_from_db()
    return draw(made)


def members(panel: Panel) -> list[Person]:
    return [one.person for one in panel.seats.filter(state=SeatState.TAKEN).select_related("person")]


def say_all(idea: Idea, people: list[Person], *answers: Answer) -> None:
    for one, answer in zip(people, answers, strict=False):
        say_in_panel(idea, answer, reason="Te duur." if answer == Answer.NO else "", by=one)


def later(days: float) -> dt.datetime:
    return timezone.now() + dt.timedelta(days=days)


YES, NO, OUT = Answer.YES, Answer.NO, Answer.CONFLICT


def test_only_residents_are_willing_and_once(network: Network, lanes: Lanes, hanan: Person, joris: Person) -> None:
    assert become_willing(network, hanan) == become_willing(network, hanan)
    with pytest.raises(NotNowError, match="bewoners"):
        become_willing(network, joris)
    stop_willing(network, hanan)
    stop_willing(network, hanan)
    assert not Willing.objects.exists()


def test_the_order_is_that_of_a_hash_that_anyone_computes(
    network: Network, willing: list[Person], ingrid: Person
) -> None:
    made = drawn(network, ingrid)
    ids = [str(pk) for pk in Willing.objects.values_list("pk", flat=True)]
    assert made.order == sorted(ids, key=lambda one: hashlib.sha256((SEED + one).encode()).hexdigest())
    assert made.order == in_order(SEED, reversed(ids))
    assert [str(is_drawn(seat)) for seat in made.seats.all()] == made.order[:5]


def is_drawn(seat: Seat) -> object:
    return Willing.objects.get(person=seat.person).pk


def test_the_text_is_public_a_day_before_and_who_comes_after_it_waits(
    network: Network, willing: list[Person], ingrid: Person
) -> None:
    made = announce(network, seed=SEED, starts_on=timezone.localdate() + 14 * DAY, by=ingrid)
    with pytest.raises(NotNowError, match="eerst een dag"):
        draw(made)
    assert draw_due() == 0
    late = become_willing(network, person("Late Laura", Role.RESIDENT, network))
    assert draw_due(later(1.01)) == 1
    assert draw_due(later(2)) == 0
    made.refresh_from_db()
    assert str(late.pk) not in made.order
    assert len(made.order) == len(willing)


def test_one_panel_at_a_time_is_announced_with_enough_willing_and_a_day_ahead(
    network: Network, lanes: Lanes, hanan: Person, ingrid: Person
) -> None:
    starts_on = timezone.localdate() + 14 * DAY
    become_willing(network, hanan)
    with pytest.raises(NotNowError, match="minstens 3"):
        announce(network, seed=SEED, starts_on=starts_on, by=ingrid)
    for name in NAMES[1:5]:
        become_willing(network, person(name, Role.RESIDENT, network))
    with pytest.raises(NotNowError, match="overmorgen"):
        announce(network, seed=SEED, starts_on=timezone.localdate() + DAY, by=ingrid)
    announce(network, seed=SEED, starts_on=starts_on, by=ingrid)
    with pytest.raises(NotNowError, match="al een panel"):
        announce(network, seed=SEED, starts_on=starts_on + DAY, by=ingrid)


def test_who_is_drawn_hears_it_neutrally_and_who_declines_gives_way_to_the_next(
    network: Network, willing: list[Person], ingrid: Person
) -> None:
    made = drawn(network, ingrid)
    first, sixth = made.seats.first(), Willing.objects.get(pk=made.order[5]).person
    assert first
    mail = Mail.objects.get(to=first.person.email)
    assert mail.subject == "Er staat iets voor je klaar in Buurtnet"
    assert "panel" not in mail.body.replace("/panel/", "")
    answer_seat(first, yes=False, by=first.person)
    assert seat_of(sixth, made)
    assert seat_of(sixth, made).state == SeatState.INVITED  # type: ignore[union-attr]  # just seen
    with pytest.raises(NotNowError):
        answer_seat(first, yes=True, by=first.person)
    second = made.seats.get(place=2)
    with pytest.raises(NotNowError):
        answer_seat(second, yes=True, by=first.person)


def test_who_is_silent_for_a_week_gives_way_and_an_exhausted_list_asks_nobody_twice(
    network: Network, willing: list[Person], ingrid: Person
) -> None:
    made = drawn(network, ingrid)
    assert pass_silent_seats(later(6)) == 0
    assert pass_silent_seats(later(8)) == 5
    assert made.seats.filter(state=SeatState.INVITED).count() == 3
    Seat.objects.update(asked_at=timezone.now() - 9 * DAY)
    assert pass_silent_seats() == 3
    assert made.seats.count() == len(willing)


def test_who_stops_leaves_their_seat_at_once(panel: Panel) -> None:
    one = members(panel)[0]
    stop_willing(panel.network, one)
    assert seat_of(one, panel).state == SeatState.LEFT  # type: ignore[union-attr]  # they had one
    assert panel.seats.filter(state=SeatState.INVITED).count() == 1


def test_who_lives_here_no_more_is_not_asked(network: Network, willing: list[Person], ingrid: Person) -> None:
    for one in willing[:4]:
        one.memberships.all().delete()
    made = drawn(network, ingrid)
    assert {seat.person for seat in made.seats.all()} == set(willing[4:])


def test_the_panel_that_began_last_decides(network: Network, panel: Panel, ingrid: Person) -> None:
    today = timezone.localdate()
    newer = Panel.objects.create(
        network=network, starts_on=today, ends_on=today + DAY, seed="x", quorum=3, drawn_at=timezone.now()
    )
    assert running_panel(network) == newer
    assert running_panel(network, today + 2 * DAY) == panel
    assert running_panel(network, today + 400 * DAY) is None


def test_all_answered_and_more_yes_than_no_grants_at_once(idea: Idea, panel: Panel, pot: Pot) -> None:
    people = members(panel)
    say_all(idea, people, YES, YES, NO, OUT)
    assert idea.state == IdeaState.SUBMITTED
    say_in_panel(idea, YES, by=people[4])
    pot.refresh_from_db()
    assert (idea.state, idea.granted, pot.promised) == (IdeaState.GRANTED, 60_000, 60_000)
    assert idea.steps.get(state=IdeaState.GRANTED).why == "Het buurtpanel besliste: 3 keer ja en 1 keer nee."


def test_more_no_than_yes_refuses_with_the_reasons(idea: Idea, panel: Panel, pot: Pot) -> None:
    say_all(idea, members(panel), NO, NO, NO, YES, YES)
    assert idea.state == IdeaState.REFUSED
    assert idea.why_not.startswith("Het buurtpanel besliste: 2 keer ja en 3 keer nee. Te duur.")
    submit(idea, by=None)
    assert tally_of(idea).counted == 0, "asked anew, everyone says anew"


def test_with_enough_answers_it_is_decided_at_the_end_of_the_term(idea: Idea, panel: Panel) -> None:
    say_all(idea, members(panel), YES, YES, NO)
    assert settle_panels(later(13.9)) == 0
    assert settle_panels(later(14.1)) == 1
    idea.refresh_from_db()
    assert idea.state == IdeaState.GRANTED


@pytest.mark.parametrize("answers", [(YES, YES), (YES, YES, NO, NO, OUT), (OUT,) * 5, ()])
def test_a_tie_or_too_few_gets_a_week_once_and_is_refused_then(
    idea: Idea, panel: Panel, ingrid: Person, answers: tuple[Answer, ...]
) -> None:
    say_all(idea, members(panel), *answers)
    assert idea.state == IdeaState.SUBMITTED
    for days in (14.1, 15, 20.9):
        assert settle_panels(later(days)) == 0
    assert IdeaStep.objects.filter(idea=idea, why__contains="week langer").count() == 1
    assert Mail.objects.filter(to=ingrid.email).count() == 1
    assert settle_panels(later(21.1)) == 1
    idea.refresh_from_db()
    assert idea.state == IdeaState.REFUSED
    assert "meteen opnieuw" in idea.why_not
    submit(idea, by=None)
    assert (idea.state, idea.attempt) == (IdeaState.SUBMITTED, 2)


def test_in_the_week_longer_one_more_answer_decides(idea: Idea, panel: Panel) -> None:
    people = members(panel)
    say_all(idea, people, YES, YES)
    Idea.objects.filter(pk=idea.pk).update(submitted_at=timezone.now() - 15 * DAY)
    settle_panels()
    say_in_panel(idea, NO, reason="Te duur.", by=people[2])
    assert idea.state == IdeaState.GRANTED


def test_a_question_back_starts_the_term_anew(idea: Idea, panel: Panel) -> None:
    people = members(panel)
    say_all(idea, people, YES, YES, YES)
    Idea.objects.filter(pk=idea.pk).update(submitted_at=timezone.now() - 10 * DAY)
    key = idea.pk
    ask_back(idea, "Voor hoeveel kinderen?", key=key, by=people[3])
    assert settle_panels(later(30)) == 0
    with pytest.raises(NotNowError):
        say_in_panel(idea, YES, by=people[4])
    answer_back(idea, "Voor dertig.", key=panel.pk, by=None)
    assert settle_panels(later(13)) == 0
    assert settle_panels(later(15)) == 1


def test_only_members_decide_never_about_their_own_and_once(
    network: Network, idea: Idea, panel: Panel, willing: list[Person], joris: Person
) -> None:
    people = members(panel)
    outside = next(one for one in willing if one not in people)
    for one in (outside, joris):
        with pytest.raises(NotNowError):
            say_in_panel(idea, YES, by=one)
    Idea.objects.filter(pk=idea.pk).update(contact_hash=hash_of_contact(people[0].email))
    with pytest.raises(NotNowError):
        say_in_panel(idea, YES, by=people[0])
    say_in_panel(idea, YES, by=people[1])
    with pytest.raises(NotNowError):
        say_in_panel(idea, NO, reason="Toch niet.", by=people[1])
    assert idea not in waiting_for_panel(people[0], [network.pk])
    assert idea not in waiting_for_panel(people[1], [network.pk])
    assert idea in waiting_for_panel(people[2], [network.pk])
    say_all(idea, people[2:], YES, YES, YES)
    assert idea.state == IdeaState.GRANTED, "whose own it is need not answer"


def test_who_left_or_lost_their_role_decides_no_more(idea: Idea, panel: Panel) -> None:
    left, gone = members(panel)[:2]
    stop_willing(panel.network, left)
    gone.memberships.all().delete()
    assert not may_say_in_panel(left, idea)
    assert not may_say_in_panel(gone, idea)
    assert not waiting_for_panel(gone, [panel.network_id]).exists()


def test_without_money_it_waits_for_it_and_the_answers_stay(idea: Idea, panel: Panel, pot: Pot) -> None:
    Pot.objects.filter(pk=pot.pk).update(free=10_000, promised=90_000)
    say_all(idea, members(panel), YES, YES, YES, YES, YES)
    idea.refresh_from_db()
    assert idea.state == IdeaState.SUBMITTED
    assert Say.objects.filter(idea=idea, kind=SayKind.PANEL).count() == 5
    assert settle_panels(later(40)) == 0, "who got a yes is not refused for want of money"
    Pot.objects.filter(pk=pot.pk).update(free=100_000, promised=0)
    assert settle_panels() == 1
    assert settle_panels() == 0


def test_a_network_without_a_panel_refuses_in_the_end_and_does_not_hang(
    network: Network, lanes: Lanes, pot: Pot, joris: Person
) -> None:
    made = a_shown_idea(network, joris, asked=60_000)
    assert made.lane == Lane.PANEL
    assert settle_panels(later(14.5)) == 0
    assert settle_panels(later(21.5)) == 1
    made.refresh_from_db()
    assert made.state == IdeaState.REFUSED


def test_the_jobs_of_a_panel_ask_the_database_as_often_for_many_as_for_one(
    network: Network, panel: Panel, pot: Pot, joris: Person, django_assert_max_num_queries: Callable[[int], Any]
) -> None:
    book(pot, "deposit", 900_000, key=panel.pk, by=None)  # type: ignore[arg-type]  # the word of the kind
    for number in range(8):
        a_shown_idea(network, joris, mail=f"{number}{MAIL}", asked=60_000)
    with django_assert_max_num_queries(2):
        assert len(waiting_for_panel(members(panel)[0], [network.pk])) == 8
