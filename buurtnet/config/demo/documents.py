"""The demo's towns, written for people in TOML, as HSDS 3.1 documents for the importer."""

import datetime
import re
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from buurtnet.config.demo.streets import Streets
from buurtnet.kit.languages import language_name

DAYS = {"ma": "MO", "di": "TU", "wo": "WE", "do": "TH", "vr": "FR", "za": "SA", "zo": "SU"}
NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, "https://buurtnet.example/demo/")
TRANSLATED = ("en", "tr", "fr", "ar", "uk", "pl")
COPIED = {
    "name": "name",
    "description": "description",
    "function": "bn_function",
    "level": "bn_support_level",
    "themes": "bn_themes",
    "help": "bn_help_kind",
    "referral": "bn_referral",
    "support_needed": "bn_support_needed",
    "check_every": "bn_check_every",
    "kept_by_editor": "bn_kept_by_editor",
    "townwide": "bn_townwide",
    "at_home": "bn_at_home",
    "eligibility": "eligibility_description",
    "fees": "fees_description",
    "start": "application_process",
    "wait": "wait_time",
    "alert": "alert",
    "email": "email",
    "url": "url",
}
WHEN = re.compile(
    r"(?:(?P<nth>[1-5]|laatste)e? |(?P<weeks>\d+) weken )?(?P<days>[a-z,-]+) "
    r"(?P<opens>\d\d:\d\d)-(?P<closes>\d\d:\d\d)"
)
type Document = dict[str, Any]


@dataclass(frozen=True)
class Town:
    """One town of the demo: its TOML, its streets, where it lies, and the day the demo is loaded."""

    slug: str
    name: str
    province: str
    country: str
    locale: str
    streets: Streets
    content: Document
    today: datetime.date

    def id(self, kind: str, key: str) -> str:
        """The public id of a thing; the same in every demo."""
        return str(uuid.uuid5(NAMESPACE, f"{self.slug}/{kind}/{key}"))

    def documents(self) -> Iterator[Document]:
        """Every location, then every organization with its services in it."""
        yield {
            "id": self.id("location", "online"),
            "location_type": "virtual",
            "name": "Online of per telefoon" if self.country == "NL" else "Online of telefonisch",
        }
        for location in self.content["location"]:
            yield self.location(location)
        for organization in self.content["organization"]:
            yield self.organization(organization)

    def location(self, row: Document) -> Document:
        latitude, longitude = self.streets.house(row["street"], row["number"])
        return filled(
            {
                "id": self.id("location", row["key"]),
                "location_type": "physical",
                "name": row["name"],
                "description": row.get("description"),
                "transportation": row.get("transport"),
                "latitude": latitude,
                "longitude": longitude,
                "bn_hide_address": row.get("hide_address"),
                "addresses": [
                    filled(
                        {
                            "address_1": f"{row['street']} {row['number']}",
                            "postal_code": row["postcode"],
                            "city": self.name,
                            "region": row["neighbourhood"],
                            "state_province": self.province,
                            "country": self.country,
                            "address_type": "physical",
                            "bn_directions": row.get("directions"),
                        }
                    )
                ],
                "accessibility": self.accessibility(row),
                "schedules": [schedule(text) for text in row.get("hours", [])],
            }
        )

    def accessibility(self, row: Document) -> list[Document]:
        said = filled({"description": row.get("access"), "bn_features": row.get("features")})
        return [said] if said else []

    def organization(self, row: Document) -> Document:
        return filled(
            {
                "id": self.id("organization", row["key"]),
                "name": row["name"],
                "description": row["description"],
                "bn_kind": row["kind"],
                "email": row.get("email"),
                "website": row.get("website"),
                "phones": phones(row),
                "services": [self.service(service) for service in row.get("service", [])],
            }
        )

    def service(self, row: Document) -> Document:
        copied = {key: row.get(name) for name, key in COPIED.items()}
        return filled(
            copied
            | {
                "id": self.id("service", row["key"]),
                "status": "active",
                "bn_locale": self.locale,
                "bn_name_i18n": self.translations(row, "name"),
                "bn_description_i18n": self.translations(row, "description"),
                "minimum_age": ages(row)[0],
                "maximum_age": ages(row)[1],
                "assured_date": self.day(row.get("checked_days_ago")),
                "bn_assured_by": row.get("checked_by"),
                "languages": [{"code": code, "name": language_name(code)} for code in row.get("languages", [])],
                "cost_options": cost_options(row["cost"]),
                "schedules": self.schedules(row),
                "capacities": self.capacities(row),
                "required_documents": [{"document": row["documents"]}] if row.get("documents") else None,
                "phones": phones(row),
                "service_areas": self.service_areas(row),
                "service_at_locations": [
                    {"id": self.id("at", f"{row['key']}/{key}"), "location_id": self.id("location", key)}
                    for key in [*row["at"], *(["online"] if row.get("online") else [])]
                ],
            }
        )

    def translations(self, row: Document, name: str) -> Document:
        return {language: row[language][name] for language in TRANSLATED if row.get(language, {}).get(name)}

    def day(self, days_ago: int | None) -> str | None:
        return None if days_ago is None else (self.today - datetime.timedelta(days=days_ago)).isoformat()

    def schedules(self, row: Document) -> list[Document]:
        """The times, each with the days it is closed and what happens in the school holidays."""
        closed = [
            {"date": f"{year}-{month_day}", "closed": True, "note": why}
            for month_day, why in row.get("closed", [])
            for year in (self.today.year, self.today.year + 1)
        ]
        besides = filled({"bn_in_holidays": row.get("holidays"), "bn_exceptions": closed})
        said = [{"description": row["when_text"]}] if row.get("when_text") else []
        return [schedule(text) | besides for text in row.get("when", [])] + said

    def capacities(self, row: Document) -> list[Document]:
        if not (room := row.get("room")):
            return []
        return [
            filled(
                {
                    "available": room["available"],
                    "maximum": room.get("maximum"),
                    "unit": {"name": room["unit"]} if room.get("unit") else None,
                    "updated": f"{self.day(room.get('days_ago', 0))}T09:00:00Z",
                }
            )
        ]

    def service_areas(self, row: Document) -> list[Document]:
        """What is for the whole town says so, also when it has no place of its own."""
        if not any(row.get(name) for name in ("townwide", "online", "at_home")):
            return []
        return [{"name": self.name, "uri": f"https://buurtnet.example/demo/{self.slug}"}]


def schedule(text: str) -> Document:
    """``di,do 15:30-17:00``, ``ma-vr …``, ``1e za …``, ``2 weken wo …`` or ``24/7`` as RRULE parts.

    Raises ValueError for a text that says none of these.
    """
    if text == "24/7":
        return {"freq": "WEEKLY", "byday": ",".join(DAYS.values()), "opens_at": "00:00", "closes_at": "24:00"}
    if not (said := WHEN.fullmatch(text)):
        raise ValueError(f"{text!r} says no time")
    days = weekdays(said["days"])
    times = {"opens_at": said["opens"], "closes_at": said["closes"]}
    if said["nth"]:
        nth = "-1" if said["nth"] == "laatste" else said["nth"]
        return {"freq": "MONTHLY", "byday": ",".join(nth + day for day in days), **times}
    every = {"interval": int(said["weeks"])} if said["weeks"] else {}
    return {"freq": "WEEKLY", "byday": ",".join(days), **every, **times}


def weekdays(text: str) -> list[str]:
    """``ma,do`` and ``ma-vr`` as the days of RRULE. Raises ValueError for another word."""
    names = list(DAYS)
    found: list[str] = []
    for part in text.split(","):
        first, _, last = part.partition("-")
        if first not in DAYS or (last and last not in DAYS):
            raise ValueError(f"{part!r} is no day")
        found += names[names.index(first) : names.index(last or first) + 1]
    return [DAYS[name] for name in found]


def ages(row: Document) -> tuple[float | None, float | None]:
    said: list[float] = row.get("ages", [])
    return said[0] if said else None, said[1] if len(said) > 1 else None


def cost_options(cost: str | list[list[Any]]) -> list[Document]:
    """``gratis``, or what is paid for what in euros."""
    if cost == "gratis":
        return [{"currency": "EUR", "amount": 0}]
    if isinstance(cost, str):
        raise ValueError(f"{cost!r} is neither 'gratis' nor a list of prices")
    return [{"option": option, "currency": "EUR", "amount": amount} for option, amount in cost]


def phones(row: Document) -> list[Document]:
    return [{"number": row["phone"]}] if row.get("phone") else []


def filled(document: Document) -> Document:
    """Without what nobody said."""
    return {key: value for key, value in document.items() if value not in (None, "", [], {})}
