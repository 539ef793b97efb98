"""Look an edition over: leave out, put back, another order, a heading, a word up front, something of one's own."""

from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from buurtnet.bulletin.choices import EditionState, ItemKind
from buurtnet.bulletin.models import Edition, EditionItem
from buurtnet.bulletin.moving import CHANGEABLE, locked, move, refuse
from buurtnet.bulletin.standing import FACTS, freshened, over_in
from buurtnet.directory.cards import Viewpoint
from buurtnet.kit.moving import NotNowError
from buurtnet.people.acting import By

MOST_OWN: Final = 6  # items that someone writes here themselves


@transaction.atomic
def change_words(edition: Edition, *, title: str, introduction: str, version: int, by: By) -> Edition:
    """Another heading or word up front. Raises ``NotNowError`` when someone changed it since ``version``."""
    now = draft(edition, by)
    if now.version != version:
        raise NotNowError(_("Iemand anders paste dit net aan. Kijk wat er nu staat en doe het dan nog eens."))
    now.title, now.introduction, now.version = title, introduction, now.version + 1
    now.save(update_fields=["title", "introduction", "version"])
    return now


@transaction.atomic
def leave_out(edition: Edition, item: UUID, *, is_out: bool, by: By) -> None:
    """Take an item out, or put it back. What is not in this edition changes nothing."""
    now = draft(edition, by)
    EditionItem.objects.filter(edition=now, pk=item).update(is_left_out=is_out)


@transaction.atomic
def shift(edition: Edition, item: UUID, *, up: bool, by: By) -> None:
    """One place up or down among those of its kind; at the end it stays where it is."""
    now = draft(edition, by)
    items = sorted(now.items.all(), key=lambda one: one.place)
    place = next((number for number, one in enumerate(items) if one.pk == item), None)
    other = -1 if place is None else place + (-1 if up else 1)
    if place is None or not 0 <= other < len(items) or items[place].kind != items[other].kind:
        return
    items[place], items[other] = items[other], items[place]
    for number, one in enumerate(items):
        one.position = number
    EditionItem.objects.bulk_update(items, ["position"])


@transaction.atomic
def add_own(edition: Edition, key: UUID, *, title: str, text: str, address: str, by: By) -> EditionItem:
    """Something that stands nowhere else. ``key``: of the form; sent twice it is one item.

    Raises ``NotNowError`` when there are enough.
    """
    now = draft(edition, by)
    items = list(now.items.all())
    if same := next((one for one in items if one.pk == key), None):
        return same
    if EditionItem.objects.filter(pk=key).exists():
        refuse(now, "own", by)
    if sum(one.kind == ItemKind.OWN for one in items) >= MOST_OWN:
        refuse(now, "own", by, _("Er staan al zes eigen stukjes in. Haal er eerst een weg."))
    last = max((one.position for one in items), default=-1)
    return EditionItem.objects.create(
        pk=key, edition=now, kind=ItemKind.OWN, title=title, text=text, address=address, position=last + 1
    )


@transaction.atomic
def take_away(edition: Edition, item: UUID, by: By) -> None:
    """An item that someone wrote here goes for good; the others can only be left out."""
    now = draft(edition, by)
    EditionItem.objects.filter(edition=now, pk=item, kind=ItemKind.OWN).delete()


@transaction.atomic
def check(edition: Edition, by: By) -> Edition:
    """Someone looked at it, and it may go. What is over by now is left out. Raises ``NotNowError``."""
    now = move(edition, EditionState.CHECKED, by)
    bring_up_to_date(now)
    if not now.items.filter(is_left_out=False).exists():
        refuse(now, EditionState.CHECKED, by, _("Er staat niets in. Zet er eerst iets in."))
    now.checked_by, now.checked_at = by.person, timezone.now()
    now.save(update_fields=["state", "checked_by", "checked_at"])
    return now


@transaction.atomic
def back_to_draft(edition: Edition, by: By) -> Edition:
    """There is something to change after all; also for one that was skipped, while there is no newer one.

    Raises ``NotNowError``.
    """
    now = move(edition, EditionState.DRAFT, by)
    if Edition.objects.filter(network=now.network, number__gt=now.number).exists():
        refuse(now, "again", by, _("Er is al een nieuwere nieuwsbrief. Ga daarmee verder."))
    now.checked_by, now.checked_at = None, None
    now.save(update_fields=["state", "checked_by", "checked_at"])
    return now


@transaction.atomic
def drop(edition: Edition, by: By) -> Edition:
    """This time there is none. Raises ``NotNowError``."""
    now = move(edition, EditionState.DROPPED, by)
    now.save(update_fields=["state"])
    return now


def bring_up_to_date(edition: Edition) -> None:
    """Take out what is no longer so, and give what moved its new day, time and place."""
    items = list(edition.items.filter(is_left_out=False))
    now = timezone.now()
    EditionItem.objects.filter(pk__in=over_in(edition.network, items, now)).update(is_left_out=True)
    EditionItem.objects.bulk_update(freshened(items, Viewpoint(edition.network, now)), FACTS)


def draft(edition: Edition, by: By) -> Edition:
    """The edition behind its lock, while it can still be changed. Raises ``NotNowError``."""
    now = locked(edition)
    if now.state != CHANGEABLE:
        refuse(now, "change", by, _("Deze nieuwsbrief is al nagekeken. Maak hem eerst weer open."))
    return now
