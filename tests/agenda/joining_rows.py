"""Someone who comes, and the form they send, for the tests of joining."""

import time
from typing import Any
from uuid import uuid4

from django.core import signing
from django.test import Client
from django.urls import reverse

from buurtnet.agenda.choices import Joining
from buurtnet.agenda.joining import Coming, join
from buurtnet.agenda.models import ActivityDate, Signup
from buurtnet.areas.models import Network
from buurtnet.kit.guarded import SALT
from tests.agenda.rows import a_date, an_activity


def to_join(network: Network, most: int | None = None, **more: Any) -> ActivityDate:
    """A date in a week to which one says that one comes, with a name."""
    said = {"registration": Joining.NAMES, "most": most} | more
    return a_date(an_activity(network, **said))


def comes(date: ActivityDate, people: int = 1, **more: Any) -> Signup:
    """Someone who joined with a form of their own."""
    return join(date, Coming(people=people, **more), key=uuid4())


def token_for(date: ActivityDate, seconds: int = 60) -> str:
    """A page that was opened so long ago."""
    return signing.dumps([f"join {date.pk}", time.time() - seconds], salt=SALT)


def filled_in(date: ActivityDate, **more: Any) -> dict[str, Any]:
    """The form as someone sends it."""
    return {
        "begun": token_for(date), "bericht2": "", "form_key": str(uuid4()), "people": "2", "alias": "Amira",
        "contact": "",
    } | more  # fmt: skip


def join_url(date: ActivityDate) -> str:
    return reverse("agenda:join", args=[date.network.slug, date.pk])


def send(client: Client, date: ActivityDate, **more: Any) -> Any:
    return client.post(join_url(date), filled_in(date, **more))


def states(date: ActivityDate) -> list[str]:
    """How each of a date stands, in order of line."""
    return list(date.signups.order_by("line").values_list("state", flat=True))
