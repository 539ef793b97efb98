"""Which property of a file means what: a mapping, given on the command line or kept as TOML in ``data/mappings``.

A template names properties in braces: ``"{name.nl}"``, ``"{prov_nis|reg_nis}"`` (the first that is filled),
``"{naam:title}"`` (also ``slug``, ``digits``). Text outside braces stands as it is.
"""

import datetime
import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from buurtnet.areas.choices import AreaKind, CodeSystem
from buurtnet.areas.names import slug_of, titled
from buurtnet.kit.plain_error import PlainError

SHIPPED = Path(__file__).parent / "data" / "mappings"
SLOT = re.compile(r"\{([^{}:]+)(?::(\w+))?\}")
UNKEPT = re.compile("[\x00\ud800-\udfff]")  # no database keeps them
FILTERS: dict[str, Callable[[str], str]] = {
    "title": titled,
    "slug": slug_of,
    "digits": lambda text: "".join(sign for sign in text if sign.isdigit()),
}


@dataclass(frozen=True)
class Level:
    """How one kind of area is read from a record; every text is a template.

    ``parent`` is the code or the name of the area above; ``within`` too, but gathered over records with one code
    (a postcode in two municipalities). ``lists`` gathers values into ``extra``. ``new_only`` leaves an area that is
    already there as it is. ``skip_without`` skips records in which this template is empty.
    """

    kind: str = "{kind}"
    code: str = "{code}"
    name: str = "{name}"
    code_system: str = "{code_system|'own'}"
    name_fr: str = ""
    parent: str = ""
    within: str = ""
    parent_kind: str = ""
    inhabitants: str = ""
    latitude: str = ""
    longitude: str = ""
    valid_from: str = ""
    valid_to: str = ""
    object: str = ""
    skip_without: str = ""
    new_only: bool = False
    codes: dict[str, str] = field(default_factory=dict)
    lists: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class FileMapping:
    """How a whole file is read: its levels from wide to near, and areas that are there without a record.

    ``complete_since``: the file names all areas of its first level from that day on; those of the same kind and code
    system that it does not name ended the day before (municipal mergers).
    """

    levels: tuple[Level, ...]
    always: tuple[dict[str, str], ...] = ()
    encoding: str = ""
    about: str = ""
    complete_since: datetime.date | None = None


# What our own area files say beside kind, code and name.
OWN_PARTS = {"parent": "{parent_code}", "inhabitants": "{inhabitants}", "name_fr": "{name_fr}"}


def mapping_of(name: str) -> FileMapping:
    """A shipped mapping by its name, or one in a file. Raises PlainError when there is none or it does not fit."""
    path = SHIPPED / f"{name}.toml" if re.fullmatch(r"[\w-]+", name) else Path(name)
    if not path.is_file():
        raise PlainError(f"There is no mapping {name}. Shipped are: {', '.join(shipped())}.")
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as problem:
        raise PlainError(f"{path.name} is no TOML: {problem}.") from None
    unknown = set(content) - {"about", "encoding", "complete_since", "always", "level"}
    if unknown or not isinstance(content.get("level"), list):
        raise PlainError(
            f"{path.name} is no mapping: it needs [[level]] parts and knows no {', '.join(sorted(unknown))}."
        )
    return FileMapping(
        levels=tuple(level_of(part, path.name) for part in content["level"]),
        always=tuple(content.get("always", ())),
        encoding=content.get("encoding", ""),
        about=content.get("about", ""),
        complete_since=content.get("complete_since"),
    )


def shipped() -> list[str]:
    """The names of the mappings that come with Buurtnet."""
    return sorted(path.stem for path in SHIPPED.glob("*.toml"))


def mapping_from_words(words: Mapping[str, str], kind: str = "", code_system: str = "") -> FileMapping:
    """The mapping of ``--map code=...,name=...``: a plain word is a property. Raises PlainError."""
    level = {part: value if "{" in value else "{" + value + "}" for part, value in words.items()}
    if kind:
        level["kind"] = kind
    if code_system:
        level["code_system"] = code_system
    if not words:
        level = OWN_PARTS | level
    return FileMapping((level_of(level, "--map"),))


def level_of(part: Mapping[str, Any], where: str) -> Level:
    known = {one.name for one in fields(Level)}
    if unknown := set(part) - known:
        raise PlainError(f"{where} knows no {', '.join(sorted(unknown))}; it can be {', '.join(sorted(known))}.")
    for name, choices in (
        ("kind", AreaKind.values),
        ("parent_kind", AreaKind.values),
        ("code_system", CodeSystem.values),
    ):
        said = str(part.get(name, ""))
        if said and "{" not in said and said not in choices:
            raise PlainError(f"{where}: {name} is {said}; it can be {', '.join(choices)}.")
    return Level(**part)


def filled(template: str, properties: Mapping[str, Any]) -> str:
    """The template with the properties of a record put in, without spaces around it.

    >>> filled("{code} {naam:title}", {"code": 3131, "naam": "VLAARDINGEN"})
    '3131 Vlaardingen'
    """
    return SLOT.sub(lambda slot: slot_text(slot, properties), template).strip()


def slot_text(slot: re.Match[str], properties: Mapping[str, Any]) -> str:
    names = slot[1].split("|")
    text = next((found for name in names if (found := plain(reach(properties, name)))), "")
    return FILTERS[slot[2]](text) if slot[2] in FILTERS else text


def reach(properties: Mapping[str, Any], name: str) -> Any:
    if name.startswith("'"):
        return name.strip("'")
    if name in properties:
        return properties[name]
    value: Any = properties
    for part in name.split("."):
        value = value.get(part) if isinstance(value, Mapping) else None
    return value


def plain(value: Any) -> str:
    if value is None or isinstance(value, bool | dict | list):
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return UNKEPT.sub("", str(value)).strip()
