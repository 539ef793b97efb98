"""Ballots on paper: two people, the same, then it counts."""

import uuid

import pytest

from buurtnet.kit.moving import NotNowError
from buurtnet.people.models import Person
from buurtnet.voting.casting import NoVoteError, cast
from buurtnet.voting.choices import Channel, CodeState, PaperState
from buurtnet.voting.models import Ballot, Code, PaperBallot, VoteRound
from buurtnet.voting.paper_ballots import enter, set_aside
from tests.voting.conftest import MakeLetters

pytestmark = pytest.mark.django_db


def test_two_people_who_enter_the_same_make_a_vote(
    around: VoteRound, letters: MakeLetters, ingrid: Person, samira: Person
) -> None:
    code = letters()[0].code
    first = enter(around, 7, code, [1, 3], by=ingrid)
    assert first.state == PaperState.ONCE
    assert not Ballot.objects.exists()
    assert "1, 3" not in first.seal
    with pytest.raises(NotNowError, match="Jij voerde"):
        enter(around, 7, code, [1, 3], by=ingrid)
    assert enter(around, 7, code, [3, 1], by=samira).state == PaperState.COUNTED
    assert (Ballot.objects.get().plans, Ballot.objects.get().channel) == ([1, 3], Channel.PAPER)
    kept = PaperBallot.objects.get()
    assert (kept.seal, kept.code_hash) == ("", ""), "nothing left ties the envelope to the vote"
    with pytest.raises(NotNowError):
        enter(around, 7, code, [1], by=ingrid)


def test_two_who_differ_begin_again(around: VoteRound, letters: MakeLetters, ingrid: Person, samira: Person) -> None:
    code = letters()[0].code
    enter(around, 7, code, [1], by=ingrid)
    assert enter(around, 7, code, [2], by=samira).state == PaperState.DIFFERS
    assert Code.objects.filter(state=CodeState.USED).count() == 0
    enter(around, 7, code, [1], by=samira)
    assert enter(around, 7, code, [1], by=ingrid).state == PaperState.COUNTED


def test_a_code_that_voted_on_a_phone_meanwhile_does_not_vote_again(
    around: VoteRound, letters: MakeLetters, ingrid: Person, samira: Person
) -> None:
    code = letters()[0].code
    enter(around, 7, code, [1], by=ingrid)
    cast(around, code, [2], age="", form_key=uuid.uuid4())
    with pytest.raises(NoVoteError, match="intussen"):
        enter(around, 7, code, [1], by=samira)
    assert Ballot.objects.count() == 1
    assert set_aside(around, 7, why="er was al gestemd met deze code", by=samira).state == PaperState.VOID


def test_one_code_in_two_envelopes_is_told(around: VoteRound, letters: MakeLetters, ingrid: Person) -> None:
    code = letters()[0].code
    enter(around, 7, code, [1], by=ingrid)
    with pytest.raises(NoVoteError, match="andere envelop"):
        enter(around, 8, code, [1], by=ingrid)
    assert PaperBallot.objects.count() == 1
