"""What the columns of a pasted list hold: guessed by their headings, else by what stands in them, and then chosen."""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Final

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from buurtnet.exchange.mapping import guessed
from buurtnet.exchange.pasted import Cells
from buurtnet.exchange.tables import column_names
from buurtnet.kit.folding import words

LEFT_OUT: Final = ""
# What a column can be, in the order in which it is asked.
COLUMNS: Final[Mapping[str, Promise]] = {
    "name": _("Naam"),
    "description": _("Wat het is"),
    "organization": _("Organisatie"),
    "hours": _("Dagen en tijden"),
    "where-name": _("Naam van de plek"),
    "where-street": _("Straat, of straat en huisnummer"),
    "where-number": _("Huisnummer"),
    "where-postal_code": _("Postcode"),
    "where-city": _("Plaats"),
    "phones": _("Telefoon"),
    "email": _("Mailadres"),
    "url": _("Website"),
    "eligibility_description": _("Voor wie"),
    "ages": _("Leeftijd, van en tot"),
    "ages-van": _("Leeftijd vanaf"),
    "ages-tot": _("Leeftijd tot en met"),
    "costs": _("Wat het kost"),
    "application_process": _("Hoe begin je"),
    "languages": _("Talen"),
    "id": _("Eigen nummer of kenmerk"),
}
_OF_PATH: Final = {
    "name": "name", "description": "description", "organization.name": "organization", "location.name": "where-name",
    "address.address_1": "where-street", "address.postal_code": "where-postal_code", "address.city": "where-city",
    "phone": "phones", "email": "email", "url": "url", "minimum_age": "ages-van", "maximum_age": "ages-tot",
    "fees_description": "costs", "eligibility_description": "eligibility_description",
    "application_process": "application_process", "language": "languages",
}  # fmt: skip
_MORE_HEADINGS: Final = {
    "wanneer": "hours", "dagen en tijden": "hours", "dag en tijd": "hours", "tijden": "hours", "tijd": "hours",
    "openingstijden": "hours", "openingsuren": "hours", "tijdstip": "hours", "dag": "hours", "leeftijd": "ages",
    "leeftijden": "ages", "wat": "name", "waar": "where-name", "contact": "phones", "wat is het": "description",
    "wat kost het": "costs", "hoe begin je": "application_process",
}  # fmt: skip
_SLOT: Final = re.compile(r"\{([^{}]+)\}")
_POSTCODE: Final = re.compile(r"[1-9]\d{3}\s?[A-Za-z]{2}")
_PHONE: Final = re.compile(r"[+(]?\d[\d\s()./-]{7,18}")
_WEB: Final = re.compile(r"(https?://|www\.)\S+", re.IGNORECASE)
_STREET: Final = re.compile(
    r"(?!(?:zaal|lokaal|ruimte|kamer|gebouw|room|salle)\b)"
    r"[^\W\d][^\d,]*\s\d{1,5}\s?[A-Za-z]?(?:[-/ ]\w{1,4})?(?:\s*,.*)?",
    re.IGNORECASE,
)
_LOOKED_AT: Final = 20  # rows


def by_headings(headings: Sequence[str]) -> list[str]:
    """By what each column is called; what is not known is left out."""
    names = column_names(list(headings))
    mapping = guessed(names, has_geometry=True)
    found = {name: _OF_PATH.get(path, LEFT_OUT) for name, path in mapping.columns.items()}
    for name in _SLOT.findall(mapping.id):
        found.setdefault(name, "id")
    parts = _SLOT.findall(mapping.templates.get("address.address_1", ""))
    for name, what in zip(parts, ("where-street", "where-number"), strict=False):
        found[name] = what
    own = {" ".join(words(str(label))): what for what, label in COLUMNS.items()}
    for name in names:
        said = " ".join(words(name))
        what = own.get(said) or _MORE_HEADINGS.get(said, LEFT_OUT)
        if what and not found.get(name) and what not in found.values():
            found[name] = what
    return [found.get(name, LEFT_OUT) for name in names]


def by_content(rows: Cells) -> list[str]:
    """By what stands in each column: mail, website, phone and postcode tell; the first of the rest is the name."""
    found: list[str] = []
    for column in zip(*rows[:_LOOKED_AT], strict=True):
        cells = [cell.strip() for cell in column if cell.strip()]
        what = next((key for key, fits in _TELLING.items() if _most(cells, fits)), LEFT_OUT)
        found.append(LEFT_OUT if what in found else what)
    rest = [number for number, what in enumerate(found) if not what]
    for number, what in zip(rest[:1], ("name",), strict=False):
        found[number] = what
    return found


def _most(cells: list[str], fits: Callable[[str], bool]) -> bool:
    return bool(cells) and 2 * sum(map(fits, cells)) > len(cells)


def _is_mail(cell: str) -> bool:
    try:
        validate_email(cell)
    except ValidationError:
        return False
    return True


_TELLING: Final[Mapping[str, Callable[[str], bool]]] = {
    "email": _is_mail,
    "url": lambda cell: bool(_WEB.fullmatch(cell)),
    "where-postal_code": lambda cell: bool(_POSTCODE.fullmatch(cell)),
    "phones": lambda cell: bool(_PHONE.fullmatch(cell)),
}


def has_headings(rows: Cells) -> bool:
    """Whether the first row names columns: one of its words is known, and none of its cells is a value itself."""
    first = [cell.strip() for cell in rows[0]]
    is_value = any(fits(cell) for cell in first for fits in _TELLING.values())
    return len(rows) > 1 and not is_value and any(by_headings(first))


def guess(rows: Cells, *, is_headed: bool) -> list[str]:
    """What each column holds, as far as that can be told."""
    found = by_headings(rows[0]) if is_headed else [LEFT_OUT] * len(rows[0])
    content = by_content(rows[1:] if is_headed else rows)
    for number, what in enumerate(content):
        if what and not found[number] and what not in found:
            found[number] = what
    # "Where" can be a house or its street: what stands below it tells.
    where = found.index("where-name") if "where-name" in found and "where-street" not in found else None
    if where is not None:
        cells = [row[where].strip() for row in rows[is_headed:][:_LOOKED_AT] if row[where].strip()]
        if _most(cells, lambda cell: bool(_STREET.fullmatch(cell))):
            found[where] = "where-street"
    return found
