"""The guide for a worry about a child: whom to ask, the steps, the numbers; no field, and nothing is kept."""

import re
import tomllib
from typing import Any

import pytest
from django.apps import apps
from django.test import Client
from django.urls import reverse

from buurtnet.areas.choices import Room
from buurtnet.areas.models import Network
from buurtnet.needs.worry import DATA, guide_of, is_about_one, whom_to_ask
from buurtnet.people.choices import Role
from buurtnet.people.models import Card, Membership, Organization, Person
from buurtnet.themes.danger import all_lines
from tests.factories import NetworkFactory, OrganizationFactory
from tests.people.cast import person, ring_one

pytestmark = pytest.mark.django_db


def address(network: Network) -> str:
    return reverse("needs:worry", args=[network.slug])


def main_of(client: Client, network: Network) -> str:
    page = client.get(address(network)).content.decode()
    return page[page.index("<main") : page.index("</main>")]


@pytest.fixture
def school(db: None) -> Organization:
    made: Organization = OrganizationFactory(name="Basisschool Het Kompas")
    return made


@pytest.fixture
def teacher(network: Network, school: Organization) -> Person:
    return person("Bram Bos", Role.MEMBER, network, school)


@pytest.fixture
def officer(school: Organization) -> Person:
    """The safety officer of that school, with a phone for the network."""
    made = person("Noor Visser", Role.SAFETY_OFFICER, None, school)
    Card.objects.create(person=made, phone="0999 - 21 52 30")
    return made


def everything_kept() -> dict[str, list[Any]]:
    """Every row of every table, with every value."""
    return {model._meta.label: sorted(map(str, model._base_manager.values_list())) for model in apps.get_models()}


def test_nothing_is_kept_of_who_reads_it_and_what(client: Client, network: Network) -> None:
    client.get(address(network))  # what a site keeps of its first page is there
    before = everything_kept()
    answer = client.get(address(network))
    assert everything_kept() == before
    assert not answer.cookies
    assert "no-store" in answer["Cache-Control"]
    assert not client.session.keys()


def test_nothing_is_kept_of_a_colleague_either_also_not_in_the_log(
    network: Network, teacher: Person, officer: Person
) -> None:
    client = ring_one(teacher)
    client.get(address(network))
    before = everything_kept()
    assert officer.name in main_of(client, network)
    assert everything_kept() == before


