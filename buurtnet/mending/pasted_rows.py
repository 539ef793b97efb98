"""A row of a pasted list made into values of an entry, with a sentence for each cell that cannot be taken over."""

import hashlib
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.utils import translation
from django.utils.translation import gettext as _

from buurtnet.areas.models import Network
from buurtnet.directory.hours import WEEKDAYS
from buurtnet.exchange.pasted import Cells
from buurtnet.kit.folding import fold
from buurtnet.kit.languages import NAMES
from buurtnet.kit.texts import one_line
from buurtnet.mending.forms.boxes import AgesBox, CostsBox, PhonesBox, TextBox, WhereBox, box_for
from buurtnet.mending.pasted_columns import COLUMNS
from buurtnet.mending.placing import words_in
from buurtnet.mending.spoken_week import week_in

LONGEST_ID: Final = 120
_PARTS: Final = re.compile(r"\s*(?:[;,/|\n]|\ben\b|\band\b|\bet\b)\s*")
_PHONES: Final = re.compile(r"\s*(?:[;,|\n]|\bof\b)\s*")
_AGES: Final = re.compile(r"(\d{1,3})\s*(?:-|–|tot en met|t/m|tot)\s*(\d{1,3})(?:\s*jaar)?", re.IGNORECASE)
_FROM_AGE: Final = re.compile(r"(?:vanaf\s*)?(\d{1,3})\s*(?:\+|jaar en ouder|plus)?", re.IGNORECASE)
_ADDRESS: Final = re.compile(
    r"(?P<street>[^,]*\d[^,]*),\s*(?P<postal_code>[1-9]\d{3}(?:\s?[A-Za-z]{2}\b)?)?\s*(?P<city>[^,\d]*)"
)
# Without these a row is not the entry that was meant, so that it is refused as a whole.
_MUST_FIT: Final = frozenset({"name", "description", "eligibility_description", "application_process"})


@dataclass
class PastedRow:
    """``number``: the how manieth row it is, headings counted. ``values``: those of ``directory.actions``, with the
    place in words. ``left_out``: sentences about cells that are not taken over; ``refused``: why the row is not.
    """

    number: int
    name: str
    values: dict[str, Any] = field(default_factory=dict)
    organization: str = ""
    own_id: str = ""
    left_out: list[str] = field(default_factory=list)
    refused: str = ""

    @property
    def source_id(self) -> str:
        """Its id in the list: the number it has there, else made of what it is called, who offers it and where."""
        if self.own_id:
            return f"nr:{self.own_id}"
        where = words_in(self.values.get("where") or {})
        said = "|".join(fold(one) for one in (self.name, self.organization, where.street, where.city))
        return f"rij:{hashlib.sha256(said.encode()).hexdigest()[:32]}"


def rows_in(cells: Cells, columns: Sequence[str], network: Network, *, is_headed: bool) -> list[PastedRow]:
    """The rows of a list, each read as its columns say. A row that comes twice is refused the second time."""
    found = [
        row_in(number, row, columns, network) for number, row in enumerate(cells, 1) if number > 1 or not is_headed
    ]
    seen: dict[str, int] = {}
    for row in found:
        first = seen.setdefault(row.source_id, row.number)
        if first != row.number and not row.refused:
            row.refused = _("Dit is dezelfde als rij %(number)d van je lijst.") % {"number": first}
    return found


def row_in(number: int, cells: Sequence[str], columns: Sequence[str], network: Network) -> PastedRow:
    """One row. What stands in columns that are left out is not looked at."""
    said = {what: cell for what, cell in zip(columns, cells, strict=False) if what and cell.strip()}
    row = PastedRow(number, one_line(said.get("name", ""))[:80])
    for what in [what for what, cell in said.items() if cell.lstrip().startswith("=")]:
        del said[what]
        _leave_out(row, what, _("Dit is een formule. Plak de uitkomst in plaats van de formule."))
    for what, read in _READERS.items():
        try:
            read(row, said, network)
        except ValidationError as error:
            _leave_out(row, what, str(error.messages[0]))
    if not row.values.get("name") and not row.refused:
        row.refused = _("Er is geen naam.")
    return row


def _leave_out(row: PastedRow, what: str, sentence: str) -> None:
    line = f"{COLUMNS.get(what, COLUMNS['where-street'])}: {sentence}"
    if what in _MUST_FIT:
        row.refused = row.refused or line
    else:
        row.left_out.append(line)


type Said = Mapping[str, str]


def _text(name: str) -> Callable[[PastedRow, Said, Network], None]:
    def read(row: PastedRow, said: Said, network: Network) -> None:
        if value := box_for(name, network.country).clean(said[name]) if name in said else "":
            row.values[name] = value

    return read


def _organization(row: PastedRow, said: Said, network: Network) -> None:
    row.organization = TextBox(120, lines=False).clean(said.get("organization", ""))


def _own_id(row: PastedRow, said: Said, network: Network) -> None:
    row.own_id = TextBox(LONGEST_ID, lines=False).clean(said.get("id", ""))


def _phones(row: PastedRow, said: Said, network: Network) -> None:
    lines = [part for part in _PHONES.split(said.get("phones", "")) if part]
    if value := PhonesBox(network.country).clean("\n".join(lines)):
        row.values["phones"] = value


def _hours(row: PastedRow, said: Said, network: Network) -> None:
    text = TextBox(200, lines=False).clean(said.get("hours", ""))
    if value := week_in(text) if text else {}:
        row.values["hours"] = value


