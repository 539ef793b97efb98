"""Asking the API in a test, and what there is to be asked."""

import json
from typing import Any

from django.test import Client

from buurtnet.areas.kept import forget_all
from buurtnet.areas.models import Area
from buurtnet.directory.models import Service
from buurtnet.search.outbox import rebuild_all
from tests.directory.searchable import offered, reaching

ROOT = "/api/hsds/"

type Document = dict[str, Any]


def ask(path: str, **parameters: Any) -> Document:
    """The answer to a question that has one."""
    response = Client().get(ROOT + path, parameters)
    assert response.status_code == 200, response.content
    found: Document = json.loads(response.content)
    return found


def ids(path: str, **parameters: Any) -> list[str]:
    """All ids of a list, page after page, in order."""
    found: list[str] = []
    number = 1
    while True:
        page = ask(path, **parameters, page=number)
        found += [one["id"] for one in page["contents"]]
        if page["last_page"]:
            return found
        number += 1


def names(path: str, **parameters: Any) -> list[str]:
    return sorted(one["name"] for one in ask(path, **parameters, per_page=100)["contents"])


def public(name: str, area: Area, **fields: Any) -> Service:
    """A service that the network of the area shows, once it is in the index (``indexed``)."""
    service = offered(name, **fields)
    reaching(service, area)
    return service


def indexed() -> None:
    """Now: the index made, and nothing kept of before."""
    rebuild_all()
    forget_all()
