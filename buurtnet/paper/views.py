"""Pages to print, booklets as PDF, posters, and the list for other people's sites."""

import uuid
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.cache import patch_cache_control
from django.utils.translation import get_language
from django.views.decorators.csp import csp_override
from django.views.decorators.http import require_http_methods, require_safe

from buurtnet.agenda.choices import ActivityState
from buurtnet.agenda.models import Activity
from buurtnet.agenda.shown import url_of
from buurtnet.areas.choices import Room
from buurtnet.areas.here import language_for, neighbourhood_in, network_or_404
from buurtnet.areas.models import Network
from buurtnet.directory.access import services_in
from buurtnet.directory.card_rows import services_for_cards
from buurtnet.directory.choices import SHOWN_STATUSES
from buurtnet.directory.my_list import kept_ids, pack
from buurtnet.directory.pages import service_page
from buurtnet.kit.languages import html_lang
from buurtnet.kit.limits import limited
from buurtnet.kit.scancode import scancode
from buurtnet.paper.activity_poster import activity_poster_of
from buurtnet.paper.booklet import MOST_ENTRIES, booklet_of
from buurtnet.paper.choice import Choice, choice_in, found, in_words, online
from buurtnet.paper.codes import code_of, services_meant
from buurtnet.paper.embedding import (
    HEIGHTS,
    MINUTES_FRESH,
    Embedded,
    address_of,
    as_json,
    embedded,
    frame_code,
    framed_policy,
    manner_in,
    preview_policy,
)
from buurtnet.paper.formats import BOOKLETS, PAPERS, POSTERS, SHEETS, Paper, paper_in
from buurtnet.paper.making import ask_for, is_being_made, made, viewpoint_of, wish_for
from buurtnet.paper.options import Option, formats, functions_in, languages_in, neighbourhoods_in
from buurtnet.paper.pdf import can_make_pdf
from buurtnet.paper.posters import Kind, languages_for, others, poster_of, words_in
from buurtnet.paper.sheet import sheet_of
from buurtnet.themes.choices import SENSITIVE_THEMES


@login_not_required
@require_safe
def short(request: HttpRequest, network: str, code: str) -> HttpResponse:
    """The short address on paper: on to the page it stands for; two that share a code are both named."""
    here = network_or_404(request, network)
    meant = services_meant(here, code)
    if not meant:
        raise Http404
    if len(meant) == 1:
        return redirect("directory:service", here.slug, meant[0].pk)
    links = [Option(reverse("directory:service", args=[here.slug, one.pk]), one.name) for one in meant]
    return render(request, "paper/short.html", {"links": links})


@login_not_required
@require_safe
def sheet(request: HttpRequest, network: str, pk: uuid.UUID) -> HttpResponse:
    """One service on one page."""
    here = network_or_404(request, network)
    shown = get_object_or_404(services_in(here).filter(gone_at=None, status__in=SHOWN_STATUSES), pk=pk)
    paper = paper_in(request.GET.get("formaat", ""), SHEETS)
    view = viewpoint_of(Choice(here), get_language() or here.locale)
    service = found(next(iter(services_for_cards([shown.pk])), None))
    page = service_page(service, view, [])
    address = reverse("paper:short", args=[here.slug, code_of(service.pk)])
    context = {
        "sheet": sheet_of(service, page, here, paper),
        "page": page,
        "paper": paper,
        "formats": formats(request, SHEETS, paper),
        "code": scancode(online(address)),
        "address": in_words(address),
        "printed_on": timezone.localtime(view.now, view.zone).date(),
        "back_url": page.card.url,
        "sensitive": shown.themes.filter(pk__in=SENSITIVE_THEMES).exists(),
    }
    return on_paper(render(request, "paper/sheet.html", context))


@login_not_required
@require_safe
def booklet_choose(request: HttpRequest, network: str) -> HttpResponse:
    """Choose what a booklet is about: a neighbourhood, a theme, both, or the list on this device."""
    here = network_or_404(request, network)
    known = services_in(here).filter(pk__in=kept_ids(request)).values_list("pk", flat=True)
    here_too = set(known)
    kept = [key for key in kept_ids(request) if key in here_too]
    context = {
        "neighbourhoods": neighbourhoods_in(here, request.GET.get("buurt", "")),
        "functions": functions_in(request.GET.get("functie", "")),
        "papers": [PAPERS[name] for name in BOOKLETS],
        "list_word": pack(kept),
        "list_count": len(kept),
        "most": MOST_ENTRIES,
        "can_make_pdf": can_make_pdf(),
    }
    return render(request, "paper/booklet_choose.html", context)


