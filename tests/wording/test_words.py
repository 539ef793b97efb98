"""The vocabulary in the hands of the director: looked at before it changes, changed as versions, put back."""

import csv
import io
from collections.abc import Callable

import pytest
from django.db import DatabaseError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from buurtnet.areas.models import Area, Network
from buurtnet.kit.folding import words
from buurtnet.people.acting import By
from buurtnet.people.choices import Role
from buurtnet.people.models import Person
from buurtnet.privacy.models import LogRow
from buurtnet.themes.choices import LabelKind
from buurtnet.themes.models import Concept, Label, LabelOff
from buurtnet.themes.vocabulary import vocabulary
from buurtnet.wording import preview as previews
from buurtnet.wording.changing import ChangedMeanwhileError, Edit, SoAlreadyError, change, undo, version_of
from buurtnet.wording.choices import Turn
from buurtnet.wording.models import WordChange
from buurtnet.wording.preview import preview
from tests.directory.searchable import offered, reaching, rebuild_all
from tests.factories import NetworkFactory
from tests.people.cast import person, ring_two
from tests.wording.vocabulary import concept, label

pytestmark = pytest.mark.django_db
EDIT = "/havendijk/beheer/woorden/voorbeeld/"


@pytest.fixture
def money(db: None) -> Concept:
    return concept("geld", "hulp bij schulden", term="schuldhulp", saying="rekeningen niet betalen")


@pytest.fixture
def offer(network: Network, area: Area, money: Concept) -> str:
    """One offer that is found by the terms of the concept, and one that has nothing to do with it."""
    for name in ("Schuldhulp aan huis", "Zwemles voor peuters"):
        reaching(offered(name), area)
    rebuild_all()
    return "Schuldhulp aan huis"


def adding(text: str, kind: str = LabelKind.SAYING, language: str = "nl") -> Edit:
    return Edit(Turn.ADDED, "geld", text, language, kind)


def named(network: Network, text: str) -> list[str]:
    return [one.concept for one in vocabulary(network.pk).mentions(words(text))]


# Looking before it changes


def test_the_preview_shows_what_would_be_found_and_changes_nothing(network: Network, offer: str) -> None:
    shown = preview(network, adding("diep in de puree"), "ik zit diep in de puree")
    assert shown is not None
    assert shown.before.rows == []
    assert [(row.name, row.is_new) for row in shown.after.rows] == [(offer, True)]
    assert not Label.objects.filter(network=network).exists()
    assert named(network, "diep in de puree") == []


def test_the_preview_of_a_word_switched_off_shows_what_is_lost(network: Network, offer: str) -> None:
    off = Edit(Turn.OFF, "geld", "rekeningen niet betalen", "nl", LabelKind.SAYING)
    shown = preview(network, off, "rekeningen niet betalen")
    assert shown is not None
    assert [row.name for row in shown.before.rows] == [offer]
    assert shown.after.rows == []
    assert shown.gone == [offer]
    assert named(network, "rekeningen niet betalen") == ["geld"]
    assert not LabelOff.objects.exists()


def test_a_word_switched_off_after_a_preview_of_another_is_the_right_one(network: Network, money: Concept) -> None:
    preview(network, Edit(Turn.OFF, "geld", "schuldhulp", "nl", LabelKind.TERM), "schuldhulp")
    LabelOff.objects.create(network=network, label=Label.objects.get(text="rekeningen niet betalen"))
    assert named(network, "schuldhulp") == ["geld"]
    assert named(network, "rekeningen niet betalen") == []


def test_the_page_shows_both_sides_before_anything_is_changed(network: Network, director: Client, offer: str) -> None:
    page = director.get(EDIT, {"begrip": "geld", "woord": "diep in de puree"}).content.decode()
    assert "Niets gevonden" in page
    assert offer in page
    assert "nieuw" in page
    assert "Er is nog niets veranderd" in page
    assert not WordChange.objects.exists()


