"""What is counted of a quarter, by what, and from which source."""

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from buurtnet.areas.choices import AreaKind
from buurtnet.areas.finding import forget_network_areas
from buurtnet.areas.models import Area, Network
from buurtnet.needs.counting import Counted, Quarter, count, levels_of, note_sources, quarter_of
from buurtnet.needs.models import TakenUpBy
from buurtnet.people.choices import Role
from buurtnet.people.models import Membership, Person
from buurtnet.privacy.small_numbers import FEW, NOT_SHOWN
from buurtnet.questions.choices import AgeBand, Outcome, State
from buurtnet.questions.models import Question
from tests.factories import AreaFactory, NetworkFactory, OrganizationFactory
from tests.needs.telling_rows import IN_WINTER, WINTER, a_winter, helpers, many_asked, many_signals, theme
from tests.people.cast import person

pytestmark = pytest.mark.django_db


@pytest.fixture
def four(network: Network) -> list[Person]:
    return helpers(network)


def cell(counted: Counted, table: str, row: str, column: str = "all") -> Any:
    """A figure by its table, row and column; None where the row is left out."""
    found = next(one for one in counted.tables if one["name"] == table)
    columns = [one["key"] for one in found["columns"]]
    rows = {one["key"]: cells for one, cells in zip(found["rows"], found["cells"], strict=True)}
    return rows[row][columns.index(column)] if row in rows else None


def test_a_busy_quarter_is_told_by_theme_age_and_neighbourhood(
    network: Network, area: Area, other_area: Area, four: list[Person]
) -> None:
    a_winter(network, area, other_area, four)
    counted = count(network, WINTER, AreaKind.NEIGHBOURHOOD)
    assert cell(counted, "questions_by_theme", "geld") == 65
    assert cell(counted, "questions_by_age", AgeBand.CHILD) in {50, NOT_SHOWN}
    assert cell(counted, "questions_by_theme_and_area", "wonen", str(area.pk)) is None
    assert cell(counted, "signals_by_theme", "spelen") == 20
    assert counted.query["from"] == "2026-01-01"
    assert counted.query["until"] == "2026-03-31"


def test_a_neighbourhood_with_one_family_shows_nothing(
    network: Network, area: Area, other_area: Area, four: list[Person]
) -> None:
    many_asked(network, 1, area=area, about="geld", owners=four)
    many_asked(network, 60, area=other_area, about="geld", owners=four)
    counted = count(network, WINTER, AreaKind.NEIGHBOURHOOD)
    for table in counted.tables:
        columns = [one["key"] for one in table["columns"]]
        for row, cells in zip(table["rows"], table["cells"], strict=True):
            if str(area.pk) in columns:
                assert cells[columns.index(str(area.pk))] in {FEW, NOT_SHOWN}
            if row["key"] == str(area.pk):
                assert cells == [FEW] or cells == [NOT_SHOWN]


def test_one_organization_with_eighty_one_percent_suppresses(
    network: Network, area: Area, four: list[Person]
) -> None:
    many_asked(network, 81, area=area, about="geld", owners=four[:1])
    many_asked(network, 19, area=area, about="geld", owners=four[1:])
    counted = count(network, WINTER, AreaKind.NEIGHBOURHOOD)
    assert cell(counted, "questions_by_theme", "geld") is None
    assert cell(counted, "questions_by_area", str(area.pk)) == NOT_SHOWN


def test_what_nobody_took_up_has_no_source_and_is_not_shown(network: Network, area: Area) -> None:
    many_asked(network, 60, area=area, about="geld", owners=[None])
    assert cell(count(network, WINTER, AreaKind.NEIGHBOURHOOD), "questions_by_theme", "geld") is None


def test_only_the_quarter_counts_by_the_clock_of_the_network(
    network: Network, area: Area, four: list[Person]
) -> None:
    """In April the clock is two hours ahead: half past eleven at night in UTC is the next quarter there."""
    many_asked(network, 20, area=area, about="geld", owners=four)
    many_asked(network, 40, area=area, about="geld", owners=four, at=dt.datetime(2026, 3, 31, 22, 30, tzinfo=dt.UTC))
    many_asked(network, 40, area=area, about="geld", owners=four, at=dt.datetime(2025, 12, 31, 22, 30, tzinfo=dt.UTC))
    many_asked(network, 5, area=area, about="geld", owners=four, at=dt.datetime(2025, 12, 31, 23, 30, tzinfo=dt.UTC))
    assert cell(count(network, WINTER, AreaKind.NEIGHBOURHOOD), "questions_by_theme", "geld") == 25


