"""Asking people to a meeting: from the who-is-who, from the map or a pasted list; each is mailed once."""

import datetime as dt
import re
import uuid
from dataclasses import replace

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings

from buurtnet.areas.choices import Room
from buurtnet.areas.models import Network
from buurtnet.directory.models import ServiceReach
from buurtnet.kit.moving import NotNowError
from buurtnet.meetings import inviting
from buurtnet.meetings.answering import from_calendar, say
from buurtnet.meetings.attending import add_came, save_came
from buurtnet.meetings.calendars import CalendarReply
from buurtnet.meetings.choices import AnswerWay, Coming, Format, MeetingState
from buurtnet.meetings.inviting import Guest, ask, same_person, send_out, take_off, to_send
from buurtnet.meetings.models import Invitee, Meeting
from buurtnet.meetings.moving import link_of
from buurtnet.meetings.picking import TooManyLinesError, known_to, proposed_for, read_pasted
from buurtnet.meetings.planning import Plan, cancel_meeting, change_meeting
from buurtnet.meetings.today import items
from buurtnet.people.choices import Role
from buurtnet.people.models import Mail, Organization, Person
from buurtnet.privacy.choices import Action
from buurtnet.privacy.models import LogRow
from buurtnet.privacy.refusals import take_up
from buurtnet.privacy.retention import expire
from tests.factories import NetworkFactory, OrganizationFactory, ServiceFactory
from tests.meetings.guests import FLEUR, asked, event_in, to_come
from tests.meetings.meeting_rows import a_guest, a_meeting, url
from tests.people.cast import person, ring_one

pytestmark = pytest.mark.django_db


@pytest.fixture
def meeting(network: Network) -> Meeting:
    return to_come(network)


def plan_of(meeting: Meeting, **changes: object) -> Plan:
    return Plan(
        **{
            "title": meeting.title, "format": Format(meeting.format), "starts_at": meeting.starts_at,
            "ends_at": meeting.ends_at, "place_text": meeting.place_text, **changes,
        }
    )  # type: ignore[arg-type]  # fmt: skip


def test_a_list_is_made_first_and_mailed_once(meeting: Meeting, samira: Person, joris: Person) -> None:
    ask(meeting, [FLEUR, Guest(person=joris), Guest("Oma Bep")], by=samira)
    assert not Mail.objects.exists()
    assert [send_out(meeting, by=samira), send_out(meeting, by=samira)] == [2, 0]
    assert {mail.to for mail in Mail.objects.all()} == {FLEUR.address, joris.email}
    meeting.refresh_from_db()
    assert meeting.state == MeetingState.INVITED


def test_who_is_added_later_gets_the_only_new_mail(meeting: Meeting, samira: Person) -> None:
    asked(meeting, samira, FLEUR)
    asked(meeting, samira, FLEUR, Guest("Noor", "noor@partner.example"))
    assert sorted(mail.to for mail in Mail.objects.all()) == ["fleur@partner.example", "noor@partner.example"]


def test_a_mail_names_nobody_else_and_tells_when_and_where(meeting: Meeting, samira: Person) -> None:
    asked(meeting, samira, FLEUR, Guest("Noor", "noor@partner.example"))
    mail = Mail.objects.get(to=FLEUR.address)
    assert "Hallo Fleur Smit," in mail.body
    assert "Noor" not in mail.body + (mail.calendar or "")
    assert "Buurthuis De Kade" in mail.body
    assert "Amsterdam" in mail.body, "by which clock the times are"
    assert meeting.title not in mail.subject


def test_the_same_person_in_two_ways_is_one(meeting: Meeting, samira: Person, joris: Person) -> None:
    ask(meeting, [Guest(person=joris)], by=samira)
    again = [Guest("Joris", joris.email.upper()), Guest("Bep"), Guest("bep"), Guest(person=joris)]
    assert [one.name for one in ask(meeting, again, by=samira)] == ["Bep"]


def test_the_list_has_an_end(meeting: Meeting, samira: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inviting, "MOST", 2)
    with pytest.raises(NotNowError, match="2 mensen"):
        ask(meeting, [Guest("A"), Guest("B"), Guest("C")], by=samira)
    assert not meeting.invitees.exists()


def test_a_closed_account_is_not_mailed(meeting: Meeting, samira: Person, joris: Person) -> None:
    ask(meeting, [Guest(person=joris)], by=samira)
    Person.objects.filter(pk=joris.pk).update(is_active=False)
    assert to_send(meeting) == []


