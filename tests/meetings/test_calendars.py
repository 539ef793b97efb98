"""Meetings as calendars take them: an invitation that Outlook, Google and Apple can answer, and what they answer."""

import datetime as dt

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar
from pytest_django import Settings

from buurtnet.areas.models import Network
from buurtnet.meetings.answering import from_calendar, say
from buurtnet.meetings.calendars import meeting_in, replies_in, uid_of
from buurtnet.meetings.choices import AnswerWay, Coming
from buurtnet.meetings.inviting import tell_changed
from buurtnet.meetings.models import Invitee, Meeting
from buurtnet.meetings.planning import cancel_meeting
from buurtnet.people.mailing import message_of, went
from buurtnet.people.models import Mail, Person
from tests.meetings.guests import CALENDARS, FLEUR, asked, calendar_reply, event_in, to_come

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def reply_address(settings: Settings) -> None:
    settings.REPLY_ADDRESS = "antwoord@buurt.example"


@pytest.fixture
def meeting(network: Network) -> Meeting:
    return to_come(network)


@pytest.fixture
def fleur(meeting: Meeting, samira: Person) -> Invitee:
    [row] = asked(meeting, samira, FLEUR)
    return row


def reply(meeting: Meeting, *args: str, **more: object) -> bool:
    [found] = replies_in(calendar_reply(uid_of(meeting.pk), *args, **more))  # type: ignore[arg-type]
    return from_calendar(meeting, found)


def test_an_invitation_is_an_event_that_asks_one_person_to_answer(meeting: Meeting, fleur: Invitee) -> None:
    mail = Mail.objects.get()
    calendar = Calendar.from_ical(mail.calendar)
    assert (mail.calendar_method, calendar["method"], calendar["version"]) == ("REQUEST", "REQUEST", "2.0")
    event = event_in(mail)
    assert (event["dtstart"].dt, event["dtend"].dt) == (meeting.starts_at, meeting.ends_at)
    assert event["sequence"] == 0
    assert str(event["organizer"]).startswith("mailto:antwoord+")
    attendee = event["attendee"]
    assert str(attendee) == "mailto:fleur@partner.example"
    assert (attendee.params["RSVP"], attendee.params["PARTSTAT"]) == ("TRUE", "NEEDS-ACTION")
    assert event["location"] == "Buurthuis De Kade"
    assert "20" in str(event["dtstart"].to_ical()), "in UTC, as every calendar understands it"
    assert event["dtstart"].to_ical().endswith(b"Z")


def test_in_the_mail_it_stands_as_calendars_look_for_it(meeting: Meeting, fleur: Invitee, settings: Settings) -> None:
    settings.DEMO = False
    mail = Mail.objects.get()
    parts = {part.get_content_type(): part for part in message_of(mail).message().walk()}
    assert list(parts) == [
        "multipart/mixed", "multipart/alternative", "text/plain", "text/calendar", "application/ics",
    ]  # fmt: skip
    assert parts["text/calendar"].get_param("method") == "REQUEST"
    assert parts["application/ics"].get_filename() == "bijeenkomst.ics"
    went(mail)
    mail.refresh_from_db()
    assert (mail.body, mail.calendar) == ("", None), "it holds a link, and is kept no longer than it takes"


def test_without_an_address_for_answers_a_calendar_is_not_asked_to_send_one(
    meeting: Meeting, samira: Person, settings: Settings
) -> None:
    settings.REPLY_ADDRESS = ""
    asked(meeting, samira, FLEUR)
    assert event_in(Mail.objects.get())["attendee"].params["RSVP"] == "FALSE"


def test_moved_and_cancelled_it_is_the_same_event_with_a_higher_number(
    meeting: Meeting, fleur: Invitee, samira: Person
) -> None:
    meeting.refresh_from_db()
    meeting.sequence = 1
    meeting.save(update_fields=["sequence"])
    tell_changed(meeting, by=samira)
    cancel_meeting(meeting, why="Het buurthuis staat onder water.", by=samira)
    first, moved, off = map(event_in, Mail.objects.order_by("queued_at"))
    assert first["uid"] == moved["uid"] == off["uid"]
    assert (first["sequence"], moved["sequence"], off["sequence"]) == (0, 1, 2)
    assert off["status"] == "CANCELLED"
    last = Mail.objects.latest("queued_at")
    assert last.calendar_method == "CANCEL"
    assert "onder water" in last.body


@pytest.mark.parametrize("program", CALENDARS)
@pytest.mark.parametrize(
    ("partstat", "coming"),
    [("ACCEPTED", Coming.YES), ("TENTATIVE", Coming.MAYBE), ("DECLINED", Coming.NO)],
)
def test_what_a_calendar_answers_counts(
    meeting: Meeting, fleur: Invitee, program: str, partstat: str, coming: Coming
) -> None:
    assert reply(meeting, partstat, program=program)
    fleur.refresh_from_db()
    assert (fleur.coming, fleur.answer_way) == (coming, AnswerWay.CALENDAR)


def test_a_word_with_it_is_kept(meeting: Meeting, fleur: Invitee) -> None:
    reply(meeting, "ACCEPTED", comment="Ik kom een kwartier later")
    fleur.refresh_from_db()
    assert fleur.said == "Ik kom een kwartier later"


