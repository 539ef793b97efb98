"""The public calendar: a week as a list, on a map and on paper, and a month."""

import datetime as dt
import json
import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from buurtnet.agenda.choices import Joining
from buurtnet.areas.choices import Room
from buurtnet.areas.models import Network
from buurtnet.places.tiles import DayTile, tile_of
from tests.agenda.calendar_rows import activity, calendar_network, forget_all, next_monday, north, off, on
from tests.factories import LocationFactory, NetworkFactory

MONDAY = next_monday()
DAY = dt.timedelta(days=1)
PAGES = ("calendar", "calendar_map", "calendar_month", "week_sheet")

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def unlimited(settings: Any) -> None:
    settings.FORMS_PER_MINUTE = settings.SEARCHES_PER_MINUTE = 0


@pytest.fixture
def network(db: None) -> Network:
    forget_all()
    return calendar_network()


def page(client: Client, network: Network, name: str = "calendar", **query: Any) -> str:
    answer = client.get(reverse(f"agenda:{name}", args=[network.slug]), query)
    assert answer.status_code == 200
    return answer.content.decode()


def next_week(client: Client, network: Network, name: str = "calendar", **query: Any) -> str:
    return page(client, network, name, week=str(MONDAY), maand=str(MONDAY), **query)


@pytest.mark.parametrize("name", PAGES)
def test_a_network_without_a_calendar_has_no_page_of_it(client: Client, name: str) -> None:
    forget_all()
    other = NetworkFactory(rooms=[Room.MAP])
    assert client.get(reverse(f"agenda:{name}", args=[other.slug])).status_code == 404
    assert client.get(reverse(f"agenda:{name}", args=["nergens"])).status_code == 404


@pytest.mark.parametrize("name", PAGES)
def test_looking_sets_no_cookie_and_posting_means_nothing(client: Client, network: Network, name: str) -> None:
    address = reverse(f"agenda:{name}", args=[network.slug])
    assert not client.get(address).cookies
    assert client.post(address).status_code == 405


def test_a_week_stands_day_by_day(client: Client, network: Network) -> None:
    on(activity(network, "Koffieochtend"), MONDAY, 9)
    on(activity(network, "Fietsles"), MONDAY + 2 * DAY, 15)
    shown = next_week(client, network)
    assert re.findall(r'id="(dag-[^"]+)"', shown) == [f"dag-{MONDAY}", f"dag-{MONDAY + 2 * DAY}"]
    assert shown.index("Koffieochtend") < shown.index("Fietsles")
    assert "15.00\u00a0– 16.30\u00a0uur" in shown


def test_what_is_off_stays_with_why(client: Client, network: Network) -> None:
    off(activity(network, "Zwemles"), MONDAY, "Het bad is dicht.")
    shown = next_week(client, network)
    assert re.search(r"<s><a [^>]*>Zwemles</a></s>", shown)
    assert "Het bad is dicht." in shown
    assert "Gaat niet door" in shown


def test_a_card_says_what_it_costs_for_whom_and_whether_there_is_room(client: Client, network: Network) -> None:
    one = activity(
        network, "Tuinieren", price_cents=250, age_from=8, age_to=12, languages=["nl", "tr"],
        registration=Joining.NAMES, most=10, place_text="Achter de school",
    )  # fmt: skip
    on(one, MONDAY, 9, taken=8)
    on(one, MONDAY, 12, taken=10)
    shown = next_week(client, network)
    for said in ("€ 2,50", "8 tot en met 12 jaar", "Nederlands en Turks", "Nog 2 plekken", "Vol, met wachtlijst"):
        assert said in shown
    assert "Achter de school" in shown


def test_the_way_to_other_weeks_keeps_the_filters(client: Client, network: Network) -> None:
    shown = page(client, network, gratis="1", week=str(MONDAY))
    links = re.findall(r'href="(\?[^"]*)" rel="(\w+)"', shown)
    assert {kind for _url, kind in links} == {"prev", "next"}
    for url, kind in links:
        day = MONDAY - 7 * DAY if kind == "prev" else MONDAY + 7 * DAY
        assert f"week={day}" in url
        assert "gratis=1" in url


def test_who_comes_when_this_week_is_over_sees_the_next(client: Client, network: Network) -> None:
    on(activity(network, "Buurtmaaltijd"), MONDAY)
    shown = page(client, network)
    assert "Buurtmaaltijd" in shown
    assert "Volgende week" in shown


def test_an_empty_week_shows_a_way_forward(client: Client, network: Network) -> None:
    on(activity(network, "Lentefeest"), MONDAY + 60 * DAY)
    shown = next_week(client, network)
    assert "Deze week staat er nog niets" in shown
    assert "Lentefeest" in shown
    assert f"week={MONDAY + 60 * DAY}" in shown


