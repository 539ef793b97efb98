"""Answers by mail: a clear yes counts, a machine never does, and what anyone else writes is read by a person."""

import argparse
import datetime as dt
import io
import sys
from email.message import EmailMessage

import pytest
from django.db import DatabaseError, connection
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from buurtnet.config.commands import mail_receive
from buurtnet.directory.choices import AssuredBy
from buurtnet.directory.models import Service
from buurtnet.people.models import Mail
from buurtnet.privacy.retention import expire
from buurtnet.upkeep.calling import settle_calls
from buurtnet.upkeep.choices import Reason, Result
from buurtnet.upkeep.jobs import keep_fresh
from buurtnet.upkeep.models import Answer, Call, Link, Request
from buurtnet.upkeep.replies import Outcome, read, says_yes, take, within_reason, without_quotes
from tests.upkeep.scene import link_in, reply, reply_address_in

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "text",
    [
        "Klopt", "klopt nog!", "JA", "Ok 👍", "Oké.", "Juist", "Still right", "C'est juste", "Alles klopt nog.",
        "Hallo Buurtnet,\n\nKlopt nog.\n\nMet vriendelijke groet,\nJoris Mol\nDe Loods, 010 000 00 00",
        "Ja hoor\n\nGroetjes Joris", "klopt\n\nVerstuurd vanaf mijn telefoon",
    ],
)  # fmt: skip
def test_a_clear_yes(text: str) -> None:
    assert says_yes(text)


@pytest.mark.parametrize(
    "text",
    [
        "", "Klopt niet", "Klopt?", "Ja, maar de tijden zijn anders", "Nee", "Het klopt niet meer hoor",
        "Klopt\n\nAlleen op dinsdag zijn we nu dicht.", "Ja\nJoris", "klopt klopt klopt",
        "Klopt\n\nGroetjes\nMaar op dinsdag niet meer", "Klopt.\nBedankt!\nP.S. we zijn verhuisd", "Hallo",
    ],
)  # fmt: skip
def test_anything_else_is_no_yes(text: str) -> None:
    assert not says_yes(text)


@pytest.mark.parametrize(
    "text",
    [
        "Nee\n\nOp 3 mei 2026 schreef Buurtnet:\n> klopt\n> ja",
        "Nee\n-----Oorspronkelijk bericht-----\nklopt",
        "> klopt\nNee",
        "Nee\n-- \nklopt",
    ],
)
def test_what_is_quoted_or_signed_is_not_said(text: str) -> None:
    assert without_quotes(text) == "Nee"


def test_a_yes_confirms_all_that_was_asked_once(mail: Mail, two: tuple[Service, Service]) -> None:
    answer = reply(mail, "Klopt nog!\n\nOp ma 2 nov schreef Buurtnet:\n> Klopt het nog?\n")
    assert take(answer) == Outcome.YES
    for service in Service.objects.all():
        assert service.assured_date == timezone.localdate()
        assert service.assured_by == AssuredBy.PROVIDER
        assert service.is_kept_by_editor
    assert take(answer) == Outcome.ANSWERED
    assert Answer.objects.count() == 2


def test_a_page_as_mail_is_read_without_what_it_quotes(mail: Mail) -> None:
    page = EmailMessage()
    page["To"] = reply_address_in(mail)
    page.set_content("<p>Klopt nog</p><blockquote>maar niet dit</blockquote>", subtype="html")
    assert take(page.as_bytes()) == Outcome.YES


def test_an_answer_in_which_our_mail_is_quoted_needs_no_address(mail: Mail) -> None:
    message = EmailMessage()
    message["To"] = "buurtnet@buurt.example"
    message.set_content(f"Klopt\n\n> {link_in(mail)}\n")
    assert take(message.as_bytes()) == Outcome.YES


def test_the_address_may_have_lost_its_shape_on_the_way(mail: Mail) -> None:
    message = EmailMessage()
    message["Delivered-To"] = reply_address_in(mail).upper()
    message.set_content("ja")
    assert take(message.as_bytes()) == Outcome.YES


