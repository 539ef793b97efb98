"""Answers by mail: what a calendar sends, a word back to an invitation, and what became of an action."""

import argparse
import datetime as dt
import io
import sys
from email.message import EmailMessage
from email.utils import format_datetime

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from buurtnet.areas.models import Network
from buurtnet.config.commands import mail_receive
from buurtnet.meetings.agreeing import Agreed, agree
from buurtnet.meetings.calendars import uid_of
from buurtnet.meetings.choices import ActionState, AnswerWay, Coming, MeetingState
from buurtnet.meetings.models import Action, Invitee, Meeting
from buurtnet.meetings.moving import link_of, locked, move_action
from buurtnet.meetings.replies import Outcome, read, take
from buurtnet.meetings.reply_words import BUSY, COMES, COMES_NOT, DONE, NOT_DONE, Clear, clear
from buurtnet.people.models import Mail, Person
from buurtnet.upkeep.emails import reply_address
from tests.meetings.guests import FLEUR, asked, calendar_reply, mail_with, to_come
from tests.meetings.meeting_rows import a_meeting

pytestmark = pytest.mark.django_db
LATER = dt.timedelta(minutes=5)


@pytest.fixture(autouse=True)
def answers(settings: Settings) -> None:
    settings.REPLY_ADDRESS = "antwoord@buurt.example"


@pytest.fixture
def meeting(network: Network) -> Meeting:
    return to_come(network)


@pytest.fixture
def fleur(meeting: Meeting, samira: Person) -> Invitee:
    [row] = asked(meeting, samira, FLEUR)
    return row


@pytest.fixture
def action(network: Network, samira: Person, joris: Person) -> Action:
    """Joris's."""
    held = a_meeting(network, number=9, state=MeetingState.BUSY)
    said = Agreed("Bel de school", timezone.localdate(), owner=joris)
    return agree(held, said, form_key=held.pk, by=samira)


def a_mail(to: str, text: str, *, after: dt.timedelta = LATER, **headers: str) -> bytes:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "iemand@partner.example", to, "Re: bijeenkomst"
    message["Date"] = format_datetime(timezone.now() + after)
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    message.set_content(text)
    return message.as_bytes()


def back(row: Invitee | Action, text: str, *, after: dt.timedelta = LATER, **headers: str) -> bytes:
    kind = "action" if isinstance(row, Action) else "invitee"
    return a_mail(reply_address(link_of(kind, row.pk)), text, after=after, **headers)


def test_a_calendar_s_answer_is_in_the_mail_twice_and_counts_once(meeting: Meeting, fleur: Invitee) -> None:
    mail = mail_with(calendar_reply(uid_of(meeting.pk), "ACCEPTED"), Auto_Submitted="auto-generated")
    assert [take(mail), take(mail)] == [Outcome.CALENDAR, Outcome.OLD]
    fleur.refresh_from_db()
    assert (fleur.coming, fleur.answer_way) == (Coming.YES, AnswerWay.CALENDAR)


def test_a_calendar_from_an_unknown_address_is_put_aside(meeting: Meeting, fleur: Invitee) -> None:
    text = calendar_reply(uid_of(meeting.pk), "DECLINED", address="elders@partner.example", program="google")
    assert take(mail_with(text, address="elders@partner.example")) == Outcome.CALENDAR
    assert Invitee.objects.exclude(pk=fleur.pk).get().coming == Coming.NO


def test_a_calendar_with_an_event_of_others_is_unknown(meeting: Meeting, fleur: Invitee) -> None:
    assert take(mail_with(calendar_reply("040000008200E00074C5B7101A82E008"))) == Outcome.UNKNOWN


@pytest.mark.parametrize(
    ("text", "coming", "said"),
    [
        ("Ja", Coming.YES, ""),
        ("Hallo Buurtnet,\n\nJa, ik kom!\n\nGroetjes Fleur", Coming.YES, ""),
        ("Ja graag. Ik neem taart mee", Coming.YES, "Ik neem taart mee"),
        ("nee, helaas. Ik heb geen oppas.", Coming.NO, "Ik heb geen oppas."),
        ("Misschien", Coming.MAYBE, ""),
        ("Yes, I will come", Coming.YES, ""),
        ("Sorry, no", Coming.NO, ""),
        ("Oui", Coming.YES, ""),
        ("Je ne peux pas venir", Coming.NO, ""),
        ("Ja\n\nOp ma 2 nov schreef Buurtnet:\n> nee", Coming.YES, ""),
    ],
)
def test_a_word_back_to_an_invitation_counts(fleur: Invitee, text: str, coming: Coming, said: str) -> None:
    assert take(back(fleur, text)) == Outcome.ANSWERED
    fleur.refresh_from_db()
    assert (fleur.coming, fleur.answer_way, fleur.said) == (coming, AnswerWay.MAIL, said)


@pytest.mark.parametrize("text", ["Ja, als ik oppas vind", "Ja?", "Is er parkeerplek?", "Mag mijn moeder mee\nja"])
def test_anything_else_is_kept_beside_the_name(fleur: Invitee, text: str) -> None:
    for _again in range(2):
        assert take(back(fleur, text)) == Outcome.NOTE
    fleur.refresh_from_db()
    assert (fleur.coming, fleur.said) == (Coming.UNKNOWN, text)


def test_a_mail_of_before_the_newest_answer_changes_nothing(fleur: Invitee) -> None:
    take(back(fleur, "nee"))
    assert take(back(fleur, "ja", after=-LATER)) == Outcome.OLD
    fleur.refresh_from_db()
    assert fleur.coming == Coming.NO


