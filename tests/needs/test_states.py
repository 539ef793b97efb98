"""Where things can go: every state is reached, none is a dead end, and the table is the whole truth."""

from collections.abc import Collection, Mapping

import pytest
from django.utils import timezone

from buurtnet.areas.models import Network
from buurtnet.kit.moving import NotNowError
from buurtnet.needs.choices import (
    NEED_ALLOWED,
    OPEN_NEEDS,
    OPEN_SIGNALS,
    POLICY_ALLOWED,
    SIGNAL_ALLOWED,
    NeedState,
    PolicyState,
    SignalState,
)
from buurtnet.needs.merging import merge
from buurtnet.needs.models import NeedStep, SharedNeed
from buurtnet.needs.moving import NotReadyError, move_need, move_signal
from buurtnet.needs.sharing import Items, add
from buurtnet.people.acting import By
from buurtnet.people.models import Person
from buurtnet.privacy.models import LogRow
from buurtnet.privacy.refusals import refusals_path, take_up
from buurtnet.questions.choices import ALLOWED, State
from tests.needs.rows import a_need, a_signal

pytestmark = pytest.mark.django_db
NEED_PAIRS = [(one, to) for one in NeedState for to in NeedState]
SIGNAL_PAIRS = [(one, to) for one in SignalState for to in SignalState]


def ready(network: Network, owner: Person, state: NeedState) -> SharedNeed:
    """A need that meets every guard."""
    return a_need(
        network, state=state, owner=owner, due_on=timezone.localdate(), checked_with="drie ouders", reason="klaar"
    )


@pytest.mark.parametrize(("state", "to"), NEED_PAIRS)
def test_a_need_moves_as_its_table_says_and_no_other_way(
    state: NeedState, to: NeedState, network: Network, ingrid: Person
) -> None:
    need = ready(network, ingrid, state)
    if to in NEED_ALLOWED[state]:
        move_need(need, to, By(ingrid))
        assert SharedNeed.objects.get().state == to
        assert NeedStep.objects.filter(need=need, what="moved", state=to, by=ingrid).exists()
    else:
        with pytest.raises(NotNowError):
            move_need(need, to, By(ingrid))
        assert SharedNeed.objects.get().state == state


@pytest.mark.parametrize(("state", "to"), SIGNAL_PAIRS)
def test_a_signal_moves_as_its_table_says_and_no_other_way(
    state: SignalState, to: SignalState, network: Network
) -> None:
    ended = None if state in OPEN_SIGNALS else timezone.now()
    signal = a_signal(network, state=state, closed_at=ended)
    if to in SIGNAL_ALLOWED[state]:
        move_signal(signal, to)
    else:
        with pytest.raises(NotNowError):
            move_signal(signal, to)
    signal.refresh_from_db()
    assert signal.state == (to if to in SIGNAL_ALLOWED[state] else state)
    assert (signal.closed_at is None) == (signal.state in OPEN_SIGNALS)


def test_every_state_is_reached_and_only_the_last_ones_are_dead_ends() -> None:
    tables: list[tuple[Mapping[str, Collection[str]], str, set[str]]] = [
        (NEED_ALLOWED, NeedState.SUSPECTED, set[str]()),
        (SIGNAL_ALLOWED, SignalState.SENT, {SignalState.CLEARED}),
        (POLICY_ALLOWED, PolicyState.DRAFT, {PolicyState.DONE, PolicyState.STOPPED}),
        (ALLOWED, State.NEW, {State.CLEARED}),
    ]
    for table, first, ends in tables:
        reached, todo = set(), [first]
        while todo:
            state = todo.pop()
            if state not in reached:
                reached.add(state)
                todo += table[state]
        assert reached == set(table)
        assert {state for state, to in table.items() if not to} == ends


