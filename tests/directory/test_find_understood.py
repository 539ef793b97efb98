"""What is read from the words orders what is found, is told, and can be taken off; filters that were set win."""

import datetime as dt

import pytest

from buurtnet.directory.understanding import Reading
from buurtnet.search.outbox import rebuild_all
from tests.directory.searchable import ask, asked, free, names, offered, placed, speaks, weekly, with_features

pytestmark = pytest.mark.django_db
AMSTERDAM = dt.timezone(dt.timedelta(hours=1))


def test_what_was_read_is_told() -> None:
    offered("Turnen")
    rebuild_all()
    assert ask("woensdagmiddag gratis turnen voor mijn peuter").understood == (
        Reading("leeftijd", "2-3", ("peuter",)),
        Reading("gratis", "1", ("gratis",)),
        Reading("dag", "we", ("woensdagmiddag",)),
        Reading("dagdeel", "middag", ("woensdagmiddag",)),
    )


def test_a_day_in_the_words_puts_what_is_open_then_first_and_leaves_nothing_out() -> None:
    for name, days in (("Turnen A", "TH"), ("Turnen B", "WE"), ("Turnen C", "")):
        service = offered(name)
        if days:
            weekly(service, days, "14:00", "16:00")
    assert asked("turnen woensdagmiddag") == ["Turnen B", "Turnen C", "Turnen A"]


def test_free_in_the_words_puts_what_is_free_first() -> None:
    paid, unknown, gratis = offered("Turnen A"), offered("Turnen B"), offered("Turnen C")
    paid.cost_options.create(amount=7, currency="EUR")
    free(gratis)
    assert unknown
    assert asked("gratis turnen") == ["Turnen C", "Turnen B", "Turnen A"]


def test_a_language_in_the_words_or_of_the_words_puts_who_speaks_it_first() -> None:
    offered("Psycholoog A")
    speaks("tr", service=offered("Psycholoog B"))
    assert asked("psycholoog die Turks spreekt") == ["Psycholoog B", "Psycholoog A"]
    assert names(ask("psycholoog için yardım")) == ["Psycholoog B", "Psycholoog A"]


def test_a_wheelchair_in_the_words_puts_where_it_can_come_first() -> None:
    offered("Judo A", at=100)
    with_features(placed(offered("Judo B"), 100), "wheelchair")
    assert asked("judo rolstoel")[0] == "Judo B"


def test_open_now_in_the_words_counts_only_with_a_now() -> None:
    weekly(offered("Loket A"), "TU", "09:00", "17:00")
    weekly(offered("Loket B"), "MO", "09:00", "17:00")
    monday = dt.datetime(2026, 11, 23, 11, tzinfo=AMSTERDAM)
    assert asked("loket nu open", now=monday) == ["Loket B", "Loket A"]


def test_ages_in_the_words_lower_what_is_for_others_and_keep_it() -> None:
    offered("Turnen A", minimum_age=18)
    offered("Turnen B", minimum_age=4, maximum_age=8)
    assert asked("turnen 6 jaar") == ["Turnen B", "Turnen A"]


def test_a_filter_that_was_set_wins_from_what_the_words_say() -> None:
    offered("Turnen A", minimum_age=18)
    offered("Turnen B", minimum_age=4, maximum_age=8)
    assert asked("turnen 6 jaar", age=30) == ["Turnen A"]
    assert ask("turnen 6 jaar", age=30).understood == ()


def test_a_reading_that_was_taken_off_is_a_word_again() -> None:
    offered("Turnen")
    rebuild_all()
    found = ask("gratis turnen", literal=frozenset({"gratis"}))
    assert found.understood == ()
    assert names(found) == ["Turnen"]


def test_a_text_of_nothing_but_wishes_is_a_list_with_filters() -> None:
    weekly(offered("Markt"), "WE", "09:00", "17:00")
    weekly(offered("Koor"), "TH", "19:00", "21:00")
    offered("Winkel")
    assert asked("woensdag") == ["Markt"]
    assert names(ask("donderdagavond")) == ["Koor"]
    assert names(ask("donderdagochtend")) == []


def test_days_and_parts_of_the_day_are_filters_that_are_counted() -> None:
    weekly(offered("Markt"), "WE", "09:00", "11:30")
    weekly(offered("Koor"), "WE,TH", "19:00", "21:00")
    offered("Winkel")
    assert asked(days=("we",)) == ["Koor", "Markt"] or names(ask(days=("we",))) == ["Markt", "Koor"]
    assert names(ask(days=("we",), parts=("avond",))) == ["Koor"]
    assert names(ask(days=("th",), parts=("ochtend",))) == []
    assert names(ask(parts=("ochtend", "middag"))) == ["Markt"]
    counts = ask(days=("we",)).counts
    assert (counts["day:we"], counts["day:th"], counts["part:ochtend"], counts["part:avond"]) == (2, 1, 1, 1)


def test_the_hours_that_are_meant_are_those_of_one_day() -> None:
    both = offered("Koor")
    weekly(both, "WE", "09:00", "11:30")
    weekly(both, "TH", "19:00", "21:00")
    assert asked(days=("we",), parts=("avond",)) == []
    assert names(ask(days=("we",), parts=("ochtend",))) == ["Koor"]