def test_a_list_in_any_order_is_read(
    meeting: Meeting, samira: Person, joris: Person, buurtteam: Organization
) -> None:
    text = """Naam;E-mail;Organisatie
Fleur Smit;fleur@partner.example;Buurtteam Havendijk
"Noor Aslan" <noor@partner.example>
tim@partner.example\tTim de Boer
buurtteam havendijk, Els Post, ELS@partner.example
joris.bakker@havendijk.example
Kees kees@partner.example
Ada Vos; ada@partner.example; Fietsclub De Spaak
Oma Bep

fout@"""
    read = read_pasted(meeting, text, as_residents=False, by=samira)
    said = [(one.name, one.address, one.organization, one.person) for one in read.guests]
    assert said == [
        ("Fleur Smit", "fleur@partner.example", buurtteam, None),
        ("Noor Aslan", "noor@partner.example", None, None),
        ("Tim de Boer", "tim@partner.example", None, None),
        ("Els Post", "els@partner.example", buurtteam, None),
        ("", "", buurtteam, joris),
        ("Kees", "kees@partner.example", None, None),
        ("Ada Vos (Fietsclub De Spaak)", "ada@partner.example", None, None),
        ("Oma Bep", "", None, None),
    ]
    assert read.wrong == ["fout@"]


def test_whether_a_stranger_has_an_account_is_told_to_nobody(meeting: Meeting, samira: Person) -> None:
    elsewhere = person("Vreemde Vogel", Role.MEMBER, NetworkFactory(slug="elders"))
    [guest] = read_pasted(meeting, elsewhere.email, as_residents=False, by=samira).guests
    assert (guest.person, guest.address) == (None, elsewhere.email)


def test_ten_thousand_lines_are_too_many_and_nothing_is_lost(meeting: Meeting, samira: Person) -> None:
    text = "\n".join(f"gast{number}@partner.example" for number in range(10_000))
    with pytest.raises(TooManyLinesError) as error:
        read_pasted(meeting, text, as_residents=False, by=samira)
    assert error.value.count == 10_000
    page = ring_one(samira).post(url("invite", meeting.pk), {"paste": "1", "text": text}).content.decode()
    assert "10000 regels" in page
    assert "gast9999@partner.example" in page
    assert not meeting.invitees.exists()


def test_pasted_lines_with_a_mistake_stay_in_the_box(meeting: Meeting, samira: Person) -> None:
    page = ring_one(samira).post(
        url("invite", meeting.pk), {"paste": "1", "text": "Fleur; fleur@partner.example\nkapot@", "residents": "1"}
    )
    assert "1 mens staat erbij" in page.content.decode()
    assert ">kapot@</textarea>" in page.content.decode()
    assert meeting.invitees.get().is_resident


def test_a_start_proposes_partners_that_have_no_role_yet(
    meeting: Meeting, samira: Person, buurtteam: Organization, network: Network
) -> None:
    known, taal, speel, mute = (
        buurtteam,
        *(
            OrganizationFactory(name=name, email=email)
            for name, email in (
                ("Taalhuis", "info@taalhuis.example"),
                ("Speelotheek", "hoi@speel.example"),
                ("Stil", ""),
            )
        ),
    )
    for organization, count in ((known, 4), (taal, 1), (speel, 3), (mute, 5)):
        for _one in range(count):
            ServiceReach.objects.create(service=ServiceFactory(organization=organization), area=network.areas.first())
    assert [(one.organization.name, one.count) for one in proposed_for(meeting)] == [
        ("Speelotheek", 3),
        ("Taalhuis", 1),
    ]
    ring_one(samira).post(url("invite", meeting.pk), {"pick": "1", "who": [f"o:{speel.pk}", f"o:{uuid.uuid4()}"]})
    assert [one.address for one in meeting.invitees.all()] == ["hoi@speel.example"]
    assert [one.organization for one in proposed_for(meeting)] == [taal]


def test_of_another_network_only_who_may_read_its_people_sees_them(
    meeting: Meeting, samira: Person, joris: Person
) -> None:
    other = NetworkFactory(slug="duinbeke", rooms=[Room.MEETINGS])
    lena = person("Lena Claes", Role.MEMBER, other)
    meeting.also.add(other)
    assert [one.person for one in known_to(meeting, samira)] == [joris, samira]
    person_of_both = person("Beide Kanten", Role.DIRECTOR, meeting.network)
    person_of_both.memberships.create(role=Role.MEMBER, network=other)
    assert lena in [one.person for one in known_to(meeting, person_of_both)]


