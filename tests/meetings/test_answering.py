"""Without an account: yes, no or maybe behind a link, who comes instead, and the meeting for one's calendar."""

import datetime as dt

import pytest
from django.test import Client
from django.utils import timezone
from icalendar import Calendar

from buurtnet.areas.models import Network
from buurtnet.kit.moving import NotNowError
from buurtnet.meetings.answering import say, send_instead
from buurtnet.meetings.choices import AnswerWay, Coming, MeetingState
from buurtnet.meetings.inviting import Guest
from buurtnet.meetings.models import AgendaItem, Invitee, Meeting
from buurtnet.meetings.planning import cancel_meeting
from buurtnet.people.models import Mail, Organization, Person
from tests.meetings.guests import FLEUR, asked, link_in, to_come

pytestmark = pytest.mark.django_db


@pytest.fixture
def meeting(network: Network) -> Meeting:
    return to_come(network)


@pytest.fixture
def fleur(meeting: Meeting, samira: Person, buurtteam: Organization) -> Invitee:
    [row] = asked(meeting, samira, Guest(FLEUR.name, FLEUR.address, organization=buurtteam))
    return row


@pytest.fixture
def link(fleur: Invitee) -> str:
    return link_in(Mail.objects.get(to=FLEUR.address))


def page(link: str) -> str:
    found = Client().get(link)
    assert found.status_code == 200
    return found.content.decode()


def test_the_page_tells_what_it_is_about_and_asks_one_thing(meeting: Meeting, fleur: Invitee, link: str) -> None:
    AgendaItem.objects.filter(meeting=meeting, position=2).update(is_cut=True)
    said = page(link)
    for text in (meeting.title, "Fleur Smit", "Kom je?", "Buurthuis De Kade", "Ja, ik kom", "Welkom"):
        assert text in said
    assert "Wat speelt hier?" not in said, "what was cut from the agenda"


def test_looking_answers_nothing(fleur: Invitee, link: str) -> None:
    page(link)
    page(link + "?coming=yes")
    fleur.refresh_from_db()
    assert fleur.coming == Coming.UNKNOWN


@pytest.mark.parametrize("coming", [Coming.YES, Coming.MAYBE, Coming.NO])
def test_one_tap_is_an_answer_that_can_be_changed(fleur: Invitee, link: str, coming: Coming) -> None:
    client = Client()
    client.post(link, {"coming": "yes"})
    for _tap in range(2):
        assert client.post(link, {"coming": coming, "said": "Ik kom met de fiets"}).status_code == 302
    fleur.refresh_from_db()
    assert (fleur.coming, fleur.answer_way, fleur.said) == (coming, AnswerWay.LINK, "Ik kom met de fiets")
    assert "Ik kom met de fiets" in page(link)


def test_nonsense_is_no_answer(fleur: Invitee, link: str) -> None:
    assert Client().post(link, {"coming": "unknown"}).status_code == 200
    assert Client().post(link, {}).status_code == 200
    fleur.refresh_from_db()
    assert fleur.coming == Coming.UNKNOWN


def test_another_link_opens_nothing(fleur: Invitee, link: str) -> None:
    token = link.rstrip("/").rpartition("/")[2]
    for wrong in (token[:-1] + ("0" if token[-1] != "0" else "1"), token.upper(), "0" * 48, str(fleur.pk)):
        assert Client().get(link.replace(token, wrong)).status_code == 404
    assert Client().get(link.replace("havendijk", "elders")).status_code == 404


def test_no_cache_and_no_other_site_learns_the_link(fleur: Invitee, link: str) -> None:
    found = Client().get(link)
    assert found["Referrer-Policy"] == "strict-origin"
    assert "no-store" in found["Cache-Control"]


def test_someone_else_comes_for_the_same_organization_and_is_mailed(
    fleur: Invitee, link: str, buurtteam: Organization
) -> None:
    Client().post(link, {"instead": "1", "name": "Noor Aslan", "address": "noor@partner.example"})
    noor = Invitee.objects.exclude(pk=fleur.pk).get()
    assert (noor.name, noor.organization, noor.coming) == ("Noor Aslan", buurtteam, Coming.YES)
    fleur.refresh_from_db()
    assert fleur.coming == Coming.NO
    assert link_in(Mail.objects.get(to="noor@partner.example")) != link
    assert "Noor Aslan komt in jouw plaats" in page(link)


def test_a_link_mails_one_other_and_no_more(fleur: Invitee, link: str) -> None:
    for number in range(3):
        Client().post(link, {"instead": "1", "name": "X", "address": f"x{number}@partner.example"})
    assert [mail.to for mail in Mail.objects.order_by("queued_at")] == [FLEUR.address, "x0@partner.example"]


def test_who_stands_on_the_list_already_comes_for_themselves(fleur: Invitee) -> None:
    with pytest.raises(NotNowError, match="zelf al uitgenodigd"):
        send_instead(fleur, "Fleur", FLEUR.address)


def test_a_name_is_enough_and_nobody_is_none(fleur: Invitee, link: str) -> None:
    assert "Schrijf de naam op." in Client().post(link, {"instead": "1", "name": ""}).content.decode()
    Client().post(link, {"instead": "1", "name": "Bep"})
    assert Invitee.objects.count() == 2
    assert Mail.objects.count() == 1


def test_who_comes_after_all_is_on_the_list_beside_who_came_instead(fleur: Invitee, link: str) -> None:
    Client().post(link, {"instead": "1", "name": "Bep"})
    Client().post(link, {"coming": "yes"})
    assert set(Invitee.objects.values_list("coming", flat=True)) == {Coming.YES}


def test_cancelled_it_says_why_and_asks_nothing(meeting: Meeting, samira: Person, fleur: Invitee, link: str) -> None:
    cancel_meeting(meeting, why="De zaal is dicht.", by=samira)
    said = page(link)
    assert "De zaal is dicht." in said
    assert "Ja, ik kom" not in said
    assert Client().post(link, {"coming": "yes"}).status_code == 409


def test_afterwards_the_link_leads_to_the_minutes(meeting: Meeting, fleur: Invitee, link: str) -> None:
    ended = timezone.now() - dt.timedelta(hours=3)
    Meeting.objects.filter(pk=meeting.pk).update(
        state=MeetingState.MINUTES, starts_at=ended - dt.timedelta(hours=2), ends_at=ended
    )
    assert f"{link}verslag/" in page(link)
    assert Client().post(link, {"coming": "yes"}).status_code == 409
    assert Client().get(f"{link}agenda.ics").status_code == 404


def test_the_meeting_for_a_calendar_asks_no_answer_of_it(meeting: Meeting, fleur: Invitee, link: str) -> None:
    found = Client().get(f"{link}agenda.ics")
    assert found["Content-Type"].startswith("text/calendar")
    calendar = Calendar.from_ical(found.content)
    assert calendar["method"] == "PUBLISH"
    [event] = calendar.walk("VEVENT")
    assert event["dtstart"].dt == meeting.starts_at
    assert "attendee" not in event
    assert link in str(event["url"])


def test_late_in_the_meeting_who_comes_can_still_say_so(meeting: Meeting, fleur: Invitee) -> None:
    Meeting.objects.filter(pk=meeting.pk).update(
        state=MeetingState.BUSY, starts_at=timezone.now() - dt.timedelta(hours=2), ends_at=timezone.now()
    )
    assert say(fleur, Coming.YES, way=AnswerWay.LINK).coming == Coming.YES
