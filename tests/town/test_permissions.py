"""Every address × every role. An address that is missing here fails the suite."""

from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from buurtnet.people.models import Person
from tests.town.town import Town

# name: (arguments made from the town, code for a visitor, code for someone signed in)
TABLE: dict[str, tuple[list[str], int, int]] = {
    "home:site": ([], 200, 200),
    "home:robots": ([], 200, 200),
    "home:favicon": ([], 302, 302),
    "home:about": ([], 200, 200),
    "home:privacy": ([], 200, 200),
    "home:accessibility": ([], 200, 200),
    "home:colour": ([], 302, 302),
    "home:network": (["network"], 200, 200),
    "home:neighbourhood": (["network", "neighbourhood"], 200, 200),
    "home:search": (["network"], 200, 200),
    "home:suggestions": (["network"], 200, 200),
    "home:themes": (["network"], 200, 200),
    "home:theme": (["network", "function"], 200, 200),
    "home:nearby": (["network"], 200, 200),
    "home:contact": (["network"], 200, 200),
    "home:network_about": (["network"], 200, 200),
    "home:colours_css": (["network"], 200, 200),
    "areas:base_map": (["network"], 200, 200),
    "directory:service": (["network", "service"], 200, 200),
    "directory:organization": (["network", "organization"], 200, 200),
    "directory:place": (["network", "place"], 200, 200),
    "directory:my_list": (["network"], 200, 200),
    "directory:shared_list": (["network", "shared"], 200, 200),
}
# Where POST means something; everywhere else it is 405.
POSTS = {"directory:my_list": 302}
ROLES = ("visitor", "signed in")


def names(patterns: list[URLPattern | URLResolver], prefix: str = "") -> set[str]:
    """The names of all addresses the site answers."""
    found: set[str] = set()
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            space = f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix
            found |= names(pattern.url_patterns, space)
        else:
            assert pattern.name, f"{pattern.pattern} has no name"
            found.add(prefix + pattern.name)
    return found


def address(name: str, town: Town) -> str:
    return reverse(name, args=[getattr(town, key) for key in TABLE[name][0]])


@pytest.fixture
def clients(db: None) -> dict[str, Client]:
    signed_in = Client()
    signed_in.force_login(Person.objects.create_user("samira@havendijk.example", name="Samira"))
    return {"visitor": Client(), "signed in": signed_in}


def test_every_address_stands_in_the_table() -> None:
    assert names(get_resolver().url_patterns) == set(TABLE)


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("name", TABLE)
def test_each_role_gets_what_the_table_says(name: str, role: str, town: Town, clients: dict[str, Client]) -> None:
    expected = TABLE[name][1 + ROLES.index(role)]
    assert clients[role].get(address(name, town)).status_code == expected


@pytest.mark.parametrize("name", TABLE)
def test_posting_is_refused_where_it_means_nothing(name: str, town: Town, clients: dict[str, Client]) -> None:
    assert clients["visitor"].post(address(name, town)).status_code == POSTS.get(name, 405)


@pytest.mark.parametrize("name", [name for name, row in TABLE.items() if "network" in row[0]])
def test_a_network_that_is_not_there_is_not_found(name: str, town: Town, clients: dict[str, Client]) -> None:
    args: list[Any] = [getattr(town, key) for key in TABLE[name][0]]
    args[0] = "nergens"
    assert clients["visitor"].get(reverse(name, args=args)).status_code == 404


@pytest.mark.parametrize("name", ["directory:service", "directory:organization", "directory:place"])
def test_an_entry_of_another_network_is_not_found(name: str, town: Town, clients: dict[str, Client]) -> None:
    args = [town.other_network, getattr(town, TABLE[name][0][1])]
    assert clients["visitor"].get(reverse(name, args=args)).status_code == 404


def test_a_list_posted_without_our_page_is_refused(town: Town) -> None:
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(address("directory:my_list", town), {"id": town.service}).status_code == 403
