"""What a text asks: ages, places, what is not wanted."""

import datetime as dt

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from buurtnet.areas.models import Place
from buurtnet.directory.understanding import NAMES, understand
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
        ("twee jaar", (2, 2)), ("baby 6 weken", (0, 0)), ("peuter", (2, 3)), ("kleuter of tiener", (3, 18)),
        ("65-plus", (65, 120)), ("65plus", (65, 120)), ("12+", (12, 120)), ("van 4 tot 12 jaar", (4, 12)),
        ("18 maanden", (1, 1)), ("vanaf 16 jaar", (16, 120)), ("tot 4 jaar", (0, 4)), ("voor mijn oma", (65, 120)),
        ("mon fils de 5 ans", (5, 5)), ("my daughter is 14 years old", (14, 14)), ("çocuğum 3 yaşında", (3, 3)),
        ("oma is dood", None), ("tien jaar", (10, 10)),
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


MONDAY = dt.date(2026, 11, 23)


def read(text: str, **more: object) -> dict[str, set[str]]:
    """The readings of a text: values by name."""
    found: dict[str, set[str]] = {}
    for reading in understand(text, on=MONDAY, **more).readings:  # type: ignore[arg-type]
        found.setdefault(reading.name, set()).add(reading.value)
    return found


@pytest.mark.parametrize(
    ("text", "days", "parts"),
    [
        ("op woensdagmiddag turnen", {"we"}, {"middag"}), ("iets in het weekend", {"sa", "su"}, set()),
        ("zaterdagvoormiddag", {"sa"}, {"ochtend"}), ("'s avonds praten", set(), {"avond"}),
        ("vandaag koffie", {"mo"}, set()), ("vanavond eten", {"mo"}, {"avond"}), ("morgen zwemmen", {"tu"}, set()),
        ("doordeweeks", {"mo", "tu", "we", "th", "fr"}, set()), ("spelen na school", set(), {"middag"}),
        ("on wednesday afternoon", {"we"}, {"middag"}), ("mercredi après-midi", {"we"}, {"middag"}),
        ("çarşamba akşam", {"we"}, {"avond"}), ("у середу ввечері", {"we"}, {"avond"}), ("الأربعاء", {"we"}, set()),
        ("w środę rano", {"we"}, {"ochtend"}), ("middageten", set(), set()),
    ],
)  # fmt: skip
def test_days_and_parts_of_the_day_are_read(text: str, days: set[str], parts: set[str]) -> None:
    found = read(text)
    assert found.get("dag", set()) == days
    assert found.get("dagdeel", set()) == parts


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("gratis sporten", "gratis"), ("iets leuks zonder kosten", "gratis"), ("ücretsiz kurs", "gratis"),
        ("darmowe zajęcia", "gratis"), ("kapper aan huis", "thuis"), ("advies via internet", "online"),
        ("rolstoel basketbal", "rolstoel"), ("loket nu open", "open"),
    ],
)  # fmt: skip
def test_wishes_beside_the_need_are_read(text: str, name: str) -> None:
    assert name in read(text)


def test_what_is_the_need_itself_stays_a_word_to_look_for() -> None:
    assert [word.text for word in understand("geen geld voor kleren").words] == ["geld", "kleren"]
    assert [word.text for word in understand("rolstoel basketbal").words] == ["rolstoel", "basketbal"]
    assert "online" not in read("mijn kind wordt online gepest")
    assert [word.text for word in understand("gratis turnen").words] == ["turnen"]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("hulp in het Turks", "tr"), ("wie spreekt Arabisch", "ar"), ("Poolstalige psycholoog", "pl"),
        ("un psychologue francophone", "fr"), ("dokter die Oekraïens spreekt", "uk"), ("therapy in English", "en"),
        ("my child is being bullied", "en"), ("darmowe ubrania dla dzieci", "pl"), ("مدرسة لابني", "ar"),
        ("психологічна допомога дитині", "uk"), ("çocuk için yardım", "tr"), ("plaine de jeux vacances", "fr"),
    ],
)  # fmt: skip
def test_a_language_is_read_from_the_words_or_from_the_language_of_the_question(text: str, code: str) -> None:
    assert read(text)["spreekt"] == {code}


@pytest.mark.parametrize(
    "text", ["Nederlands leren", "Turkse les", "baby 6 weken controle", "help", "Engels leren voor kinderen", "bib"]
)
def test_who_learns_a_language_or_writes_dutch_asks_for_no_other_language(text: str) -> None:
    assert "spreekt" not in read(text)


@pytest.mark.parametrize(
    ("text", "refused"),
    [
        ("een club maar geen sport", ("sport",)), ("iets maar geen sport of voetbal", ("sport", "voetbal")),
        ("muziek, behalve piano", ("piano",)), ("a club but no football", ("football",)),
        ("un club sauf le foot", ("foot",)),
        ("geen geld", ()), ("geen sport", ()), ("ik wil wel maar niet naar school", ()),
    ],
)  # fmt: skip
def test_what_is_refused_is_no_word_to_look_for(text: str, refused: tuple[str, ...]) -> None:
    assert understand(text).excluded == refused
    assert not set(refused) & {word.text for word in understand(text).words}


def test_a_reading_that_was_taken_off_leaves_its_words_to_look_for() -> None:
    assert "gratis" not in read("gratis turnen", skipped={"gratis"})
    assert [word.text for word in understand("gratis turnen", skipped={"gratis"}).words] == ["gratis", "turnen"]


def test_a_street_with_one_letter_wrong_is_meant_unless_it_is_a_word_of_the_map() -> None:
    street = place("Molenstraat", "molenstraat")
    assert understand("oppas Molestraat").place == street
    assert understand("oppas Moelnstraat").place == street
    assert understand("oppas Kolenstraat", knows=lambda word: True).place is None
    assert understand("oppas Bakkerstraat").place is None


def test_only_wishes_is_all_read() -> None:
    assert understand("gratis op woensdagmiddag", on=MONDAY).is_all_read
    assert not understand("gratis turnen").is_all_read
    assert not understand("ik kan niet meer").is_all_read


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=300))
def test_any_text_can_be_read(text: str) -> None:
    understood = understand(text, on=MONDAY)
    assert len(understood.words) <= 24
    assert {reading.name for reading in understood.readings} <= NAMES


@pytest.mark.parametrize(
    "text",
    [
        "sport maar niet op maandag", "zwemmen maar niet gratis", "spelen maar geen peuters",
        "opvang 2 dagen per week", "cursus van 6 weken", "huur 2 maanden achterstand",
    ],
)  # fmt: skip
def test_what_is_refused_and_what_is_no_age_is_no_wish(text: str) -> None:
    assert understand(text).readings == ()


@pytest.mark.parametrize(("text", "name"), [("yoga online", "online"), ("free swimming lessons", "gratis")])
def test_a_word_that_is_a_wish_by_itself_is_read(text: str, name: str) -> None:
    assert name in {one.name for one in understand(text).readings}