def test_moved_everyone_hears_it_and_is_asked_anew(meeting: Meeting, samira: Person) -> None:
    [fleur] = asked(meeting, samira, FLEUR)
    say(fleur, Coming.YES, way=AnswerWay.LINK)
    later = meeting.starts_at + dt.timedelta(days=7)
    meeting.refresh_from_db()
    change_meeting(
        meeting, plan_of(meeting, starts_at=later, ends_at=later + dt.timedelta(hours=2)), version=meeting.version,
        by=samira,
    )  # fmt: skip
    fleur.refresh_from_db()
    assert (fleur.coming, fleur.sent_sequence) == (Coming.UNKNOWN, 1)
    assert fleur.forget_on == later.astimezone(meeting.zone()).date() + dt.timedelta(days=60)
    last = Mail.objects.latest("queued_at")
    assert "is verzet" in last.body
    assert event_in(last)["dtstart"].dt == later


def test_another_room_is_told_and_answers_stay(meeting: Meeting, samira: Person) -> None:
    [fleur] = asked(meeting, samira, FLEUR)
    say(fleur, Coming.YES, way=AnswerWay.LINK)
    meeting.refresh_from_db()
    change_meeting(meeting, plan_of(meeting, place_text="Zaal 2"), version=meeting.version, by=samira)
    fleur.refresh_from_db()
    assert fleur.coming == Coming.YES
    event = event_in(Mail.objects.latest("queued_at"))
    assert (event["location"], event["attendee"].params["PARTSTAT"]) == ("Zaal 2", "ACCEPTED")


def test_who_was_not_invited_yet_hears_nothing_of_it(meeting: Meeting, samira: Person) -> None:
    ask(meeting, [FLEUR], by=samira)
    cancel_meeting(meeting, why="Er is geen zaal.", by=samira)
    assert not Mail.objects.exists()


def test_who_is_taken_off_hears_it_once(meeting: Meeting, samira: Person) -> None:
    fleur, noor = asked(meeting, samira, FLEUR, Guest("Noor", "noor@partner.example"))
    for _click in range(2):
        take_off(fleur, by=samira)
    off = Mail.objects.latest("queued_at")
    assert (off.to, off.calendar_method, Mail.objects.count()) == (FLEUR.address, "CANCEL", 3)
    assert [one.pk for one in meeting.invitees.all()] == [noor.pk]


def test_told_by_phone_counts(meeting: Meeting, samira: Person) -> None:
    [fleur] = asked(meeting, samira, FLEUR)
    ring_one(samira).post(url("invite", meeting.pk), {"told": "yes", "row": str(fleur.pk)})
    fleur.refresh_from_db()
    assert (fleur.coming, fleur.answer_way) == (Coming.YES, AnswerWay.TOLD)


def stranger_of(meeting: Meeting, coming: Coming = Coming.YES) -> Invitee:
    row, _token = a_guest(meeting, "Vreemd", coming=coming, answer_way=AnswerWay.CALENDAR)
    Invitee.objects.filter(pk=row.pk).update(sent_at=None, answered_at=timezone.now())
    return Invitee.objects.get(pk=row.pk)


def test_a_stranger_is_someone_of_the_list(meeting: Meeting, samira: Person) -> None:
    [fleur] = asked(meeting, samira, FLEUR)
    stranger = stranger_of(meeting, Coming.NO)
    page = ring_one(samira).get(url("invite", meeting.pk)).content.decode()
    assert "Antwoord van een adres dat je niet vroeg" in page
    ring_one(samira).post(url("invite", meeting.pk), {"same": str(stranger.pk), f"as-{stranger.pk}": str(fleur.pk)})
    fleur.refresh_from_db()
    assert fleur.coming == Coming.NO
    assert not Invitee.objects.filter(pk=stranger.pk).exists()


def test_who_turned_out_to_be_on_the_list_answers_from_there_too(meeting: Meeting, samira: Person) -> None:
    [fleur] = asked(meeting, samira, FLEUR)
    now = timezone.now()
    reply = CalendarReply(meeting.pk, "fleur@thuis.example", "Fleur", Coming.NO, now, 0, "")
    assert from_calendar(meeting, reply)
    stranger = meeting.invitees.exclude(pk=fleur.pk).get()
    same_person(stranger, fleur, by=samira)
    assert not from_calendar(meeting, reply), "the same again is an old one"
    assert from_calendar(meeting, replace(reply, coming=Coming.YES, stamp=now + dt.timedelta(minutes=1)))
    assert [one.coming for one in meeting.invitees.all()] == [Coming.YES]


