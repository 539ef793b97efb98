"""Make a draft of the next edition: by a button, or by itself as often as the network chose."""

import datetime as dt
from typing import Final

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import override

from buurtnet.areas.choices import Room
from buurtnet.areas.models import Network
from buurtnet.bulletin.choices import EditionState, ItemKind, Rhythm
from buurtnet.bulletin.gathering import gathered
from buurtnet.bulletin.models import BulletinPlan, Edition, EditionItem
from buurtnet.bulletin.moving import CHANGEABLE, locked
from buurtnet.bulletin.weeks import first_day, title_of
from buurtnet.directory.cards import Viewpoint

DAYS: Final = {Rhythm.WEEKLY: 7, Rhythm.FORTNIGHTLY: 14, Rhythm.MONTHLY: 28}
USUAL_DAYS: Final = 14  # that an edition looks ahead, when nobody chose how often
FIRST_LOOKS_BACK: Final = dt.timedelta(days=31)


def plan_of(network: Network) -> BulletinPlan:
    """How a network makes its newsletter; one that is not kept yet for who never said."""
    return BulletinPlan.objects.filter(network=network).first() or BulletinPlan(network=network)


def make_draft(network: Network, now: dt.datetime) -> Edition:
    """The draft that waits, or a new one. Asked twice at once it is one: a number exists once."""
    # The number is read first: a draft that another worker makes after that has it too, and only one of them stays.
    last = Edition.objects.filter(network=network).order_by("-number").first()
    if waiting := waiting_in(network):
        return waiting
    try:
        return new_draft(network, (last.number if last else 0) + 1, now)
    except IntegrityError:
        return Edition.objects.filter(network=network).order_by("-number")[0]


def waiting_in(network: Network) -> Edition | None:
    """The one that someone has to look at, or to send."""
    waits = (EditionState.DRAFT, EditionState.CHECKED)
    return Edition.objects.filter(network=network, state__in=waits).select_related("network").first()


@transaction.atomic
def new_draft(network: Network, number: int, now: dt.datetime) -> Edition:
    """With all there is to tell, in the language of the network. Raises ``IntegrityError`` for a number that is."""
    view = Viewpoint(network, now)
    with override(network.locale):
        plan, first = plan_of(network), first_day(view.today)
        last = last_day(plan, first)
        edition = Edition.objects.create(
            network=network, number=number, title=title_of(network, plan.name, first, last), starts_on=first,
            ends_on=last,
        )  # fmt: skip
        EditionItem.objects.bulk_create(gathered(edition, view, since(network, now)))
    return edition


def last_day(plan: BulletinPlan, first: dt.date) -> dt.date:
    """The Sunday until which an edition looks ahead."""
    return first + dt.timedelta(days=DAYS.get(Rhythm(plan.rhythm), USUAL_DAYS) - 1)


@transaction.atomic
def renew(edition: Edition, now: dt.datetime) -> Edition:
    """Fill a draft again with what there is now; one that was checked stays as it is.

    What someone wrote here stays, and what they took out stays out.
    """
    kept = locked(edition)
    if kept.state != CHANGEABLE:
        return kept
    view = Viewpoint(kept.network, now)
    old = kept.items.exclude(kind=ItemKind.OWN)
    left_out = set(old.filter(is_left_out=True).exclude(of="").values_list("of", flat=True))
    old.delete()
    with override(kept.network.locale):
        call_after_its_weeks(kept, view.today)
        kept.save(update_fields=["title", "starts_on", "ends_on", "version"])
        found = gathered(kept, view, since(kept.network, now))
    for item in found:
        item.is_left_out = item.of in left_out
    EditionItem.objects.bulk_create(found)
    return kept


def call_after_its_weeks(edition: Edition, today: dt.date) -> None:
    """The weeks it is about by now, not saved; a heading that someone wrote stays."""
    plan = plan_of(edition.network)
    was = title_of(edition.network, plan.name, edition.starts_on, edition.ends_on)
    edition.starts_on = first_day(today)
    edition.ends_on = last_day(plan, edition.starts_on)
    if edition.title == was:
        edition.title = title_of(edition.network, plan.name, edition.starts_on, edition.ends_on)
    edition.version += 1


def since(network: Network, now: dt.datetime) -> dt.datetime:
    """From when on something is news: the last edition that went out."""
    last = Edition.objects.sent().filter(network=network).order_by("-sent_at").first()
    return last.created_at if last else now - FIRST_LOOKS_BACK


def make_due_drafts() -> int:
    """A daily job: a draft for each network whose day it is. Returns how many networks had their turn."""
    now = timezone.now()
    done = 0
    for plan in BulletinPlan.objects.exclude(rhythm=Rhythm.NONE).select_related("network"):
        if is_due(plan, now) and plan.network.has(Room.BULLETIN):
            waiting = waiting_in(plan.network)
            if waiting:  # nobody looked at the last one: it tells of today, and not of last week
                renew(waiting, now)
            else:
                make_draft(plan.network, now)
            BulletinPlan.objects.filter(pk=plan.pk).update(made_on=Viewpoint(plan.network, now).today)
            done += 1
    return done


def is_due(plan: BulletinPlan, now: dt.datetime) -> bool:
    """On its weekday, so many days after the last was due; when nothing ran that day, on the next day."""
    today = Viewpoint(plan.network, now).today
    if plan.made_on is None:
        return today.weekday() == plan.weekday
    was_due = plan.made_on - dt.timedelta(days=(plan.made_on.weekday() - plan.weekday) % 7)
    return today >= was_due + dt.timedelta(days=DAYS[Rhythm(plan.rhythm)])
