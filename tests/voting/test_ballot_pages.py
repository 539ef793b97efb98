"""The pages of the vote itself: a code, plans, a look-over, a receipt; without an account and without a session."""

import uuid
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse

from buurtnet.people.models import Mail
from buurtnet.voting.choices import BatchKind, Phase
from buurtnet.voting.codes import in_groups, receipt_of
from buurtnet.voting.models import Ballot, Code, PlanText, Turnout, VoteRound
from tests.voting.conftest import MakeLetters

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fresh_limits")]
BROWSER = {"User-Agent": "Mozilla/5.0", "Sec-Fetch-Dest": "document"}


def page_of(name: str, around: VoteRound) -> str:
    return reverse(f"voting:{name}", args=[around.network.slug, around.pk])


def test_someone_votes_with_a_letter_and_changes_it_with_the_receipt(
    client: Client, around: VoteRound, letters: MakeLetters
) -> None:
    url, key = page_of("ballot", around), uuid.uuid4()
    code = letters()[0].code
    first = client.get(url, headers=BROWSER)
    assert "Speeltuin" in first.text
    assert first["Cache-Control"].find("no-store") >= 0
    sent = {"form_key": str(key), "code": in_groups(code).lower(), "plans": ["1", "3"], "order": "7"}
    look = client.post(url, sent)
    assert "Dit wordt je stem" in look.text
    assert not Ballot.objects.exists(), "nothing is stored before the last button"
    done = client.post(url, sent | {"zeker": "1"})
    assert in_groups(receipt_of(key, code)) in done.text
    assert Ballot.objects.get().plans == [1, 3]
    again = client.post(url, sent | {"zeker": "1"})
    assert in_groups(receipt_of(key, code)) in again.text, "sent twice it is one vote with one receipt"
    change = page_of("ballot_change", around)
    shown = client.post(change, {"key": receipt_of(key, code)})
    assert shown.text.count(" checked") == 2
    client.post(change, {"key": receipt_of(key, code), "plans": ["2"], "zeker": "1"})
    assert Ballot.objects.get().plans == [2]
    assert "sessionid" not in client.cookies
    assert {(one.step, one.count) for one in Turnout.objects.all()} == {("opened", 1), ("began", 1), ("voted", 1)}


def test_nothing_ticked_is_asked_about_and_blank_is_a_choice(
    client: Client, around: VoteRound, letters: MakeLetters
) -> None:
    sent = {"form_key": str(uuid.uuid4()), "code": letters()[0].code, "order": "7"}
    assert "Je koos nog geen plan" in client.post(page_of("ballot", around), sent).text
    assert "Je stemt blanco" in client.post(page_of("ballot", around), sent | {"blank": "1"}).text


def test_a_used_code_is_told_before_the_look_over(client: Client, around: VoteRound, letters: MakeLetters) -> None:
    code = letters()[0].code
    for _phone in range(2):
        sent = {"form_key": str(uuid.uuid4()), "code": code, "plans": ["1"], "zeker": "1"}
        answer = client.post(page_of("ballot", around), sent)
    assert answer.status_code == 409
    assert "al gestemd" in answer.text
    assert answer.text.count(" checked") == 1, "what was ticked stands there still"
    assert Ballot.objects.count() == 1


def test_who_guesses_waits_and_who_mistypes_does_not(client: Client, around: VoteRound, letters: MakeLetters) -> None:
    url, good = page_of("ballot", around), letters()[0].code
    for _slip in range(8):
        client.post(url, {"code": "0000-0000-0000-1", "plans": ["1"]})
    for guess in range(5):
        assert client.post(url, {"code": receipt_of(uuid.UUID(int=guess)), "plans": ["1"]}).status_code == 409
    stopped = client.post(url, {"code": good, "plans": ["1"], "zeker": "1"})
    assert stopped.status_code == 429
    assert "Wacht tien minuten" in stopped.text
    assert not Ballot.objects.exists()
    elsewhere = client.post(url, {"code": good, "plans": ["1"], "zeker": "1"}, REMOTE_ADDR="192.0.2.7")
    assert "Je stem is binnen" in elsewhere.text


def test_plans_stand_in_another_order_on_each_page_and_in_the_same_on_one(client: Client, around: VoteRound) -> None:
    orders = {tuple(order_in(client.get(page_of("ballot", around)).text)) for _visit in range(30)}
    assert len(orders) > 1
    sent = {"code": "", "order": "12", "plans": ["1"]}
    assert order_in(client.post(page_of("ballot", around), sent).text) == order_in(
        client.post(page_of("ballot", around), sent).text
    )


def order_in(text: str) -> list[int]:
    return sorted(range(1, 4), key=lambda number: text.index(f'name="plans" value="{number}"'))


def test_a_plan_speaks_the_language_of_the_page(client: Client, around: VoteRound) -> None:
    plan = around.plans.get(number=1)
    PlanText.objects.create(plan=plan, language="en", title="Playground", text="Swings for all ages.")
    text = client.get(page_of("ballot", around) + "?taal=en", follow=True).text
    assert "Playground" in text
    assert 'lang="nl">Bank' in text


def test_a_test_code_says_so(client: Client, around: VoteRound, letters: MakeLetters) -> None:
    sent = {"form_key": str(uuid.uuid4()), "code": letters(kind=BatchKind.TEST)[0].code, "plans": ["1"]}
    assert "telt niet mee" in client.post(page_of("ballot", around), sent).text
    assert "Er is niets opgeslagen" in client.post(page_of("ballot", around), sent | {"zeker": "1"}).text
    assert not Turnout.objects.exists()


@pytest.mark.parametrize("phase", [Phase.IDEAS, Phase.CHECK, Phase.COUNT, Phase.STOPPED])
def test_outside_the_vote_one_comes_to_the_round(client: Client, around: VoteRound, phase: Phase) -> None:
    VoteRound.objects.filter(pk=around.pk).update(phase=phase, why_stopped="te weinig plannen")
    assert client.get(page_of("ballot", around)).status_code == 302
    assert client.get(page_of("round", around)).status_code == 200


def test_a_round_in_its_first_phase_is_not_there(client: Client, around: VoteRound) -> None:
    VoteRound.objects.filter(pk=around.pk).update(phase=Phase.SETUP)
    assert client.get(page_of("round", around)).status_code == 404
    assert around.name not in client.get(reverse("voting:home", args=[around.network.slug])).text


def test_the_page_of_a_round_explains_the_code_and_the_count(client: Client, around: VoteRound) -> None:
    text = unescape(client.get(page_of("round", around)).text)
    for part in ("Stemmen doe je met een code", "even groot deel", around.seed, "€ 900", "€ 500"):
        assert part in text


def test_a_code_by_mail_comes_once_and_the_page_says_the_same(
    client: Client, around: VoteRound, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("buurtnet.kit.guarded.LEAST", -1)
    url = page_of("mail", around)
    said = []
    for _time in range(2):
        begun = client.get(url).text.partition('name="begun" value="')[2].partition('"')[0]
        said.append(client.post(url, {"address": "oma@havendijk.example", "here": "1", "begun": begun}).text)
    assert "Kijk in je mail" in said[0]
    assert said[0].partition("<main")[2] == said[1].partition("<main")[2]
    first, second = Mail.objects.filter(to="oma@havendijk.example").order_by("queued_at")
    assert Code.objects.count() == 1
    assert "#" in first.body
    assert "al een code" in second.body
