"""Asking for a file as another program does, and what there is to be told of."""

from typing import Any

from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from buurtnet.areas.kept import forget_all
from buurtnet.areas.models import Area
from buurtnet.directory.models import Service
from tests.directory.searchable import offered, reaching


def get(name: str, *args: Any, **headers: str) -> HttpResponse:
    """The answer at an address of this room, with nothing kept of before."""
    forget_all()
    found: HttpResponse = Client().get(reverse(f"feeds:{name}", args=args), headers=headers)  # type: ignore[assignment]  # the client's own answer
    return found


def text(name: str, *args: Any) -> str:
    """The file at an address that has one."""
    response = get(name, *args)
    assert response.status_code == 200, (response.status_code, response.content[:200])
    return response.content.decode()


def public(name: str, area: Area, **fields: Any) -> Service:
    """A service that the network of the area shows."""
    service = offered(name, **fields)
    reaching(service, area)
    return service
