"""Of the tables as they are laid out: one sum for all, and with it nothing can be subtracted."""

import pytest
from django.test import Client
from hypothesis import given

from buurtnet.areas.models import Area, Network
from buurtnet.needs.counting import AGE, THEME, laid_out
from buurtnet.needs.telling_shown import figure_of
from buurtnet.people.models import Person
from buurtnet.privacy.small_numbers import MARKS, NOT_SHOWN, Named, Table, check
from buurtnet.privacy.suppression import ALL, Published, figures_of, suppress
from tests.needs.telling_rows import a_telling, a_winter, helpers, many_asked, many_signals
from tests.privacy.test_attack import COLUMNS, GROUPS, ROWS, assert_nothing_small_is_learnt, records_of

PLACES = [Named(one, one.capitalize()) for one in COLUMNS]
NAMES = {THEME: [Named(one, one) for one in ROWS["theme"]], AGE: [Named(one, one) for one in ROWS["age"]]}
type Groups = list[tuple[int, str, str, str, int]]


def published_of(groups: Groups) -> Published:
    return suppress(figures_of(records_of(groups), COLUMNS, ROWS, whole=frozenset({AGE})))


def numbers_in(table: Table) -> list[int | str]:
    return [cell for row in table.cells for cell in row]


@given(GROUPS)
def test_one_table_of_a_kind_has_a_sum_and_it_is_of_what_stands_in_it(groups: Groups) -> None:
    tables = laid_out("questions", published_of(groups), PLACES, NAMES)
    check([one.as_data() for one in tables])
    assert [one.name for one in tables if one.total != ""] == ["questions_by_area"]
    shown = numbers_in(tables[0])
    assert tables[0].total == (NOT_SHOWN if MARKS & set(shown) else sum(map(int, shown)))


@given(GROUPS)
def test_whoever_has_every_table_and_its_sum_learns_nothing_small(groups: Groups) -> None:
    """The tables hold the cells that the attacker has, and no other number; the sum is one they can make."""
    found = published_of(groups)
    for table in laid_out("questions", found, PLACES, NAMES):
        for row, cells in zip(table.rows, table.cells, strict=True):
            for column, cell in zip(table.columns, cells, strict=True):
                assert cell == found.cell(key_of(table.name, row.key, column.key))
    assert_nothing_small_is_learnt(found)


def key_of(table: str, row: str, column: str) -> tuple[str, str, str]:
    """The cell of the figures that stands in a place of a table."""
    if table.endswith("_by_area"):
        return ALL, ALL, row
    kind = THEME if f"_by_{THEME}" in table else AGE
    return kind, row, ALL if column == "all" else column


@pytest.mark.django_db
def test_the_page_says_one_sum_of_the_questions(
    client: Client, network: Network, area: Area, other_area: Area, ingrid: Person
) -> None:
    """Two sums of one quarter, each of other rounded parts, would differ and could be subtracted."""
    owners = helpers(network)
    a_winter(network, area, other_area, owners)
    many_signals(network, 20, area=other_area, about="spelen", owners=owners)
    many_asked(network, 20, area=None, about="geld", owners=owners)
    a_telling(network, ingrid)
    page = client.get("/havendijk/wat-de-buurt-vertelt/").content.decode()
    questions = page.partition(">Wat mensen opviel<")[0]
    assert questions.count("tells-total") == 1


@pytest.mark.parametrize(("parts", "shares"), [((30, 70), [30, 70]), ((30, NOT_SHOWN), [None, None])])
def test_a_share_is_of_the_parts_that_stand_there_and_of_nothing_while_one_is_hidden(
    parts: tuple[int | str, ...], shares: list[int | None]
) -> None:
    everywhere = [Named("all", "Aantal")]
    table = Table("questions_by_age", "questions", everywhere, NAMES[AGE], [[one] for one in parts])
    figure = figure_of(table.as_data(), {})
    assert [cell.percent for line in figure.lines for cell in line.cells] == shares
    assert not figure.total
