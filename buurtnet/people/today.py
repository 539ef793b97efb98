"""What waits for someone in this room: a key to make, a question about themselves, people to say a word about."""

import datetime as dt
from collections.abc import Iterable, Iterator
from functools import reduce
from operator import or_

from django.db.models import Count, Min, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from buurtnet.kit.today import Item
from buurtnet.people.access import WELCOMERS, roles_of
from buurtnet.people.choices import ASKERS, STRONG, ConsentState
from buurtnet.people.consenting import UNDONE, WAITING
from buurtnet.people.factors import has_factor
from buurtnet.people.models import Consent, Membership, Person
from buurtnet.people.welcoming import residents_to_find


def items(person: Person, now: dt.datetime) -> list[Item]:
    """The number of queries grows with the networks of a person, and not with what waits there."""
    roles = list(roles_of(person).order_by("starts_at", "pk"))
    return [
        *key_to_make(person, roles),
        *asked_of_me(person, now),
        *to_ask_again(person, roles),
        *to_be_known(roles),
    ]


def key_to_make(person: Person, roles: Iterable[Membership]) -> Iterator[Item]:
    """Without a key a strong role opens nothing yet."""
    strong = [one for one in roles if one.role in STRONG]
    if strong and not has_factor(person):
        yield Item(strong[0].starts_at, _("Maak een sleutel bij je rol"), reverse("people:factors"), "lock")


def asked_of_me(person: Person, now: dt.datetime) -> Iterator[Item]:
    """Someone asks consent, and waits for the answer."""
    waiting = Consent.objects.filter(subject_id=person.pk, state__in=WAITING, until__gte=now.date())
    counted = waiting.aggregate(number=Count("pk"), since=Min("asked_at"))
    if counted["number"]:
        title = ngettext(
            "Iemand vraagt je toestemming", "{number} keer vraagt iemand je toestemming", counted["number"]
        )
        url = reverse("people:my_consents")
        yield Item(counted["since"] or now, title.format(number=counted["number"]), url, "handshake")


def to_ask_again(person: Person, roles: Iterable[Membership]) -> Iterator[Item]:
    """Consents that this person asked and must ask anew, by network."""
    asking = [one for one in roles if one.role in ASKERS and one.network and one.organization_id]
    if not asking:
        return
    mine = reduce(or_, (Q(network=one.network_id, organization=one.organization_id) for one in asking))
    again = Consent.objects.exclude(state__in=UNDONE).filter(replaces__isnull=False).values("replaces")
    due = Consent.objects.filter(mine, asked_by=person, state=ConsentState.RECONFIRM_DUE).exclude(pk__in=again)
    rows = due.values("network__slug", "network__name").annotate(number=Count("pk"), since=Min("asked_at"))
    for row in rows.order_by("network__slug"):
        title = ngettext(
            "Vraag een toestemming opnieuw", "Vraag {number} toestemmingen opnieuw", row["number"]
        ).format(number=row["number"])
        url = reverse("people:consent_list", args=[row["network__slug"]])
        yield Item(row["since"], title, url, "handshake", place=row["network__name"])


def to_be_known(roles: Iterable[Membership]) -> Iterator[Item]:
    """Residents who wish to be found, until someone says that they know them."""
    networks = {one.network_id: one.network for one in roles if one.network and one.role in WELCOMERS}
    for network in networks.values():
        unknown = residents_to_find(network).filter(Q(known_since=None)).order_by()
        counted = unknown.aggregate(number=Count("pk"), since=Min("starts_at"))
        if counted["number"]:
            title = ngettext("Ken je deze bewoner?", "Ken je deze {number} bewoners?", counted["number"]).format(
                number=counted["number"]
            )
            url = reverse("people:resident_list", args=[network.slug])
            yield Item(counted["since"], title, url, "users", place=network.name)