def test_anything_else_goes_to_the_call_list_with_what_was_written(mail: Mail) -> None:
    answer = reply(mail, "Op dinsdag zijn we nu dicht.\x00")
    assert take(answer) == Outcome.NOTE
    assert take(answer) == Outcome.NOTE
    assert Call.objects.count() == 2
    assert {call.note for call in Call.objects.all()} == {"Op dinsdag zijn we nu dicht."}
    assert not Answer.objects.exists()
    assert Request.objects.get().closed_at is not None  # no reminder after someone wrote


def test_what_is_written_after_all_was_answered_is_not_lost(mail: Mail) -> None:
    take(reply(mail, "klopt"))
    assert take(reply(mail, "We gaan verhuizen.")) == Outcome.NOTE
    settle_calls(timezone.now())
    call = Call.objects.get()
    assert (call.note, call.closed_at) == ("We gaan verhuizen.", None), (
        "someone reads it, although all is right today"
    )


def test_a_mail_that_no_program_writes_is_taken_apart_in_a_moment() -> None:
    for odd in (b"Content-Type: " + b"; " * 900_000, b"Content-Type: text/plain" + b";\n a*0=b" * 200_000):
        assert len(within_reason(odd + b"\n\nklopt")) < 10_000
        assert take(odd + b"\n\nklopt") == Outcome.UNKNOWN


@pytest.mark.parametrize(
    "headers",
    [
        {"Auto_Submitted": "auto-replied"},
        {"Auto_Submitted": "auto-generated; type=vacation"},
        {"Return_Path": "<>"},
        {"Precedence": "auto_reply"},
        {"X_Autoreply": "yes"},
    ],
)
def test_a_machine_never_says_yes(mail: Mail, headers: dict[str, str]) -> None:
    assert take(reply(mail, "klopt", **headers)) == Outcome.AUTOMATIC
    assert not Answer.objects.exists()
    assert not Call.objects.exists()


def test_a_person_s_mail_that_says_it_is_not_automatic_counts(mail: Mail) -> None:
    assert take(reply(mail, "klopt", Auto_Submitted="no", Return_Path="<joris@loods.example>")) == Outcome.YES


def report(mail: Mail, action: str) -> bytes:
    """A delivery report that quotes the beginning of our mail."""
    return (
        "From: MAILER-DAEMON@buurt.example\r\nReturn-Path: <>\r\nTo: buurtnet@buurt.example\r\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n'
        "--b\r\nContent-Type: text/plain\r\n\r\nklopt\r\n"
        "--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; buurt.example\r\n\r\n"
        f"Final-Recipient: rfc822; x@loods.example\r\nAction: {action}\r\nStatus: 5.1.1\r\n\r\n"
        f"--b\r\nContent-Type: text/rfc822-headers\r\n\r\nReply-To: {reply_address_in(mail)}\r\n--b--\r\n"
    ).encode()


def test_a_bounce_puts_what_was_asked_on_the_call_list(mail: Mail) -> None:
    assert take(report(mail, "failed")) == Outcome.BOUNCE
    assert set(Call.objects.values_list("reason", flat=True)) == {Reason.BOUNCE}
    assert Call.objects.count() == 2
    assert take(report(mail, "failed")) == Outcome.ANSWERED


@pytest.mark.parametrize("action", ["delayed", "delivered", "relayed"])
def test_a_report_of_something_else_does_nothing(mail: Mail, action: str) -> None:
    assert take(report(mail, action)) == Outcome.AUTOMATIC
    assert not Call.objects.exists()


def test_an_old_fashioned_bounce_is_one_too(mail: Mail) -> None:
    bounce = reply(mail, "Hi. This is the mailer. I couldn't deliver.", Return_Path="<>")
    bounce = bounce.replace(b"From: buurthuis@havendijk.example", b"From: MAILER-DAEMON@loods.example")
    assert take(bounce) == Outcome.BOUNCE


def test_an_answer_to_a_mail_that_is_too_old_gets_a_new_link_and_says_nothing(mail: Mail) -> None:
    Link.objects.update(expires_at=timezone.now(), sent_at=timezone.now() - dt.timedelta(days=31))
    assert take(reply(mail, "klopt")) == Outcome.EXPIRED
    assert not Answer.objects.exists()
    assert Mail.objects.count() == 2