def test_nothing_is_said_in_the_technical_log(
    client: Client, network: Network, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level("DEBUG"):
        client.get(address(network))
    assert "zorg-om-een-kind" not in caplog.text


def test_there_is_no_field_at_all_and_a_way_out(client: Client, network: Network) -> None:
    main = main_of(client, network)
    assert not re.search(r"<(form|input|textarea|select|button)", main)
    assert "Snel weg" in client.get(address(network)).content.decode()


def test_nothing_can_be_sent_to_it(client: Client, network: Network) -> None:
    assert client.post(address(network), {"text": "iets"}).status_code == 405


@pytest.mark.parametrize(
    ("country", "said", "not_said"),
    [
        ("NL", ["112", "0800-2000", "0800-0432", "tel:113", "meldcode"], ["1712"]),
        ("BE", ["112", "101", "1712", "tel:102", "tel:1813", "tel:106", "M-document"], ["0800-2000"]),
    ],
)
def test_the_numbers_and_the_steps_are_those_of_the_country(
    client: Client, country: str, said: list[str], not_said: list[str]
) -> None:
    network = NetworkFactory(country=country, rooms=[Room.NEEDS])
    main = main_of(client, network)
    assert all(text in main for text in said)
    assert not any(text in main for text in not_said)


@pytest.mark.parametrize("country", ["NL", "BE"])
@pytest.mark.parametrize("language", ["nl", "nl-be", "en", "fr"])
def test_every_guide_is_whole_in_every_language(country: str, language: str) -> None:
    guide = guide_of(country, language)
    assert guide.heading
    assert guide.anonymous
    assert len(guide.steps) == 5
    assert all(step.title and step.text for step in guide.steps)
    assert guide.lines[0].slug == "112"
    assert {line.slug for line in guide.lines} <= {line.slug for line in all_lines(country)}


@pytest.mark.parametrize("row", tomllib.loads(DATA.read_text())["guide"], ids=lambda row: row["country"])
def test_every_guide_names_its_sources_and_the_day_they_were_read(row: dict[str, Any]) -> None:
    assert all(re.fullmatch(r"https?://\S+\.\S+", source) for source in row["source"].split())
    assert row["source"]
    assert row["checked"].year >= 2026
    assert row["status"] in {"confirmed", "to be confirmed"}


def test_what_is_not_confirmed_says_so_and_whom_to_ask(client: Client, network: Network) -> None:
    sure = "nog niet bevestigd"
    assert sure not in main_of(client, network)
    main = main_of(client, NetworkFactory(country="BE", rooms=[Room.NEEDS]))
    assert sure in main
    assert "vraag het in je organisatie of aan 1712" in main


def test_another_country_than_ours_gets_the_dutch_guide() -> None:
    assert guide_of("FR").heading == guide_of("NL").heading


def test_someone_of_an_organization_reads_who_its_safety_officer_is_and_how_to_reach_them(
    network: Network, teacher: Person, officer: Person
) -> None:
    main = main_of(ring_one(teacher), network)
    assert "Noor Visser" in main
    assert "0999 - 21 52 30" in main


def test_what_the_officer_shows_to_nobody_stays_away(network: Network, teacher: Person, officer: Person) -> None:
    Card.objects.filter(person=officer).update(audiences={"phone": "nobody", "email": "nobody"})
    main = main_of(ring_one(teacher), network)
    assert "Noor Visser" in main
    assert "0999 - 21 52 30" not in main
    assert officer.email not in main


def test_without_an_officer_it_names_who_holds_the_network_together_in_that_organization(
    network: Network, teacher: Person, school: Organization
) -> None:
    person("Samira El Idrissi", Role.CONNECTOR, network, school)
    whom = whom_to_ask(teacher, network)
    assert [one.name for one in whom.people] == ["Samira El Idrissi"]
    assert not whom.are_officers


def test_without_anyone_it_says_to_ask_in_the_own_organization(network: Network, teacher: Person) -> None:
    assert "Vraag je leidinggevende" in main_of(ring_one(teacher), network)


def test_the_officer_of_another_organization_is_nobodys_business(network: Network, officer: Person) -> None:
    other = person("Tess Vos", Role.MEMBER, network, OrganizationFactory())
    assert "Noor Visser" not in main_of(ring_one(other), network)
    assert "Noor Visser" not in main_of(Client(), network)


def test_the_role_of_an_officer_that_ended_is_shown_no_more(
    network: Network, teacher: Person, officer: Person
) -> None:
    Membership.objects.filter(person=officer).update(ends_at=Membership.objects.get(person=officer).starts_at)
    assert "Noor Visser" not in main_of(ring_one(teacher), network)


def test_a_network_without_this_room_has_no_guide(client: Client) -> None:
    assert client.get(address(NetworkFactory())).status_code == 404


@pytest.mark.parametrize(
    "typed",
    [
        "Een jongen van 8 loopt laat buiten", "een klein meisje van zeven staat alleen", "het kind uit groep 5",
        "mijn buurjongen schreeuwt", "dat gezin op de hoek heeft geen eten", "een gezin met drie kinderen",
        "haar dochter komt niet meer", "de kinderen van de buren huilen", "ik maak me zorgen om een kind",
        "de moeder van dat kind drinkt", "ze wordt thuis geslagen", "a boy of 8 is always alone",
        "the family next door shouts", "worried about a child in my street", "un garçon de 8 ans reste seul",
        "la famille du deuxième crie", "een kind dat altijd honger heeft",
    ],
)  # fmt: skip
def test_a_text_about_one_child_or_family_is_known(typed: str) -> None:
    assert is_about_one(typed)


@pytest.mark.parametrize(
    "typed",
    [
        "Oğlum okula gitmek istemiyor", "kızımın arkadaşı yok", "Komşunun çocuğu hep aç",
        "8 yaşında bir çocuk yalnız",
        "Bu aile üst katta bağırıyor", "Bir çocuk her gece dışarıda", "oğlunu dövüyor, oğlu ağlıyor",
        "çocuğum korkuyor",
        "My daughter has no friends", "our youngest son is afraid to cross", "The neighbour's son shouts",
        "An eight-year-old boy walks alone", "a girl, 9, is always hungry", "my kid is bullied",
        "Mon fils ne va plus à l’école", "ma petite fille a peur", "notre enfant reste seul",
        "Une fille pleure le soir",
        "ابني لا يذهب إلى المدرسة", "وابنتي خائفة", "بنتي ما عندها صديقات", "ولد الجيران يبكي كل ليلة",
        "هذه العائلة فوقنا تصرخ",
        "طفل عمره ثماني سنوات وحده", "إبني خائف", "Mijn zoon durft niet over te steken",
        "onze jongste dochter is bang",
        "mijn kind kan nergens spelen", "een jongen (8) loopt alleen buiten",
    ],
)  # fmt: skip
def test_so_it_is_in_the_languages_of_the_street(typed: str) -> None:
    assert is_about_one(typed)


@pytest.mark.parametrize(
    "typed",
    [
        "Çocuklar için park yok", "Bu mahallede çocuk parkı yok", "Bir çocuk parkı istiyoruz",
        "Anneler bisiklet öğrenmek istiyor",
        "Birçok aile kirayı ödeyemiyor", "kızlar için spor yok",
        "The children have nowhere to play when it rains",
        "Our street is dark, children cross here", "My neighbours cook together",
        "boys aged 8 to 12 have no club",
        "Les enfants de notre rue n’ont pas de parc", "Nos filles veulent jouer au foot",
        "Mon quartier manque de bancs",
        "Les mères veulent apprendre le vélo", "الأطفال ليس لديهم مكان للعب", "الأمهات يردن تعلم ركوب الدراجة",
        "العائلات في حينا بحاجة إلى مساعدة", "Mijn straat is donker, kinderen steken hier over",
        "Onze kinderen willen zwemmen",
        "kinderen van 4 of 5 kunnen nergens heen",
    ],
)  # fmt: skip
def test_in_those_languages_too_many_are_not_one(typed: str) -> None:
    assert not is_about_one(typed)


@pytest.mark.parametrize(
    "typed",
    [
        "Veel moeders willen leren fietsen", "Kinderen kunnen bij regen nergens spelen",
        "Gezinnen met schimmel",
        "kinderen van 8 tot 12 steken over", "Moeders willen met hun kinderen fietsen",
        "Een buurvrouw kookt elke week voor de straat", "jongeren maken fietsen",
        "families with children need space",
        "er is niets voor kinderen met een beperking", "Il n’y a rien pour les enfants de 8 ans", "",
        "\0\ud800",
    ],
)  # fmt: skip
def test_what_plays_for_many_is_not_taken_for_one(typed: str) -> None:
    assert not is_about_one(typed)


@pytest.mark.parametrize(
    "typed",
    [
        "een jongetje met rood haar uit groep 4 komt zonder eten naar school", "De dochter van de bakker spijbelt",
        "die kleine van hierboven huilt de hele nacht", "the little one upstairs is always hungry",
        "de zoon van het café op de hoek steelt", "dat meisje zwerft over straat", "een kind met een litteken bedelt",
        "Een baby huilt elke nacht", "the son of the baker steals", "that boy with the red cap is alone",
        "la petite du dessus pleure", "un garçon aux cheveux roux reste dehors",
    ],
)  # fmt: skip
def test_one_child_whom_neighbours_would_know_is_known(typed: str) -> None:
    assert is_about_one(typed)


@pytest.mark.parametrize(
    "typed",
    [
        "kinderen hebben geen plek", "elk kind moet kunnen zwemmen", "de kleine speeltuin is kapot",
        "jongens en meisjes willen voetballen", "the little ones have no playground", "every child needs a coat",
        "Voor kinderen met een bril is er niets", "de kinderopvang van de wijk zit vol",
        "een kinderfeest voor de hele straat", "Les petits du quartier n’ont pas de parc",
        "dat kinderen hier oversteken is eng", "er is niets te doen voor een kind met een beperking",
    ],
)  # fmt: skip
def test_what_children_lack_is_still_no_one_child(typed: str) -> None:
    assert not is_about_one(typed)
