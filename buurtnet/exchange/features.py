"""The social map as GeoJSON (RFC 7946): each service at each place it has on the map, for a map of someone else.

A secret address is never among them, whichever of its marks says so. Degrees of WGS84, the longitude first.
"""

import json
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, Final

from buurtnet.directory.choices import LocationType
from buurtnet.exchange.export_files import whole_file
from buurtnet.exchange.fields import HIDING, hides
from buurtnet.exchange.records import Document
from buurtnet.exchange.sqlite_memory import FOR_AN_EXPORT, sqlite_with

DECIMALS: Final = 6  # of a degree: a tenth of a metre
_OF_SERVICE: Final = (
    "name", "description", "status", "minimum_age", "maximum_age", "fees_description", "application_process",
    "email", "url", "assured_date", "last_modified", "bn_support_level", "bn_function", "bn_help_kind", "bn_referral",
    "bn_source", "bn_licence",
)  # fmt: skip
_OF_ADDRESS: Final = ("address_1", "postal_code", "city", "country")


def write_features(services: Iterable[Document], path: Path, step: Callable[[int], None]) -> tuple[int, int]:
    """Write a collection of features; the file appears when it is complete (``-``: standard output).

    Returns how many features, and how many services have none.
    """
    features = nowhere = 0
    with sqlite_with(FOR_AN_EXPORT), whole_file(path) as file:
        file.write('{"type": "FeatureCollection", "features": [')
        for service in services:
            found = 0
            for feature in features_of(service):
                file.write(",\n" if features else "\n")
                file.write(json.dumps(feature, ensure_ascii=False))
                found += 1
                features += 1
            nowhere += not found
            step(1)
        file.write("\n]}\n")
    return features, nowhere


def features_of(service: Document) -> Iterator[Document]:
    """The features of a service: one for each of its places that has a point and may be known."""
    for one in _dicts(service.get("service_at_locations")):
        location = one.get("location")
        point = _point(location) if isinstance(location, dict) and not is_hidden(one) else None
        if point is None:
            continue
        yield {
            "type": "Feature",
            "id": one.get("id"),
            "geometry": {"type": "Point", "coordinates": point},
            "properties": _properties(service, one, one["location"]),
        }


def is_hidden(at_location: Document) -> bool:
    """Whether the address of a service at a location is secret, wherever that is said."""
    location = at_location.get("location")
    places = [at_location, *_dicts([location])]
    places += [address for place in places for address in _dicts(place.get("addresses"))]
    return any(hides(place.get(key)) for place in places for key in HIDING)


def _point(location: Document) -> list[float] | None:
    point = [location.get("longitude"), location.get("latitude")]
    is_place = location.get("location_type", LocationType.PHYSICAL) == LocationType.PHYSICAL
    numbers = [
        round(float(one), DECIMALS) for one in point if isinstance(one, int | float) and not isinstance(one, bool)
    ]
    is_on_earth = len(numbers) == 2 and abs(numbers[0]) <= 180 and abs(numbers[1]) <= 90
    return numbers if is_place and is_on_earth else None


def _properties(service: Document, at_location: Document, location: Document) -> Document:
    """Flat, since programs for maps make a column of each; what has no value is left out."""
    organization = service.get("organization")
    address = next(iter(_dicts(location.get("addresses"))), {})
    found: dict[str, Any] = {
        "service_id": service.get("id"),
        "location_id": location.get("id"),
        **{key: service.get(key) for key in _OF_SERVICE},
        "organization": organization.get("name") if isinstance(organization, dict) else None,
        "themes": _joined(service.get("bn_themes")),
        "place": location.get("name"),
        **{key: address.get(key) for key in _OF_ADDRESS},
        "phones": _joined([one.get("number") for one in _phones(service, at_location)]),
    }
    return {key: value for key, value in found.items() if value not in (None, "")}


def _phones(service: Document, at_location: Document) -> list[Document]:
    """The numbers to call: of the service at this place, else of the service, else of its organization."""
    organization = service.get("organization")
    holders = [at_location, service, *_dicts([organization])]
    return next((phones for one in holders if (phones := _dicts(one.get("phones")))), [])


def _joined(values: Any) -> str:
    texts = [value for value in values if isinstance(value, str)] if isinstance(values, list) else []
    return ", ".join(dict.fromkeys(texts))


def _dicts(value: Any) -> list[Document]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []
