"""A panel: residents who are willing, drawn by lot with a text that was public before, for half a year.

Nobody chooses who sits in it: the lot is a hash that everyone can compute again, and who was not willing yet when the
text was made public waits for the next one, so that nobody can try for a better place.
"""

import datetime as dt
import hashlib
from collections.abc import Iterable
from typing import Final

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from buurtnet.areas.models import Network
from buurtnet.budget.access import lanes_of
from buurtnet.budget.choices import SeatState
from buurtnet.budget.emails_deciding import mail_drawn
from buurtnet.budget.models import Panel, Seat, Willing
from buurtnet.kit.moving import NotNowError
from buurtnet.people.access import has_role
from buurtnet.people.choices import Role
from buurtnet.people.models import Membership, Person
from buurtnet.privacy.choices import Action
from buurtnet.privacy.log import record, record_refusal

LASTS: Final = dt.timedelta(days=182)
DRAWN_AFTER: Final = dt.timedelta(days=1)  # the text is public that long before the lots are drawn
ANSWERS_WITHIN: Final = dt.timedelta(days=7)  # who was drawn; then the next one is asked
RENEWED_BEFORE: Final = dt.timedelta(days=30)  # so long before its end the director is asked for the next
SITTING: Final = (SeatState.INVITED, SeatState.TAKEN)


def is_willing(person: Person, network: Network) -> Willing | None:
    return Willing.objects.filter(network=network, person=person).first()


@transaction.atomic
def become_willing(network: Network, person: Person) -> Willing:
    """A resident is willing to sit in a panel; twice is once. Raises ``NotNowError`` for who is no resident here."""
    if not has_role(person, [Role.RESIDENT], network=network):
        record_refusal(actor=person, network=network.pk, fields_group="budget", rule="panel.willing")
        raise NotNowError(_("In het buurtpanel zitten bewoners die hier bekend zijn."))
    found, is_new = Willing.objects.get_or_create(network=network, person=person)
    if is_new:
        _note(Action.CREATE, found, network, person, "willing")
    return found


@transaction.atomic
def stop_willing(network: Network, person: Person) -> None:
    """No longer willing: at once, with the seats they have; the next in line is asked. Twice is once."""
    found = is_willing(person, network)
    if found is not None:
        _note(Action.CHANGE, found, network, person, "not_willing")
        found.delete()
    today = timezone.localdate()
    held = Seat.objects.filter(person=person, panel__network=network, panel__ends_on__gte=today, state__in=SITTING)
    for panel in list(Panel.objects.filter(pk__in=held.values("panel")).select_related("network")):
        _lock(panel)
        Seat.objects.filter(panel=panel, person=person, state__in=SITTING).update(state=SeatState.LEFT)
        _fill(panel)


@transaction.atomic
def announce(network: Network, *, seed: str, starts_on: dt.date, by: Person) -> Panel:
    """Make the text public with which lots are drawn a day later. Raises ``NotNowError``."""
    Network.objects.select_for_update(of=("self",), no_key=True).get(pk=network.pk)  # two who announce wait here
    lanes = lanes_of(network)
    if starts_on <= timezone.localdate() + DRAWN_AFTER:
        raise NotNowError(
            _("Kies een dag na overmorgen of later. Eerst is de tekst een dag te lezen, dan wordt geloot.")
        )
    if drawn_next(network) is not None:
        raise NotNowError(_("Er is al een panel aangekondigd. Wacht tot er geloot is."))
    willing = len(candidates(network, timezone.now()))
    if willing < lanes.panel_quorum:
        said = _("Er willen nu {number} bewoners in het panel. Er zijn er minstens {least} nodig.")
        raise NotNowError(said.format(number=willing, least=lanes.panel_quorum))
    try:
        with transaction.atomic():
            made = Panel.objects.create(
                network=network, starts_on=starts_on, ends_on=starts_on + LASTS, seed=seed,
                seats_wanted=lanes.panel_seats, quorum=lanes.panel_quorum,
            )  # fmt: skip
    except IntegrityError:
        raise NotNowError(_("Op deze dag begint al een panel. Kies een andere dag.")) from None
    _note(Action.CREATE, made, network, by, "announced")
    return made


def drawn_next(network: Network) -> Panel | None:
    """The panel that is announced, and not drawn yet."""
    return Panel.objects.filter(network=network, drawn_at=None).order_by("announced_at", "pk").first()


def drawn_from(panel: Panel) -> dt.datetime:
    """From when on its lots can be drawn."""
    return panel.announced_at + DRAWN_AFTER


def running_panel(network: Network | int, day: dt.date | None = None) -> Panel | None:
    """The panel that decides on a day (today): of two the one that began last."""
    on = day or timezone.localdate()
    rows = Panel.objects.filter(network=network, drawn_at__isnull=False, starts_on__lte=on, ends_on__gte=on)
    return rows.order_by("-starts_on", "pk").first()


