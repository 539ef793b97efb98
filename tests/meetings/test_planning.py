"""Calling a meeting, changing and cancelling it, beginning it; alone and with other networks."""

import datetime as dt
import uuid
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from buurtnet.areas.models import Network
from buurtnet.kit.moving import ChangedMeanwhileError, NotNowError
from buurtnet.meetings.choices import Format, ItemSource, MeetingState
from buurtnet.meetings.formats import lines_of
from buurtnet.meetings.inviting import Guest
from buurtnet.meetings.models import Meeting, Preparer
from buurtnet.meetings.planning import Plan, begin, call_meeting, cancel_meeting, change_meeting, may_meet_with
from buurtnet.people.choices import Role
from buurtnet.people.models import Mail, Membership, Organization, Person
from tests.factories import NetworkFactory, OrganizationFactory
from tests.meetings.guests import FLEUR, asked
from tests.meetings.meeting_rows import a_meeting, url
from tests.people.cast import person, ring_one

pytestmark = pytest.mark.django_db

IN_A_MONTH = timezone.now().replace(minute=0, second=0, microsecond=0) + dt.timedelta(days=30)


def a_plan(**more: object) -> Plan:
    said = {
        "title": "Startbijeenkomst", "format": Format.START, "starts_at": IN_A_MONTH,
        "ends_at": IN_A_MONTH + dt.timedelta(hours=2), "place_text": "Buurthuis De Kade", **more,
    }  # fmt: skip
    return Plan(**said)  # type: ignore[arg-type]


@pytest.fixture
def duinbeke(network: Network) -> Network:
    made: Network = NetworkFactory(slug="duinbeke", name="Buurtnet Duinbeke", rooms=network.rooms)
    return made


def test_a_meeting_has_its_number_and_the_agenda_of_its_format_at_once(network: Network, samira: Person) -> None:
    key = uuid.uuid4()
    made = [call_meeting(network, a_plan(), form_key=key, by=samira) for _click in range(2)]
    second = call_meeting(network, a_plan(format=Format.THEME), form_key=uuid.uuid4(), by=samira)
    assert made[0] == made[1]
    assert (made[0].number, second.number) == (1, 2)
    assert [one.title for one in made[0].items.all()] == [one.title for one in lines_of(Format.START)]
    assert len({made[0].watch_hash, made[0].dot_hash, second.watch_hash}) == 3


def test_the_same_form_of_two_people_is_two_meetings(network: Network, samira: Person, ingrid: Person) -> None:
    key = uuid.uuid4()
    assert call_meeting(network, a_plan(), form_key=key, by=samira) != call_meeting(
        network, a_plan(), form_key=key, by=ingrid
    )


@pytest.mark.parametrize("form", Format)
def test_every_format_has_an_agenda_that_ends_with_what_is_agreed(
    network: Network, samira: Person, form: Format
) -> None:
    made = call_meeting(
        network, a_plan(format=form, statement="Hier speelt elk kind buiten"), form_key=uuid.uuid4(), by=samira
    )
    lines = list(made.items.all())
    assert all(one.source == ItemSource.FORMAT for one in lines)
    assert sum(one.minutes for one in lines) > 0
    assert any("Hier speelt elk kind buiten" in one.title for one in lines) == (form == Format.TABLE)


def test_one_who_was_asked_hears_of_another_time_and_not_of_another_chair(
    network: Network, samira: Person, joris: Person
) -> None:
    made = call_meeting(network, a_plan(), form_key=uuid.uuid4(), by=samira)
    asked(made, samira, Guest(person=joris))
    Mail.objects.all().delete()
    made.refresh_from_db()
    change_meeting(made, a_plan(chair=joris), version=made.version, by=samira)
    assert not Mail.objects.exists()
    later = IN_A_MONTH + dt.timedelta(days=1)
    moved = a_plan(starts_at=later, ends_at=later + dt.timedelta(hours=2))
    change_meeting(made, moved, version=made.version, by=samira)
    (mail,) = Mail.objects.all()
    assert mail.to == joris.email
    assert made.sequence == 1


def test_two_who_change_it_at_once_do_not_undo_each_other(network: Network, samira: Person) -> None:
    made = call_meeting(network, a_plan(), form_key=uuid.uuid4(), by=samira)
    version = made.version
    change_meeting(made, a_plan(title="Anders"), version=version, by=samira)
    with pytest.raises(ChangedMeanwhileError):
        change_meeting(Meeting.objects.get(pk=made.pk), a_plan(title="Weer anders"), version=version, by=samira)


def test_cancelling_needs_a_reason_and_tells_who_was_asked(network: Network, samira: Person, joris: Person) -> None:
    made = call_meeting(network, a_plan(), form_key=uuid.uuid4(), by=samira)
    asked(made, samira, Guest(person=joris))
    Mail.objects.all().delete()
    with pytest.raises(NotNowError, match="waarom het niet doorgaat"):
        cancel_meeting(made, why="", by=samira)
    cancel_meeting(made, why="De zaal is onder water gelopen.", by=samira)
    (mail,) = Mail.objects.all()
    assert "onder water" in mail.body
    with pytest.raises(NotNowError):
        cancel_meeting(made, why="Nog eens", by=samira)
    with pytest.raises(NotNowError):
        change_meeting(made, a_plan(), version=made.version, by=samira)