def test_the_same_answer_again_or_an_older_one_changes_nothing(meeting: Meeting, fleur: Invitee) -> None:
    yes = calendar_reply(uid_of(meeting.pk), "ACCEPTED", after=dt.timedelta(minutes=5))
    no = calendar_reply(uid_of(meeting.pk), "DECLINED", after=dt.timedelta(minutes=9))
    assert [from_calendar(meeting, replies_in(one)[0]) for one in (yes, no, yes, no)] == [True, True, False, False]
    fleur.refresh_from_db()
    assert fleur.coming == Coming.NO


def test_an_answer_to_how_it_was_before_it_moved_changes_nothing(
    meeting: Meeting, fleur: Invitee, samira: Person
) -> None:
    meeting.refresh_from_db()
    meeting.sequence = 1
    meeting.save(update_fields=["sequence"])
    tell_changed(meeting, by=samira)
    assert not reply(meeting, "ACCEPTED", sequence=0)
    assert reply(meeting, "DECLINED", sequence=1)


def test_a_calendar_that_was_late_does_not_undo_what_someone_said_by_link(meeting: Meeting, fleur: Invitee) -> None:
    say(fleur, Coming.NO, way=AnswerWay.LINK)
    assert not reply(meeting, "ACCEPTED", after=-dt.timedelta(minutes=1))
    fleur.refresh_from_db()
    assert fleur.coming == Coming.NO
    assert reply(meeting, "ACCEPTED", after=dt.timedelta(minutes=1)), "who changes their mind later is heard"


def test_an_address_that_nobody_asked_is_put_aside_once(meeting: Meeting, fleur: Invitee) -> None:
    for _again in range(2):
        reply(meeting, "ACCEPTED", address="f.smit@elders.example", program="apple")
    stranger = Invitee.objects.exclude(pk=fleur.pk).get()
    assert (stranger.address, stranger.name) == ("f.smit@elders.example", "Smit, Fleur")
    assert (stranger.coming, stranger.sent_at) == (Coming.YES, None)
    fleur.refresh_from_db()
    assert fleur.coming == Coming.UNKNOWN
    assert Mail.objects.count() == 1, "nobody is mailed because a stranger wrote"


def test_strangers_are_as_many_as_someone_can_look_at(
    meeting: Meeting, fleur: Invitee, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("buurtnet.meetings.answering.MOST_STRANGERS", 2)
    said = [reply(meeting, "ACCEPTED", address=f"gast{number}@elders.example") for number in range(4)]
    assert said == [True, True, False, False]


def test_who_proposes_another_time_might_come(meeting: Meeting, fleur: Invitee) -> None:
    assert reply(meeting, "ACCEPTED", method="COUNTER", comment="Kan het een uur later?")
    fleur.refresh_from_db()
    assert (fleur.coming, fleur.said) == (Coming.MAYBE, "Kan het een uur later?")


def test_an_event_that_we_did_not_make_is_none_of_ours(meeting: Meeting) -> None:
    uid = uid_of(meeting.pk)
    assert meeting_in(uid) == meeting.pk
    for other in (uid.replace("@", "0@"), f"{meeting.pk.hex}-{'0' * 24}@x", "abc", "", f"x{uid}"):
        assert meeting_in(other) is None
    assert replies_in(calendar_reply(f"{meeting.pk.hex}-{'0' * 24}@x")) == []


@pytest.mark.parametrize("partstat", ["NEEDS-ACTION", "IN-PROCESS", "X-WEET-NIET", ""])
def test_what_is_no_answer_is_none(meeting: Meeting, partstat: str) -> None:
    assert replies_in(calendar_reply(uid_of(meeting.pk), partstat)) == []


@pytest.mark.parametrize("method", ["REQUEST", "PUBLISH", "CANCEL", "REFRESH"])
def test_our_own_invitation_sent_on_is_no_answer(meeting: Meeting, method: str) -> None:
    assert replies_in(calendar_reply(uid_of(meeting.pk), method=method)) == []


@pytest.mark.parametrize("left_out", ["DTSTAMP", "UID", "ATTENDEE"])
def test_a_reply_without_what_it_needs_is_none(meeting: Meeting, left_out: str) -> None:
    text = calendar_reply(uid_of(meeting.pk), program="apple")
    lines = [line for line in text.split("\r\n") if not line.startswith(left_out)]
    assert replies_in("\r\n".join(lines)) == []


def test_a_reply_that_names_no_number_is_judged_by_its_moment(meeting: Meeting, fleur: Invitee) -> None:
    text = calendar_reply(uid_of(meeting.pk), program="apple").replace("SEQUENCE:0\r\n", "")
    assert from_calendar(meeting, replies_in(text)[0])


@given(st.text(max_size=300), st.integers(0, 40))
def test_nothing_in_a_calendar_makes_it_raise(noise: str, place: int) -> None:
    lines = calendar_reply("a@b", program="apple").split("\r\n")
    lines.insert(place % len(lines), noise)
    replies_in("\r\n".join(lines))
    replies_in(noise)


def test_after_the_meeting_nothing_changes(meeting: Meeting, fleur: Invitee) -> None:
    Meeting.objects.filter(pk=meeting.pk).update(
        starts_at=timezone.now() - dt.timedelta(days=1), ends_at=timezone.now() - dt.timedelta(hours=20)
    )
    assert not reply(meeting, "ACCEPTED")
