"""The minutes: told once, mailed, put right for seven days, and fixed for good."""

import datetime as dt
import uuid

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.utils import timezone

from buurtnet.areas.models import Network
from buurtnet.kit.moving import NotNowError
from buurtnet.meetings.agreeing import Agreed, agree
from buurtnet.meetings.choices import ActionState, CorrectionState, MeetingState, PointState
from buurtnet.meetings.deciding import Put, put, take
from buurtnet.meetings.following import watch_token
from buurtnet.meetings.minutes import answer, close, correct, fix_due, is_whole, sha256_of, told
from buurtnet.meetings.models import Action, AgendaItem, Correction, Meeting, Minutes, Point
from buurtnet.meetings.moving import locked, move_action
from buurtnet.meetings.noting import write_notes
from buurtnet.meetings.points import take_point
from buurtnet.meetings.today import items
from buurtnet.people.models import Mail, Organization, Person
from tests.meetings.meeting_rows import a_guest, a_meeting, points_of, url
from tests.people.cast import ring_one

pytestmark = pytest.mark.django_db
EIGHT_DAYS = dt.timedelta(days=8)
LEFT_OPEN = "Sluit de bijeenkomst af, dan gaat het verslag rond"
CORRECTION = "Iemand wil iets verbeteren aan een verslag"


@pytest.fixture
def meeting(network: Network, samira: Person, joris: Person) -> Meeting:
    """With something of everything."""
    made = a_meeting(network, note_taker=samira)
    points = points_of(made, samira)
    item = AgendaItem.objects.select_related("meeting__network").get(meeting=made, position=2)
    write_notes(item, "Er is veel verteld.", version=1, by=samira)
    take(put(made, Put("We eten elke maand samen"), form_key=uuid.uuid4(), by=samira), by=samira)
    said = Agreed("Bel de school", timezone.localdate(), owner=joris, item=item, point=points[0])
    agree(made, said, form_key=uuid.uuid4(), by=samira)
    return made


def fixed(meeting: Meeting) -> Minutes:
    assert fix_due(timezone.now() + EIGHT_DAYS) == 1
    return Minutes.objects.get(meeting=meeting)


def test_the_minutes_go_to_who_was_asked_and_came_once(
    meeting: Meeting, samira: Person, buurtteam: Organization
) -> None:
    _guest, token = a_guest(meeting, "Fleur", buurtteam, came=True)
    for _click in range(2):
        close(meeting, by=samira)
    mails = Mail.objects.filter(subject="Het verslag staat klaar")
    assert sorted(one.to for one in mails) == sorted(["fleur@partner.example", samira.email])
    mail = next(one for one in mails if one.to == "fleur@partner.example")
    for text in (
        "We eten elke maand samen",
        "Bel de school (Joris Bakker, Buurtteam Havendijk",
        url("minutes_link", token),
    ):
        assert text in mail.body
    meeting.refresh_from_db()
    assert meeting.state == MeetingState.MINUTES
    assert meeting.correct_until == timezone.now().astimezone(meeting.zone()).date() + dt.timedelta(days=7)


def test_no_name_of_a_person_is_in_what_is_fixed(meeting: Meeting, samira: Person, joris: Person) -> None:
    a_guest(meeting, "Fleur", came=True)
    close(meeting, by=samira)
    page = fixed(meeting)
    text = str(page.told)
    assert "Joris" not in text
    assert "Fleur" not in text
    assert page.told["actions"][0]["owner"] == str(joris.pk)
    assert page.told["present"] == {"organizations": [], "residents": 1, "people": 1}


def test_fixed_after_seven_days_once_and_then_nobody_changes_it(meeting: Meeting, samira: Person) -> None:
    close(meeting, by=samira)
    assert fix_due(timezone.now() + dt.timedelta(days=6)) == 0
    page = fixed(meeting)
    assert fix_due(timezone.now() + EIGHT_DAYS) == 0
    assert page.sha256 == sha256_of(told(meeting))
    assert is_whole(page)
    with pytest.raises(DatabaseError), transaction.atomic():
        Minutes.objects.update(sha256="")
    with pytest.raises(DatabaseError), transaction.atomic():
        Minutes.objects.all().delete()
    meeting.refresh_from_db()
    item = AgendaItem.objects.select_related("meeting__network").get(meeting=meeting, position=2)
    with pytest.raises(NotNowError, match="ligt vast"):
        write_notes(item, "Anders", version=2, by=samira)
    AgendaItem.objects.filter(meeting=meeting).update(notes="Achteraf")
    shown = ring_one(samira).get(url("minutes", meeting.pk)).text
    assert "Er is veel verteld." in shown
    assert "Achteraf" not in shown
    assert page.sha256 in shown


