"""Going round: who may, planning a round, a tap for a street that is done, and closing it with one number."""

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from buurtnet.areas.geometry import distance_m
from buurtnet.areas.models import Area, Network
from buurtnet.areas.names import folded
from buurtnet.kit.moving import NotNowError
from buurtnet.kit.today import Item
from buurtnet.needs.choices import RoundKind
from buurtnet.needs.coverage import Street
from buurtnet.needs.form_keys import key_for, made_with
from buurtnet.needs.models import OutreachRound, RoundStreet
from buurtnet.people.acting import By
from buurtnet.people.choices import PARTNERS, Role
from buurtnet.people.models import Person
from buurtnet.people.work import Work
from buurtnet.privacy.choices import Action
from buurtnet.privacy.log import record
from buurtnet.wording.traces import ADDRESS, LINK, MAIL, PHONE, traces_in

PLANNERS: Final = (Role.MEMBER, Role.CONNECTOR, Role.DIRECTOR)
MOST_STREETS: Final = 200
MOST_WAITING: Final = 20
A_DAY: Final = dt.timedelta(days=1)
LONGEST_STREET: Final = 120
POINTING: Final = frozenset({ADDRESS, PHONE, MAIL, LINK})  # of what is typed about a round, no name is asked

_MONTHS = "januari|februari|maart|april|mei|juni|juli|augustus|september|oktober|november|december"
# Digits that belong to a name: "1e Pijnackerstraat", "Plein 1944", "Laan van 8 mei".
_OF_A_NAME = re.compile(
    rf"^\d{{1,2}}\s?(?:e|de|ste|er)\s|(?:(?<=plein )|(?<=place )|(?<=van )|(?<=mei ))(?:1[5-9]|20)\d\d$"
    rf"|(?<=van )\d{{1,2}}(?=\s(?:{_MONTHS})\b)",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Plan:
    """What a round will be, as it was typed."""

    area: Area
    kind: RoundKind
    purpose: str
    starts_on: dt.date
    ends_on: dt.date
    place: str = ""
    materials: str = ""
    languages: Sequence[str] = ()
    team: Sequence[Person] = ()
    streets: Sequence[Street] = ()


def rounds_for(work: Work) -> QuerySet[OutreachRound]:
    """Rounds of this network: all for who plans them, and for a volunteer those they go along with. Else none."""
    found = OutreachRound.objects.filter(network=work.network).select_related("area", "network")
    if work.has(PLANNERS):
        return found
    return found.filter(team=work.person) if work.has(PARTNERS) else found.none()


def with_counts(rounds: QuerySet[OutreachRound]) -> QuerySet[OutreachRound]:
    """Newest first, with ``street_count`` and ``done_count`` beside each round."""
    return rounds.order_by("-starts_on", "-created_at", "pk").annotate(
        street_count=Count("streets", distinct=True),
        done_count=Count("streets", filter=Q(streets__done_at__isnull=False), distinct=True),
    )


def round_items(person: Person, networks: Sequence[Network], now: dt.datetime) -> list[Item]:
    """Rounds that someone goes along with: from their first day until they are closed. One query."""
    rounds = OutreachRound.objects.filter(team=person, network__in=networks, closed_at=None)
    begun = (
        rounds.filter(starts_on__lte=timezone.localdate(now)).select_related("network").order_by("starts_on", "pk")
    )
    return [
        Item(
            start_of(one.starts_on, one.network), _("Je gaat mee met een buurtronde"),
            reverse("needs:round_walk", args=[one.network.slug, one.pk]), "footprints",
            start_of(one.ends_on + A_DAY, one.network), one.network.name,
        )
        for one in begun.select_related("network")[:MOST_WAITING]
    ]  # fmt: skip


def start_of(day: dt.date, network: Network) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(), tzinfo=ZoneInfo(network.time_zone))


# Of a door or of people, where digits do not tell it: "Kerkstraat nummer vijf", "Kerkstraat, bij familie De Vries".
_OF_A_DOOR = re.compile(
    r"[,;:()]|\b(?:nummer|nr|huisnr|bij|fam|familie|gezin|mevrouw|mevr|meneer|dhr)\b"
    r"|\s(?:een|één|twee|drie|vier|vijf|zes|zeven|acht|negen|tien|elf|twaalf)$",
    re.IGNORECASE,
)


def points_at_a_house(street: str, known: Iterable[str] = ()) -> bool:
    """Whether what was typed as a street tells a house, a phone or an address. ``known``: folded names of streets."""
    if folded(street) in set(known):
        return False
    plain = _OF_A_NAME.sub("", street)
    if _OF_A_DOOR.search(plain):
        return True
    return any(sign.isdecimal() for sign in plain) or any(one.kind in POINTING for one in traces_in(plain))


