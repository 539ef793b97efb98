"""A search in an address: read, cleaned, and written back the same."""

from django.http import QueryDict
from hypothesis import given, settings
from hypothesis import strategies as st

from buurtnet.areas.models import Network
from buurtnet.home.asked import asked_in

HERE = Network(slug="havendijk", name="Havendijk")
WORDS = st.text(max_size=40) | st.sampled_from(
    ["1", "0", "-1", "nan", "inf", "1e999", "2,5", "nu", "week", "tr", "7"]
)
NAMES = st.sampled_from(
    ["q", "leeftijd", "open", "functie", "thema", "spreekt", "niveau", "gratis", "rolstoel", "bij", "pagina", "kaart"]
)


def query(text: str) -> QueryDict:
    return QueryDict(text)


def test_an_address_is_read_and_written_back_the_same() -> None:
    text = "q=huis+werk&leeftijd=8&open=week&functie=2&spreekt=tr&spreekt=ar&niveau=1&gratis=1"
    assert asked_in(query(text), HERE).address() == f"?{text}"


def test_one_filter_is_dropped_and_the_others_stay() -> None:
    asked = asked_in(query("q=taal&spreekt=tr&spreekt=ar&gratis=1"), HERE)
    assert asked.address(drop=("spreekt", "tr")) == "?q=taal&spreekt=ar&gratis=1"
    assert asked.address(drop="gratis") == "?q=taal&spreekt=tr&spreekt=ar"
    assert asked.address(gratis="", q="sport") == "?spreekt=tr&spreekt=ar&q=sport"


def test_nonsense_is_left_out() -> None:
    asked = asked_in(query("leeftijd=-3&open=altijd&functie=9&niveau=4&spreekt=xx&bij=hier&pagina=abc"), HERE)
    assert asked.pairs == ()
    assert asked.page == 1


def test_an_age_can_have_a_comma() -> None:
    assert asked_in(query("leeftijd=2,5"), HERE).age == 2.5


@given(st.lists(st.tuples(NAMES, WORDS), max_size=8))
@settings(max_examples=150, deadline=None)
def test_reading_what_was_written_changes_nothing(pairs: list[tuple[str, str]]) -> None:
    raw = QueryDict(mutable=True)
    for name, value in pairs:
        if not (name == "bij" and value.isdigit()):  # a place is looked up in the database
            raw.appendlist(name, value)
    once = asked_in(raw, HERE)
    assert asked_in(QueryDict(once.address().removeprefix("?")), HERE).pairs == once.pairs
    assert 1 <= once.page <= 500
