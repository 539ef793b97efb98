"""A meeting for tests, that began; its page, points and people."""

import datetime as dt
import uuid
from typing import Any

from django.urls import reverse
from django.utils import timezone

from buurtnet.areas.models import Network
from buurtnet.meetings.choices import ItemKind, MeetingState
from buurtnet.meetings.models import AgendaItem, Invitee, Meeting, Point
from buurtnet.meetings.moving import hash_of, link_of
from buurtnet.meetings.saying import Named, name_points
from buurtnet.people.models import Organization, Person

AN_HOUR = dt.timedelta(hours=1)
TWELVE = (
    "Een plek voor jongeren op woensdag", "Jonge ouders kennen elkaar niet", "De bus stopt te vroeg",
    "Wachten op de logopedist", "Samen eten in de flat", "Spelen na schooltijd", "Vaders bereiken",
    "Papieren die niemand snapt", "Zwemles is te duur", "Een luisterend oor 's avonds",
    "Huiswerk met broertjes thuis", "Wie belt wie bij zorgen?",
)  # fmt: skip


def a_meeting(network: Network, *, state: MeetingState = MeetingState.BUSY, number: int = 1, **more: Any) -> Meeting:
    """With two lines on its agenda."""
    now = timezone.now()
    usual = {"starts_at": now - AN_HOUR, "ends_at": now + AN_HOUR, "place_text": "Buurthuis De Kade"}
    began = None if state == MeetingState.INVITED else now - AN_HOUR
    made = Meeting(
        network=network, number=number, title="Startbijeenkomst opgroeien", state=state, began_at=began,
        **{**usual, **more},
    )  # fmt: skip
    made.watch_hash = hash_of("watch", link_of("watch", made.pk))
    made.dot_hash = hash_of("dots", link_of("dots", made.pk))
    made.save(force_insert=True)
    for place, title in enumerate(("Welkom", "Wat speelt hier?"), start=1):
        AgendaItem.objects.create(meeting=made, position=place, title=title, kind=ItemKind.TALK)
    return made


def points_of(meeting: Meeting, by: Person, *lines: str) -> list[Point]:
    name_points(meeting, lines or TWELVE, Named(), form_key=uuid.uuid4(), by=by)
    return list(
        Point.objects.filter(meeting=meeting).select_related("network", "meeting__network").order_by("number")
    )


def a_guest(
    meeting: Meeting, name: str = "Fleur", organization: Organization | None = None, **more: Any
) -> tuple[Invitee, str]:
    """Someone who was asked by mail, without an account; and their link."""
    guest = Invitee(
        meeting=meeting, name=name, address=f"{name.lower()}@partner.example", organization=organization,
        sent_at=timezone.now(), **more,
    )  # fmt: skip
    token = link_of("invitee", guest.pk)
    guest.link_hash = hash_of("invitee", token)
    guest.save(force_insert=True)
    return guest, token


def url(name: str, *args: Any) -> str:
    return reverse(f"meetings:{name}", args=["havendijk", *args])
