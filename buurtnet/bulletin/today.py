"""What waits for someone in this room: a newsletter to look over, or one to send."""

import datetime as dt

from django.urls import reverse
from django.utils.translation import gettext as _

from buurtnet.areas.choices import Room
from buurtnet.bulletin.access import MAKERS
from buurtnet.bulletin.choices import EditionState
from buurtnet.bulletin.models import Edition
from buurtnet.kit.today import Item
from buurtnet.people.access import roles_of
from buurtnet.people.models import Person

WAITING = (EditionState.DRAFT, EditionState.CHECKED)


def items(person: Person, now: dt.datetime) -> list[Item]:
    """In one query, however many networks someone has."""
    networks = {
        one.network.pk: one.network
        for one in roles_of(person)
        if one.network and one.role in MAKERS and one.network.has(Room.BULLETIN)
    }
    if not networks:
        return []
    rows = Edition.objects.filter(network__in=networks, state__in=WAITING).order_by("created_at", "pk")
    return [
        Item(
            one.checked_at or one.created_at, title_of(one),
            reverse("bulletin:edition_look", args=[networks[one.network_id].slug, one.number]), "mail", None,
            networks[one.network_id].name,
        )
        for one in rows
    ]  # fmt: skip


def title_of(edition: Edition) -> str:
    if edition.state == EditionState.DRAFT:
        return _("De nieuwsbrief moet nog nagekeken worden")
    return _("De nieuwsbrief is nagekeken en kan weg")