def test_while_the_database_is_busy_the_page_says_so_and_comes(
    network: Network, director: Client, offer: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(*_said: object) -> None:
        raise DatabaseError

    monkeypatch.setattr(previews, "_as_if", busy)
    page = director.get(EDIT, {"begrip": "geld", "woord": "diep in de puree"})
    assert page.status_code == 200
    assert "Het voorbeeld lukt nu even niet" in page.content.decode()


# Changing


def test_a_word_that_is_added_is_found_by_at_once_and_only_here(
    network: Network, director: Client, money: Concept
) -> None:
    sent = {
        "begrip": "geld",
        "woord": "Diep in de puree",
        "wat": "erbij",
        "soort": "saying",
        "taal": "nl",
        "versie": "0",
    }
    assert director.post(EDIT, sent).status_code == 302
    assert named(network, "diep in de puree") == ["geld"]
    assert vocabulary(None).mentions(words("diep in de puree")) == ()
    row = WordChange.objects.get()
    assert (row.version, row.turn, row.before) == (1, Turn.ADDED, None)
    assert row.after == {
        "concept": "geld", "text": "Diep in de puree", "language": "nl", "kind": "saying", "used": True,
    }  # fmt: skip
    assert LogRow.objects.filter(rule="word.added", object_id=str(row.pk)).exists()


def test_a_shipped_word_is_switched_off_and_on_here_and_stays_elsewhere(
    network: Network, director: Client, money: Concept
) -> None:
    other = NetworkFactory(slug="duinbeke")
    sent = {"begrip": "geld", "woord": "schuldhulp", "soort": "term", "taal": "nl"}
    director.post(EDIT, {**sent, "wat": "uit", "versie": "0"})
    assert named(network, "schuldhulp") == []
    assert named(other, "schuldhulp") == ["geld"]
    director.post(EDIT, {**sent, "wat": "aan", "versie": "1"})
    assert named(network, "schuldhulp") == ["geld"]
    assert version_of(network) == 2


def test_a_word_of_one_s_own_is_taken_away_and_a_shipped_one_is_not(
    network: Network, director: Client, ingrid: Person, money: Concept
) -> None:
    change(network, adding("diep in de puree"), seen=0, by=By(ingrid))
    gone = {"begrip": "geld", "woord": "diep in de puree", "wat": "weg", "soort": "saying", "taal": "nl"}
    director.post(EDIT, {**gone, "versie": "1"})
    assert named(network, "diep in de puree") == []
    answer = director.post(EDIT, {**gone, "woord": "schuldhulp", "soort": "term", "versie": "2"})
    assert answer.status_code == 409
    assert Label.objects.filter(text="schuldhulp").exists()


def test_of_two_directors_at_once_the_second_hears_so_and_looks_again(
    network: Network, director: Client, ingrid: Person, money: Concept
) -> None:
    change(network, adding("platzak"), seen=0, by=By(ingrid))
    sent = {"begrip": "geld", "woord": "diep in de puree", "wat": "erbij", "versie": "0"}
    answer = director.post(EDIT, sent)
    assert answer.status_code == 409
    assert "Intussen veranderde iemand anders de woorden" in answer.content.decode()
    assert 'name="versie" value="1"' in answer.content.decode()
    with pytest.raises(ChangedMeanwhileError):
        change(network, adding("diep in de puree"), seen=0, by=By(ingrid))
    assert version_of(network) == 1


def test_what_is_so_already_is_no_version(network: Network, ingrid: Person, money: Concept) -> None:
    change(network, adding("platzak"), seen=0, by=By(ingrid))
    for edit in (
        adding("Platzak!"), adding("schuldhulp"), Edit(Turn.ON, "geld", "schuldhulp", "nl", "term"),
        Edit(Turn.OFF, "geld", "platzak", "nl", "saying"), Edit(Turn.REMOVED, "geld", "nergens", "nl", "saying"),
        Edit(Turn.ADDED, "nergens", "iets", "nl", "saying"),
    ):  # fmt: skip
        with pytest.raises(SoAlreadyError):
            change(network, edit, seen=1, by=By(ingrid))
    assert version_of(network) == 1


@pytest.mark.parametrize("turn", [Turn.ADDED, Turn.OFF])
def test_putting_back_makes_it_as_it_was_and_is_a_version_of_its_own(
    network: Network, ingrid: Person, money: Concept, turn: Turn
) -> None:
    before = (Label.objects.count(), LabelOff.objects.count())
    edit = adding("platzak") if turn == Turn.ADDED else Edit(turn, "geld", "schuldhulp", "nl", "term")
    made = change(network, edit, seen=0, by=By(ingrid))
    back = undo(made, seen=1, by=By(ingrid))
    assert (Label.objects.count(), LabelOff.objects.count()) == before
    assert (back.version, back.undoes, back.before) == (2, made, made.after)
    again = undo(back, seen=2, by=By(ingrid))
    assert (again.turn, version_of(network)) == (turn, 3)


def test_a_forged_kind_is_not_written_down_and_can_be_put_back(
    network: Network, director: Client, ingrid: Person, money: Concept
) -> None:
    change(network, adding("platzak"), seen=0, by=By(ingrid))
    forged = {"begrip": "geld", "woord": "=PLATZAK!", "wat": "weg", "soort": "xyz", "taal": "nl", "versie": "1"}
    assert director.post(EDIT, forged).status_code == 302
    made = network.word_changes.latest("version")
    assert (made.before["text"], made.before["kind"]) == ("platzak", LabelKind.SAYING)
    address = reverse("wording:version_undo", args=["havendijk", made.pk])
    assert director.post(address, {"versie": "2"}).status_code == 302
    assert named(network, "platzak") == ["geld"]


@pytest.mark.parametrize("text", ["ß" * 120, "x" * 121])
def test_a_word_too_long_for_its_column_gets_a_sentence(director: Client, money: Concept, text: str) -> None:
    answer = director.post(EDIT, {"begrip": "geld", "woord": text, "wat": "erbij", "versie": "0"})
    assert answer.status_code == 200
    assert "te lang" in answer.content.decode() or "Kies het kortste" in answer.content.decode()


def test_what_was_put_back_is_not_put_back_twice(
    network: Network, director: Client, ingrid: Person, money: Concept
) -> None:
    made = change(network, adding("platzak"), seen=0, by=By(ingrid))
    address = reverse("wording:version_undo", args=["havendijk", made.pk])
    assert director.post(address, {"versie": "1"}).status_code == 302
    answer = director.post(address, {"versie": "2"})
    assert answer.status_code == 409
    assert "Dit is al teruggezet" in answer.content.decode()
    assert director.post(address, {"versie": "x"}).status_code == 409


def test_a_version_of_another_network_is_not_found(network: Network, ingrid: Person, money: Concept) -> None:
    made = change(network, adding("platzak"), seen=0, by=By(ingrid))
    tine = ring_two(person("Tine", Role.DIRECTOR, NetworkFactory(slug="duinbeke")))
    assert tine.post(reverse("wording:version_undo", args=["duinbeke", made.pk]), {"versie": "1"}).status_code == 404


def test_whose_name_stands_with_a_version_is_written_down(network: Network, director: Client, money: Concept) -> None:
    griet = person("Griet Maes", Role.DIRECTOR, network)
    change(network, adding("platzak"), seen=0, by=By(griet))
    page = director.get(reverse("wording:version_list", args=["havendijk"])).content.decode()
    for said in ("Nu geldt versie 1", "platzak", "erbij gezet", "Griet Maes", "hulp bij schulden"):
        assert said in page, said
    assert LogRow.objects.filter(subject=str(griet.pk), action="list", fields_group="words").exists()


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({"woord": ""}, "Schrijf het woord dat mensen gebruiken"),
        ({"woord": "de het een"}, "Met dit woord alleen vinden mensen niets"),
        ({"woord": "12"}, "Met dit woord alleen vinden mensen niets"),
        ({"woord": "x" * 200}, "Dit is te lang"),
        ({"woord": "een hele lange zin over schulden maken en betalen"}, "Kies het kortste stuk"),
        ({"soort": "term", "woord": "hulp als jij schulden moet betalen"}, "Kies het kortste stuk"),
        ({"soort": "preferred"}, "Kies een taal en een soort"),
        ({"taal": "xx"}, "Kies een taal en een soort"),
        ({"begrip": "nergens"}, "Kies waar dit woord bij hoort"),
    ],
)
def test_what_does_not_hold_gets_a_sentence(
    network: Network, director: Client, money: Concept, sent: dict[str, str], sentence: str
) -> None:
    said = {"begrip": "geld", "woord": "platzak", "wat": "erbij", "versie": "0"} | sent
    answer = director.post(EDIT, said)
    assert answer.status_code == 200
    assert sentence in answer.content.decode()
    assert not WordChange.objects.exists()
    assert director.get(EDIT, said).status_code == 200