def candidates(network: Network, at: dt.datetime) -> list[str]:
    """Ids of who was willing at a moment, and lives here now; nobody can be found by them."""
    rows = Willing.objects.filter(network=network, since__lte=at, person__in=residents_of(network.pk))
    return [str(pk) for pk in rows.values_list("pk", flat=True)]


def residents_of(network_id: int) -> QuerySet[Membership, object]:
    """Ids of the people who are residents of a network now."""
    held = Membership.objects.current().filter(network=network_id, role=Role.RESIDENT)
    return held.values("person")


def in_order(seed: str, ids: Iterable[str]) -> list[str]:
    """The order of the lots: that of SHA-256 over the text with the id behind it."""
    return sorted(ids, key=lambda one: lot_of(seed, one))


def lot_of(seed: str, one: str) -> str:
    """64 hexadecimal signs; who has the lowest is drawn first."""
    return hashlib.sha256(f"{seed}{one}".encode()).hexdigest()


@transaction.atomic
def draw(panel: Panel, now: dt.datetime | None = None) -> Panel:
    """Draw the lots a day after the text was public, and ask the first; twice is once. Raises ``NotNowError``."""
    at = now or timezone.now()
    if _lock(panel).drawn_at is not None:
        return panel
    if at < drawn_from(panel):
        raise NotNowError(_("De tekst moet eerst een dag te lezen zijn. Daarna wordt geloot."))
    panel.order = in_order(panel.seed, candidates(panel.network, panel.announced_at))
    panel.drawn_at = at
    panel.save(update_fields=["order", "drawn_at"])
    _note(Action.CHANGE, panel, panel.network, None, "drawn")
    _fill(panel)
    return panel


def _lock(panel: Panel) -> Panel:
    """Read again behind its lock: two who decline at once free two seats, and ask two others."""
    network = panel.network
    panel.refresh_from_db(from_queryset=Panel.objects.select_for_update(of=("self",)))
    panel.network = network
    return panel


def _fill(panel: Panel) -> None:
    """Ask the next in line until all seats are taken or asked; for a panel behind its lock."""
    if panel.drawn_at is None or panel.ends_on < timezone.localdate():
        return
    seats = list(panel.seats.all())
    open_seats = panel.seats_wanted - sum(one.state in SITTING for one in seats)
    asked, places = {one.person_id for one in seats}, {one.place for one in seats}
    willing = Willing.objects.filter(pk__in=panel.order, person__in=residents_of(panel.network_id))
    people = {str(one.pk): one for one in willing.select_related("person")}
    for place, lot in enumerate(panel.order, start=1):
        next_one = people.get(lot)
        if open_seats <= 0:
            return
        if next_one is None or next_one.person_id in asked or place in places:
            continue
        Seat.objects.create(panel=panel, person=next_one.person, place=place)
        mail_drawn(next_one.person, panel.network)
        open_seats -= 1


def seat_of(person: Person, panel: Panel) -> Seat | None:
    return Seat.objects.filter(panel=panel, person=person).first()


@transaction.atomic
def answer_seat(seat: Seat, *, yes: bool, by: Person) -> Seat:
    """Who was drawn takes the seat, declines it, or gives it back later. Raises ``NotNowError``."""
    panel = _lock(seat.panel)
    seat.refresh_from_db()
    seat.panel = panel
    to = SeatState.TAKEN if yes else SeatState.DECLINED if seat.state == SeatState.INVITED else SeatState.LEFT
    if seat.state == to:
        return seat
    if seat.person_id != by.pk or seat.state not in SITTING or panel.ends_on < timezone.localdate():
        record_refusal(actor=by, obj=seat, network=panel.network_id, fields_group="budget", rule="panel.seat")
        raise NotNowError
    seat.state = to
    seat.save(update_fields=["state"])
    _note(Action.CHANGE, seat, panel.network, by, to)
    if not yes:
        _fill(panel)
    return seat


def draw_due(now: dt.datetime | None = None) -> int:
    """A job: panels whose text was public for a day are drawn. Returns how many."""
    at = now or timezone.now()
    due = Panel.objects.filter(drawn_at=None, announced_at__lte=at - DRAWN_AFTER).select_related("network")
    return sum(draw(one, at).drawn_at == at for one in list(due))


def pass_silent_seats(now: dt.datetime | None = None) -> int:
    """A job: who does not answer for a week gives way to the next in line. Returns how many gave way."""
    at = now or timezone.now()
    gone = 0
    silent = Q(state=SeatState.INVITED, asked_at__lte=at - ANSWERS_WITHIN)
    late = Seat.objects.filter(silent, panel__ends_on__gte=timezone.localdate(at))
    for panel in list(Panel.objects.filter(pk__in=late.values("panel")).select_related("network")):
        with transaction.atomic():
            _lock(panel)
            gone += Seat.objects.filter(silent, panel=panel).update(state=SeatState.DECLINED)
            _fill(panel)
    return gone


def _note(action: Action, obj: Willing | Panel | Seat, network: Network, by: Person | None, result: str) -> None:
    record(
        action, actor=by, obj=obj, network=network.pk, fields_group="budget", result=result,
        role_then="" if by else "system",
    )  # fmt: skip