def test_nothing_that_fits_shows_the_way_without_filters(client: Client, network: Network) -> None:
    on(activity(network, "Duur feest", price_cents=900), MONDAY)
    shown = next_week(client, network, gratis="1")
    assert "Deze week is er niets dat hierbij past" in shown
    assert "Kijk zonder filters" in shown
    assert "Duur feest" not in shown


def test_a_filter_that_is_on_can_be_taken_off(client: Client, network: Network) -> None:
    shown = next_week(client, network, leeftijd="8", voor="parents", spreekt="ar", dag="mo", dagdeel="avond")
    chips = re.findall(r'class="chip chip-on" href="([^"]*)"', shown)
    assert len(chips) == 5
    for taken in ("leeftijd", "voor", "spreekt", "dag=", "dagdeel"):
        assert sum(taken not in url for url in chips) == 1, taken


def test_an_age_group_finds_what_is_for_a_part_of_it_and_another_range_can_be_chosen_again(
    client: Client, network: Network
) -> None:
    on(activity(network, "Klimmen voor de bovenbouw", age_from=10, age_to=12), MONDAY)
    on(activity(network, "Knutselen voor kleuters", age_from=4, age_to=5), MONDAY)
    shown = next_week(client, network, leeftijd="6-11")
    assert "Klimmen voor de bovenbouw" in shown
    assert "Knutselen voor kleuters" not in shown
    assert "Kind (6 tot 12 jaar)" in re.findall(r'class="chip chip-on"[^>]*>(.*?)</a>', shown, re.DOTALL)[0]
    other = next_week(client, network, leeftijd="4-11")
    assert re.search(r'<option value="4-11" selected[^>]*>4 tot 11 jaar', other)
    for nonsense in ("11-x", "-3", "5-2-9"):
        assert next_week(client, network, leeftijd=nonsense)


def test_a_long_week_goes_on_on_another_page(client: Client, network: Network) -> None:
    one = activity(network)
    for number in range(52):
        on(
            one,
            MONDAY,
            number % 20,
            place_text=f"Zaal {number:02}",
            planned_at=dt.datetime(2020, 1, 1, 0, number, tzinfo=dt.UTC),
        )
    first, second = next_week(client, network), next_week(client, network, pagina="2")
    assert first.count("activity-card") == 50
    assert second.count("activity-card") == 2
    assert "pagina=2" in first
    assert "pagina=1" in second


def test_a_list_costs_the_same_however_long_it_is(client: Client, network: Network) -> None:
    def cost(name: str) -> int:
        next_week(client, network, name)
        with CaptureQueriesContext(connection) as captured:
            next_week(client, network, name)
        return len(captured)

    on(activity(network), MONDAY)
    before = [cost(name) for name in PAGES]
    for number in range(15):
        on(
            activity(network, f"Nog een {number}", location=LocationFactory(), **north(number)),
            MONDAY + number % 7 * DAY,
        )
    assert [cost(name) for name in PAGES] == before


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize(
    "query",
    [
        {"week": "morgen", "maand": "2026-13-45"},
        {"week": "0001-01-01", "maand": "9999-12-31"},
        {"pagina": "99999999999", "leeftijd": "oud", "dag": "zondag", "bij": "hier"},
        {"q": "x" * 5_000, "thema": "../../etc", "buurt": "?" * 300},
        {"q": "' OR 1=1 --", "spreekt": "klingon", "functie": "99"},
    ],
)
def test_nonsense_is_left_out(client: Client, network: Network, name: str, query: dict[str, str]) -> None:
    page(client, network, name, **query)


def test_a_nul_is_refused(client: Client, network: Network) -> None:
    assert client.get(reverse("agenda:calendar", args=[network.slug]) + "?q=%00").status_code == 400


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.dictionaries(
        st.sampled_from(["q", "week", "maand", "leeftijd", "dag", "bij", "pagina", "thema", "buurt", "spreekt"]),
        st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=40),
    )
)
def test_any_address_is_answered(client: Client, network: Network, query: dict[str, str]) -> None:
    for name in PAGES:
        assert client.get(reverse(f"agenda:{name}", args=[network.slug]), query).status_code == 200


def points(shown: str) -> list[dict[str, Any]]:
    found = re.search(r'<script id="kaartpunten" type="application/json">(.*?)</script>', shown)
    assert found
    read: list[dict[str, Any]] = json.loads(found[1])
    return read


