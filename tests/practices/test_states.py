"""An example from draft to shared: read by another, each move by its table, behind a lock on its version."""

import pytest

from buurtnet.areas.models import Network
from buurtnet.kit.moving import ChangedMeanwhileError, NotNowError
from buurtnet.people.acting import By
from buurtnet.people.choices import Role
from buurtnet.people.models import Person
from buurtnet.practices.choices import PRACTICE_ALLOWED, PracticeState
from buurtnet.practices.models import GoodPractice
from buurtnet.practices.moving import OwnTextError, may_move, move, share_with_all
from buurtnet.practices.writing import rewrite
from buurtnet.privacy.models import LogRow
from tests.practices.rows import a_practice, a_shared

pytestmark = pytest.mark.django_db


def test_who_wrote_it_is_not_its_second_reader(network: Network, joris: Person) -> None:
    made = a_practice(network, joris)
    with pytest.raises(OwnTextError):
        move(made, PracticeState.READ, version=made.version, by=By(joris))
    made.refresh_from_db()
    assert made.state == PracticeState.DRAFT


def test_a_draft_is_not_shared_before_another_read_it(network: Network, joris: Person, ingrid: Person) -> None:
    made = a_practice(network, joris)
    with pytest.raises(NotNowError):
        move(made, PracticeState.SHARED, version=made.version, by=By(ingrid))


@pytest.mark.parametrize("start", list(PracticeState))
def test_the_table_says_where_it_can_go(
    start: PracticeState, network: Network, joris: Person, ingrid: Person
) -> None:
    for to in PracticeState:
        made = a_shared(network, joris, ingrid)
        GoodPractice.objects.filter(pk=made.pk).update(state=start)
        if to in PRACTICE_ALLOWED[start]:
            assert move(made, to, version=made.version, by=By(ingrid)).state == to
        else:
            with pytest.raises(NotNowError):
                move(made, to, version=made.version, by=By(ingrid))


def test_what_was_read_and_changed_is_a_draft_again(network: Network, joris: Person, ingrid: Person) -> None:
    made = a_shared(network, joris, ingrid)
    share_with_all(made, with_all=True, by=By(ingrid))
    with pytest.raises(NotNowError, match="gelezen of gedeeld"):
        rewrite(made, {"title": "Samen eten"}, version=made.version, by=By(joris))
    made.refresh_from_db()
    rewrite(made, {"title": "Samen eten"}, version=made.version, by=By(ingrid))
    made.refresh_from_db()
    assert (made.state, made.read_by, made.read_at, made.is_for_all) == (PracticeState.DRAFT, None, None, False)


def test_two_who_change_it_at_once_both_know(network: Network, joris: Person, ingrid: Person) -> None:
    made = a_practice(network, joris)
    seen = made.version
    rewrite(made, {"title": "De eerste"}, version=seen, by=By(joris))
    with pytest.raises(ChangedMeanwhileError):
        rewrite(made, {"title": "De tweede"}, version=seen, by=By(ingrid))
    made.refresh_from_db()
    assert made.title == "De eerste"


def test_only_what_is_shared_goes_to_other_networks(network: Network, joris: Person, ingrid: Person) -> None:
    with pytest.raises(NotNowError):
        share_with_all(a_practice(network, joris), with_all=True, by=By(ingrid))


def test_a_resident_neither_reads_as_second_nor_shares(network: Network, joris: Person, hanan: Person) -> None:
    made = a_practice(network, joris)
    assert not may_move(made, PracticeState.READ, roles={Role.RESIDENT}, person_id=hanan.pk)
    assert may_move(made, PracticeState.READ, roles={Role.VOLUNTEER}, person_id=hanan.pk)
    made.state = PracticeState.READ
    assert not may_move(made, PracticeState.SHARED, roles={Role.MEMBER}, person_id=hanan.pk)
    assert may_move(made, PracticeState.SHARED, roles={Role.CONNECTOR}, person_id=hanan.pk)


def test_each_step_stands_in_the_log_without_its_words(network: Network, joris: Person, ingrid: Person) -> None:
    a_shared(network, joris, ingrid)
    rules = list(LogRow.objects.filter(object_kind="practices.GoodPractice").values_list("rule", flat=True))
    assert rules == ["practice.made", "practice.moved.read", "practice.moved.shared"]
