"""Whether someone found it, and that it was searched: counted without anyone being known."""

import html
import re

import pytest
from django.http import QueryDict
from django.test import Client, RequestFactory
from pytest_django import Settings

from buurtnet.areas.models import Area, Network
from buurtnet.home.answers import is_settled
from buurtnet.home.asked import asked_in
from buurtnet.search.outbox import rebuild_all
from buurtnet.wording import counting
from buurtnet.wording.counting import flush
from buurtnet.wording.models import SearchCount
from tests.directory.searchable import offered, reaching

ADDRESS = "/havendijk/zoeken/"
PHONE = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0 Mobile Safari/537.36"


@pytest.fixture(autouse=True)
def one_is_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is counted can be read at once, however few share it."""
    monkeypatch.setattr(counting, "IN_A_NETWORK", 1)


@pytest.fixture
def club(network: Network, areas: list[Area]) -> Network:
    reaching(offered("Huiswerkclub"), areas[1])
    rebuild_all()
    return network


def counted() -> dict[str, tuple[int, int]]:
    """By text how often it was searched, and how often without result."""
    flush()
    return {row.text: (row.times, row.without_result) for row in SearchCount.objects.all()}


def answered() -> dict[str, int]:
    flush()
    row = SearchCount.objects.get()
    named = ("answered_yes", "answered_no", "no_other", "no_far", "no_full", "no_unclear")
    return {name: number for name in named if (number := getattr(row, name))}


def visitor(**where: str) -> Client:
    """Someone with a phone; what names no browser is taken for a program."""
    return Client(headers={"user-agent": PHONE}, **where)


@pytest.mark.django_db
def test_a_search_is_counted_once_for_a_visitor(club: Network) -> None:
    for _number in range(2):
        visitor().get(ADDRESS, {"q": "huiswerkclub"})
    visitor(REMOTE_ADDR="203.0.113.7").get(ADDRESS, {"q": "huiswerkclub"})
    visitor().get(ADDRESS, {"q": "huiswerk zwembad"})
    assert counted()["huiswerkclub"] == (2, 0)


@pytest.mark.django_db
def test_what_filters_leave_out_is_no_search_without_result(club: Network) -> None:
    visitor().get(ADDRESS, {"q": "huiswerkclub", "gratis": "1"})
    assert counted() == {}


@pytest.mark.django_db
def test_typing_and_the_thanks_are_no_search(club: Network) -> None:
    visitor().get(f"{ADDRESS}suggesties/", {"q": "huiswerkclub"})
    visitor().get(ADDRESS, {"q": "huiswerkclub", "antwoord": "ja"})
    visitor().get(ADDRESS)
    assert counted() == {}


def settled(query: str, **headers: str) -> bool:
    request = RequestFactory().get(f"{ADDRESS}?{query}", headers={"User-Agent": PHONE} | headers)
    return is_settled(request, asked_in(QueryDict(query), Network(slug="havendijk")))


def test_only_the_first_page_that_a_person_asks_for_is_a_search() -> None:
    assert settled("q=huiswerk")
    assert settled("q=huiswerk", **{"Sec-Fetch-Dest": "document"})
    assert not settled("q=huiswerk&pagina=2")
    assert not settled("gratis=1")
    assert not settled("q=huiswerk", **{"Sec-Fetch-Dest": "empty"}), "a filter that a script asks for"
    assert not settled("q=huiswerk", **{"Sec-Purpose": "prefetch;prerender"})
    for program in ("Googlebot/2.1", "curl/8.5", "python-requests/2", "facebookexternalhit preview", "Uptime"):
        assert not settled("q=huiswerk", **{"User-Agent": program}), program


def form_on(query: str, client: Client) -> dict[str, str]:
    """The hidden fields of the question under the results."""
    shown = client.get(ADDRESS, QueryDict(query).dict()).content.decode()
    form = shown[shown.index('class="answer-form"') :].split("</form>")[0]
    fields = re.findall(r'name="(\w+)" value="([^"]*)"', form.split("<h2")[0].split("<fieldset")[0])
    return {name: html.unescape(value) for name, value in fields}


@pytest.mark.django_db
def test_a_yes_is_counted_and_comes_back_to_the_same_results(club: Network) -> None:
    client = Client(enforce_csrf_checks=True)
    fields = form_on("q=huiswerkclub&leeftijd=8", client)
    response = client.post(ADDRESS, fields | {"antwoord": "ja"})
    assert response["Location"] == f"{ADDRESS}?q=huiswerkclub&leeftijd=8&antwoord=ja#antwoord"
    assert "Fijn dat je het vond" in client.get(response["Location"]).content.decode()
    assert answered() == {"answered_yes": 1}


@pytest.mark.django_db
def test_a_no_offers_the_door_and_one_reason_which_is_no_second_no(club: Network) -> None:
    client = Client()
    response = client.post(ADDRESS, form_on("q=huiswerkclub", client) | {"antwoord": "nee"})
    shown = client.get(response["Location"]).content.decode()
    part = shown[shown.index('id="antwoord"') :].split("</section>")[0]
    assert 'href="/havendijk/contact/"' in part
    assert re.findall(r'name="waarom" value="(\w+)"', part) == ["anders", "ver", "vol", "onduidelijk"]
    again = client.post(ADDRESS, form_on("q=huiswerkclub&antwoord=nee", client) | {"waarom": "ver"})
    assert again["Location"].endswith("antwoord=dank#antwoord")
    assert answered() == {"answered_no": 1, "no_far": 1}


@pytest.mark.django_db
@pytest.mark.parametrize(
    "sent",
    [
        {}, {"vraag": "q=huiswerkclub"}, {"vraag": "q=huiswerkclub", "antwoord": "misschien"},
        {"vraag": "", "antwoord": "ja"}, {"vraag": "q=&gratis=1", "antwoord": "nee"},
        {"vraag": "q=huiswerkclub", "waarom": "daarom"},
    ],
)  # fmt: skip
def test_an_answer_that_is_none_counts_for_nothing(club: Network, sent: dict[str, str]) -> None:
    assert Client().post(ADDRESS, sent).status_code == 302
    assert flush() == 0


@pytest.mark.django_db
@pytest.mark.parametrize(
    "question",
    [
        "//evil.example/",
        "https://evil.example/?q=x",
        "\r\nSet-Cookie: a=b",
        "q=%ff%00",
        "q=" + "x" * 9_000,
    ],
)
def test_an_answer_never_leads_away_from_the_search(club: Network, question: str) -> None:
    response = Client().post(ADDRESS, {"vraag": question, "antwoord": "ja"})
    assert response.status_code == 302
    assert response["Location"].startswith(f"{ADDRESS}?")


@pytest.mark.django_db
def test_a_form_with_a_thousand_filters_is_no_form_of_ours(club: Network) -> None:
    assert Client().post(ADDRESS, {"vraag": "&" * 1_000, "antwoord": "ja"}).status_code == 400


@pytest.mark.django_db
def test_a_form_of_another_site_is_refused(club: Network) -> None:
    response = Client(enforce_csrf_checks=True).post(ADDRESS, {"vraag": "q=huiswerkclub", "antwoord": "ja"})
    assert response.status_code == 403
    assert flush() == 0


@pytest.mark.django_db
def test_answers_of_one_address_are_limited(club: Network, settings: Settings) -> None:
    settings.FORMS_PER_MINUTE = 2
    sent = {"vraag": "q=huiswerkclub", "antwoord": "ja"}
    codes = [Client().post(ADDRESS, sent).status_code for _number in range(5)]
    assert codes[0] == 302
    assert codes[-1] == 429


@pytest.mark.django_db
def test_who_is_in_danger_is_not_asked_whether_it_helped(club: Network) -> None:
    assert "Heb je gevonden" not in Client().get(ADDRESS, {"q": "mijn man slaat mij"}).content.decode()


@pytest.mark.django_db
def test_looking_around_without_words_sets_no_cookie_and_asks_nothing(club: Network) -> None:
    client = Client()
    assert "Heb je gevonden" not in client.get(ADDRESS).content.decode()
    assert not client.cookies
