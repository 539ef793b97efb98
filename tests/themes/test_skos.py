"""The vocabulary as SKOS, read back by a library that did not write it."""

import argparse
import json
from collections.abc import Iterable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rdflib import DCTERMS, OWL, RDF, SKOS, Graph, Literal, URIRef
from rdflib.compare import isomorphic

from buurtnet.config.commands import vocabulary_export
from buurtnet.kit.plain_error import PlainError
from buurtnet.themes.actions import load_themes, load_vocabulary
from buurtnet.themes.choices import LabelKind
from buurtnet.themes.models import Concept, Edition
from buurtnet.themes.skos import CC0, FORMATS, json_ld, literal, turtle
from tests.factories import ConceptFactory, LabelFactory, NetworkFactory
from tests.themes.vocabularies import written

pytestmark = [
    pytest.mark.django_db,
    # The library warns of a class that its own reader of JSON-LD uses.
    pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning"),
]
SITE = "https://buurt.example"
SCHEME = URIRef(f"{SITE}/begrippen.ttl#")


def address(slug: str) -> URIRef:
    return URIRef(f"{SITE}/begrippen.ttl#{slug}")


def graph_of(pieces: Iterable[str], format_name: str = "turtle") -> Graph:
    return Graph().parse(data="".join(pieces), format=format_name)


@pytest.fixture
def food(tmp_path: Path) -> Path:
    load_themes()
    load_vocabulary(written(tmp_path))
    return tmp_path


def test_a_concept_has_its_names_other_words_and_misspellings_each_in_its_language(food: Path) -> None:
    graph = graph_of(turtle(SITE))
    bank = address("voedselbank")
    assert graph.value(bank, RDF.type) == SKOS.Concept
    assert set(graph.objects(bank, SKOS.prefLabel)) == {
        Literal("voedselbank", "nl"), Literal("voedselbedeling", "nl-BE"), Literal("food bank", "en"),
        Literal("banque alimentaire", "fr"),
    }  # fmt: skip
    assert set(graph.objects(bank, SKOS.altLabel)) >= {
        Literal("voedselhulp", "nl"), Literal("koelkast is leeg", "nl"), Literal("VB", "nl"),
        Literal("sociale kruidenier", "nl-BE"), Literal("بنك الطعام", "ar"), Literal("gıda bankası", "tr"),
    }  # fmt: skip
    assert set(graph.objects(bank, SKOS.hiddenLabel)) == {Literal("foedselbank", "nl")}
    assert list(graph.objects(bank, SKOS.broader)) == [address("eten")]
    assert list(graph.objects(bank, SKOS.related)) == [address("kledingbank")]
    assert list(graph.objects(address("thema-geld"), SKOS.member)) == [address("eten")]


def test_the_scheme_says_its_licence_version_and_date(food: Path) -> None:
    graph = graph_of(turtle(SITE))
    edition = Edition.objects.get()
    assert graph.value(SCHEME, RDF.type) == SKOS.ConceptScheme
    assert graph.value(SCHEME, DCTERMS.license) == URIRef(CC0)
    assert graph.value(SCHEME, OWL.versionInfo) == Literal(edition.digest[:12])
    modified = graph.value(SCHEME, DCTERMS.modified)
    assert isinstance(modified, Literal)
    assert modified.toPython() == edition.made_at
    assert set(graph.subjects(SKOS.inScheme, SCHEME)) == {
        address(slug) for slug in ("eten", "kledingbank", "voedselbank")
    }


def test_both_forms_say_the_same(food: Path) -> None:
    assert isomorphic(graph_of(turtle(SITE)), graph_of(json_ld(SITE), "json-ld"))
    assert json.loads("".join(json_ld(SITE)))["@graph"][0]["license"] == [CC0]


