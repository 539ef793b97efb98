"""After five years rows of the log go as one piece, and the chain still holds; nobody else can cut so."""

import datetime

import pytest
from django.utils import timezone

from buurtnet.privacy.choices import Action
from buurtnet.privacy.clearing import clear_log
from buurtnet.privacy.heads import RESTORED, heads_path, note_newest
from buurtnet.privacy.models import LOG_DAYS, LogRow, LogSeal
from buurtnet.privacy.sealing import seal
from buurtnet.privacy.triggers import missing
from buurtnet.privacy.verifying import verify
from tests.privacy.log_rows import by_force

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("files")]
NOW = timezone.now()


@pytest.fixture
def old_log() -> None:
    """Ten rows of ten moments, half of them older than five years, and one old row among the young ones."""
    ages = [LOG_DAYS + 5 - number for number in range(10)]
    ages[7] = LOG_DAYS + 50
    LogRow.objects.bulk_create(
        LogRow(at=NOW - datetime.timedelta(days=age), action=Action.VIEW, object_id=str(number))
        for number, age in enumerate(ages)
    )
    seal()


def test_the_oldest_part_goes_and_the_log_still_holds(old_log: None) -> None:
    assert clear_log(NOW) == 5
    assert list(LogRow.objects.order_by("id").values_list("object_id", flat=True)[:5]) == ["5", "6", "7", "8", "9"]
    assert list(LogSeal.objects.order_by("sequence").values_list("sequence", flat=True)) == [5, 6, 7, 8, 9, 10]
    said = LogRow.objects.get(action=Action.EXPIRE)
    assert (said.object_id, said.result) == ("5", "5")
    assert missing() == []
    seal()
    assert verify().sentences == []
    assert clear_log(NOW) == 0


def test_clearing_again_later_goes_on_from_there(old_log: None) -> None:
    clear_log(NOW)
    seal()
    assert clear_log(NOW + datetime.timedelta(days=2)) == 3  # the old one among the young ones goes with them
    seal()
    assert verify().sentences == []
    assert clear_log(NOW + datetime.timedelta(days=3_000)) > 0
    seal()
    assert verify().sentences == []


def test_what_is_young_or_has_no_seal_stays() -> None:
    LogRow.objects.create(at=NOW - datetime.timedelta(days=LOG_DAYS + 1), action=Action.VIEW)
    assert clear_log(NOW) == 0
    seal()
    assert clear_log(NOW - datetime.timedelta(days=2)) == 0
    assert clear_log(NOW) == 1


def test_the_same_cut_by_another_hand_shows(old_log: None) -> None:
    by_force("DELETE FROM privacy_logrow WHERE id IN (SELECT row_id FROM privacy_logseal WHERE sequence <= 5)")
    by_force("DELETE FROM privacy_logseal WHERE sequence < 5")
    LogRow.objects.create(action=Action.EXPIRE, object_id="5", result="5")
    seal()
    assert verify().sentences[0] == "The seals 1 to 4 are gone: they end before sequence 5."


def test_a_cut_that_was_noted_and_not_made_is_no_fault_and_can_still_be_made(
    old_log: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def power_failure(*args: object, **kwargs: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as broken:
        broken.setattr(LogRow.objects, "create", power_failure)
        with pytest.raises(KeyboardInterrupt):
            clear_log(NOW)
    assert LogRow.objects.count() == 10
    assert missing() == []
    assert verify().sentences == []
    assert clear_log(NOW) == 5
    seal()
    assert verify().sentences == []


def test_a_backup_from_before_the_cut_can_come_back(old_log: None) -> None:
    before = list(LogRow.objects.order_by("id")), list(LogSeal.objects.order_by("sequence"))
    clear_log(NOW)
    seal()
    note_newest(patience=0)
    by_force("DELETE FROM privacy_logrow")
    by_force("DELETE FROM privacy_logseal")
    for model, found in ((LogRow, before[0]), (LogSeal, before[1])):
        model.objects.bulk_create(found)
    assert verify().faults > 0
    note_newest(why=RESTORED)
    assert (verify().faults, len(verify().notes)) == (0, 1)
    assert "restored" in heads_path().read_text()
