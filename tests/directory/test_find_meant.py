"""What a question means beside what it says: concepts of the vocabulary, and texts that are alike."""

from collections.abc import Iterator

import pytest

from buurtnet.directory.find import find
from buurtnet.directory.models import Service
from buurtnet.directory.ranking import MOST_NEAR_MISSES, WEIGHTS, Weights
from buurtnet.directory.wanted import Wanted
from buurtnet.search.meaning_making import make_missing
from buurtnet.search.outbox import rebuild_all
from buurtnet.themes.choices import LabelKind
from buurtnet.themes.models import Concept
from tests.directory.searchable import TODAY, ask, asked, free, names, offered
from tests.factories import ConceptFactory, LabelFactory, NetworkFactory
from tests.search.meaning_by_letters import Letters, letters

pytestmark = pytest.mark.django_db


def concept(slug: str, *terms: str, says: tuple[str, ...] = (), **fields: object) -> Concept:
    """A concept searched for by its terms, and led to by what people say."""
    found = ConceptFactory(slug=slug, name=slug, **fields)
    for place, text in enumerate((slug, *terms)):
        LabelFactory(concept=found, text=text, language="nl", order=place)
    for text in says:
        LabelFactory(concept=found, text=text, language="nl", kind=LabelKind.SAYING)
    return found


def test_a_worry_finds_what_the_field_calls_by_another_name_and_tells_so() -> None:
    concept("schuldhulp", "schuldhulpverlening", says=("huur niet betalen",))
    offered("Schuldhulpverlening Havendijk")
    offered("Samen zingen")
    assert asked("ik kan de huur niet meer betalen") == ["Schuldhulpverlening Havendijk"]
    assert ask("ik kan de huur niet meer betalen").also == ("schuldhulp",)


def test_what_is_called_so_itself_stands_before_what_only_means_it() -> None:
    concept("huiswerkbegeleiding", "studiehulp")
    offered("Studiehulp")
    offered("Huiswerkbegeleiding")
    assert asked("huiswerkbegeleiding") == ["Huiswerkbegeleiding", "Studiehulp"]


def test_a_phrase_answers_only_where_it_stands_whole() -> None:
    concept("kledingbank", "gratis kleding")
    offered("Gratis koffie")
    offered("Kast", description="Hier haal je gratis kleding.")
    assert asked("kledingbank") == ["Kast"]


def test_only_the_words_can_be_asked_for() -> None:
    concept("schuldhulp", says=("rood staan",))
    offered("Schuldhulp")
    rebuild_all()
    assert names(ask("rood staan")) == ["Schuldhulp"]
    found = ask("rood staan", literal=frozenset({"woorden"}))
    assert (found.hits, found.also) == ([], ())


def test_an_unfinished_word_finds_the_concept_it_may_become() -> None:
    concept("borstvoeding", "lactatiekundige")
    offered("Lactatiekundige")
    assert asked("borstv") == ["Lactatiekundige"]


def test_a_network_has_words_of_its_own() -> None:
    network = NetworkFactory()
    LabelFactory(concept=concept("schuldhulp"), text="de rooie cijfers", kind=LabelKind.SAYING, network=network)
    offered("Schuldhulp")
    rebuild_all()
    assert names(ask("rooie cijfers", network=network.pk)) == ["Schuldhulp"]
    assert names(ask("rooie cijfers")) == []


def test_what_means_the_refused_is_left_out_too() -> None:
    concept("sport", "voetbal")
    offered("Voetbal club")
    offered("Sport club")
    offered("Schaak club")
    assert asked("een club maar geen sport") == ["Schaak club"]


def test_a_question_that_names_nothing_known_and_finds_a_scrap_finds_nothing_but_near_misses() -> None:
    concept("tuinieren")
    offered("Vergunning voor de markt", description="Kramen")
    offered("Tuinieren")
    rebuild_all()
    found = ask("vergunning dakkapel plaatsen aanvragen bouwtekening")
    assert found.hits == []
    assert 0 < len(found.near_misses) <= MOST_NEAR_MISSES


def test_an_empty_vocabulary_leaves_the_words() -> None:
    offered("Huiswerkclub")
    assert asked("iemand die mij met huiswerk op weg wil brengen") == ["Huiswerkclub"]


# Meaning


@pytest.fixture
def model() -> Iterator[Letters]:
    with letters() as found:
        yield found


def alike_map(says_so: str = "") -> Service | None:
    """Forty entries that are nothing like "plonsdaagje", one whose letters are, and perhaps one that says it."""
    for number in range(40):
        offered(f"Muziek {number}", description="piano viool harp")
    offered("Blonsdaag", description="blonsdaagje blonsdaagjes")
    found = offered(says_so, description="Zaterdag plonsdaagje.") if says_so else None
    rebuild_all()
    make_missing()
    return found


def test_what_is_alike_is_found_without_sharing_a_word_and_counted(model: Letters) -> None:
    alike_map("Agenda")
    found = ask("plonsdaagje")
    assert sorted(names(found)) == ["Agenda", "Blonsdaag"]
    gables = [count for name, count in found.counts.items() if name.startswith("gable:")]
    assert found.total == len(found.hits) == sum(gables) == 2


def test_a_concept_that_nothing_here_says_anything_of_leaves_what_is_alike_as_near_misses(model: Letters) -> None:
    concept("plonsdaagje")
    alike_map()
    found = ask("plonsdaagje")
    assert found.hits == []
    assert [str(pk) for pk in Service.objects.filter(name="Blonsdaag").values_list("pk", flat=True)] == [
        hit.id for hit in found.near_misses
    ]


def test_without_its_weight_or_without_vectors_only_words_count(model: Letters) -> None:
    alike_map("Agenda")
    wanted = Wanted(text="plonsdaagje", on=TODAY)
    assert names(find(wanted, weights=Weights(meaning=0.0))) == ["Agenda"]
    with letters("another model"):
        assert names(find(wanted)) == ["Agenda"]


def test_what_is_alike_keeps_to_the_filters_and_to_what_is_refused(model: Letters) -> None:
    agenda = alike_map("Agenda")
    assert agenda
    free(agenda)
    assert names(ask("plonsdaagje", free=True)) == []
    rebuild_all()
    assert names(ask("plonsdaagje", free=True)) == ["Agenda"]
    assert names(ask("plonsdaagje maar geen blonsdaag")) == ["Agenda"]


def test_pages_of_a_mixed_list_follow_each_other_without_gaps_or_repeats(model: Letters) -> None:
    concept("muziek")
    alike_map()
    whole = names(ask("muziek plonsdaagje", limit=50))
    pages = [
        names(find(Wanted(text="muziek plonsdaagje", on=TODAY), offset=start, limit=8))
        for start in range(0, len(whole), 8)
    ]
    assert [name for page in pages for name in page] == whole
    assert len(whole) == len(set(whole)) == 41


def test_every_ingredient_can_be_switched_off() -> None:
    assert Weights() == WEIGHTS
    concept("schuldhulp", says=("rood staan",))
    offered("Schuldhulp")
    rebuild_all()
    assert find(Wanted(text="rood staan", on=TODAY), weights=Weights(concept=0.0)).hits == []