def test_a_stranger_is_asked_too(meeting: Meeting, samira: Person) -> None:
    asked(meeting, samira, FLEUR)
    stranger = stranger_of(meeting)
    for _click in range(2):
        ring_one(samira).post(url("invite", meeting.pk), {"keep": str(stranger.pk)})
    assert Mail.objects.filter(to="vreemd@partner.example").count() == 1
    stranger.refresh_from_db()
    assert (stranger.coming, stranger.sent_sequence) == (Coming.YES, 0)


def test_everyone_is_not_mailed_again_with_a_stranger_on_the_list(meeting: Meeting, samira: Person) -> None:
    stranger_of(meeting)
    assert send_out(meeting, by=samira) == 0


def test_who_came_is_ticked_and_another_s_ticks_stay(
    network: Network, samira: Person, buurtteam: Organization
) -> None:
    meeting = a_meeting(network)
    fleur, noor, tim = (a_guest(meeting, name, buurtteam)[0] for name in ("Fleur", "Noor", "Tim"))
    first = {fleur.pk: (False, True), noor.pk: (False, False)}
    assert save_came(meeting, first, by=samira) == 1
    # A second page that was opened before: it shows nobody, and ticks one.
    assert save_came(meeting, {fleur.pk: (False, False), tim.pk: (False, True)}, by=samira) == 2
    came = {one.name: one.came for one in meeting.invitees.all()}
    assert came == {"Fleur": True, "Noor": False, "Tim": True}


def test_someone_at_the_door_is_added_once_or_ticked(
    network: Network, samira: Person, buurtteam: Organization
) -> None:
    meeting = a_meeting(network)
    a_guest(meeting, "Fleur", buurtteam)
    key = uuid.uuid4()
    for _click in range(2):
        add_came(meeting, Guest("Bep", is_resident=True), form_key=key, by=samira)
    add_came(meeting, Guest("fleur", organization=buurtteam), form_key=uuid.uuid4(), by=samira)
    assert sorted((one.name, one.came) for one in meeting.invitees.all()) == [("Bep", True), ("Fleur", True)]


def test_the_page_of_who_came(network: Network, samira: Person, buurtteam: Organization) -> None:
    meeting = a_meeting(network)
    fleur, _token = a_guest(meeting, "Fleur", buurtteam)
    client, address = ring_one(samira), url("came", meeting.pk)
    assert "Fleur" in client.get(address).content.decode()
    client.post(address, {"save": "1", "rows": str(fleur.pk), "came": str(fleur.pk)})
    client.post(address, {"add": "1", "name": "Bep", "is_resident": "on", "form_key": str(uuid.uuid4())})
    assert "2 mensen zijn er" in client.get(address).content.decode()
    assert "Schrijf de naam op." in client.post(address, {"add": "1", "name": " "}).content.decode()


def test_who_was_there_cannot_be_said_before_it_began_or_after_it_was_fixed(network: Network, samira: Person) -> None:
    for number, state in enumerate((MeetingState.INVITED, MeetingState.FIXED), start=1):
        meeting = a_meeting(network, state=state, number=number)
        assert ring_one(samira).post(url("came", meeting.pk), {"save": "1"}).status_code == 409
        assert 'type="submit" name="save"' not in ring_one(samira).get(url("came", meeting.pk)).content.decode()


def test_only_who_keeps_the_meeting_sees_the_list(meeting: Meeting, samira: Person, joris: Person) -> None:
    asked(meeting, samira, FLEUR)
    for name in ("invite", "came", "tags", "tags_faces"):
        assert ring_one(joris).get(url(name, meeting.pk)).status_code == 404
        assert Client().get(url(name, meeting.pk)).status_code == 302
    take_up(patience=0)
    assert LogRow.objects.filter(action=Action.DENY, actor=str(joris.pk)).count() == 4
    assert FLEUR.name in ring_one(samira).get(url("invite", meeting.pk)).content.decode()


def test_another_network_has_none_of_it(meeting: Meeting) -> None:
    other = person("Directeur Elders", Role.DIRECTOR, NetworkFactory(slug="elders", rooms=[Room.MEETINGS]))
    assert ring_one(other).get(url("invite", meeting.pk).replace("havendijk", "elders")).status_code == 404


def test_name_tags_are_of_who_comes_with_blank_ones(
    meeting: Meeting, samira: Person, buurtteam: Organization
) -> None:
    a_guest(meeting, "Fleur", buurtteam, coming=Coming.YES)
    a_guest(meeting, "Noor", coming=Coming.UNKNOWN)
    a_guest(meeting, "Tim", coming=Coming.NO)
    page = ring_one(samira).get(url("tags", meeting.pk)).content.decode()
    assert ("Fleur" in page, "Noor" in page, "Tim" in page) == (True, False, False)
    assert (page.count("tg-tag"), page.count("tg-blank")) == (8, 7), "the sheet is full"
    assert "Noor" in ring_one(samira).get(url("tags", meeting.pk) + "?wie=allen").content.decode()


