"""A poster of one activity: what, when and where, with a code to its page, and its fixed words in some languages."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils import timezone, translation
from django.utils.safestring import SafeString

from buurtnet.agenda.choices import DateState
from buurtnet.agenda.how_often import repeat_in_words
from buurtnet.agenda.models import Activity
from buurtnet.agenda.shown import ages_of, cost_text, date_text, times_text, url_of, where_of
from buurtnet.areas.models import Network
from buurtnet.kit.scancode import scancode
from buurtnet.paper.choice import in_words, online
from buurtnet.paper.posters import MOST_BESIDE, Line, others, size_of, words_in

DATES: Final = 3  # that stand on it when there is no series


@dataclass(frozen=True)
class ActivityPoster:
    """``when``: how often, or the first days; ``facts``: cost, ages, what to bring. ``scans``: what to do with the
    code, in the main language and in those beside it.
    """

    title: str
    lead: str
    when: list[str]
    where: str
    facts: list[str]
    who: str
    scans: list[Line]
    code: SafeString
    address: str
    size: int


def activity_poster_of(activity: Activity, network: Network, beside: Sequence[str]) -> ActivityPoster:
    """A poster in the network's own Dutch. ``beside``: codes of at most three more languages for the fixed words."""
    with translation.override(network.locale):
        return poster_in_own_words(activity, network, beside)


def poster_in_own_words(activity: Activity, network: Network, beside: Sequence[str]) -> ActivityPoster:
    own = words_in(network, network.locale)
    spoken = [own, *others(network, own, beside)][:MOST_BESIDE]
    path = url_of(activity, network.slug)
    cost = "" if activity.price_cents is None else cost_text(activity.price_cents)
    facts = [part for part in (cost, activity.price_note, ages_of(activity)) if part]
    secret = activity.location is not None and activity.location.hide_address
    return ActivityPoster(
        title=activity.title,
        lead=activity.summary,
        when=when_of(activity, network),
        where="" if secret else where_of(activity),
        facts=facts,
        who=activity.owner_organization.name if activity.owner_organization else "",
        scans=[Line(one.said["scan"], one.html_lang, one.direction) for one in spoken],
        code=scancode(online(path)),
        address=in_words(reverse("agenda:calendar", args=[network.slug])),  # nobody types the id of an activity
        size=size_of(activity.title),
    )


def when_of(activity: Activity, network: Network) -> list[str]:
    """How often it is, where it comes back; else its first days to come."""
    zone, now = ZoneInfo(network.time_zone), timezone.now()
    today = now.astimezone(zone).date()
    rows = [one for one in activity.repeats.all() if one.rule and (one.until is None or one.until >= today)]
    if rows:
        return [capital(repeat_in_words(one)) for one in rows[:DATES]]
    coming = activity.dates.filter(ends_at__gt=now, state=DateState.PLANNED).order_by("starts_at", "pk")[:DATES]
    days = ((one.starts_at.astimezone(zone).date(), times_text(one, zone)) for one in coming)
    return [f"{capital(date_text(day))}, {times}" for day, times in days]


def capital(text: str) -> str:
    return text[:1].upper() + text[1:]
