"""Many who join and leave one date at the same moment: the count is right, and nobody has a place twice."""

from functools import partial
from uuid import uuid4

import pytest

from buurtnet.agenda.choices import SignupState
from buurtnet.agenda.joining import Coming, join
from buurtnet.agenda.leaving_date import leave
from buurtnet.agenda.models import Signup
from buurtnet.areas.models import Network
from tests.agenda.joining_rows import comes, to_join
from tests.at_once import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def test_ten_at_once_for_five_places_are_five_who_come_and_five_who_wait(network: Network) -> None:
    date = to_join(network, most=5)
    at_once(*(partial(join, date, Coming(), key=uuid4()) for _ in range(10)))
    rows = Signup.objects.filter(date=date)
    assert rows.filter(state=SignupState.JOINED).count() == rows.filter(state=SignupState.WAITING).count() == 5
    assert sorted(rows.values_list("line", flat=True)) == list(range(1, 11))
    date.refresh_from_db()
    assert date.taken == 5


def test_one_form_at_once_is_one(network: Network) -> None:
    date, key = to_join(network), uuid4()
    gave = at_once(*[partial(join, date, Coming(people=2), key=key)] * 4)
    assert len({one.pk for one in gave}) == 1
    date.refresh_from_db()
    assert date.taken == 2


def test_one_address_at_once_is_one(network: Network) -> None:
    date, coming = to_join(network), Coming(contact="amira@voorbeeld.example")
    at_once(*(partial(join, date, coming, key=uuid4()) for _ in range(4)))
    assert Signup.objects.filter(date=date).count() == 1


def test_leaving_and_joining_at_once_keep_the_count(network: Network) -> None:
    date = to_join(network, most=3)
    there = [comes(date) for _ in range(3)]
    at_once(*(partial(leave, one) for one in there), *(partial(join, date, Coming(), key=uuid4()) for _ in range(4)))
    joined = Signup.objects.filter(date=date, state=SignupState.JOINED)
    date.refresh_from_db()
    assert date.taken == joined.count() == 3
