"""The old address of an entry that gave way leads to the one that stays; a list someone shared holds that one."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.cache import patch_cache_control

from buurtnet.areas.here import network_of
from buurtnet.areas.models import Network
from buurtnet.directory.access import services_in
from buurtnet.directory.my_list import pack, unpack
from buurtnet.mending.merging import kept_instead

HOUR = 3600  # seconds that a browser may remember it: a merge can be taken back


class MergedMiddleware:
    """Looks at the pages of an entry and of a shared list only, with one question to the database."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: object, args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        name = request.resolver_match.view_name if request.resolver_match else ""
        network = network_of(request)
        if network is None or name not in {"directory:service", "directory:shared_list"}:
            return None
        return to_entry(network, kwargs["pk"]) if name == "directory:service" else to_list(network, kwargs["ids"])


def to_entry(network: Network, pk: Any) -> HttpResponse | None:
    """For good, where the network shows the entry that stays."""
    kept = kept_instead([pk]).get(pk)
    if kept is None or not services_in(network).filter(pk=kept).exists():
        return None
    answer = HttpResponsePermanentRedirect(reverse("directory:service", args=[network.slug, kept]))
    patch_cache_control(answer, max_age=HOUR)
    return answer


def to_list(network: Network, packed: str) -> HttpResponse | None:
    ids = unpack(packed)
    instead = kept_instead(ids)
    if not instead:
        return None
    kept = list(dict.fromkeys(instead.get(pk, pk) for pk in ids))
    return redirect("directory:shared_list", network.slug, pack(kept))
