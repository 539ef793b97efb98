"""A round for fixed times in a season: begun, asked for, taken back, and shared out into series of bookings."""

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping
from typing import Any, Final

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from buurtnet.areas.models import Network
from buurtnet.kit.moving import NotNowError
from buurtnet.people.links import site_url
from buurtnet.people.mailing import in_their_language, send
from buurtnet.people.models import Organization, Person
from buurtnet.places.access import organizations_for, venues_with_hours
from buurtnet.places.booking import KEPT, Wish
from buurtnet.places.choices import BookingState, HoursKind, NotFree, Repeat, SeasonState, WishOutcome
from buurtnet.places.hours import DAY, moment_of, zone_of
from buurtnet.places.models import BookingSeries, SeasonRound, SeasonWish, Venue
from buurtnet.places.series import MOST, fill, moments, rule_of
from buurtnet.places.sharing_out import Asked, shared_out
from buurtnet.privacy.choices import Action
from buurtnet.privacy.log import record

LONGEST: Final = dt.timedelta(days=7 * MOST)  # of a season: a series has no more times
FIELDS: Final = ("venue", "weekday", "starts_at", "ends_at", "people", "group")


def rounds_of(network: Network) -> QuerySet[SeasonRound]:
    return SeasonRound.objects.filter(network=network)


def open_round_for(venue: Venue, today: dt.date) -> SeasonRound | None:
    """The round in which one can ask for a fixed time at this place now."""
    rows = venue.season_rounds.filter(state=SeasonState.OPEN, wishes_until__gte=today)
    return rows.order_by("wishes_until").first()


@transaction.atomic
def begin(network: Network, said: Mapping[str, Any], *, key: uuid.UUID, by: Person) -> SeasonRound:
    """Sent twice it is one; ``key``: its id, that of ``keeping.own_key``."""
    if found := rounds_of(network).filter(pk=key).first():
        return found
    names = ("title", "starts_on", "ends_on", "wishes_until")
    made = SeasonRound.objects.create(pk=key, network=network, made_by=by, **{name: said[name] for name in names})
    made.venues.set(said["venues"])
    note(made, by, Action.CREATE)
    return made


def wishes_of(around: SeasonRound, person: Person) -> QuerySet[SeasonWish]:
    """What someone asked, or an organization in whose name they book."""
    theirs = Q(organization__in=organizations_for(person, around.network)) | Q(asker=person, organization=None)
    return around.wishes.filter(theirs).select_related("venue", "organization").order_by("rank", "pk")


@transaction.atomic
def ask(
    around: SeasonRound, rank: int, said: Mapping[str, Any], *, organization: Organization | None, by: Person
) -> SeasonWish:
    """A first, second or third wish; the same one sent again takes the place of the first. Raises ``NotNowError``."""
    still_open(locked(around))
    if not is_bookable(said["venue"], said["weekday"], said["starts_at"], said["ends_at"]):
        raise NotNowError(str(NotFree.CLOSED.label))
    whose = {"organization": organization} if organization else {"organization": None, "asker": by}
    made, _is_new = SeasonWish.objects.update_or_create(
        round=around, rank=rank, **whose,
        defaults={name: said[name] for name in FIELDS} | {"asker": by, "forget_on": around.ends_on + KEPT},
    )  # fmt: skip
    note(around, by, Action.CHANGE)
    return made


@transaction.atomic
def take_back(around: SeasonRound, pk: uuid.UUID, *, by: Person) -> None:
    """Gone twice is gone. Raises ``NotNowError`` once asking is over."""
    still_open(locked(around))
    if wishes_of(around, by).filter(pk=pk).delete()[0]:
        note(around, by, Action.CHANGE)


@transaction.atomic
def share_out(around: SeasonRound, *, by: Person) -> list[SeasonWish]:
    """Give each time to one group, and book it for the whole season. Twice is once. Raises ``NotNowError``."""
    locked(around)
    wishes = list(around.wishes.select_related("asker", "organization").order_by("pk"))
    if around.state == SeasonState.SHARED:
        return wishes
    if may_be_asked(around):
        raise NotNowError(_("Nog even wachten: wensen kunnen nog tot en met de laatste dag."))
    venues = {one.pk: one for one in venues_with_hours(Venue.objects.filter(season_rounds=around))}
    wanted = {str(one.pk): one for one in wishes if one.venue_id in venues}
    granted = shared_out((asked_by(one, venues[one.venue_id]) for one in wanted.values()), around.seed)
    for one in wishes:
        one.outcome = WishOutcome.REFUSED
    for asked in granted:
        book_season(around, wanted[asked.key], venues[wanted[asked.key].venue_id])
    SeasonWish.objects.bulk_update(wishes, ["outcome", "why_not", "series"])
    around.state, around.shared_at = SeasonState.SHARED, timezone.now()
    around.save(update_fields=["state", "shared_at"])
    note(around, by, Action.CHANGE)
    tell(around, wishes)
    return wishes


