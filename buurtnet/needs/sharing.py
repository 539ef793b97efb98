"""Taking together what is one need: beginning one, adding to it, writing it down, moving it on.

Signals that are taken along move to *bundled*; questions keep their own state and answer. Nothing here lengthens how
long a text is kept.
"""

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import batched
from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from buurtnet.areas.models import Area, Network
from buurtnet.directory.models import Service
from buurtnet.kit.moving import NotNowError
from buurtnet.needs.choices import OPEN_NEEDS, SIGNAL_ALLOWED, NeedState, SignalState
from buurtnet.needs.form_keys import key_for, made_with
from buurtnet.needs.models import Evidence, NotTogether, OutreachRound, SharedNeed, Signal, SignalGiver
from buurtnet.needs.models.signal import KEPT_HANDLED
from buurtnet.needs.moving import change, locked, move_need, refuse, step
from buurtnet.needs.telling_givers import tell_all
from buurtnet.people.acting import By
from buurtnet.people.choices import PARTNERS
from buurtnet.people.models import Membership, Organization, Person
from buurtnet.privacy.choices import Action
from buurtnet.privacy.log import record, record_each
from buurtnet.questions.choices import State
from buurtnet.questions.models import Question
from buurtnet.themes.models import Theme
from buurtnet.wording.models import MissingOffer

AT_A_TIME: Final = 2_000
BUNDLED_FROM: Final = [one for one, to in SIGNAL_ALLOWED.items() if SignalState.BUNDLED in to]
ENDED: Final = [one for one in NeedState if one not in OPEN_NEEDS]
TEXTS: Final = ("title", "story", "tried", "result")  # what everyone reads, once a second person did
# What a step says. A word that is kept in a row is never changed.
STEPS: Final = {
    "made": gettext_lazy("samen opgepakt"),
    "evidence": gettext_lazy("er kwam iets bij"),
    "written": gettext_lazy("aangepast"),
    "owner": gettext_lazy("een andere trekker"),
    "moved": gettext_lazy("verder"),
    "read": gettext_lazy("nagelezen door een tweede"),
    "told": gettext_lazy("verteld aan wie het vroeg of zei"),
    "merged": gettext_lazy("samengevoegd"),
    "split": gettext_lazy("gesplitst"),
}


class ChangedMeanwhileError(Exception):
    """Someone else changed this need since it was read; what they did stays."""


class OwnTextError(Exception):
    """Who wrote a text is not its second reader."""


@dataclass(frozen=True)
class Items:
    """What points to a need, by id."""

    questions: Collection[UUID] = ()
    signals: Collection[UUID] = ()
    missing: Collection[UUID] = ()
    rounds: Collection[Any] = ()


@dataclass(frozen=True)
class Written:
    """A need as someone wrote it down."""

    title: str
    story: str = ""
    tried: str = ""
    result: str = ""
    owner: Person | None = None
    due_on: dt.date | None = None
    themes: Sequence[Theme] = ()
    areas: Sequence[Area] = ()
    partners: Sequence[Organization] = ()
    functions: Sequence[int] = ()  # values of EssentialFunction
    services: Sequence[Service] = ()


@dataclass(frozen=True)
class Onward:
    """Where a need goes, with what the guards ask for; ``telling``: the sentence for who pointed to it."""

    to: NeedState
    owner: Person | None = None
    due_on: dt.date | None = None
    checked_with: str = ""
    result: str = ""
    reason: str = ""
    note: str = ""
    telling: str = ""

    def fields(self) -> dict[str, Any]:
        """Those that were filled in; an empty one leaves what stands there."""
        said = {name: getattr(self, name) for name in ("owner", "due_on", "checked_with", "result", "reason")}
        return {name: value for name, value in said.items() if value}


@transaction.atomic
def start(
    network: Network, said: Written, items: Items, *, by: By, split_from: SharedNeed | None = None,
    key: UUID | None = None,
) -> SharedNeed:  # fmt: skip
    """Begin a shared need with what points to it. ``key``: of the form; sent twice with it, it is one."""
    Network.objects.select_for_update(of=("self",), no_key=True).get(pk=network.pk)
    if earlier := made_with(SharedNeed.objects.filter(network=network), key):
        return earlier
    need = SharedNeed.objects.create(
        pk=key_for(SharedNeed, key), network=network, title=said.title, story=said.story, owner=said.owner,
        due_on=said.due_on, tried=said.tried, functions=list(said.functions), written_by=by.person,
        split_from=split_from,
    )  # fmt: skip
    connect(need, said)
    step(need, "made", by, state=need.state)
    put_in(need, items, by)
    return need


