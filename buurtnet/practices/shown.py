"""What pages show of examples and playbooks: facts in words, steps on a line of days, how many are of residents."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Final

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from buurtnet.areas.here import neighbourhood_of
from buurtnet.areas.models import Network
from buurtnet.kit.amounts import euros
from buurtnet.practices.choices import NeighbourhoodKind
from buurtnet.practices.models import GoodPractice, Playbook, PlaybookStep
from buurtnet.practices.words import day_of, when_text, working
from buurtnet.themes.choices import EssentialFunction

MOST_DONE: Final = 100
JSON: Final = "application/json; charset=utf-8"


@dataclass(frozen=True)
class Crumb:
    label: str
    url: str = ""


@dataclass(frozen=True)
class Facts:
    """An example in a few words; "" for what is not known."""

    money: str
    hours: str
    kind: str
    functions: list[str]


@dataclass(frozen=True)
class Moment:
    """The steps of one day: "6 weken ervoor"; ``on``: its date, when there is one."""

    when: str
    is_day: bool
    steps: list[PlaybookStep]
    on: dt.date | None = None


@dataclass(frozen=True)
class Ownership:
    """How many of the playbooks in use are of residents."""

    number: int
    of_residents: int


def crumbs_to(request: HttpRequest, network: Network, *last: Crumb) -> list[Crumb]:
    """From the home someone chose down to this page."""
    area = neighbourhood_of(request)
    if area:
        return [Crumb(area.name, reverse("home:neighbourhood", args=[network.slug, area.slug])), *last]
    return [Crumb(network.name, reverse("home:network", args=[network.slug])), *last]


def facts_of(practice: GoodPractice) -> Facts:
    hours, is_anywhere = practice.hours or 0, practice.neighbourhood_kind == NeighbourhoodKind.ANY
    in_words = ngettext("{hours} uur in een week", "{hours} uur in een week", hours).format(hours=hours)
    return Facts(
        money=in_a_year(practice.money_cents),
        hours=in_words if hours else "",
        kind="" if is_anywhere else practice.get_neighbourhood_kind_display(),
        functions=[str(one.label) for one in EssentialFunction if one.value in practice.functions],
    )  # fmt: skip


def in_a_year(cents: int | None) -> str:
    """ "€ 3.200 in een jaar", "kost niets"; "" when nobody said."""
    if cents is None:
        return ""
    return _("{amount} in een jaar").format(amount=euros(cents)) if cents else _("kost niets")


def about(practice: GoodPractice) -> dict[str, Any]:
    """What the page of one example shows of it."""
    return {
        "practice": practice, "working": working(practice.elements), "facts": facts_of(practice),
        "done_too": list(practice.done_too.select_related("network")[:MOST_DONE]),
        "themes": [one.name_in(get_language() or "nl") for one in practice.themes.all()],
    }  # fmt: skip


def moments_of(steps: Iterable[PlaybookStep], on: dt.date | None = None) -> list[Moment]:
    """Steps by day, the first one first. ``on``: the day itself, when it is known."""
    return [
        Moment(when_text(days), days == 0, list(group), day_of(on, days) if on else None)
        for days, group in groupby(sorted(steps, key=lambda one: (one.days, one.position)), lambda one: one.days)
    ]


def total_of(steps: Iterable[PlaybookStep]) -> str:
    """What all steps cost together; "" when no step says."""
    known = [one.cost_cents for one in steps if one.cost_cents is not None]
    return euros(sum(known)) if known else ""


def ownership_in(network: Network) -> Ownership:
    counted = Playbook.objects.in_network(network).in_use().aggregate(
        number=Count("pk"), of_residents=Count("pk", filter=Q(led_by_residents=True))
    )  # fmt: skip
    return Ownership(counted["number"], counted["of_residents"])


def attachment(text: str, name: str) -> HttpResponse:
    return HttpResponse(text, content_type=JSON, headers={"Content-Disposition": f'attachment; filename="{name}"'})
