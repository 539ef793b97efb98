"""What waits for someone in this room: who is to be called."""

import datetime as dt
from collections.abc import Iterable

from django.db.models import Count, Min
from django.urls import reverse
from django.utils.translation import ngettext

from buurtnet.areas.models import Network
from buurtnet.directory.access import today_in
from buurtnet.kit.today import Item
from buurtnet.people.access import roles_of
from buurtnet.people.choices import PARTNERS, Role
from buurtnet.people.models import Person
from buurtnet.upkeep.calling import THIS_WEEK, to_call
from buurtnet.upkeep.models import Caller


def items(person: Person, now: dt.datetime) -> list[Item]:
    """One for each network, with what the list of this week holds."""
    return [item for network in called_in(person) if (item := calls_waiting(network))]


def called_in(person: Person) -> Iterable[Network]:
    """Where someone calls: as the director, or because the director gave them the list and their role still holds."""
    roles = list(roles_of(person))
    given = Caller.objects.filter(membership__in=[one.pk for one in roles if one.role in PARTNERS])
    directed = [one.network for one in roles if one.network and one.role == Role.DIRECTOR]
    return {
        one.pk: one for one in [*directed, *(caller.network for caller in given.select_related("network"))]
    }.values()


def calls_waiting(network: Network) -> Item | None:
    counted = to_call(network, today_in(network)).order_by().aggregate(number=Count("pk"), since=Min("since"))
    number = min(counted["number"], THIS_WEEK)
    if not number:
        return None
    title = ngettext("Bel iemand: klopt het nog?", "Bel er {number}: klopt het nog?", number).format(number=number)
    url = reverse("upkeep:call_list", args=[network.slug])
    return Item(counted["since"], title, url, "phone", place=network.name)
