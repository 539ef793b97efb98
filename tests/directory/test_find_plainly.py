"""Without an index the database answers, and the answer says so."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from buurtnet.directory.freshness import days_shown, freshness_score
from buurtnet.search.outbox import rebuild_all
from tests.directory.searchable import TODAY, ask, names, offered, reaching, town

pytestmark = pytest.mark.django_db


def test_every_telling_word_must_stand_in_the_name_the_text_or_the_organizations_name() -> None:
    offered("Huiswerkclub", organization="De Loods")
    offered("Sportclub", description="Ook huiswerk.")
    found = ask("de club voor huiswerk")
    assert found.degraded
    assert sorted(names(found)) == ["Huiswerkclub", "Sportclub"]
    assert names(ask("huiswerkclub loods")) == ["Huiswerkclub"]
    assert ask("dakkapel").total == 0


@pytest.mark.parametrize("text", ["", "\0", "\ud800", " \0 "])
def test_what_holds_no_word_finds_all_there_is(text: str) -> None:
    offered("Huiswerkclub")
    assert names(ask(text)) == ["Huiswerkclub"]


@pytest.mark.parametrize("text", ["q\0z", "%", "_", "'", "woord " * 500, "a" * 5_000])
def test_signs_and_long_texts_are_looked_for_as_they_are(text: str) -> None:
    offered("Huiswerkclub")
    offered(f"Zo heet het: {text[:60].replace(chr(0), ' ')}")
    assert ask(text).total == 1


def test_it_keeps_to_the_network_the_scope_and_the_plain_filters() -> None:
    here, quarter = town("Havendijk", "Molenveld")
    reaching(offered("Koor", function=3, minimum_age=18, support_level=1), quarter)
    offered("Koor elders", scope="elders", support_level=4)
    assert names(ask("koor", inside=(here.pk, quarter.pk), over=(here.pk,))) == ["Koor"]
    assert names(ask("koor", neighbourhood=quarter.pk)) == ["Koor"]
    assert names(ask("koor", scope="elders")) == ["Koor elders"]
    assert names(ask("koor", functions=(3,))) == ["Koor"]
    assert names(ask("koor", age=8)) == ["Koor elders"]
    assert names(ask("koor", gables=(3,))) == ["Koor elders"]
    assert names(ask("koor")) == ["Koor", "Koor elders"]


def test_what_its_age_hides_stays_hidden() -> None:
    offered("Koor", is_kept_by_editor=True, check_every=1, assured_date=TODAY - dt.timedelta(days=240))
    offered("Ander koor", is_kept_by_editor=True, check_every=1, assured_date=TODAY - dt.timedelta(days=239))
    assert names(ask("koor")) == ["Ander koor"]


def test_an_unknown_level_stands_in_the_middle() -> None:
    for level in (4, None, 0, 2):
        offered(f"Koor {level}", support_level=level)
    assert names(ask("koor")) == ["Koor 0", "Koor 2", "Koor None", "Koor 4"]
    assert names(ask("koor", gables=(2,))) == ["Koor 2", "Koor None"]


@pytest.mark.parametrize("months", [1, 5, 9, 10, 24, 25, 60, 120])
def test_the_database_hides_on_the_same_day_as_the_index(months: int) -> None:
    first = TODAY + dt.timedelta(days=days_shown(months))
    offered("Koor", is_kept_by_editor=True, check_every=months, assured_date=TODAY)
    day_before = first - dt.timedelta(days=1)
    plain = [names(ask("koor", on=on)) for on in (day_before, first)]
    rebuild_all()
    assert plain == [names(ask("koor", on=on)) for on in (day_before, first)] == [["Koor"], []]


@given(st.integers(1, 120), st.integers(0, 4_000))
def test_the_day_an_entry_hides_is_the_first_on_which_its_score_is_zero(months: int, age: int) -> None:
    score = freshness_score(TODAY - dt.timedelta(days=age), months, TODAY)
    assert (score == 0) == (age >= days_shown(months))
