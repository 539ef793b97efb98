"""My own card: read for its form, and kept whole, in one transaction."""

import datetime as dt
from collections.abc import Iterable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import IO

from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest

from buurtnet.areas.finding import network_areas
from buurtnet.areas.models import Area
from buurtnet.people.choices import MandateKind
from buurtnet.people.models import Card, Mandate, Membership, Person, ReachableHours
from buurtnet.people.photos import made_photo, put_on
from buurtnet.privacy.choices import Action
from buurtnet.privacy.log import record
from buurtnet.themes.models import Theme

LONGEST_PHONE = 40


@dataclass(frozen=True)
class HoursOf:
    weekday: int
    opens_at: dt.time
    closes_at: dt.time


@dataclass(frozen=True)
class MandateOf:
    membership: Membership
    kind: MandateKind
    text: str
    backed_by: str
    theme: Theme | None


def card_for(person: Person) -> Card:
    """The card of a person; one that is not kept yet for who has none."""
    return Card.objects.filter(person=person).first() or Card(person=person)


def hours_of(person: Person) -> list[ReachableHours]:
    return list(ReachableHours.objects.filter(person=person))


def mandates_of(roles: Iterable[Membership]) -> list[Mandate]:
    return list(Mandate.objects.filter(membership__in=list(roles)).order_by("kind", "text", "pk"))


def area_choices(roles: Iterable[Membership]) -> "QuerySet[Area]":
    """The neighbourhoods of the networks in which someone takes part."""
    networks = {one.network for one in roles if one.network}
    keys = {area.pk for network in networks for area in network_areas(network).neighbourhoods}
    return Area.objects.filter(pk__in=keys).defer("boundary").order_by("name")


@dataclass(frozen=True)
class Filled:
    """A card as its form has it, valid."""

    audiences: dict[str, str]
    languages: list[str]
    themes: Iterable[Theme]
    areas: Iterable[Area]
    hours: list[HoursOf]
    mandates: list[MandateOf]
    new_photo: IO[bytes] | None
    without_photo: bool


class NoAccountError(Exception):
    """The account was erased or closed while its card was filled in."""


def keep_card(card: Card, filled: Filled, roles: list[Membership], request: HttpRequest) -> None:
    """All of it, or nothing: raises ``NoPhotoError`` or ``NoRoomError`` for a photo that cannot be kept.

    Raises ``NoAccountError`` too. The photo is made first, so that nobody waits for it.
    """
    photo: AbstractContextManager[str] = made_photo(filled.new_photo) if filled.new_photo else nullcontext("")
    with photo as name, transaction.atomic():
        write_card(card, filled, roles)
        if name or (filled.without_photo and card.photo):
            put_on(card, name)
        record(
            Action.CHANGE, actor=card.person_id, subject=card.person_id, obj=card, fields_group="card",
            request=request,
        )  # fmt: skip


def write_card(card: Card, filled: Filled, roles: list[Membership]) -> None:
    """All but the photo, which stays as it is now. Who keeps a card twice at once waits in line."""
    if not Person.objects.select_for_update(no_key=True).filter(pk=card.person_id, is_active=True).first():
        raise NoAccountError
    card.photo = Card.objects.filter(pk=card.pk).values_list("photo", flat=True).first() or ""
    card.audiences, card.languages = filled.audiences, filled.languages
    card.save()
    card.themes.set(filled.themes)
    card.areas.set(filled.areas)
    ReachableHours.objects.filter(person=card.person_id).delete()
    ReachableHours.objects.bulk_create(
        ReachableHours(person_id=card.person_id, weekday=one.weekday, opens_at=one.opens_at, closes_at=one.closes_at)
        for one in filled.hours
    )
    keep_mandates(filled.mandates, roles)


def keep_mandates(wanted: list[MandateOf], roles: list[Membership]) -> None:
    """The lines in the place of those that were there, each row kept where a line stays in its place."""
    kept = mandates_of(roles)
    for number, one in enumerate(wanted):
        row = kept[number] if number < len(kept) else Mandate()
        row.membership, row.kind, row.text = one.membership, one.kind, one.text
        row.backed_by, row.theme = one.backed_by, one.theme
        row.save()
    Mandate.objects.filter(pk__in=[row.pk for row in kept[len(wanted) :]]).delete()
