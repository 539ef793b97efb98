"""What pages say to search engines, as schema.org: the same as they show, and no more."""

import datetime as dt
import json
import re
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from buurtnet.areas.models import Area, Network
from buurtnet.directory import linked_data
from buurtnet.directory.access import with_place
from buurtnet.directory.card_rows import services_for_cards
from buurtnet.directory.cards import Viewpoint
from buurtnet.directory.models import CostOption, Location, Phone, Schedule, Service
from buurtnet.directory.pages import phone_line, service_page
from buurtnet.people.models import Organization
from buurtnet.themes.models import Theme
from tests.directory.searchable import addressed, free, speaks, weekly, with_features
from tests.factories import OrganizationFactory
from tests.feeds.asking import public

MONDAY = dt.datetime(2026, 11, 23, 8, 0, tzinfo=dt.UTC)


def here(network: Network) -> Viewpoint:
    return Viewpoint(network=network, now=MONDAY)


def told(service: Service, network: Network) -> dict[str, Any]:
    """What the page of a service says."""
    (found,) = services_for_cards([service.pk])
    view = here(network)
    return linked_data.of_service(found, service_page(found, view, []), view, found.themes.all())


@pytest.fixture
def club(areas: list[Area], network: Network) -> Service:
    club = public("Huiswerkclub", areas[1], at=120, minimum_age=8, maximum_age=12, description="Samen huiswerk.")
    Location.objects.update(name="Buurthuis De Ankerplaats")
    addressed(Location.objects.get(), "Netstraat 14")
    weekly(club, "TU,TH", "15:30", "17:00")
    free(club)
    speaks("tr", service=club)
    Phone.objects.create(service=club, number="0900 0001", e164="+319000001")
    return club


def themed(service: Service, *slugs: str) -> None:
    service.themes.set(
        [Theme.objects.get_or_create(slug=one, defaults={"function": 2, "name": one})[0] for one in slugs]
    )


def specs(node: dict[str, Any], *, dated: bool) -> list[tuple[str, str, Any]]:
    found = node["hoursAvailable"]
    name = "validFrom" if dated else "dayOfWeek"
    return [(one["opens"], one["closes"], one[name]) for one in found if name in one]


@pytest.mark.django_db
def test_a_service_says_who_where_when_and_what_it_costs(club: Service, network: Network) -> None:
    node = told(club, network)
    channel = node["availableChannel"]
    (place,) = channel["serviceLocation"]
    assert node["@type"] == "Service"
    assert node["url"] == f"https://buurt.example/havendijk/aanbod/{club.pk}/"
    assert node["provider"]["@type"] == "NGO"
    assert node["provider"]["url"].startswith("https://buurt.example/havendijk/organisatie/")
    assert node["areaServed"] == {"@type": "AdministrativeArea", "name": "Havendijk"}
    assert node["audience"] == {"@type": "PeopleAudience", "suggestedMinAge": 8, "suggestedMaxAge": 12}
    assert node["offers"] == [{"@type": "Offer", "price": "0.00", "priceCurrency": "EUR"}]
    assert channel["availableLanguage"] == ["tr"]
    assert channel["servicePhone"] == [{"@type": "ContactPoint", "telephone": "+319000001"}]
    assert place["isAccessibleForFree"] is True
    assert place["address"]["streetAddress"] == "Netstraat 14"
    assert place["geo"]["longitude"] == 4.15
    days = ["https://schema.org/Tuesday", "https://schema.org/Thursday"]
    assert specs(node, dated=False) == [("15:30", "17:00", days)]
    assert specs(node, dated=True) == []


@pytest.mark.django_db
def test_a_day_that_differs_from_the_usual_week_is_told_by_its_date(club: Service, network: Network) -> None:
    Schedule.objects.update(
        in_holidays="no",
        exceptions=[
            {"date": "2026-11-24", "closed": True},
            {"date": "2026-12-03", "opens_at": "19:00", "closes_at": "24:00"},
        ],
    )
    assert specs(told(club, network), dated=True) == [
        ("00:00", "00:00", "2026-11-24"),
        ("19:00", "23:59", "2026-12-03"),
    ]


@pytest.mark.django_db
def test_what_is_every_other_week_or_once_a_month_is_never_told_as_weekly(club: Service, network: Network) -> None:
    Schedule.objects.all().delete()
    weekly(club, "MO", "10:00", "11:00", interval=2)
    Schedule.objects.create(service=club, freq="MONTHLY", byday="1SA", opens_at="22:00", closes_at="02:00")
    node = told(club, network)
    assert specs(node, dated=False) == []
    dates = {day: (opens, closes) for opens, closes, day in specs(node, dated=True)}
    assert dates["2026-12-05"] == ("22:00", "02:00")
    assert len(dates) == 3


