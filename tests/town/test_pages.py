"""The public pages as a visitor gets them."""

import re

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_django import Settings

from buurtnet.directory.models import Location, Service
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
    assert reverse("home:contact", args=["havendijk"]) in shown


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
        "/havendijk/themas/", "/havendijk/themas/2/", "/havendijk/nu/",
        "/havendijk/mijn-lijst/", "/havendijk/contact/", "/havendijk/over/",
    ],
)  # fmt: skip
def test_a_page_asks_the_database_the_same_number_of_times_however_much_there_is(
    client: Client, town: Town, address: str, django_assert_max_num_queries: object
) -> None:
    with django_assert_max_num_queries(40):  # type: ignore[operator]
        client.get(address)


def test_results_cost_the_same_queries_for_two_as_for_twenty(
    client: Client, town: Town, count_queries: object
) -> None:
    few = count_queries(client, "/havendijk/zoeken/?q=dyslexie")  # type: ignore[operator]
    many = count_queries(client, "/havendijk/zoeken/?q=kind")  # type: ignore[operator]
    assert many == few


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
    for address in ("zoeken/", "themas/3/", "nu/", "zoeken/suggesties/?q=huis"):
        codes = [client.get(f"/havendijk/{address}").status_code for _ in range(6)]
        assert codes[-1] == 429, address