def test_the_sheet_shows_no_address_and_is_written_down(meeting: Meeting, samira: Person, joris: Person) -> None:
    asked(meeting, samira, FLEUR, Guest(person=joris))
    page = ring_one(samira).get(url("tags_faces", meeting.pk)).content.decode()
    assert "Fleur Smit" in page
    assert "Joris Bakker" in page
    assert FLEUR.address not in page
    assert joris.email not in page
    assert LogRow.objects.filter(action=Action.PRINT, subject=str(joris.pk)).exists()


def test_names_and_addresses_go_two_months_after(meeting: Meeting, samira: Person) -> None:
    [fleur] = asked(meeting, samira, FLEUR)
    say(fleur, Coming.YES, way=AnswerWay.LINK, said="Ik kom later")
    Invitee.objects.update(forget_on=timezone.localdate() - dt.timedelta(days=2))
    expire()
    fleur.refresh_from_db()
    assert (fleur.name, fleur.address, fleur.address_hash, fleur.said) == ("", "", "", "")
    assert fleur.coming == Coming.YES


def test_a_hall_full_of_people_is_ticked(network: Network, samira: Person, settings: Settings) -> None:
    meeting = a_meeting(network)
    people = [a_guest(meeting, f"Gast{number}")[0] for number in range(120)]
    address = url("came", meeting.pk)
    for page, count in (("", 100), ("?pagina=2", 20)):
        found = ring_one(samira).get(address + page).content.decode()
        on_page = re.findall(r'name="came" value="([^"]+)"', found)
        assert len(on_page) == count
        said = {"save": "1", "rows": " ".join(on_page), "was": "", "came": on_page}
        assert ring_one(samira).post(address + page, said).status_code == 302
    assert meeting.invitees.filter(came=True).count() == len(people) < settings.DATA_UPLOAD_MAX_NUMBER_FIELDS


def test_the_page_asks_as_much_for_many_as_for_few(
    meeting: Meeting, samira: Person, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    ask(meeting, [Guest(f"Gast {number}", f"g{number}@partner.example") for number in range(60)], by=samira)
    with django_assert_max_num_queries(45):
        assert ring_one(samira).get(url("invite", meeting.pk)).status_code == 200


def test_an_invitation_goes_in_the_language_of_who_gets_it(meeting: Meeting, samira: Person, joris: Person) -> None:
    Person.objects.filter(pk=joris.pk).update(language="en")
    joris.refresh_from_db()
    asked(meeting, samira, Guest(person=joris))
    assert "?taal=en" in Mail.objects.get().body


def test_who_was_asked_and_said_nothing_finds_it_in_their_day(
    meeting: Meeting, samira: Person, joris: Person
) -> None:
    [row] = asked(meeting, samira, Guest(person=joris))
    [item] = items(joris, timezone.now())
    assert (item.url, item.due) == (url("answer", link_of("invitee", row.pk)), meeting.starts_at)
    assert meeting.title not in item.title
    ring_one(joris).post(item.url, {"coming": "no"})
    assert items(joris, timezone.now()) == []


def test_a_stranger_waits_once_for_who_calls_the_meeting(meeting: Meeting, samira: Person, joris: Person) -> None:
    asked(meeting, samira, FLEUR)
    stranger_of(meeting)
    Invitee.objects.filter(pk=a_guest(meeting, "Nog", answer_way=AnswerWay.CALENDAR)[0].pk).update(
        sent_at=None, answered_at=timezone.now()
    )
    assert [one.url for one in items(samira, timezone.now())] == [url("invite", meeting.pk)]
    assert items(joris, timezone.now()) == []


def test_nobody_is_invited_to_a_day_that_is_gone(network: Network, samira: Person) -> None:
    gone = a_meeting(network, state=MeetingState.PREPARING, number=7)
    now = timezone.now()
    Meeting.objects.filter(pk=gone.pk).update(
        starts_at=now - dt.timedelta(days=9), ends_at=now - dt.timedelta(days=8)
    )
    ask(gone, [FLEUR], by=samira)
    answer = ring_one(samira).post(url("invite", gone.pk), {"send": "1"})
    assert answer.status_code == 409
    assert "al voorbij" in answer.text
    assert not Mail.objects.exists()