def test_what_became_of_an_action_before_they_are_fixed_is_not_what_was_agreed(
    meeting: Meeting, samira: Person, joris: Person, ingrid: Person
) -> None:
    close(meeting, by=samira)
    agreed = told(meeting)["actions"]
    mine = Action.objects.select_related("network", "meeting__network").get()
    later = timezone.localdate() + dt.timedelta(days=30)
    mine_page = ring_one(joris)
    said = {"text": "Mail de school", "due": later.isoformat(), "version": str(mine.version), "rewrite": "1"}
    assert mine_page.post(url("action", mine.pk), said).status_code == 302
    mine.refresh_from_db()
    assert (mine.text, mine.due) == ("Mail de school", later)
    hand = {"hand": "1", "owner": str(ingrid.pk), "version": str(mine.version)}
    assert mine_page.post(url("action", mine.pk), hand).status_code == 302
    assert told(meeting)["actions"] == agreed
    assert fixed(meeting).told["actions"] == agreed


def test_who_keeps_the_minutes_puts_right_what_was_written_down_wrong(
    meeting: Meeting, samira: Person, ingrid: Person
) -> None:
    close(meeting, by=samira)
    page, wrong = ring_one(samira), Action.objects.get()
    due = timezone.localdate() + dt.timedelta(days=3)
    for said in ({"rewrite": "1", "text": "Bel beide scholen", "due": due.isoformat()},
                 {"hand": "1", "owner": str(ingrid.pk)}):  # fmt: skip
        wrong.refresh_from_db()
        assert page.post(url("action", wrong.pk), {**said, "version": str(wrong.version)}).status_code == 302
    (row,) = fixed(meeting).told["actions"]
    assert (row["text"], row["due"], row["owner"]) == ("Bel beide scholen", due.isoformat(), str(ingrid.pk))
    wrong.refresh_from_db()
    said = {"rewrite": "1", "text": "Toch één school", "due": due.isoformat(), "version": str(wrong.version)}
    page.post(url("action", wrong.pk), said)
    wrong.refresh_from_db()
    assert (wrong.text, wrong.agreed["text"]) == ("Toch één school", "Bel beide scholen")


def test_a_point_that_is_taken_on_later_was_not_taken_on_there(
    meeting: Meeting, samira: Person, joris: Person
) -> None:
    close(meeting, by=samira)
    free = Point.objects.select_related("network", "meeting__network").filter(state=PointState.SAID)
    late = free[0]
    take_point(late, version=late.version, by=joris)
    late.refresh_from_db()
    assert late.organization is not None
    taken = [one["taken_by"] for one in fixed(meeting).told["points"] if one["taken_by"]]
    assert taken == ["Buurtteam Havendijk"], "the one with an action"


def test_lines_of_which_nothing_came_are_named_together(meeting: Meeting, samira: Person) -> None:
    page = ring_one(samira).get(url("minutes", meeting.pk)).text
    assert "Ook op de agenda:" in page
    assert page.count('class="mn-line"') == 1
    assert "<bdi>Welkom</bdi>" in page


def test_an_action_lives_on_after_the_minutes_are_fixed(meeting: Meeting, samira: Person) -> None:
    close(meeting, by=samira)
    page = fixed(meeting)
    with transaction.atomic():
        move_action(locked(Action.objects.select_related("network").get()), ActionState.DONE, by=samira)
    assert "klaar" in ring_one(samira).get(url("minutes", meeting.pk)).text
    assert is_whole(Minutes.objects.get(pk=page.pk))


def test_who_was_asked_says_what_is_wrong_behind_their_own_link(meeting: Meeting, samira: Person) -> None:
    guest, token = a_guest(meeting)
    close(meeting, by=samira)
    there, key = url("minutes_link", token), str(uuid.uuid4())
    visitor = Client()
    assert "Er is veel verteld." in visitor.get(there).text
    for _click in range(2):
        assert visitor.post(there, {"text": "Het was de tram", "form_key": key}).status_code == 302
    made = Correction.objects.select_related("meeting__network").get()
    assert (made.invitee, made.state) == (guest, CorrectionState.OPEN)
    assert "Schrijf wat er niet klopt." in visitor.post(there, {"text": " "}).text
    keeper, page = ring_one(samira), url("minutes", meeting.pk)
    assert keeper.post(page, {"answer": "declined", "correction": made.pk, "reply": ""}).status_code == 409
    keeper.post(page, {"answer": "declined", "correction": made.pk, "reply": "Het was de bus"})
    assert "Het was de bus" in visitor.get(there).text
    assert Client().get(url("minutes_link", "0" * 48)).status_code == 404


