"""Editions, readers and what there is to tell, each the least that makes sense."""

import datetime as dt
from typing import Any

from django.utils import timezone

from buurtnet.agenda.choices import StoryState
from buurtnet.agenda.finding import midnight
from buurtnet.agenda.models import Activity, Story
from buurtnet.areas.models import Network
from buurtnet.bulletin.checking import check
from buurtnet.bulletin.choices import ItemKind
from buurtnet.bulletin.making import make_draft
from buurtnet.bulletin.models import Edition, EditionItem, Subscriber
from buurtnet.bulletin.reader_links import ROOM, link_for
from buurtnet.bulletin.sending import send_edition
from buurtnet.bulletin.subscribing import hash_of_address
from buurtnet.bulletin.weeks import first_day
from buurtnet.kit.own_links import hash_of_link
from buurtnet.people.acting import By
from buurtnet.people.models import Person
from tests.agenda.rows import AMSTERDAM

DAY = dt.timedelta(days=1)


def soon(hours: int = 30) -> dt.datetime:
    """So many hours after the weeks of a draft of today begin, or after now when these began."""
    now, today = timezone.now(), timezone.localdate()
    return max(now, midnight(first_day(today), AMSTERDAM)) + dt.timedelta(hours=hours)


def draft(network: Network, *titles: str) -> Edition:
    """A draft with something of one's own under each of these headings."""
    edition = make_draft(network, timezone.now())
    for title in titles:
        own(edition, title)
    return edition


def own(edition: Edition, title: str = "Soep op het plein", **more: Any) -> EditionItem:
    place = {"position": edition.items.count()} | more
    return EditionItem.objects.create(edition=edition, kind=ItemKind.OWN, title=title, **place)


def sent(network: Network, person: Person, *titles: str) -> Edition:
    """One that was looked over and sent; its task waits for a worker."""
    edition = draft(network, *(titles or ("Soep op het plein",)))
    check(edition, By(person))
    return send_edition(edition, By(person))


def reader(network: Network, number: int = 1, **more: Any) -> Subscriber:
    """Someone who said yes a day ago."""
    address = f"lezer{number}@havendijk.example"
    said = {"confirmed_at": timezone.now() - DAY, "asked_at": timezone.now() - DAY} | more
    made = Subscriber(network=network, address=address, address_hash=hash_of_address(address), **said)
    made.link_hash = hash_of_link(ROOM, link_for(made))
    made.save()
    return made


def a_story(activity: Activity, **more: Any) -> Story:
    """A small success on the site."""
    said = {"sentence": "Mijn dochter durft nu te fietsen.", "state": StoryState.SHOWN, "shown_at": timezone.now()}
    return Story.objects.create(**{**said, "activity": activity, "network": activity.network, **more})
