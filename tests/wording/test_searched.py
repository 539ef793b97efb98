"""What the director sees of searches: true counts, from enough of them, and one tap for each."""

import datetime as dt
import tomllib

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from buurtnet.areas.models import Area, Network
from buurtnet.directory.access import today_in
from buurtnet.people.choices import Role
from buurtnet.themes.danger import DATA
from buurtnet.wording.actions import found_it
from buurtnet.wording.choices import DANGERS
from buurtnet.wording.counting import Counted, count, flush
from buurtnet.wording.models import LeftAlone, MissingOffer, SearchCount
from buurtnet.wording.models.searches import DAYS, monday_of
from buurtnet.wording.searched import Shown, dangers_of, forget_rare, searched, totals_of
from tests.directory.searchable import town
from tests.factories import NetworkFactory
from tests.people.cast import person, ring_two
from tests.wording.vocabulary import concept

pytestmark = pytest.mark.django_db
PAGE = "/havendijk/beheer/woorden/"


def looked(network: Network, text: str, times: int = 1, *, found: int = 0, area: Area | None = None) -> None:
    for _number in range(times):
        count(network, text, found=found, area=area)
    flush()


def texts(network: Network, shown: Shown = Shown.WITHOUT, area: Area | None = None) -> list[str]:
    return [row["text"] for row in searched(network, shown, area)]


def weeks_ago(network: Network, text: str, weeks: int) -> None:
    """Move what was counted of a text, as if it had been then."""
    mark = Counted(network.pk, None, monday_of(today_in(network)), text, "", "nl").mark
    for row in SearchCount.objects.filter(network=network, mark=mark):
        week = monday_of(today_in(network)) - dt.timedelta(weeks=weeks)
        key = Counted(row.network_id, row.area_id, week, text, row.danger, row.language).key
        SearchCount.objects.filter(pk=row.pk).update(id=key, week=week)


def test_a_text_is_shown_from_three_searches_without_result_in_the_network(network: Network) -> None:
    looked(network, "zwemles", 2)
    looked(network, "judo", 3)
    looked(network, "dansles", 3, found=4)
    assert texts(network) == ["judo"]
    assert texts(network, Shown.MOST) == ["dansles", "judo"]


def test_and_from_ten_in_one_neighbourhood(network: Network) -> None:
    haven, duin = town("Elders", "Haven", "Duin")[1:]
    looked(network, "judo", 9, area=haven)
    looked(network, "judo", 9, area=duin)
    assert texts(network) == ["judo"]
    assert texts(network, area=haven) == []
    looked(network, "judo", area=haven)
    assert texts(network, area=haven) == ["judo"]
    assert texts(network, area=duin) == []


def test_searches_of_before_the_ninety_days_and_of_another_network_do_not_count(network: Network) -> None:
    looked(network, "judo", 3)
    looked(NetworkFactory(slug="duinbeke"), "zwemles", 9)
    weeks_ago(network, "judo", 14)
    assert texts(network) == []
    looked(network, "judo", 2)
    assert texts(network) == []
    assert totals_of(network).times == 2


def test_the_most_come_first_and_those_left_alone_do_not(network: Network) -> None:
    for number, text in enumerate(("judo", "zwemles", "dansles")):
        looked(network, text, 3 + number)
    LeftAlone.objects.create(network=network, text="zwemles")
    assert texts(network) == ["dansles", "judo"]
    assert [row["text"] for row in searched(network, Shown.MOST, left=True)] == ["zwemles"]


def test_a_no_stands_there_with_its_reasons(network: Network, director: Client) -> None:
    looked(network, "zwemles", 3, found=2)
    looked(network, "judo", 3, found=2)
    for why in ("ver", "ver", "vol", ""):
        found_it(network, "zwemles", answer="no", why=why)
    flush()
    page = director.get(f"{PAGE}?toon=nee").content.decode()
    for said in ("4 keer nee", "te ver: 2", "vol: 1"):
        assert said in page, said
    assert "judo" not in page


def test_the_page_says_what_was_not_found_and_what_was_meant(network: Network, director: Client) -> None:
    concept("taal", "taal leren", saying="nederlands leren")
    looked(network, "Nederlands leren!", 3)
    looked(network, "zeepkisten bouwen", 2)
    page = director.get(PAGE).content.decode()
    assert "nooit iets gevonden · 3 keer gezocht" in page
    assert "Buurtnet zoekt dan ook op: taal leren" in page
    assert "zeepkisten" not in page
    assert "Gezocht in 90 dagen</dt><dd>5" in page


def test_dangers_are_told_as_a_number_from_twenty_and_never_what_was_typed(
    network: Network, director: Client
) -> None:
    looked(network, "ik wil niet meer leven", 19)
    assert dangers_of(network) == []
    assert "Woorden van gevaar" not in director.get(PAGE).content.decode()
    looked(network, "ik wil dood", 1)
    page = director.get(PAGE).content.decode()
    assert "20 keer" in page
    assert "dood" not in page