def test_begun_twice_it_began_once(network: Network, samira: Person) -> None:
    today = timezone.now()
    plan = a_plan(starts_at=today, ends_at=today + dt.timedelta(hours=2))
    made = call_meeting(network, plan, form_key=uuid.uuid4(), by=samira)
    begin(made, by=samira)
    began = Meeting.objects.get().began_at
    begin(made, by=samira)
    assert (Meeting.objects.get().began_at, made.state) == (began, MeetingState.BUSY)


def test_a_slip_of_the_finger_weeks_ahead_does_not_begin_it(network: Network, samira: Person) -> None:
    made = call_meeting(network, a_plan(), form_key=uuid.uuid4(), by=samira)
    page = ring_one(samira)
    for address in (url("meeting", made.pk), url("note", made.pk)):
        assert "We beginnen" not in page.get(address).text
    answer = page.post(url("meeting_move", made.pk), {"begin": "1"})
    assert answer.status_code == 409
    assert "De bijeenkomst is pas op" in answer.text
    Meeting.objects.update(starts_at=timezone.now() + dt.timedelta(hours=20))
    assert "We beginnen" in page.get(url("note", made.pk)).text
    assert page.post(url("meeting_move", made.pk), {"begin": "1"})["Location"] == url("note", made.pk)


def test_only_networks_in_which_someone_takes_part_are_asked_along(
    network: Network, duinbeke: Network, samira: Person
) -> None:
    assert may_meet_with(network, samira) == []
    Membership.objects.create(person=samira, role=Role.MEMBER, network=duinbeke)
    assert may_meet_with(network, samira) == [duinbeke]


def test_who_changes_it_does_not_drop_a_network_they_do_not_know(
    network: Network, duinbeke: Network, samira: Person, ingrid: Person
) -> None:
    Membership.objects.create(person=samira, role=Role.MEMBER, network=duinbeke)
    made = call_meeting(network, a_plan(also=[duinbeke]), form_key=uuid.uuid4(), by=samira)
    change_meeting(made, a_plan(title="Samen"), version=made.version, by=ingrid)
    assert list(made.also.all()) == [duinbeke]
    change_meeting(made, a_plan(title="Toch alleen"), version=made.version, by=samira)
    assert list(made.also.all()) == []


def test_who_prepares_it_keeps_it_and_others_do_not(
    network: Network, samira: Person, joris: Person, buurtteam: Organization
) -> None:
    made = call_meeting(network, a_plan(preparers=[joris]), form_key=uuid.uuid4(), by=samira)
    assert [one.person for one in Preparer.objects.all()] == [joris]
    noor = person("Noor Visser", Role.MEMBER, network, buurtteam)
    assert ring_one(joris).get(url("meeting_edit", made.pk)).status_code == 200
    assert ring_one(noor).get(url("meeting_edit", made.pk)).status_code == 404
    assert ring_one(noor).get(url("meeting", made.pk)).status_code == 200


def said(**more: str) -> dict[str, str]:
    at = IN_A_MONTH.astimezone(ZoneInfo("Europe/Amsterdam"))
    return {
        "format": "start", "title": "Startbijeenkomst", "on": f"{at:%Y-%m-%d}", "starts": "10:00", "ends": "12:00",
        "form_key": str(uuid.uuid4()), **more,
    }  # fmt: skip


def test_a_connector_calls_one_on_one_page(network: Network, samira: Person) -> None:
    page = ring_one(samira)
    answer = page.post(url("meeting_new"), said(place_text="De Kade", chair=str(samira.pk)))
    made = Meeting.objects.get()
    assert answer["Location"] == url("meeting", made.pk)
    assert made.starts_at.astimezone(made.zone()).hour == 10
    body = page.get(url("meeting", made.pk)).content.decode()
    assert "Per punt: wie trekt het" in body
    assert page.get(url("meeting_list")).context["coming"][0].meeting == made


def test_in_two_time_zones_each_reads_its_own_clock(network: Network, duinbeke: Network, samira: Person) -> None:
    duinbeke.time_zone = "America/Curacao"
    duinbeke.save(update_fields=["time_zone"])
    at = IN_A_MONTH.astimezone(ZoneInfo("Europe/Amsterdam")).replace(hour=14)
    made = call_meeting(
        network, a_plan(starts_at=at, ends_at=at + dt.timedelta(hours=2), also=[duinbeke]), form_key=uuid.uuid4(),
        by=samira,
    )  # fmt: skip
    here = ring_one(samira).get(url("meeting", made.pk)).text
    assert "14:00 – 16:00 (tijd in Amsterdam)" in here
    far = person("Shurandy", Role.MEMBER, duinbeke)
    there = ring_one(far).get(url("meeting", made.pk).replace("havendijk", "duinbeke")).text
    hour = made.starts_at.astimezone(ZoneInfo("America/Curacao")).hour
    assert f"{hour:02}:00 – {hour + 2:02}:00 (tijd in Curacao)" in there
    asked(made, samira, FLEUR)
    assert "van 14:00 tot 16:00 (Amsterdam)" in Mail.objects.get(to=FLEUR.address).body