def _costs(row: PastedRow, said: Said, network: Network) -> None:
    cell = said.get("costs", "")
    try:
        value = CostsBox(required=False).clean(cell)
    except ValidationError:  # more than a price: a text about it
        row.values["fees_description"] = box_for("fees_description", network.country).clean(cell)
        return
    if value:
        row.values["costs"] = value


def _ages(row: PastedRow, said: Said, network: Network) -> None:
    low, high = said.get("ages-van", ""), said.get("ages-tot", "")
    if both := one_line(said.get("ages", "")):
        if match := _AGES.fullmatch(both):
            low, high = match[1], match[2]
        elif match := _FROM_AGE.fullmatch(both):
            low, high = match[1], ""
        else:
            raise ValidationError(_("Schrijf een leeftijd zo: 8 tot 12, of vanaf 18."))
    value = AgesBox().clean({"van": low, "tot": high})
    if value != [None, None]:
        row.values["ages"] = value


def _languages(row: PastedRow, said: Said, network: Network) -> None:
    known = codes_by_name()
    parts = [part for part in _PARTS.split(one_line(said.get("languages", ""))) if part]
    codes = sorted({known[fold(part)] for part in parts if fold(part) in known})
    if codes:
        row.values["languages"] = codes
    if unknown := [part for part in parts if fold(part) not in known]:
        raise ValidationError(_("Deze taal kennen we niet: %(name)s.") % {"name": unknown[0][:40]})


def codes_by_name() -> dict[str, str]:
    """Codes of languages by their code, and by their name in Dutch and in the language of the page."""
    found = {code: code for code in NAMES} | {fold(str(name)): code for code, name in NAMES.items()}
    with translation.override("nl"):
        return found | {fold(str(name)): code for code, name in NAMES.items()}


def _where(row: PastedRow, said: Said, network: Network) -> None:
    """A place; a postcode that is none is left out, and the rest of the place stays."""
    street = " ".join(part for part in (said.get("where-street", ""), said.get("where-number", "")) if part)
    parts = {
        "name": said.get("where-name", ""), "street": street,
        "city": said.get("where-city", ""),
        "postal_code": said.get("where-postal_code", ""),
    }  # fmt: skip
    if not parts["city"] and not parts["postal_code"] and (whole := _ADDRESS.fullmatch(street)):
        parts |= {name: part or "" for name, part in whole.groupdict().items()}
    box = WhereBox(network.country)
    try:
        value = box.clean(parts)
    except ValidationError as error:
        _leave_out(row, "where-postal_code", str(error.messages[0]))
        value = box.clean(parts | {"postal_code": ""})
    if not value["city"] and (value["street"] or value["postal_code"]):
        value["city"] = network.town
    if any(value.values()):
        row.values["where"] = value


_READERS: Final[Mapping[str, Callable[[PastedRow, Said, Network], None]]] = {
    "name": _text("name"), "description": _text("description"), "organization": _organization, "id": _own_id,
    "eligibility_description": _text("eligibility_description"),
    "application_process": _text("application_process"), "email": _text("email"), "url": _text("url"),
    "phones": _phones, "hours": _hours, "costs": _costs, "ages": _ages, "languages": _languages,
    "where-street": _where,
}  # fmt: skip


def document_of(row: PastedRow, network: Network, point: tuple[float, float] | None) -> dict[str, Any]:
    """A row as an HSDS service, as far as its values go; without its organization."""
    values = row.values
    document: dict[str, Any] = {"id": row.source_id, "status": "active", "bn_locale": network.locale}
    document |= {name: values[name] for name in _PLAIN if values.get(name)}
    low, high = values.get("ages", (None, None))
    document |= {key: age for key, age in (("minimum_age", low), ("maximum_age", high)) if age is not None}
    document["phones"] = [{"number": number, "description": label} for number, label, _e164 in
                          values.get("phones", ())]  # fmt: skip
    document["cost_options"] = [
        {"option": option} if amount is None else {"option": option, "amount": float(amount), "currency": "EUR"}
        for amount, option in values.get("costs", ())
    ]
    document["languages"] = [{"code": code} for code in values.get("languages", ())]
    document["schedules"] = schedules_of(values.get("hours", {}))
    if "where" in values:
        document["service_at_locations"] = [{"location": location_of(values["where"], network, point)}]
    return {key: value for key, value in document.items() if value != []}


_PLAIN: Final = (
    "name", "description", "url", "email", "application_process", "fees_description", "eligibility_description",
)  # fmt: skip


def schedules_of(hours: Mapping[str, Any]) -> list[dict[str, str]]:
    """The hours of a week as schedules: one for all days with the same times, and one in words."""
    days: dict[tuple[str, str], list[str]] = {}
    for day in WEEKDAYS:
        for opens, closes in hours.get(day, ()):
            days.setdefault((opens, closes), []).append(day)
    found = [
        {"freq": "WEEKLY", "byday": ",".join(some), "opens_at": opens, "closes_at": closes}
        for (opens, closes), some in days.items()
    ]
    return [*found, *([{"description": hours["text"]}] if hours.get("text") else [])]


def location_of(value: Mapping[str, str], network: Network, point: tuple[float, float] | None) -> dict[str, Any]:
    where = words_in(value)
    location: dict[str, Any] = {"name": where.name, "location_type": "physical"}
    if point:
        location |= {"latitude": point[0], "longitude": point[1]}
    if where.street or where.postal_code or where.city:
        location["addresses"] = [
            {
                "address_1": where.street, "city": where.city, "postal_code": where.postal_code,
                "country": network.country, "state_province": "", "address_type": "physical",
            }
        ]  # fmt: skip
    return location
