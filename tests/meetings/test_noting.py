"""Writing down: notes of two at once, points, decisions and actions in a line each, turns, and photos."""

import io
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from PIL import Image

from buurtnet.areas.models import Network
from buurtnet.kit.moving import NotNowError
from buurtnet.kit.pictures import path_of
from buurtnet.meetings.agreeing import Agreed, agree
from buurtnet.meetings.choices import MeetingState, PointState
from buurtnet.meetings.models import Action, AgendaItem, Decision, FlipChart, Meeting, Point
from buurtnet.meetings.noting import NotesChangedError, add_photo, sweep_photos, tally, write_notes
from buurtnet.people.models import Organization, Person
from buurtnet.privacy.models import LogRow
from tests.meetings.meeting_rows import a_meeting, points_of, url
from tests.people.cast import ring_one

pytestmark = pytest.mark.django_db
JSON = {"HTTP_ACCEPT": "application/json"}


@pytest.fixture
def meeting(network: Network) -> Meeting:
    return a_meeting(network)


@pytest.fixture
def item(meeting: Meeting) -> AgendaItem:
    return AgendaItem.objects.select_related("meeting__network").get(meeting=meeting, position=1)


@pytest.fixture
def client_of(samira: Person) -> Client:
    return ring_one(samira)


def anew(item: AgendaItem) -> AgendaItem:
    return AgendaItem.objects.select_related("meeting__network").get(pk=item.pk)


def photo(size: tuple[int, int] = (900, 1600)) -> SimpleUploadedFile:
    raw = io.BytesIO()
    Image.new("RGB", size, "white").save(raw, "JPEG")
    return SimpleUploadedFile("flap.jpg", raw.getvalue(), "image/jpeg")


def test_notes_are_kept_and_sent_again_they_are_the_same(item: AgendaItem, samira: Person) -> None:
    for _again in range(2):
        write_notes(anew(item), "De bus stopt te vroeg.", version=1, by=samira)
    now = anew(item)
    assert (now.notes, now.version) == ("De bus stopt te vroeg.", 2)
    assert LogRow.objects.filter(result="notes").count() == 1


def test_of_two_note_takers_at_once_the_second_hears_it_and_nothing_is_lost(
    item: AgendaItem, samira: Person, ingrid: Person
) -> None:
    write_notes(anew(item), "Van Samira", version=1, by=samira)
    with pytest.raises(NotesChangedError, match="schreef hier net ook") as met:
        write_notes(anew(item), "Van Ingrid", version=1, by=ingrid)
    assert met.value.item.notes == "Van Samira"
    page = ring_one(ingrid).post(
        url("note", item.meeting_id), {"doe": "notes", "item": item.pk, "version": "1", "notes": "Van Ingrid"}
    )
    assert page.status_code == 409
    assert "Van Samira" in page.text, "what stands now"
    assert "Van Ingrid</textarea>" in page.text, "what was sent"
    assert 'name="version" value="2"' in page.text
    assert anew(item).notes == "Van Samira"


def test_a_script_hears_of_the_clash_in_json(item: AgendaItem, samira: Person, ingrid: Person) -> None:
    write_notes(anew(item), "Van Samira", version=1, by=samira)
    said = {"doe": "notes", "item": item.pk, "version": "1", "notes": "Van Ingrid"}
    answer = ring_one(ingrid).post(url("note", item.meeting_id), said, **JSON)
    assert answer.status_code == 409
    assert (answer.json()["notes"], answer.json()["version"]) == ("Van Samira", 2)


def test_nothing_is_written_before_it_begins_or_after_it_is_fixed(network: Network, samira: Person) -> None:
    early = a_meeting(network, state=MeetingState.INVITED)
    late = a_meeting(network, state=MeetingState.FIXED, number=2)
    for meeting, sentence in ((early, "nog niet begonnen"), (late, "ligt vast")):
        with pytest.raises(NotNowError, match=sentence):
            write_notes(meeting.items.all()[0], "Te laat", version=1, by=samira)


def test_a_point_a_decision_and_an_action_are_a_line_each(
    meeting: Meeting, client_of: Client, joris: Person, buurtteam: Organization
) -> None:
    item = meeting.items.all()[1]
    there = url("note", meeting.pk)
    keys = [str(uuid.uuid4()) for _each in range(3)]
    day = timezone.localdate().isoformat()
    for _click in range(2):
        client_of.post(there, {"doe": "point", "text": "Vaders bereiken", "form_key": keys[0], "item": item.pk})
        client_of.post(there, {"doe": "decision", "text": "We beginnen", "form_key": keys[1], "item": item.pk})
        answer = client_of.post(
            there,
            {"doe": "action", "text": "Bel de school", "who": f"p:{joris.pk}", "due": day, "form_key": keys[2],
             "item": item.pk},
        )  # fmt: skip
    assert answer.status_code == 302
    assert Point.objects.get().text == "Vaders bereiken"
    assert Decision.objects.get().item == item
    action = Action.objects.get()
    assert (action.owner, action.organization, action.item) == (joris, buurtteam, item)
    page = client_of.get(there).text
    for text in ("Vaders bereiken", "We beginnen", "Bel de school", "Joris Bakker"):
        assert text in page