@pytest.mark.parametrize(
    "wrong",
    [
        {"title": " "}, {"ends": "09:00"}, {"ends": "10:00"}, {"on": "1999-01-01"}, {"on": "2999-01-01"},
        {"on": "morgen"}, {"starts": "25:00"}, {"online_url": "javascript:alert(1)"},
        {"chair": str(uuid.UUID(int=1))}, {"title": "x" * 121},
    ],
)  # fmt: skip
def test_what_cannot_be_is_said_beside_its_box(network: Network, samira: Person, wrong: dict[str, str]) -> None:
    answer = ring_one(samira).post(url("meeting_new"), said(**wrong))
    assert answer.status_code == 200
    assert next(iter(wrong)) in answer.context["form"].errors
    assert not Meeting.objects.exists()


def test_in_the_hour_that_the_clock_skips_it_still_takes_an_hour(network: Network, samira: Person) -> None:
    skipped = next(
        day for year in (timezone.localdate().year, timezone.localdate().year + 1)
        if (day := last_sunday_of_march(year)) > timezone.localdate()
    )  # fmt: skip
    ring_one(samira).post(url("meeting_new"), said(on=skipped.isoformat(), starts="02:15", ends="02:45"))
    made = Meeting.objects.get()
    assert made.ends_at > made.starts_at


def last_sunday_of_march(year: int) -> dt.date:
    last = dt.date(year, 3, 31)
    return last - dt.timedelta(days=(last.weekday() + 1) % 7)


def test_what_someone_else_changed_is_not_overwritten_from_an_old_page(network: Network, samira: Person) -> None:
    made = call_meeting(network, a_plan(), form_key=uuid.uuid4(), by=samira)
    page = ring_one(samira)
    assert page.post(url("meeting_edit", made.pk), said(version=str(made.version), title="Eerst")).status_code == 302
    late = page.post(url("meeting_edit", made.pk), said(version=str(made.version), title="Daarna"))
    assert late.status_code == 409
    assert "Daarna" in late.content.decode()  # what was typed is not lost
    assert Meeting.objects.get().title == "Eerst"


def test_the_buttons_of_a_meeting(network: Network, samira: Person, joris: Person) -> None:
    made = a_meeting(network, state=MeetingState.INVITED)
    assert ring_one(joris).post(url("meeting_move", made.pk), {"begin": "1"}).status_code == 404
    page = ring_one(samira)
    assert page.post(url("meeting_move", made.pk), {"cancel": "1", "why": ""}).status_code == 409
    assert page.post(url("meeting_move", made.pk), {"iets": "1"}).status_code == 404
    assert page.post(url("meeting_move", made.pk), {"begin": "1"})["Location"] == url("note", made.pk)
    assert page.post(url("meeting_move", made.pk), {"cancel": "1", "why": "Toch niet"}).status_code == 409


def test_of_another_network_a_meeting_is_not_there_unless_it_takes_part(
    network: Network, duinbeke: Network, samira: Person
) -> None:
    made = a_meeting(duinbeke)
    page = ring_one(samira)
    assert page.get(url("meeting", made.pk)).status_code == 404
    made.also.add(network)
    assert page.get(url("meeting", made.pk)).status_code == 200
    assert page.post(url("meeting_move", made.pk), {"begin": "1"}).status_code == 404


def test_saved_twice_with_the_same_words_is_saved_once(network: Network, samira: Person) -> None:
    meeting = call_meeting(network, a_plan(), form_key=uuid.uuid4(), by=samira)
    for _click in range(2):
        change_meeting(meeting, a_plan(title="Winteroverleg"), version=1, by=samira)
    meeting.refresh_from_db()
    assert (meeting.title, meeting.version) == ("Winteroverleg", 2)
    with pytest.raises(ChangedMeanwhileError):
        change_meeting(meeting, a_plan(title="Zomeroverleg"), version=1, by=samira)


def test_only_who_takes_part_now_can_be_host_but_a_chosen_host_stays(network: Network, samira: Person) -> None:
    speeltuin, day = OrganizationFactory(name="Speeltuin de Kade"), dt.timedelta(days=1)
    person("Emre Kaya", Role.MEMBER, network, speeltuin).memberships.update(
        starts_at=timezone.now() - 9 * day, ends_at=timezone.now() - day
    )
    meeting = call_meeting(network, a_plan(host=speeltuin), form_key=uuid.uuid4(), by=samira)
    option = f'<option value="{speeltuin.pk}"'
    assert option not in ring_one(samira).get(url("meeting_new")).text
    assert option in ring_one(samira).get(url("meeting_edit", meeting.pk)).text