@pytest.mark.django_db
def test_of_a_safe_address_and_of_contact_persons_nothing_is_told(club: Service, network: Network) -> None:
    Location.objects.update(hide_address=True, name="Huis Geheim")
    Phone.objects.update(extra={"contact_id": "1"})
    text = json.dumps(told(club, network))
    for secret in ("Netstraat", "Geheim", "52.0", "9000001", "/plek/"):
        assert secret not in text


@pytest.mark.django_db
def test_childcare_and_a_school_are_said_to_be_so(club: Service, network: Network) -> None:
    themed(club, "kinderopvang", "peuters")
    node = told(club, network)
    assert node["@type"] == ["Service", "ChildCare"]
    assert node["address"]["streetAddress"] == "Netstraat 14"
    themed(club, "school")
    assert told(club, network)["@type"] == ["Service", "EducationalOrganization"]
    themed(club, "school", "taal")
    assert told(club, network)["@type"] == "Service"


@pytest.mark.django_db
def test_what_does_not_run_has_no_hours_and_a_price_is_an_offer(club: Service, network: Network) -> None:
    Service.objects.update(status="temporarily closed")
    CostOption.objects.update(amount="4.50", option="per keer")
    node = told(club, network)
    assert "hoursAvailable" not in node
    assert node["offers"][0]["price"] == "4.50"
    assert "isAccessibleForFree" not in node["availableChannel"]["serviceLocation"][0]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("kind", "type_"),
    [("informal", "NGO"), ("public", "GovernmentOrganization"), ("formal", "Organization"), ("", "Organization")],
)
def test_an_organization_is_of_its_kind(network: Network, kind: str, type_: str) -> None:
    one = OrganizationFactory(
        name="Stichting", kind=kind, website="javascript:alert(1)", email="post@havendijk.example"
    )
    line = phone_line(Phone(number="0900 0001", e164="+319000001"), "NL")
    node = linked_data.of_organization(one, network, "/havendijk/organisatie/x/", line, [])
    assert node["@type"] == type_
    assert node["telephone"] == "+319000001"
    assert node["url"] == "https://buurt.example/havendijk/organisatie/x/"
    assert "sameAs" not in node


@pytest.mark.django_db
def test_an_organization_with_nothing_but_childcare_is_childcare(club: Service, network: Network) -> None:
    themed(club, "kinderopvang")
    services = Service.objects.filter(organization=club.organization_id)
    with CaptureQueriesContext(connection) as questions:
        themes = linked_data.themes_of(services)
    assert len(questions) == 1
    one = Organization.objects.get(pk=club.organization_id)
    assert linked_data.of_organization(one, network, "/", None, themes)["@type"] == "ChildCare"


@pytest.mark.django_db
def test_a_place_has_its_own_hours_and_what_it_is_fit_for(club: Service, network: Network) -> None:
    place = Location.objects.get()
    Schedule.objects.create(location=place, freq="DAILY", opens_at="00:00", closes_at="24:00")
    with_features(place, "toilet", "wheelchair")
    node = linked_data.of_place(with_place(Location.objects.all()).get(), here(network), [])
    assert node["@type"] == "Place"
    assert node["name"] == "Buurthuis De Ankerplaats"
    assert [one["name"] for one in node["amenityFeature"]] == ["Kan met rolstoel", "Er is een rolstoeltoilet"]
    (spec,) = node["openingHoursSpecification"]
    assert (spec["opens"], spec["closes"], len(spec["dayOfWeek"])) == ("00:00", "23:59", 7)


@given(st.text())
def test_no_text_ends_the_block_or_begins_another(text: str) -> None:
    for said in (text, f"{text}</script><script>alert(1)</script><!--{text}"):
        block = str(linked_data.block({"@type": "Service", "name": said}))
        body = block.removeprefix('<script type="application/ld+json">').removesuffix("</script>")
        assert not re.search("[<>&\u2028\u2029]", body)
        assert json.loads(body)["name"] == said


@pytest.mark.django_db
def test_pages_of_today_can_be_told(club: Service, network: Network) -> None:
    view = Viewpoint(network=network, now=timezone.now())
    (found,) = services_for_cards([club.pk])
    assert "schema.org" in linked_data.block(linked_data.of_service(found, service_page(found, view, []), view, []))