def test_abuse_does_not_count_and_what_was_withdrawn_does(network: Network, area: Area, four: list[Person]) -> None:
    many_asked(network, 30, area=area, about="geld", owners=four)
    rows = list(Question.objects.all()[:20])
    Question.objects.filter(pk__in=[one.pk for one in rows[:10]]).update(outcome=Outcome.NO_QUESTION)
    Question.objects.filter(pk__in=[one.pk for one in rows[10:]]).update(
        state=State.WITHDRAWN, closed_at=timezone.now()
    )
    assert cell(count(network, WINTER, AreaKind.NEIGHBOURHOOD), "questions_by_theme", "geld") == 20


def test_another_network_does_not_count(network: Network, area: Area, four: list[Person]) -> None:
    many_asked(NetworkFactory(areas=[area]), 60, area=area, about="geld", owners=four)
    assert cell(count(network, WINTER, AreaKind.NEIGHBOURHOOD), "questions_by_theme", "geld") is None


def test_as_many_queries_for_many_as_for_few(
    network: Network, area: Area, four: list[Person], django_assert_num_queries: Any
) -> None:
    many_asked(network, 2, area=area, about="geld", owners=four)
    forget_network_areas()
    with django_assert_num_queries(FEWEST):
        count(network, WINTER, AreaKind.NEIGHBOURHOOD)
    many_asked(network, 40, area=area, about="taal", owners=four)
    many_signals(network, 20, area=area, about="spelen", owners=four)
    forget_network_areas()
    with django_assert_num_queries(FEWEST + 1):  # for which organizations people work, of signals too
        count(network, WINTER, AreaKind.NEIGHBOURHOOD)


FEWEST = 10


def test_a_question_about_safety_is_counted_for_a_whole_municipality_only(
    network: Network, area: Area, district: Area, other_area: Area, four: list[Person]
) -> None:
    many_asked(network, 60, area=area, about="veilig-thuis", owners=four)
    for level in (AreaKind.NEIGHBOURHOOD, AreaKind.DISTRICT):
        counted = count(network, WINTER, level)
        assert cell(counted, "questions_by_theme", "veilig-thuis") is None
        assert cell(counted, "questions_by_theme_and_area", "veilig-thuis", str(area.pk)) is None
    town: Area = AreaFactory(kind=AreaKind.MUNICIPALITY, name="Havendijk", slug="havendijk")
    for one in (area, other_area, district):
        one.ancestor_ids = [town.pk, *one.ancestor_ids]
        one.parent = one.parent or town
        one.save()
    forget_network_areas()
    # The network is a part of the municipality: its number would be one of the neighbourhood after all.
    assert cell(count(network, WINTER, AreaKind.MUNICIPALITY), "questions_by_theme", "veilig-thuis") is None
    network.areas.set([town])
    forget_network_areas()
    assert cell(count(network, WINTER, AreaKind.MUNICIPALITY), "questions_by_theme", "veilig-thuis") == 60


def test_a_question_with_safety_among_its_themes_counts_as_one_about_safety(
    network: Network, area: Area, four: list[Person]
) -> None:
    """Its other theme would tell the neighbourhood."""
    for one in many_asked(network, 60, area=area, about="geld", owners=four):
        one.themes.add(theme("veilig-thuis"))
    assert cell(count(network, WINTER, AreaKind.NEIGHBOURHOOD), "questions_by_theme", "geld") is None


def test_neighbourhoods_add_up_in_their_district(
    network: Network, area: Area, other_area: Area, district: Area, four: list[Person]
) -> None:
    many_asked(network, 6, area=area, about="geld", owners=four)
    many_asked(network, 6, area=other_area, about="geld", owners=four)
    assert levels_of(network) == [AreaKind.NEIGHBOURHOOD, AreaKind.DISTRICT]
    assert cell(count(network, WINTER, AreaKind.DISTRICT), "questions_by_area", str(district.pk)) == 10
    counted = count(network, WINTER, AreaKind.NEIGHBOURHOOD)
    assert cell(counted, "questions_by_area", str(area.pk)) in {FEW, NOT_SHOWN}


