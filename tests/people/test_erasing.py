"""Who asks to be forgotten is: no name, no address, no way in; and no backup brings them back."""

import json

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from pytest_django import DjangoCaptureOnCommitCallbacks

from buurtnet.people.actions import erase_person
from buurtnet.people.models import Person
from buurtnet.privacy.ledger import ledger_path, read_ledger
from buurtnet.privacy.models import Erasure

pytestmark = pytest.mark.django_db


@pytest.fixture
def samira() -> Person:
    ledger_path().unlink(missing_ok=True)
    return Person.objects.create_user("samira@buurt.example", "a password", name="Samira", language="ar")


def test_nothing_personal_is_left_of_an_erased_person(samira: Person) -> None:
    erase_person(samira)
    row = Person.objects.values().get(pk=samira.pk)
    told = json.dumps(row, default=str)
    assert "samira" not in told.lower()
    assert "ar" not in row.values()
    assert row["joined_at"].year == 1970
    assert row["email"] == f"erased-{samira.pk}@erased.invalid"


def test_an_erased_person_has_no_way_in(samira: Person, client: Client) -> None:
    client.force_login(samira)
    assert Session.objects.count() == 1
    erase_person(samira)
    after = Person.objects.get(pk=samira.pk)
    assert not after.is_active
    assert not after.has_usable_password()
    assert Session.objects.count() == 0


def test_others_stay_signed_in(samira: Person, client: Client) -> None:
    client.force_login(Person.objects.create_user("other@buurt.example"))
    erase_person(samira)
    assert Session.objects.count() == 1


def test_an_erasure_is_remembered_twice_in_the_database_and_beside_it(
    samira: Person, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        erase_person(samira)
        assert not ledger_path().exists(), "only what is sure is written beside the database"
    [row] = Erasure.objects.all()
    [line] = read_ledger(ledger_path()).lines
    assert (row.model_label, row.object_id) == (line.model_label, line.object_id) == ("people.Person", str(samira.pk))
    assert "samira" not in ledger_path().read_text().lower()


def test_who_was_erased_twice_is_remembered_once(samira: Person) -> None:
    erase_person(samira)
    first = Erasure.objects.get().erased_at
    erase_person(samira)
    assert Erasure.objects.get().erased_at == first
