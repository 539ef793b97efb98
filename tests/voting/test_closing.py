"""The vote is closed and counted in one go, and what is left leads to nobody."""

import datetime as dt
import random
import uuid
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from buurtnet.areas.choices import AreaKind
from buurtnet.areas.models import Area
from buurtnet.kit.moving import NotNowError
from buurtnet.people.models import Person
from buurtnet.privacy.small_numbers import LEAST, NOT_SHOWN
from buurtnet.voting.casting import cast
from buurtnet.voting.choices import AgeGroup, BatchKind, Phase
from buurtnet.voting.closing import close_and_count, election_of
from buurtnet.voting.letters import code_for_address, let_fall, make_letters
from buurtnet.voting.models import Ballot, Batch, Count, CountedBallot, HandDecision, MailedCode, Plan, VoteRound
from buurtnet.voting.paper_ballots import enter, set_aside
from buurtnet.voting.protocol import counted_again, differences
from buurtnet.voting.publishing import decide_by_hand
from buurtnet.voting.results import letters_of
from buurtnet.voting.rules import Rule
from buurtnet.voting.taking_part import Group, enough, without
from tests.voting.conftest import MakeLetters

pytestmark = pytest.mark.django_db


def voted(around: VoteRound, letters: MakeLetters, choices: list[list[int]], **kept: object) -> None:
    for letter, plans in zip(letters(len(choices), **kept), choices, strict=True):
        cast(around, letter.code, plans, age=AgeGroup.TO_35, form_key=uuid.uuid4())


def over(around: VoteRound) -> dt.datetime:
    assert around.votes_until
    return around.votes_until


def test_a_vote_is_counted_once_and_never_before_it_is_over(
    around: VoteRound, letters: MakeLetters, ingrid: Person
) -> None:
    voted(around, letters, [[1], [1, 2], [2, 3], [3], []])
    with pytest.raises(NotNowError, match="loopt nog"):
        close_and_count(around, by=ingrid)
    count = close_and_count(around, by=ingrid, now=over(around))
    assert (count.voters, count.blank) == (5, 1)
    assert around.phase == Phase.COUNT
    assert around.hides_counts()
    assert close_and_count(around, by=ingrid, now=over(around)) == count
    assert Count.objects.count() == 1
    assert count.cost <= around.budget
    assert sum(plan.cost for plan in Plan.objects.filter(won=True)) == count.cost


def test_ballots_go_and_what_was_counted_stands_in_another_order(
    around: VoteRound, letters: MakeLetters, ingrid: Person
) -> None:
    choices = [[1], [2], [3], [1, 2], [1, 3], [2, 3], [1, 2, 3], []]
    voted(around, letters, choices)
    code_for_address(around, "oma@havendijk.example")
    close_and_count(around, by=ingrid, now=over(around), chance=random.Random(4))
    written = list(CountedBallot.objects.order_by("pk").values_list("plans", flat=True))
    assert sorted(written) == sorted(choices)
    assert written != choices
    assert not Ballot.objects.exists()
    assert not MailedCode.objects.exists()


def test_an_envelope_entered_once_waits_before_the_count(
    around: VoteRound, letters: MakeLetters, ingrid: Person, samira: Person
) -> None:
    enter(around, 1, letters()[0].code, [1], by=ingrid)
    with pytest.raises(NotNowError, match="enveloppen"):
        close_and_count(around, by=ingrid, now=over(around))
    set_aside(around, 1, why="niet te lezen", by=samira)
    assert close_and_count(around, by=ingrid, now=over(around)).voters == 0


@pytest.mark.parametrize("rule", [Rule.EQUAL_SHARES, Rule.GREEDY, Rule.NO_SKIP, Rule.EXHAUSTIVE])
def test_no_votes_and_nothing_that_fits_choose_nothing(
    around: VoteRound, ingrid: Person, rule: Rule, letters: MakeLetters
) -> None:
    VoteRound.objects.filter(pk=around.pk).update(rule=rule, budget=100)
    around.refresh_from_db()
    voted(around, letters, [[1], [2]])
    close_and_count(around, by=ingrid, now=over(around))
    assert not Plan.objects.filter(won=True).exists()
    assert Plan.objects.get(number=1).votes == 1


