"""The pages made of many rooms: the site's front page, a neighbourhood's home, searching, themes."""

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from buurtnet.areas.choices import Room
from buurtnet.areas.here import (
    NEIGHBOURHOOD_COOKIE,
    neighbourhood_in,
    neighbourhood_of,
    network_or_404,
    remember,
)
from buurtnet.areas.models import Network
from buurtnet.directory.access import shown_services_in
from buurtnet.directory.crumbs import Crumb
from buurtnet.directory.models import Source
from buurtnet.directory.viewpoint import viewpoint_of
from buurtnet.home.answers import asking, count_search, take_answer
from buurtnet.home.asked import LONGEST_TEXT, asked_in
from buurtnet.home.beside import beside as found_beside
from buurtnet.home.beside import beside_url
from buurtnet.home.context import COLOUR_COOKIE, COLOURS
from buurtnet.home.front import links_of, matches_for, networks_listed, position_in
from buurtnet.home.heard import told_in
from buurtnet.home.help_lines import help_lines as lines_of
from buurtnet.home.my_day import chosen_of, day_of, networks_of, signal_url_in
from buurtnet.home.neighbourhood import (
    frequent_searches,
    fresh_of,
    going_on,
    sign_of,
    theme_tiles,
    week_url,
)
from buurtnet.home.results import nearby_toggles, results_for, searched
from buurtnet.home.statements import contact_subject, counts_of, sources_of
from buurtnet.home.subjects import function_entries, function_entry
from buurtnet.home.suggestions import as_json, groups_for
from buurtnet.home.together import small_success, ways_in
from buurtnet.kit.limits import limited
from buurtnet.kit.pages import mail_to
from buurtnet.kit.quoted import Quoted
from buurtnet.people.day_mailing import day_mail_of
from buurtnet.people.doors import ring_one
from buurtnet.people.models import Person
from buurtnet.people.work import work_of
from buurtnet.themes.choices import SENSITIVE_THEMES

A_DAY = 24 * 3600  # seconds
# What someone asks stays theirs where it is long; every filter makes another address of the same.
ROBOTS = """User-agent: *
Disallow: /*/verbeteren/
Disallow: /*/geschiedenis/
Disallow: /kleur/
Disallow: /*/zoeken/*?*&
Disallow: /*/nu/*?
Disallow: /*/agenda/*?
Disallow: /*/contact/*?
Disallow: /*/mijn-lijst/
Disallow: /*/lijst/
"""


@login_not_required
@require_safe
def site(request: HttpRequest) -> HttpResponse:
    """Choose or find your neighbourhood: by name, postcode, or the position of the phone (never kept)."""
    query = " ".join(request.GET.get("zoek", "").split())[:100]
    position = position_in(request.GET.get("bij", ""))
    if query or position:
        return site_found(request, query, position)
    return render(request, "home/site.html", {"networks": networks_listed()})


@limited("search", setting="SEARCHES_PER_MINUTE")
def site_found(request: HttpRequest, query: str, position: tuple[float, float] | None) -> HttpResponse:
    """The site's front page with the neighbourhoods someone may mean."""
    matches = matches_for(query, position)
    context = {
        "networks": networks_listed(),
        "query": query,
        "matches": matches,
        "asked": True,
        "position_used": position is not None,
        "locate_error": _("Hier is nog geen Buurtnet.") if position and not matches else "",
    }
    return render(request, "home/site.html", context)


@login_not_required
@require_safe
def network(request: HttpRequest, network: str) -> HttpResponse:
    """The home of a network, before a neighbourhood is chosen."""
    here = network_or_404(request, network)
    return render(request, "home/network.html", home_context(request, here, chosen=False))


@login_not_required
@require_safe
def neighbourhood(request: HttpRequest, network: str, slug: str) -> HttpResponse:
    """The home of a neighbourhood; the device remembers the choice."""
    here = network_or_404(request, network)
    area = neighbourhood_in(here, slug)
    if area is None:
        raise Http404
    request.COOKIES[NEIGHBOURHOOD_COOKIE] = slug
    response = render(request, "home/network.html", home_context(request, here, chosen=True))
    remember(response, NEIGHBOURHOOD_COOKIE, slug)
    return response


