"""The code with which an answer is read: easy to copy, hopeless to guess."""

import uuid

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from buurtnet.questions.codes import (
    BEGIN,
    SIGNS,
    TRIES,
    TRIES_OF_A_BEGIN,
    code_of,
    hash_of_code,
    hash_of_link,
    link_of,
    may_try,
    plain,
)  # fmt: skip
from tests.questions.public import BASE, asked_question, fresh_limits, open_network

MISREAD = set("0O1IL")


def test_a_code_has_eight_signs_in_two_groups_and_none_that_looks_like_another() -> None:
    for code in [code_of(uuid.UUID(int=number)) for number in range(200)]:
        first, second = code.split("-")
        assert (len(first), len(second)) == (4, 4)
        assert not MISREAD & set(code)


def test_no_sign_is_given_out_twice_as_often() -> None:
    assert len(set(SIGNS)) == len(SIGNS) == 31
    used = {sign for _ in range(400) for sign in code_of(uuid.uuid4())}
    assert used == {*SIGNS, "-"}


@given(st.integers(0, 2**128 - 1))
def test_blanks_hyphens_and_small_letters_make_no_difference(number: int) -> None:
    code = code_of(uuid.UUID(int=number))
    for typed in (code.lower(), code.replace("-", ""), f"  {code[:2]} {code[2:]}  ", code.replace("-", " - ")):
        assert hash_of_code(typed) == hash_of_code(code)


def test_another_code_has_another_hash() -> None:
    codes = {code_of(uuid.UUID(int=number)) for number in range(500)}
    assert len({hash_of_code(code) for code in codes}) == len(codes) == 500


def test_a_longer_text_is_no_code() -> None:
    assert hash_of_code("ABCDEFGHJ") != hash_of_code("ABCDEFGH")
    assert len(plain("A" * 5_000)) == 9


def test_the_same_form_gives_the_same_code_and_link_and_the_next_number_another() -> None:
    key = uuid.uuid4()
    assert code_of(key) == code_of(key) != code_of(key, 1)
    assert link_of(key) == link_of(key) != link_of(uuid.uuid4())


def test_code_and_link_follow_from_the_key_of_the_site(settings: Settings) -> None:
    key = uuid.uuid4()
    before = (code_of(key), link_of(key), hash_of_code("ABCDEFGH"), hash_of_link("x"))
    settings.SECRET_KEY = "another key of at least fifty signs, for this test only"
    after = (code_of(key), link_of(key), hash_of_code("ABCDEFGH"), hash_of_link("x"))
    assert not set(before) & set(after)


def test_links_are_long_and_different() -> None:
    links = {link_of(uuid.UUID(int=number)) for number in range(100)}
    assert len(links) == 100
    assert {len(link) for link in links} == {48}


@pytest.mark.django_db
def test_one_address_gets_ten_tries(settings: Settings) -> None:
    fresh_limits(settings)
    tries = [may_try(f"{SIGNS[number]}BCDEFGH", "203.0.113.9") for number in range(TRIES + 3)]
    assert tries == [True] * TRIES + [False] * 3
    assert may_try("ABCDEFGH", "203.0.113.10")


@pytest.mark.django_db
def test_a_beginning_is_tried_ten_times_an_hour_from_everywhere_together(settings: Settings) -> None:
    fresh_limits(settings)
    tries = [may_try("ABCDEFGH", f"203.0.113.{number}") for number in range(TRIES_OF_A_BEGIN + 3)]
    assert tries == [True] * TRIES_OF_A_BEGIN + [False] * 3
    assert may_try("BACDEFGH", "203.0.113.200")


def test_a_whole_year_of_guessing_from_everywhere_finds_one_question_in_thirty_years() -> None:
    guesses_a_year = len(SIGNS) ** BEGIN * TRIES_OF_A_BEGIN * 24 * 365
    hits_a_year = guesses_a_year * 300 / len(SIGNS) ** 8
    assert 1 / hits_a_year > 30


@pytest.mark.django_db
def test_too_many_codes_are_refused_even_when_the_last_one_is_right(client: Client, settings: Settings) -> None:
    network = open_network()
    fresh_limits(settings)
    _question, code = asked_question(network)
    wrong = [client.post(f"{BASE}antwoord/", {"code": f"{code[:2]}{sign}AAAAA"}) for sign in SIGNS[:10]]
    assert {page.status_code for page in wrong} == {200}
    refused = client.post(f"{BASE}antwoord/", {"code": code})
    assert refused.status_code == 429
    assert "te veel codes" in refused.content.decode()
