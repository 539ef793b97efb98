"""The clinics of the demo's towns, and turns that somebody has: through the same actions as real ones."""

import datetime as dt
import uuid
from typing import Final

from django.db import transaction
from django.utils import timezone

from buurtnet.areas.models import Network
from buurtnet.config.demo.documents import Town
from buurtnet.config.demo.people import organization_of
from buurtnet.config.demo.places import DAYS, key_of, open_room
from buurtnet.config.demo.questions import someone
from buurtnet.config.demo.rows import Row, here, mailed_on, rows_of, service_of
from buurtnet.directory.models import Location
from buurtnet.places.clinic_keeping import create_clinic
from buurtnet.places.clinic_turns import book_turn
from buurtnet.places.clinics import clinics_with_days, next_free, taken_of
from buurtnet.places.models import Clinic

WEEKS: Final = 12  # since when a clinic is held
CALLED: Final = ("Nadia", "Sem zijn mama", "Kees", "Lina", "M. uit Molenveld")


def load_clinics(towns: list[Town]) -> None:
    """For a town that has no clinics yet."""
    rows = rows_of("clinics")["clinic"]
    for town in towns:
        network = Network.objects.get(slug=town.slug)
        open_room(network)
        if not Clinic.objects.filter(network=network).exists():
            with mailed_on(timezone.now()), transaction.atomic():
                for row in here(rows, town):
                    load_clinic(row, town, network)


def load_clinic(row: Row, town: Town, network: Network) -> None:
    day, span = row["times"].split()
    opens, closes = (dt.time.fromisoformat(f"{part:0>5}") for part in span.split("-"))
    key = key_of(town, "clinic", row["key"])
    said = {
        "location": Location.objects.get(pk=key_of(town, "location", row["location"])),
        "organization": organization_of(town, row["organization"]), "keeper": someone(row["keeper"]),
        "service": service_of(town, row["service"]) if "service" in row else None,
        "title": row["title"], "expertise": row["expertise"], "room": row.get("room", ""),
        "languages": row.get("languages", ["nl"]), "for_professionals": row.get("for_professionals", False),
        "in_holidays": row.get("in_holidays", False), "weekday": DAYS.index(day), "opens_at": opens,
        "closes_at": closes, "turn_minutes": row["minutes"], "interval_weeks": row.get("weeks", 1),
        "starts_on": town.today - dt.timedelta(weeks=WEEKS),
    }  # fmt: skip
    made = create_clinic(network, said, key=key, by=someone(row["keeper"]))
    take_turns(clinics_with_days(network).get(pk=made.pk), row["taken"])


def take_turns(clinic: Clinic, number: int) -> None:
    """The first so many turns that are free, and one on a later day."""
    for place in range(number + 1):
        now = timezone.now()
        days = next_free(clinic, now, taken_of([clinic], now), most=2)
        if days:
            moment = days[-1 if place == number else 0].free[0]
            key = uuid.uuid5(clinic.pk, str(place))
            book_turn(clinic, moment, form_key=key, alias=CALLED[place % len(CALLED)])
