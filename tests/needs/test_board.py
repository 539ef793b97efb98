"""The board: every need in one column, by where it stands and what it waits for."""

from datetime import date, timedelta

import pytest
from django.core.cache import caches
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from buurtnet.areas.models import Area, Network
from buurtnet.needs.board import board_of, column_of, months_before, over_places, over_time, sorts_of
from buurtnet.needs.choices import NeedState
from buurtnet.needs.models import Evidence, SharedNeed
from buurtnet.needs.policy import answer, send_signal
from buurtnet.needs.proposing import count_key
from buurtnet.people.acting import By
from buurtnet.people.models import Person
from buurtnet.privacy.models import LogRow
from tests.factories import NetworkFactory
from tests.needs.policy_cast import agreement, decided, drafted, recognized, reply, sent
from tests.needs.rows import a_need, a_signal, asked, evidence_of

pytestmark = pytest.mark.django_db
BOARD = "/havendijk/beheer/wat-speelt/"
TODAY = date(2026, 5, 20)


@pytest.mark.parametrize(
    ("state", "age", "lately", "owned", "due", "column"),
    [
        (NeedState.SUSPECTED, 3, 0, False, None, "nieuw"),
        (NeedState.SUSPECTED, 90, 2, False, None, "groeit"),
        (NeedState.EXPLORED, 90, 0, False, None, "wacht"),
        (NeedState.RETURNED, 90, 0, False, None, "nieuw"),
        (NeedState.RECOGNIZED, 3, 5, True, None, "wacht"),
        (NeedState.IN_ACTION, 90, 0, True, 0, "opgepakt"),
        (NeedState.IN_ACTION, 90, 0, True, -1, "wacht"),
        (NeedState.IN_ACTION, 90, 0, False, 9, "wacht"),
        (NeedState.MET, 90, 0, True, None, "opgelost"),
        (NeedState.LET_GO, 90, 0, False, None, "opgelost"),
    ],
)
def test_in_which_column_a_need_stands(
    state: NeedState, age: int, lately: int, owned: bool, due: int | None, column: str, ingrid: Person
) -> None:
    need = SharedNeed(
        state=state, owner=ingrid if owned else None, created_at=timezone.now() - timedelta(days=age),
        due_on=None if due is None else timezone.localdate() + timedelta(days=due),
    )  # fmt: skip
    need.lately = lately  # type: ignore[attr-defined]
    assert column_of(need, timezone.localdate()) == column


def test_a_need_about_which_policy_must_answer_waits(network: Network, area: Area, ingrid: Person) -> None:
    due = timezone.localdate() + timedelta(days=30)
    need = recognized(network, state=NeedState.IN_ACTION, owner=ingrid, due_on=due)
    need.areas.add(area)
    drafted(network, ingrid, needs=[need], title="Nog niet verstuurd")
    columns = {one.name: one.needs for one in board_of(network, timezone.now())}
    assert (columns["wacht"], columns["opgepakt"]) == ([], [need])
    signal = sent(network, ingrid, needs=[need], agreement=agreement(network, ingrid, body="afdeling sport"))
    columns = {one.name: one.needs for one in board_of(network, timezone.now())}
    assert (columns["wacht"], columns["opgepakt"]) == ([need], [])
    answer(signal, reply(), by=By(ingrid))
    columns = {one.name: one.needs for one in board_of(network, timezone.now())}
    assert columns["opgepakt"] == [need]


def test_on_the_card_stands_that_it_waits_for_policy(network: Network, ingrid: Person, partner: Client) -> None:
    signal = decided(network, ingrid)
    assert "Wacht op beleid" not in partner.get(BOARD).content.decode()
    send_signal(signal, version=signal.version, by=By(ingrid))
    assert "Wacht op beleid" in partner.get(BOARD).content.decode()


def test_the_board_takes_six_queries_however_much_stands_on_it(network: Network, area: Area, ingrid: Person) -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as ran:
            board_of(network, timezone.now())
        return len(ran)

    evidence_of(a_need(network, owner=ingrid), a_signal(network, area=area))
    few = count()
    for number in range(12):
        need = a_need(network, title=f"Nood {number}", owner=ingrid)
        need.areas.add(area)
        evidence_of(need, a_signal(network), asked(network))
    assert count() == few <= 6


def test_the_page_takes_as_many_queries_with_one_need_as_with_many(
    network: Network, area: Area, partner: Client
) -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as ran:
            assert partner.get(BOARD).status_code == 200
        return len(ran)

    partner.get(BOARD)
    a_need(network).areas.add(area)
    few = count()
    for number in range(15):
        a_need(network, title=f"Nood {number}").areas.add(area)
    assert count() == few


