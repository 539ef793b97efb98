"""What waits for someone in this room: suggestions that nobody answered yet."""

import datetime as dt

from django.db.models import Count, Exists, Min, OuterRef, Q
from django.urls import reverse
from django.utils.translation import ngettext

from buurtnet.kit.today import Item
from buurtnet.mending.access import KEEPERS
from buurtnet.mending.choices import OPEN
from buurtnet.mending.models import Suggestion
from buurtnet.mending.models.suggestion import PROVIDER_FIRST
from buurtnet.people.access import roles_of
from buurtnet.people.choices import Role
from buurtnet.people.models import Membership, Person


def items(person: Person, now: dt.datetime) -> list[Item]:
    """One for each network. What the editor of an organization answers first, waits for the others seven days."""
    roles = list(roles_of(person))
    kept = {one.network_id for one in roles if one.role in KEEPERS}
    edited = {one.organization_id for one in roles if one.role == Role.EDITOR}
    if not kept and not edited:
        return []
    editors = Membership.objects.current().filter(role=Role.EDITOR, organization=OuterRef("service__organization"))
    is_ours = Q(network__in=kept) & (~Q(Exists(editors)) | Q(sent_at__lte=now - PROVIDER_FIRST))
    waiting = Suggestion.objects.filter(is_ours | Q(service__organization__in=edited), state__in=OPEN)
    waiting = waiting.filter(Q(taken_by=None) | Q(taken_by=person))
    rows = waiting.values("network__slug", "network__name").annotate(number=Count("pk"), since=Min("sent_at"))
    return [
        Item(
            row["since"],
            ngettext("Een verbetering om te bekijken", "{number} verbeteringen om te bekijken", row["number"]).format(
                number=row["number"]
            ),
            reverse("mending:suggestion_list", args=[row["network__slug"]]),
            "pencil",
            place=row["network__name"],
        )
        for row in rows.order_by("network__slug")
    ]
