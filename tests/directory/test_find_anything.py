"""Whatever is typed: an answer, in bounded work, never an error."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from buurtnet.directory.find import Search, find, read_from
from buurtnet.directory.ranking import WEIGHTS
from buurtnet.directory.senses import MOST_IN_ALL as MOST_PHRASES
from buurtnet.directory.terms import MOST_IN_ALL, MOST_VARIANTS
from buurtnet.directory.wanted import Wanted
from buurtnet.search.index import index_dir, is_readable, reader
from buurtnet.search.outbox import keep_up, rebuild_all
from buurtnet.search.query import Sense, Term
from tests.directory.searchable import TODAY, ask, names, offered
from tests.directory.test_find_meant import concept

pytestmark = pytest.mark.django_db
ODD = [
    "", " ", "\0", "\ud800", "a\ud800b turnen", "!!! ???", "....", "-", "'", "\"", "*", "a*", "tur?en", "[", "(",
    "^turnen$", "turnen AND zwemmen", "turnen OR", "NOT turnen", "+turnen -zwemmen", "title:turnen", "turnen~2",
    "/turnen/", "{}", "\\", "'; DROP TABLE directory_service; --", "1=1", "<script>alert(1)</script>", "🤸",
    "🤸 turnen 🏊", "турнен turnen تمارين", "de het een", "ik ben van de", "niet", "geen", "maar geen", "behalve",
    "spreekt", "12", "12 jaar", "0 jaar", "99999999999999999999 jaar", "van 12 tot 4", "²³", "١٢", "ＴＵＲＮＥＮ",
    "t\u200burnen", "\u202eturnen", "á" * 500, "turnen " * 5_000, "x" * 100_000, "maar geen " * 3_000,
    " ".join(f"woord{number}" for number in range(10_000)),
]  # fmt: skip


@pytest.mark.parametrize("text", ODD, ids=range(len(ODD)))
def test_odd_texts_are_answered_with_and_without_an_index(text: str) -> None:
    offered("Turnen")
    assert ask(text).degraded
    rebuild_all()
    assert not ask(text).degraded
    assert not ask(text, literal=frozenset({"woorden", "leeftijd", "dag"})).degraded


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(st.text(max_size=200))
def test_any_text_is_answered(text: str) -> None:
    if not is_readable():
        offered("Turnen")
        rebuild_all()
    assert find(Wanted(text=text, on=TODAY)).total <= 1


@pytest.mark.parametrize("count", [1, 5, 24, 10_000])
def test_a_long_question_has_no_more_clauses_than_a_bound(count: int) -> None:
    for number in range(30):
        concept(f"begrip{number}", *(f"woord{number}x{other}" for other in range(40)), says=(f"woord{number}",))
        offered(f"Woord{number}", description=" ".join(f"woord{number}x{other}" for other in range(40)))
    rebuild_all()
    wanted = Wanted(text=" ".join(f"woord{number}" for number in range(count)), on=TODAY)
    wanted, understood = read_from(wanted, reader())
    terms = Search(reader(), wanted, understood, WEIGHTS)._query.terms
    assert 0 < clauses(terms) <= MOST_IN_ALL + 2 * MOST_VARIANTS + MOST_PHRASES


def clauses(terms: tuple[Term | Sense, ...]) -> int:
    return sum(len(one.variants) if isinstance(one, Term) else clauses(one.terms) + len(one.phrases) for one in terms)


@pytest.mark.parametrize("damage", ["current", "stamp", "meta.json"])
def test_a_damaged_or_older_index_is_answered_from_the_database_and_made_anew(damage: str) -> None:
    offered("Turnen")
    rebuild_all()
    for path in index_dir().rglob(damage):
        path.write_text("an older version")
    found = ask("turnen")
    assert (found.degraded, names(found)) == (True, ["Turnen"])
    assert keep_up() > 0
    assert not ask("turnen").degraded