def test_the_map_has_a_pin_a_place_and_none_of_what_is_secret_elsewhere_or_off(
    client: Client, network: Network
) -> None:
    for title in ("Koken", "Dansen"):
        on(activity(network, title, place_text="Plein", **north(10)), MONDAY)
    safe = LocationFactory(name="Het Veilige Huis", hide_address=True)
    on(activity(network, "Praten", location=safe, **north(50)), MONDAY)
    on(activity(network, "Zingen", **north(90)), MONDAY, place_text="Ergens anders")
    off(activity(network, "Zwemmen", **north(70)), MONDAY, "Ziek.")
    shown = next_week(client, network, "calendar_map")
    found = points(shown)
    assert [(point["count"], point["label"]) for point in found] == [(2, "Plein")]
    assert {item["label"].split(",")[0] for item in found[0]["items"]} == {"Koken", "Dansen"}
    assert "Het Veilige Huis" not in shown
    assert all(title in shown for title in ("Praten", "Zingen", "Zwemmen"))  # what the map leaves out is in the list


def test_near_me_is_measured_from_a_point_or_the_neighbourhood(client: Client, network: Network) -> None:
    on(activity(network, "Om de hoek", **north(400)), MONDAY)
    on(activity(network, "Ver weg", **north(6_000)), MONDAY)
    shown = next_week(client, network, bij="52.05,4.15", dichtbij="1")
    assert "Om de hoek" in shown
    assert "Ver weg" not in shown
    assert "minuten lopen" in shown
    client.cookies["buurt"] = "westerkade"
    assert "Ver weg" not in next_week(client, network, dichtbij="1")


def test_a_month_is_a_table_with_the_first_few_of_each_day(client: Client, network: Network) -> None:
    one = activity(network, "Spreekuur")
    for hour in (9, 10, 11, 12, 13):
        on(one, MONDAY, hour)
    off(activity(network, "Zwemles"), MONDAY + DAY, "Ziek.")
    shown = next_week(client, network, "calendar_month")
    assert shown.count('<th scope="col"') == 7
    assert "<caption" in shown
    cell = shown[shown.index(f"#dag-{MONDAY}") :].split("</td>")[0]
    assert cell.count("Spreekuur") == 3
    assert "en nog 2" in cell
    assert re.search(r"<s><a [^>]*>Zwemles</a></s>", shown)


def test_the_way_from_a_day_of_a_month_leads_to_its_week(client: Client, network: Network) -> None:
    on(activity(network), MONDAY)
    shown = next_week(client, network, "calendar_month", gratis="")
    found = re.search(rf'href="([^"]*week={MONDAY})#dag-{MONDAY}"', shown)
    assert found
    assert "Samen koken" in client.get(found[1].replace("&amp;", "&")).content.decode()


def test_a_week_on_paper_has_a_code_and_nothing_that_changes_by_the_hour(client: Client, network: Network) -> None:
    on(activity(network, "Yoga", most=1, registration=Joining.NAMES, price_cents=0), MONDAY, taken=1)
    off(activity(network, "Zwemles"), MONDAY, "Het bad is dicht.")
    shown = next_week(client, network, "week_sheet")
    assert "Yoga" in shown
    assert "Gratis" in shown
    assert "wachtlijst" not in shown
    assert "<svg" in shown.split("week-sheet-code")[1]
    assert "Gaat niet door: Het bad is dicht." in shown


def test_no_one_who_announced_it_stands_in_the_calendar(client: Client, network: Network) -> None:
    on(activity(network, contact="buurman@havendijk.example"), MONDAY)
    for name in PAGES:
        assert "buurman@" not in next_week(client, network, name)


def test_the_filters_that_people_use_most_stand_there_at_once(client: Client, network: Network) -> None:
    page = client.get(reverse("agenda:calendar", args=[network.slug])).text
    filters = page[page.index('id="filters"') :]
    folded = filters.index("<details")
    for name in ('name="dag"', 'name="leeftijd"', 'name="gratis"', 'name="buurt"'):
        assert filters.index(name) < folded, name
    assert filters.count('name="dag"') == 7


def test_a_tile_names_the_month_and_the_year_when_that_is_another() -> None:
    today = dt.date(2026, 11, 22)
    assert tile_of(dt.date(2026, 11, 25), today) == DayTile("wo", 25, "nov")
    assert tile_of(dt.date(2027, 1, 1), today) == DayTile("vr", 1, "jan 2027")


def test_every_tile_of_a_page_shows_its_month(client: Client, network: Network) -> None:
    date = on(activity(network, registration=Joining.COUNT), MONDAY, 15)
    month = f'date-month">{tile_of(MONDAY, timezone.localdate()).month}<'
    assert month in page(client, network, week=MONDAY.isoformat())
    assert month in client.get(reverse("agenda:join", args=[network.slug, date.pk])).text
