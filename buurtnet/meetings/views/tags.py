"""On paper for a meeting: name tags, and a sheet with who is who."""

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from buurtnet.areas.models import Network
from buurtnet.kit.limits import limited
from buurtnet.meetings.access import kept_meeting
from buurtnet.meetings.choices import Coming
from buurtnet.meetings.coming import Shown, listed
from buurtnet.meetings.models import Meeting
from buurtnet.meetings.picking import seen_by
from buurtnet.people.access import people_of
from buurtnet.people.cards import Shown as Card
from buurtnet.people.cards import listed_to_network, with_lines
from buurtnet.people.doors import ring_one
from buurtnet.people.logged import record_seen
from buurtnet.people.work import Work
from buurtnet.privacy.choices import Action
from buurtnet.privacy.log import record

A_SHEET: Final = 8  # tags on a sheet of A4
BLANK: Final = 4  # at least so many for who comes unasked; they fill the last sheet
SHOWN: Final = {"komen": (Coming.YES, Coming.MAYBE), "allen": (Coming.YES, Coming.MAYBE, Coming.UNKNOWN)}


@dataclass(frozen=True)
class Face:
    """Someone on the sheet; with the card of a who-is-who that the reader may read, and of which network."""

    label: str
    beside: str
    card: Card | None
    slug: str


@ring_one
@limited("meeting_print", setting="SEARCHES_PER_MINUTE")
@require_safe
def tags(request: HttpRequest, network: str, pk: UUID) -> HttpResponse:
    """A tag for each who comes; before most have answered, for each who was asked."""
    work, meeting = kept_meeting(request, network, pk)
    which, rows = asked_for(request, meeting)
    with transaction.atomic():
        log_print(request, work, meeting, len(rows))
    blank = BLANK + -(len(rows) + BLANK) % A_SHEET
    context = {"work": work, "meeting": meeting, "rows": rows, "which": which, "blank": range(blank)}
    return render(request, "meetings/tags.html", context)


@ring_one
@limited("meeting_print", setting="SEARCHES_PER_MINUTE")
@require_safe
def tags_faces(request: HttpRequest, network: str, pk: UUID) -> HttpResponse:
    """Who is who at this meeting, with faces as the who-is-who shows them to its network."""
    work, meeting = kept_meeting(request, network, pk)
    which, rows = asked_for(request, meeting)
    with transaction.atomic():
        cards = {network: cards_of(request, work, network, rows) for network in seen_by(meeting, work.person)}
        log_print(request, work, meeting, len(rows))
    context = {"work": work, "meeting": meeting, "which": which, "faces": [face_of(one, cards) for one in rows]}
    return render(request, "meetings/tags_faces.html", context)


def asked_for(request: HttpRequest, meeting: Meeting) -> tuple[str, list[Shown]]:
    """Who comes or might; with ``?wie=allen`` who said nothing too. By name, as one looks for a tag."""
    rows = [one for one in listed(meeting) if not one.is_stranger]
    said = request.GET.get("wie", "")
    which = said if said in SHOWN else "komen" if any(one.row.coming == Coming.YES for one in rows) else "allen"
    kept = [one for one in rows if one.row.coming in SHOWN[which] or one.row.came]
    return which, sorted(kept, key=lambda one: one.label.casefold())


def cards_of(request: HttpRequest, work: Work, network: Network, rows: list[Shown]) -> dict[UUID, Card]:
    """By person. Whom the reader sees is written down."""
    asked = [one.row.person_id for one in rows if one.row.person_id]
    people = list(with_lines(people_of(network).filter(pk__in=asked), network))
    record_seen(Action.PRINT, people, network=network, role_then=work.role_then, request=request)
    return {one.pk: one for one in listed_to_network(people, network)}


def face_of(one: Shown, cards: dict[Network, dict[UUID, Card]]) -> Face:
    for network, found in cards.items():
        if one.row.person_id in found:
            return Face(one.label, one.beside, found[one.row.person_id], network.slug)
    return Face(one.label, one.beside, None, "")


def log_print(request: HttpRequest, work: Work, meeting: Meeting, count: int) -> None:
    record(
        Action.PRINT, actor=work.person, obj=meeting, network=work.network, role_then=work.role_then,
        fields_group="invitees", result=str(count), request=request,
    )  # fmt: skip
