"""Two who do something with an activity at the same moment."""

import datetime as dt
from uuid import uuid4

import pytest

from buurtnet.agenda.announcing import What, announce
from buurtnet.agenda.choices import ActivityState, DateState
from buurtnet.agenda.dates import Times, add_date, cancel_date, make_dates, repeat_of
from buurtnet.agenda.models import Activity
from buurtnet.agenda.owning import take_up
from buurtnet.agenda.series import change_all
from buurtnet.areas.models import Network
from buurtnet.kit.moving import NotNowError
from buurtnet.people.models import Person
from tests.agenda.rows import WEDNESDAYS, an_activity, by, coming
from tests.at_once import at_once

pytestmark = pytest.mark.django_db(transaction=True)

WEDNESDAY = 2


def weekly(hour: int = 15) -> Times:
    return Times(coming(WEDNESDAY), dt.time(hour, 30), 90, WEDNESDAYS)


def fresh(activity: Activity) -> Activity:
    return Activity.objects.get(pk=activity.pk)


def test_one_form_sent_twice_at_once_announces_one(network: Network, joris: Person) -> None:
    key = uuid4()
    send = lambda: announce(network, What("Samen koken"), weekly(), by=by(joris), key=key, owner=joris)  # noqa: E731
    made = at_once(send, send)
    assert len({one.pk for one in made}) == 1
    assert Activity.objects.count() == 1


def test_two_workers_make_each_date_once(network: Network) -> None:
    activity = an_activity(network)
    repeat_of(activity, weekly()).save()
    made = at_once(lambda: make_dates(fresh(activity)), lambda: make_dates(fresh(activity)))
    assert sorted(made)[0] == 0
    assert activity.dates.count() == max(made)


def test_one_more_time_at_one_moment_is_added_once(network: Network, joris: Person, samira: Person) -> None:
    activity, times = an_activity(network), Times(coming(WEDNESDAY), dt.time(10))
    met = at_once(
        lambda: add_date(fresh(activity), times, by=by(joris)),
        lambda: add_date(fresh(activity), times, by=by(samira)),
        met=(NotNowError,),
    )
    assert sum(isinstance(one, NotNowError) for one in met) == 1
    assert activity.dates.count() == 1


def test_the_first_who_takes_it_up_has_it(network: Network, joris: Person, samira: Person) -> None:
    activity = an_activity(network, state=ActivityState.IDEA)
    met = at_once(
        lambda: take_up(fresh(activity), by=by(joris)),
        lambda: take_up(fresh(activity), by=by(samira)),
        met=(NotNowError,),
    )
    assert sum(isinstance(one, NotNowError) for one in met) == 1
    assert fresh(activity).owner_id in {joris.pk, samira.pk}


def test_a_change_of_the_series_and_a_cancelled_date_both_stand(
    network: Network, joris: Person, samira: Person
) -> None:
    activity = an_activity(network, weekly())
    date, repeat = activity.dates.all()[1], activity.repeats.get()
    number = activity.dates.count()
    at_once(
        lambda: change_all(repeat, weekly(17), by=by(joris)),
        lambda: cancel_date(date, "De ruimte is dicht.", by=by(samira)),
        met=(NotNowError,),
    )
    planned = list(activity.dates.values_list("planned_at", flat=True))
    assert len(set(planned)) == len(planned)
    assert number <= len(planned) <= number + 1
    assert activity.dates.exclude(state=DateState.CANCELLED).exists()
