"""The public pages as a visitor gets them."""

import re
from collections.abc import Callable
from types import SimpleNamespace

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_django import Settings

from buurtnet.areas import kept
from buurtnet.areas.choices import AreaKind, PlaceKind
from buurtnet.areas.kept import forget_all
from buurtnet.areas.models import Network, Place
from buurtnet.directory.models import Location, Service
from buurtnet.directory.my_list import MOST_KEPT, pack
from buurtnet.kit import limits
from tests.town.town import Town

pytestmark = pytest.mark.django_db


def page(client: Client, address: str, status: int = 200) -> str:
    response = client.get(address)
    assert response.status_code == status, address
    return response.content.decode()


def test_a_parent_finds_something_free_for_a_child_of_three(client: Client, town: Town) -> None:
    shown = page(client, "/havendijk/zoeken/?leeftijd=3&gratis=1")
    assert shown.count("<article") >= 6
    assert "Gratis" in shown


def test_what_is_meant_for_a_toddler_stands_before_what_is_for_everyone(client: Client, town: Town) -> None:
    page(client, "/havendijk/buurt/vuurtorenkwartier/")
    sections = client.get("/havendijk/zoeken/?leeftijd=3&gratis=1").context["sections"]
    assert sections[0].cards[0].name == "Peuterinloop De Ankerplaats"


def test_each_filter_leaves_what_its_count_says(client: Client, town: Town) -> None:
    shown = client.get("/havendijk/zoeken/?q=kind").context
    for group in shown["filters"]:
        for option in group.options:
            if option.count is None or option.active:
                continue
            narrowed = client.get(f"/havendijk/zoeken/{option.url}").context
            assert narrowed["total"] == option.count, option.label


def test_danger_stands_before_all(client: Client, town: Town) -> None:
    shown = page(client, "/havendijk/zoeken/?q=ik+wil+dood")
    assert "113" in shown
    assert shown.index("113") < shown.index("<article")


def test_the_flemish_town_has_flemish_lines(client: Client, town: Town) -> None:
    assert "1813" in page(client, "/duinbeke/zoeken/?q=ik+wil+dood")


def test_the_lightest_stands_first_without_words(client: Client, town: Town) -> None:
    gables = [
        card.gable for section in client.get("/havendijk/zoeken/").context["sections"] for card in section.cards
    ]
    assert gables == sorted(gables)


def test_nothing_found_has_a_door(client: Client, town: Town) -> None:
    shown = page(client, "/havendijk/zoeken/?q=qqqqxxzz")
    assert client.get("/havendijk/zoeken/?q=qqqqxxzz").context["total"] == 0
    empty = shown[shown.index('class="empty"') :].split("</div>")[0]
    assert f'class="button" href="{reverse("questions:ask", args=["havendijk"])}"' in empty


def test_english_is_remembered(client: Client, town: Town) -> None:
    assert 'lang="en"' in page(client, "/havendijk/?taal=en")
    assert 'lang="en"' in page(client, "/havendijk/themas/")
    assert 'lang="nl"' in page(client, "/havendijk/?taal=nl")


def test_duinbeke_speaks_flemish(client: Client, town: Town) -> None:
    assert 'lang="nl-BE"' in page(client, "/duinbeke/")


def test_a_neighbourhood_is_remembered_and_gives_walking_times(client: Client, town: Town) -> None:
    page(client, "/havendijk/buurt/westerkade/")
    shown = page(client, "/havendijk/zoeken/?q=huiswerk")
    assert "minuten lopen" in shown
    assert "Westerkade" in shown


def test_a_postcode_finds_the_neighbourhood(client: Client, town: Town) -> None:
    for text in ("8991", "8991 AB", "8991ab", "vuurtoren", "Havendijk"):
        labels = [match.label for match in client.get("/", {"zoek": text}).context["matches"]]
        assert labels, text


def test_a_street_finds_the_neighbourhood_it_is_in(client: Client, town: Town) -> None:
    street = Place.objects.filter(kind=PlaceKind.STREET, area__kind=AreaKind.NEIGHBOURHOOD).order_by("pk")[0]
    for text in (street.name, street.name.upper()):
        labels = [match.label for match in client.get("/", {"zoek": text}).context["matches"]]
        assert str(street.area) in labels


def test_a_page_beyond_the_last_is_the_last(client: Client, town: Town) -> None:
    address = "/havendijk/zoeken/?q=kind&pagina="
    beyond = client.get(f"{address}400").context
    last = client.get(f"{address}{beyond['pages'].count}").context
    assert beyond["pages"].number == beyond["pages"].count > 1
    assert [card.id for section in beyond["sections"] for card in section.cards] == [
        card.id for section in last["sections"] for card in section.cards
    ]