@transaction.atomic
def plan(network: Network, said: Plan, *, by: By, key: UUID | None = None) -> OutreachRound:
    """A new round, its streets in the order to walk them. ``key``: of the form; sent twice with it, it is one."""
    Network.objects.select_for_update(of=("self",), no_key=True).get(pk=network.pk)
    if earlier := made_with(OutreachRound.objects.filter(network=network), key):
        return earlier
    made = OutreachRound(network=network, pk=key_for(OutreachRound, key))
    _write(made, said)
    made.team.set(said.team)
    _put_streets(made, said.streets)
    _note(made, Action.CREATE, "planned", by)
    return made


@transaction.atomic
def change_plan(made: OutreachRound, said: Plan, *, by: By) -> OutreachRound:
    """Another plan; a street that was done stays. Raises ``NotNowError`` for a round that is closed."""
    found = OutreachRound.objects.select_for_update(of=("self",)).get(pk=made.pk)
    if found.closed_at:
        raise NotNowError
    _write(found, said)
    found.team.set(said.team)
    wanted = {street.name for street in said.streets}
    # A street that was visited stays, whatever the plan is now: that it was is true.
    found.streets.exclude(name__in=wanted).filter(done_at=None).delete()
    _put_streets(found, said.streets)
    _note(found, Action.CHANGE, "replanned", by)
    return found


@transaction.atomic
def tap(street: RoundStreet, *, done: bool, at: dt.datetime, now: dt.datetime | None = None) -> RoundStreet:
    """A street is done, or not after all. ``at``: when it was tapped, by the phone's clock.

    Phones without network send their taps later and in any order: of one street the last tap counts, and a tap that
    comes again changes nothing. A clock that is ahead counts as now, one that is far behind as the round's beginning.
    Raises ``NotNowError`` for a tap that was made after the round was closed.
    """
    moment = now or timezone.now()
    found = RoundStreet.objects.select_for_update(of=("self",)).select_related("round").get(pk=street.pk)
    at = max(min(at, moment), found.round.created_at)
    closed_at = OutreachRound.objects.select_for_update(of=("self",)).get(pk=found.round_id).closed_at
    if closed_at and at > closed_at:
        raise NotNowError(_("Deze ronde is gesloten. Deze straat telt niet meer mee."))
    if found.tapped_at is not None and at < found.tapped_at:
        return found
    found.done_at, found.tapped_at = at if done else None, at
    found.save(update_fields=["done_at", "tapped_at"])
    return found


@transaction.atomic
def close(made: OutreachRound, *, talks: int, by: By, now: dt.datetime | None = None) -> OutreachRound:
    """The round is over, with one number of talks. Closed again with another number, the number is put right."""
    found = OutreachRound.objects.select_for_update(of=("self",)).get(pk=made.pk)
    if found.closed_at and found.talks == talks:
        return found
    is_first = found.closed_at is None
    found.talks, found.closed_at = talks, found.closed_at or now or timezone.now()
    found.save(update_fields=["talks", "closed_at"])
    _note(found, Action.CHANGE, "closed" if is_first else "recounted", by)
    return found


def in_walking_order(streets: Sequence[Street]) -> list[Street]:
    """From the most western on, each time the nearest that is left; streets without a point come last, by name."""
    loose = sorted(
        (one for one in streets if one.latitude is None or one.longitude is None), key=lambda one: one.name
    )
    left = sorted((one for one in streets if one not in loose), key=lambda one: (one.longitude or 0, one.name))
    route: list[Street] = left[:1]
    left = left[1:]
    while left:
        here = route[-1]
        nearest = min(left, key=lambda one: (_metres(here, one), one.name))
        route.append(nearest)
        left.remove(nearest)
    return [*route, *loose]


def _metres(one: Street, other: Street) -> float:
    return distance_m(one.latitude or 0, one.longitude or 0, other.latitude or 0, other.longitude or 0)


def _write(made: OutreachRound, said: Plan) -> None:
    made.area, made.kind, made.purpose = said.area, said.kind, said.purpose
    made.starts_on, made.ends_on = said.starts_on, said.ends_on
    made.place, made.materials, made.languages = said.place, said.materials, list(said.languages)
    made.save()


def _put_streets(made: OutreachRound, streets: Sequence[Street]) -> None:
    route = in_walking_order(list({street.name: street for street in streets}.values()))
    rows = [
        RoundStreet(
            round=made, name=street.name, latitude=street.latitude, longitude=street.longitude, position=number
        )
        for number, street in enumerate(route)
    ]
    RoundStreet.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["round", "name"],
        update_fields=["position", "latitude", "longitude"],
    )  # fmt: skip


def _note(made: OutreachRound, action: Action, what: str, by: By) -> None:
    record(
        action, actor=by.person, obj=made, network=made.network_id, role_then=by.role, rule=f"round.{what}",
        request=by.request,
    )  # fmt: skip
