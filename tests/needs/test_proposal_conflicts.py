"""Taking a proposal together when there is nothing to take, or someone else is a moment sooner."""

from typing import Any
from urllib.parse import quote

import pytest
from django.test import Client
from django.utils import timezone

from buurtnet.areas.models import Area, Network
from buurtnet.needs.models import Evidence, SharedNeed, Signal
from buurtnet.needs.proposing import Proposal, proposals
from buurtnet.needs.views import proposals as proposal_views
from buurtnet.questions.models import Question
from buurtnet.themes.choices import EssentialFunction
from buurtnet.themes.models import Theme
from tests.needs.rows import a_need, a_signal, asked, evidence_of

pytestmark = pytest.mark.django_db
PROPOSALS = "/havendijk/beheer/wat-speelt/voorstellen/"


@pytest.fixture
def group(network: Network, area: Area) -> list[Signal | Question]:
    """Six that are alike."""
    play = Theme.objects.create(slug="test-spelen", function=EssentialFunction.values[0], name="Spelen")
    signals = [a_signal(network, area=area, theme=play) for _ in range(4)]
    return [*signals, *(asked(network, area=area, themes=(play,)) for _ in range(2))]


def key(network: Network) -> str:
    return f"{PROPOSALS}?groep={quote(proposals(network, timezone.now())[0].key)}"


def test_with_everything_left_out_it_says_to_choose_something(
    network: Network, group: list[Signal | Question], connector: Client
) -> None:
    left = [f"{'signaal' if isinstance(one, Signal) else 'vraag'}:{one.pk}" for one in group]
    answer = connector.post(key(network), {"into": "nieuw", "title": "Spelen", "uit": left, "doe": "samen"})
    assert answer.status_code == 409
    assert "alert-fout" in answer.content.decode()
    assert [*answer.context["form"].non_field_errors()] == ["Kies wat bij elkaar hoort."]
    assert not SharedNeed.objects.exists()


def test_of_one_item_with_nothing_chosen_it_says_to_choose_something(
    network: Network, group: list[Signal | Question], connector: Client
) -> None:
    answer = connector.post(f"{PROPOSALS}?signaal={group[0].pk}", {"into": "nieuw", "title": "Samen"})
    assert answer.status_code == 409
    assert [*answer.context["form"].non_field_errors()] == ["Kies wat bij elkaar hoort."]


@pytest.mark.parametrize("into_new", [True, False])
def test_of_two_who_take_the_same_together_at_once_the_second_begins_nothing_empty(
    into_new: bool,
    network: Network,
    group: list[Signal | Question],
    connector: Client,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    address, there = key(network), a_need(network, title="Van de ander")
    really = proposal_views.proposals

    def just_before(*args: Any) -> list[Proposal]:
        found = really(*args)
        if not there.evidence.exists():
            evidence_of(there, *group)  # the other one is a moment sooner
        return found

    monkeypatch.setattr(proposal_views, "proposals", just_before)
    into = "nieuw" if into_new else str(a_need(network, title="Al langer bekend").pk)
    before = SharedNeed.objects.count()
    answer = connector.post(address, {"into": into, "title": "Spelen", "doe": "samen"})
    assert answer.status_code == 409
    assert "Iemand anders was je net voor" in answer.content.decode()
    assert SharedNeed.objects.count() == before
    assert there.evidence.count() == 6


@pytest.mark.parametrize("from_one", [True, False])
def test_a_need_that_was_merged_meanwhile_is_refused_in_a_sentence(
    from_one: bool,
    network: Network,
    group: list[Signal | Question],
    connector: Client,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    need, other = a_need(network), a_need(network, title="De ander")
    address = f"{PROPOSALS}?signaal={group[0].pk}" if from_one else key(network)
    really = proposal_views.add

    def just_before(*args: Any, **more: Any) -> int:
        SharedNeed.objects.filter(pk=need.pk).update(merged_into=other)
        return really(*args, **more)

    monkeypatch.setattr(proposal_views, "add", just_before)
    said = {"into": str(need.pk), "bij": f"signaal:{group[0].pk}", "doe": "samen"}
    answer = connector.post(address, said)
    assert answer.status_code == 409
    assert "Dit kan nu niet meer" in answer.content.decode()
    assert not Evidence.objects.exists()


def test_of_a_question_of_a_child_a_proposal_tells_when_where_and_about_what_and_no_word(
    network: Network, group: list[Signal | Question], director: Client
) -> None:
    child = next(one for one in group if isinstance(one, Question))
    words = "Ik durf niet meer naar huis"
    Question.objects.filter(pk=child.pk).update(
        text=words, age_band="4-11", asked_for="self", contact="0999 12 34 56"
    )
    for page in (PROPOSALS, key(network), f"{PROPOSALS}?vraag={child.pk}"):
        shown = director.get(page).content.decode()
        assert "Spelen" in shown
        assert "durf" not in shown
        assert "0999 12" not in shown
