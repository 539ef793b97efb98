"""Without an index the database answers, and the answer says so."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from buurtnet.directory.choices import CHECK_EVERY_MONTHS
from buurtnet.directory.freshness import days_shown, freshness_score
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


@pytest.mark.parametrize("text", ["\0", "a\0b", "\ud800", "%", "_", "'", "woord " * 500, "a" * 5_000])
def test_nonsense_is_answered(text: str) -> None:
    offered("Huiswerkclub")
    assert ask(text).total in (0, 1)


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


@given(st.sampled_from(CHECK_EVERY_MONTHS), st.integers(0, 900))
def test_the_day_an_entry_hides_is_the_first_on_which_its_score_is_zero(months: int, age: int) -> None:
    score = freshness_score(TODAY - dt.timedelta(days=age), months, TODAY)
    assert (score == 0) == (age >= days_shown(months))
