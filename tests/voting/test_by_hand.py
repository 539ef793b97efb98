"""What humans decide against the count: said as what is wanted, taken back, and never two that exclude each other."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from buurtnet.kit.moving import NotNowError
from buurtnet.people.models import Person
from buurtnet.voting.choices import Phase
from buurtnet.voting.models import HandDecision, Plan, VoteRound
from buurtnet.voting.planning import report
from buurtnet.voting.publishing import carried_out, decide_by_hand, publish
from tests.people.cast import ring_two

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fresh_limits")]
WHY = "De stoep moet eerst open."


@pytest.fixture
def counted(around: VoteRound) -> VoteRound:
    """The bench and the playground won; the party did not."""
    around.plans.update(won=True, votes=9)
    around.plans.filter(number=3).update(won=False)
    VoteRound.objects.filter(pk=around.pk).update(phase=Phase.COUNT)
    around.refresh_from_db()
    return around


@pytest.fixture
def director(ingrid: Person) -> Client:
    return ring_two(ingrid)


def page_of(plan: Plan) -> str:
    return reverse("voting:plan_by_hand", args=[plan.round.network.slug, plan.round_id, plan.pk])


def test_a_second_click_wants_the_same(counted: VoteRound, director: Client) -> None:
    bench = counted.plans.get(number=2)
    assert 'name="wins" value="0"' in director.get(page_of(bench)).content.decode()
    for _click in range(2):
        assert director.post(page_of(bench), {"wins": "0", "why": WHY}).status_code == 302
        made = HandDecision.objects.get()
        assert (made.wins, made.reason) == (False, WHY)
    assert [plan.number for plan in carried_out(counted)] == [1]


def test_back_to_the_count_asks_no_reason_and_leaves_no_decision(counted: VoteRound, director: Client) -> None:
    bench = counted.plans.get(number=2)
    director.post(page_of(bench), {"wins": "0", "why": WHY})
    page = director.get(page_of(bench)).content.decode()
    assert "Toch zoals de telling" in page
    assert 'name="wins" value="1"' in page
    assert 'name="why"' not in page
    for _click in range(2):
        assert director.post(page_of(bench), {"wins": "1"}).status_code == 302
        assert not HandDecision.objects.exists()
    assert [plan.number for plan in carried_out(counted)] == [1, 2]


def test_without_a_reason_nothing_goes_against_the_count(
    counted: VoteRound, director: Client, ingrid: Person
) -> None:
    bench = counted.plans.get(number=2)
    assert director.post(page_of(bench), {"why": WHY}).status_code == 200, "it does not say what is wanted"
    assert "Schrijf in één zin waarom." in director.post(page_of(bench), {"wins": "0"}).content.decode()
    with pytest.raises(NotNowError):
        decide_by_hand(bench, wins=False, by=ingrid)
    assert not HandDecision.objects.exists()


def test_two_that_exclude_each_other_are_never_both_carried_out(counted: VoteRound, ingrid: Person) -> None:
    party = counted.plans.get(number=3)
    party.excludes.add(counted.plans.get(number=1))
    decide_by_hand(party, wins=True, reason="Het feest is al gevraagd.", by=ingrid)
    with pytest.raises(NotNowError, match="Plan 1 en plan 3 kunnen niet samen"):
        publish(counted, by=ingrid)
    counted.refresh_from_db()
    assert counted.phase == Phase.COUNT


def test_what_was_taken_by_hand_is_reported_on_and_what_was_left_is_not(counted: VoteRound, ingrid: Person) -> None:
    bench, party = counted.plans.get(number=2), counted.plans.get(number=3)
    decide_by_hand(bench, wins=False, reason=WHY, by=ingrid)
    decide_by_hand(party, wins=True, reason="Het feest is al gevraagd.", by=ingrid)
    VoteRound.objects.filter(pk=counted.pk).update(phase=Phase.RESULT)
    said: dict[str, Any] = {"owner": "Buurtteam Havendijk", "ready_on": None, "progress": "Gepland", "by": ingrid}
    assert report(counted.plans.get(number=3), **said).progress == "Gepland"
    with pytest.raises(NotNowError):
        report(counted.plans.get(number=2), **said)
    desk = ring_two(ingrid).get(reverse("voting:round_desk", args=[counted.network.slug, counted.pk]))
    here = [counted.network.slug, counted.pk]
    urls = [reverse("voting:plan_progress", args=[*here, one.pk]) for one in (bench, party)]
    assert [url in desk.content.decode() for url in urls] == [False, True]