def test_a_machine_never_answers(fleur: Invitee, action: Action) -> None:
    for row in (fleur, action):
        assert take(back(row, "ja klaar", Auto_Submitted="auto-replied")) == Outcome.AUTOMATIC
    fleur.refresh_from_db()
    assert (fleur.coming, fleur.said) == (Coming.UNKNOWN, "")


def test_a_mail_that_came_back_is_told_beside_the_name(fleur: Invitee) -> None:
    report = back(fleur, "Your mail could not be delivered", Return_Path="<>", X_Failed="1")
    report = report.replace(b"iemand@partner.example", b"MAILER-DAEMON@partner.example")
    assert take(report) == Outcome.BOUNCE
    fleur.refresh_from_db()
    assert fleur.said == "De mail kwam niet aan."


def test_after_the_meeting_a_word_is_too_late(meeting: Meeting, fleur: Invitee) -> None:
    Meeting.objects.filter(pk=meeting.pk).update(state=MeetingState.CANCELLED, why_cancelled="Ziek")
    assert take(back(fleur, "ja")) == Outcome.LATE


@pytest.mark.parametrize(
    ("text", "state", "why"),
    [
        ("klaar", ActionState.DONE, ""),
        ("Klaar! De sleutel ligt bij Joris.", ActionState.DONE, "De sleutel ligt bij Joris."),
        ("Dag Samira,\nis gelukt\n\nMet vriendelijke groet,\nJoris", ActionState.DONE, ""),
        ("mee bezig", ActionState.BUSY, ""),
        ("Ik ben ermee bezig, wacht op de school", ActionState.BUSY, "wacht op de school"),
        ("Niet gelukt, want er is geen sleutel", ActionState.OPEN, "er is geen sleutel"),
        ("It didn't work because the school is closed", ActionState.OPEN, "the school is closed"),
        ("Done", ActionState.DONE, ""),
        ("C'est fait.", ActionState.DONE, ""),
        ("Pas fait, parce que l'école est fermée", ActionState.OPEN, "l'école est fermée"),
        ("En cours", ActionState.BUSY, ""),
    ],
)
def test_a_word_back_about_an_action_counts(action: Action, text: str, state: ActionState, why: str) -> None:
    mail = back(action, text)
    assert [take(mail), take(mail)] == [Outcome.ACTION, Outcome.OLD]
    action.refresh_from_db()
    assert action.state == state
    assert action.steps.order_by("-at").first().why == why  # type: ignore[union-attr]


def test_what_came_of_it_is_kept_with_the_action(action: Action) -> None:
    take(back(action, "Klaar: elke woensdag open"))
    action.refresh_from_db()
    assert (action.state, action.result) == (ActionState.DONE, "elke woensdag open")


@pytest.mark.parametrize("text", ["Klaar, maar nog niet overal", "Klaar?", "Wie heeft de sleutel?", ""])
def test_what_is_not_clear_changes_nothing_and_is_explained_once_a_day(
    action: Action, joris: Person, text: str
) -> None:
    before = Mail.objects.count()
    for _again in range(2):
        assert take(back(action, text)) == Outcome.EXPLAINED
    action.refresh_from_db()
    assert action.state == ActionState.OPEN
    assert Mail.objects.count() == before + 1
    assert Mail.objects.latest("queued_at").to == joris.email


def test_a_mail_that_is_sent_again_after_the_action_was_opened_anew_changes_nothing(
    action: Action, samira: Person
) -> None:
    mail = back(action, "klaar", after=dt.timedelta(seconds=-1))
    action.steps.update(at=timezone.now() - dt.timedelta(hours=1))
    assert take(mail) == Outcome.ACTION
    move_action(locked(action), ActionState.OPEN, by=samira)
    assert take(mail) == Outcome.OLD
    action.refresh_from_db()
    assert action.state == ActionState.OPEN


def test_who_left_is_not_explained_anything(action: Action) -> None:
    Action.objects.filter(pk=action.pk).update(owner=None)
    assert take(back(action, "hoe bedoel je?")) == Outcome.EXPLAINED
    assert take(back(action, "klaar")) == Outcome.ACTION


def test_a_token_of_nobody_is_unknown() -> None:
    assert take(a_mail(reply_address("0" * 48), "ja")) == Outcome.UNKNOWN
    assert take(b"") == Outcome.UNKNOWN


@given(st.binary(max_size=400))
def test_nothing_in_a_mail_makes_it_raise(noise: bytes) -> None:
    read(b"Content-Type: text/calendar\r\n\r\n" + noise)
    read(noise)


@given(st.text(max_size=80))
def test_no_text_is_both(text: str) -> None:
    """What is clear is one of the words at its beginning, and never of both kinds."""
    said = clear(text, {"yes": COMES, "no": COMES_NOT}, surely="yes")
    assert said is None or isinstance(said, Clear)


@pytest.mark.parametrize("many", [COMES, COMES_NOT, DONE, NOT_DONE, BUSY])
def test_every_phrase_is_found_as_it_is_written(many: tuple[str, ...]) -> None:
    for phrase in many:
        assert clear(phrase, {"it": many}, surely="") == Clear("it", "")


@pytest.mark.usefixtures("fleur")
def test_the_command_takes_what_the_map_does_not_know(
    meeting: Meeting, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    mail = mail_with(calendar_reply(uid_of(meeting.pk), "TENTATIVE", program="apple"))
    monkeypatch.setattr(sys, "stdin", argparse.Namespace(buffer=io.BytesIO(mail)))
    assert mail_receive.run(argparse.Namespace()) == 0
    assert "an answer from a calendar" in capsys.readouterr().out
    assert Invitee.objects.get().coming == Coming.MAYBE
