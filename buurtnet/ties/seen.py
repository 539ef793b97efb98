"""Writing down which organizations were seen together: told by the rooms above, once or anew."""

import datetime as dt
from collections.abc import Iterable

from django.db import transaction

from buurtnet.areas.models import Network
from buurtnet.people.models import Organization
from buurtnet.ties.choices import OccasionKind
from buurtnet.ties.models import Occasion, OccasionPartner


@transaction.atomic
def put_down(
    network: Network, *, key: str, kind: OccasionKind, on: dt.date, organizations: Iterable[Organization]
) -> Occasion:
    """These organizations were together on that day. Told again it replaces what was told under the same key.

    An organization of which several people came was there once.
    """
    there = {one.pk for one in organizations}
    found, _made = Occasion.objects.update_or_create(network=network, key=key, defaults={"kind": kind, "on": on})
    found.partners.exclude(organization__in=there).delete()
    known = set(found.partners.values_list("organization", flat=True))
    new = [OccasionPartner(occasion=found, organization_id=pk) for pk in sorted(there - known)]
    OccasionPartner.objects.bulk_create(new, ignore_conflicts=True)
    return found


def take_away(network: Network, key: str) -> None:
    """It was not so after all. Taken away twice it is gone."""
    Occasion.objects.filter(network=network, key=key).delete()
