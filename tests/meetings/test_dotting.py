"""Three dots each, on forty phones at once and on paper; the board counts them."""

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from buurtnet.areas.models import Network
from buurtnet.kit.moving import NotNowError
from buurtnet.meetings.choices import MeetingState
from buurtnet.meetings.dotting import (
    close_dots,
    count_by_hand,
    counted,
    dots_token,
    mine,
    new_key,
    open_dots,
    put_dots,
)
from buurtnet.meetings.minutes import close
from buurtnet.meetings.models import Dot, Dotter, Meeting, Point
from buurtnet.meetings.saying import join
from buurtnet.people.models import Person
from tests.at_once import at_once
from tests.meetings.meeting_rows import a_meeting, points_of, url
from tests.people.cast import ring_one

pytestmark = pytest.mark.django_db


@pytest.fixture
def meeting(network: Network, samira: Person) -> Meeting:
    made = a_meeting(network)
    points_of(made, samira)
    return open_dots(made, most=40, by=samira)


def first(meeting: Meeting, number: int = 1) -> Point:
    return Point.objects.select_related("network").get(meeting=meeting, number=number)


def again(meeting: Meeting) -> Meeting:
    return Meeting.objects.select_related("network").get(pk=meeting.pk)


def test_three_dots_and_no_more_and_one_taken_back(meeting: Meeting) -> None:
    key = new_key()
    assert put_dots(meeting, first(meeting), 2, key=key) == 1
    assert put_dots(meeting, first(meeting), 2, key=key) == 1, "sent twice it is the same"
    assert put_dots(meeting, first(meeting, 2), 1, key=key) == 0
    with pytest.raises(NotNowError, match="drie stippen zijn op"):
        put_dots(meeting, first(meeting, 3), 1, key=key)
    assert put_dots(meeting, first(meeting), 0, key=key) == 2
    assert mine(meeting, key) == {first(meeting, 2).pk: 1}
    assert (Dotter.objects.count(), Dot.objects.count()) == (1, 1)


def forty(meeting: Meeting) -> list[Callable[[], Any]]:
    """Each with a phone of its own, and three dots for the same two points."""
    jobs = []
    for _phone in range(40):
        key, now = new_key(), again(meeting)

        def dot(now: Meeting = now, key: str = key) -> None:
            put_dots(now, first(now, 1), 2, key=key)
            put_dots(now, first(now, 2), 1, key=key)

        jobs.append(dot)
    return jobs


def check_forty(meeting: Meeting) -> None:
    rows = counted(meeting)
    assert [(one.point.number, one.dots, one.share) for one in rows[:3]] == [(1, 80, 100), (2, 40, 50), (3, 0, 0)]
    assert sorted(Dotter.objects.values_list("place", flat=True)) == list(range(1, 41))
    with pytest.raises(NotNowError, match="40 telefoons"):
        put_dots(again(meeting), first(meeting), 1, key=new_key())


def test_forty_phones_one_after_the_other_are_counted_right(meeting: Meeting) -> None:
    for job in forty(meeting):
        job()
    check_forty(meeting)


@pytest.mark.django_db(transaction=True)
def test_forty_phones_at_once_are_counted_right(meeting: Meeting) -> None:
    jobs = forty(meeting)
    for start in range(0, 40, 10):  # as many connections as a small server has
        at_once(*jobs[start : start + 10])
    check_forty(meeting)


@pytest.mark.django_db(transaction=True)
def test_one_phone_that_taps_twice_at_once_has_three_dots(meeting: Meeting) -> None:
    key, pages = new_key(), [again(meeting) for _tap in range(4)]
    gave = at_once(
        *(
            lambda now=now, number=number: put_dots(now, first(now, number), 1, key=key)
            for number, now in enumerate(pages, start=1)
        ),
        met=(NotNowError,),
    )
    assert sum(isinstance(one, NotNowError) for one in gave) == 1
    assert (Dotter.objects.count(), Dot.objects.count()) == (1, 3)


