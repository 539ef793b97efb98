"""Posters in the languages of the neighbourhood."""

import pytest
from django.test import Client
from django.urls import reverse

from buurtnet.areas.models import Network
from buurtnet.paper.posters import DATA, Kind, languages, poster_of, size_of
from tests.paper.conftest import Paper

SAID = {
    "question", "question_lead", "question_promise", "here", "here_lead", "here_promise", "here_promise_all", "scan",
    "call", "visit",
}  # fmt: skip


def page_of(client: Client, kind: str, query: str = "") -> str:
    response = client.get(f"/havendijk/poster/{kind}/?{query}")
    assert response.status_code == 200
    return response.content.decode()


def test_every_language_has_every_text_and_names_the_neighbourhood() -> None:
    assert DATA.exists()
    for words in languages():
        assert set(words.said) == SAID
        assert all(words.said.values())
        assert "{place}" in words.said["here"]


def test_the_question_leads_to_the_people_of_the_network(client: Client, paper: Paper) -> None:
    page = page_of(client, "vraag")
    assert "Stel hier je vraag" in page
    assert "havendijk/<wbr>contact" in page


def test_the_neighbourhood_stands_on_its_poster(client: Client, paper: Paper) -> None:
    page = page_of(client, "buurt", "buurt=vuurtorenkwartier&formaat=a3")
    assert "Wat is er in Vuurtorenkwartier?" in page
    assert "paper-a3" in page


def test_arabic_runs_from_right_to_left_and_the_page_around_it_does_not(client: Client, paper: Paper) -> None:
    page = page_of(client, "vraag", "in=ar&ook=nl&ook=ar&ook=tr")
    assert 'lang="ar" dir="rtl"' in page
    assert "اطرح سؤالك هنا" in page
    assert "Sorunuzu burada sorun" in page
    assert '<html lang="nl" dir="ltr"' in page


def test_a_text_nobody_checked_says_so_beside_the_poster_and_not_on_it(client: Client, paper: Paper) -> None:
    warning = "Laat deze poster eerst nakijken"
    page = page_of(client, "vraag", "in=pl")
    assert warning in page[: page.index("<article")]
    assert warning not in page_of(client, "vraag")


def test_a_language_in_the_address_is_that_of_the_poster_too(client: Client, paper: Paper) -> None:
    assert "Ask your question here" in page_of(client, "vraag", "taal=en")


def test_a_flemish_network_speaks_its_own_dutch(paper: Paper) -> None:
    Network.objects.filter(pk=paper.network.pk).update(locale="nl-be")
    paper.network.refresh_from_db()
    assert poster_of(Kind.QUESTION, paper.network, None, "nl", []).scan == "Scan de QR-code of surf naar"


@pytest.mark.parametrize("address", ["vraag/?buurt=nergens", "buurt/?buurt=molenveld-elders", "feest/", "VRAAG/"])
def test_what_there_is_not_is_not_found(client: Client, paper: Paper, address: str) -> None:
    assert client.get(f"/havendijk/poster/{address}").status_code == 404


def test_nonsense_in_a_language_or_a_size_is_left_out(client: Client, paper: Paper) -> None:
    page = page_of(client, "vraag", "in=xx&ook=" + "z" * 5_000 + "&formaat=a0")
    assert "Stel hier je vraag" in page
    assert "paper-a4" in page


@pytest.mark.parametrize(
    ("heading", "size"),
    [
        ("Stel hier je vraag", 1), ("Wat is er in Vuurtorenkwartier?", 3), ("Wat is er in Oud-Zuid?", 1),
        ("Wat is er in " + "Langenaam" * 4 + "?", 4),
    ],
)  # fmt: skip
def test_a_long_word_makes_the_letters_smaller(heading: str, size: int) -> None:
    assert size_of(heading) == size


def test_the_page_to_choose_offers_all_and_leads_to_both(client: Client, paper: Paper) -> None:
    page = client.get("/havendijk/poster/").content.decode()
    for kind in Kind:
        assert reverse("paper:poster", args=["havendijk", kind]) in page
    assert "Українська" in page
    assert "Molenveld" in page
