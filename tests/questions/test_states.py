"""The life of a question: no dead ends, every state can be reached, and what is not allowed is refused and noted."""

from itertools import product

import pytest
from django.utils import translation

from buurtnet.areas.models import Network
from buurtnet.privacy.choices import Action
from buurtnet.privacy.models import LogRow
from buurtnet.questions.choices import ALLOWED, OPEN, State
from buurtnet.questions.models import Question
from buurtnet.questions.moving import NotNowError, locked, may_go, move
from tests.questions.rows import a_question

END = State.CLEARED


def reached_from(first: State) -> set[State]:
    found, new = {first}, {first}
    while new:
        new = {after for one in new for after in ALLOWED[one]} - found
        found |= new
    return found


def test_every_state_is_in_the_table() -> None:
    assert set(ALLOWED) == set(State)


def test_every_state_is_reached_from_a_new_question() -> None:
    assert reached_from(State.NEW) == set(State)


def test_from_every_state_a_question_can_come_to_its_end() -> None:
    assert [one for one in State if END not in reached_from(one)] == []
    assert ALLOWED[END] == frozenset()


@pytest.mark.django_db
@pytest.mark.parametrize(("before", "after"), list(product(State, State)))
def test_a_question_moves_as_the_table_says_and_no_other_way(network: Network, before: State, after: State) -> None:
    question = a_question(network, state=before, closed_at=None if before in OPEN else "2026-01-01T10:00:00Z")
    if may_go(before, after):
        move(locked(question), after)
        assert Question.objects.get(pk=question.pk).state == after
        return
    with pytest.raises(NotNowError) as raised:
        move(locked(question), after)
    assert raised.value.question.state == before
    assert Question.objects.get(pk=question.pk).state == before


@pytest.mark.django_db
def test_what_has_ended_has_a_moment_and_what_is_open_again_has_none(network: Network) -> None:
    question = move(a_question(network), State.DONE)
    assert question.closed_at
    assert move(question, State.REOPENED).closed_at is None


@pytest.mark.django_db(transaction=True)
def test_a_move_that_is_not_allowed_is_written_down(network: Network) -> None:
    question = a_question(network)
    with pytest.raises(NotNowError):
        move(question, State.CLEARED)
    row = LogRow.objects.get(action=Action.DENY)
    assert (row.rule, row.object_id) == ("question.new.cleared", str(question.pk))


@pytest.mark.parametrize("language", ["nl", "nl-be", "en", "fr"])
def test_every_state_has_a_word(language: str) -> None:
    with translation.override(language):
        assert all(str(one.label) for one in State)
