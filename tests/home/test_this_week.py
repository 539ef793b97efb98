"""Activities on the home of a network and a neighbourhood, among what a search finds, and in the menus."""

import datetime as dt
import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from buurtnet.agenda.models import Activity
from buurtnet.areas.choices import Room
from buurtnet.areas.kept import forget_all
from buurtnet.areas.models import Network
from buurtnet.directory.models import Schedule, Service
from buurtnet.search.outbox import rebuild_all
from tests.agenda.calendar_rows import ZONE, activity, next_monday, north, off, on
from tests.directory.searchable import placed, reaching
from tests.factories import ServiceFactory

pytestmark = pytest.mark.django_db

DAY = dt.timedelta(days=1)


@pytest.fixture
def calendar(network: Network) -> Network:
    network.rooms = [*network.rooms, Room.AGENDA]
    network.save()
    west = next(area for area in network.areas.get().children.all() if area.slug == "westerkade")
    west.latitude, west.longitude = 52.05, 4.15
    west.save()
    forget_all()
    return network


def today() -> dt.date:
    return timezone.now().astimezone(ZONE).date()


def home(client: Client, network: Network, area: str = "") -> str:
    name, args = ("home:neighbourhood", [network.slug, area]) if area else ("home:network", [network.slug])
    answer = client.get(reverse(name, args=args))
    assert answer.status_code == 200
    return answer.content.decode()


def this_week(shown: str) -> list[str]:
    """The names in "Deze week", in order."""
    part = shown.split('aria-labelledby="week"')[1].split("</section>")[0]
    return re.findall(r"<h3><a [^>]*>([^<]*)</a></h3>", part)


def open_tomorrow(network: Network, name: str) -> Service:
    """A meeting place nearby with one fixed time this week."""
    service: Service = ServiceFactory(name=name, function=1)
    placed(service, 100)
    reaching(service, *network.areas.all())
    day = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")[(today() + DAY).weekday()]
    Schedule.objects.create(service=service, freq="WEEKLY", byday=day, opens_at="15:00", closes_at="16:00")
    return service


def test_without_a_calendar_the_week_is_what_is_open(client: Client, network: Network) -> None:
    open_tomorrow(network, "Koffie-inloop")
    on(activity(network, "Nergens te zien"), today() + DAY)
    rebuild_all()
    shown = home(client, network)
    assert this_week(shown) == ["Koffie-inloop"]
    assert "Alles van deze week" in shown
    assert "/agenda/" not in shown


def test_activities_come_first_and_services_fill_up(client: Client, calendar: Network) -> None:
    open_tomorrow(calendar, "Koffie-inloop")
    on(activity(calendar, "Buurtmaaltijd"), today() + 2 * DAY)
    on(activity(calendar, "Fietsles"), today() + 3 * DAY)
    rebuild_all()
    shown = home(client, calendar)
    assert this_week(shown) == ["Koffie-inloop", "Buurtmaaltijd", "Fietsles"]
    assert f'href="{reverse("agenda:calendar", args=["havendijk"])}">Alle activiteiten' in shown
    on(activity(calendar, "Taalcafé"), today() + 4 * DAY)
    assert this_week(home(client, calendar)) == ["Buurtmaaltijd", "Fietsles", "Taalcafé"]


def test_an_activity_stands_there_once_and_not_when_it_is_off(client: Client, calendar: Network) -> None:
    daily = activity(calendar, "Elke dag voorlezen")
    for number in range(1, 6):
        on(daily, today() + number * DAY)
    off(activity(calendar, "Zwemles"), today() + DAY, "Ziek.")
    on(activity(calendar, "Over een maand"), today() + 30 * DAY)
    assert this_week(home(client, calendar)) == ["Elke dag voorlezen"]


def test_a_neighbourhood_has_what_is_near_before_what_is_sooner(client: Client, calendar: Network) -> None:
    for number in range(3):
        on(activity(calendar, f"Aan de overkant {number}", **north(5_000 + number)), today() + DAY, 9 + number)
    for number in range(3):
        on(activity(calendar, f"Om de hoek {number}", **north(300 + number)), today() + 3 * DAY, 9 + number)
    assert this_week(home(client, calendar, "westerkade")) == [f"Om de hoek {number}" for number in range(3)]
    client.cookies.clear()
    assert this_week(home(client, calendar)) == [f"Aan de overkant {number}" for number in range(3)]


def test_the_home_costs_the_same_with_many_activities(client: Client, calendar: Network) -> None:
    def cost() -> int:
        home(client, calendar, "westerkade")
        with CaptureQueriesContext(connection) as captured:
            home(client, calendar, "westerkade")
        return len(captured)

    for number in range(3):
        on(activity(calendar, **north(number)), today() + DAY, 9 + number)
    first = cost()
    for number in range(20):
        on(activity(calendar, f"Nog een {number}", **north(number)), today() + DAY, 12)
    assert cost() == first


# Among what a search finds


def search(client: Client, network: Network, **query: str) -> str:
    answer = client.get(reverse("home:search", args=[network.slug]), query)
    assert answer.status_code == 200
    return answer.content.decode()


def soon(shown: str) -> list[str]:
    """The activities above the list."""
    if "activities-soon" not in shown:
        return []
    return re.findall(r"<h3><a [^>]*>([^<]*)</a></h3>", shown.split("activities-soon")[1].split("</section>")[0])


@pytest.fixture
def some(calendar: Network) -> list[Activity]:
    """Five coming ones, of which three are about football."""
    made = [
        activity(calendar, "Voetbal voor meiden", age_from=8, age_to=12, price_cents=0),
        activity(calendar, "Voetbal op het plein", price_cents=0),
        activity(calendar, "Voetbal in de zaal", price_cents=500),
        activity(calendar, "Taalcafé"),
        activity(calendar, "Voetbaltoernooi"),
    ]
    for number, one in enumerate(made, 1):
        on(one, today() + number * DAY)
    rebuild_all()
    return made


