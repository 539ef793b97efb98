"""The log: written with the deed or not at all, a refusal even when the deed is undone, and never a name."""

import hashlib
import uuid
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import DatabaseError, connection, transaction
from django.test import RequestFactory

from buurtnet.people.models import Person
from buurtnet.privacy import refusals
from buurtnet.privacy.choices import SEEING, Action
from buurtnet.privacy.log import circumstances, record, record_refusal, seen_by
from buurtnet.privacy.models import LogRow
from buurtnet.privacy.sealing import seal
from tests.privacy.log_rows import JORIS, SAMIRA

pytestmark = pytest.mark.django_db


class UndoneError(Exception):
    """The deed went wrong after the log was written."""


def undone(deed: Callable[[], object]) -> None:
    with suppress(UndoneError), transaction.atomic():
        deed()
        raise UndoneError


@transaction.atomic
def make_person() -> None:
    Person.objects.create_user("nieuw@buurt.example")
    record(Action.CREATE, actor=JORIS)


def test_a_row_says_who_did_what_with_what_of_whom() -> None:
    samira = Person.objects.create_user("samira@buurt.example", name="Samira")
    record(
        Action.VIEW, actor=JORIS, obj=samira, subject=samira, role_then="connector", purpose="help", emergency=True,
        network=12,
    )  # fmt: skip
    row = LogRow.objects.get()
    assert (row.actor, row.object_kind, row.object_id) == (str(JORIS), "people.Person", str(samira.pk))
    assert (row.subject, row.role_then, row.purpose, row.emergency) == (str(samira.pk), "connector", "help", True)
    assert (row.network, row.on_behalf_of, row.result) == ("12", "", "")


def test_a_visitor_is_nobody() -> None:
    for nobody in (None, AnonymousUser(), ""):
        assert record(Action.SEARCH, actor=nobody).actor == ""


@pytest.mark.parametrize(
    "said",
    [
        {"actor": "Joris"},
        {"actor": "joris@buurt.example"},
        {"actor": JORIS, "subject": "Samira El Amrani"},
        {"actor": JORIS, "purpose": "omdat Samira belde"},
        {"actor": JORIS, "purpose": "samira@buurt.example"},
        {"actor": JORIS, "result": "x" * 41},
        {"actor": JORIS, "object_id": "een zin"},
        {"actor": JORIS, "network": "waterkwartier"},
    ],
)
def test_a_name_an_address_or_a_sentence_is_refused(said: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="an id or a fixed word"):
        record(Action.VIEW, **said)
    assert LogRow.objects.count() == 0


def test_an_action_is_one_of_the_known_ones() -> None:
    with pytest.raises(ValueError, match="peek"):
        record("peek", actor=JORIS)


def test_a_deed_that_is_undone_leaves_no_row_and_a_row_that_fails_undoes_the_deed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    undone(lambda: record(Action.CHANGE, actor=JORIS))
    assert LogRow.objects.count() == 0

    def full(*args: object, **kwargs: object) -> None:
        raise DatabaseError

    monkeypatch.setattr(LogRow, "save", full)
    with pytest.raises(DatabaseError):
        make_person()
    assert Person.objects.count() == 0


def test_a_refusal_stays_when_the_deed_is_undone_and_is_taken_up_once(
    files: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(refusals, "PATIENCE", 0)
    undone(lambda: record_refusal(actor=JORIS, subject=SAMIRA, object_kind="people.Card", object_id="7", rule="two"))
    assert seal() == 1
    row = LogRow.objects.get()
    assert (row.action, row.actor, row.subject, row.rule) == (Action.DENY, str(JORIS), str(SAMIRA), "two")
    assert seal() == 0
    assert list(files.glob("log-refusals*")) == []


def test_killed_between_writing_refusals_and_removing_their_file_each_is_there_once(files: Path) -> None:
    record_refusal(actor=JORIS, subject=SAMIRA)
    record_refusal(actor=None, subject=SAMIRA)
    with (files / "log-refusals.jsonl").open("a") as file:
        file.write('{"at": "2026-')  # and the power failed
    before = (files / "log-refusals.jsonl").read_bytes()
    refusals.take_up(patience=0)
    (files / "log-refusals.jsonl.again").write_bytes(before)
    refusals.take_up(patience=0)
    assert LogRow.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_outside_a_transaction_a_refusal_is_written_at_once(files: Path) -> None:
    assert not connection.in_atomic_block
    record_refusal(actor=JORIS, subject=SAMIRA)
    assert LogRow.objects.get().action == Action.DENY
    assert list(files.iterdir()) == []


def test_of_a_request_only_keyed_hashes_and_a_number_are_kept() -> None:
    request = RequestFactory().get("/geheim/?q=geheim", REMOTE_ADDR="192.0.2.7")
    first = record(Action.VIEW, actor=JORIS, request=request)
    second = record(Action.VIEW, actor=JORIS, request=request)
    assert uuid.UUID(first.request_id) == uuid.UUID(second.request_id)
    assert len(first.ip_hash) == 32
    assert first.ip_hash != hashlib.sha256(b"192.0.2.7").hexdigest()[:32]
    other = circumstances(RequestFactory().get("/", REMOTE_ADDR="192.0.2.8"))
    assert other.ip_hash != first.ip_hash
    assert other.request_id != first.request_id
    assert not [value for value in vars(first).values() if "geheim" in str(value)]


def test_a_person_sees_who_looked_and_not_what_they_did_themselves() -> None:
    for action in Action:
        record(action, actor=JORIS, subject=SAMIRA)
    record(Action.VIEW, actor=SAMIRA, subject=SAMIRA)
    record(Action.VIEW, actor=JORIS, subject=uuid.UUID(int=3))
    record(Action.VIEW, actor=JORIS)
    seen = list(seen_by(SAMIRA))
    assert {row.action for row in seen} == set(SEEING)
    assert len(seen) == len(SEEING)
    assert [row.at for row in seen] == sorted((row.at for row in seen), reverse=True)
    assert list(seen_by(None)) == []
