"""The social map as a workbook for people: a sheet to read and sort per service, place and organization.

Made of documents of HSDS 3.1, a row at a time, so that it may be of any length. Every text stays a text: what begins
as a formula is shown and never worked out. Machines take the tables of the tabular form instead.
"""

import datetime as dt
import math
import re
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any, Final, cast

from django.db.models import Choices
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from buurtnet.directory.choices import Feature, HelpKind, Referral, ServiceStatus
from buurtnet.directory.facts import money
from buurtnet.directory.models import Schedule
from buurtnet.directory.times import spoken
from buurtnet.exchange.export_files import draft_of
from buurtnet.exchange.features import is_hidden
from buurtnet.exchange.records import Document
from buurtnet.exchange.sqlite_memory import FOR_AN_EXPORT, sqlite_with
from buurtnet.kit.languages import language_name
from buurtnet.kit.plain_error import PlainError
from buurtnet.people.choices import OrganizationKind
from buurtnet.themes.choices import gable_of
from buurtnet.themes.models import Theme

MOST_ROWS: Final = 1_048_576  # of a sheet, its first line included
LONGEST_CELL: Final = 32_767  # signs
MOST_LICENCES: Final = 500  # that are counted apart
# What XML cannot hold; a tab or a new line can stand in a cell.
_NO_SIGN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_FORMULA = re.compile(r"[\s]*[=+\-@＝＋－＠\t\r]")

