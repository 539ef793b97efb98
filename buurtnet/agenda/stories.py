"""Small successes: after a date one sentence, who says it, and perhaps a photo of which everyone on it said yes.

Who has a role here tells it at once; what a resident tells is looked at first. Whoever is on a photo takes it away,
without an account and without a reason.
"""

import datetime as dt
from dataclasses import dataclass
from typing import IO, Final
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from buurtnet.agenda.access import LOOKERS, changeable_by, organizations_of
from buurtnet.agenda.choices import ActivityState, DateState, Faces, StoryState
from buurtnet.agenda.models import Activity, ActivityDate, Story
from buurtnet.agenda.picturing import LYING, forget_files
from buurtnet.areas.choices import Room
from buurtnet.areas.models import Area, Network
from buurtnet.kit.moving import NotNowError
from buurtnet.kit.pictures import made_picture
from buurtnet.kit.today import Item
from buurtnet.people.access import has_role
from buurtnet.people.acting import By
from buurtnet.people.choices import PARTNERS
from buurtnet.people.links import site_url
from buurtnet.people.mailing import in_their_language, send
from buurtnet.people.models import Membership, Person
from buurtnet.places.keeping import own_key
from buurtnet.privacy.choices import Action
from buurtnet.privacy.log import record

SHOWN_FOR: Final = dt.timedelta(days=180)  # on the home of a neighbourhood
MOST_WAITING: Final = 100
IN_SIGHT: Final = (ActivityState.LIVE, ActivityState.STOPPED)
STORY_ALLOWED: Final = {
    StoryState.WAITING: frozenset({StoryState.SHOWN, StoryState.REMOVED}),
    StoryState.SHOWN: frozenset({StoryState.REMOVED}),
    StoryState.REMOVED: frozenset(),
}


@dataclass(frozen=True)
class Said:
    """What someone tells. ``faces`` without a ``sent`` photo says nothing."""

    sentence: str
    said_by: str = ""
    sent: IO[bytes] | None = None
    alt: str = ""
    faces: str = ""


def dates_to_tell_of(person: Person, network: Network) -> QuerySet[ActivityDate]:
    """Dates that began, of what someone pulls or changes, or what an organization they work for takes part in."""
    own = Q(activity__in=changeable_by(person, network))
    partners = Q(activity__partners__organization__in=organizations_of(person, network))
    rows = ActivityDate.objects.filter(own | partners, network=network, starts_at__lte=timezone.now())
    live = rows.exclude(state=DateState.CANCELLED).filter(
        activity__state__in=[ActivityState.LIVE, ActivityState.STOPPED]
    )
    return live.select_related("activity__network", "activity__area").distinct()


def tell(date: ActivityDate, said: Said, *, by: By, key: UUID) -> Story:
    """Keep what is told; ``key``: of the form, sent twice it is one. Raises ``NoPhotoError`` or ``NoRoomError``.

    A photo without an answer about the faces on it is not kept.
    """
    key = own_key(key, date, by.person)  # the key of another's form says nothing about this one
    if earlier := Story.objects.filter(form_key=key).first():
        return earlier
    if said.sent is None or said.faces not in Faces.values:
        return keep(date, said, "", by=by, key=key)
    with made_picture(said.sent, LYING) as name, transaction.atomic():
        return keep(date, said, name, by=by, key=key)


@transaction.atomic
def keep(date: ActivityDate, said: Said, photo: str, *, by: By, key: UUID) -> Story:
    activity, now = date.activity, timezone.now()
    at_once = shows_at_once(by.person, activity.network)
    made = Story.objects.create(
        network=activity.network, area=activity.area, activity=activity, date=date, sentence=said.sentence,
        said_by=said.said_by, photo=photo, photo_alt=said.alt if photo else "", faces=said.faces if photo else "",
        state=StoryState.SHOWN if at_once else StoryState.WAITING, shown_at=now if at_once else None,
        told_by=by.person, form_key=key, told_at=now,
    )  # fmt: skip
    note(made, by, f"story.{made.state}", Action.CREATE)
    return made


def shows_at_once(person: Person, network: Network) -> bool:
    """Whether what someone tells is shown without a look: by their role in the network."""
    return has_role(person, PARTNERS, network=network)


def waiting_in(network: Network) -> QuerySet[Story]:
    """What waits for a look, longest first."""
    rows = Story.objects.filter(network=network, state=StoryState.WAITING).select_related("activity")
    return rows.order_by("told_at", "pk")


