"""Two people who do something with a need at the same moment."""

from uuid import uuid4

import pytest

from buurtnet.areas.models import Network
from buurtnet.kit.moving import NotNowError
from buurtnet.needs.choices import NeedState, SignalState
from buurtnet.needs.merging import merge
from buurtnet.needs.models import Evidence, NeedStep, SharedNeed, Signal
from buurtnet.needs.sharing import ChangedMeanwhileError, Items, Onward, Written, add, go_on, start, write
from buurtnet.people.acting import By
from buurtnet.people.models import Person
from tests.at_once import at_once
from tests.needs.rows import a_need, a_signal

pytestmark = pytest.mark.django_db(transaction=True)


def fresh(need: SharedNeed) -> SharedNeed:
    return SharedNeed.objects.get(pk=need.pk)


def test_the_same_signals_taken_along_twice_stand_in_one_need(
    network: Network, ingrid: Person, samira: Person
) -> None:
    items = Items(signals=[a_signal(network).pk for _ in range(6)])
    made = at_once(
        lambda: start(network, Written("Van Ingrid"), items, by=By(ingrid)),
        lambda: start(network, Written("Van Samira"), items, by=By(samira)),
    )
    assert Evidence.objects.count() == 6
    assert len(made) == 2
    assert set(Signal.objects.values_list("state", flat=True)) == {SignalState.BUNDLED}


def test_one_form_sent_twice_at_once_begins_one_need(network: Network, ingrid: Person) -> None:
    key = uuid4()
    begin = lambda: start(network, Written("Nergens spelen"), Items(), by=By(ingrid), key=key)  # noqa: E731
    made = at_once(begin, begin)
    assert len({need.pk for need in made}) == 1
    assert SharedNeed.objects.count() == NeedStep.objects.count() == 1


def test_of_two_who_write_one_hears_that_the_other_was_first(
    network: Network, ingrid: Person, samira: Person
) -> None:
    need = a_need(network)
    met = at_once(
        lambda: write(fresh(need), Written("Van Ingrid"), seen=1, by=By(ingrid)),
        lambda: write(fresh(need), Written("Van Samira"), seen=1, by=By(samira)),
        met=(ChangedMeanwhileError,),
    )
    assert sum(isinstance(one, ChangedMeanwhileError) for one in met) == 1
    assert fresh(need).version == 2


def test_of_two_who_move_it_one_does(network: Network, ingrid: Person, samira: Person) -> None:
    need = a_need(network)
    onward = Onward(NeedState.RECOGNIZED)
    met = at_once(
        lambda: go_on(fresh(need), onward, seen=1, by=By(ingrid)),
        lambda: go_on(fresh(need), onward, seen=1, by=By(samira)),
        met=(ChangedMeanwhileError, NotNowError),
    )
    assert sum(isinstance(one, Exception) for one in met) == 1
    assert NeedStep.objects.filter(what="moved").count() == 1


def test_merged_crosswise_one_is_left(network: Network, ingrid: Person, samira: Person) -> None:
    first, second = a_need(network), a_need(network)
    at_once(
        lambda: merge(fresh(first), fresh(second), seen=1, by=By(ingrid)),
        lambda: merge(fresh(second), fresh(first), seen=1, by=By(samira)),
        met=(NotNowError, ChangedMeanwhileError),
    )
    assert SharedNeed.objects.filter(merged_into=None).count() == 1


def test_what_is_added_while_it_is_merged_is_not_lost(network: Network, ingrid: Person, samira: Person) -> None:
    need, into, signal = a_need(network), a_need(network), a_signal(network)
    gave = at_once(
        lambda: merge(fresh(need), fresh(into), seen=1, by=By(ingrid)),
        lambda: add(fresh(need), Items(signals=[signal.pk]), by=By(samira)),
        met=(NotNowError, ChangedMeanwhileError),
    )
    left = Evidence.objects.filter(need__merged_into=None).count()
    assert left == (0 if isinstance(gave[1], Exception) else 1)