def test_after_seven_days_it_is_too_late(meeting: Meeting, samira: Person, joris: Person) -> None:
    close(meeting, by=samira)
    made = correct(meeting, "Het was de tram", form_key=uuid.uuid4(), by=joris)
    Meeting.objects.filter(pk=meeting.pk).update(correct_until=timezone.localdate() - dt.timedelta(days=2))
    with pytest.raises(NotNowError, match="volgende bijeenkomst"):
        correct(meeting, "Nog iets", form_key=uuid.uuid4(), by=joris)
    assert fix_due() == 1
    with pytest.raises(NotNowError, match="ligt vast"):
        answer(Correction.objects.select_related("meeting__network").get(pk=made.pk), CorrectionState.DONE, by=samira)


def test_a_partner_reports_but_does_not_answer(meeting: Meeting, samira: Person, joris: Person) -> None:
    close(meeting, by=samira)
    mine = correct(meeting, "Het was de tram", form_key=uuid.uuid4(), by=samira)
    client, there = ring_one(joris), url("minutes", meeting.pk)
    assert "Het was de tram" not in client.get(there).text, "of others only who answers reads it"
    assert client.post(there, {"answer": "done", "correction": mine.pk}).status_code == 404
    assert client.post(there, {"text": "De bus"}).status_code == 302


def test_following_without_an_account_reads_along_without_names(
    meeting: Meeting, samira: Person, joris: Person, hanan: Person
) -> None:
    page = Client().get(url("follow_link", watch_token(meeting)))
    assert page.status_code == 200
    assert "Bel de school" in page.text
    assert "Joris" not in page.text
    assert 'http-equiv="refresh" content="15"' in page.text
    assert "no-store" in page.headers["Cache-Control"]
    assert Client().post(url("follow_link", watch_token(meeting))).status_code == 405
    assert "Joris Bakker" in ring_one(joris).get(url("follow", meeting.pk)).text
    assert ring_one(hanan).get(url("follow", meeting.pk)).status_code == 404
    assert watch_token(meeting) in ring_one(samira).get(url("follow", meeting.pk)).text
    assert watch_token(meeting) not in ring_one(joris).get(url("follow", meeting.pk)).text
    Meeting.objects.filter(pk=meeting.pk).update(state=MeetingState.CANCELLED, why_cancelled="Storm")
    assert Client().get(url("follow_link", watch_token(meeting))).status_code == 404


def test_of_another_network_it_is_not_there(meeting: Meeting, samira: Person) -> None:
    there = url("minutes", meeting.pk).replace("havendijk", "elders")
    assert ring_one(samira).get(there).status_code == 404


def test_a_meeting_that_was_never_closed_and_what_is_to_be_put_right_wait_for_who_keeps_it(
    meeting: Meeting, samira: Person, joris: Person
) -> None:
    def waits(person: Person) -> set[str]:
        return {one.title for one in items(person, timezone.now())} & {LEFT_OPEN, CORRECTION}

    assert waits(samira) == set()
    over = timezone.now() - dt.timedelta(hours=13)
    Meeting.objects.update(starts_at=over - dt.timedelta(hours=2), ends_at=over)
    assert (waits(samira), waits(joris)) == ({LEFT_OPEN}, set())
    meeting.refresh_from_db()
    close(meeting, by=samira)
    assert waits(samira) == set()
    said = correct(meeting, "Het was op dinsdag", form_key=uuid.uuid4(), by=joris)
    assert (waits(samira), waits(joris)) == ({CORRECTION}, set())
    answer(said, CorrectionState.DONE, by=samira)
    assert waits(samira) == set()


def test_an_answer_to_a_correction_that_is_too_long_is_not_lost(meeting: Meeting, samira: Person) -> None:
    _guest, token = a_guest(meeting)
    close(meeting, by=samira)
    Client().post(url("minutes_link", token), {"text": "Het was de tram", "form_key": str(uuid.uuid4())})
    made = Correction.objects.get()
    said = "Het was echt de bus. " * 30
    page = {"answer": "done", "correction": made.pk, "reply": said}
    answer = ring_one(samira).post(url("minutes", meeting.pk), page)
    assert answer.status_code == 409
    assert said.strip() in answer.text
    made.refresh_from_db()
    assert made.state == CorrectionState.OPEN
