"""Residents who want to be found, and the yes of a director or connector who knows them."""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import Exists, F, OuterRef, QuerySet, Subquery

from buurtnet.areas.models import Network
from buurtnet.people.access import known_in
from buurtnet.people.choices import PARTNERS, Role
from buurtnet.people.models import Membership, Person, Welcome
from buurtnet.privacy.choices import Action
from buurtnet.privacy.log import record


def residents_to_find(network: Network) -> "QuerySet[Membership]":
    """Residents of a network who wish to be found, those whom nobody knows yet first."""
    held = Membership.objects.current().filter(
        network=network, role=Role.RESIDENT, person__card__gets_things_going=True
    )
    partners = Membership.objects.current().filter(network=network, role__in=PARTNERS)
    said = Welcome.objects.filter(person=OuterRef("person"), network=network, known_as=OuterRef("person__name"))
    is_partner = Exists(partners.filter(person=OuterRef("person")))
    found = held.filter(~is_partner).select_related("person__card")
    found = found.annotate(
        known_since=Subquery(said.values("said_at")), known_by=Subquery(said.values("said_by__name"))
    )
    return found.order_by(F("known_since").asc(nulls_first=True), "person__name_folded", "person")


def networks_to_be_known_in(person: Person, roles: Iterable[Membership]) -> list[Network]:
    """Where someone who wishes to be found waits for a yes: as a resident, and nothing more there."""
    held = list(roles)
    partner_of = {one.network_id for one in held if one.role in PARTNERS}
    return [
        one.network
        for one in held
        if one.network
        and one.role == Role.RESIDENT
        and one.network_id not in partner_of
        and not known_in(one.network).filter(person=person).exists()
    ]


@transaction.atomic
def welcome(person: Person, network: Network, *, by: Person, role_then: str) -> None:
    """Say that one knows this resident, by the name they have now. Saying it twice changes nothing."""
    Person.objects.select_for_update(no_key=True).get(pk=person.pk)
    if known_in(network).filter(person=person).exists():
        return
    said = {"known_as": person.name, "said_by": by}
    Welcome.objects.filter(person=person, network=network).delete()
    Welcome.objects.create(person=person, network=network, **said)
    record(
        Action.CHANGE, actor=by, subject=person, object_kind="people.Welcome", object_id=str(person.pk),
        network=network, role_then=role_then, rule="resident.known",
    )  # fmt: skip


@transaction.atomic
def take_back(person: Person, network: Network, *, by: Person, role_then: str) -> None:
    """Others find this resident no more, until someone says anew that they know them."""
    if Welcome.objects.filter(person=person, network=network).delete()[0]:
        record(
            Action.CHANGE, actor=by, subject=person, object_kind="people.Welcome", object_id=str(person.pk),
            network=network, role_then=role_then, rule="resident.known.taken_back",
        )  # fmt: skip
