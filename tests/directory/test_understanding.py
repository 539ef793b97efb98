"""What a text asks: ages, places, what is not wanted."""

import pytest

from buurtnet.areas.models import Place
from buurtnet.directory.understanding import understand
from buurtnet.search.outbox import rebuild_all
from tests.directory.searchable import CENTRE, ask, names, offered, town
from tests.factories import NetworkFactory

pytestmark = pytest.mark.django_db


def place(name: str, folded: str, **fields: object) -> Place:
    latitude, longitude = CENTRE
    return Place.objects.create(
        **({"kind": "street", "name": name, "folded": folded, "latitude": latitude, "longitude": longitude} | fields)
    )


@pytest.mark.parametrize(
    ("text", "ages"),
    [
        ("jongen van 14", (14, 14)), ("2 jaar", (2, 2)), ("7-jarige", (7, 7)), ("kind 6", (6, 6)),
        ("twee jaar", (2, 2)), ("baby 6 weken", (0, 1)), ("peuter", (2, 3)), ("kleuter of tiener", (3, 17)),
        ("65-plus", None), ("65plus", (65, 65)),
        ("groep 7", None), ("huisnummer 14", None), ("de 3 musketiers", None), ("999 jaar", None), ("een kind", None),
    ],
)  # fmt: skip
def test_ages_are_read_from_words(text: str, ages: tuple[float, float] | None) -> None:
    assert understand(text).ages == ages


def test_an_age_is_no_word_to_look_for_and_a_word_for_an_age_is() -> None:
    assert [word.text for word in understand("zwemmen 7 jaar").words] == ["zwemmen"]
    assert [word.text for word in understand("gym peuter").words] == ["gym", "peuter"]


@pytest.mark.parametrize(
    "text",
    ["koffie in Molenveld", "koffie Molenveld", "koffie bij molenveld", "molenveld koffie", "Molenveld"],
)
def test_a_place_is_read_from_the_words_with_its_preposition(text: str) -> None:
    place("Molenveld", "molenveld", kind="neighbourhood")
    understood = understand(text)
    assert understood.place
    assert [word.text for word in understood.words] == (["koffie"] if "koffie" in text else [])


def test_the_longest_name_wins() -> None:
    place("Sint", "sint")
    long = place("Sint-Annaplein", "sint annaplein")
    assert understand("spelen op het Sint-Annaplein").place == long


def test_an_ordinary_word_is_no_place_unless_it_is_said_as_one() -> None:
    place("Centrum", "centrum", kind="neighbourhood")
    assert understand("een centrum voor jeugd").place is None
    assert understand("jeugd in het centrum").place
    assert understand("jeugd Centrum").place


def test_a_place_of_another_town_or_source_is_not_meant() -> None:
    here, other = town("Havendijk")[0], town("Duinbeke")[0]
    place("Kerkstraat", "kerkstraat", area=other)
    place("Molenweg", "molenweg", scope="elders")
    assert understand("oppas Kerkstraat", inside=(here.pk,)).place is None
    assert understand("oppas Kerkstraat", inside=(other.pk,)).place
    assert understand("oppas Molenweg", inside=(here.pk,)).place is None
    assert understand("oppas Molenweg", scope="elders").place
    assert understand("oppas Molenweg", scope="Elders").place is None


def test_a_street_without_an_area_is_meant_in_its_own_town_only() -> None:
    here, other = town("Havendijk")[0], town("Duinbeke")[0]
    NetworkFactory(town="HAVENDIJK", areas=[here])
    NetworkFactory(town="Duinbeke", areas=[other])
    place("Kerkstraat", "kerkstraat", town="Havendijk")
    assert understand("oppas Kerkstraat", inside=(here.pk,)).place
    assert understand("oppas Kerkstraat", inside=(other.pk,)).place is None


def test_a_place_in_the_words_orders_by_nearness_and_keeps_what_is_far() -> None:
    place("Molenveld", "molenveld", kind="neighbourhood")
    offered("Inloop ver", at=4_000)
    offered("Inloop dichtbij", at=300)
    rebuild_all()
    found = ask("inloop Molenveld")
    assert names(found) == ["Inloop dichtbij", "Inloop ver"]
    assert [str(one) for one in found.places] == ["Molenveld"]


def test_only_a_place_is_a_list_of_what_is_there() -> None:
    place("Molenveld", "molenveld", kind="neighbourhood")
    offered("Speeltuin Molenveld", at=100)
    offered("Iets elders", at=9_000)
    rebuild_all()
    assert names(ask("Molenveld")) == ["Speeltuin Molenveld"]
