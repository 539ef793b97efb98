"""Who must say yes, per country and age; and what their answers together mean."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from buurtnet.people.choices import ConsentState, PartyKind
from buurtnet.people.consent import (
    CHANGES,
    Answer,
    Jurisdiction,
    _data,
    agreed,
    may_change,
    may_use_alone,
    next_reconfirmation,
    outcome,
    required,
)

NL, VL = Jurisdiction.NL, Jurisdiction.VL
YOUNG, PARENT, OTHER = PartyKind.YOUNG_PERSON, PartyKind.PARENT, PartyKind.REPRESENTATIVE
CONSENT = st.sampled_from([True, False, None])


@pytest.mark.parametrize(
    ("jurisdiction", "age", "parties"),
    [
        (NL, 0, (PARENT, PARENT)), (NL, 11, (PARENT, PARENT)),
        (NL, 12, (YOUNG, PARENT, PARENT)), (NL, 15, (YOUNG, PARENT, PARENT)),
        (NL, 16, (YOUNG,)), (NL, 17, (YOUNG,)), (NL, 18, (YOUNG,)),
        (VL, 11, (PARENT, PARENT)), (VL, 12, (YOUNG,)), (VL, 17, (YOUNG,)), (VL, 40, (YOUNG,)),
    ],
)  # fmt: skip
def test_both_parents_the_young_person_or_both_by_age(
    jurisdiction: Jurisdiction, age: int, parties: tuple[PartyKind, ...]
) -> None:
    assert required(jurisdiction, age, parents=2).parties == parties


def test_unknown_authority_is_asked_and_never_assumed() -> None:
    assert required(NL, 8).ask_authority
    assert not required(NL, 8, parents=1).ask_authority
    assert not required(NL, 16).ask_authority


def test_who_cannot_weigh_interests_has_a_representative() -> None:
    assert required(NL, 17, is_able=False).parties == (OTHER,)
    assert required(VL, 13, is_able=False).parties == (OTHER,)


def test_a_mature_flemish_child_under_twelve_decides_and_a_dutch_one_does_not() -> None:
    assert required(VL, 11, is_able=True).parties == (YOUNG,)
    assert required(NL, 11, is_able=True, parents=1).parties == (PARENT,)


@given(st.sampled_from(Jurisdiction), st.integers(0, 150), CONSENT, st.sampled_from([None, 1, 2]))
def test_every_age_has_someone_who_must_say_yes(
    jurisdiction: Jurisdiction, age: int, able: bool | None, parents: int | None
) -> None:
    found = required(jurisdiction, age, is_able=able, parents=parents)
    assert found.parties
    assert found.source


def test_no_two_rules_hold_for_one_age() -> None:
    for jurisdiction in Jurisdiction:
        for age in range(151):
            rules = [
                rule
                for rule in _data()["rule"]
                if rule["jurisdiction"] == jurisdiction and rule["from"] <= age <= rule["to"]
            ]
            assert len(rules) == 1, (jurisdiction, age)


@pytest.mark.parametrize("age", [-1, 151])
def test_an_age_that_nobody_has_is_refused(age: int) -> None:
    with pytest.raises(ValueError, match="No rule"):
        required(NL, age)


def test_it_is_said_again_at_twelve_sixteen_and_eighteen() -> None:
    born = dt.date(2014, 11, 22)
    assert next_reconfirmation(born, dt.date(2026, 11, 21)) == dt.date(2026, 11, 22)
    assert next_reconfirmation(born, dt.date(2026, 11, 22)) == dt.date(2030, 11, 22)
    assert next_reconfirmation(born, dt.date(2031, 1, 1)) == dt.date(2032, 11, 22)
    assert next_reconfirmation(born, dt.date(2032, 11, 22)) is None


def test_who_was_born_on_a_leap_day_turns_older_on_the_first_of_march() -> None:
    assert next_reconfirmation(dt.date(2012, 2, 29), dt.date(2029, 1, 1)) == dt.date(2030, 3, 1)


def test_an_online_service_alone_from_sixteen_or_thirteen() -> None:
    assert may_use_alone(VL, 13)
    assert not may_use_alone(NL, 15)
    assert may_use_alone(NL, 16)


@given(st.lists(CONSENT, min_size=1, max_size=4))
def test_silence_is_never_yes_and_one_no_is_a_no(said: list[bool | None]) -> None:
    state = outcome([Answer(one) for one in said])
    assert (state == ConsentState.ACTIVE) == all(one is True for one in said)
    assert (state == ConsentState.REFUSED) == (False in said)


@given(st.sets(st.sampled_from("abcde")), st.lists(st.frozensets(st.sampled_from("abcde")), min_size=1, max_size=3))
def test_what_anyone_leaves_out_is_left_out_for_all(asked: set[str], left: list[frozenset[str]]) -> None:
    found = agreed(asked, [Answer(True, one) for one in left])
    assert found <= asked
    assert not any(found & one for one in left)


def test_every_state_can_be_reached_and_no_state_is_a_dead_end_but_the_ends() -> None:
    reached, todo = {ConsentState.DRAFT}, [ConsentState.DRAFT]
    while todo:
        for after in CHANGES.get(todo.pop(), ()):
            if after not in reached:
                reached.add(after)
                todo.append(after)
    assert reached == set(ConsentState)
    ends = {ConsentState.REFUSED, ConsentState.WITHDRAWN, ConsentState.EXPIRED, ConsentState.SUPERSEDED}
    assert set(ConsentState) - set(CHANGES) == ends
    assert not may_change(ConsentState.WITHDRAWN, ConsentState.ACTIVE)
