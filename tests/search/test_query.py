"""Conditions and scores, against what a slow reader of the same documents would say."""

import math
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from buurtnet.areas.geometry import distance_m
from buurtnet.search import query
from buurtnet.search.documents import SearchDocument
from buurtnet.search.index import Reader
from buurtnet.search.meaning import tie_of
from buurtnet.search.query import (
    DEGREE_M,
    Between,
    Both,
    Boxed,
    Condition,
    Either,
    Marked,
    Query,
    Sense,
    Term,
    Without,
    Worded,
    count,
    engine_query,
    facets,
    largest,
    named_so,
    search,
)
from buurtnet.search.schema import SAMPLED, mark, stems
from tests.search.documents import document, indexed
from tests.surroundings import data_dir

FIELDS = {"title": 1.0, "keywords": 0.75, "simple": 0.6, "body": 0.5}
MARKS = ("free", "in:1", "in:2", "scope:Oud en Nieuw", "scope:Oud", "100%")
TOWN = [
    document(
        str(number),
        facets=[mark for place, mark in enumerate(MARKS) if number % (place + 2) == 0],
        points=[(52.0 + number / 1000, 4.0 + number / 500)] if number % 5 else [],
        numbers={"level": number % 5, "age_from": number % 7 + 0.5} if number % 3 else {},
    )
    for number in range(60)
]

conditions: st.SearchStrategy[Condition] = st.recursive(
    st.one_of(
        st.builds(Marked, st.lists(st.sampled_from((*MARKS, "nowhere")), max_size=3).map(tuple)),
        st.builds(Between, st.just("level"), st.none() | st.integers(0, 5), st.none() | st.integers(0, 5)),
        st.builds(
            Between, st.just("age_from"), st.none() | st.floats(0, 8), st.none() | st.floats(0, 8), st.just(False)
        ),
        st.builds(Boxed, st.floats(51.9, 52.1), st.floats(3.9, 4.2), st.floats(10, 20_000)),
    ),
    lambda inner: st.one_of(
        st.builds(Both, st.lists(inner, min_size=1, max_size=3).map(tuple)),
        st.builds(Either, st.lists(inner, min_size=1, max_size=3).map(tuple)),
        st.builds(Without, inner),
    ),
    max_leaves=4,
)


@pytest.fixture(scope="module")
def town() -> Iterator[Reader]:
    before: Path = django_settings.SEARCH_INDEX_DIR
    django_settings.SEARCH_INDEX_DIR = data_dir / "index-of-conditions"
    yield indexed(*TOWN)
    django_settings.SEARCH_INDEX_DIR = before


def holds(one: SearchDocument, condition: Condition) -> bool:
    match condition:
        case Marked(any_of):
            return bool(set(any_of) & {*one.facets, *one.marks})
        case Between(name, low, high):
            value = one.numbers.get(name)
            return value is not None and (low is None or value >= low) and (high is None or value <= high)
        case Boxed(latitude, longitude, metres):
            tall = metres / DEGREE_M
            wide = tall / math.cos(math.radians(latitude))
            return any(abs(lat - latitude) <= tall and abs(lon - longitude) <= wide for lat, lon in one.points)
        case Either(of):
            return any(holds(one, part) for part in of)
        case Both(of):
            return all(holds(one, part) for part in of)
        case Without(part):
            return not holds(one, part)


def test_a_condition_that_holds_for_all_with_another_mark_is_not_asked() -> None:
    here = indexed(
        document("a", marks=("shown", "everywhere", "half")),
        document("b", marks=("shown", "everywhere")),
        document("c", marks=("everywhere", "half")),
    )
    shown, half, everywhere = (Marked((name,)) for name in ("shown", "half", "everywhere"))
    assert asks(here, shown, everywhere) == asks(here, everywhere, shown) == asks(here, shown)
    assert asks(here, shown, half) not in (asks(here, shown), asks(here, half))


def asks(here: Reader, *wanted: Condition) -> str:
    """The question as the engine shows it."""
    return repr(engine_query(here, Query(conditions=wanted)))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(conditions, max_size=3).map(tuple))
def test_conditions_keep_just_the_documents_they_hold_for(town: Reader, wanted: tuple[Condition, ...]) -> None:
    hits = search(town, Query(conditions=wanted), 100)
    expected = {one.key for one in TOWN if all(holds(one, condition) for condition in wanted)}
    assert {hits.key(place) for place in range(len(hits.scores))} == expected
    assert hits.total == len(expected)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from([one.points[0] for one in TOWN if one.points]), st.floats(51.9, 52.1), st.floats(3.9, 4.2))
def test_a_box_holds_its_whole_circle(
    town: Reader, point: tuple[float, float], latitude: float, longitude: float
) -> None:
    box = Boxed(latitude, longitude, distance_m(latitude, longitude, *point) * 1.0001)
    hits = search(town, Query(conditions=(box,)), 100)
    assert next(one.key for one in TOWN if point in one.points) in {hits.key(n) for n in range(len(hits.scores))}


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(conditions, max_size=2).map(tuple), conditions)
def test_a_further_condition_never_finds_more(town: Reader, wanted: tuple[Condition, ...], more: Condition) -> None:
    assert count(town, Query(conditions=wanted), [more]) <= count(town, Query(conditions=wanted))


def test_facets_are_counted_and_the_largest_number_is_known(town: Reader) -> None:
    counted = facets(town, engine_query(town, Query(conditions=(Marked(("free",)),))))
    assert counted == {
        name: sum("free" in one.facets and name in one.facets for one in TOWN)
        for name in MARKS
        if any("free" in one.facets and name in one.facets for one in TOWN)
    }
    assert largest(town, "level") == 4


