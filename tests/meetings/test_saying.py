"""Points: pasted up to a limit, doubles shown, and two joined that are the same."""

import uuid

import pytest

from buurtnet.areas.models import Network
from buurtnet.kit.moving import NotNowError
from buurtnet.meetings.dotting import counted
from buurtnet.meetings.models import Meeting, Point
from buurtnet.meetings.saying import TooMuchError, alike, join, lines_in, part, reword
from buurtnet.people.models import Organization, Person
from tests.meetings.meeting_rows import TWELVE, a_meeting, points_of, url
from tests.people.cast import ring_one

pytestmark = pytest.mark.django_db


@pytest.fixture
def meeting(network: Network) -> Meeting:
    return a_meeting(network)


def test_what_a_line_began_with_is_left_out() -> None:
    assert lines_in("- Bus\n• Bel\n\n3. Zwemles\n 1e klas\n2) Speeltuin") == [
        "Bus",
        "Bel",
        "Zwemles",
        "1e klas",
        "Speeltuin",
    ]


def test_twelve_lines_are_twelve_points_and_pasted_twice_they_are_still_twelve(
    meeting: Meeting, samira: Person, buurtteam: Organization
) -> None:
    client, key = ring_one(samira), str(uuid.uuid4())
    said = {"paste": "1", "text": "\n".join(TWELVE), "group": "2", "said_by": str(buurtteam.pk), "form_key": key}
    for _click in range(2):
        assert client.post(url("said", meeting.pk), said).status_code == 302
    rows = Point.objects.filter(meeting=meeting)
    assert [one.number for one in rows] == list(range(1, 13))
    assert {(one.group, one.said_by_id) for one in rows} == {(2, buurtteam.pk)}
    assert all(one.steps.count() == 1 for one in rows)


def test_doubles_are_shown_and_not_made(meeting: Meeting, samira: Person) -> None:
    points_of(meeting, samira, "Vaders bereiken")
    said = {"paste": "1", "text": "vaders  bereiken\nZwemles\nzwemles", "form_key": str(uuid.uuid4())}
    page = ring_one(samira).post(url("said", meeting.pk), said).text
    assert "1 punt staat erbij." in page
    assert "2 regels stonden er al:" in page
    assert Point.objects.count() == 2


def test_ten_thousand_lines_are_one_clear_sentence_and_nothing_is_lost(meeting: Meeting, samira: Person) -> None:
    text = "\n".join(f"Punt {number}" for number in range(10_000))
    page = ring_one(samira).post(url("said", meeting.pk), {"paste": "1", "text": text})
    assert page.status_code == 409
    assert "Dit zijn 10000 regels, en er passen er 200 tegelijk" in page.text
    assert "Punt 9999" in page.text
    assert not Point.objects.exists()
    with pytest.raises(TooMuchError, match="Regel 2 is te lang"):
        lines_in(f"Kort\n{'lang ' * 60}")


def test_two_that_are_the_same_are_joined_with_their_dots_and_parted(meeting: Meeting, samira: Person) -> None:
    bus, late, other = points_of(meeting, samira, "De bus stopt te vroeg", "Bus stopt veel te vroeg", "Zwemles")
    assert alike([bus, late, other]) == [(late, bus)]
    Point.objects.filter(pk=late.pk).update(hand_dots=4)
    for _click in range(2):
        join(late, bus, by=samira)
    rows = counted(meeting)
    assert [(one.point, one.total) for one in rows] == [(bus, 4), (other, 0)]
    join(bus, other, by=samira)
    late.refresh_from_db()
    assert late.same_as == other, "of one that is joined nothing hangs"
    with pytest.raises(NotNowError, match="ander punt"):
        join(other, late, by=samira)
    part(late, by=samira)
    assert len(counted(meeting)) == 2


def test_of_two_who_word_it_anew_the_second_hears_it(meeting: Meeting, samira: Person) -> None:
    (point,) = points_of(meeting, samira, "Bus")
    reword(point, "De bus", version=1, by=samira)
    with pytest.raises(NotNowError, match="paste dit punt net aan"):
        reword(point, "Bussen", version=1, by=samira)
    assert reword(point, "De bus", version=1, by=samira).version == 2
