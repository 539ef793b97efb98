"""Which streets were visited, which wait for half a year, and what came of going round."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from buurtnet.areas.models import Area, Network
from buurtnet.needs.choices import RoundKind
from buurtnet.needs.coverage import Street, coverage_of, halves_of, known_streets, map_points, outcome_of
from buurtnet.needs.models import Evidence
from tests.factories import NetworkFactory
from tests.needs.rounds_cast import a_round, a_street, visited
from tests.needs.rows import a_need, a_signal

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)


def days_ago(days: int) -> dt.datetime:
    return NOW - dt.timedelta(days=days)


def names(streets: list[Street]) -> list[str]:
    return [street.name for street in streets]


def test_a_street_belongs_to_the_neighbourhood_it_lies_in(area: Area, other_area: Area, network: Network) -> None:
    a_street("Kade", area)
    a_street("Molenweg", other_area)
    assert names(known_streets(network, [area])) == ["Kade"]
    assert names(known_streets(network, [area, other_area])) == ["Kade", "Molenweg"]


def test_a_street_of_the_district_is_known_by_the_name_of_its_neighbourhood(
    area: Area, other_area: Area, district: Area
) -> None:
    network = NetworkFactory(areas=[district])
    place = a_street("Molenweg", district)
    place.neighbourhood = "Molenveld"
    place.save()
    assert [(one.name, one.area) for one in known_streets(network, [area, other_area])] == [("Molenweg", other_area)]


def test_streets_of_another_network_are_not_ours(area: Area, network: Network, district: Area) -> None:
    a_street("Elders", district)
    assert known_streets(network, [area]) == []


def test_what_waits_longest_comes_first_and_half_a_year_is_marked(area: Area, network: Network) -> None:
    for number, name in enumerate(["Nooit", "Lang", "Net", "Grens"]):
        a_street(name, area, number)
    made = a_round(network, area)
    visited(made, "Lang", days_ago(184))
    visited(made, "Grens", days_ago(183))
    visited(made, "Net", days_ago(3))
    found = coverage_of(network, NOW).streets
    assert [(one.name, one.is_due) for one in found] == [
        ("Nooit", True), ("Lang", True), ("Grens", False), ("Net", False),
    ]  # fmt: skip


def test_a_street_visited_in_two_rounds_shows_the_last_and_how_often_this_year(area: Area, network: Network) -> None:
    a_street("Kade", area)
    for ago in (500, 90, 10):
        visited(a_round(network, area), "Kade", days_ago(ago))
    (street,) = coverage_of(network, NOW).streets
    assert (street.last, street.times) == (days_ago(10).date(), 2)


def test_a_street_that_was_typed_comes_into_the_list_by_being_visited(area: Area, network: Network) -> None:
    visited(a_round(network, area), "Nieuwe Steeg", days_ago(1))
    assert names(coverage_of(network, NOW).streets) == ["Nieuwe Steeg"]


def test_a_street_of_the_same_name_in_another_neighbourhood_is_another(
    area: Area, other_area: Area, network: Network
) -> None:
    a_street("Kade", area)
    a_street("Kade", other_area, 1)
    visited(a_round(network, area), "kade", days_ago(1))
    found = {(one.area, one.is_due) for one in coverage_of(network, NOW).streets}
    assert found == {(area, False), (other_area, True)}


def test_rounds_of_another_network_count_nothing_here(area: Area, network: Network) -> None:
    a_street("Kade", area)
    other = NetworkFactory(areas=[area])
    visited(a_round(other, area, talks=8), "Kade", days_ago(1))
    covered = coverage_of(network, NOW)
    assert (covered.this_year, covered.due, covered.percent) == (0, 1, 0)
    assert halves_of(network, NOW)[0].talks == 0


def test_half_years_count_streets_once_and_talks_per_round(area: Area, network: Network) -> None:
    first = a_round(network, area, talks=10, closed_at=NOW, questions=2)
    second = a_round(network, area, talks=5, closed_at=NOW, starts_on=dt.date(2026, 7, 1))
    a_round(network, area)  # no count yet
    early = a_round(
        network, area, talks=4, closed_at=NOW, starts_on=dt.date(2026, 6, 30), ends_on=dt.date(2026, 6, 30)
    )
    visited(first, "Kade", days_ago(3))
    visited(second, "Kade", days_ago(100))
    visited(first, "Steeg", days_ago(3))
    visited(early, "Kade", dt.datetime(2026, 6, 30, 12, tzinfo=dt.UTC))
    this, before, *_rest = halves_of(network, NOW)
    assert (this.rounds, this.streets, this.talks, this.talks_a_round, this.questions) == (3, 2, 15, 7.5, 2)
    assert (before.rounds, before.streets, before.talks) == (1, 1, 4)
    assert [half.starts_on for half in halves_of(network, NOW)] == [
        dt.date(2026, 7, 1), dt.date(2026, 1, 1), dt.date(2025, 7, 1), dt.date(2025, 1, 1),
    ]  # fmt: skip


def test_the_half_year_of_a_street_is_that_of_the_clock_here(area: Area, network: Network) -> None:
    visited(a_round(network, area), "Kade", dt.datetime(2026, 6, 30, 22, 30, tzinfo=dt.UTC))  # 0.30 on 1 July
    assert [half.streets for half in halves_of(network, NOW)][:2] == [1, 0]


def test_what_came_of_a_round_counts_each_need_once(area: Area, network: Network) -> None:
    made = a_round(network, area, questions=3)
    need, other = a_need(network), a_need(network, title="Leren fietsen")
    for text in ("Het is er donker.", "Kinderen spelen op straat."):
        signal = a_signal(network, round=made, text=text)
        Evidence.objects.create(need=need, signal=signal, counted_on=NOW.date())
    Evidence.objects.create(need=other, round=made, counted_on=NOW.date())
    outcome = outcome_of(made)
    assert (outcome.signals, outcome.questions, outcome.needs) == (2, 3, 2)
    assert (halves_of(network, NOW)[0].signals, halves_of(network, NOW)[0].needs) == (2, 2)


def test_the_map_says_in_words_what_its_colour_says(area: Area, network: Network) -> None:
    a_street("Kade", area)
    a_street("Steeg", area, 1)
    visited(a_round(network, area), "Kade", days_ago(1))
    visited(a_round(network, area), "Zonder punt", days_ago(1))
    points = map_points(coverage_of(network, NOW))
    assert [(one["label"], one["gable"]) for one in points] == [
        ("Steeg: nog niet geweest", 3), ("Kade: 22 november 2026", 1),
    ]  # fmt: skip


def test_a_table_on_a_square_visits_no_street(area: Area, network: Network) -> None:
    a_round(network, area, kind=RoundKind.TABLE, place="Het plein", talks=20, closed_at=NOW)
    assert coverage_of(network, NOW).streets == []
    assert (halves_of(network, NOW)[0].streets, halves_of(network, NOW)[0].talks) == (0, 20)


def test_the_number_of_queries_does_not_grow_with_what_was_done(area: Area, network: Network) -> None:
    counts = []
    for turn in range(2):
        for number in range(4):
            a_street(f"Straat {turn}-{number}", area, number)
            made = a_round(network, area)
            visited(made, f"Straat {turn}-{number}", days_ago(number))
            Evidence.objects.create(
                need=a_need(network), signal=a_signal(network, round=made), counted_on=NOW.date()
            )  # fmt: skip
        coverage_of(network, NOW)
        with CaptureQueriesContext(connection) as queries:
            coverage_of(network, NOW)
            halves_of(network, NOW)
        counts.append(len(queries))
    assert counts[0] == counts[1]