@transaction.atomic
def add(need: SharedNeed, items: Items, *, by: By) -> int:
    """More that points to a need. Returns how many were new; one that had ended comes back.

    Raises ``NotNowError`` for a need that was merged into another.
    """
    locked(need)
    if need.merged_into_id is not None:
        refuse(need, "evidence", by)
    count = put_in(need, items, by)
    if count:
        change(need, [])
        step(need, "evidence", by, note=str(count))
        if need.state in ENDED:
            move_need(need, NeedState.RETURNED, None, note=_("Er kwam weer iets bij."))
    return count


def put_in(need: SharedNeed, items: Items, by: By) -> int:
    """As evidence; what points to another need already stays there. Returns how many were new."""
    before = need.evidence.count()
    rows = [*asked(need, items.questions), *given(need, items.signals), *others(need, items)]
    for some in batched(rows, AT_A_TIME):
        for row in some:
            row.need, row.added_by = need, by.person
        Evidence.objects.bulk_create(some, ignore_conflicts=True)
    bundle(need, by)
    return need.evidence.count() - before


def asked(need: SharedNeed, pks: Collection[UUID]) -> Iterable[Evidence]:
    for some in batched(pks, AT_A_TIME):
        rows = Question.objects.filter(network=need.network_id, pk__in=some).prefetch_related("themes")
        for one in rows.exclude(state__in=[State.WITHDRAWN, State.CLEARED]).defer("text", "contact"):
            theme = next(iter(one.themes.all()), None)
            yield Evidence(question=one, counted_on=day_of(one.asked_at), area_id=one.area_id, theme=theme)


def given(need: SharedNeed, pks: Collection[UUID]) -> Iterable[Evidence]:
    for some in batched(pks, AT_A_TIME):
        rows = Signal.objects.filter(network=need.network_id, pk__in=some).defer("text")
        for one in rows.exclude(state__in=[SignalState.WITHDRAWN, SignalState.CLEARED]):
            yield Evidence(signal=one, counted_on=day_of(one.given_at), area_id=one.area_id, theme_id=one.theme_id)


def others(need: SharedNeed, items: Items) -> Iterable[Evidence]:
    for offer in MissingOffer.objects.filter(network=need.network_id, pk__in=items.missing):
        yield Evidence(missing_offer=offer, counted_on=day_of(offer.asked_at), area_id=offer.area_id)
    for one in OutreachRound.objects.filter(network=need.network_id, pk__in=items.rounds, closed_at__isnull=False):
        yield Evidence(round=one, counted_on=one.starts_on, area_id=one.area_id)


def day_of(moment: dt.datetime) -> dt.date:
    return timezone.localdate(moment)


def bundle(need: SharedNeed, by: By) -> None:
    """Signals of this need that can be bundled are. Texts keep their terms; who gave them must still hear it."""
    mine = Signal.objects.filter(evidence__need=need, state__in=BUNDLED_FROM).values_list("pk", flat=True)
    pks = list(mine.order_by("pk").select_for_update(of=("self",)))
    for some in batched(pks, AT_A_TIME):
        moved = Signal.objects.filter(pk__in=some, state__in=BUNDLED_FROM)
        moved.update(state=SignalState.BUNDLED, closed_at=None)
        SignalGiver.objects.filter(signal__in=some).update(forget_on=timezone.localdate() + KEPT_HANDLED)
    said = {
        "action": Action.CHANGE, "actor": by.person, "role_then": by.role, "network": need.network_id,
        "object_kind": Signal._meta.label, "rule": "signal.bundled", "request": by.request,
    }  # fmt: skip
    record_each(said, [{"object_id": str(pk)} for pk in pks])


@transaction.atomic
def say_not_together(network: Network, key: str, count: int, *, by: By) -> NotTogether:
    """A proposal was looked at and is no need; with half as many more it comes back."""
    found, _is_new = NotTogether.objects.update_or_create(
        network=network, key=key, defaults={"count": count, "by": by.person, "said_at": timezone.now()}
    )
    record(
        Action.CHANGE, actor=by.person, role_then=by.role, obj=found, network=network.pk, rule="need.not_together",
        request=by.request,
    )  # fmt: skip
    return found


