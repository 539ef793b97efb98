"""A search in an address: read, cleaned, and written back the same."""

from django.http import QueryDict
from hypothesis import given, settings
from hypothesis import strategies as st

from buurtnet.areas.models import Network
from buurtnet.home.asked import asked_in

HERE = Network(slug="havendijk", name="Havendijk")
WORDS = st.text(max_size=40) | st.sampled_from(
    [
        "1",
        "0",
        "-1",
        "nan",
        "inf",
        "1e999",
        "2,5",
        "nu",
        "week",
        "tr",
        "7",
        "we",
        "su",
        "middag",
        "leeftijd",
        "woorden",
    ]
)
NAMES = st.sampled_from(
    [
        "q",
        "leeftijd",
        "open",
        "functie",
        "thema",
        "spreekt",
        "niveau",
        "gratis",
        "rolstoel",
        "bij",
        "pagina",
        "kaart",
        "dag",
        "dagdeel",
        "letterlijk",
    ]
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


def test_days_parts_of_the_day_and_what_is_taken_literally_are_read_and_written_back() -> None:
    text = "q=zwemles&dag=we&dag=sa&dagdeel=middag&letterlijk=leeftijd&letterlijk=woorden"
    asked = asked_in(query(text), HERE)
    assert (asked.days, asked.day_part, asked.literal) == (("we", "sa"), "middag", ("leeftijd", "woorden"))
    assert asked.address() == f"?{text}"
    assert asked_in(query("dag=zo&dagdeel=nacht&letterlijk=q&letterlijk=alles"), HERE).pairs == ()


def test_without_filters_the_words_the_place_and_what_only_orders_stay() -> None:
    asked = asked_in(
        query("q=sport&leeftijd=8&dag=we&dagdeel=avond&gratis=1&onbekend=1&bij=52.05,4.15&spreekt=tr"), HERE
    )
    assert asked.has_filters
    bare = asked.without_filters()
    assert not bare.has_filters
    assert (bare.text, bare.point, bare.switches) == ("sport", (52.05, 4.15), {"onbekend"})
    assert asked.only_words() == "?q=sport&bij=52.05%2C4.15"
    assert not asked_in(query("q=sport&onbekend=1&kaart=1&letterlijk=dag"), HERE).has_filters


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
