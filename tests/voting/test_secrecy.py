"""Nothing that is written down leads from a code, a receipt or a person to a vote: rows, log, mails, caches, URLs."""

import datetime as dt
import logging
import pickle
import uuid
from collections.abc import Iterator

import pytest
from django.apps import apps
from django.core.cache import caches
from django.db import connection, models
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from buurtnet.people.mailing import post
from buurtnet.people.models import Mail, Person
from buurtnet.voting.choices import BatchKind
from buurtnet.voting.closing import close_and_count
from buurtnet.voting.codes import in_groups, receipt_of
from buurtnet.voting.models import Ballot, Code, MailedCode, PaperBallot, VoteRound
from buurtnet.voting.paper_ballots import enter
from tests.voting.conftest import MakeLetters

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fresh_limits")]


def page_of(name: str, around: VoteRound) -> str:
    return reverse(f"voting:{name}", args=[around.network.slug, around.pk])


def every_value() -> Iterator[tuple[str, str]]:
    """Of every table, as it is in the database; also of those that no model knows, such as caches."""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            for row in cursor.fetchall():
                for value in row:
                    yield (
                        table,
                        bytes(value).decode("latin-1") if isinstance(value, memoryview | bytes) else str(value),
                    )


def in_memory() -> str:
    """What this process holds in its own cache."""
    return repr([pickle.loads(one) for one in getattr(caches["default"], "_cache", {}).values()])


@pytest.mark.parametrize("is_counted", [False, True])
def test_no_row_log_line_cookie_or_address_holds_a_code_or_a_key(
    client: Client, around: VoteRound, letters: MakeLetters, caplog: pytest.LogCaptureFixture, is_counted: bool
) -> None:
    caplog.set_level(logging.DEBUG)
    code, form_key = letters()[0].code, uuid.uuid4()
    sent = {"form_key": str(form_key), "code": in_groups(code), "plans": ["1", "3"], "age": "to_35", "order": "7"}
    answers = [
        client.post(page_of("ballot", around), sent | more)
        for more in (
            {},
            {"terug": "1"},
            {"zeker": "1"},
            {"zeker": "1"},
            {"zeker": "1", "form_key": str(uuid.uuid4())},
        )
    ]
    key = receipt_of(form_key, code)
    assert in_groups(key) in answers[2].text
    answers += [client.post(page_of("ballot_change", around), {"key": key} | more) for more in ({}, {"plans": ["2"]})]
    answers.append(client.post(page_of("ballot_change", around), {"key": key, "plans": ["2"], "zeker": "1"}))
    if is_counted:
        close_and_count(around, by=None, now=around.votes_until)
    secrets = {text for one in (code, key) for text in (one, in_groups(one), one.lower(), in_groups(one).lower())}
    secrets.add(str(form_key))
    for table, value in every_value():
        assert not any(one in value for one in secrets), f"{table} holds a secret"
    assert not any(one in caplog.text + in_memory() for one in secrets)
    for answer in answers:
        heads = " ".join(f"{name}: {value}" for name, value in answer.headers.items())
        assert not any(one in heads for one in secrets)
        assert "no-store" in answer.headers["Cache-Control"]
        assert answer.headers["Referrer-Policy"] == "strict-origin"
        assert not any(one in answer.wsgi_request.get_full_path() for one in secrets)
    assert "sessionid" not in client.cookies


def test_a_vote_leaves_no_line_in_the_log(client: Client, around: VoteRound, letters: MakeLetters) -> None:
    code = letters()[0].code
    log = apps.get_model("privacy", "LogRow")
    before = log.objects.count()
    sent = {"form_key": str(uuid.uuid4()), "code": code, "plans": ["1"], "zeker": "1"}
    assert "Je stem is binnen" in client.post(page_of("ballot", around), sent).text
    assert log.objects.count() == before


def test_a_ballot_knows_no_code_person_or_moment() -> None:
    fields = {field.name: field for field in Ballot._meta.get_fields()}
    assert set(fields) == {"id", "round", "plans", "channel", "area", "age", "receipt_hash"}
    assert not any(isinstance(field, models.DateField) for field in (*fields.values(), *Code._meta.get_fields()))
    rows = [(model, field) for model in apps.get_models() for field in model._meta.concrete_fields]
    assert not [model for model, field in rows if field.related_model is Ballot], "nothing points to a ballot"
    assert {field.name for field in Code._meta.get_fields()} == {"id", "batch", "letter", "hash", "state"}


def test_after_the_count_nothing_is_left_that_opens_a_vote(
    client: Client, around: VoteRound, letters: MakeLetters
) -> None:
    form_key = uuid.uuid4()
    sent = {"form_key": str(form_key), "code": letters()[0].code, "plans": ["1"], "zeker": "1"}
    client.post(page_of("ballot", around), sent)
    held = Ballot.objects.get().receipt_hash
    close_and_count(around, by=None, now=around.votes_until)
    assert not any(held in value for _table, value in every_value())
    assert not Ballot.objects.exists()
    assert not MailedCode.objects.exists()


def test_a_mail_with_a_code_says_nothing_once_it_went(
    client: Client, around: VoteRound, monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    settings.DEMO = False  # a demo shows its mails on a page
    monkeypatch.setattr("buurtnet.kit.guarded.LEAST", -1)
    address = "oma@havendijk.example"
    begun = client.get(page_of("mail", around)).text.partition('name="begun" value="')[2].partition('"')[0]
    client.post(page_of("mail", around), {"address": address, "here": "1", "begun": begun})
    mail = Mail.objects.get(to=address)
    code = mail.body.partition("#")[2].split()[0]
    assert Code.objects.count() == 1
    assert not any(code in value for _table, value in every_value()), "the text of a mail that waits is encrypted"
    post.func(str(mail.pk))
    mail.refresh_from_db()
    assert code not in mail.body
    # Who has the database knows that this address asked, and by its keyed hash only that it may not ask again.
    assert not any(address in value for table, value in every_value() if table.startswith("voting_"))


def test_paper_between_two_entries_keeps_no_choice(
    around: VoteRound, letters: MakeLetters, ingrid: Person, samira: Person
) -> None:
    first, second = letters(2, BatchKind.PAPER)
    enter(around, 1, first.code, [1, 3], by=ingrid)
    enter(around, 2, second.code, [1, 3], by=ingrid)
    rows = list(PaperBallot.objects.order_by("envelope"))
    assert rows[0].seal != rows[1].seal, "the same choice on two papers does not look the same"
    assert not any(first.code in value for _table, value in every_value())
    enter(around, 1, first.code, [1, 3], by=samira)
    done = PaperBallot.objects.get(envelope=1)
    assert (done.seal, done.code_hash) == ("", "")
    assert not any(isinstance(getattr(done, field.name), dt.datetime) for field in done._meta.concrete_fields)
