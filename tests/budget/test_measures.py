"""How fast and how fair: nothing about fewer than ten, and nothing that gives anyone away."""

import datetime as dt
import json
import uuid
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from buurtnet.areas.here import neighbourhoods_of
from buurtnet.areas.models import Area, Network
from buurtnet.budget.choices import IdeaState, Lane
from buurtnet.budget.measures import LaneFigures, as_data, figures
from buurtnet.budget.models import Idea, Pot
from tests.budget.idea_rows import url

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 11, 23)
IN_TIME = dt.datetime(2026, 10, 1, 12, tzinfo=dt.UTC)


def ideas(
    pot: Pot, count: int, *, answer: float = 2, money: float | None = 5, lane: Lane = Lane.DIRECT,
    asked_at: dt.datetime = IN_TIME, area: Area | None = None, **more: Any,
) -> None:  # fmt: skip
    """So many ideas that asked money, answered and paid so many days later."""
    Idea.objects.bulk_create(
        Idea(
            **{
                "network": pot.network, "title": "Kast", "pot": pot, "lane": lane, "link_hash": uuid.uuid4().hex,
                "let_in_at": asked_at, "submitted_at": asked_at, "answered_at": asked_at + dt.timedelta(days=answer),
                "paid_at": asked_at + dt.timedelta(days=money) if money is not None else None, "granted": 1_000,
                "state": IdeaState.PAID, "area": area,
            } | more
        )
        for _number in range(count)
    )  # fmt: skip


def direct(network: Network, today: dt.date = TODAY) -> LaneFigures:
    return figures(network, today).lanes[0]


def test_nothing_is_said_of_nine_and_something_of_ten(network: Network, pot: Pot) -> None:
    ideas(pot, 9)
    nine = direct(network)
    assert (nine.asked, nine.answer_days, nine.money_days) == ("< 10", None, None)
    assert "nog te weinig" in Client().get(url("figures")).text
    ideas(pot, 1)
    ten = direct(network)
    assert (ten.asked, ten.answer_days, ten.money_days) == (10, 2, 5)
    assert (ten.answer_promised, ten.money_promised) == (3, 7)


def test_the_middle_one_counts_and_a_day_that_was_begun_is_a_day(network: Network, pot: Pot) -> None:
    ideas(pot, 6, answer=0.1)
    ideas(pot, 5, answer=40, money=None)
    found = direct(network)
    assert found.answer_days == 1
    assert found.money_days is None, "only six got money"


def test_only_the_twelve_whole_months_before_this_one_count(network: Network, pot: Pot) -> None:
    begin, end = dt.datetime(2025, 11, 1, 6, tzinfo=dt.UTC), dt.datetime(2026, 11, 1, 6, tzinfo=dt.UTC)
    ideas(pot, 10, asked_at=begin)
    ideas(pot, 12, asked_at=end)
    ideas(pot, 12, asked_at=begin - dt.timedelta(days=2))
    assert direct(network).asked == 10
    assert direct(network, dt.date(2026, 11, 1)).asked == 10, "the same all month"
    assert direct(network, dt.date(2026, 12, 1)).asked == 10


def test_who_asks_for_the_first_time_is_hidden_when_either_part_is_small(network: Network, pot: Pot) -> None:
    ideas(pot, 52, is_first=True)
    ideas(pot, 8)
    assert (direct(network).first, direct(network).first_percent) == ("·", None), "eight others would be known"
    ideas(pot, 4)
    found = direct(network)
    assert (found.asked, found.first, found.first_percent) == (65, 50, 77)


def test_lanes_are_apart_and_a_vote_has_no_days_to_an_answer(network: Network, pot: Pot) -> None:
    ideas(pot, 10, lane=Lane.VOTE)
    ideas(pot, 11, lane=Lane.PANEL, answer=9)
    found = {one.lane: one for one in figures(network, TODAY).lanes}
    assert found[Lane.VOTE].answer_days is None
    assert (found[Lane.PANEL].answer_days, found[Lane.PANEL].answer_promised) == (9, 14)
    assert found[Lane.DIRECT].asked == "< 10"


def test_refusals_are_counted_and_their_reasons_shown_from_ten(network: Network, pot: Pot) -> None:
    no = {"state": IdeaState.REFUSED, "granted": 0, "why_not": "Er is al een kast."}
    ideas(pot, 9, **no)
    assert figures(network, TODAY).reasons == []
    assert direct(network).refused == "< 10"
    ideas(pot, 3, **no)
    found = figures(network, TODAY)
    assert set(found.reasons) == {"Er is al een kast."}
    assert found.lanes[0].refused == 10


def test_a_neighbourhood_that_is_hidden_does_not_follow_from_the_others(network: Network, pot: Pot) -> None:
    names = {one.name: one for one in neighbourhoods_of(network)}
    assert len(names) == 2
    ideas(pot, 30, area=names["Westerkade"])
    ideas(pot, 4, area=names["Molenveld"])
    assert figures(network, TODAY).areas == [], "one shown and one hidden tells the hidden one"
    ideas(pot, 8, area=names["Molenveld"])
    assert {one.name: one.granted for one in figures(network, TODAY).areas} == {"Westerkade": 30, "Molenveld": 10}


def test_what_is_not_on_the_site_counts_nowhere(network: Network, pot: Pot) -> None:
    ideas(pot, 12, let_in_at=None)
    assert direct(network).asked == "< 10"


def test_everyone_reads_them_on_a_page_and_as_files(network: Network, pot: Pot) -> None:
    area = neighbourhoods_of(network)[0]
    last_month = timezone.localtime().replace(day=1) - dt.timedelta(days=9)
    ideas(pot, 20, asked_at=last_month, area=area, is_first=True, answer=1)
    page = Client().get(url("figures"))
    assert "Dagen tot een antwoord" in page.text
    data = Client().get(url("figures_json")).json()
    assert data == json.loads(json.dumps(as_data(figures(network, timezone.localdate()))))
    assert data["lanes"][0]["median_days_to_answer"] == 1
    assert data["lanes"][0]["refused"] is None
    rows = Client().get(url("figures_csv")).content.decode("utf-8-sig").splitlines()
    assert "dagen tot een antwoord, de middelste;meteen-geld;1" in rows
    assert "kreeg geen geld;meteen-geld;< 10" in rows
