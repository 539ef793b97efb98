"""Which pages are looked at: counted without anyone's name, and what is looked at most is called first."""

import datetime as dt
import uuid
from collections.abc import Iterator

import pytest
from django.db import DatabaseError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from buurtnet.areas.models import Network
from buurtnet.directory.models import Service
from buurtnet.people.models import Organization
from buurtnet.upkeep import visiting
from buurtnet.upkeep.asking import put_on_list
from buurtnet.upkeep.calling import first_to_call
from buurtnet.upkeep.choices import Reason
from buurtnet.upkeep.models import Visits
from tests.upkeep.scene import area_of, service

pytestmark = pytest.mark.django_db
BROWSER = {"User-Agent": "Mozilla/5.0"}


@pytest.fixture(autouse=True)
def nothing_waits() -> Iterator[None]:
    visiting.forget()
    yield
    visiting.forget()


@pytest.fixture
def clubs(network: Network, loods: Organization) -> list[Service]:
    """Three on the call list, confirmed 700, 500 and 400 days ago."""
    made = [service(loods, area_of(network), days_ago=age, name=f"Club {age}") for age in (700, 500, 400)]
    put_on_list([one.pk for one in made], Reason.NO_ANSWER, timezone.now())
    return made


def page_of(network: Network, one: Service) -> str:
    return reverse("directory:service", args=[network.slug, one.pk])


def seen(one: Service, times: int, *, days_ago: int = 0) -> None:
    Visits.objects.create(service=one, day=timezone.localdate() - dt.timedelta(days=days_ago), count=times)


def first(network: Network, most: int = 10) -> list[str]:
    return [call.service.name for call in first_to_call(network, timezone.localdate(), most)]


def test_a_page_that_is_shown_counts_once_each_time(network: Network, clubs: list[Service]) -> None:
    for _time in range(3):
        assert Client(headers=BROWSER).get(page_of(network, clubs[0])).status_code == 200
    assert not Visits.objects.exists()
    assert visiting.flush() == 1
    Client(headers=BROWSER).get(page_of(network, clubs[0]))
    visiting.flush()
    row = Visits.objects.get()
    assert (row.service_id, row.day, row.count) == (clubs[0].pk, timezone.localdate(), 4)
    assert visiting.flush() == 0


def test_what_is_no_visit_does_not_count(network: Network, clubs: list[Service]) -> None:
    path = page_of(network, clubs[0])
    Client(headers={"User-Agent": "examplebot/1.0"}).get(path)
    Client().get(path)  # says nothing of itself
    Client(headers={**BROWSER, "Sec-Purpose": "prefetch;prerender"}).get(path)
    Client(headers=BROWSER).head(path)
    Client(headers=BROWSER).get(path.replace(str(clubs[0].pk), str(uuid.uuid4())))
    Client(headers=BROWSER).get(f"/{network.slug}/")
    assert visiting.flush() == 0


def test_counting_asks_nothing_of_the_database_and_writing_costs_the_same_for_many(clubs: list[Service]) -> None:
    with CaptureQueriesContext(connection) as counting:
        visiting.count(clubs[0].pk)
    assert not counting.captured_queries
    with CaptureQueriesContext(connection) as one:
        visiting.flush()
    for club in clubs:
        visiting.count(club.pk)
    with CaptureQueriesContext(connection) as three:
        assert visiting.flush() == 3
    assert len(three) == len(one)


def test_what_could_not_be_written_waits(clubs: list[Service], monkeypatch: pytest.MonkeyPatch) -> None:
    visiting.count(clubs[0].pk)
    with monkeypatch.context() as broken:
        broken.setattr(visiting, "_write", lambda _counts: (_ for _ in ()).throw(DatabaseError))
        with pytest.raises(DatabaseError):
            visiting.flush()
    assert visiting.flush() == 1
    assert Visits.objects.get().count == 1


def test_visits_of_a_service_that_went_are_left_out(clubs: list[Service]) -> None:
    visiting.count(uuid.uuid4())
    visiting.count(clubs[0].pk)
    visiting.flush()
    assert Visits.objects.get().service_id == clubs[0].pk


def test_old_days_go(clubs: list[Service]) -> None:
    seen(clubs[0], 5, days_ago=401)
    seen(clubs[0], 5, days_ago=399)
    assert visiting.forget_old(timezone.localdate()) == 1
    assert Visits.objects.get().day == timezone.localdate() - dt.timedelta(days=399)


# Who is called first


def test_without_visits_the_longest_unconfirmed_is_called_first(network: Network, clubs: list[Service]) -> None:
    assert first(network) == ["Club 700", "Club 500", "Club 400"]


def test_views_times_staleness_decides(network: Network, clubs: list[Service]) -> None:
    seen(clubs[2], 30)  # 400 days: staleness 10.8
    seen(clubs[1], 10)  # 500 days: staleness 37.8
    assert first(network) == ["Club 500", "Club 400", "Club 700"]
    seen(clubs[2], 6, days_ago=1)
    assert first(network) == ["Club 400", "Club 500", "Club 700"]
    assert first(network, 1) == ["Club 400"]


def test_what_is_fresh_or_was_looked_at_long_ago_is_called_by_its_age(
    network: Network, loods: Organization, clubs: list[Service]
) -> None:
    fresh = service(loods, area_of(network), days_ago=10, name="Pas nagekeken")
    put_on_list([fresh.pk], Reason.NOTE, timezone.now())
    seen(fresh, 1_000)
    seen(clubs[2], 1_000, days_ago=90)
    assert first(network) == ["Club 700", "Club 500", "Club 400", "Pas nagekeken"]


def test_the_order_costs_the_same_for_many(network: Network, loods: Organization, clubs: list[Service]) -> None:
    seen(clubs[0], 1)
    with CaptureQueriesContext(connection) as few:
        first_to_call(network, timezone.localdate(), 10)
    more = [service(loods, area_of(network), days_ago=380 + age, name=f"Meer {age}") for age in range(12)]
    put_on_list([one.pk for one in more], Reason.NO_ANSWER, timezone.now())
    for one in more:
        seen(one, 2)
    with CaptureQueriesContext(connection) as many:
        assert len(first_to_call(network, timezone.localdate(), 10)) == 10
    assert len(many) <= len(few)