@pytest.mark.parametrize(
    "query", ["", "wat=x", "begrip=geld", "woord=%F0%9F%99%82&begrip=geld", "proef=%5Bx", "versie=x"]
)
def test_nonsense_in_the_address_shows_the_page(director: Client, money: Concept, query: str) -> None:
    assert director.get(f"{EDIT}?{query}").status_code == 200


def test_what_is_typed_becomes_no_html(director: Client, money: Concept) -> None:
    page = director.get(EDIT, {"begrip": "geld", "woord": "<script>schuld</script>"}).content.decode()
    assert "<script>schuld" not in page


# Finding


def test_a_searched_text_comes_with_what_it_may_belong_to(director: Client, money: Concept) -> None:
    concept("zwemmen", "zwemmen", term="zwemles")
    address = reverse("wording:word_choose", args=["havendijk"])
    page = director.get(address, {"woord": "rekeningen betalen lukt niet"}).content.decode()
    assert "Misschien hierbij" in page
    assert "Hulp bij schulden" in page
    looked = director.get(address, {"woord": "duiken", "zoek": "zwem"}).content.decode()
    assert f"{EDIT}?begrip=zwemmen&amp;woord=duiken" in looked
    assert "Niets gevonden" in director.get(address, {"woord": "duiken", "zoek": "xyz"}).content.decode()