@given(st.text(max_size=20), st.text(max_size=20))
def test_marks_are_one_word_and_different_marks_stay_different(one: str, other: str) -> None:
    assert not any(sign.isspace() for sign in mark(one))
    assert (mark(one) == mark(other)) == (one == other)


def scores(reader: Reader, text: str, **more: object) -> dict[str, float]:
    found = stems(text)
    terms = tuple(Term(((form, 1.0),), 1 / len(found)) for form in found)
    hits = search(reader, Query(terms=terms, fields=FIELDS, **more), 20)  # type: ignore[arg-type]
    return {hits.key(place): hits.scores[place] for place in range(len(hits.scores))}


def test_a_whole_name_comes_before_a_word_in_it_a_theme_and_a_text() -> None:
    here = indexed(
        document("text", "Anders", body="Hier is een huiswerkclub."),
        document("theme", "Iets", keywords="huiswerkclub"),
        document("word", "Gezellige huiswerkclub"),
        document("name", "Huiswerkclub"),
    )
    found = scores(here, "huiswerkclub", names=("huiswerkclub",), name_share=0.6)
    assert sorted(found, key=lambda key: -found[key]) == ["name", "word", "theme", "text"]


def test_a_rare_word_and_a_common_one_give_the_same_score_when_each_is_the_whole_question() -> None:
    here = indexed(document("a", "zeldzaam"), *(document(str(number), "gewoon") for number in range(30)))
    assert scores(here, "zeldzaam")["a"] == pytest.approx(scores(here, "gewoon")["3"], rel=0.1)


def test_who_answers_half_of_the_question_scores_about_half() -> None:
    here = indexed(document("both", "fiets reparatie"), document("half", "fiets winkel"))
    found = scores(here, "fiets reparatie")
    assert found["half"] == pytest.approx(found["both"] / 2, rel=0.05)


def test_an_excluded_word_keeps_a_name_out() -> None:
    here = indexed(document("a", "Sportclub club sport"), document("b", "Schaakclub club"))
    assert set(scores(here, "club", conditions=(Without(Worded(("sport",))),))) == {"b"}


def test_a_sense_is_answered_by_its_words_or_by_a_phrase_that_stands_whole_in_one_text() -> None:
    here = indexed(
        document("words", "Huur betalen"),
        document("phrase", "Iets", keywords="hulp bij schulden"),
        document("half", "Hulp in de tuin"),
        document("apart", "Hulp", body="over schulden"),
    )
    own = tuple(Term(((form, 1.0),), 0.5) for form in stems("huur betalen"))
    phrase = tuple(stems("hulp schulden"))
    sense = Sense(own, ((phrase, 0.8),), 1.0)
    hits = search(here, Query(terms=(sense,), fields=FIELDS), 9)
    found = {hits.key(place): score for place, score in enumerate(hits.scores)}
    assert set(found) == {"words", "phrase"}
    assert found["words"] > found["phrase"] == pytest.approx(0.8 * FIELDS["keywords"])


def test_a_phrase_of_very_common_words_is_left_out_where_the_words_of_the_question_stand_somewhere(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(query, "MOST_TOGETHER", 1)
    here = indexed(
        document("words", "Zingen"),
        *(document(f"common {number}", "Iets", body="samen in de buurt") for number in range(2)),
        document("rare", "Iets", body="koor"),
    )
    phrases = ((tuple(stems("samen buurt")), 0.8), (("koor",), 0.8))

    def found(said: str) -> set[str]:
        sense = Sense((Term(((said, 1.0),), 1.0),), phrases, 1.0)
        hits = search(here, Query(terms=(sense,), fields=FIELDS), 9)
        return {hits.key(place) for place in range(len(hits.scores))}

    assert found(stems("zingen")[0]) == {"words", "rare"}
    assert found("nergens") == {"common 0", "common 1", "rare"}


def test_where_very_many_names_begin_so_a_sample_is_enough_and_else_all_are_looked_at(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(query, "MOST_NAMED_SO", 50)
    monkeypatch.setattr(query, "SAMPLED", 7)  # as a sign that the total is reckoned
    here = indexed(*(document(f"{number}", f"Buurthuis {number}") for number in range(300)))
    sampled = [number for number in range(300) if tie_of("service", f"{number}") % SAMPLED == 0]
    few = named_so(here, ["buurth"], [], 2)
    assert few.total == 7 * len(sampled) >= 14
    assert {few.key(place) for place in range(2)} <= set(map(str, sampled))
    assert named_so(here, ["buurth"], [], len(sampled) + 1).total == 300
    assert named_so(here, ["buurth", "12"], [], 2).total == 11


def test_nothing_in_common_finds_nothing() -> None:
    here = indexed(document("a", "Huiswerk"))
    assert scores(here, "dakkapel") == {}
    assert search(here, Query(terms=(Term((), 1.0),), fields=FIELDS), 5).total == 0


def test_a_document_with_several_points_gives_them_all() -> None:
    here = indexed(document("a", points=[(52.0, 4.0), (51.0, 3.0)]), document("b", points=[(50.0, 2.0)]))
    hits = search(here, Query(), 5)
    points = {hits.key(place): hits.points(place) for place in range(2)}
    assert points == {"a": [(52.0, 4.0), (51.0, 3.0)], "b": []}
    assert count(here, Query(conditions=(Boxed(51.0, 3.0, 100),))) == 1
