"""A release as it is shown: the same figures on the page, on paper, in CSV and in JSON."""

import csv
import datetime as dt
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.utils import formats
from django.utils.translation import gettext as _

from buurtnet.needs.counting import AGE, NONE, THEME
from buurtnet.privacy.models import Release
from buurtnet.privacy.small_numbers import MARKS, percent_of, total_of
from buurtnet.questions.choices import AgeBand
from buurtnet.themes.models import Theme

# What a spreadsheet would take for a formula (CSV injection).
FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True)
class Cell:
    """One figure: what is read, and how long its bar is. ``percent``: of all parts, where they all stand there."""

    column: str
    value: str
    number: int | None
    percent: int | None = None


@dataclass(frozen=True)
class Line:
    name: str
    cells: Sequence[Cell]


@dataclass(frozen=True)
class Figure:
    """A table as it is read. ``most``: the largest of its numbers, where a bar is full."""

    key: str
    title: str
    columns: Sequence[str]
    lines: Sequence[Line]
    total: str
    most: int
    has_bars: bool


@dataclass(frozen=True)
class Group:
    """The tables about one kind of thing, with what they say in a sentence or two."""

    title: str
    sentences: Sequence[str]
    figures: Sequence[Figure]

    @property
    def has_lines(self) -> bool:
        """Whether there is one number to show."""
        return any(figure.most for figure in self.figures)

    @property
    def marks(self) -> set[str]:
        """What stands in place of a number in these figures, to be explained beside them."""
        values = {cell.value for figure in self.figures for line in figure.lines for cell in line.cells}
        return values & MARKS


def groups_of(release: Release, language: str) -> list[Group]:
    """Everything that was published, in the order in which it was."""
    names = names_in(language)
    tables: dict[str, list[Mapping[str, Any]]] = {}
    for table in release.tables:
        tables.setdefault(table["group"], []).append(table)
    titles = {"questions": _("Vragen"), "signals": _("Wat mensen opviel")}
    return [
        Group(
            titles.get(group, group),
            sentences_of(group, found, release.query, names),
            [figure_of(table, names) for table in found],
        )
        for group, found in tables.items()
    ]


def figure_of(table: Mapping[str, Any], names: Mapping[tuple[str, str], str]) -> Figure:
    kind = kind_of(table["name"])
    columns = [name_of(names, "area", column) for column in table["columns"]]
    flat = [cell for row in table["cells"] for cell in row]
    base = base_of(table)
    lines = [
        Line(
            name_of(names, kind, row),
            [cell_of(column, cell, base) for column, cell in zip(columns, cells, strict=True)],
        )
        for row, cells in zip(table["rows"], table["cells"], strict=True)
    ]
    return Figure(
        table["name"], title_of(table["name"]), columns, lines, str(table["total"]),
        max((cell for cell in flat if isinstance(cell, int)), default=0), table["columns"][0]["key"] == "all",
    )  # fmt: skip


def base_of(table: Mapping[str, Any]) -> int | str:
    """What its parts are a share of: their sum, where every part stands in the table."""
    is_whole = table["columns"][0]["key"] == "all" and kind_of(table["name"]) != THEME
    return total_of([cell for row in table["cells"] for cell in row]) if is_whole else ""


def cell_of(column: str, cell: int | str, base: int | str) -> Cell:
    return Cell(column, str(cell), cell if isinstance(cell, int) else None, percent_of(cell, base))


def title_of(name: str) -> str:
    return {
        "questions_by_area": _("Vragen per buurt"),
        "questions_by_theme": _("Waar vragen over gaan"),
        "questions_by_theme_and_area": _("Waar vragen over gaan, per buurt"),
        "questions_by_age": _("Voor wie de vragen zijn"),
        "questions_by_age_and_area": _("Voor wie de vragen zijn, per buurt"),
        "signals_by_area": _("Signalen per buurt"),
        "signals_by_theme": _("Waar signalen over gaan"),
        "signals_by_theme_and_area": _("Waar signalen over gaan, per buurt"),
    }.get(name, name)