def latest(network: Network, area: Area | None = None, limit: int = 3) -> list[Story]:
    """The last successes of a network, or first of one of its neighbourhoods; of half a year, in one query."""
    rows = Story.objects.shown_in(network).filter(
        shown_at__gte=timezone.now() - SHOWN_FOR, activity__state__in=IN_SIGHT
    )
    if area is not None:
        rows = rows.filter(Q(area=area) | Q(area=None))
    return list(rows.select_related("activity", "area").order_by("-shown_at", "pk")[:limit])


def of_activity(activity: Activity, limit: int = 3) -> list[Story]:
    """The last successes of an activity, for its page; in one query."""
    rows = Story.objects.filter(activity=activity, state=StoryState.SHOWN)
    return list(rows.order_by("-shown_at", "pk")[:limit])


@transaction.atomic
def show(story: Story, *, by: By) -> Story:
    """Someone looked: it is shown. Raises ``NotNowError``; one's own another looks at."""
    found = moved(story, StoryState.SHOWN, by)
    found.shown_at = timezone.now()
    found.save(update_fields=["state", "shown_at", "looked_at_by"])
    return found


@transaction.atomic
def remove(story: Story, *, by: By) -> Story:
    """It goes, with its photo. Raises ``NotNowError``."""
    found = moved(story, StoryState.REMOVED, by)
    drop_photo(found)
    found.save(update_fields=["state", "photo", "photo_alt", "faces", "looked_at_by"])
    return found


def moved(story: Story, to: StoryState, by: By) -> Story:
    found = Story.objects.select_for_update(of=("self",)).get(pk=story.pk)
    if to not in STORY_ALLOWED[StoryState(found.state)] or (
        to == StoryState.SHOWN and found.told_by_id == by.person.pk
    ):
        raise NotNowError
    found.state, found.looked_at_by = to, by.person
    note(found, by, f"story.{to}", Action.CHANGE)
    return found


@transaction.atomic
def take_photo_away(story: Story) -> None:
    """Someone on the photo takes it away: at once, and the sentence stays. Who told it and who pulls it hear so."""
    held = Story.objects.select_for_update(of=("self",))
    row = held.select_related("activity__owner", "network", "told_by").get(pk=story.pk)
    if not row.photo:
        return
    drop_photo(row)
    row.save(update_fields=["photo", "photo_alt", "faces"])
    record(
        Action.CHANGE, actor=None, role_then="visitor", obj=row, network=row.network_id, rule="story.photo_taken_away"
    )  # fmt: skip
    for person in {one for one in (row.told_by, row.activity.owner) if one and one.is_active}:
        tell_owner(row, person)


def drop_photo(story: Story) -> None:
    old, story.photo, story.photo_alt, story.faces = story.photo, "", "", ""
    forget_files(old)


def tell_owner(story: Story, person: Person) -> None:
    """A mail that says only where to look."""
    with in_their_language(person):
        url = site_url("agenda:activity", story.network.slug, story.activity_id)
        body = _(
            "Hallo,\n\nIemand die op een foto staat, haalde die foto weg. De zin die erbij stond, staat er nog:\n"
            "{url}\n\nGroet,\n{network}"
        )
        text = body.format(url=url, network=story.network.name)
        send(person.email, _("Er staat iets voor je klaar in Buurtnet"), text, person)


def story_items(person: Person, now: dt.datetime) -> list[Item]:
    """Successes of residents that wait for a look, one thing for each network."""
    here = Membership.objects.current().filter(person=person, role__in=LOOKERS, network__isnull=False)
    rows = Story.objects.filter(network__in=here.values("network"), state=StoryState.WAITING).exclude(told_by=person)
    first: dict[int, Story] = {}
    for story in rows.select_related("network").order_by("told_at", "pk")[:MOST_WAITING]:
        first.setdefault(story.network_id, story)
    return [
        Item(
            one.told_at, _("Een klein succes moet nog nagekeken worden"),
            reverse("agenda:story_list", args=[one.network.slug]), "heart-handshake", None, one.network.name,
        )
        for one in first.values() if one.network.has(Room.AGENDA)
    ]  # fmt: skip


def note(story: Story, by: By, what: str, action: Action) -> None:
    record(
        action, actor=by.person, obj=story, network=story.network_id, role_then=by.role, rule=what, request=by.request
    )  # fmt: skip
