"""Who asks to be forgotten is: no name, no address, no way in; and no backup brings them back."""

import errno
import io
import json
import os
from pathlib import Path
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.db import OperationalError
from django.test import Client
from PIL import Image
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

from buurtnet.config.restore import erase_again
from buurtnet.people.actions import erase_person
from buurtnet.people.choices import Role
from buurtnet.people.inviting import accept, invite
from buurtnet.people.mailing import send
from buurtnet.people.models import AddressChange, Card, Invitation, Mail, Person, ReachableHours, SigninLink
from buurtnet.people.my_data import ask_both_addresses, erase_account, forget_again
from buurtnet.people.photos import keep_photo
from buurtnet.people.signin import send_signin_link
from buurtnet.privacy.encryption import as_stored
from buurtnet.privacy.ledger import LedgerLine, complete_ledger, ledger_path, read_ledger
from buurtnet.privacy.models import Erasure, LogRow
from tests.factories import NetworkFactory
from tests.people.doors.clients import last_link

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


FIRST, SECOND, THIRD = "samira@buurt.example", "tweede@buurt.example", "derde@buurt.example"
ASKED_AT, OF_ANOTHER = "gevraagd@buurt.example", "joris@buurt.example"


def change_address(person: Person, to: str) -> None:
    before = Person.objects.get(pk=person.pk)
    ask_both_addresses(before, to)
    for address in (before.email, to):
        assert Client().post(last_link(address)).status_code == 200
    person.refresh_from_db()
    assert person.email == to


def fill(samira: Person) -> None:
    """Two changes of address, an invitation accepted at another one, and links that nobody used."""
    network = NetworkFactory()
    for address in (FIRST, SECOND, ASKED_AT, OF_ANOTHER):
        send_signin_link(address)
    change_address(samira, SECOND)
    send_signin_link(SECOND.upper())
    change_address(samira, THIRD)
    accept(invite(ASKED_AT, Role.VOLUNTEER, by=None, network=network).invitation, samira)
    invite(THIRD, Role.MEMBER, by=None, network=network)
    send_signin_link(THIRD)
    send_signin_link(SECOND)


def addresses() -> set[str]:
    """Every address that is anywhere in the database."""
    found = {*Mail.objects.values_list("to", flat=True), *Person.objects.values_list("email", flat=True)}
    for model in (SigninLink, Invitation):
        found |= set(model._base_manager.values_list("email", flat=True))
    found |= set(AddressChange.objects.values_list("new_email", flat=True))
    return {address for address in found if not address.endswith("@erased.invalid")}


def test_no_address_that_someone_ever_had_stays_behind(samira: Person) -> None:
    Person.objects.create_user(OF_ANOTHER)
    fill(samira)
    assert addresses() == {FIRST, SECOND, THIRD, ASKED_AT, OF_ANOTHER}
    erase_account(samira)
    assert addresses() == {OF_ANOTHER}
    assert Mail.objects.count() == SigninLink.objects.count() == 1, "what others are sent stays"


def test_a_mail_to_an_address_of_before_goes_although_nothing_else_tells_whose_that_was(samira: Person) -> None:
    send(FIRST, "Bericht", "tekst")
    change_address(samira, SECOND)
    assert Mail.objects.filter(person=None).count() == 0
    AddressChange.objects.all().delete()  # as its time is over before that of a mail
    erase_account(samira)
    assert addresses() == set()


def test_what_was_sent_to_an_address_in_between_after_it_was_left_goes_too(samira: Person) -> None:
    change_address(samira, SECOND)
    change_address(samira, THIRD)
    send_signin_link(SECOND)
    erase_account(samira)
    assert addresses() == set()


def test_an_address_that_was_asked_for_and_never_confirmed_is_another_s(samira: Person) -> None:
    """Whoever asks for the address of another, and goes, takes none of their mails along."""
    ask_both_addresses(samira, OF_ANOTHER)
    Client().post(last_link(samira.email))
    send_signin_link(OF_ANOTHER)
    erase_account(samira)
    assert SigninLink.objects.get().email == OF_ANOTHER
    assert Mail.objects.get().to == OF_ANOTHER


def test_an_invitation_that_was_passed_on_leaves_the_mails_of_who_passed_it_on(samira: Person) -> None:
    Person.objects.create_user(OF_ANOTHER)
    accept(invite(OF_ANOTHER, Role.VOLUNTEER, by=None, network=NetworkFactory()).invitation, samira)
    send_signin_link(OF_ANOTHER)
    erase_account(samira)
    assert SigninLink.objects.get().email == OF_ANOTHER
    assert not Invitation.objects.exists()


def test_each_row_that_only_an_address_leads_to_is_remembered_as_erased(samira: Person) -> None:
    fill(samira)
    gone = {(model._meta.label, str(row.pk)) for model in (Mail, SigninLink, Invitation)
            for row in model._base_manager.exclude(**{"to" if model is Mail else "email": OF_ANOTHER})}  # fmt: skip
    erase_account(samira)
    known = set(Erasure.objects.values_list("model_label", "object_id"))
    assert gone
    assert gone <= known
    assert ("people.Person", str(samira.pk)) in known


def as_it_was(models: tuple[Any, ...]) -> dict[Any, list[Any]]:
    with as_stored():
        return {model: list(model._base_manager.all()) for model in models}