@transaction.atomic
def write(need: SharedNeed, said: Written, *, seen: int, by: By) -> SharedNeed:
    """Write it down anew. Raises ``ChangedMeanwhileError`` when it is not version ``seen``; ``NotNowError``."""
    as_seen(need, seen, by)
    had = {name: getattr(need, name) for name in TEXTS}
    if need.state == NeedState.IN_ACTION and said.due_on is None:
        raise NotNowError(_("Dit is in actie. Daar hoort een dag bij waarop jullie terugkijken."))
    has_new_owner = need.owner_id != (said.owner.pk if said.owner else None)
    for name in (*TEXTS, "owner", "due_on"):
        setattr(need, name, getattr(said, name))
    need.functions = list(said.functions)
    new_text = had != {name: getattr(need, name) for name in TEXTS}
    change(need, [*TEXTS, "owner", "due_on", "functions", *(unread(need, by) if new_text else [])])
    connect(need, said)
    step(need, "owner" if has_new_owner and not new_text else "written", by)
    return need


def connect(need: SharedNeed, said: Written) -> None:
    """Its themes, areas, partners and offers, and no others."""
    need.themes.set(said.themes)
    need.areas.set(said.areas)
    need.partners.set(said.partners)
    need.services.set(said.services)


def unread(need: SharedNeed, by: By) -> list[str]:
    """Another text waits for its second reader again."""
    need.written_by, need.read_by, need.read_at = by.person, None, None
    return ["written_by", "read_by", "read_at"]


@transaction.atomic
def read_by_second(need: SharedNeed, *, seen: int, by: By) -> SharedNeed:
    """A second person read these texts: they may be public. Raises ``OwnTextError``, ``ChangedMeanwhileError``."""
    as_seen(need, seen, by)
    if need.written_by_id == by.person.pk:
        raise OwnTextError
    need.read_by, need.read_at = by.person, timezone.now()
    change(need, ["read_by", "read_at"])
    step(need, "read", by)
    return need


@transaction.atomic
def go_on(need: SharedNeed, onward: Onward, *, seen: int, by: By) -> int:
    """Move it on, and tell everyone who pointed to it. Returns how many were told.

    Raises ``ChangedMeanwhileError``, ``NotNowError`` and ``NotReadyError``; then nothing has changed.
    """
    as_seen(need, seen, by)
    had = (need.result, need.reason)
    for name, value in onward.fields().items():
        setattr(need, name, value)
    extra = unread(need, by) if (need.result, need.reason) != had else []
    need.save(update_fields=[*onward.fields(), *extra])
    move_need(need, onward.to, by, note=onward.note)
    return tell_all(need, onward.telling, by=by) if onward.telling else 0


def as_seen(need: SharedNeed, seen: int, by: By) -> SharedNeed:
    """The need behind its lock, when it is still what was read."""
    locked(need)
    if need.merged_into_id is not None:
        refuse(need, "changed", by)
    if need.version != seen:
        raise ChangedMeanwhileError
    return need


def free_from_who_left() -> int:
    """A need whose owner works here no more waits for another. Returns how many."""
    held_now = Membership.objects.current().filter(
        person=OuterRef("owner"), network=OuterRef("network"), role__in=PARTNERS
    )
    left = list(SharedNeed.objects.filter(owner__isnull=False, state__in=OPEN_NEEDS).exclude(Exists(held_now)))
    for need in left:
        with transaction.atomic():
            locked(need).owner = None
            change(need, ["owner"])
            step(need, "owner", None)
    return len(left)


def telling_for(to: NeedState) -> str:
    """What who pointed to a need hears when nobody writes another sentence."""
    return {
        NeedState.EXPLORED: _("Meer mensen zeiden of vroegen dit ook. We zoeken nu uit wat er speelt."),
        NeedState.RECOGNIZED: _("Meer mensen zeiden of vroegen dit ook. Het netwerk pakt dit samen op."),
        NeedState.IN_ACTION: _("Er is iemand die hier iets aan gaat doen, samen met anderen uit de buurt."),
        NeedState.MET: _("Wat je zei of vroeg, is opgelost. We vroegen het na bij bewoners. Bedankt."),
        NeedState.MET_OTHERWISE: _("Wat je zei of vroeg, is op een andere manier opgelost. Bedankt."),
        NeedState.LET_GO: _("Het netwerk gaat hier nu niet mee verder. Vraag het ons als je wilt weten waarom."),
        NeedState.RETURNED: _("Wat je zei of vroeg, speelt weer. We kijken er opnieuw naar."),
    }.get(to, "")