def test_without_an_account_by_the_link_and_nobody_sees_what_others_dotted(meeting: Meeting) -> None:
    there = url("dots", dots_token(meeting))
    phone, other = Client(), Client()
    for count in ("1", "2", "2"):
        assert phone.post(there, {"point": first(meeting).pk, "to": count}).status_code == 302
    page = phone.get(there)
    assert "Je hebt nog 1 stip." in page.text
    assert "no-store" in page.headers["Cache-Control"]
    assert page.headers["Referrer-Policy"] == "strict-origin"
    assert "Je hebt nog 3 stippen." in other.get(there).text
    assert "ds-count" not in other.get(there).text
    answer = phone.post(there, {"point": first(meeting, 2).pk, "to": "3"})
    assert answer.status_code == 409
    assert "drie stippen zijn op" in answer.text
    assert Client().get(url("dots", "0" * 48)).status_code == 404
    assert phone.post(there, {"point": str(uuid.uuid4()), "to": "1"}).status_code == 404


def test_closed_it_stays_as_it_was_and_everyone_sees_it(meeting: Meeting, samira: Person) -> None:
    there, phone = url("dots", dots_token(meeting)), Client()
    phone.post(there, {"point": first(meeting).pk, "to": "3"})
    close_dots(meeting, by=samira)
    answer = phone.post(there, {"point": first(meeting).pk, "to": "0"})
    assert answer.status_code == 409
    assert "stippen is voorbij" in answer.text
    assert "3 van jou" in phone.get(there).text
    assert counted(meeting)[0].total == 3
    close(again(meeting), by=samira)
    assert not Dotter.objects.exclude(key_hash__startswith="gone ").exists(), (
        "which phone it was can no longer be told"
    )


def test_dots_on_paper_are_counted_by_hand_and_two_who_count_hear_of_each_other(
    meeting: Meeting, samira: Person
) -> None:
    put_dots(meeting, first(meeting), 3, key=new_key())
    page = {"count": "1", f"was-{first(meeting).pk}": "0", f"dots-{first(meeting).pk}": "7"}
    client = ring_one(samira)
    for _click in range(2):
        assert client.post(url("said", meeting.pk), page).status_code == 302
    assert (counted(meeting)[0].dots, counted(meeting)[0].by_hand, counted(meeting)[0].total) == (3, 7, 10)
    with pytest.raises(NotNowError, match="telde net ook"):
        count_by_hand(meeting, {first(meeting): (0, 5)}, by=samira)


def test_the_board_shows_how_to_dot_and_how_it_stands(meeting: Meeting, samira: Person, joris: Person) -> None:
    put_dots(meeting, first(meeting, 5), 2, key=new_key())
    page = ring_one(samira).get(url("dots_board", meeting.pk)).text
    assert dots_token(meeting) in page
    assert page.index("Samen eten in de flat") < page.index("Een plek voor jongeren")
    assert 'http-equiv="refresh" content="15"' in page
    assert ring_one(joris).get(url("dots_board", meeting.pk)).status_code == 404


def test_dots_open_only_while_it_goes_on_and_with_points(network: Network, samira: Person) -> None:
    empty = a_meeting(network, number=5)
    with pytest.raises(NotNowError, match="nog geen punten"):
        open_dots(empty, most=40, by=samira)
    Meeting.objects.filter(pk=empty.pk).update(state=MeetingState.MINUTES)
    with pytest.raises(NotNowError, match="terwijl de bijeenkomst bezig is"):
        open_dots(empty, most=40, by=samira)


def test_dots_on_points_that_were_joined_can_be_moved_and_taken_back(meeting: Meeting, samira: Person) -> None:
    there, phone = url("dots", dots_token(meeting)), Client()
    phone.post(there, {"point": first(meeting, 1).pk, "to": "1"})
    phone.post(there, {"point": first(meeting, 2).pk, "to": "2"})
    join(first(meeting, 2), first(meeting, 1), by=samira)
    page = phone.get(there).text
    assert "3 stippen van jou" in page
    phone.post(there, {"point": first(meeting, 1).pk, "to": "2"})
    assert "Je hebt nog 1 stip." in phone.get(there).text
    phone.post(there, {"point": first(meeting, 1).pk, "to": "0"})
    assert not Dot.objects.exists()
    assert phone.post(there, {"point": first(meeting, 3).pk, "to": "3"}).status_code == 302