def put_back(rows: dict[Any, list[Any]]) -> None:
    """As a restore does: rows as they were, without the erasures that came after."""
    Erasure.objects.all().delete()
    with as_stored():
        for model, there in rows.items():
            model._base_manager.bulk_create(there, update_conflicts=True, unique_fields=["pk"], update_fields=[
                field.name for field in model._meta.concrete_fields if not field.primary_key
            ])  # fmt: skip


@pytest.mark.parametrize("keys", ["", "here"])
def test_a_backup_that_brings_them_back_is_cleared_of_them_also_without_its_keys(
    samira: Person, keys: str, settings: Settings, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    Person.objects.create_user(OF_ANOTHER)
    Card.objects.create(person=samira, phone="0999 1", photo="people/photos/een-foto")
    fill(samira)
    hours = ReachableHours.objects.create(person=samira, weekday=1, opens_at="9:00", closes_at="10:00")
    backup = as_it_was((Person, Card, Mail, SigninLink, Invitation, AddressChange, ReachableHours))
    hours.delete()
    with django_capture_on_commit_callbacks(execute=True):
        erase_account(Person.objects.get(pk=samira.pk))
    put_back(backup)
    lines = read_ledger(ledger_path()).lines
    if not keys:
        settings.FIELD_KEYS, settings.DATA_DIR = "", Path(settings.DATA_DIR) / "without-keys"
    assert erase_again(lines) > 0
    with as_stored():
        told = {*Mail.objects.values_list("to", flat=True), *Person.objects.values_list("email", flat=True)}
        assert {address for address in told if "erased" not in address} == {OF_ANOTHER}
        assert SigninLink.objects.get().email == OF_ANOTHER
        for model in (Card, Invitation, AddressChange, ReachableHours):
            assert not model._base_manager.exists(), model
    assert erase_again(lines) == 0, "what is done is done"


def test_a_single_row_that_comes_back_goes_without_being_read(settings: Settings) -> None:
    mail = send(OF_ANOTHER, "Bericht", "tekst")
    line = LedgerLine("people.Mail", str(mail.pk), "2026-11-20T12:00:00+00:00")
    settings.FIELD_KEYS, settings.DATA_DIR = "", Path(settings.DATA_DIR) / "without-keys"
    assert erase_again(frozenset([line])) == 1
    assert not Mail.objects.exists()


def test_what_a_restore_erases_again_stands_in_the_log(samira: Person) -> None:
    forget_again(samira)
    row = LogRow.objects.get(action="erase")
    assert (row.subject, row.actor, row.role_then) == (str(samira.pk), "", "system")


def test_an_account_that_was_erased_a_moment_ago_is_done(samira: Person) -> None:
    seen_before = Person.objects.get(pk=samira.pk)
    erase_account(samira)
    rows = LogRow.objects.count()
    erase_account(seen_before)
    assert LogRow.objects.count() == rows


@pytest.fixture
def with_face(samira: Person, settings: Settings, tmp_path: Path) -> Card:
    settings.MEDIA_ROOT = tmp_path / "media"
    card = Card.objects.create(person=samira)
    file = io.BytesIO()
    Image.new("RGB", (300, 300), "red").save(file, "JPEG")
    file.seek(0)
    keep_photo(card, file)
    return card


def full(*args: Any, **kwargs: Any) -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


@pytest.mark.django_db(transaction=True)
def test_a_disk_that_is_full_after_the_erasure_loses_no_erasure_and_no_other_work(
    samira: Person, with_face: Card, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("buurtnet.privacy.actions.add_to_ledger", full)
    erase_account(samira)
    assert not Person.objects.get(pk=samira.pk).is_active
    assert list(tmp_path.rglob("*.webp")) == [], "the face goes although the file of erasures could not be written"
    assert "No space left" in caplog.text
    assert not ledger_path().exists()
    assert complete_ledger() == Erasure.objects.count() > 0, "which every day does"
    assert {(line.model_label, line.object_id) for line in read_ledger(ledger_path()).lines} == set(
        Erasure.objects.values_list("model_label", "object_id")
    )


@pytest.mark.django_db(transaction=True)
def test_a_face_that_does_not_go_stops_nothing_else(
    samira: Person, with_face: Card, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("buurtnet.people.photos.delete_files", full)
    erase_account(samira)
    assert ledger_path().exists()
    assert ("people.Person", str(samira.pk)) in {
        (line.model_label, line.object_id) for line in read_ledger(ledger_path()).lines
    }


@pytest.mark.django_db(transaction=True)
def test_a_disk_that_is_full_during_the_erasure_loses_nothing(
    samira: Person, with_face: Card, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    send(samira.email, "Bericht", "tekst", person=samira)

    def no_room(*args: Any) -> None:
        raise OperationalError("database or disk is full")

    monkeypatch.setattr("buurtnet.people.my_data.erase_person", no_room)
    with pytest.raises(OperationalError):
        erase_account(samira)
    assert Person.objects.get(pk=samira.pk).email == FIRST
    assert Card.objects.get().photo == with_face.photo
    assert len(list(tmp_path.rglob("*.webp"))) == 2
    assert Mail.objects.count() == 1
    assert not Erasure.objects.exists()
    assert not ledger_path().exists()
    assert not LogRow.objects.filter(action="erase", subject=str(samira.pk)).exists()
