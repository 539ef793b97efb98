"""Words of danger, in every language that is offered, put the lines of the country before all else on the page."""

import pytest
from django.test import Client

from buurtnet.areas.models import Area, Network
from buurtnet.search.outbox import rebuild_all
from tests.directory.searchable import offered, reaching

pytestmark = pytest.mark.django_db
SAID = [
    ("mijn vriend slaat me", "NL", ["112", "Veilig Thuis"]), ("mijn vent slaat mij", "BE", ["112", "101"]),
    ("my boyfriend beats me", "NL", ["112", "Veilig Thuis"]), ("mon mari me frappe", "BE", ["112", "101"]),
    ("kocam bana vuruyor", "NL", ["112", "Veilig Thuis"]), ("أخاف من زوجي", "NL", ["112", "Veilig Thuis"]),
    ("boję się męża", "NL", ["112", "Veilig Thuis"]), ("боюся чоловіка", "NL", ["112", "Veilig Thuis"]),
    ("mijn zoon wil niet meer leven", "NL", ["113"]), ("ik zie het niet meer zitten", "BE", ["1813"]),
    ("my son wants to die", "NL", ["113"]), ("envie de mourir", "BE", ["1813"]), ("ölmek istiyorum", "NL", ["113"]),
    ("أريد أن أموت", "NL", ["113"]), ("chcę umrzeć", "NL", ["113"]), ("не хочу жити", "NL", ["113"]),
]  # fmt: skip


@pytest.fixture
def offers(network: Network, areas: list[Area]) -> Network:
    """Something that stands on the page when a danger is typed."""
    reaching(
        offered("Luisterend oor", description="Slaat je man, vriend of vent jou? Wil je zoon niet leven?"), areas[1]
    )
    rebuild_all()
    return network


@pytest.mark.parametrize(("text", "country", "first"), SAID)
@pytest.mark.parametrize("language", ["nl", "en", "fr"])
def test_the_right_line_stands_first_whatever_the_language_of_the_page(
    offers: Network, text: str, country: str, first: list[str], language: str
) -> None:
    Network.objects.filter(pk=offers.pk).update(country=country, locale="nl-be" if country == "BE" else "nl")
    response = Client().get("/havendijk/zoeken/", {"q": text, "taal": language})
    lines = [line.phone or line.name for line in response.context["danger"].lines]
    names = [line.name for line in response.context["danger"].lines]
    assert [one for one in first if one in lines or one in names] == first
    assert first[0] in {lines[0], names[0]}
    page = response.content.decode()
    for later in ("<h1>", "<article", 'class="empty"', 'class="understood'):
        assert later not in page or page.index('class="danger-advice"') < page.index(later), later


def test_danger_far_on_in_a_long_text_is_seen(offers: Network) -> None:
    text = "mijn zoon slaapt slecht en eet bijna niet meer sinds we verhuisd zijn " * 6 + "en wil dood"
    response = Client().get("/havendijk/zoeken/", {"q": text})
    assert response.context["danger"] is not None