@pytest.mark.parametrize(
    ("state", "to", "lacks"),
    [
        (NeedState.RECOGNIZED, NeedState.IN_ACTION, "owner"),
        (NeedState.RECOGNIZED, NeedState.IN_ACTION, "due_on"),
        (NeedState.IN_ACTION, NeedState.MET, "checked_with"),
        (NeedState.RECOGNIZED, NeedState.LET_GO, "reason"),
    ],
)
def test_a_guard_that_is_not_met_says_what_is_asked(
    state: NeedState, to: NeedState, lacks: str, network: Network, ingrid: Person
) -> None:
    need = ready(network, ingrid, state)
    SharedNeed.objects.update(**{lacks: None if lacks in {"owner", "due_on"} else ""})
    with pytest.raises(NotReadyError) as refused:
        move_need(need, to, By(ingrid))
    assert refused.value.field == lacks
    assert str(refused.value)
    assert SharedNeed.objects.get().state == state
    assert not NeedStep.objects.filter(what="moved").exists()


def test_every_state_has_a_name_that_is_its_own() -> None:
    for states in (NeedState, SignalState, PolicyState):
        assert len({str(one.label) for one in states}) == len(states)
    assert {one for one in NeedState if one not in OPEN_NEEDS} == {
        NeedState.MET, NeedState.MET_OTHERWISE, NeedState.LET_GO,
    }  # fmt: skip


def test_a_move_is_logged_in_fixed_words_and_counts_as_a_change(network: Network, ingrid: Person) -> None:
    need = ready(network, ingrid, NeedState.SUSPECTED)
    move_need(need, NeedState.RECOGNIZED, By(ingrid, "network_director"), note="Twee scholen zeggen hetzelfde")
    row = LogRow.objects.get(rule="need.moved.recognized")
    assert (row.object_id, row.actor, row.role_then) == (str(need.pk), str(ingrid.pk), "network_director")
    assert "scholen" not in "".join(str(value) for value in vars(row).values())
    assert SharedNeed.objects.get().version == 2


def test_a_merged_need_moves_no_more(network: Network, ingrid: Person) -> None:
    need = ready(network, ingrid, NeedState.SUSPECTED)
    SharedNeed.objects.filter(pk=need.pk).update(merged_into=a_need(network))
    with pytest.raises(NotNowError):
        move_need(need, NeedState.RECOGNIZED, By(ingrid))


def test_a_move_that_is_not_allowed_is_written_down_in_fixed_words(network: Network, ingrid: Person) -> None:
    refusals_path().unlink(missing_ok=True)
    need, signal = ready(network, ingrid, NeedState.MET), a_signal(network, state=SignalState.TAKEN)
    with pytest.raises(NotNowError):
        move_need(need, NeedState.IN_ACTION, By(ingrid, "network_director"), note="Toch nog een keer")
    with pytest.raises(NotNowError):
        move_signal(signal, SignalState.CLOSED, By(ingrid, "network_director"))
    take_up(patience=0)
    rows = LogRow.objects.filter(action="deny").order_by("rule")
    assert [(one.rule, one.object_id, one.actor, one.role_then) for one in rows] == [
        ("need.met.in_action", str(need.pk), str(ingrid.pk), "network_director"),
        ("signal.taken.closed", str(signal.pk), str(ingrid.pk), "network_director"),
    ]
    assert "Toch" not in "".join(str(value) for row in rows for value in vars(row).values())


def test_a_need_that_was_merged_refuses_a_change_and_that_is_written_down(network: Network, ingrid: Person) -> None:
    refusals_path().unlink(missing_ok=True)
    into, need = a_need(network), a_need(network)
    merge(need, into, seen=need.version, by=By(ingrid))
    with pytest.raises(NotNowError):
        add(need, Items(signals=[a_signal(network).pk]), by=By(ingrid))
    with pytest.raises(NotNowError):
        merge(need, into, seen=need.version, by=By(ingrid))
    take_up(patience=0)
    refused = LogRow.objects.filter(action="deny", object_id=str(need.pk)).values_list("rule", flat=True)
    assert sorted(refused) == ["need.suspected.evidence", "need.suspected.merged"]
    assert not into.evidence.exists()
