"""An organization stands behind the principles of a network, changes what it says of that, or stops."""

from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone

from buurtnet.areas.models import Network
from buurtnet.kit.moving import ChangedMeanwhileError
from buurtnet.people.models import Organization, Person
from buurtnet.privacy.choices import Action
from buurtnet.privacy.log import record
from buurtnet.ties.models import Endorsement, Principles
from buurtnet.ties.principles import kept


@transaction.atomic
def endorse(
    network: Network, organization: Organization, principles: Principles, said: Mapping[str, str], *,
    version: int, by: Person,
) -> Endorsement:  # fmt: skip
    """For the first time, or anew; of principles in a new version the old endorsement ends with that day.

    ``version``: of the endorsement that the page showed, 0 for none. Raises ``ChangedMeanwhileError``.
    """
    Network.objects.select_for_update(of=("self",)).get(pk=network.pk)  # one at a time
    row = Endorsement.objects.current().filter(network=network, organization=organization).first()
    if (row.version if row else 0) != version:
        raise ChangedMeanwhileError
    stands = kept(principles)
    if row is not None and row.principles_id != stands.pk:
        _end(row)
        row = None
    is_new = row is None
    row = row or Endorsement(network=network, organization=organization, version=0)
    row.principles, row.endorsed_by, row.changed_at = stands, by, timezone.now()
    row.brings, row.seeks, row.gains, row.costs = (said[name] for name in ("brings", "seeks", "gains", "costs"))
    row.version += 1
    row.save(force_insert=is_new)
    _note(Action.CREATE if is_new else Action.CHANGE, row, by)
    return row


@transaction.atomic
def withdraw(network: Network, organization: Organization, *, by: Person) -> None:
    """It stops; asked twice it stopped once."""
    row = Endorsement.objects.current().select_for_update().filter(network=network, organization=organization).first()
    if row is not None:
        _end(row)
        _note(Action.CHANGE, row, by, result="ended")


def _end(row: Endorsement) -> None:
    row.until, row.version = timezone.localdate(), row.version + 1
    row.save(update_fields=["until", "version"])


def _note(action: Action, row: Endorsement, by: Person, *, result: str = "") -> None:
    record(
        action, actor=by, obj=row, organization=row.organization_id, network=row.network_id, fields_group="ties",
        result=result,
    )  # fmt: skip