def test_counts_are_of_all_evidence_and_of_the_last_month(network: Network) -> None:
    need = a_need(network)
    evidence_of(need, a_signal(network), asked(network))
    Evidence.objects.filter(question__isnull=False).update(counted_on=timezone.localdate() - timedelta(days=60))
    found = next(one for column in board_of(network, timezone.now()) for one in column.needs)
    assert (found.total, found.lately) == (2, 1)  # type: ignore[attr-defined]


def test_it_shows_needs_of_this_network_that_were_not_merged_or_ended_long_ago(
    network: Network, partner: Client
) -> None:
    a_need(network, title="Van nu")
    a_need(NetworkFactory(), title="Van elders")
    a_need(network, title="Samengevoegd", merged_into=a_need(network, title="Hoofdzaak"))
    long_ago = timezone.now() - timedelta(days=400)
    a_need(network, title="Lang geleden", state=NeedState.LET_GO, reason="klaar", changed_at=long_ago)
    page = partner.get(BOARD).content.decode()
    for said, is_there in (("Van nu", 1), ("Hoofdzaak", 1), ("Van elders", 0), ("Samengevoegd", 0), ("Lang gel", 0)):
        assert (said in page) == bool(is_there), said


def test_one_neighbourhood_can_be_chosen(network: Network, area: Area, partner: Client) -> None:
    a_need(network, title="In Westerkade").areas.add(area)
    a_need(network, title="Overal elders")
    page = partner.get(f"{BOARD}?buurt=westerkade").content.decode()
    assert "In Westerkade" in page
    assert "Overal elders" not in page
    assert partner.get(f"{BOARD}?buurt=%00").status_code == 400
    assert "Overal elders" in partner.get(f"{BOARD}?buurt=nergens").content.decode()


def test_of_a_long_column_the_newest_stand_there_and_all_of_it_alone(network: Network, partner: Client) -> None:
    for number in range(22):
        a_need(network, title=f"Nood {number:02}", changed_at=timezone.now() - timedelta(minutes=number))
    page = partner.get(BOARD).content.decode()
    assert "Nood 07" in page
    assert "Nood 08" not in page
    assert "Bekijk alle 22" in page
    alone = partner.get(f"{BOARD}?kolom=nieuw").content.decode()
    assert "Nood 21" in alone
    assert "Groeit" not in alone
    assert "Nood 08" not in partner.get(f"{BOARD}?kolom=onzin").content.decode()


def test_whose_name_was_read_beside_a_need_is_noted(network: Network, ingrid: Person, partner: Client) -> None:
    need = a_need(network, owner=ingrid)
    page = partner.get(BOARD).content.decode()
    assert "Ingrid de Wit" in page
    row = LogRow.objects.get(action="list", subject=str(ingrid.pk))
    assert (row.object_id, row.fields_group) == (str(need.pk), "needs")


def test_proposals_are_counted_for_who_decides_only(network: Network, connector: Client, partner: Client) -> None:
    caches["shared"].set(count_key(network), 3)
    assert "Er zijn 3 groepen" in connector.get(BOARD).content.decode()
    assert "groepen" not in partner.get(BOARD).content.decode()


def test_over_time_and_places_the_true_numbers_stand_beside_a_bar(
    network: Network, area: Area, other_area: Area
) -> None:
    need = a_need(network)
    evidence_of(need, a_signal(network, area=area), asked(network, area=area), a_signal(network, area=other_area))
    Evidence.objects.filter(area=area).update(counted_on=date(2026, 3, 2))
    Evidence.objects.filter(area=other_area).update(counted_on=date(2025, 6, 30))
    months = over_time(need, TODAY)
    assert [one.label for one in months][::11] == [date(2025, 6, 1), date(2026, 5, 1)]
    assert {one.label: (one.number, one.percent) for one in months if one.number} == {
        date(2026, 3, 1): (2, 100), date(2025, 6, 1): (1, 50),
    }  # fmt: skip
    evidence_of(need, a_signal(network))
    assert [(str(one.label), one.number) for one in over_places(need)] == [
        ("Westerkade", 2), ("Molenveld", 1), ("niet bekend waar", 1),
    ]  # fmt: skip
    sorts = sorts_of(need)
    assert (sorts.questions, sorts.signals, sorts.missing, sorts.rounds) == (1, 3, 0, 0)


def test_months_are_counted_back_over_the_turn_of_the_year() -> None:
    assert months_before(date(2026, 1, 31), 1) == date(2025, 12, 1)
    assert months_before(date(2026, 5, 20), 11) == date(2025, 6, 1)
