"""Pages of who sets up a vote: from a first round to the result, and nobody else comes in."""

import datetime as dt
import re
import uuid

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from buurtnet.budget.choices import IdeaState
from buurtnet.budget.models import Idea
from buurtnet.people.models import Person
from buurtnet.voting.casting import cast
from buurtnet.voting.choices import PHASE_ALLOWED, CodeState, Phase, PlanState
from buurtnet.voting.models import Ballot, Batch, Code, Plan, VoteRound
from buurtnet.voting.rounds import lacking_for_vote
from tests.people.cast import ring_two
from tests.voting.conftest import MakeLetters

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fresh_limits")]


def desk(name: str, around: VoteRound, *more: object) -> str:
    return reverse(f"voting:{name}", args=[around.network.slug, around.pk, *more])


def idea_in(around: VoteRound, title: str, asked: int) -> Idea:
    return Idea.objects.create(
        network=around.network, title=title, asked=asked, link_hash=uuid.uuid4().hex, let_in_at=timezone.now()
    )


def test_a_director_sets_up_a_round_and_it_runs_to_its_result(around: VoteRound, ingrid: Person) -> None:
    client = ring_two(ingrid)
    network, pot = around.network, around.pot
    today = timezone.localdate()
    said = {
        "name": "Zomerpot", "pot": str(pot.pk), "budget": "€ 800", "rule": "equalshares/add1", "per": "person",
        "seed": "zon", "least_asked": "2", "votes_first": today.isoformat(),
        "votes_last": (today + dt.timedelta(days=3)).isoformat(), "form_key": str(uuid.uuid4()),
    }  # fmt: skip
    url = reverse("voting:round_new", args=[network.slug])
    assert client.post(url, said).status_code == 302
    assert client.post(url, said).status_code == 302, "sent twice it is one"
    made = VoteRound.objects.get(name="Zomerpot")
    assert made.budget == 80_000
    for title, asked in (("Pluktuin", 40_000), ("Buurtbarbecue", 30_000)):
        idea_in(made, title, asked)
    client.post(desk("round_step", made, "ideeen"))
    client.post(desk("plan_add", made), {"ideas": [str(one.pk) for one in Idea.objects.all()]})
    client.post(desk("round_step", made, "nakijken"))
    blocked = client.post(desk("round_step", made, "stemmen"))
    assert blocked.status_code == 409
    assert "niemand heeft nagekeken" in blocked.text
    for plan in made.plans.all():
        checked = {
            "feasible": "ja",
            "cost": str(plan.asked // 100),
            "reason": "past",
            "title_en": f"{plan.title} (en)",
        }
        assert client.post(desk("plan_check", made, plan.pk), checked).status_code == 302
    assert client.post(desk("round_step", made, "stemmen")).status_code == 302
    made.refresh_from_db()
    assert made.phase == Phase.VOTE
    letters = client.post(
        desk("letters", made), {"name": "Kade", "count": "3", "kind": "letters", "form_key": str(uuid.uuid4())}
    )
    assert letters.status_code == 200
    assert "no-store" in letters["Cache-Control"]
    codes = [part.partition("<")[0].strip() for part in letters.text.split('class="letter-key">')[1:]]
    assert len(codes) == 3
    for code in codes:
        cast(made, code, [1], age="", form_key=uuid.uuid4())
    VoteRound.objects.filter(pk=made.pk).update(
        votes_until=timezone.now(), votes_from=timezone.now() - dt.timedelta(days=2)
    )
    assert client.post(desk("round_step", made, "tellen")).status_code == 302
    assert client.get(desk("result", made)).status_code == 404, "counted, and not told yet"
    assert client.post(desk("round_step", made, "uitslag")).status_code == 302
    told = Client().get(desk("result", made))
    assert "1 plan gaat door" in told.text
    won = Plan.objects.get(round=made, won=True)
    assert won.idea
    assert (won.idea.state, won.idea.granted) == (IdeaState.GRANTED, won.cost)
    pot.refresh_from_db()
    assert pot.promised == won.cost


def test_a_budget_change_after_the_vote_began_is_refused(around: VoteRound, ingrid: Person) -> None:
    client = ring_two(ingrid)
    page = client.get(desk("round_edit", around))
    assert page.status_code == 200
    said = {
        "name": "Nieuwe naam", "pot": str(around.pot_id), "budget": "100", "rule": around.rule, "per": around.per,
        "seed": around.seed, "least_asked": "3", "version": str(around.version), "by_mail": "on",
    }  # fmt: skip
    answer = client.post(desk("round_edit", around), said)
    assert answer.status_code == 409
    assert "verandert nu niets meer" in answer.text
    around.refresh_from_db()
    assert (around.name, around.budget) == ("Samen kiezen", 90_000)


def test_who_does_not_direct_finds_no_desk(around: VoteRound, samira: Person) -> None:
    for browser in (Client(), ring_two(samira)):
        for name in ("round_desk", "round_edit", "letters", "plan_add", "round_stop"):
            assert browser.get(desk(name, around)).status_code in {302, 404}
    assert ring_two(samira).get(desk("round_desk", around)).status_code == 404
    assert ring_two(samira).get(desk("papers", around)).status_code == 200, "who takes part enters paper"


def test_a_lost_letter_is_replaced_and_a_stack_falls(around: VoteRound, letters: MakeLetters, ingrid: Person) -> None:
    client = ring_two(ingrid)
    letters(3)
    batch = Batch.objects.get()
    new = client.post(desk("letter_replace", around, batch.pk), {"letter": "2"})
    assert "Brief 4" in new.text
    assert Code.objects.get(batch=batch, letter=2).state == CodeState.VOID
    assert client.post(desk("letter_replace", around, batch.pk), {"letter": "2"}).status_code == 409
    assert client.post(desk("letter_replace", around, batch.pk), {"letter": "x"}).status_code == 409
    client.post(desk("letters_fall", around, batch.pk))
    assert not Code.objects.filter(state=CodeState.UNUSED).exists()


def test_a_list_for_the_printer_holds_the_code_behind_the_hash(around: VoteRound, ingrid: Person) -> None:
    client = ring_two(ingrid)
    said = {"name": "Kade", "count": "2", "kind": "letters", "form_key": str(uuid.uuid4()), "lijst": "1"}
    listed = client.post(desk("letters", around), said)
    assert listed["Content-Type"].startswith("text/csv")
    assert listed.text.count("/stem/#") == 2
    again = client.post(desk("letters", around), said)
    assert again.status_code == 409
    assert "maar één keer" in again.text


def test_how_many_voted_in_a_small_street_is_not_told(
    around: VoteRound, letters: MakeLetters, ingrid: Person
) -> None:
    client = ring_two(ingrid)
    made = letters(25)
    for one in made[:9]:
        cast(around, one.code, [1], age="", form_key=uuid.uuid4())
    assert "9 gebruikt" not in client.get(desk("round_desk", around)).text
    cast(around, made[9].code, [1], age="", form_key=uuid.uuid4())
    assert "10 gebruikt" in client.get(desk("round_desk", around)).text


def test_a_stack_that_falls_does_not_tell_how_many_voted(
    around: VoteRound, letters: MakeLetters, ingrid: Person
) -> None:
    client = ring_two(ingrid)
    made = letters(25)
    batch = Batch.objects.get()
    for one in made[:4]:
        cast(around, one.code, [1], age="", form_key=uuid.uuid4())
    client.post(desk("letter_replace", around, batch.pk), {"letter": "20"})
    assert "1 vervallen" in client.get(desk("round_desk", around)).text
    client.post(desk("letters_fall", around, batch.pk))
    assert Code.objects.filter(state=CodeState.USED).count() == 4
    assert not re.search(r"\d vervallen", client.get(desk("round_desk", around)).text)


def test_a_look_back_without_a_word_ends_nothing(around: VoteRound, ingrid: Person) -> None:
    VoteRound.objects.filter(pk=around.pk).update(phase=Phase.DOING)
    answer = ring_two(ingrid).post(desk("round_look_back", around), {"text": "  "})
    assert answer.status_code == 409
    assert "Schrijf eerst op hoe het ging." in answer.text
    around.refresh_from_db()
    assert around.phase == Phase.DOING


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31", "1999-12-31", "2101-01-01"])
def test_a_day_far_away_is_one_clear_sentence(around: VoteRound, ingrid: Person, day: str) -> None:
    said = {"name": "Ver weg", "pot": str(around.pot_id), "budget": "100", "form_key": str(uuid.uuid4())}
    url = reverse("voting:round_new", args=["havendijk"])
    for name in ("ideas_until", "votes_first", "votes_last", "result_on"):
        answer = ring_two(ingrid).post(url, said | {name: day})
        assert answer.status_code == 200
        assert "Vul een dag in, zoals" in answer.text
    assert not VoteRound.objects.filter(name="Ver weg").exists()


def test_a_stopped_round_says_why_and_keeps_no_vote(around: VoteRound, letters: MakeLetters, ingrid: Person) -> None:
    client = ring_two(ingrid)
    cast(around, letters()[0].code, [1], age="", form_key=uuid.uuid4())
    assert "Schrijf in één zin" in client.post(desk("round_stop", around), {"why": ""}).text
    client.post(desk("round_stop", around), {"why": "Er zijn brieven gestolen."})
    assert "Er zijn brieven gestolen." in Client().get(desk("round", around)).text
    assert not Ballot.objects.exists()


def test_what_lacks_before_a_vote_is_said_in_sentences(around: VoteRound) -> None:
    around.seed, around.votes_until, around.budget = "", None, 10_000_000
    around.plans.filter(number__gt=1).update(state=PlanState.PROPOSED)
    lacking = lacking_for_vote(around, timezone.now())
    assert len(lacking) == 5


def test_no_phase_is_a_dead_end_and_every_phase_is_reached() -> None:
    reached, waiting = {Phase.SETUP}, [Phase.SETUP]
    while waiting:
        for to in PHASE_ALLOWED[waiting.pop()] - reached:
            reached.add(to)
            waiting.append(to)
    assert reached == set(Phase)
    assert {one for one in Phase if not PHASE_ALLOWED[one]} == {Phase.LOOK_BACK, Phase.STOPPED}
