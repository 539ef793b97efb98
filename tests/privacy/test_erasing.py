"""Fields are erased as ``class Privacy`` declares; the ledger of erasures survives a power failure."""

import datetime

import pytest
from django.db import models

from buurtnet.kit.declare import Erase
from buurtnet.people.models import Organization, Person
from buurtnet.privacy.actions import erase_declared
from buurtnet.privacy.ledger import LedgerLine, add_to_ledger, complete_ledger, ledger_path, read_ledger
from buurtnet.privacy.models import Erasure
from buurtnet.privacy.register import entries

pytestmark = pytest.mark.django_db
WHEN = datetime.datetime(2026, 11, 20, tzinfo=datetime.UTC)
LINES = [LedgerLine("people.Person", str(number), WHEN.isoformat()) for number in range(3)]


@pytest.fixture(autouse=True)
def no_ledger() -> None:
    ledger_path().unlink(missing_ok=True)


def test_a_field_that_is_blanked_gets_what_an_empty_one_has_and_public_fields_stay() -> None:
    row = Organization.objects.create(name="De Loods", extra={"contact": "een naam"})
    erase_declared(row)
    row.refresh_from_db()
    assert (row.name, row.extra) == ("De Loods", {})


def test_a_row_that_is_to_be_deleted_is() -> None:
    row = Erasure.objects.create(model_label="people.Person", object_id="1", erased_at=WHEN)
    erase_declared(row)
    assert Erasure.objects.count() == 0


def test_every_declared_field_can_be_erased() -> None:
    """Also those of models to come: a field that can neither be blanked nor replaced shows here."""
    person = Person.objects.create_user("samira@buurt.example", name="Samira")
    for entry in entries(Person):
        if entry.keep:
            assert entry.keep.erase in Erase
            assert isinstance(Person._meta.get_field(entry.field), models.Field)
    erase_declared(person)
    person.refresh_from_db()
    assert person.name == ""


def test_lines_are_only_added_and_are_for_the_owner_only() -> None:
    add_to_ledger(LINES[:1])
    before = ledger_path().read_text()
    add_to_ledger(LINES[1:])
    assert ledger_path().read_text().startswith(before)
    assert read_ledger(ledger_path()) == set(LINES)
    assert ledger_path().stat().st_mode & 0o077 == 0


def test_a_line_cut_off_by_a_power_failure_takes_no_other_with_it() -> None:
    add_to_ledger(LINES[:2])
    whole = ledger_path().read_bytes()
    for cut in range(len(whole)):
        ledger_path().write_bytes(whole[:cut])
        add_to_ledger(LINES[2:])
        assert LINES[2] in read_ledger(ledger_path())


def test_what_only_the_database_knows_is_added_once() -> None:
    add_to_ledger(LINES[:1])
    for line in LINES:
        Erasure.objects.create(model_label=line.model_label, object_id=line.object_id, erased_at=WHEN)
    assert complete_ledger() == 2
    assert complete_ledger() == 0
    assert read_ledger(ledger_path()) == set(LINES)
