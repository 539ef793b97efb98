"""The words people find things by, for other programs."""

import json

import pytest
from rdflib import Graph
from rdflib.namespace import SKOS

from buurtnet.themes.choices import LabelKind
from buurtnet.themes.models import Concept, Label
from tests.factories import ConceptFactory, LabelFactory, NetworkFactory
from tests.feeds.asking import get, text

pytestmark = [
    pytest.mark.django_db,
    # The reader of JSON-LD uses an older way of its own library.
    pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning"),
]


@pytest.fixture
def concepts() -> int:
    for number, name in enumerate(("huurachterstand", "opvoedvragen", "zwemles")):
        concept = ConceptFactory(slug=name, name=name)
        for kind in LabelKind:
            LabelFactory(concept=concept, kind=kind, text=f"{kind} {number}", folded=f"{kind} {number}")
    return Concept.objects.count()


def test_another_library_reads_every_concept(concepts: int) -> None:
    found = Graph().parse(data=text("vocabulary_turtle"), format="turtle")
    assert len(set(found.subjects(SKOS.prefLabel))) >= concepts
    assert get("vocabulary_turtle")["Content-Type"] == "text/turtle; charset=utf-8"


def test_both_forms_say_the_same_number_of_labels(concepts: int) -> None:
    turtle = Graph().parse(data=text("vocabulary_turtle"), format="turtle")
    linked = Graph().parse(data=json.dumps(json.loads(text("vocabulary_json"))), format="json-ld")
    for kind in (SKOS.prefLabel, SKOS.altLabel, SKOS.hiddenLabel):
        assert len(list(turtle.triples((None, kind, None)))) == len(list(linked.triples((None, kind, None)))) > 0


def test_it_is_sent_once_as_long_as_it_is_the_same(concepts: int) -> None:
    first = get("vocabulary_turtle")
    assert get("vocabulary_turtle", **{"If-None-Match": first["ETag"]}).status_code == 304


def test_the_words_of_one_network_are_not_those_of_everyone(concepts: int) -> None:
    concept = Concept.objects.first()
    Label.objects.create(
        network=NetworkFactory(), concept=concept, text="een woord van hier", folded="een woord van hier",
        kind=LabelKind.SAYING,
    )  # fmt: skip
    assert "een woord van hier" not in text("vocabulary_turtle")


def test_without_a_vocabulary_there_is_an_empty_file() -> None:
    Concept.objects.all().delete()
    assert Graph().parse(data=text("vocabulary_turtle"), format="turtle").value(None, SKOS.prefLabel) is None