def sentences_of(
    group: str, tables: Sequence[Mapping[str, Any]], query: Mapping[str, Any], names: Mapping[tuple[str, str], str]
) -> list[str]:
    """What the tables say at a glance, from what is published and nothing else."""
    found = []
    for table in tables:
        if table["name"] == f"{group}_by_area" and isinstance(table["total"], int):
            sentence = _("Ongeveer {count} vragen.") if group == "questions" else _("Ongeveer {count} signalen.")
            found.append(sentence.format(count=table["total"]))
        if table["name"] == f"{group}_by_theme" and (first := most_of(table)):
            found.append(_("Het vaakst ging het over: {name}.").format(name=name_of(names, THEME, first)))
    if group == "questions" and query.get("median_days") is not None:
        found.append(wait_of(int(query["median_days"])))
    return found


def wait_of(days: int) -> str:
    if days <= 1:
        return _("De helft van de vragen had binnen een dag een antwoord.")
    return _("De helft van de vragen had binnen {days} dagen een antwoord.").format(days=days)


def most_of(table: Mapping[str, Any]) -> Mapping[str, str] | None:
    """The row with the largest number, when no other has the same."""
    numbers = [(cells[0], row) for row, cells in zip(table["rows"], table["cells"], strict=True)]
    shown = sorted(((cell, row) for cell, row in numbers if isinstance(cell, int)), key=lambda one: -one[0])
    if not shown or (len(shown) > 1 and shown[0][0] == shown[1][0]):
        return None
    first: Mapping[str, str] = shown[0][1]
    return first


def kind_of(table: str) -> str:
    """What stands in the rows of a table."""
    return THEME if f"_by_{THEME}" in table else AGE if f"_by_{AGE}" in table else "area"


def names_in(language: str) -> dict[tuple[str, str], str]:
    """What rows and columns are called in a language, by what they are and their key; areas keep their own name."""
    themes = {(THEME, one.slug): one.name_in(language) for one in Theme.objects.all()}
    ages = {(AGE, band.value): str(band.label).capitalize() for band in AgeBand}
    own = {(THEME, NONE): _("Geen onderwerp"), ("area", NONE): _("Buurt niet bekend"), ("area", "all"): _("Aantal")}
    return themes | ages | own


def name_of(names: Mapping[tuple[str, str], str], kind: str, one: Mapping[str, str]) -> str:
    """The name in the language of the page; else as it was published."""
    return names.get((kind, one["key"]), one["name"])


def period_of(release: Release) -> str:
    """The months that were counted, in words."""
    first, last = (dt.date.fromisoformat(release.query[name]) for name in ("from", "until"))
    said = {"start": formats.date_format(first, "F"), "end": formats.date_format(last, "F Y")}
    return _("{start} tot en met {end}").format(**said)


def as_csv(release: Release, language: str) -> str:
    """One line a cell: table, row, column, figure. With a mark in front, so that a spreadsheet reads it as UTF-8."""
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow([_("tabel"), _("rij"), _("kolom"), _("aantal")])
    for group in groups_of(release, language):
        for figure in group.figures:
            for line in figure.lines:
                writer.writerows([figure.title, plain(line.name), plain(one.column), one.value] for one in line.cells)
            if figure.total:
                writer.writerow([figure.title, _("Samen"), figure.columns[0], figure.total])
    return "\ufeff" + file.getvalue()


def plain(name: str) -> str:
    return f"'{name}" if name.startswith(FORMULA) else name


def as_json(release: Release) -> dict[str, Any]:
    """The whole release, with what it takes to check that it was not changed."""
    return {
        "scope": release.scope, "kind": release.kind, "number": release.number, "rule": release.rule_version,
        "query": release.query, "tables": release.tables, "made_on": release.made_on.isoformat(),
        "replaces": str(release.replaces_id or ""), "correction": release.correction, "sha256": release.digest,
    }  # fmt: skip
