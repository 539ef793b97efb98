"""Fields are erased as ``class Privacy`` declares; the ledger of erasures survives a power failure."""

import datetime

import pytest
from django.apps import apps
from django.db import connection, models

from buurtnet.kit.declare import Erase, Subject
from buurtnet.people.models import Organization, Person
from buurtnet.privacy.actions import blank, erase_declared, tombstone
from buurtnet.privacy.ledger import Ledger, LedgerLine, add_to_ledger, complete_ledger, ledger_path, read_ledger
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


OF_PEOPLE = [
    model
    for model in apps.get_models()
    if model.__module__.startswith("buurtnet.") and any(entry.subject == Subject.PERSON for entry in entries(model))
]


@pytest.mark.parametrize("model", OF_PEOPLE, ids=[model._meta.label for model in OF_PEOPLE])
def test_every_declared_field_of_a_model_about_people_can_be_erased(model: type[models.Model]) -> None:
    """Also those of models to come: a field that can neither be blanked nor replaced shows here."""
    row = model(pk=model._meta.pk.to_python("1") if isinstance(model._meta.pk, models.AutoField) else None)
    kept = {entry.field: entry.keep.erase for entry in entries(model) if entry.keep}
    assert kept
    if Erase.DELETE_ROW in kept.values():
        return
    for name, erase in kept.items():
        field = model._meta.get_field(name)
        assert isinstance(field, models.Field)
        value = tombstone(row, name) if erase == Erase.REPLACE else blank(row, name)
        setattr(row, name, value)
        assert value is not None or field.null, f"{name} can hold no nothing"
        field.get_db_prep_save(value, connection)


def test_a_person_who_is_erased_keeps_no_name() -> None:
    person = Person.objects.create_user("samira@buurt.example", name="Samira")
    erase_declared(person)
    person.refresh_from_db()
    assert (person.name, person.email) == ("", f"erased-{person.pk}@erased.invalid")


def test_lines_are_only_added_and_are_for_the_owner_only() -> None:
    add_to_ledger(LINES[:1])
    before = ledger_path().read_text()
    add_to_ledger(LINES[1:])
    assert ledger_path().read_text().startswith(before)
    assert read_ledger(ledger_path()).lines == set(LINES)
    assert ledger_path().stat().st_mode & 0o077 == 0


def test_a_line_cut_off_by_a_power_failure_takes_no_other_with_it() -> None:
    add_to_ledger(LINES[:2])
    whole = ledger_path().read_bytes()
    for cut in range(len(whole)):
        ledger_path().write_bytes(whole[:cut])
        add_to_ledger(LINES[2:])
        assert LINES[2] in read_ledger(ledger_path()).lines


def test_lines_that_are_none_are_counted_whatever_they_hold() -> None:
    add_to_ledger(LINES[:1])
    for wrong in (b"{", b"[1]", b'{"model_label": 1, "object_id": "1", "erased_at": ""}', b"\xff", b"[" * 100_000):
        with ledger_path().open("ab") as file:
            file.write(wrong + b"\n")
    assert read_ledger(ledger_path()) == Ledger(frozenset(LINES[:1]), unread=5)


def test_what_only_the_database_knows_is_added_once() -> None:
    add_to_ledger(LINES[:1])
    for line in LINES:
        Erasure.objects.create(model_label=line.model_label, object_id=line.object_id, erased_at=WHEN)
    assert complete_ledger() == 2
    assert complete_ledger() == 0
    assert read_ledger(ledger_path()).lines == set(LINES)