def test_help_in_arabic_is_read_from_right_to_left(client: Client, town: Town) -> None:
    assert 'lang="ar" dir="rtl"' in page(client, "/havendijk/zoeken/?q=زوجي+يضربني")


def test_rather_where_nobody_knows_me_says_what_it_does(client: Client, town: Town) -> None:
    shown = page(client, "/havendijk/zoeken/")
    assert re.search(r'name="onbekend" value="1">.*Dan zie je eerst wat verder weg', shown)
    on = page(client, "/havendijk/zoeken/?onbekend=1")
    assert 'name="onbekend" value="1" checked' in on
    assert "Liever waar niemand me kent" in on


def test_a_word_often_searched_keeps_all_its_signs(client: Client, town: Town) -> None:
    Network.objects.filter(slug="havendijk").update(frequent_searches=["eten & drinken"])
    link = client.get("/havendijk/").context["frequent"][0]
    assert client.get(link.url).context["q"] == "eten & drinken"


def test_the_privacy_page_names_the_server_of_the_map(client: Client, town: Town, settings: Settings) -> None:
    assert "Er kijkt geen ander bedrijf mee" in page(client, "/privacy/")
    settings.MAP_TILES_URL = "https://kaart.example/{z}/{x}/{y}.png"
    shown = page(client, "/privacy/")
    assert "kaart.example" in shown
    assert "Er kijkt geen ander bedrijf mee" not in shown


def test_search_engines_are_told_what_not_to_read(client: Client, town: Town) -> None:
    rules = page(client, "/robots.txt").splitlines()
    assert "Disallow: /*/mijn-lijst/" in rules
    assert "Disallow: /*/zoeken/*?*&" in rules
    assert "Disallow: /" not in rules


def test_a_room_that_is_off_has_no_entry(client: Client, town: Town) -> None:
    assert "/havendijk/nu/" in page(client, "/havendijk/")
    Network.objects.filter(slug="havendijk").update(rooms=["map"])
    assert "/havendijk/nu/" not in page(client, "/havendijk/")


def test_my_list_keeps_shares_and_drops(client: Client, town: Town) -> None:
    url = reverse("directory:my_list", args=["havendijk"])
    client.post(url, {"id": town.service, "doe": "bewaar", "terug": "/havendijk/"})
    client.post(url, {"id": town.service, "doe": "bewaar", "terug": "/havendijk/"})
    kept = client.get(url)
    assert [card.id for card in kept.context["cards"]] == [town.service]
    shared = page(Client(), re.sub(r"^https?://[^/]+", "", kept.context["share_url"]))
    assert "Huiswerkclub De Loods" in shared
    client.post(url, {"id": town.service, "doe": "weg"})
    assert client.get(url).context["cards"] == []


@pytest.mark.parametrize(
    "back", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", "/\\evil.example"]
)
def test_going_back_stays_on_this_site(client: Client, town: Town, back: str) -> None:
    url = reverse("directory:my_list", args=["havendijk"])
    assert client.post(url, {"id": town.service, "terug": back})["Location"] == url
    assert client.get("/kleur/", {"kleur": "donker", "terug": back})["Location"] == "/"


def test_a_list_cookie_that_was_tampered_with_is_empty(client: Client, town: Town) -> None:
    client.cookies["lijst"] = "AAAAAAAAAAAAAAAAAAAAAA:1:forged"
    assert client.get(reverse("directory:my_list", args=["havendijk"])).context["cards"] == []


