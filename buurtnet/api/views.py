"""The addresses of the API: for reading only. A list can also be asked by POST, which leaves no words in a log."""

import json
from typing import cast

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.views.decorators.http import require_safe

from buurtnet.api.answers import KEPT_SECONDS, answer, open_to_all
from buurtnet.api.bulk import bulk_file, bulk_files, listed_slugs
from buurtnet.api.documents import one_of, page_of
from buurtnet.api.openapi import HSDS_VERSION, openapi_document
from buurtnet.api.parameters import TAKES, Asked, BadParameterError, asked_of, uuid_of
from buurtnet.api.profile import profile_document
from buurtnet.areas.models import Network

type Given = dict[str, list[str]]


@open_to_all("GET", "HEAD")
def root(request: HttpRequest) -> HttpResponse:
    document = {
        "version": HSDS_VERSION,
        "profile": settings.SITE_URL + reverse("api:profile"),
        "openapi_url": settings.SITE_URL + reverse("api:openapi"),
        "bulk_url": settings.SITE_URL + reverse("api:bulk"),
    }
    return answer(request, document, request.GET)


@open_to_all("GET", "HEAD")
def openapi(request: HttpRequest) -> HttpResponse:
    return answer(request, openapi_document(settings.SITE_URL + reverse("api:root")), request.GET)


@open_to_all("GET", "HEAD")
def profile(request: HttpRequest) -> HttpResponse:
    return answer(request, profile_document(), request.GET)


@open_to_all("GET", "HEAD")
def bulk(request: HttpRequest) -> HttpResponse:
    """The files with all of it: of the site, and of each network."""
    files = [
        {
            "network": one.network, "name": one.name, "url": settings.SITE_URL + one.url,
            "content_type": one.content_type, "size": one.size, "made_at": one.made_at.isoformat(),
        }
        for network in ("", *listed_slugs())
        for one in bulk_files(network)
    ]  # fmt: skip
    return answer(request, {"files": files}, request.GET)


@open_to_all("GET", "HEAD")
def bulk_download(request: HttpRequest, name: str, network: str = "") -> HttpResponse:
    """One of the files; 304 for who has it."""
    found = bulk_file(network, name)
    if found is None:
        raise Http404
    tag = quote_etag(f"{found.made_at.timestamp()}-{found.size}")
    if (known := get_conditional_response(request, etag=tag)) is not None:
        return known
    response = FileResponse(found.path.open("rb"), filename=found.name, content_type=found.content_type)
    response.headers["ETag"] = tag
    response.headers["Cache-Control"] = f"public, max-age={KEPT_SECONDS}"
    return cast("HttpResponse", response)  # a stream is answered as any other


@login_not_required
@require_safe
def open_data(request: HttpRequest) -> HttpResponse:
    """For people: where the API is, and the files with their size and date."""
    networks = Network.objects.filter(is_listed=True).order_by("name")
    maps = [("", bulk_files()), *((network.name, bulk_files(network.slug)) for network in networks)]
    context = {"maps": [(name, files) for name, files in maps if files], "api_url": reverse("api:root")}
    return render(request, "api/open_data.html", context)


@open_to_all("GET", "HEAD", "POST")
def services(request: HttpRequest) -> HttpResponse:
    return a_list(request, "services")


@open_to_all("GET", "HEAD")
def service(request: HttpRequest, pk: str) -> HttpResponse:
    return answer(request, one_of("services", uuid_of(pk)), request.GET)


@open_to_all("GET", "HEAD", "POST")
def organizations(request: HttpRequest) -> HttpResponse:
    return a_list(request, "organizations")


@open_to_all("GET", "HEAD")
def organization(request: HttpRequest, pk: str) -> HttpResponse:
    asked, unknown = read(request, ("full_service",))
    return answer(request, one_of("organizations", uuid_of(pk), full_service=asked.full_service), unknown)


@open_to_all("GET", "HEAD", "POST")
def service_at_locations(request: HttpRequest) -> HttpResponse:
    return a_list(request, "service_at_locations")


@open_to_all("GET", "HEAD")
def service_at_location(request: HttpRequest, pk: str) -> HttpResponse:
    return answer(request, one_of("service_at_locations", uuid_of(pk)), request.GET)


@open_to_all("GET", "HEAD", "POST")
def taxonomies(request: HttpRequest) -> HttpResponse:
    return a_list(request, "taxonomies")


@open_to_all("GET", "HEAD")
def taxonomy(request: HttpRequest, pk: str) -> HttpResponse:
    return answer(request, one_of("taxonomies", uuid_of(pk)), request.GET)


@open_to_all("GET", "HEAD", "POST")
def taxonomy_terms(request: HttpRequest) -> HttpResponse:
    return a_list(request, "taxonomy_terms")


@open_to_all("GET", "HEAD")
def taxonomy_term(request: HttpRequest, pk: str) -> HttpResponse:
    return answer(request, one_of("taxonomy_terms", uuid_of(pk)), request.GET)


@open_to_all("GET", "HEAD")
def unknown(request: HttpRequest, rest: str) -> HttpResponse:
    raise Http404(f"The API begins at {reverse('api:root')}.")


def a_list(request: HttpRequest, kind: str) -> HttpResponse:
    asked, unknown = read(request, TAKES[kind])
    return answer(request, page_of(kind, asked), unknown)


def read(request: HttpRequest, names: tuple[str, ...]) -> tuple[Asked, list[str]]:
    """What was asked, and the names of parameters that mean nothing here."""
    given: Given = {name: [str(value) for value in values] for name, values in request.GET.lists()}
    if request.method == "POST":
        given |= posted(request)
    return asked_of(given, names), [name for name in given if name not in names]


def posted(request: HttpRequest) -> Given:
    """The parameters of a sent form, or of an object in JSON. Raises BadParameterError."""
    if request.content_type != "application/json":
        return {name: [str(value) for value in values] for name, values in request.POST.lists()}
    try:
        sent = json.loads(request.body or b"{}")
    except (ValueError, RecursionError):
        raise BadParameterError("body", "is not JSON") from None
    if not isinstance(sent, dict):
        raise BadParameterError("body", "is not an object with the parameters")
    return {name: [as_said(name, value)] for name, value in sent.items() if value is not None}


def as_said(name: str, value: object) -> str:
    """A value of JSON as it would stand in a query."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if not isinstance(value, str | int | float):
        raise BadParameterError(name, "is not a text, a number, true or false")
    text = str(value)
    if "\0" in text or not text.isprintable():
        raise BadParameterError(name, "holds signs that are no text")
    return text