def home_context(request: HttpRequest, here: Network, *, chosen: bool) -> dict[str, Any]:
    """What the home of a network and that of a neighbourhood share."""
    view = viewpoint_of(request, here)
    area = neighbourhood_of(request)
    now = going_on(view)
    return {
        "sign": sign_of(here, area if chosen else None),
        "neighbourhoods": links_of(here, without=area if chosen else None),
        "is_neighbourhood": chosen,
        "introduction": Quoted(here.introduction, here.locale),
        "tiles": theme_tiles(here),
        "frequent": frequent_searches(here),
        "week": now.week,
        "week_url": week_url(here),
        "has_agenda": here.has(Room.AGENDA),
        "open_today": now.open_today,
        "nearby_url": reverse("home:nearby", args=[here.slug]) if here.has(Room.NEARBY) else "",
        "ways_in": list(ways_in(here)),
        "story": small_success(here, area if chosen else None),
        "told": told_in(here),
        "fresh": fresh_of(here, view.today),
    }


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
@limited("search", setting="SEARCHES_PER_MINUTE")
def search(request: HttpRequest, network: str) -> HttpResponse:
    """Find help, places and people: lightest and nearest first, danger before all. POST: whether it was found."""
    here = network_or_404(request, network)
    if request.method == "POST":
        return answered(request, here)
    view = viewpoint_of(request, here)
    asked = asked_in(request.GET, here)
    shown = searched(request, asked, view)
    count_search(request, here, asked, shown["results"])
    sensitive = asked.theme in SENSITIVE_THEMES
    return render(request, "home/search.html", shown | {"sensitive": sensitive, "asking": asking(request, asked)})


@limited("answer", setting="FORMS_PER_MINUTE")
def answered(request: HttpRequest, here: Network) -> HttpResponse:
    """Someone says whether they found what they looked for, and sees their results again. Nobody is known."""
    return HttpResponseRedirect(take_answer(request, here))


@login_not_required
@require_safe
@limited("search_beside", setting="SEARCHES_PER_MINUTE")
def beside(request: HttpRequest, network: str) -> HttpResponse:
    """Groups, places and turns with a specialist for the same words; ``?deel=1`` alone, for the page of a search."""
    here = network_or_404(request, network)
    if not beside_url(here):
        raise Http404
    text = " ".join(request.GET.get("q", "").split())[:LONGEST_TEXT]
    context = {"kinds": found_beside(text, viewpoint_of(request, here)), "q": text}
    part = request.GET.get("deel") == "1"
    return render(request, "home/_beside.html" if part else "home/beside.html", context)


@login_not_required
@require_safe
@limited("search", setting="SEARCHES_PER_MINUTE")
def suggestions(request: HttpRequest, network: str) -> HttpResponse:
    """What someone may be typing, in groups, as JSON for the search box."""
    here = network_or_404(request, network)
    text = " ".join(request.GET.get("q", "").split())[:80]
    return JsonResponse(as_json(groups_for(text, here)))


@login_not_required
@require_safe
def themes(request: HttpRequest, network: str) -> HttpResponse:
    """The seven functions in plain words, with their themes."""
    here = network_or_404(request, network)
    return render(request, "home/themes.html", {"functions": function_entries(here, viewpoint_of(request, here))})


@login_not_required
@require_safe
@limited("search", setting="SEARCHES_PER_MINUTE")
def theme(request: HttpRequest, network: str, function: int) -> HttpResponse:
    """One function: its themes, and what there is, lightest and nearest first."""
    here = network_or_404(request, network)
    view = viewpoint_of(request, here)
    entry = function_entry(here, view, function)
    if entry is None:
        raise Http404
    query = request.GET.copy()
    query["functie"] = str(function)
    found = results_for(request, asked_in(query, here), view)
    context = {
        "function": entry,
        "sections": found.sections,
        "pages": found.pages,
        "search_here_url": f"{reverse('home:search', args=[here.slug])}?functie={function}",
        "booklet_url": f"{reverse('paper:booklet', args=[here.slug])}?functie={function}",
        "others": [tile for tile in theme_tiles(here) if not tile.url.endswith(f"/{function}/")],
        "crumbs": [
            Crumb(_("Thema's"), reverse("home:themes", args=[here.slug])),
            Crumb(entry.label),
        ],
    }
    return render(request, "home/theme.html", context)


@login_not_required
@require_safe
@limited("search", setting="SEARCHES_PER_MINUTE")
def nearby(request: HttpRequest, network: str) -> HttpResponse:
    """Near me now: open, free, for my child's age."""
    here = network_or_404(request, network)
    view = viewpoint_of(request, here)
    query = request.GET.copy()
    if not any(name in query for name in ("open", "gratis", "leeftijd", "start")):
        query["open"] = "nu"
    asked = asked_in(query, here)
    found = results_for(request, asked, view)
    context = {
        "heading": _("Nu dichtbij"),
        "sections": found.sections,
        "total": found.total,
        "more_url": reverse("home:search", args=[here.slug]) + asked.address(),
        "sign": sign_of(here, neighbourhood_of(request)),
        **nearby_toggles(request, asked, view),
    }
    return render(request, "home/nearby.html", context)


@login_not_required
@require_safe
def contact(request: HttpRequest, network: str) -> HttpResponse:
    """The network's own people: to ask a question, or to say that something is not right."""
    here = network_or_404(request, network)
    regarding = contact_subject(here, request.GET.get("over", ""))
    subject = _("Klopt dit nog: %(name)s") % {"name": regarding.label} if regarding else _("Een vraag")
    mail_url = mail_to(here.contact_email, subject) if here.contact_email else ""
    return render(request, "home/contact.html", {"regarding": regarding, "mail_url": mail_url})


