"""Clinics for tests: every day of this week on which a test looks, in a house of the map."""

import datetime as dt
import time
import uuid
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.core import signing

from buurtnet.areas.models import Network
from buurtnet.directory.models import Location
from buurtnet.kit.guarded import SALT
from buurtnet.places.clinics import clinics_with_days, next_free, taken_of
from buurtnet.places.models import Clinic
from tests.factories import LocationFactory

AMSTERDAM: Final = ZoneInfo("Europe/Amsterdam")


def a_clinic(network: Network, **more: Any) -> Clinic:
    """On the weekday of tomorrow, from half past eight to ten, three turns of half an hour, in holidays too."""
    tomorrow = dt.datetime.now(AMSTERDAM).date() + dt.timedelta(days=1)
    place: Location = more.pop("location", None) or LocationFactory(name="De Wegwijzer")
    said: dict[str, Any] = {
        "title": "Spreekuur opvoeden", "expertise": "Slapen, eten, grenzen stellen", "location": place,
        "weekday": tomorrow.weekday(), "opens_at": dt.time(8, 30), "closes_at": dt.time(10), "turn_minutes": 30,
        "starts_on": tomorrow - dt.timedelta(days=70), "in_holidays": True,
    } | more  # fmt: skip
    return fresh(Clinic.objects.create(network=network, **said))


def fresh(clinic: Clinic) -> Clinic:
    """As a page reads it."""
    return clinics_with_days(clinic.network).get(pk=clinic.pk)


def first_free(clinic: Clinic) -> dt.datetime:
    now = dt.datetime.now(dt.UTC)
    return next_free(fresh(clinic), now, taken_of([clinic], now), most=1)[0].free[0]


def guarded(about: str, **said: Any) -> dict[str, Any]:
    """A form that lay open for a while, with a key of its own."""
    begun = signing.dumps([about, time.time() - 30], salt=SALT)
    return {"begun": begun, "bericht2": "", "form_key": str(uuid.uuid4())} | said