def test_every_kind_of_danger_has_a_name_in_plain_words() -> None:
    kinds = {row["kind"] for row in tomllib.loads(DATA.read_text("utf-8"))["danger"]}
    assert kinds == set(DANGERS)


def test_one_tap_leaves_a_text_alone_and_another_shows_it_again(network: Network, director: Client) -> None:
    looked(network, "judo", 3)
    address = reverse("wording:search_leave", args=["havendijk"])
    assert director.post(address, {"tekst": "judo"}).status_code == 302
    assert texts(network) == []
    assert "judo" in director.get(f"{PAGE}?toon=laat").content.decode()
    director.post(address, {"tekst": "judo", "doe": "toon"})
    assert texts(network) == ["judo"]


def test_only_what_stands_on_the_list_can_be_left_alone(network: Network, director: Client) -> None:
    director.post(reverse("wording:search_leave", args=["havendijk"]), {"tekst": "06 12345678 van Jan"})
    assert not LeftAlone.objects.exists()


def test_one_tap_says_that_it_is_missing_here(network: Network, director: Client) -> None:
    looked(network, "judo", 3)
    address = reverse("wording:missing_list", args=["havendijk"])
    assert director.post(address, {"text": "judo"}).status_code == 302
    assert MissingOffer.objects.get().text == "judo"
    assert "Op de lijst" in director.get(PAGE).content.decode()


def test_texts_too_few_searched_go_after_ninety_days_and_others_stay(network: Network) -> None:
    looked(network, "judo", 2, area=network.areas.get())
    weeks_ago(network, "judo", 4)
    for text, times in (("judo", 2), ("zwemles", 3), ("ik wil dood", 1), ("naailes", 1)):
        looked(network, text, times)
    for text in ("zwemles", "", "naailes"):
        weeks_ago(network, text, DAYS // 7 + 2)
    SearchCount.objects.filter(text="judo", area=None).update(
        week=monday_of(today_in(network)) - dt.timedelta(weeks=DAYS // 7 + 2)
    )
    looked(network, "dansles", 1)
    assert forget_rare() == 1, "of judo two more were searched within the same ninety days"
    SearchCount.objects.filter(text="judo", area=None).update(
        week=monday_of(today_in(network)) - dt.timedelta(days=200)
    )
    assert forget_rare() == 1
    assert sorted(SearchCount.objects.values_list("text", "danger", "times")) == [
        ("", "", 1), ("", "suicide", 1), ("judo", "", 2), ("zwemles", "", 3),
    ], "dansles was searched too rarely to be kept in words"  # fmt: skip


@pytest.mark.parametrize(
    "query", ["toon=x", "toon=laat&buurt=nergens", "pagina=999", "pagina=x", "buurt=%F0%9F%99%82"]
)
def test_nonsense_in_the_address_shows_the_page(director: Client, query: str) -> None:
    assert director.get(f"{PAGE}?{query}").status_code == 200


def test_the_list_costs_the_same_with_more_on_it(network: Network, director: Client) -> None:
    def cost() -> int:
        director.get(PAGE)
        with CaptureQueriesContext(connection) as captured:
            director.get(PAGE)
        return len(captured)

    looked(network, "judo", 3)
    before = cost()
    for text in ("zwemles", "dansles", "boksen", "schaken", "naailes"):
        looked(network, text, 3)
    assert cost() == before


def test_the_pages_are_the_director_s(network: Network) -> None:
    others = [
        person("Griet Maes", Role.CONNECTOR, network), person("Noor", Role.MEMBER, network),
        person("Tine", Role.DIRECTOR, NetworkFactory(slug="duinbeke")), person("Omar", Role.ADMINISTRATOR),
    ]  # fmt: skip
    names = ("search_list", "word_choose", "word_edit", "concept_list", "version_list", "word_table", "word_skos",
             "agreed_list", "agreed_new")  # fmt: skip
    for who in others:
        client = ring_two(who)
        for name in names:
            assert client.get(reverse(f"wording:{name}", args=["havendijk"])).status_code == 404, (who, name)
        assert client.post(reverse("wording:search_leave", args=["havendijk"])).status_code == 404


def test_the_menu_shows_each_what_is_theirs(network: Network, director: Client) -> None:
    assert "Wat mensen zoeken" in director.get(PAGE).content.decode()
    connector = ring_two(person("Griet Maes", Role.CONNECTOR, network))
    page = connector.get(reverse("wording:missing_list", args=["havendijk"])).content.decode()
    assert "Wat er ontbreekt" in page
    assert PAGE + '"' not in page
