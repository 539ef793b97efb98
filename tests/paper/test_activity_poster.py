"""The poster of an activity: what, when and where, a code to its page, and nothing of who is not on the page."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from buurtnet.agenda.choices import ActivityState
from buurtnet.agenda.dates import Times
from buurtnet.agenda.models import Activity
from buurtnet.areas.choices import Room
from buurtnet.areas.models import Network
from buurtnet.people.choices import Role
from tests.agenda.rows import an_activity, coming
from tests.factories import LocationFactory, NetworkFactory, OrganizationFactory
from tests.people.cast import person

pytestmark = pytest.mark.django_db


@pytest.fixture
def havendijk(db: None) -> Network:
    made: Network = NetworkFactory(slug="havendijk", rooms=[Room.MAP, Room.AGENDA])
    return made


def page(activity: Activity, query: str = "", slug: str = "havendijk") -> str:
    answer = Client().get(reverse("paper:activity_poster", args=[slug, activity.pk]) + query)
    return answer.content.decode() if answer.status_code == 200 else str(answer.status_code)


def test_it_says_what_when_where_and_leads_to_the_page(havendijk: Network) -> None:
    owner = person("Hanan Yilmaz", Role.RESIDENT, havendijk)
    one = an_activity(
        havendijk, Times(coming(2), dt.time(15, 30), 90, "FREQ=WEEKLY;BYDAY=WE"), place_text="Het plein",
        price_cents=0, owner=owner, owner_organization=OrganizationFactory(name="Stichting Kompas"),
        contact="hanan@havendijk.example", summary="Eten met je buren.",
    )  # fmt: skip
    text = page(one)
    for word in (one.title, "woensdag", "15.30", "Het plein", "Gratis", "Stichting Kompas", "Eten met je buren."):
        assert word in text
    assert str(one.pk) in text
    assert "Hanan" not in text
    assert "hanan@" not in text


def test_fixed_words_stand_there_in_at_most_four_languages(havendijk: Network) -> None:
    one = an_activity(havendijk, Times(coming(5), dt.time(15)))
    text = page(one, "?ook=en&ook=ar&ook=fr&ook=tr&ook=pl&ook=onzin&formaat=a3")
    assert text.count('class="o-ways"') == 1
    scans = text.split('class="o-ways"')[1].split("o-brand")[0]
    assert scans.count("<p lang=") == 4
    assert 'dir="rtl"' in page(one, "?ook=ar")
    assert page(one).split('class="o-ways"')[1].split("o-brand")[0].count("<p lang=") == 1


def test_single_days_are_named_and_a_safe_address_is_not(havendijk: Network) -> None:
    secret = LocationFactory(name="Blijf van mijn lijf", hide_address=True)
    one = an_activity(havendijk, Times(coming(5), dt.time(15)), location=secret)
    text = page(one)
    assert "Zaterdag" in text
    assert "Blijf" not in text


def test_what_is_not_in_the_calendar_has_no_poster(havendijk: Network) -> None:
    waits = an_activity(havendijk, state=ActivityState.WAITING)
    shown = an_activity(havendijk, Times(coming(5), dt.time(15)))
    other: Network = NetworkFactory(slug="duinbeke", rooms=[Room.AGENDA])
    assert page(waits) == page(shown, slug=other.slug) == "404"
    havendijk.rooms = [Room.MAP]
    havendijk.save()
    assert page(shown) == "404"
