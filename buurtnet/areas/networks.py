"""Starting a network: which areas it covers, checked before anything is kept."""

import re
from collections.abc import Iterable
from typing import Any

from django.db import transaction

from buurtnet.areas.choices import CodeSystem
from buurtnet.areas.finding import forget_network_areas
from buurtnet.areas.holidays import table
from buurtnet.areas.models import Area, Network
from buurtnet.kit.plain_error import PlainError

SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
# First parts of addresses that belong to the site itself.
TAKEN = {
    "over", "privacy", "toegankelijkheid", "kleur", "hulplijnen", "static", "media", "account", "organisaties", "api",
    "admin", "agenda-bestand", "sitemap",
}  # fmt: skip
DEFAULTS = {
    "NL": {"locale": "nl", "time_zone": "Europe/Amsterdam"},
    "BE": {"locale": "nl-be", "time_zone": "Europe/Brussels", "holiday_region": "be-vl"},
}


@transaction.atomic
def create_network(slug: str, *, name: str, town: str, country: str, areas: Iterable[str], **more: Any) -> Network:
    """Make a network that covers the areas with these codes. Raises PlainError, and makes nothing, when it cannot be.

    ``more`` are other fields of the model (``locale``, ``holiday_region``, ``contact_name`` ...).
    """
    if not SLUG.fullmatch(slug) or slug in TAKEN or len(slug) > 60:
        raise PlainError(
            f"{slug!r} cannot be the address of a network: small letters and digits, with single hyphens between, "
            f"and none of {', '.join(sorted(TAKEN))}."
        )
    if Network.objects.filter(slug=slug).exists():
        raise PlainError(f"There is a network {slug} already.")
    if country not in DEFAULTS:
        raise PlainError(f"The country is {country}; it can be {' or '.join(DEFAULTS)}.")
    covered = [area_with(code) for code in areas]
    if not covered:
        raise PlainError("A network covers one area at least.")
    fields = DEFAULTS[country] | {key: value for key, value in more.items() if value not in ("", None)}
    region = fields.get("holiday_region", "")
    if region and region not in table():
        raise PlainError(f"There is no holiday region {region}; there are {', '.join(sorted(table()))}.")
    network = Network.objects.create(slug=slug, name=name, town=town, country=country, **fields)
    network.areas.set(covered)
    transaction.on_commit(forget_network_areas)
    return network


def area_with(code: str) -> Area:
    """The area with a code, or ``system:code`` (``pc4:3131``) where two systems share it."""
    system, _, rest = code.rpartition(":")
    if system and system not in CodeSystem.values:
        raise PlainError(f"There is no code system {system}; there are {', '.join(CodeSystem.values)}.")
    found = list(Area.objects.filter(code__iexact=rest, **({"code_system": system} if system else {})))
    if not found:
        raise PlainError(f"There is no area with the code {code}; bring areas in with 'buurtnet import areas'.")
    if len(found) > 1:
        options = ", ".join(
            f"{area.code_system}:{area.code} ({area.get_kind_display()} {area.name})" for area in found
        )
        raise PlainError(f"The code {code} is of more than one area: {options}.")
    return found[0]
