"""Importing in a test: documents or a file in, what happened and what was rejected out."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from buurtnet.exchange.export import documents
from buurtnet.exchange.hsds_files import open_hsds
from buurtnet.exchange.importing import Counts, Options, Outcome, bring_in
from buurtnet.exchange.reading import Reading
from buurtnet.exchange.records import Kind, Reject

type Document = dict[str, Any]


class Silent:
    """A progress bar nobody looks at."""

    def start(self, what: str, total: int, unit: str) -> None: ...
    def step(self, amount: int) -> None: ...
    def stop(self) -> None: ...


@dataclass
class Done:
    """What an import did."""

    outcome: Outcome
    reading: Reading
    rejects: list[Reject] = field(default_factory=list)

    def counts(self, kind: Kind = Kind.SERVICE) -> Counts:
        return self.outcome.counts[kind]

    def reasons(self) -> list[tuple[str, str]]:
        return [(reject.field, reject.reason) for reject in self.rejects]


def bring(reading: Reading, source: str = "bron", **options: Any) -> Done:
    rejects: list[Reject] = []
    outcome = bring_in(reading, Options(source=source, **options), rejects.append, Silent())
    return Done(outcome, reading, rejects)


def bring_file(path: Path, source: str = "bron", **options: Any) -> Done:
    return bring(open_hsds(path, options.get("encoding", "")), source, **options)


def bring_lines(folder: Path, found: list[Document], source: str = "bron", **options: Any) -> Done:
    """Import documents from a JSON Lines file."""
    path = folder / "services.jsonl"
    path.write_text("".join(json.dumps(one) + "\n" for one in found), encoding="utf-8")
    return bring_file(path, source, **options)


def exported(source: str = "") -> dict[str, Document]:
    """What an export gives, by id."""
    return {one["id"]: one for one in documents(source)}


def changed(document: Document, change: Callable[[Document], Any]) -> Document:
    """A copy of a document with a change made to it."""
    copy: Document = json.loads(json.dumps(document))
    change(copy)
    return copy


CLUB: Document = {
    "id": "0b7f9e1c-52b6-4d0e-9d49-6b1f0a1f6a01",
    "name": "Huiswerkclub De Loods",
    "description": "Samen huiswerk maken na school.",
    "status": "active",
    "email": "hallo@deloods.example",
    "url": "https://deloods.example/huiswerk",
    "minimum_age": 8,
    "maximum_age": 12,
    "assured_date": "2026-05-01",
    "bn_support_level": 0,
    "bn_function": 2,
    "organization": {
        "id": "0b7f9e1c-52b6-4d0e-9d49-6b1f0a1f6a02",
        "name": "De Loods",
        "description": "Een loods vol vrijwilligers.",
        "bn_kind": "informal",
        "phones": [{"id": "0b7f9e1c-52b6-4d0e-9d49-6b1f0a1f6a03", "number": "0999 - 12 34 56"}],
    },
    "service_at_locations": [
        {
            "id": "0b7f9e1c-52b6-4d0e-9d49-6b1f0a1f6a04",
            "location": {
                "id": "0b7f9e1c-52b6-4d0e-9d49-6b1f0a1f6a05",
                "location_type": "physical",
                "name": "Buurthuis De Ankerplaats",
                "latitude": 52.05,
                "longitude": 4.15,
                "addresses": [
                    {
                        "id": "0b7f9e1c-52b6-4d0e-9d49-6b1f0a1f6a06",
                        "address_1": "Netstraat 14",
                        "city": "Havendijk",
                        "state_province": "Zuid-Holland",
                        "postal_code": "8991 AB",
                        "country": "NL",
                        "address_type": "physical",
                    }
                ],
            },
        }
    ],
    "schedules": [
        {
            "id": "0b7f9e1c-52b6-4d0e-9d49-6b1f0a1f6a07",
            "freq": "WEEKLY",
            "byday": "TU,TH",
            "opens_at": "15:30",
            "closes_at": "17:00",
        }
    ],
    "languages": [{"id": "0b7f9e1c-52b6-4d0e-9d49-6b1f0a1f6a08", "code": "nl", "name": "Nederlands"}],
    "cost_options": [{"id": "0b7f9e1c-52b6-4d0e-9d49-6b1f0a1f6a09", "option": "gratis", "amount": 0}],
}


def club(number: int = 0, **fields: Any) -> Document:
    """The homework club, or another service of De Loods with an id of its own."""
    document = changed(CLUB, lambda one: one.update(fields))
    if number:
        tail = f"{number:04x}"
        document["id"] = CLUB["id"][:-4] + tail
        document["name"] = fields.get("name", f"Club {number}")
        for name in ("service_at_locations", "schedules", "languages", "cost_options"):
            for item in document[name]:
                item["id"] = f"{item['id'][-8:]}-0000-4000-8000-00000000{tail}"
    return document