def asked_by(wish: SeasonWish, venue: Venue) -> Asked:
    return Asked(
        key=str(wish.pk), who=str(wish.organization_id or wish.asker_id), rank=wish.rank, venue=str(venue.pk),
        weekday=wish.weekday, first=minutes_of(wish.starts_at) - venue.buffer_before,
        last=minutes_of(wish.ends_at) + venue.buffer_after,
    )  # fmt: skip


def book_season(around: SeasonRound, wish: SeasonWish, venue: Venue) -> None:
    """Its series, each day that can be; the wish is granted when there is at least one."""
    times = times_of(around, wish, venue)
    # How far ahead one may book holds for one person's wish, not for what all share out together.
    venue.days_ahead = max(venue.days_ahead, (around.ends_on - timezone.localdate()).days + 1)
    series = BookingSeries.objects.create(venue=venue, rule=rule_of(Repeat.WEEKLY, around.ends_on), form_key=wish.pk)
    asked = Wish(
        *times[0], people=wish.people, alias=wish.group, with_adult=True, organization=wish.organization,
        purpose=around.title, language=wish.asker.language if wish.asker and wish.asker.language else "nl",
    )  # fmt: skip
    made = fill(series, asked, times, by=wish.asker, now=timezone.now(), state=BookingState.CONFIRMED)
    if made:
        wish.outcome, wish.series = WishOutcome.GRANTED, series
    else:
        wish.why_not = series.refused[0]["reason"]
        series.delete()


def times_of(around: SeasonRound, wish: SeasonWish, venue: Venue) -> list[tuple[dt.datetime, dt.datetime]]:
    """Each week of the season, from the first such day."""
    zone = zone_of(venue)
    first = around.starts_on + (wish.weekday - around.starts_on.weekday()) % 7 * DAY
    length = dt.timedelta(minutes=minutes_of(wish.ends_at) - minutes_of(wish.starts_at))
    return moments(moment_of(first, wish.starts_at, zone), length, Repeat.WEEKLY, around.ends_on, zone)


def weeks_of(around: SeasonRound) -> int:
    return (around.ends_on - around.starts_on).days // 7 + 1


def cost_of(around: SeasonRound, wish: SeasonWish) -> int:
    """What all of its hours cost in the whole season, in euro cents."""
    minutes = minutes_of(wish.ends_at) - minutes_of(wish.starts_at)
    return wish.venue.price_cents * minutes * weeks_of(around) // 60


def is_bookable(venue: Venue, weekday: int, starts_at: dt.time, ends_at: dt.time) -> bool:
    """Whether the hours of a place have this time of the week."""
    rows = [one for one in venue.hours.all() if one.kind == HoursKind.BOOKABLE and one.weekday == weekday]
    return any(one.opens_at <= starts_at and ends_at <= one.closes_at for one in rows)


def minutes_of(time: dt.time) -> int:
    return time.hour * 60 + time.minute


def may_be_asked(around: SeasonRound) -> bool:
    return around.state == SeasonState.OPEN and timezone.localdate() <= around.wishes_until


def still_open(around: SeasonRound) -> None:
    if not may_be_asked(around):
        raise NotNowError(_("Vragen kan niet meer. De laatste dag is voorbij."))


def locked(around: SeasonRound) -> SeasonRound:
    """Read again behind its lock, into the same object."""
    around.refresh_from_db(from_queryset=SeasonRound.objects.select_for_update(of=("self",)))
    return around


def tell(around: SeasonRound, wishes: Iterable[SeasonWish]) -> None:
    """One mail to who asked, without what and where."""
    people = {one.asker.pk: one.asker for one in wishes if one.asker and one.asker.is_active}
    for person in people.values():
        with in_their_language(person):
            url = site_url("places:season", around.network.slug, around.pk)
            body = [_("Hallo,"), _("De vaste tijden zijn verdeeld. Lees hier of het gelukt is:"), url]
            send(person.email, _("Er staat iets voor je klaar in Buurtnet"), "\n\n".join(body), person)


def note(around: SeasonRound, by: Person, action: Action) -> None:
    record(action, actor=by, obj=around, network=around.network_id, fields_group="season")