type Value = str | int | float | dt.date | None
type Getter = Callable[[Document], Value]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a sheet. ``title``: a translatable word; ``width``: in signs."""

    title: Any
    width: int
    of: Getter


def write_workbook(
    services: Iterable[Document], organizations: Iterable[Document], path: Path, step: Callable[[int], None]
) -> int:
    """Write a workbook; the file appears when it is complete. Returns how many services there are in it."""
    if path.suffix.lower() != ".xlsx":
        raise PlainError(f"A workbook is an .xlsx file: name it {path.with_suffix('.xlsx')}.")
    book = Workbook(write_only=True)
    try:
        with sqlite_with(FOR_AN_EXPORT):
            count = _fill(book, services, organizations, step)
        with draft_of(path) as draft:
            book.save(draft)
    finally:
        # types-openpyxl tells of ordinary sheets only.
        open_ones = [sheet for sheet in cast("list[WriteOnlyWorksheet]", book.worksheets) if not sheet.closed]
        for sheet in open_ones:
            with suppress(OSError, ValueError):  # what stopped the writing stops this too, and is told
                sheet.close()
    return count


def _fill(
    book: Workbook, services: Iterable[Document], organizations: Iterable[Document], step: Callable[[int], None]
) -> int:
    themes = {theme.slug: theme.name_in(get_language() or "") for theme in Theme.objects.all()}
    of_services = Sheet(book, gettext("Aanbod"), _service_columns(themes))
    of_places = Sheet(book, gettext("Plekken"), PLACES)
    of_organizations = Sheet(book, gettext("Organisaties"), ORGANIZATIONS)
    licences: dict[tuple[str, str], int] = {}
    for service in services:
        of_services.add(service)
        for place in _open_places(service):
            of_places.add({**place, "service": service})
        origin = (_text(service, "bn_source"), _text(service, "bn_licence"))
        if origin not in licences and len(licences) >= MOST_LICENCES:
            origin = ("", gettext("andere"))
        licences[origin] = licences.get(origin, 0) + 1
        step(1)
    for organization in organizations:
        of_organizations.add(organization)
    for sheet in (of_services, of_places, of_organizations):
        sheet.let_filter()
    count = sum(licences.values())
    _explain(book, count, licences)
    return count


class Sheet:
    """A sheet with a first line that stays in sight and can filter; when it is full it goes on in a next one."""

    def __init__(self, book: Workbook, title: str, columns: Sequence[Column]) -> None:
        self._book = book
        self._title = title
        self._columns = columns
        self._number = 0
        self._open()

    def _open(self) -> None:
        self._number += 1
        title = self._title if self._number == 1 else f"{self._title} {self._number}"
        self._sheet: WriteOnlyWorksheet = self._book.create_sheet(title)
        self._sheet.freeze_panes = "B2"
        for place, column in enumerate(self._columns, 1):
            self._sheet.column_dimensions[get_column_letter(place)].width = column.width
        self._sheet.append([_bold(self._sheet, str(column.title)) for column in self._columns])
        self._rows = 1

    def add(self, document: Document) -> None:
        if self._rows >= MOST_ROWS:
            self.let_filter()
            self._open()
        self._sheet.append([cell(self._sheet, column.of(document)) for column in self._columns])
        self._rows += 1

    def let_filter(self) -> None:
        """Over all its rows, once they are there."""
        reach: Any = self._sheet  # types-openpyxl leaves out what it takes over from an ordinary sheet
        reach.auto_filter.ref = f"A1:{get_column_letter(len(self._columns))}{self._rows}"


def cell(sheet: WriteOnlyWorksheet, value: Value) -> Any:
    """A value as a cell may hold it. A text that begins as a formula is marked as a text, for who edits it too."""
    if not isinstance(value, str):
        return None if isinstance(value, float) and not math.isfinite(value) else value
    text = _NO_SIGN.sub("\N{REPLACEMENT CHARACTER}", value.strip())
    if len(text) > LONGEST_CELL:
        text = text[: LONGEST_CELL - 1] + "…"
    if not _FORMULA.match(text):
        return text or None
    made = WriteOnlyCell(sheet, text)
    made.data_type = "s"
    made.quotePrefix = True
    return made


def _bold(sheet: WriteOnlyWorksheet, text: str) -> Any:
    made = WriteOnlyCell(sheet, text)
    made.font = Font(bold=True)
    return made


def _explain(book: Workbook, count: int, licences: dict[tuple[str, str], int]) -> None:
    """The last sheet: what this is, and whose."""
    sheet = book.create_sheet(gettext("Uitleg"))
    sheet.column_dimensions["A"].width = 40
    sheet.column_dimensions["B"].width = 40
    rows: list[list[Value]] = [
        [gettext("Sociale kaart van Buurtnet"), timezone.localdate()],
        [gettext("Hoeveel aanbod"), count],
        [gettext("Adressen die geheim zijn, staan er niet in.")],
        [gettext("Met de kolom Id vind je aanbod terug, ook in een later bestand.")],
        [],
        [gettext("Bron"), gettext("Licentie"), gettext("Aantal")],
    ]
    rows += [[source, licence, number] for (source, licence), number in sorted(licences.items())]
    for row in rows:
        sheet.append([cell(sheet, value) for value in row])


# What a cell says


def _text(document: Any, key: str) -> str:
    value = document.get(key) if isinstance(document, dict) else None
    return value if isinstance(value, str) else ""


def _key(key: str) -> Getter:
    return lambda document: _text(document, key)


def _number(key: str) -> Getter:
    def read(document: Document) -> Value:
        value = document.get(key)
        return value if isinstance(value, int | float) and not isinstance(value, bool) else None

    return read


def _date(key: str) -> Getter:
    def read(document: Document) -> Value:
        try:
            return dt.date.fromisoformat(_text(document, key)[:10])
        except ValueError:
            return None

    return read


def _label(key: str, words: type[Choices]) -> Getter:
    labels = dict(words.choices)
    return lambda document: str(labels.get(_text(document, key), _text(document, key)))


def _items(document: Any, key: str) -> list[Document]:
    found = document.get(key) if isinstance(document, dict) else None
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def _joined(texts: Iterable[str], between: str = ", ") -> str:
    return between.join(dict.fromkeys(text for text in texts if text))


def _of(key: str, inner: Getter) -> Getter:
    """What a document that is nested in another says."""

    def read(document: Document) -> Value:
        found = document.get(key)
        return inner(found) if isinstance(found, dict) else None

    return read


def _phones(document: Document) -> str:
    return _joined(_text(one, "number") for one in _items(document, "phones"))


def _phones_of_service(service: Document) -> str:
    """The numbers to call: of the service itself, else of its organization."""
    return _phones(service) or str(_of("organization", _phones)(service) or "")


def _times(document: Document) -> str:
    """The usual times in words."""
    words = {"freq", "byday", "dtstart", "opens_at", "closes_at", "description"}
    rows = [
        Schedule(
            **{word: _text(one, word) for word in words},
            interval=one["interval"] if isinstance(one.get("interval"), int) else None,
            in_holidays=_text(one, "bn_in_holidays"),
        )
        for one in _items(document, "schedules")
    ]
    return _joined(spoken(rows), "; ")


def _costs(document: Document) -> str:
    """What it costs, in words and in amounts."""
    lines = [_text(document, "fees_description")]
    for one in _items(document, "cost_options"):
        amount = one.get("amount")
        is_amount = isinstance(amount, int | float) and not isinstance(amount, bool)
        sum_ = gettext("gratis") if amount == 0 else money(Decimal(str(amount))) if is_amount else ""
        lines.append(_joined([sum_, _text(one, "option"), _text(one, "amount_description")], " "))
    return _joined(lines, "; ")


def _languages(document: Document) -> str:
    rows = _items(document, "languages")
    return _joined(language_name(_text(one, "code")) or _text(one, "name") for one in rows)


def _gable(document: Document) -> str:
    level = document.get("bn_support_level")
    return str(gable_of(level).label) if isinstance(level, int) else ""


def _open_places(service: Document) -> list[Document]:
    """Where someone can turn to: of a secret address nothing is told."""
    found = [one for one in _items(service, "service_at_locations") if not is_hidden(one)]
    return [one for one in found if isinstance(one.get("location"), dict)]


def _addresses(service: Document) -> str:
    places = [one["location"] for one in _open_places(service)]
    return _joined((_joined([_text(one, "name"), _address(one)]) for one in places), "; ")


def _address(location: Document) -> str:
    town = _joined([_first_address(location, "postal_code"), _first_address(location, "city")], " ")
    return _joined([_first_address(location, "address_1"), town])


def _first_address(location: Document, key: str) -> str:
    return next((_text(one, key) for one in _items(location, "addresses")), "")


def _in_address(key: str) -> Getter:
    return lambda location: _first_address(location, key)


def _access(location: Document) -> str:
    labels = dict(Feature.choices)
    rows = _items(location, "accessibility")
    marks = [labels.get(mark) for one in rows for mark in one.get("bn_features") or () if isinstance(mark, str)]
    return _joined([*(str(mark) for mark in marks if mark), *(_text(one, "description") for one in rows)])


def _areas(service: Document) -> str:
    return _joined(_text(one, "name") for one in _items(service, "service_areas"))


def _service_columns(themes: dict[str, str]) -> tuple[Column, ...]:
    """The columns of the services, in which themes stand by their names (``themes``: by slug)."""

    def named(service: Document) -> str:
        slugs = service.get("bn_themes")
        found = slugs if isinstance(slugs, list) else []
        return _joined(themes.get(slug, slug) for slug in found if isinstance(slug, str))

    return (*SERVICES_FIRST, Column(_("Thema's"), 30, named), *SERVICES)


SERVICES_FIRST: Final = (
    Column(_("Naam"), 40, _key("name")),
    Column(_("Organisatie"), 30, _of("organization", _key("name"))),
)
SERVICES: Final = (
    Column(_("Omschrijving"), 60, _key("description")),
    Column(_("Voor wie"), 30, _key("eligibility_description")),
    Column(_("Vanaf leeftijd"), 12, _number("minimum_age")),
    Column(_("Tot en met leeftijd"), 12, _number("maximum_age")),
    Column(_("Wie helpt er"), 20, _label("bn_help_kind", HelpKind)),
    Column(_("Hoe zwaar is de hulp"), 20, _gable),
    Column(_("Hoe kom je binnen"), 25, _label("bn_referral", Referral)),
    Column(_("Zo meld je je aan"), 30, _key("application_process")),
    Column(_("Kosten"), 25, _costs),
    Column(_("Wanneer"), 35, _times),
    Column(_("Waar"), 45, _addresses),
    Column(_("Werkgebied"), 25, _areas),
    Column(_("Talen"), 20, _languages),
    Column(_("Telefoon"), 18, _phones_of_service),
    Column(_("E-mail"), 28, _key("email")),
    Column(_("Website"), 35, _key("url")),
    Column(_("Let op"), 30, _key("alert")),
    Column(_("Loopt het"), 14, _label("status", ServiceStatus)),
    Column(_("Nagekeken op"), 14, _date("assured_date")),
    Column(_("Gewijzigd op"), 14, _date("last_modified")),
    Column(_("Bron"), 16, _key("bn_source")),
    Column(_("Licentie"), 16, _key("bn_licence")),
    Column(_("Id"), 38, _key("id")),
)


def _at(inner: Getter) -> Getter:
    return _of("location", inner)


PLACES: Final = (
    Column(_("Aanbod"), 40, _of("service", _key("name"))),
    Column(_("Plek"), 30, _at(_key("name"))),
    Column(_("Straat en nummer"), 28, _at(_in_address("address_1"))),
    Column(_("Postcode"), 10, _at(_in_address("postal_code"))),
    Column(_("Plaats"), 20, _at(_in_address("city"))),
    Column(_("Breedtegraad"), 13, _at(_number("latitude"))),
    Column(_("Lengtegraad"), 13, _at(_number("longitude"))),
    Column(_("Telefoon op deze plek"), 20, _phones),
    Column(_("Wanneer op deze plek"), 35, _times),
    Column(_("Toegankelijk"), 35, _at(_access)),
    Column(_("Hoe kom je er"), 30, _at(_key("transportation"))),
    Column(_("Id van het aanbod"), 38, _of("service", _key("id"))),
    Column(_("Id van de plek"), 38, _at(_key("id"))),
)
ORGANIZATIONS: Final = (
    Column(_("Naam"), 40, _key("name")),
    Column(_("Soort"), 30, _label("bn_kind", OrganizationKind)),
    Column(_("Omschrijving"), 60, _key("description")),
    Column(_("Telefoon"), 20, _phones),
    Column(_("E-mail"), 28, _key("email")),
    Column(_("Website"), 35, _key("website")),
    Column(_("Bron"), 16, _key("bn_source")),
    Column(_("Licentie"), 16, _key("bn_licence")),
    Column(_("Id"), 38, _key("id")),
)
