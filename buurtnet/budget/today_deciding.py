"""What waits for someone about deciding: a yes or a no, a seat in a panel, an objection, money that is not there."""

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import Final

from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from buurtnet.areas.choices import Room
from buurtnet.areas.models import Network
from buurtnet.budget.access import KNOWN
from buurtnet.budget.choices import IdeaState, Lane, PotTask, SeatState
from buurtnet.budget.deciding import answer_by, reply_of, waiting_for_panel, with_term
from buurtnet.budget.models import Idea, Lanes, Panel, PotPerson, Seat
from buurtnet.budget.panels import ANSWERS_WITHIN, RENEWED_BEFORE, SITTING
from buurtnet.budget.saying import waiting_for
from buurtnet.budget.whose import hash_of_contact
from buurtnet.kit.today import Item
from buurtnet.people.access import roles_of
from buurtnet.people.choices import Role
from buurtnet.people.models import Person

MOST: Final = 20  # of a kind

type Agreed = dict[int, Lanes]  # what each network agreed, by its id


def deciding_items(person: Person, now: dt.datetime) -> list[Item]:
    """In a number of queries that does not grow with what waits, nor with the networks someone is in."""
    held = [one for one in roles_of(person) if one.role in KNOWN and one.network and one.network.has(Room.BUDGET)]
    here = {one.network_id: one.network for one in held if one.network_id and one.network}
    if not here:
        return []
    agreed = {one.network_id: one for one in Lanes.objects.filter(network__in=here)}
    agreed |= {pk: Lanes(network=network) for pk, network in here.items() if pk not in agreed}
    directed = {one.network_id for one in held if one.role == Role.DIRECTOR and one.network_id}
    return [
        *_direct(person, agreed), *_of_panel(person, agreed), *_seats(person, here), *_kept(person, here, now),
        *_renewals(directed, here, agreed, now), *_lengthened(directed, agreed, now),
    ]  # fmt: skip


def _direct(person: Person, agreed: Agreed) -> Iterator[Item]:
    """One line a network, however many ideas wait: someone of many may say yes, and nobody must."""
    told = set[int]()
    for one in with_term(waiting_for(person, *agreed))[:MOST]:
        if one.network_id not in told:
            told.add(one.network_id)
            due = answer_by(one, agreed[one.network_id].direct_answer_days, reply_of(one))
            url = reverse("budget:decide_list", args=[one.network.slug])
            said = _("Een idee uit de buurt vraagt om een ja of nee")
            yield Item(one.submitted_at or one.told_at_first, said, url, "scale", due, one.network.name)


def _of_panel(person: Person, agreed: Agreed) -> Iterator[Item]:
    for one in waiting_for_panel(person, agreed)[:MOST]:
        due = answer_by(one, agreed[one.network_id].panel_answer_days, reply_of(one))
        yield _item(one, one.submitted_at, _("Het buurtpanel wacht op jouw ja of nee"), "scale", due)


def _seats(person: Person, networks: dict[int, Network]) -> Iterator[Item]:
    rows = Seat.objects.filter(
        person=person, state=SeatState.INVITED, panel__network__in=networks, panel__ends_on__gte=timezone.localdate()
    )
    for one in rows.select_related("panel__network")[:MOST]:
        network = one.panel.network
        url = reverse("budget:panel_desk", args=[network.slug])
        said = _("Je bent geloot voor het buurtpanel: doe je mee?")
        yield Item(one.asked_at, said, url, "users", one.asked_at + ANSWERS_WITHIN, network.name)


def _kept(person: Person, networks: dict[int, Network], now: dt.datetime) -> Iterator[Item]:
    """For who keeps a pot: what may still be objected to, and what waits for money."""
    kept = PotPerson.objects.filter(person=person, task=PotTask.KEEPER, pot__network__in=networks).values("pot")
    mine = Q(person=person) | Q(written_by=person) | Q(contact_hash=hash_of_contact(person.email))
    rows = Idea.objects.filter(pot__in=kept, state=IdeaState.SUBMITTED).select_related("network").defer("contact")
    for one in rows.filter(clear_at__gt=now).exclude(mine).order_by("clear_at", "pk")[:MOST]:
        yield _item(one, one.submitted_at, _("Heb je bezwaar tegen dit besluit?"), "coins", one.clear_at)
    for one in rows.filter(clear_at=None, pot__free__lt=F("asked")).order_by("submitted_at", "pk")[:MOST]:
        yield _item(one, one.submitted_at, _("Voor een idee zit er te weinig in de pot"), "triangle-alert", None)


def _renewals(
    directed: Iterable[int], networks: dict[int, Network], agreed: Agreed, now: dt.datetime
) -> Iterator[Item]:
    """A panel that ends soon, ended or is not there, and no next one that is announced; or one that is too small."""
    wanted = [pk for pk in directed if agreed[pk].has_panel]
    soon = timezone.localdate(now) + RENEWED_BEFORE
    panels = Panel.objects.filter(network__in=wanted, ends_on__gte=timezone.localdate(now))
    rows = list(panels.prefetch_related("seats"))
    for pk in wanted:
        mine = [one for one in rows if one.network_id == pk]
        lasting = [one for one in mine if one.ends_on > soon]
        small = [one for one in lasting if one.drawn_at and _sitting(one) < one.quorum]
        if lasting and len(small) < len(lasting):
            continue
        last = max((one.ends_on for one in mine), default=None)
        said = _("Het buurtpanel is te klein: loot opnieuw") if small else _("Maak een nieuw buurtpanel")
        due = dt.datetime.combine(last, dt.time(12), tzinfo=dt.UTC) if last and not small else None
        since = small[0].drawn_at or now if small else due - RENEWED_BEFORE if due else now
        url = reverse("budget:panel_desk", args=[networks[pk].slug])
        yield Item(since, said, url, "users", due, networks[pk].name)


def _sitting(panel: Panel) -> int:
    return sum(one.state in SITTING for one in panel.seats.all())


def _lengthened(directed: Iterable[int], agreed: Agreed, now: dt.datetime) -> Iterator[Item]:
    """Ideas about which too few of a panel decided in time, in the week that it got longer."""
    rows = Idea.objects.filter(network__in=list(directed), state=IdeaState.SUBMITTED, lane=Lane.PANEL)
    for one in with_term(rows.select_related("network").defer("contact")).order_by("submitted_at", "pk")[:MOST]:
        due = answer_by(one, agreed[one.network_id].panel_answer_days, reply_of(one))
        if due <= now:
            yield _item(one, due, _("Het buurtpanel besliste nog niet over een idee"), "clock-alert", due)


def _item(idea: Idea, since: dt.datetime | None, title: str, icon: str, due: dt.datetime | None) -> Item:
    url = reverse("budget:decide", args=[idea.network.slug, idea.pk])
    return Item(since or idea.told_at_first, title, url, icon, due, idea.network.name)
