"""In every phase: what visitors read, what the director can do next, and no page that leads nowhere."""

import datetime as dt
import re
import uuid

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from buurtnet.people.models import Person
from buurtnet.voting.casting import cast
from buurtnet.voting.choices import PHASE_ALLOWED, Channel, Phase
from buurtnet.voting.closing import close_and_count
from buurtnet.voting.models import Ballot, Count, Turnout, VoteRound
from buurtnet.voting.results import steps_of
from buurtnet.voting.shown import stand_of, until_of
from tests.people.cast import ring_two
from tests.voting.conftest import MakeLetters

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fresh_limits")]


def page_of(name: str, around: VoteRound, *more: object) -> str:
    return reverse(f"voting:{name}", args=[around.network.slug, around.pk, *more])


def brought_to(around: VoteRound, phase: Phase) -> None:
    """With a count where there is one by then."""
    if phase in {Phase.COUNT, Phase.RESULT, Phase.DOING, Phase.LOOK_BACK}:
        close_and_count(around, by=None, now=around.votes_until)
    over = {"votes_until": timezone.now() - dt.timedelta(minutes=1)} if phase == Phase.VOTE else {}
    said = {"why_stopped": "te weinig plannen"} if phase == Phase.STOPPED else {}
    VoteRound.objects.filter(pk=around.pk).update(phase=phase, **over, **said)
    around.refresh_from_db()


@pytest.mark.parametrize("phase", list(Phase))
def test_the_desk_leads_on_until_there_is_nothing_left_to_do(around: VoteRound, ingrid: Person, phase: Phase) -> None:
    brought_to(around, phase)
    browser = ring_two(ingrid)
    text = browser.get(page_of("round_desk", around)).text
    ways = set(re.findall(r'href="([^"]*/(?:stap/\w+|terugblik|stop)/)"', text))
    assert bool(ways) == bool(PHASE_ALLOWED[phase])
    assert {browser.get(url).status_code for url in ways} <= {200}


@pytest.mark.parametrize("phase", list(Phase))
def test_visitors_read_where_a_round_stands(client: Client, around: VoteRound, phase: Phase) -> None:
    brought_to(around, phase)
    answer = client.get(page_of("round", around))
    assert answer.status_code == (404 if phase == Phase.SETUP else 200)
    has_result = phase in {Phase.RESULT, Phase.DOING, Phase.LOOK_BACK}
    assert client.get(page_of("result", around)).status_code == (200 if has_result else 404)
    if phase != Phase.SETUP:
        assert stand_of(around) in answer.text
        assert (page_of("result", around) in answer.text) == has_result


def test_while_people_vote_there_is_no_button_to_count(around: VoteRound, ingrid: Person) -> None:
    text = ring_two(ingrid).get(page_of("round_desk", around)).text
    assert page_of("round_step", around, "tellen") not in text
    assert "Daarna kun je tellen" in text


def test_a_vote_that_ends_at_midnight_is_told_by_its_last_day(around: VoteRound) -> None:
    zone = timezone.get_current_timezone()
    around.votes_until = dt.datetime(2026, 12, 4, tzinfo=zone)
    assert until_of(around) == "tot en met donderdag 3 december"
    around.votes_until = dt.datetime(2026, 12, 4, 17, 30, tzinfo=zone)
    assert until_of(around) == "tot vrijdag 4 december, 17:30 uur"


def test_who_wants_to_change_something_finds_it_as_it_was(
    client: Client, around: VoteRound, letters: MakeLetters
) -> None:
    sent = {"form_key": str(uuid.uuid4()), "code": letters()[0].code, "plans": ["1", "3"], "order": "7"}
    text = client.post(page_of("ballot", around), sent | {"terug": "1"}).text
    assert "Welke plannen vind je goed?" in text
    assert text.count(" checked") == 2
    assert sent["form_key"] in text


def test_a_vote_that_is_changed_as_it_closes_stays_and_says_so(
    client: Client, around: VoteRound, letters: MakeLetters, monkeypatch: pytest.MonkeyPatch
) -> None:
    receipt = cast(around, letters()[0].code, [1], age="", form_key=uuid.uuid4())
    real = VoteRound.takes_votes
    answers = iter([True, False])
    monkeypatch.setattr(VoteRound, "takes_votes", lambda self, now: real(self, now) and next(answers))
    sent = {"key": receipt.key, "plans": ["2"], "zeker": "1"}
    answer = client.post(page_of("ballot_change", around), sent)
    assert answer.status_code == 409
    assert "al voorbij" in answer.text
    assert Ballot.objects.get().plans == [1]


def test_how_far_people_came_is_told_in_fives(around: VoteRound) -> None:
    for step, count in (("opened", 58), ("began", 41), ("voted", 37)):
        Turnout.objects.create(round=around, on=timezone.localdate(), channel=Channel.ONLINE, step=step, count=count)
    count = Count.objects.create(round=around, voters=37, blank=0, cost=0, protocol={}, fairness={})
    assert [number for _label, number in steps_of(around)] == [60, 40, 35]
    for on_paper, is_told in ((1, False), (9, False), (10, True)):
        count.voters = 37 + on_paper
        assert bool(steps_of(around)) == is_told, "what is left of all voters are those on paper"
