"""The short address on paper: made of the id, the same for ever, and only for what the network has."""

import uuid

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from buurtnet.directory.models import Service
from buurtnet.paper.codes import SIGNS, code_of, first_and_last
from tests.directory.searchable import reaching
from tests.factories import ServiceFactory
from tests.paper.conftest import Paper


@given(st.uuids())
def test_every_id_lies_between_the_ends_of_its_own_code(key: uuid.UUID) -> None:
    ends = first_and_last(code_of(key))
    assert ends
    assert ends[0] <= key <= ends[1]


@given(st.uuids())
def test_a_code_is_two_groups_of_four_signs_that_nobody_mistakes(key: uuid.UUID) -> None:
    first, second = code_of(key).split("-")
    assert (len(first), len(second)) == (4, 4)
    assert set(f"{first}{second}".upper()) <= set(SIGNS)
    assert not set("0O1IL") & set(SIGNS)


@given(st.text(max_size=40))
def test_what_is_no_code_means_nothing(text: str) -> None:
    signs = text.upper().replace("-", "")
    if len(signs) != 8 or not set(signs) <= set(SIGNS):
        assert first_and_last(text) is None


def test_a_code_beyond_the_highest_id_means_nothing() -> None:
    assert first_and_last("zzzz-zzzz") is None
    assert first_and_last(code_of(uuid.UUID(int=2**128 - 1)))


def test_the_code_leads_to_the_page_typed_in_capitals_or_without_its_dash(client: Client, paper: Paper) -> None:
    page = f"/havendijk/aanbod/{paper.club.pk}/"
    code = code_of(paper.club.pk)
    for typed in (code, code.upper(), code.replace("-", "")):
        assert client.get(f"/havendijk/p/{typed}/").headers["Location"] == page


def test_the_code_of_another_network_is_not_found(client: Client, paper: Paper) -> None:
    assert client.get(f"/duinbeke/p/{code_of(paper.club.pk)}/").status_code == 404


@pytest.mark.parametrize("code", ["x", "2222-2222", "zzzz-zzzz", "a" * 1900, "%F0%9F%98%80", "7kmp–3xqr"])
def test_nonsense_is_not_found(client: Client, paper: Paper, code: str) -> None:
    assert client.get(f"/havendijk/p/{code}/").status_code == 404


def test_two_services_with_one_code_are_both_named(client: Client, paper: Paper) -> None:
    near = uuid.UUID(int=paper.club.pk.int ^ 1)
    twin: Service = ServiceFactory(pk=near, name="Tweelingclub")
    reaching(twin, paper.quarter)
    page = client.get(f"/havendijk/p/{code_of(near)}/").content.decode()
    assert "Tweelingclub" in page
    assert "Huiswerkclub De Loods" in page