@pytest.mark.parametrize(
    "address",
    [
        "/", "/havendijk/", "/havendijk/buurt/vuurtorenkwartier/", "/havendijk/zoeken/?q=huiswerk",
        "/havendijk/themas/", "/havendijk/themas/2/", "/havendijk/nu/?start=1",
        "/havendijk/lijst/{services}/", "/havendijk/contact/", "/havendijk/over/",
    ],
)  # fmt: skip
def test_a_page_asks_the_database_the_same_number_of_times_for_twice_as_much(
    client: Client, town: Town, address: str, count_queries: Callable[[Client, str], int],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setattr(kept, "time", SimpleNamespace(monotonic=lambda: 0.0))  # however slow the machine is
    services = list(Service.objects.order_by("pk").values_list("pk", flat=True))
    address = address.format(services=pack(services[:MOST_KEPT]))
    shown = client.get(address)
    cards = {str(card.id) for card in shown.context.get("open_today") or []}  # of which there may be one at this hour
    on_it = [pk for pk in services if str(pk) in cards or str(pk) in shown.content.decode()]
    beside = [pk for pk in services if pk not in on_it]
    forget_all()  # what an earlier test left in memory for a minute would be gone between the two counts
    twice = count_queries(client, address)
    assert Service.objects.filter(pk__in=on_it[1::2] + beside[::2]).delete()  # some of what is on it stays
    forget_all()
    assert count_queries(client, address) == twice <= 40


def test_results_cost_the_same_queries_for_two_as_for_twenty(
    client: Client, town: Town, count_queries: Callable[[Client, str], int]
) -> None:
    few = count_queries(client, "/havendijk/zoeken/?q=dyslexie")
    many = count_queries(client, "/havendijk/zoeken/?q=kind")
    assert few <= many <= few + 1  # one more for the activities beside them, where any answers the words


NASTY = st.one_of(
    st.text(max_size=60),
    st.sampled_from(
        ["\x00", "%00", "' OR 1=1 --", "<script>", "NaN", "1e400", "-1", "9" * 300, "AND NOT", '"', "*:*", "\ud800"]
    ),
)  # fmt: skip
PARAMETERS = st.sampled_from(
    ["q", "leeftijd", "open", "gratis", "spreekt", "niveau", "functie", "thema", "buurt", "bij", "pagina", "taal",
     "kaart", "onbekend", "zoek", "over", "terug", "kleur"]
)  # fmt: skip
PAGES = st.sampled_from(
    ["/", "/havendijk/", "/havendijk/zoeken/", "/havendijk/zoeken/suggesties/", "/havendijk/nu/",
     "/havendijk/contact/", "/havendijk/themas/3/", "/kleur/", "/havendijk/mijn-lijst/"]
)  # fmt: skip


@given(address=PAGES, pairs=st.lists(st.tuples(PARAMETERS, NASTY), min_size=1, max_size=4))
@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_parameter_breaks_a_page(client: Client, town: Town, address: str, pairs: list[tuple[str, str]]) -> None:
    query = {name: value.encode("utf-8", "surrogatepass").decode("utf-8", "replace") for name, value in pairs}
    assert client.get(address, query).status_code in {200, 302, 400, 429}


@given(tail=st.text(max_size=80))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_path_breaks_the_site(client: Client, town: Town, tail: str) -> None:
    safe = tail.encode("utf-8", "replace").decode()
    assert client.get(f"/havendijk/{safe}").status_code in {200, 301, 302, 400, 404}


def test_an_entry_has_a_page_in_its_own_town_whatever_it_lacks(client: Client, town: Town) -> None:
    """Every sixth service, and every place without an address: online or by phone."""
    networks = {"havendijk", "duinbeke"}
    for name, rows in (
        ("directory:service", list(Service.objects.order_by("pk"))[::6]),
        ("directory:place", list(Location.objects.filter(addresses=None, hide_address=False))),
    ):
        for row in rows:
            codes = {client.get(reverse(name, args=[network, row.pk])).status_code for network in networks}
            assert codes <= {200, 404}, row
            assert 200 in codes or name == "directory:place", row


def test_a_secret_address_stands_on_no_page(client: Client, town: Town) -> None:
    secret = Location.objects.filter(hide_address=True)
    assert secret.count() >= 2
    for place in secret:
        street = place.addresses.get().address_1
        offered = Service.objects.filter(at_locations__location=place)
        for service in offered:
            for network in ("havendijk", "duinbeke"):
                for address in (f"/{network}/aanbod/{service.pk}/", f"/{network}/zoeken/?q={service.name}"):
                    shown = client.get(address).content.decode()
                    assert street not in shown
                    assert str(place.latitude) not in shown
        for network in ("havendijk", "duinbeke"):
            assert client.get(reverse("directory:place", args=[network, place.pk])).status_code == 404


def test_a_list_shows_in_each_town_only_what_is_there(client: Client, town: Town) -> None:
    client.post(reverse("directory:my_list", args=["havendijk"]), {"id": town.service, "doe": "bewaar"})
    elsewhere = client.get(reverse("directory:my_list", args=["duinbeke"]))
    assert (elsewhere.context["cards"], elsewhere.context["share_url"]) == ([], "")
    assert len(client.get(reverse("directory:my_list", args=["havendijk"])).context["cards"]) == 1


def test_every_page_that_searches_is_limited(client: Client, town: Town, settings: Settings) -> None:
    settings.SEARCHES_PER_MINUTE = 2
    limits._windows.clear()
    for address in (
        "/havendijk/zoeken/", "/havendijk/themas/3/", "/havendijk/nu/", "/havendijk/zoeken/suggesties/?q=huis",
        "/?zoek=haven",
    ):  # fmt: skip
        codes = [client.get(address).status_code for _ in range(6)]
        assert codes[-1] == 429, address
    assert client.get("/").status_code == 200