@login_not_required
@require_safe
@limited("paper", setting="SEARCHES_PER_MINUTE")
def booklet(request: HttpRequest, network: str) -> HttpResponse:
    """The booklet as a page, to read and to print."""
    here = network_or_404(request, network)
    choice, paper = booklet_asked(request, here)
    query = urlencode([*choice.pairs, ("formaat", paper.name)])
    context = {
        "booklet": booklet_of(choice, viewpoint_of(choice, get_language() or here.locale), paper),
        "paper": paper,
        "network": here,
        "formats": formats(request, BOOKLETS, paper),
        "pdf_url": f"{reverse('paper:booklet_pdf', args=[here.slug])}?{query}" if can_make_pdf() else "",
        "choose_url": reverse("paper:booklet_choose", args=[here.slug]),
    }
    return on_paper(render(request, "paper/booklet.html", context))


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
@limited("pdf", setting="PDFS_PER_HOUR", only="POST", seconds=3600)
def booklet_pdf(request: HttpRequest, network: str) -> HttpResponse:
    """The booklet as a PDF: POST has it made, GET gives it, or says that it is being made or cannot be."""
    here = network_or_404(request, network)
    choice, paper = booklet_asked(request, here)
    language = get_language() or here.locale
    wish = wish_for(choice, paper, language, viewpoint_of(choice, language).today)
    written = made(wish)
    if written is not None:
        headers = {"Content-Disposition": f'inline; filename="{wish.name}"'}
        return on_paper(HttpResponse(written, content_type="application/pdf", headers=headers))
    if request.method == "POST":
        if can_make_pdf():
            ask_for(wish)
        return redirect(request.get_full_path())
    state = "impossible" if not can_make_pdf() else "busy" if is_being_made(wish) else ""
    return render(request, "paper/booklet_pdf.html", {"state": state, "title": choice.title(language)})


def booklet_asked(request: HttpRequest, here: Network) -> tuple[Choice, Paper]:
    return choice_in(request.GET, here), paper_in(request.GET.get("formaat", ""), BOOKLETS)


@login_not_required
@require_safe
def poster_choose(request: HttpRequest, network: str) -> HttpResponse:
    """Choose a poster: which one, for which neighbourhood, in which languages, how large."""
    here = network_or_404(request, network)
    context = {
        "neighbourhoods": neighbourhoods_in(here, request.GET.get("buurt", "")),
        "languages": languages_for(here),
        "own": here.locale,
        "papers": [PAPERS[name] for name in POSTERS],
    }
    return render(request, "paper/poster_choose.html", context)


@login_not_required
@require_safe
def poster(request: HttpRequest, network: str, kind: str) -> HttpResponse:
    """A poster to print and hang up."""
    here = network_or_404(request, network)
    if kind not in set(Kind):
        raise Http404
    slug = request.GET.get("buurt", "")
    area = found(neighbourhood_in(here, slug)) if slug else None
    paper = paper_in(request.GET.get("formaat", ""), POSTERS)
    language = request.GET.get("in") or request.GET.get("taal", "")  # ``taal`` also turns the page around it
    context = {
        "poster": poster_of(Kind(kind), here, area, language, request.GET.getlist("ook")),
        "kind": kind,
        "place": area.name if area else here.town,
        "paper": paper,
        "formats": formats(request, POSTERS, paper),
        "choose_url": reverse("paper:poster_choose", args=[here.slug]),
    }
    return on_paper(render(request, "paper/poster.html", context))


