"""What a visitor sends from the page "Klopt er iets niet?", and what a test needs to send it."""

import datetime as dt
import time
from typing import Any

from django.core import signing
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from buurtnet.areas.models import Network
from buurtnet.directory.actions import value_of
from buurtnet.directory.models import Service
from buurtnet.kit.guarded import SALT
from buurtnet.mending.models import Suggestion
from buurtnet.mending.suggesting import Tip, suggest


def begun(about: object, seconds_ago: float = 20) -> str:
    """The signed moment at which someone opened the page."""
    return signing.dumps([str(about), time.time() - seconds_ago], salt=SALT)


def send(client: Client, service: Service, topics: list[str], **said: Any) -> Any:
    """Post the second page of a suggestion."""
    address = reverse("mending:suggest", args=["havendijk", service.pk])
    return client.post(address, {"wat": topics, "begun": begun(service.pk), **said})


def tip(service: Service, network: Network, *, days_ago: int = 0, contact: str = "", **values: Any) -> Suggestion:
    """A suggestion as it lies in the queue."""
    old = {field: value_of(service, field) for field in values if not field.endswith("_words")}
    made = suggest(Tip(["naam"], values, old, contact=contact), network=network, service=service)
    if days_ago:
        Suggestion.objects.filter(pk=made.pk).update(sent_at=timezone.now() - dt.timedelta(days=days_ago))
        made.refresh_from_db()
    return made
