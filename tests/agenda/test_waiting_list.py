"""The line for a date that is full: who comes first is first, and nobody goes before who waits."""

import datetime as dt
from uuid import uuid4

import pytest
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from buurtnet.agenda.choices import SignupState
from buurtnet.agenda.joining import Coming, come_with, join
from buurtnet.agenda.leaving_date import leave
from buurtnet.agenda.models import Activity, ActivityDate, Signup
from buurtnet.agenda.waiting import go_on, place_in_line, put_in
from buurtnet.areas.models import Network
from buurtnet.kit.moving import NotNowError
from buurtnet.people.models import Mail, Person
from tests.agenda.joining_rows import comes, states, to_join
from tests.agenda.rows import by

pytestmark = pytest.mark.django_db

J, W, C = SignupState.JOINED, SignupState.WAITING, SignupState.CANCELLED
AMIRA = "amira@voorbeeld.example"


def test_when_it_is_full_one_waits_in_order(network: Network) -> None:
    date = to_join(network, most=2)
    comes(date, 2)
    waiting = [comes(date) for _ in range(3)]
    assert [place_in_line(one) for one in waiting] == [1, 2, 3]
    assert states(date) == [J, W, W, W]


def test_the_first_in_line_moves_up_and_hears_so(network: Network) -> None:
    date = to_join(network, most=2)
    first = comes(date, 2)
    comes(date, 2, contact=AMIRA)
    comes(date)
    Mail.objects.all().delete()
    leave(first)
    assert states(date) == [C, J, W]
    told = Mail.objects.get()
    assert told.to == AMIRA
    assert "plek vrij" in told.body


def test_a_small_group_does_not_go_before_a_larger_one_that_waits(network: Network) -> None:
    date = to_join(network, most=4)
    first, second = comes(date, 2), comes(date, 2)
    comes(date, 4)
    comes(date, 1)
    leave(first)
    assert states(date) == [C, J, W, W]
    leave(second)
    assert states(date) == [C, C, J, W]


def test_who_comes_new_stands_behind_the_line_even_when_they_would_fit(network: Network) -> None:
    date = to_join(network, most=3)
    comes(date, 2)
    comes(date, 2)
    assert comes(date, 1).state == W


def test_several_move_up_when_they_all_fit(network: Network) -> None:
    date = to_join(network, most=3)
    first = comes(date, 3)
    for people in (1, 2, 1):
        comes(date, people)
    leave(first)
    assert states(date) == [C, J, J, W]


def test_who_could_never_come_is_passed_over(network: Network) -> None:
    date = to_join(network, most=4)
    first = comes(date, 4)
    comes(date, 4)
    comes(date, 1)
    ActivityDate.objects.filter(pk=date.pk).update(most=3)
    leave(first)
    assert states(date) == [C, W, J]


def test_without_a_waiting_list_full_is_full(network: Network) -> None:
    date = to_join(network, most=2, has_waiting_list=False)
    comes(date, 1)
    with pytest.raises(NotNowError):
        comes(date, 2)
    assert comes(date, 1).state == J


def test_a_group_larger_than_the_date_is_refused(network: Network) -> None:
    with pytest.raises(NotNowError, match="hoogstens 3"):
        comes(to_join(network, most=3), 4)


def test_someone_can_be_moved_up_by_hand_when_they_fit(network: Network, samira: Person) -> None:
    date = to_join(network, most=3)
    comes(date, 2)
    large, small = comes(date, 3), comes(date, 1)
    with pytest.raises(NotNowError):
        put_in(large, by=by(samira))
    put_in(small, by=by(samira))
    assert states(date) == [J, W, J]
    with pytest.raises(NotNowError):
        put_in(small, by=by(samira))
    date.refresh_from_db()
    assert date.taken == 3


def test_who_waits_with_fewer_can_come_at_once(network: Network) -> None:
    date = to_join(network, most=3)
    comes(date, 2)
    waiting = comes(date, 2)
    assert come_with(waiting, 1).state == J


def test_the_line_goes_on_when_there_is_more_room(network: Network) -> None:
    date = to_join(network, most=1)
    comes(date)
    comes(date)
    assert go_on(timezone.now()) == 0
    Activity.objects.update(most=2)
    assert go_on(timezone.now()) == 1
    assert states(date) == [J, J]


def test_the_line_stands_still_once_it_began(network: Network) -> None:
    date = to_join(network, most=1)
    comes(date)
    comes(date)
    Activity.objects.update(most=2)
    assert go_on(date.starts_at + dt.timedelta(minutes=1)) == 0


def law_holds(date: ActivityDate, most: int) -> None:
    date.refresh_from_db()
    rows = list(date.signups.order_by("line"))
    assert date.taken == sum(one.people for one in rows if one.state == J) <= most
    assert len({one.line for one in rows}) == len(rows)
    waiting = [one for one in rows if one.state == W]
    assert not waiting or waiting[0].people > most - date.taken


@settings(max_examples=25, deadline=None)
@given(
    most=st.integers(1, 6),
    deeds=st.lists(st.tuples(st.sampled_from("jcn"), st.integers(1, 6), st.integers(0, 30)), max_size=14),
)
def test_whatever_people_do_the_count_is_right_and_the_first_in_line_never_waits_for_nothing(
    most: int, deeds: list[tuple[str, int, int]]
) -> None:
    Activity.objects.all().delete()
    network = Network.objects.filter(slug="wachtrij").first() or Network.objects.create(
        slug="wachtrij", name="Wachtrij", rooms=["map", "agenda"]
    )
    date, now = to_join(network, most=most), timezone.now()
    for deed, people, which in deeds:
        rows = list(Signup.objects.filter(date=date).exclude(state=C).order_by("line"))
        try:
            if deed == "j":
                join(date, Coming(people=people), key=uuid4(), now=now)
            elif rows and deed == "c":
                leave(rows[which % len(rows)], now=now)
            elif rows:
                come_with(rows[which % len(rows)], people, now=now)
        except NotNowError:
            pass
        law_holds(date, most)