@login_not_required
@require_safe
def activity_poster(request: HttpRequest, network: str, pk: uuid.UUID) -> HttpResponse:
    """A poster of an activity in the calendar, to print and hang up."""
    here = network_or_404(request, network)
    if not here.has(Room.AGENDA):
        raise Http404
    rows = Activity.objects.filter(network=here, state=ActivityState.LIVE)
    activity = get_object_or_404(rows.select_related("venue", "location", "owner_organization"), pk=pk)
    paper = paper_in(request.GET.get("formaat", ""), POSTERS)
    own, beside = words_in(here, here.locale), request.GET.getlist("ook")[:20]
    context = {
        "poster": activity_poster_of(activity, here, beside),
        "activity": activity,
        "languages": [(one, one.code in beside) for one in languages_for(here) if one is not own],
        "unchecked": any(not one.is_checked for one in others(here, own, beside)),
        "paper": paper,
        "formats": formats(request, POSTERS, paper),
        "activity_url": url_of(activity, here.slug),
    }
    return on_paper(render(request, "paper/activity_poster.html", context))


@login_not_required
@require_safe
@csp_override(preview_policy())
def embed_choose(request: HttpRequest, network: str) -> HttpResponse:
    """Zet deze lijst op je eigen site: choose, see, copy the code. Works without a script."""
    here = network_or_404(request, network)
    if not here.is_listed:
        raise Http404
    choice, manner = choice_in(request.GET, here), manner_in(request.GET, spoken="lijsttaal")
    title = choice.title(manner.language or here.locale)
    context = {
        "choice": choice,
        "manner": manner,
        "title": title,
        "neighbourhoods": neighbourhoods_in(here, choice.area.slug if choice.area else ""),
        "functions": functions_in(str(choice.function or "")),
        "languages": languages_in(manner.language),
        "heights": HEIGHTS,
        "code": frame_code(choice, manner, title),
        "preview_url": address_of("embed", choice, manner).removeprefix(settings.SITE_URL),
        "fragment_url": address_of("embed_fragment", choice, manner),
        "json_url": address_of("embed_json", choice, manner),
    }
    return render(request, "paper/embed_choose.html", context)


@login_not_required
@require_safe
@csp_override(framed_policy())
def embed(request: HttpRequest, network: str) -> HttpResponse:
    """The list as a page that any site may frame."""
    response = embed_answer(request, network, "paper/embed.html")
    response.headers["X-Frame-Options"] = "ALLOWALL"  # instead of our DENY; browsers go by frame-ancestors
    return response


@login_not_required
@require_safe
def embed_fragment(request: HttpRequest, network: str) -> HttpResponse:
    """The list as a piece of HTML, without styles, for a site that fetches it."""
    return for_all_sites(embed_answer(request, network, "paper/embed_fragment.html"))


@login_not_required
@require_safe
def embed_json(request: HttpRequest, network: str) -> HttpResponse:
    """The list as facts, for a site that draws its own."""
    here, language = embed_asked(request, network)
    with translation.override(language):
        shown = embed_shown(request, here)
        return for_all_sites(cached(JsonResponse(as_json(shown, here), json_dumps_params={"ensure_ascii": False})))


def embed_asked(request: HttpRequest, network: str) -> tuple[Network, str]:
    """A listed network, and the language its list speaks: the one asked for, or its own."""
    here = network_or_404(request, network)
    if not here.is_listed:
        raise Http404
    return here, language_for(manner_in(request.GET).language, here)


def embed_shown(request: HttpRequest, here: Network) -> Embedded:
    choice = choice_in(request.GET, here)
    return embedded(
        choice, viewpoint_of(choice, get_language() or here.locale), has_map=manner_in(request.GET).has_map
    )


def embed_answer(request: HttpRequest, network: str, template: str) -> HttpResponse:
    here, language = embed_asked(request, network)
    with translation.override(language):
        context: dict[str, Any] = {
            "shown": embed_shown(request, here),
            "network": here,
            "site_url": settings.SITE_URL,
            "colour": manner_in(request.GET).colour,
            "html_lang": html_lang(language),
        }
        response = HttpResponse(render_to_string(template, context))
    response.headers["Content-Language"] = language
    return cached(response)


def cached(response: HttpResponse) -> HttpResponse:
    """The same for everyone, so any cache may keep it a while; search engines look at the pages themselves."""
    patch_cache_control(response, public=True, max_age=MINUTES_FRESH * 60)
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def for_all_sites(response: HttpResponse) -> HttpResponse:
    """Open to scripts of every site; it says nothing that is not public."""
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


def on_paper(response: HttpResponse) -> HttpResponse:
    """A page for the printer says the same as another page: search engines leave it."""
    response.headers["X-Robots-Tag"] = "noindex"
    return response
