"""The people of the demo: accounts, roles, cards with drawn faces, mandates and hours. Who is there already stays."""

import datetime as dt
import tomllib
import uuid
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction

from buurtnet.areas.models import Area, Network
from buurtnet.config.demo.documents import Town
from buurtnet.people.choices import Audience, MandateKind, Role
from buurtnet.people.factors import has_factor
from buurtnet.people.inviting import invite
from buurtnet.people.models import (
    Card,
    Invitation,
    Mail,
    Mandate,
    Membership,
    NetworkHost,
    Organization,
    Person,
    ReachableHours,
)  # fmt: skip
from buurtnet.people.photos import keep_photo
from buurtnet.people.welcoming import residents_to_find, welcome
from buurtnet.themes.models import Theme

DATA = Path(__file__).parent / "data"
DAYS = ["ma", "di", "wo", "do", "vr", "za", "zo"]
HOSTS = {"havendijk": "ankerplaats-org", "duinbeke": "gemeente-duinbeke"}
SHOWN_AT_THE_DOOR = ("samira", "joris", "ingrid", "griet")  # whose way in the demo tells
type Row = dict[str, Any]


@cache
def people_rows() -> list[Row]:
    rows: list[Row] = tomllib.loads((DATA / "people.toml").read_text("utf-8"))["person"]
    return rows


def load_people(towns: list[Town]) -> None:
    by_slug = {town.slug: town for town in towns}
    for slug, key in HOSTS.items():
        NetworkHost.objects.get_or_create(
            network=Network.objects.get(slug=slug), defaults={"organization": organization_of(by_slug[slug], key)}
        )
    for row in people_rows():
        if not Person.objects.filter(email=email_of(row)).exists():
            load_person(row, by_slug[row["network"]])
    for slug in by_slug:
        welcome_residents(Network.objects.get(slug=slug))


def welcome_residents(network: Network) -> None:
    """A connector knows the residents who get things going, so that others find them."""
    known_by = Membership.objects.filter(network=network, role=Role.CONNECTOR).order_by("starts_at", "pk").first()
    if known_by is None:
        return
    for one in residents_to_find(network):
        welcome(one.person, network, by=known_by.person, role_then=Role.CONNECTOR)


@transaction.atomic
def load_person(row: Row, town: Town) -> None:
    network = Network.objects.get(slug=town.slug)
    person = Person.objects.create_user(email_of(row), name=row["name"])
    organization = organization_of(town, row["organization"]) if "organization" in row else None
    began = dt.datetime.combine(town.today - dt.timedelta(days=200), dt.time(9), dt.UTC)
    roles = [
        Membership.objects.create(
            person=person, role=Role(role), network=network, organization=organization, starts_at=began,
            title=row.get("title", ""),
        )
        for role in row["roles"]
    ]  # fmt: skip
    for role in row.get("more", []):
        Membership.objects.create(person=person, role=Role(role), organization=organization, starts_at=began)
    for key in row.get("officer_of", []):
        officer_of = organization_of(town, key)
        Membership.objects.create(person=person, role=Role.SAFETY_OFFICER, organization=officer_of, starts_at=began)
    load_card(row, person, town)
    for kind, text, backed_by, theme in row.get("mandates", []):
        Mandate.objects.create(
            membership=roles[0], kind=MandateKind(kind), text=text, backed_by=backed_by, theme_id=theme or None
        )


def load_card(row: Row, person: Person, town: Town) -> None:
    shown = dict.fromkeys(row.get("public", []), Audience.PUBLIC)
    hidden = dict.fromkeys(row.get("nobody", []), Audience.NOBODY)
    card = Card.objects.create(
        person=person, phone=row.get("phone", ""), ask_me=row.get("ask_me", ""), languages=row["languages"],
        audiences=shown | hidden, is_public=row.get("is_public", False),
        gets_things_going=row.get("gangmaker", False),
    )  # fmt: skip
    card.themes.set(Theme.objects.filter(slug__in=row.get("themes", [])))
    inside = Area.objects.filter(kind="neighbourhood", parent__code=town.slug, code_system="own")
    card.areas.set(inside.filter(code__in=row.get("areas", [])))
    for said in row.get("hours", []):
        day, _, span = said.partition(" ")
        opens, closes = (dt.time.fromisoformat(part) for part in span.split("-"))
        ReachableHours.objects.create(person=person, weekday=DAYS.index(day), opens_at=opens, closes_at=closes)
    if "face" in row:
        keep_photo(card, BytesIO((DATA / "faces" / f"{row['key']}.webp").read_bytes()))


def organization_of(town: Town, key: str) -> Organization:
    return Organization.objects.get(pk=uuid.UUID(town.id("organization", key)))


def email_of(row: Row) -> str:
    """Where nobody lives: everything under .example is for examples."""
    place = str(row.get("organization") or row["network"]).removesuffix("-org")
    return f"{row['key']}@{place}.example"


def ways_in(port: int) -> list[str]:
    """Lines that tell how to come in as someone of the cast: a link that also lets them make a key, or their mail."""
    lines = []
    for row in people_rows():
        if row["key"] not in SHOWN_AT_THE_DOOR:
            continue
        person = Person.objects.filter(email=email_of(row), is_active=True).first()
        network = Network.objects.filter(slug=row["network"]).first()
        if person is None or network is None:
            continue
        role = Role(row["roles"][0])
        lines.append(f"  {person.name} ({role.label}, {network.name}), {person.email}")
        if not has_factor(person):
            held = person.memberships.filter(network=network).first()
            organization = held.organization if held else None
            Invitation.objects.filter(email=person.email, invited_by=None, used_at=None).delete()
            made = invite(person.email, role, by=None, network=network, organization=organization, name=person.name)
            Mail.objects.filter(to=person.email, sent_at=None).delete()  # it is told here
            lines.append(f"    http://localhost:{port}{made.url.removeprefix(settings.SITE_URL)}")
    return lines