def test_a_level_without_areas_is_refused(network: Network) -> None:
    with pytest.raises(ValueError, match="no areas"):
        count(network, WINTER, AreaKind.MUNICIPALITY)


def test_the_time_to_an_answer_is_told_from_ten_answers_of_three_organizations(
    network: Network, area: Area, four: list[Person]
) -> None:
    rows = many_asked(network, 12, area=area, about="geld", owners=four)
    for number, one in enumerate(rows[:9]):
        Question.objects.filter(pk=one.pk).update(answered_at=IN_WINTER + dt.timedelta(hours=20 + number))
    assert count(network, WINTER, AreaKind.NEIGHBOURHOOD).query["median_days"] is None
    for one in rows[9:]:
        Question.objects.filter(pk=one.pk).update(answered_at=IN_WINTER + dt.timedelta(days=2, hours=1))
    assert count(network, WINTER, AreaKind.NEIGHBOURHOOD).query["median_days"] == 2


def test_the_source_is_noted_before_who_it_was_is_forgotten(network: Network, area: Area, four: list[Person]) -> None:
    many_asked(network, 12, area=area, about="geld", owners=four)
    assert note_sources() == 12
    assert note_sources() == 0
    before = count(network, WINTER, AreaKind.NEIGHBOURHOOD)
    Question.objects.update(owner=None, concepts=[], text="")
    assert count(network, WINTER, AreaKind.NEIGHBOURHOOD) == before
    assert cell(before, "questions_by_theme", "geld") == 10


def test_the_source_goes_over_with_the_question(network: Network, area: Area, four: list[Person]) -> None:
    [one] = many_asked(network, 1, area=area, about="geld", owners=four[:1])
    note_sources()
    Question.objects.filter(pk=one.pk).update(owner=four[1])
    assert note_sources() == 1
    assert TakenUpBy.objects.get().organization == four[1].memberships.get().organization


def test_who_works_for_no_organization_is_the_network_itself(network: Network, area: Area) -> None:
    many_asked(network, 1, area=area, about="geld", owners=[person("Ali Demir", Role.CONNECTOR, network)])
    note_sources()
    taken = TakenUpBy.objects.get()
    assert (taken.is_network, taken.organization) == (True, None)


def test_an_organization_counts_as_it_was_then(network: Network, area: Area, four: list[Person]) -> None:
    now = OrganizationFactory(name="Nieuw werk")
    held = four[0].memberships.get()
    Membership.objects.filter(pk=held.pk).update(
        starts_at=IN_WINTER - dt.timedelta(days=90), ends_at=IN_WINTER + dt.timedelta(days=1)
    )
    Membership.objects.create(person=four[0], role=Role.MEMBER, network=network, organization=now)
    many_asked(network, 1, area=area, about="geld", owners=four[:1])
    note_sources()
    assert TakenUpBy.objects.get().organization == held.organization


@pytest.mark.parametrize(
    ("day", "quarter"), [((2026, 1, 1), (2026, 1)), ((2026, 12, 31), (2026, 4)), ((2026, 6, 30), (2026, 2))]
)
def test_every_day_is_in_a_quarter(day: tuple[int, int, int], quarter: tuple[int, int]) -> None:
    found = quarter_of(dt.date(*day))
    assert found == Quarter(*quarter)
    assert found.first <= dt.date(*day) <= found.last
    assert found.next.before == found
    assert found.next.first == found.last + dt.timedelta(days=1)


def test_counting_opens_no_text_and_no_contact(
    network: Network, area: Area, other_area: Area, four: list[Person]
) -> None:
    a_winter(network, area, other_area, four)
    with CaptureQueriesContext(connection) as queries:
        count(network, WINTER, AreaKind.NEIGHBOURHOOD)
    asked = " ".join(one["sql"] for one in queries)
    assert '"needs_signal"."id"' in asked
    for column in ("questions_question", "text"), ("questions_question", "contact"), ("needs_signal", "text"):
        assert '"{}"."{}"'.format(*column) not in asked
    assert '"needs_signal"."reopened_because"' not in asked
