"""The director's dashboard: what was confirmed, where not, month by month, and what we asked of whom."""

import datetime as dt

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from buurtnet.areas.finding import forget_network_areas
from buurtnet.areas.models import Network
from buurtnet.directory.models import Service
from buurtnet.people.choices import Role
from buurtnet.people.models import Mail, Organization, Person
from buurtnet.upkeep.burden import minutes_of, taken_in
from buurtnet.upkeep.jobs import keep_fresh
from buurtnet.upkeep.measuring import count_now
from buurtnet.upkeep.models import Burden, Request, Snapshot
from tests.factories import AreaFactory, OrganizationFactory
from tests.people.cast import person, ring_two
from tests.upkeep.scene import area_of, service

pytestmark = pytest.mark.django_db

PATH = "/havendijk/beheer/nagekeken/"


def whole(month: dt.date | None = None) -> Snapshot:
    rows = Snapshot.objects.filter(area=None, function=None)
    return rows.get(month=month) if month else rows.get()


def test_a_day_counts_what_was_confirmed_within_six_months(network: Network, loods: Organization) -> None:
    for age in (0, 183, 184, None):
        service(loods, area_of(network), days_ago=age, function=1 if age == 0 else None)
    count_now(network, timezone.localdate())
    assert (whole().confirmed, whole().total, whole().percent) == (2, 4, 50)
    assert Snapshot.objects.get(area=area_of(network)).total == 4
    assert Snapshot.objects.get(function=1).percent == 100


def test_what_is_hidden_for_its_age_counts_and_what_stopped_does_not(network: Network, loods: Organization) -> None:
    service(loods, area_of(network), days_ago=2_000, is_kept_by_editor=True)
    service(loods, area_of(network), status="defunct")
    count_now(network, timezone.localdate())
    assert (whole().confirmed, whole().total) == (0, 1)


def test_a_month_keeps_its_last_day_and_the_next_gets_its_own(network: Network, loods: Organization) -> None:
    one = service(loods, area_of(network), days_ago=1)
    today = timezone.localdate()
    count_now(network, today)
    Service.objects.filter(pk=one.pk).update(assured_date=None)
    later = (today.replace(day=1) + dt.timedelta(days=40)).replace(day=3)
    count_now(network, later)
    count_now(network, later)
    assert whole(today.replace(day=1)).percent == 100
    assert whole(later.replace(day=1)).percent == 0


def test_a_neighbourhood_counts_only_its_own(network: Network, loods: Organization) -> None:
    other = AreaFactory(name="Molenveld")
    network.areas.add(other)
    forget_network_areas()
    service(loods, network.areas.get(name="Westerkade"), days_ago=1)
    service(loods, other, days_ago=400)
    count_now(network, timezone.localdate())
    shares = {row.area.name: row.percent for row in Snapshot.objects.exclude(area=None).select_related("area")}
    assert shares == {"Westerkade": 100, "Molenveld": 0}


def test_the_database_holds_one_row_a_month_and_thing(network: Network) -> None:
    month = dt.date(2026, 11, 1)
    for fields in ({}, {"function": 2}, {"area": area_of(network)}):
        Snapshot.objects.create(network=network, month=month, total=2, confirmed=1, **fields)
        with pytest.raises(IntegrityError), transaction.atomic():
            Snapshot.objects.create(network=network, month=month, total=2, confirmed=1, **fields)
    with pytest.raises(IntegrityError), transaction.atomic():
        Snapshot.objects.create(network=network, month=dt.date(2026, 12, 1), total=1, confirmed=2)


def test_the_director_sees_shares_months_calls_and_minutes(
    network: Network, ingrid: Person, two: tuple[Service, Service]
) -> None:
    keep_fresh()
    Mail.objects.update(gave_up_at=timezone.now())
    keep_fresh()
    page = ring_two(ingrid).get(PATH).content.decode()
    assert "0&nbsp;%" in page or "0 % van het aanbod" in page
    assert "Vandaag te bellen: 2" in page
    assert "Westerkade" in page
    assert "1 minuut" in page


def test_a_row_chooses_whose_months_are_shown(network: Network, ingrid: Person, loods: Organization) -> None:
    service(loods, area_of(network), function=3)
    count_now(network, timezone.localdate())
    client = ring_two(ingrid)
    assert "Per maand: Westerkade" in client.get(f"{PATH}?deel=buurt-{area_of(network).pk}").content.decode()
    for nonsense in ("functie-99", "x" * 500, "", "buurt-"):
        assert "Per maand:" not in client.get(PATH, {"deel": nonsense}).content.decode()


def test_a_network_that_was_never_counted_says_so(network: Network, ingrid: Person) -> None:
    assert "Er is nog niets geteld" in ring_two(ingrid).get(PATH).content.decode()


@pytest.mark.parametrize("role", [role for role in Role if role not in {Role.DIRECTOR}])
def test_nobody_else_sees_it(network: Network, loods: Organization, role: Role) -> None:
    of_organization = role in {Role.EDITOR, Role.SAFETY_OFFICER}
    bound = None if role == Role.ADMINISTRATOR or of_organization else network
    who = person("Bo Vos", role, bound, loods if of_organization else None)
    assert ring_two(who).get(PATH).status_code == 404


def test_minutes_are_of_one_year_and_one_organization(network: Network, mail: Mail, loods: Organization) -> None:
    year = timezone.localdate().year
    asked = Request.objects.get()
    for seconds, at in ((31, timezone.now()), (300, timezone.now() - dt.timedelta(days=400))):
        Burden.objects.create(organization=loods, request=asked, kind="page", seconds=seconds, at=at)
    assert minutes_of(loods.pk, year) == 2  # 61 seconds, rounded up
    assert minutes_of(OrganizationFactory().pk, year) == 0
    assert [(one.name, one.minutes) for one in taken_in(network, year)] == [("De Loods", 2)]


def test_more_organizations_ask_no_more_of_the_database(network: Network, ingrid: Person) -> None:
    client = ring_two(ingrid)

    def queries() -> int:
        client.get(PATH)
        with CaptureQueriesContext(connection) as captured:
            client.get(PATH)
        return len(captured)

    def organization(number: int) -> None:
        made = OrganizationFactory(email=f"info{number}@kade.example")
        service(made, area_of(network), function=number % 7 + 1)

    organization(1)
    keep_fresh()
    few = queries()
    for number in range(2, 8):
        organization(number)
    keep_fresh()
    assert queries() == few
