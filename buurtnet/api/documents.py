"""What the addresses of the API give: one thing in full, or a page of a list, in the form that was asked for."""

from collections import defaultdict
from collections.abc import Callable, Mapping
from math import ceil
from typing import Any, Final
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.db.models import Model, QuerySet
from django.http import Http404
from django.urls import reverse

from buurtnet.api import access, listings
from buurtnet.api.listings import Listing, Rows
from buurtnet.api.parameters import Asked
from buurtnet.api.shown import Shown
from buurtnet.directory.models import ServiceAtLocation
from buurtnet.exchange.records import Document, Kind

MOST_SERVICES: Final = 200  # of the organizations of an answer, together
MINIMAL: Final = ("id", "name", "last_modified")

type Documents = Mapping[UUID, Document]


def page_of(kind: str, asked: Asked) -> Document:
    """A page of a list, as HSDS has it; what went while it was made is not on it. Raises Http404 beyond the last."""
    listing = LISTINGS[kind](asked)
    total = listing.total
    pages = ceil(total / asked.per_page)
    if asked.page > max(1, pages):
        raise Http404(f"There are {pages} pages.")
    ids = [UUID(key) for key in listing.keys((asked.page - 1) * asked.per_page, asked.per_page)]
    found = DOCUMENTS[kind](ids, asked)
    contents = [_formed(found[pk], asked) for pk in ids if pk in found]
    return {
        "total_items": total,
        "total_pages": pages,
        "page_number": asked.page,
        "size": len(contents),
        "first_page": asked.page == 1,
        "last_page": asked.page >= pages,
        "empty": not contents,
        "contents": contents,
    }


def one_of(kind: str, pk: UUID | None, *, full_service: bool = False) -> Document:
    """One thing, with all that hangs on it. Raises Http404 for what is not public."""
    if pk is None or not PUBLIC[kind]().filter(pk=pk).exists():
        raise Http404
    found = DOCUMENTS[kind]([pk], Asked(full=True, full_service=full_service))
    if pk not in found:  # it went at this very moment
        raise Http404
    return found[pk]


def _formed(document: Document, asked: Asked) -> Document:
    if asked.minimal:
        return {key: document[key] for key in MINIMAL if key in document}
    return document


def _services(ids: list[UUID], asked: Asked) -> Documents:
    return Shown(lists=asked.full and not asked.minimal).services_of(ids)


def _organizations(ids: list[UUID], asked: Asked) -> Documents:
    found = Shown(lists=asked.full and not asked.minimal).organizations_of(ids)
    if asked.full or asked.full_service:
        _add_services(found, asked)
    return found


def _add_services(organizations: Documents, asked: Asked) -> None:
    """What each offers; of one that offers very much the first, and where all of it stands."""
    rows = access.public_services().filter(organization__in=organizations).order_by("organization", "name", "pk")
    offered: dict[UUID, list[UUID]] = defaultdict(list)
    for pk, organization in rows.values_list("pk", "organization_id")[:MOST_SERVICES]:
        if organization is not None:
            offered[organization].append(pk)
    services = Shown(lists=asked.full_service).services_of([pk for some in offered.values() for pk in some])
    for organization, document in organizations.items():
        mine = [services[pk] for pk in offered[organization] if pk in services]
        document["services"] = [{key: one[key] for key in one if key != "organization"} for one in mine]
        query = urlencode({"organization_id": organization})
        document["bn_services_url"] = f"{settings.SITE_URL}{reverse('api:services')}?{query}"


def _at_locations(ids: list[UUID], asked: Asked) -> Documents:
    """Each as its service has it, with the service itself in it."""
    rows = access.turned_to(ServiceAtLocation.objects.filter(pk__in=ids))
    services = Shown().services_of(sorted(set(rows.values_list("service_id", flat=True))))
    found: dict[UUID, Document] = {}
    for service in services.values():
        alone = {key: value for key, value in service.items() if key != "service_at_locations"}
        for one in service.get("service_at_locations", ()):
            changed = {"last_modified": service["last_modified"]} if "last_modified" in service else {}
            whole = {**one, "service": alone}
            found[UUID(one["id"])] = {**whole, **changed} if asked.minimal else whole
    return found if asked.full else {pk: _without_lists(found[pk]) for pk in ids if pk in found}


def _without_lists(document: Document) -> Document:
    """As lists of HSDS have it: what is one, and not what is many."""
    return {
        key: _without_lists(value) if isinstance(value, dict) and not key.startswith("bn_") else value
        for key, value in document.items()
        if not isinstance(value, list) or key.startswith("bn_")
    }


def _taxonomies(ids: list[UUID], asked: Asked) -> Documents:
    return Shown().of_kind(Kind.TAXONOMY, ids)


def _terms(ids: list[UUID], asked: Asked) -> Documents:
    return Shown().of_kind(Kind.TERM, ids)


def _list_of_taxonomies(asked: Asked) -> Listing:
    return Rows(_named(access.public_taxonomies(), asked))


def _list_of_terms(asked: Asked) -> Listing:
    rows = _named(access.public_terms(), asked)
    if asked.taxonomy_id is not None:
        rows = rows.filter(taxonomy_detail=asked.taxonomy_id)
    if asked.parent_id is not None:
        rows = rows.filter(parent=asked.parent_id)
    if asked.top_only:
        rows = rows.filter(parent=None)
    return Rows(rows)


def _named[M: Model](rows: QuerySet[M], asked: Asked) -> QuerySet[M]:
    for word in asked.search.split():
        rows = rows.filter(name__icontains=word)
    return rows


LISTINGS: Final[dict[str, Callable[[Asked], Listing]]] = {
    "services": listings.services,
    "organizations": listings.organizations,
    "service_at_locations": listings.at_locations,
    "taxonomies": _list_of_taxonomies,
    "taxonomy_terms": _list_of_terms,
}
PUBLIC: Final[dict[str, Callable[[], QuerySet[Any]]]] = {
    "services": access.public_services,
    "organizations": access.public_organizations,
    "service_at_locations": access.public_at_locations,
    "taxonomies": access.public_taxonomies,
    "taxonomy_terms": access.public_terms,
}
DOCUMENTS: Final[dict[str, Callable[[list[UUID], Asked], Documents]]] = {
    "services": _services,
    "organizations": _organizations,
    "service_at_locations": _at_locations,
    "taxonomies": _taxonomies,
    "taxonomy_terms": _terms,
}