def test_an_action_has_one_owner_and_a_day_and_what_was_typed_stays(meeting: Meeting, client_of: Client) -> None:
    page = client_of.post(url("note", meeting.pk), {"doe": "action", "text": "Bel de school", "who": "", "due": ""})
    assert page.status_code == 422
    assert "Kies wie dit trekt" in page.text
    assert 'value="Bel de school"' in page.text
    answer = client_of.post(url("note", meeting.pk), {"doe": "action", "text": "Bel"}, **JSON)
    assert answer.status_code == 422
    assert "Kies wie dit trekt" in answer.json()["why"]
    assert not Action.objects.exists()


def test_an_action_takes_its_point_on(meeting: Meeting, samira: Person, joris: Person) -> None:
    point = points_of(meeting, samira, "Vaders bereiken")[0]
    key = uuid.uuid4()
    said = Agreed("Bel de school", timezone.localdate(), owner=joris, point=point)
    for _click in range(2):
        agree(meeting, said, form_key=key, by=samira)
    point.refresh_from_db()
    assert (point.state, point.owner) == (PointState.TAKEN, joris)
    assert point.steps.count() == 2
    assert Action.objects.count() == 1


def test_a_turn_pressed_twice_is_one(meeting: Meeting, samira: Person) -> None:
    for _click in range(2):
        tally(meeting, residents=1, by=samira)
    tally(meeting, residents=2, by=samira)
    tally(meeting, others=9, by=samira)
    meeting.refresh_from_db()
    assert (meeting.turns_residents, meeting.turns_others) == (2, 0), "a count does not jump"


def test_a_photo_of_a_flip_chart_is_whole_and_for_partners_only(
    meeting: Meeting, client_of: Client, joris: Person
) -> None:
    key = str(uuid.uuid4())
    for _click in range(2):
        said = {"doe": "photo", "photo": photo(), "alt": "Flap van groep 1", "form_key": key}
        assert client_of.post(url("note", meeting.pk), said).status_code == 302
    made = FlipChart.objects.get()
    with Image.open(path_of(made.photo, 480)) as kept:
        assert kept.size == (480, 853), "nothing of it is cut off"
    there = url("flap", meeting.pk, made.pk, 480)
    answer = ring_one(joris).get(there)
    assert answer.status_code == 200
    assert "no-store" in answer.headers["Cache-Control"]
    assert Client().get(there).status_code == 302
    assert ring_one(joris).get(url("flap", meeting.pk, made.pk, 999)).status_code == 404
    assert sweep_photos(older_than=0) == 0
    client_of.post(url("note", meeting.pk), {"doe": "photo_away", "photo": made.pk})
    assert not FlipChart.objects.exists()
    assert sweep_photos(older_than=0) in (0, 2)


def test_what_is_no_photo_gets_one_clear_sentence(meeting: Meeting, client_of: Client, samira: Person) -> None:
    said = {"doe": "photo", "photo": SimpleUploadedFile("flap.jpg", b"geen foto"), "alt": "Flap"}
    page = client_of.post(url("note", meeting.pk), said)
    assert page.status_code == 422
    assert "geen foto die we kunnen lezen" in page.text
    Meeting.objects.filter(pk=meeting.pk).update(state=MeetingState.FIXED)
    with pytest.raises(NotNowError, match="ligt vast"):
        add_photo(meeting, photo().file, "Flap", form_key=uuid.uuid4(), by=samira)


def test_only_who_prepares_leads_or_writes_it_down_writes(meeting: Meeting, joris: Person, hanan: Person) -> None:
    there = url("note", meeting.pk)
    for who in (joris, hanan):
        assert ring_one(who).get(there).status_code == 404
    Meeting.objects.filter(pk=meeting.pk).update(note_taker=joris)
    assert ring_one(joris).get(there).status_code == 200


def test_a_line_of_only_a_dash_gets_its_sentence_from_a_script_too(network: Network, samira: Person) -> None:
    meeting = a_meeting(network)
    page = {"doe": "point", "text": " - ", "form_key": str(uuid.uuid4())}
    answer = ring_one(samira).post(url("note", meeting.pk), page, headers={"accept": "application/json"})
    assert answer.status_code == 422
    assert answer.json()["why"]


def test_only_a_script_says_that_all_is_kept(meeting: Meeting, client_of: Client) -> None:
    assert "data-state hidden>" in client_of.get(url("note", meeting.pk)).text
