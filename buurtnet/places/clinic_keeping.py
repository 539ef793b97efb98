"""A clinic on the site: new, and changed."""

import uuid
from collections.abc import Mapping
from typing import Any

from django.db import transaction

from buurtnet.areas.models import Network
from buurtnet.people.models import Person
from buurtnet.places.models import Clinic
from buurtnet.privacy.choices import Action
from buurtnet.privacy.log import record


@transaction.atomic
def create_clinic(network: Network, said: Mapping[str, Any], *, key: uuid.UUID, by: Person) -> Clinic:
    """Put a clinic on the site; sent twice it is one. ``key``: its id, for what a page sends that of ``own_key``."""
    made, is_new = Clinic.objects.get_or_create(pk=key, defaults={"network": network, **said})
    if is_new:
        record(Action.CREATE, actor=by, obj=made, network=network, fields_group="clinic")
    return made


@transaction.atomic
def change_clinic(clinic: Clinic, said: Mapping[str, Any], *, by: Person) -> Clinic:
    """Write down what changed. Turns that were taken stay as they were agreed."""
    Clinic.objects.select_for_update(of=("self",)).get(pk=clinic.pk)
    for name, value in said.items():
        setattr(clinic, name, value)
    clinic.save(update_fields=list(said))
    record(Action.CHANGE, actor=by, obj=clinic, network=clinic.network_id, fields_group="clinic")
    return clinic
