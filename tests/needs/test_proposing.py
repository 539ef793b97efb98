"""What is likely together: by theme, concept, place and time; never by what someone wrote."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from buurtnet.areas.models import Area, Network
from buurtnet.needs.choices import NeedState, SignalKind, SignalState
from buurtnet.needs.jobs import settle_needs
from buurtnet.needs.models import Signal
from buurtnet.needs.proposing import (
    QUESTION,
    SIGNAL,
    alike,
    alike_to_need,
    counted,
    counts_of,
    needs_alike,
    proposals,
    the_item,
)
from buurtnet.needs.sharing import say_not_together
from buurtnet.people.acting import By
from buurtnet.people.models import Person
from buurtnet.questions.choices import State
from buurtnet.questions.models import Question
from buurtnet.themes.choices import EssentialFunction
from buurtnet.themes.models import Theme
from tests.factories import AreaFactory, ConceptFactory, NetworkFactory
from tests.needs.rows import a_need, a_signal, asked, evidence_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def play(db: None) -> Theme:
    return Theme.objects.create(slug="test-spelen", function=EssentialFunction.values[0], name="Spelen")


@pytest.fixture
def money(db: None) -> Theme:
    return Theme.objects.create(slug="test-geld", function=EssentialFunction.values[0], name="Geld")


def test_five_alike_in_one_place_are_proposed_and_four_are_not(network: Network, area: Area, play: Theme) -> None:
    for _ in range(3):
        a_signal(network, area=area, theme=play)
    asked(network, area=area, themes=(play,))
    assert proposals(network, timezone.now()) == []
    asked(network, area=area, themes=(play,))
    found = proposals(network, timezone.now())
    assert [(one.name, one.area, one.questions, one.signals) for one in found] == [("Spelen", area, 2, 3)]
    assert found[0].themes == [play]


def test_what_lies_in_the_same_district_counts_together(
    network: Network, area: Area, other_area: Area, district: Area, play: Theme
) -> None:
    for where in (area, area, area, other_area, other_area):
        a_signal(network, area=where, theme=play)
    assert [(one.area, len(one.items)) for one in proposals(network, timezone.now())] == [(district, 5)]


def test_when_all_of_it_is_in_one_neighbourhood_that_is_the_place(network: Network, area: Area, play: Theme) -> None:
    for _ in range(6):
        a_signal(network, area=area, theme=play)
    assert [one.area for one in proposals(network, timezone.now())] == [area]


def test_what_is_far_apart_is_not_together(network: Network, area: Area, play: Theme) -> None:
    far: Area = AreaFactory(name="Elders")
    for where in (area, area, area, far, far):
        a_signal(network, area=where, theme=play)
    assert proposals(network, timezone.now()) == []


def test_a_concept_is_nearer_than_a_theme_and_each_item_stands_in_one_group(
    network: Network, area: Area, play: Theme
) -> None:
    rain = ConceptFactory(slug="test-binnen-spelen", name="binnen spelen")
    for number in range(12):
        a_signal(network, area=area, theme=play, concepts=[rain.pk] if number < 6 else [])
    found = proposals(network, timezone.now())
    assert sorted((one.name, len(one.items)) for one in found) == [("Spelen", 6), ("binnen spelen", 6)]
    together = [item.pk for one in found for item in one.items]
    assert len(together) == len(set(together)) == 12


def test_what_was_asked_longer_than_half_a_year_ago_does_not_count(network: Network, area: Area, play: Theme) -> None:
    for _ in range(4):
        a_signal(network, area=area, theme=play)
    now = timezone.now()
    late = a_signal(network, area=area, theme=play, given_at=now - timedelta(days=181))
    assert proposals(network, now) == []
    Signal.objects.filter(pk=late.pk).update(given_at=now - timedelta(days=179))
    assert len(proposals(network, now)) == 1


def test_strengths_and_what_was_taken_back_and_other_networks_do_not_count(
    network: Network, area: Area, play: Theme
) -> None:
    for _ in range(4):
        a_signal(network, area=area, theme=play)
    a_signal(network, area=area, theme=play, kind=SignalKind.STRENGTH)
    a_signal(network, area=area, theme=play, state=SignalState.WITHDRAWN, closed_at=timezone.now())
    asked(network, area=area, themes=(play,), state=State.WITHDRAWN, closed_at=timezone.now())
    a_signal(NetworkFactory(areas=[area]), area=area, theme=play)
    assert proposals(network, timezone.now()) == []


def test_what_points_to_a_need_already_is_proposed_no_more(network: Network, area: Area, play: Theme) -> None:
    rows = [a_signal(network, area=area, theme=play) for _ in range(5)]
    evidence_of(a_need(network), rows[0])
    assert proposals(network, timezone.now()) == []


def test_not_together_is_remembered_until_there_are_half_as_many_more(
    network: Network, area: Area, play: Theme, ingrid: Person
) -> None:
    for _ in range(6):
        a_signal(network, area=area, theme=play)
    one = proposals(network, timezone.now())[0]
    say_not_together(network, one.key, len(one.items), by=By(ingrid))
    a_signal(network, area=area, theme=play)
    a_signal(network, area=area, theme=play)
    assert proposals(network, timezone.now()) == []
    a_signal(network, area=area, theme=play)
    assert [len(one.items) for one in proposals(network, timezone.now())] == [9]


def test_what_was_declined_does_not_come_back_under_another_name_or_in_a_wider_place(
    network: Network, area: Area, other_area: Area, play: Theme, ingrid: Person
) -> None:
    rain = ConceptFactory(slug="test-binnen-spelen", name="binnen spelen")
    for _ in range(6):
        a_signal(network, area=area, theme=play, concepts=[rain.pk])
    one = proposals(network, timezone.now())[0]
    say_not_together(network, one.key, len(one.items), by=By(ingrid))
    a_signal(network, area=other_area, theme=play, concepts=[rain.pk])
    assert proposals(network, timezone.now()) == []
    for _ in range(3):
        asked(network, area=other_area, themes=(play,))
    found = proposals(network, timezone.now())
    assert [(one.name, len(one.items)) for one in found] == [("Spelen", 10)]


def test_no_text_is_read_to_compare(network: Network, area: Area, play: Theme) -> None:
    for _ in range(5):
        asked(network, area=area, themes=(play,))
    signal, now = a_signal(network, area=area, theme=play), timezone.now()
    with CaptureQueriesContext(connection) as ran:
        item = the_item(network, SIGNAL, signal.pk, now)
        assert item is not None
        assert len(alike(item, network, now)) == len(proposals(network, now)[0].items) - 1 == 5
    assert len(ran) > 5
    for query in ran:
        assert '."text"' not in query["sql"], query["sql"]
        assert '."contact"' not in query["sql"], query["sql"]


def test_however_many_there_are_the_number_of_queries_is_the_same(network: Network, area: Area, play: Theme) -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as ran:
            proposals(network, timezone.now())
        return len(ran)

    for _ in range(5):
        a_signal(network, area=area, theme=play)
    asked(network, area=area, themes=(play,))
    few = count()
    for _ in range(20):
        asked(network, area=area, themes=(play,))
    assert count() == few


def test_for_one_signal_the_most_alike_come_first_and_nothing_else_comes(
    network: Network, area: Area, other_area: Area, play: Theme, money: Theme
) -> None:
    same = a_signal(network, area=area, theme=play, concepts=["regen", "spelen"])
    near = asked(network, area=other_area, themes=(play,))
    best = asked(network, area=area, themes=(play,), concepts=["regen", "spelen"])
    asked(network, area=area, themes=(money,))
    now = timezone.now()
    item = the_item(network, SIGNAL, same.pk, now)
    assert item is not None
    assert [one.pk for one in alike(item, network, now)] == [best.pk, near.pk]
    assert the_item(network, QUESTION, same.pk, now) is None
    assert the_item(network, "iets", same.pk, now) is None


def test_for_a_need_what_came_in_since_about_the_same_in_the_same_place(
    network: Network, area: Area, play: Theme, money: Theme
) -> None:
    need = a_need(network)
    need.themes.add(play)
    need.areas.add(area)
    here = asked(network, area=area, themes=(play,))
    asked(network, area=area, themes=(money,))
    asked(network, area=AreaFactory(), themes=(play,))
    assert [one.pk for one in alike_to_need(need, timezone.now())] == [here.pk]


def test_needs_about_the_same_are_shown_with_the_open_ones_first(network: Network, play: Theme) -> None:
    ended = a_need(network, title="Vorig jaar", state=NeedState.MET, checked_with="ouders")
    going = a_need(network, title="Nu", changed_at=timezone.now() - timedelta(days=9))
    a_need(network, title="Iets anders")
    for one in (ended, going):
        one.themes.add(play)
    assert needs_alike(network, [play.pk]) == [going, ended]


def test_the_job_of_each_day_counts_the_proposals_for_the_board(network: Network, area: Area, play: Theme) -> None:
    for _ in range(5):
        a_signal(network, area=area, theme=play)
    assert counted(network) == 0
    settle_needs()
    assert counted(network) == 1
    assert counts_of([network]) == {network.pk: 1}


def test_questions_and_signals_without_an_area_are_alike_by_what_they_are_about(
    network: Network, play: Theme
) -> None:
    for _ in range(5):
        asked(network, themes=(play,))
    assert [(one.name, one.area) for one in proposals(network, timezone.now())] == [("Spelen", None)]
    assert Question.objects.count() == 5