def test_plans_that_exclude_each_other_do_not_both_win(
    around: VoteRound, letters: MakeLetters, ingrid: Person
) -> None:
    Plan.objects.get(number=1).excludes.add(Plan.objects.get(number=2))
    voted(around, letters, [[1, 2]] * 4)
    VoteRound.objects.filter(pk=around.pk).update(rule=Rule.GREEDY)
    around.refresh_from_db()
    close_and_count(around, by=ingrid, now=over(around))
    assert election_of(around).conflicts == {(0, 1)}
    assert [plan.number for plan in Plan.objects.filter(won=True)] == [2], "lowest cost between equals"


def test_a_small_neighbourhood_is_told_of_by_nothing_that_is_left(
    around: VoteRound, letters: MakeLetters, ingrid: Person
) -> None:
    large, small = Area.objects.filter(kind=AreaKind.NEIGHBOURHOOD)[:2]
    voted(around, letters, [[1]] * 14 + [[3]] * 12, area=large)
    voted(around, letters, [[1]] * 3, area=small)
    fairness = close_and_count(around, by=ingrid, now=over(around)).fairness
    assert [one["voters"] for one in fairness["areas"]] == [30], "three people stand in no row of their own"
    assert all(one["voters"] >= LEAST for rows in fairness.values() for one in rows)


def test_groups_below_ten_are_put_together_with_the_smallest_of_the_rest() -> None:
    groups = [Group("Dorp", 40, 20), Group("Kade", 12, 6), Group("Sluis", 4, 4)]
    assert {(one.name, one.voters) for one in enough(groups)} == {("Dorp", 40), ("", 16)}
    assert enough([Group("Sluis", 4, 4)]) == []
    assert without([Group("Dorp", 40, 20), Group("Kade", 30, 25), Group("Plein", 50, 20)]) == {"Kade", "Dorp"}
    assert NOT_SHOWN


def test_the_clock_of_the_network_decides(around: VoteRound) -> None:
    assert around.takes_votes(timezone.now())
    assert not around.takes_votes(over(around))


def test_the_protocol_tells_what_people_decided_beside_the_count(
    client: Client, around: VoteRound, letters: MakeLetters, ingrid: Person
) -> None:
    voted(around, letters, [[2]] * 3)
    close_and_count(around, by=ingrid, now=over(around))
    assert [plan.number for plan in Plan.objects.filter(round=around, won=True)] == [2]
    decide_by_hand(around.plans.get(number=2), wins=False, reason="De stoep moet eerst open.", by=ingrid)
    VoteRound.objects.filter(pk=around.pk).update(phase=Phase.RESULT)
    told = client.get(reverse("voting:protocol", args=[around.network.slug, around.pk])).json()
    assert (told["winners"], told["carried_out"]) == (["2"], [])
    made = HandDecision.objects.get()
    day = timezone.localtime(made.at, ZoneInfo(around.network.time_zone)).date()
    assert told["by_hand"] == [
        {
            "project": "2", "won_by_the_count": True, "carried_out": False, "reason": "De stoep moet eerst open.",
            "on": day.isoformat(),
        }
    ]  # fmt: skip
    assert list(differences(told, counted_again(told, election_of(around)))) == []
    assert list(differences(told | {"cost": 1}, counted_again(told, election_of(around))))


def test_the_result_tells_of_stacks_of_letters_and_of_no_small_one(
    client: Client, around: VoteRound, letters: MakeLetters, ingrid: Person
) -> None:
    def stack(name: str, made: int, used: int) -> None:
        key = uuid.uuid4()
        made_now = make_letters(around, BatchKind.LETTERS, made, name=name, area=None, form_key=key, by=ingrid)
        for letter in made_now[:used]:
            cast(around, letter.code, [1], age="", form_key=uuid.uuid4())

    for name, made, used in (("kade", 40, 21), ("plein", 30, 12), ("hof", 20, 3)):
        stack(name, made, used)
    let_fall(Batch.objects.get(name="plein"), by=ingrid)
    letters(5, kind=BatchKind.TEST)
    close_and_count(around, by=ingrid, now=over(around))
    found = {one.name: (one.made, one.used, one.void) for one in letters_of(around)}
    assert found == {"kade": (40, 20, 0), "plein": (30, None, None), "hof": (20, None, None)}
    Batch.objects.filter(name="plein").delete()
    assert [one.used for one in letters_of(around)] == [None, None], "what is left over would tell the one"
    VoteRound.objects.filter(pk=around.pk).update(phase=Phase.RESULT)
    page = client.get(reverse("voting:result", args=[around.network.slug, around.pk]))
    assert "Brieven en codes" in page.text
