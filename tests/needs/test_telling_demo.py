"""What the demo was told before: enough of it that its figures show, and little enough that the rule hides some."""

from collections.abc import Iterator
from typing import Any

import pytest

from buurtnet.config.demo.older import AGES
from buurtnet.config.demo.rows import rows_of
from buurtnet.privacy.small_numbers import LEAST_SENSITIVE
from buurtnet.privacy.suppression import ALL, Published, Record, figures_of, suppress

THEME, AGE, NOWHERE = "theme", "age", "none"
SENSITIVE = "veilig-thuis"


def older() -> list[dict[str, Any]]:
    return [row for row in rows_of("needs")["older"] if row["network"] == "havendijk"]


def records(kind: str, quarter: int) -> Iterator[Record]:
    for row in older():
        for number in range(row[kind][quarter]):
            by = row["organizations"][number % len(row["organizations"])]
            rows = {THEME: row["theme"]} | ({AGE: AGES[number % len(AGES)]} if kind == "questions" else {})
            yield Record(by, row["area"] or NOWHERE, rows)


def published(kind: str, quarter: int) -> Published:
    themes = [*dict.fromkeys(row["theme"] for row in older()), SENSITIVE]
    rows = {THEME: themes} | ({AGE: sorted(set(AGES))} if kind == "questions" else {})
    sensitive = {(THEME, SENSITIVE): LEAST_SENSITIVE}
    return suppress(figures_of(
        records(kind, quarter), [*dict.fromkeys(row["area"] or NOWHERE for row in older())], rows, least=sensitive,
        kept_back=frozenset(sensitive), whole=frozenset({AGE}) & frozenset(rows),
    ))  # fmt: skip


@pytest.mark.parametrize("quarter", [0, 1])
def test_small_numbers_of_signals_show_as_few_and_none_is_hidden_for_another(quarter: int) -> None:
    found = published("signals", quarter)
    assert not found.is_dotted
    assert all((ALL, ALL, column) in found.visible for column in found.figures.columns)
    listed = [row for row in found.figures.rows[THEME] if found.is_listed(THEME, row)]
    shown = [found.cell((THEME, row, column)) for row in listed for column in found.figures.columns]
    assert shown.count("< 10") >= 5
    assert sum(isinstance(one, int) for one in shown) >= 5


def test_some_numbers_of_questions_are_hidden_to_protect_others() -> None:
    found = published("questions", 1)
    assert found.is_dotted
    assert all((ALL, ALL, column) in found.visible for column in found.figures.columns)
    hidden = [key for key in found.figures.keys if key not in found.visible and ALL not in key]
    assert any(found.figures.may_be_shown(key) for key in hidden)