def test_a_search_shows_the_first_three_that_answer_it(
    client: Client, calendar: Network, some: list[Activity]
) -> None:
    shown = search(client, calendar, q="voetbal")
    assert soon(shown) == ["Voetbal voor meiden", "Voetbal op het plein", "Voetbal in de zaal"]
    calendar_url = reverse("agenda:calendar", args=["havendijk"])
    assert f'href="{calendar_url}?q=voetbal"' in shown
    assert soon(search(client, calendar, q="voetbal", gratis="1", leeftijd="30")) == ["Voetbal op het plein"]
    assert soon(search(client, calendar, q="belasting")) == []


def test_activities_are_no_part_of_the_list_and_its_number(
    client: Client, calendar: Network, some: list[Activity]
) -> None:
    shown = search(client, calendar, q="voetbal")
    assert "Nog niets gevonden" in shown
    assert "activity-card" not in shown


@pytest.mark.parametrize("query", [{}, {"q": "voetbal", "kaart": "1"}, {"q": "voetbal", "pagina": "2"}])
def test_a_map_another_page_and_no_question_have_no_activities(
    client: Client, calendar: Network, some: list[Activity], query: dict[str, str]
) -> None:
    assert soon(search(client, calendar, **query)) == []


def test_a_network_without_a_calendar_searches_as_before(client: Client, network: Network) -> None:
    on(activity(network, "Voetbal"), today() + DAY)
    rebuild_all()
    assert soon(search(client, network, q="voetbal")) == []


@pytest.fixture
def midweek(calendar: Network) -> list[Activity]:
    """Football next week: on Wednesday in the afternoon for toddlers and in the evening, and on Friday."""
    made = [
        activity(calendar, "Voetbal voor de kleinsten", age_from=2, age_to=4, price_cents=0),
        activity(calendar, "Voetbal na het eten", age_from=16, price_cents=500),
        activity(calendar, "Voetbal op vrijdag", age_from=2, age_to=4, price_cents=500),
    ]
    for one, day, hour in zip(made, (2, 2, 4), (15, 20, 15), strict=True):
        on(one, next_monday() + day * DAY, hour)
    rebuild_all()
    return made


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("voetbal woensdag", ["Voetbal voor de kleinsten", "Voetbal na het eten"]),
        ("voetbal woensdagmiddag", ["Voetbal voor de kleinsten"]),
        ("voetbal vrijdagavond", []),
        ("voetbal van 3 jaar", ["Voetbal voor de kleinsten", "Voetbal op vrijdag"]),
        ("voetbal vanaf 18 jaar", ["Voetbal na het eten"]),
        ("voetbal van 4 tot 12 jaar", ["Voetbal voor de kleinsten", "Voetbal op vrijdag"]),
        ("gratis voetbal", ["Voetbal voor de kleinsten"]),
        ("gratis op woensdag", ["Voetbal voor de kleinsten"]),
        ("voetbal online", []),
    ],
)
def test_days_ages_and_wishes_that_were_read_from_the_words_count_for_activities(
    client: Client, calendar: Network, midweek: list[Activity], text: str, names: list[str]
) -> None:
    assert soon(search(client, calendar, q=text)) == names


def test_what_was_set_wins_from_what_was_read_and_what_was_taken_off_does_not_count(
    client: Client, calendar: Network, midweek: list[Activity]
) -> None:
    assert soon(search(client, calendar, q="voetbal woensdag", dag="fr")) == ["Voetbal op vrijdag"]
    shown = search(client, calendar, q="voetbal woensdag", letterlijk="dag")
    assert soon(shown) == [one.title for one in midweek]


def test_the_calendar_behind_the_link_has_what_was_read(
    client: Client, calendar: Network, midweek: list[Activity]
) -> None:
    shown = search(client, calendar, q="voetbal woensdagmiddag")
    url = reverse("agenda:calendar", args=["havendijk"])
    assert f'href="{url}?q=voetbal+woensdagmiddag&amp;dag=we&amp;dagdeel=middag"' in shown


def test_half_an_answer_is_no_activity_to_show(client: Client, calendar: Network, midweek: list[Activity]) -> None:
    assert soon(search(client, calendar, q="voetbal")) != []
    assert soon(search(client, calendar, q="voetbal schaatsen")) == []


def test_of_many_that_answer_those_within_a_walk_come_first(client: Client, calendar: Network) -> None:
    for number in range(3):
        on(activity(calendar, f"Voetbal aan de overkant {number}", **north(5_000)), today() + DAY, 9 + number)
    for number in range(3):
        on(activity(calendar, f"Voetbal om de hoek {number}", **north(300)), today() + 3 * DAY, 9 + number)
    rebuild_all()
    shown = search(client, calendar, q="voetbal", bij="52.05,4.15")
    assert soon(shown) == [f"Voetbal om de hoek {number}" for number in range(3)]


# In the menus


def test_the_menus_lead_to_the_calendar_while_there_is_one(client: Client, network: Network) -> None:
    url = reverse("agenda:calendar", args=["havendijk"])
    own_list = reverse("directory:my_list", args=["havendijk"])
    before = home(client, network)
    assert url not in before
    network.rooms = [*network.rooms, Room.AGENDA]
    network.save()
    shown = home(client, network)
    bar = shown.split('class="bottom-bar')[1]
    assert f'href="{url}"' in bar
    assert own_list not in bar
    assert own_list in shown.split("<main")[0]
    assert own_list in before.split('class="bottom-bar')[1]