def test_the_list_finds_by_any_word_and_shows_what_is_changed_here(
    network: Network, director: Client, ingrid: Person, money: Concept
) -> None:
    concept("zwemmen", "zwemmen", term="zwemles")
    change(network, adding("platzak"), seen=0, by=By(ingrid))
    change(network, Edit(Turn.OFF, "geld", "schuldhulp", "nl", "term"), seen=1, by=By(ingrid))
    address = reverse("wording:concept_list", args=["havendijk"])
    everything = director.get(address).content.decode()
    for said in ("Hulp bij schulden", "Zwemmen", "1 van jullie", "1 uit", "versie 2"):
        assert said in everything, said
    for query in ({"zoek": "platzak"}, {"alleen": "eigen"}, {"alleen": "uit"}):
        page = director.get(address, query).content.decode()
        assert "Hulp bij schulden" in page
        assert "Zwemmen" not in page
    assert "Niets gevonden" in director.get(address, {"zoek": "?!"}).content.decode()


def test_own_words_of_another_network_are_not_seen(network: Network, director: Client, money: Concept) -> None:
    other = NetworkFactory(slug="duinbeke")
    Label.objects.create(concept=money, network=other, text="blut", folded="blut", kind=LabelKind.SAYING)
    assert "blut" not in director.get(reverse("wording:concept", args=["havendijk", "geld"])).content.decode()
    listed = director.get(reverse("wording:concept_list", args=["havendijk"]), {"zoek": "blut"}).content.decode()
    assert "Hulp bij schulden" not in listed
    assert "blut" not in director.get(reverse("wording:word_table", args=["havendijk"])).content.decode()


def test_a_concept_shows_its_words_by_kind(director: Client, money: Concept) -> None:
    label(money, "długi", LabelKind.SAYING, "pl")
    page = director.get(reverse("wording:concept", args=["havendijk", "geld"])).content.decode()
    for said in ("Zo zeggen mensen het", "rekeningen niet betalen", "długi", "Pools", "Zet uit"):
        assert said in page, said
    assert director.get(reverse("wording:concept", args=["havendijk", "nergens"])).status_code == 404


@pytest.fixture
def cost(director: Client) -> Callable[[str], int]:
    def queries(address: str) -> int:
        director.get(address)
        with CaptureQueriesContext(connection) as captured:
            director.get(address)
        return len(captured)

    return queries


def test_lists_cost_the_same_with_more_on_them(
    network: Network, ingrid: Person, money: Concept, cost: Callable[[str], int]
) -> None:
    change(network, adding("platzak"), seen=0, by=By(ingrid))
    addresses = [
        reverse(f"wording:{name}", args=["havendijk", *more])
        for name, more in (("concept_list", []), ("version_list", []), ("concept", ["geld"]))
    ]
    addresses.append(reverse("wording:word_choose", args=["havendijk"]) + "?woord=rekening")
    addresses.append(reverse("wording:word_choose", args=["havendijk"]) + "?zoek=e")
    before = [cost(address) for address in addresses]
    for number in range(6):
        concept(f"schuld-{number}", f"rekening {number}", term=f"betaalhulp {number}")
        change(network, adding(f"platzak {number}x"), seen=number + 1, by=By(ingrid))
    assert [cost(address) for address in addresses] == before


# Taking along


def test_the_table_holds_every_word_with_whose_it_is_and_whether_it_is_used(
    network: Network, director: Client, ingrid: Person, money: Concept
) -> None:
    change(network, adding("=platzak"), seen=0, by=By(ingrid))
    change(network, Edit(Turn.OFF, "geld", "schuldhulp", "nl", "term"), seen=1, by=By(ingrid))
    answer = director.get(reverse("wording:word_table", args=["havendijk"]))
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    found = {row["woord"]: (row["van"], row["gebruikt"]) for row in rows}
    assert found == {
        "hulp bij schulden": ("iedereen", "ja"), "schuldhulp": ("iedereen", "nee"),
        "rekeningen niet betalen": ("iedereen", "ja"), "'=platzak": ("netwerk", "ja"),
    }  # fmt: skip


def test_the_skos_file_holds_what_the_network_changed(
    network: Network, director: Client, ingrid: Person, money: Concept
) -> None:
    change(network, adding('"platzak"\\'), seen=0, by=By(ingrid))
    change(network, Edit(Turn.OFF, "geld", "schuldhulp", "nl", "term"), seen=1, by=By(ingrid))
    answer = director.get(reverse("wording:word_skos", args=["havendijk"]))
    assert answer["Content-Type"].startswith("text/turtle")
    text = answer.content.decode()
    assert '#geld> skos:altLabel "\\"platzak\\"\\\\"@nl .' in text
    assert 'skos:editorialNote "Niet gebruikt in Buurtnet Havendijk: schuldhulp"@nl .' in text
    assert 'owl:versionInfo "2"' in text
