"""What is hidden, and what is hidden beside it."""

from buurtnet.privacy.small_numbers import FEW, LEAST_SENSITIVE, NOT_SHOWN
from buurtnet.privacy.suppression import ALL, Record, figures_of, range_of, suppress

COLUMNS = ("noord", "oost", "zuid")
THEMES = ("taal", "geld", "wonen", "thuis")
SOURCES = ("buurtteam", "school", "bieb", "kerk")


def records(*groups: tuple[int, str, str], spread: int = 4) -> list[Record]:
    return [
        Record(SOURCES[number % spread], column, {"theme": theme, "age": "kind"})
        for size, column, theme in groups
        for number in range(size)
    ]


def test_a_neighbourhood_with_one_family_shows_nothing() -> None:
    figures = figures_of(records((1, "noord", "taal")), COLUMNS, {"theme": THEMES})
    found = suppress(figures)
    assert found.visible == set()
    assert {found.cell(key) for key in figures.keys} == {FEW}


def test_one_family_beside_a_busy_neighbourhood_is_not_told_by_the_sums() -> None:
    figures = figures_of(
        records((1, "noord", "taal"), (40, "oost", "taal"), (40, "zuid", "taal")), COLUMNS, {"theme": THEMES}
    )
    found = suppress(figures)
    assert not {("theme", "taal", "noord"), (ALL, ALL, "noord")} & found.visible
    low, high = range_of(found, (ALL, ALL, "noord"))
    assert (low, high >= 9) == (0, True)


def test_nothing_and_nine_have_the_same_mark() -> None:
    figures = figures_of(records((9, "noord", "taal"), (30, "zuid", "geld")), COLUMNS, {"theme": THEMES})
    found = suppress(figures)
    assert found.cell(("theme", "taal", "noord")) == found.cell(("theme", "wonen", "noord"))


def test_small_cells_among_small_ones_are_called_small() -> None:
    groups = [(30, column, "taal") for column in COLUMNS]
    groups += [(4, column, theme) for column in COLUMNS for theme in ("geld", "wonen")]
    found = suppress(figures_of(records(*groups), COLUMNS, {"theme": THEMES}))
    assert found.cell(("theme", "taal", "noord")) == 30
    assert found.cell(("theme", "geld", "noord")) == found.cell(("theme", "wonen", "noord")) == FEW
    assert not found.is_dotted


def test_one_organization_with_too_much_hides_a_cell_without_calling_it_small() -> None:
    mixed = records(*((30, column, theme) for column in COLUMNS for theme in ("taal", "geld", "wonen")))
    figures = figures_of([*mixed, *records((60, "noord", "thuis"), spread=1)], COLUMNS, {"theme": THEMES})
    found = suppress(figures)
    assert found.cell(("theme", "thuis", "noord")) == NOT_SHOWN
    assert FEW not in {found.cell(key) for key in figures.keys}


def test_where_one_is_hidden_another_is_hidden_with_it_and_both_look_alike() -> None:
    groups = [(30, column, theme) for column in COLUMNS for theme in THEMES if (column, theme) != ("noord", "taal")]
    figures = figures_of(records((4, "noord", "taal"), *groups), COLUMNS, {"theme": THEMES})
    found = suppress(figures)
    hidden = {key for key in figures.keys if key not in found.visible}
    assert len(hidden) >= 4
    assert {found.cell(key) for key in hidden} == {NOT_SHOWN}
    for equation in figures.equations:
        assert len(hidden & set(equation)) != 1


def test_a_theme_that_is_kept_back_shows_no_cell_and_no_sum() -> None:
    groups = [(30, column, theme) for column in COLUMNS for theme in THEMES]
    kept = frozenset({("theme", "thuis")})
    figures = figures_of(
        records(*groups), COLUMNS, {"theme": THEMES}, least={("theme", "thuis"): LEAST_SENSITIVE}, kept_back=kept
    )
    found = suppress(figures)
    assert not any(key[:2] == ("theme", "thuis") for key in found.visible)
    assert not found.is_listed("theme", "thuis")


def test_what_was_hidden_before_stays_hidden() -> None:
    groups = [(30, column, theme) for column in COLUMNS for theme in THEMES]
    before = frozenset({("theme", "taal", "noord")})
    found = suppress(figures_of(records(*groups), COLUMNS, {"theme": THEMES}, hidden_before=before))
    assert ("theme", "taal", "noord") not in found.visible
    assert suppress(figures_of(records(*groups), COLUMNS, {"theme": THEMES})).visible >= before


def test_that_there_are_ten_in_all_is_reckoned_with() -> None:
    """A median tells that there are at least ten: of two small columns neither may then be nothing."""
    figures = figures_of(records((7, "noord", "taal"), (7, "oost", "taal")), ("noord", "oost"), {"theme": THEMES})
    told = figures_of(
        records((7, "noord", "taal"), (7, "oost", "taal")), ("noord", "oost"), {"theme": THEMES}, least_in_all=10
    )
    assert range_of(suppress(figures), (ALL, ALL, "noord"))[0] == 0
    found = suppress(told)
    assert found.is_dotted
    assert range_of(found, (ALL, ALL, "noord"), far=1_000)[0] == 0


def test_a_city_is_reckoned_within_a_moment() -> None:
    columns = [f"buurt-{number}" for number in range(12)]
    themes = [f"thema-{number}" for number in range(40)]
    many = [
        Record(SOURCES[number % 4], columns[number * number % 12], {"theme": themes[number % 7 * (number % 5)]})
        for number in range(900)
    ]
    found = suppress(figures_of(many, columns, {"theme": themes}))
    assert found.visible