def test_the_shipped_vocabulary_keeps_the_rules_of_skos() -> None:
    """One preferred name a language (S14), no word both a name and another (S13), related is not broader (S27)."""
    load_themes()
    loaded = load_vocabulary()
    graph = graph_of(turtle(SITE))
    names = list(graph.subject_objects(SKOS.prefLabel))
    others, hidden = set(graph.subject_objects(SKOS.altLabel)), set(graph.subject_objects(SKOS.hiddenLabel))
    assert len({(subject, name.language) for subject, name in names if isinstance(name, Literal)}) == len(names)
    assert not set(names) & others
    assert not (others | set(names)) & hidden
    assert not set(graph.subject_objects(SKOS.related)) & set(graph.subject_objects(SKOS.broader * "+"))
    assert len(set(graph.subjects(RDF.type, SKOS.Concept))) == loaded.concepts


def test_words_of_a_network_and_what_left_the_vocabulary_are_not_in_it(food: Path) -> None:
    LabelFactory.create(concept_id="eten", network=NetworkFactory.create(), text="prakje")
    Concept.objects.filter(pk="kledingbank").update(is_gone=True)
    text = "".join(turtle(SITE))
    assert "prakje" not in text
    assert "kledingbank" not in text


def test_what_is_related_is_never_broader_as_well(food: Path) -> None:
    bank, food_itself = Concept.objects.get(pk="voedselbank"), Concept.objects.get(pk="eten")
    bank.related.add(food_itself)
    food_itself.related.add(bank)
    graph = graph_of(turtle(SITE))
    assert list(graph.objects(address("voedselbank"), SKOS.related)) == [address("kledingbank")]
    assert list(graph.objects(address("eten"), SKOS.related)) == []


def test_an_empty_vocabulary_is_a_scheme_without_concepts() -> None:
    graph = graph_of(turtle(SITE))
    assert isomorphic(graph, graph_of(json_ld(SITE), "json-ld"))
    assert list(graph.subjects(RDF.type, SKOS.ConceptScheme)) == [SCHEME]
    assert list(graph.subjects(RDF.type, SKOS.Concept)) == []


def test_odd_words_come_through_whole(food: Path) -> None:
    odd = ['zeg "a\\b"', "twee\nregels\ten\rmeer", "it's 'q' {x} <y> ^^z @en", "\x01\x7f\u2028 é 😀"]
    concept = ConceptFactory.create(slug="vreemd", name=odd[0])
    for text in odd:
        LabelFactory.create(concept=concept, text=text + " woord", kind=LabelKind.SAYING)
    LabelFactory.create(concept=concept, text="zonder taal", language="geen taal!")
    for graph in (graph_of(turtle(SITE)), graph_of(json_ld(SITE), "json-ld")):
        said = {str(one) for one in graph.objects(address("vreemd"), SKOS.altLabel)}
        assert said >= {text + " woord" for text in odd}
    assert Literal("zonder taal") in graph_of(turtle(SITE)).objects(address("vreemd"), SKOS.altLabel)


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")))
def test_every_text_is_aliteral_that_reads_back(text: str) -> None:
    graph = Graph().parse(data=f"<urn:a> <urn:b> {literal(text, 'nl')} .", format="turtle")
    assert list(graph.objects()) == [Literal(text, "nl")]


@pytest.mark.parametrize("ending", FORMATS)
def test_the_command_writes_a_file(food: Path, ending: str, capsys: pytest.CaptureFixture[str]) -> None:
    path = food / f"woorden{ending}"
    assert run(path) == 0
    assert "3 concepts with" in capsys.readouterr().err
    graph = graph_of([path.read_text()], "turtle" if ending == ".ttl" else "json-ld")
    assert len(set(graph.subjects(RDF.type, SKOS.Concept))) == 3
    assert not list(food.glob(".woorden*"))


@pytest.mark.parametrize(("name", "said"), [("woorden.csv", r"end in \.ttl"), ("nergens/woorden.ttl", "no folder")])
def test_the_command_refuses_what_it_cannot_write(tmp_path: Path, name: str, said: str) -> None:
    with pytest.raises(PlainError, match=said):
        run(tmp_path / name)


def run(path: Path) -> int:
    parser = argparse.ArgumentParser()
    vocabulary_export.arguments(parser)
    return vocabulary_export.run(parser.parse_args([str(path)]))