@login_not_required
@require_safe
def help_lines(request: HttpRequest, network: str) -> HttpResponse:
    """Whom to call when it is not safe, or to talk to someone: every line of the country of the network."""
    here = network_or_404(request, network)
    return lines_page(request, here.country)


@login_not_required
@require_safe
def site_help_lines(request: HttpRequest) -> HttpResponse:
    """The same before a network was chosen: of both countries."""
    return lines_page(request, "NL", "BE")


def lines_page(request: HttpRequest, *countries: str) -> HttpResponse:
    """With a button to leave the page at once; the device of a visitor keeps it for when there is no network."""
    context = {"countries": lines_of(*countries), "sensitive": True}
    response = render(request, "home/help_lines.html", context)
    if settings.SESSION_COOKIE_NAME not in request.COOKIES:
        patch_cache_control(response, private=True, max_age=A_DAY)
        patch_vary_headers(response, ["Cookie"])  # language and colours
    return response


@ring_one
@require_safe
def my_day(request: HttpRequest) -> HttpResponse:
    """What waits for me in all my networks, what waits longest first."""
    person = request.user
    assert isinstance(person, Person)
    networks = networks_of(person)
    context = {
        "work": work_of(request, chosen_of(networks, request.GET.get("netwerk", ""))),
        "day": day_of(person, timezone.now()),
        "networks": networks,
        "signal_url": signal_url_in(networks),
        "wanted": day_mail_of(person),
    }
    return render(request, "home/my_day.html", context)


@login_not_required
@require_safe
def network_about(request: HttpRequest, network: str) -> HttpResponse:
    """What this network is, and where its map comes from."""
    here = network_or_404(request, network)
    sources = Source.objects.filter(pk__in=shown_services_in(here).values("source")).order_by("slug")
    context = {
        "here": here,
        "introduction": Quoted(here.introduction, here.locale),
        "sources": sources_of(sources),
        "counts": counts_of(here),
        "partners_url": reverse("ties:endorsed", args=[here.slug]) if here.has(Room.MEETINGS) else "",
    }
    return render(request, "home/about.html", context)


@login_not_required
@require_safe
def about(request: HttpRequest) -> HttpResponse:
    """What Buurtnet is."""
    return render(request, "home/about.html", {"networks": networks_listed()})


@login_not_required
@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """What is kept of a visitor, and by whom a page is seen."""
    return render(request, "home/privacy.html", {"map_server": urlsplit(settings.MAP_TILES_URL).netloc})


@login_not_required
@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "home/accessibility.html")


@login_not_required
@require_safe
def colour(request: HttpRequest) -> HttpResponse:
    """Light or dark, remembered on the device; nothing chosen follows the device."""
    back = request.GET.get("terug", "")
    is_ours = back.startswith("/") and url_has_allowed_host_and_scheme(back, allowed_hosts=None)
    response = HttpResponseRedirect(back if is_ours else reverse("home:site"))
    chosen = request.GET.get("kleur", "")
    if chosen in COLOURS:
        remember(response, COLOUR_COOKIE, chosen, for_scripts=True)  # the switch in the header writes it too
    else:
        response.delete_cookie(COLOUR_COOKIE, samesite="Lax")
    return response


@login_not_required
@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """What search engines may read: the public pages, but no answers to questions and no lists of people."""
    sitemap = settings.SITE_URL + reverse("feeds:sitemap")
    response = HttpResponse(f"{ROBOTS}\nSitemap: {sitemap}\n", content_type="text/plain; charset=utf-8")
    patch_cache_control(response, public=True, max_age=A_DAY)
    return response


@login_not_required
@require_safe
def favicon(request: HttpRequest) -> HttpResponse:
    """For who asks for it by its old name; every page names our mark itself."""
    response = HttpResponseRedirect(static("kit/img/merk.svg"))
    patch_cache_control(response, public=True, max_age=A_DAY)
    return response


@login_not_required
@require_safe
def colours_css(request: HttpRequest, network: str) -> HttpResponse:
    """The network's own colours over ours, by day only: in the dark ours keep their contrast."""
    here = network_or_404(request, network)
    lines = "".join(f"--{name}:{value};" for name, value in here.colours.items())
    chosen = f':root:root[data-kleur="licht"]{{{lines}}}'
    by_device = f'@media (prefers-color-scheme: light){{:root:root:not([data-kleur="donker"]){{{lines}}}}}'
    response = HttpResponse(chosen + by_device if lines else "", content_type="text/css; charset=utf-8")
    patch_cache_control(response, public=True, max_age=3600)
    return response
