"""What everyone reads: the library of good practices, one of them, and both as a file."""

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from buurtnet.areas.models import Network
from buurtnet.kit.amounts import euros
from buurtnet.kit.limits import limited
from buurtnet.kit.pages import pages_of
from buurtnet.kit.sitemap import XML, sitemap_file
from buurtnet.practices.choices import Element, Evidence, NeighbourhoodKind, PracticeState
from buurtnet.practices.desk import network_with_practices
from buurtnet.practices.files import MOST_ROWS, SCHEMA, file_of
from buurtnet.practices.finding import COSTS, Wanted, find, shown
from buurtnet.practices.models import GoodPractice
from buurtnet.practices.shown import Crumb, about, attachment, crumbs_to, facts_of, ownership_in
from buurtnet.practices.sitemap import pages_of as public_pages
from buurtnet.themes.choices import EssentialFunction

PER_PAGE: Final = 20
AN_HOUR: Final = 3600  # seconds


@dataclass(frozen=True)
class Choice:
    """A list to choose from, and what is chosen."""

    name: str
    label: str
    options: list[tuple[str, str]]
    chosen: str


@login_not_required
@limited("practices", setting="SEARCHES_PER_MINUTE")
@require_safe
def library(request: HttpRequest, network: str) -> HttpResponse:
    """The examples, by words and by what they are; own ones first."""
    here = network_with_practices(request, network)
    wanted = Wanted.of(request.GET.dict())
    page = Paginator(find(here, wanted), PER_PAGE).get_page(request.GET.get("pagina"))
    context = {
        "here": here, "crumbs": crumbs_to(request, here, Crumb(_("Wat werkt in een buurt"))), "wanted": wanted,
        "cards": [(one, facts_of(one)) for one in shown(list(page))], "count": page.paginator.count,
        "pages": pages_of(page, request), "choices": choices_for(wanted), "ownership": ownership_in(here),
    }  # fmt: skip
    return render(request, "practices/library.html", context)


def choices_for(wanted: Wanted) -> list[Choice]:
    costs = [(key, _("niets") if key == "0" else _("hoogstens {amount}").format(amount=euros(COSTS[key] * 100)))
             for key in COSTS]  # fmt: skip
    kinds = [(one.value, str(one.label)) for one in NeighbourhoodKind if one != NeighbourhoodKind.ANY]
    functions = [(str(one.value), str(one.label)) for one in EssentialFunction]
    evidence = [(one.value, str(one.label)) for one in Evidence]
    return [
        Choice("functie", _("Waar gaat het over?"), functions, str(wanted.function or "")),
        Choice("element", _("Wat laat het werken?"), [(e.value, str(e.label)) for e in Element], wanted.element),
        Choice("buurt", _("In wat voor buurt?"), kinds, wanted.kind),
        Choice("kosten", _("Wat kost het in een jaar?"), costs, wanted.cost),
        Choice("bewijs", _("Hoe weten we dat het werkt?"), evidence, wanted.evidence),
    ]  # fmt: skip


@login_not_required
@require_safe
def practice_public(request: HttpRequest, network: str, pk: UUID) -> HttpResponse:
    """One example: what it is, why it works, what it takes and brought, and who did it too."""
    here = network_with_practices(request, network)
    practice = practice_of(here, pk)
    above = Crumb(_("Wat werkt in een buurt"), reverse("practices:library", args=[here.slug]))
    context = about(practice) | {
        "here": here, "crumbs": crumbs_to(request, here, above, Crumb(practice.title)), "is_public": True,
    }  # fmt: skip
    return render(request, "practices/practice_public.html", context)


def practice_of(network: Network, pk: UUID) -> GoodPractice:
    rows = GoodPractice.objects.readable_in(network).select_related("network", "organization", "parent")
    return get_object_or_404(rows, pk=pk)


@login_not_required
@limited("practice_files", setting="SEARCHES_PER_MINUTE")
@cache_control(public=True, max_age=AN_HOUR)
@require_safe
def sitemap(request: HttpRequest, network: str) -> HttpResponse:
    """The part of the sitemap about these examples; 404 for a network that stands in no list."""
    here = network_with_practices(request, network)
    if not here.is_listed:
        raise Http404
    return HttpResponse(sitemap_file(public_pages(here)), content_type=XML)


@login_not_required
@limited("practice_files", setting="SEARCHES_PER_MINUTE")
@require_safe
def library_file(request: HttpRequest, network: str) -> HttpResponse:
    """All examples this network shares, as one file for another network."""
    here = network_with_practices(request, network)
    rows = GoodPractice.objects.filter(network=here, state=PracticeState.SHARED).order_by("title", "pk")[:MOST_ROWS]
    return attachment(file_of(here, practices=rows), f"{here.slug}-voorbeelden.json")


@login_not_required
@limited("practice_files", setting="SEARCHES_PER_MINUTE")
@require_safe
def practice_file(request: HttpRequest, network: str, pk: UUID) -> HttpResponse:
    here = network_with_practices(request, network)
    return attachment(file_of(here, practices=[practice_of(here, pk)]), f"voorbeeld-{pk}.json")


@login_not_required
@require_safe
def file_schema(request: HttpRequest, network: str) -> HttpResponse:
    """What the files look like, for who makes one."""
    network_with_practices(request, network)
    return HttpResponse(SCHEMA.read_bytes(), content_type="application/schema+json")