def test_a_forged_address_does_nothing(mail: Mail) -> None:
    key = Request.objects.get().key
    for token in (key + "a" * 26, "a" * 36, ""):
        message = EmailMessage()
        message["To"] = f"antwoord+{token}@buurt.example"
        message.set_content("klopt")
        assert take(message.as_bytes()) == Outcome.UNKNOWN
    assert Mail.objects.count() == 1
    assert not Answer.objects.exists()


@given(st.binary(max_size=400))
def test_nothing_in_a_mail_makes_it_fail(message: bytes) -> None:
    assert read(message).text is not None
    assert read(b"Content-Type: multipart/mixed; boundary=x\n\n--x\n" + message + b"\n--x--").tokens == []


@pytest.mark.parametrize(
    "message",
    [
        b"Content-Type: text/plain; charset=nonsense\n\nklopt",
        b"Content-Type: text/plain; charset=utf-16\nContent-Transfer-Encoding: base64\n\n////",
        b"".join(b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(2_000)),
        b"Content-Type: message/rfc822\n\n" * 3_000,
        b"\xff\xfe\x00" * 1_000,
        b"To: " + b"a" * 300_000 + b"\n\nklopt",
    ],
)
def test_a_mail_made_to_break_us_says_nothing(message: bytes) -> None:
    assert take(message) == Outcome.UNKNOWN


def test_a_yes_takes_off_the_call_list_what_waited_and_leaves_what_was_written(mail: Mail) -> None:
    take(reply(mail, "Bel me even"))
    written = set(Call.objects.values_list("pk", flat=True))
    Call.objects.filter(pk=min(written)).update(reason=Reason.NO_ANSWER, note="")
    assert take(reply(mail, "klopt")) == Outcome.YES
    assert set(Call.objects.exclude(result="").values_list("pk", "result")) == {(min(written), Result.RIGHT)}
    assert {call.note for call in Call.objects.filter(closed_at=None)} <= {"Bel me even"}


def test_the_command_takes_a_mail_from_its_input(
    mail: Mail, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    class Input:
        buffer = io.BytesIO(reply(mail, "klopt"))

    monkeypatch.setattr(sys, "stdin", Input)
    assert mail_receive.run(argparse.Namespace()) == 0
    assert "yes" in capsys.readouterr().out


def test_the_command_asks_the_mail_server_to_come_back_when_the_database_is_away(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    class Input:
        buffer = io.BytesIO(b"")

    def away(message: bytes) -> None:
        raise DatabaseError

    monkeypatch.setattr(sys, "stdin", Input)
    monkeypatch.setattr(mail_receive, "take", away)
    assert mail_receive.run(argparse.Namespace()) == 75
    assert "try again" in capsys.readouterr().err


def test_no_address_for_answers_no_offer_of_them(two: tuple[Service, Service], settings: Settings) -> None:
    settings.REPLY_ADDRESS = ""
    keep_fresh()
    assert "antwoord" not in Mail.objects.get().body


def test_the_secret_of_an_answer_does_not_open_the_page(mail: Mail, client: Client) -> None:
    token = reply_address_in(mail).partition("+")[2].partition("@")[0]
    assert client.get(f"/account/nakijken/{token}/").status_code == 410


def test_what_someone_wrote_is_forgotten_thirty_days_after_the_call(mail: Mail) -> None:
    take(reply(mail, "Bel me even"))
    open_call, closed = Call.objects.order_by("pk")
    ago = timezone.now() - dt.timedelta(days=31)
    Call.objects.filter(pk=closed.pk).update(closed_at=ago, result=Result.RIGHT)
    expire()
    assert Call.objects.get(pk=open_call.pk).note == "Bel me even"
    assert Call.objects.get(pk=closed.pk).note == ""


def test_what_someone_wrote_is_not_readable_in_the_database(mail: Mail) -> None:
    take(reply(mail, "Bel me even"))
    with connection.cursor() as cursor:
        cursor.execute("SELECT note FROM upkeep_call")
        assert all("Bel" not in note for (note,) in cursor.fetchall())
