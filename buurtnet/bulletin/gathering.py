"""What there is to tell: this fortnight, good news, what is new on the map, what others asked."""

import datetime as dt
from collections.abc import Iterator
from typing import Final

from django.urls import reverse

from buurtnet.agenda.choices import ActivityState, DateState
from buurtnet.agenda.finding import dates_in, midnight
from buurtnet.agenda.models import ActivityDate, Story
from buurtnet.agenda.shown import date_text, times_text, url_of, where_of
from buurtnet.agenda.wanted import Wanted
from buurtnet.areas.choices import Room
from buurtnet.areas.models import Network
from buurtnet.bulletin.choices import ItemKind
from buurtnet.bulletin.models import Edition, EditionItem
from buurtnet.directory.access import newest, shown_services_in
from buurtnet.directory.cards import Viewpoint, lead_of
from buurtnet.directory.translations import text_in
from buurtnet.questions.access import published_in

MOST: Final = {ItemKind.WEEK: 12, ItemKind.SUCCESS: 3, ItemKind.NEW_ON_MAP: 4, ItemKind.ANSWERED: 2}
MOST_DATES: Final = 60  # looked through, for the first date of each activity
REMEMBERED: Final = dt.timedelta(days=366)
LONGEST_TITLE: Final = 160  # signs, as the columns of an item have it
LONGEST_TEXT: Final = 400
LONGEST_WHEN: Final = 120
LONGEST_BEGINNING: Final = 240


def gathered(edition: Edition, view: Viewpoint, since: dt.datetime) -> list[EditionItem]:
    """The items of an edition, in order, not saved. ``since``: what stood there before then is no news."""
    told = told_before(edition.network, view.now)
    found = [
        *dates(edition, view),
        *successes(edition, since, told),
        *new_on_the_map(edition, since, told),
        *answered(edition, since, told),
    ]
    for position, item in enumerate(found):
        item.edition, item.position = edition, position
    return found


def told_before(network: Network, now: dt.datetime) -> frozenset[str]:
    """What the editions of the last year told, by what each item was made of."""
    sent = EditionItem.objects.filter(
        edition__network=network, edition__sent_at__gte=now - REMEMBERED, is_left_out=False
    )
    return frozenset(sent.exclude(of="").values_list("of", flat=True))


def dates(edition: Edition, view: Viewpoint) -> Iterator[EditionItem]:
    """The first coming date of each activity in the days of the edition."""
    if not edition.network.has(Room.AGENDA):
        return
    first = max(midnight(edition.starts_on, view.zone), view.now)
    last = midnight(edition.ends_on + dt.timedelta(days=1), view.zone)
    activities: dict[object, ActivityDate] = {}
    for one in dates_in(edition.network, Wanted(), first, last, MOST_DATES):
        if one.state != DateState.CANCELLED:
            activities.setdefault(one.activity_id, one)
    for one in list(activities.values())[: MOST[ItemKind.WEEK]]:
        yield EditionItem(kind=ItemKind.WEEK, of=f"date:{one.pk}", **facts_of(one, view))


def facts_of(date: ActivityDate, view: Viewpoint) -> dict[str, str]:
    """What an item tells of a date, by its fields."""
    day = date.starts_at.astimezone(view.zone).date()
    return {
        "title": date.activity.title[:LONGEST_TITLE], "text": date.activity.summary[:LONGEST_TEXT],
        "when": f"{date_text(day)}, {times_text(date, view.zone)}"[:LONGEST_WHEN],
        "where": where_of(date.activity, date)[:LONGEST_TITLE],
        "address": url_of(date.activity, view.network.slug, date),
    }  # fmt: skip


def successes(edition: Edition, since: dt.datetime, told: frozenset[str]) -> Iterator[EditionItem]:
    """Small successes that no edition told before."""
    if not edition.network.has(Room.AGENDA):
        return
    shown = Story.objects.shown_in(edition.network).filter(shown_at__gte=since, activity__state=ActivityState.LIVE)
    shown = shown.exclude(pk__in=ids_in(told, "story"))
    for story in shown.select_related("activity").order_by("-shown_at", "pk")[: MOST[ItemKind.SUCCESS]]:
        yield EditionItem(
            kind=ItemKind.SUCCESS, of=f"story:{story.pk}", title=story.activity.title[:LONGEST_TITLE],
            text=story.sentence, said_by=story.said_by, told_by_id=story.told_by_id,
            address=url_of(story.activity, edition.network.slug),
        )  # fmt: skip


def new_on_the_map(edition: Edition, since: dt.datetime, told: frozenset[str]) -> Iterator[EditionItem]:
    """What was put on the map here, or changed last at its source, and no edition told before."""
    rows = newest(shown_services_in(edition.network)).filter(changed__gte=since).defer("extra")
    rows = rows.exclude(pk__in=ids_in(told, "service"))
    most = MOST[ItemKind.NEW_ON_MAP]
    # What people put there themselves comes first: a source may renew thousands of entries in a night.
    found = list(rows.filter(source="")[:most])
    found += list(rows.exclude(source="")[: most - len(found)])
    for service in found:
        yield EditionItem(
            kind=ItemKind.NEW_ON_MAP, of=f"service:{service.pk}",
            title=text_in(service.name, service.name_i18n, "nl")[:LONGEST_TITLE],
            text=lead_of(service, "nl")[:LONGEST_TEXT],
            address=reverse("directory:service", args=[edition.network.slug, service.pk]),
        )  # fmt: skip


def answered(edition: Edition, since: dt.datetime, told: frozenset[str]) -> Iterator[EditionItem]:
    """Good answers that were published since."""
    if not edition.network.has(Room.QUESTION):
        return
    new = published_in(edition.network).filter(approved_at__gte=since).exclude(pk__in=ids_in(told, "asked"))
    for one in new[: MOST[ItemKind.ANSWERED]]:
        yield EditionItem(
            kind=ItemKind.ANSWERED, of=f"asked:{one.pk}", title=one.question[:LONGEST_TITLE],
            text=beginning(one.answer),
            address=reverse("questions:others_asked", args=[edition.network.slug, one.pk]),
        )  # fmt: skip


def ids_in(told: frozenset[str], kind: str) -> list[str]:
    """The ids of what was told of a kind."""
    return [of.partition(":")[2] for of in told if of.startswith(f"{kind}:")]


def beginning(text: str) -> str:
    """The first paragraph, or as much of it as fits, cut between two words."""
    first = text.strip().split("\n")[0].strip()
    return first if len(first) <= LONGEST_BEGINNING else first[:LONGEST_BEGINNING].rsplit(" ", 1)[0] + "…"
