"""Going round: the streets on a phone, what came of it, and where nobody went for half a year."""

import datetime as dt
from pathlib import Path
from typing import Any, Final
from uuid import UUID, uuid4

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from buurtnet.areas.here import neighbourhood_in, neighbourhoods_of
from buurtnet.areas.models import Network
from buurtnet.directory.access import today_in
from buurtnet.kit.languages import language_name
from buurtnet.kit.limits import limited
from buurtnet.kit.moving import NotNowError
from buurtnet.kit.pages import pages_of
from buurtnet.needs.coverage import coverage_of, halves_of, map_points, outcome_of
from buurtnet.needs.desk import network_with_needs
from buurtnet.needs.forms.rounds import HeardForm, TalksForm
from buurtnet.needs.models import OutreachRound, RoundStreet
from buurtnet.needs.round_notes import note_down
from buurtnet.needs.round_sheet import flyers_for
from buurtnet.needs.rounds import PLANNERS, close, rounds_for, tap, with_counts
from buurtnet.people.acting import By
from buurtnet.people.choices import PARTNERS
from buurtnet.people.doors import ring_one
from buurtnet.people.logged_roles import record_read
from buurtnet.people.work import Work, refuse, work_of
from buurtnet.privacy.choices import Action
from buurtnet.privacy.log import record_refusal
from buurtnet.questions.choices import ASKED_FOR_BY_OTHERS, CONTACT_WAYS_OF_OTHERS
from buurtnet.themes.danger_advice import advice_for

PER_PAGE: Final = 20
STREETS_PER_PAGE: Final = 100
FIRST_DUE: Final = 8
WORKER: Final = Path(__file__).parents[1] / "static" / "needs" / "ronde-werker.js"
FORM = ["GET", "HEAD", "POST"]


def going_round(request: HttpRequest, slug: str) -> tuple[Work, Network]:
    """A partner of a network with this room; what they see, ``rounds_for`` says. 404 for everyone else."""
    network = network_with_needs(request, slug)
    work = work_of(request, network)
    if not work.has(PARTNERS):
        refuse(request, work, "rounds")
    return work, network


def planning(request: HttpRequest, slug: str) -> tuple[Work, Network]:
    """Who plans rounds: members, connectors and directors. 404 for everyone else."""
    work, network = going_round(request, slug)
    if not work.has(PLANNERS):
        refuse(request, work, "rounds")
    return work, network


def by_of(request: HttpRequest, work: Work) -> By:
    return By(work.person, work.role_then, request)


@ring_one
@require_safe
def round_list(request: HttpRequest, network: str) -> HttpResponse:
    """Rounds, the newest first; for who plans them also how far we are this year."""
    work, here = going_round(request, network)
    page = Paginator(with_counts(rounds_for(work)), PER_PAGE).get_page(request.GET.get("pagina"))
    context: dict[str, Any] = {
        "work": work, "here": here, "rounds": list(page), "pages": pages_of(page, request), "today": today_in(here),
        "plans": work.has(PLANNERS),
    }  # fmt: skip
    if context["plans"]:
        now = timezone.now()
        covered = coverage_of(here, now)
        context |= {
            "coverage": covered, "halves": halves_of(here, now),
            "first_due": [street for street in covered.streets if street.is_due][:FIRST_DUE],
        }  # fmt: skip
    return render(request, "needs/round_list.html", context)


@ring_one
@require_safe
def round_walk(request: HttpRequest, network: str, pk: UUID) -> HttpResponse:
    """One round on a phone: each street with one tap."""
    work, here = going_round(request, network)
    made = get_object_or_404(rounds_for(work), pk=pk)
    team = sorted(made.team.all(), key=lambda one: one.name.casefold())
    with transaction.atomic():
        record_read(
            Action.VIEW, [(made.pk, one.pk) for one in team], kind=OutreachRound, request=request,
            role_then=work.role_then, network=here, fields_group="rounds",
        )  # fmt: skip
    context = street_context(made) | {
        "work": work, "here": here, "team": team, "plans": work.has(PLANNERS), "outcome": outcome_of(made),
        "languages": [language_name(code) for code in made.languages],
    }  # fmt: skip
    return render(request, "needs/round_walk.html", context)


@ring_one
@require_safe
def round_away(request: HttpRequest, network: str, pk: UUID) -> HttpResponse:
    """The streets alone, which a phone keeps for where there is no network: it names nobody."""
    work, here = going_round(request, network)
    made = get_object_or_404(rounds_for(work), pk=pk)
    return render(request, "needs/round_away.html", street_context(made) | {"here": here})


def street_context(made: OutreachRound) -> dict[str, Any]:
    streets = list(made.streets.all())
    return {"made": made, "streets": streets, "done": sum(one.done_at is not None for one in streets)}


@ring_one
@limited("round_streets", setting="SEARCHES_PER_MINUTE", only="POST")
@require_POST
def round_street(request: HttpRequest, network: str, pk: UUID) -> HttpResponse:
    """A tap: ``gedaan`` or ``niet`` names the street, ``om`` when it was tapped. To a script it tells all streets."""
    work, here = going_round(request, network)
    made = get_object_or_404(rounds_for(work), pk=pk)
    key = request.POST.get("gedaan") or request.POST.get("niet") or ""
    street = get_object_or_404(RoundStreet, round=made, pk=int(key) if key.isdecimal() and len(key) < 19 else 0)
    try:
        tap(street, done="gedaan" in request.POST, at=moment_in(request.POST.get("om", "")))
    except NotNowError as error:
        return too_late(request, work, here, made, str(error))
    if request.accepts("text/html"):
        return redirect(f"{reverse('needs:round_walk', args=[network, pk])}#straat-{street.pk}")
    states = made.streets.values_list("pk", "done_at")
    return JsonResponse({"streets": {str(number): at is not None for number, at in states}})


def too_late(request: HttpRequest, work: Work, here: Network, made: OutreachRound, why: str) -> HttpResponse:
    """A tap that does not count any more, in one sentence; a script also hears how all streets stand."""
    record_refusal(actor=work.person, obj=made, network=here, fields_group="rounds", request=request)
    if request.accepts("text/html"):
        return render(
            request, "needs/round_too_late.html", {"why": why, "made": made, "work": work, "here": here}, status=409
        )
    states = made.streets.values_list("pk", "done_at")
    return JsonResponse({"streets": {str(pk): at is not None for pk, at in states}, "why": why}, status=409)


def moment_in(text: str) -> dt.datetime:
    """When something was tapped, as a phone says it; what is no moment is now."""
    try:
        said = parse_datetime(text[:40])
    except ValueError:
        said = None
    return said if said and timezone.is_aware(said) else timezone.now()


@ring_one
@limited("rounds", setting="FORMS_PER_MINUTE", only="POST")
@require_http_methods(FORM)
def round_close(request: HttpRequest, network: str, pk: UUID) -> HttpResponse:
    """After the round: one number of talks, and what was heard, one by one."""
    work, here = planning(request, network)
    made = get_object_or_404(rounds_for(work), pk=pk)
    talks, heard, context = TalksForm(None), HeardForm(None, made=made), dict[str, Any]()
    if request.method == "POST" and "talks" in request.POST:
        talks = TalksForm(request.POST)
        if talks.is_valid():
            close(made, talks=talks.cleaned_data["talks"], by=by_of(request, work))
            return redirect(f"{request.path}?klaar=1")
    elif request.method == "POST":
        heard = HeardForm(request.POST, made=made)
        context = write_down(request, work, made, heard)
        if "code" in context:  # kept: an empty form for the next
            heard = HeardForm(None, made=made)
    made.refresh_from_db()
    context = {
        "work": work, "here": here, "made": made, "talks": talks, "heard": heard, "outcome": outcome_of(made),
        "said": request.POST if heard.is_bound else {}, "form_key": context.get("form_key") or uuid4(),
        "done": request.GET.get("klaar") == "1", "sensitive": True,
        "asked_for": ASKED_FOR_BY_OTHERS, "contact_ways": CONTACT_WAYS_OF_OTHERS, "usual_language": here.locale[:2],
    } | context  # fmt: skip
    response = render(request, "needs/round_close.html", context)
    response.headers["Cache-Control"] = "no-store"
    return response


def write_down(request: HttpRequest, work: Work, made: OutreachRound, form: HeardForm) -> dict[str, Any]:
    """Keep what was heard, unless danger is in it and the right lines were not shown yet."""
    is_valid = form.is_valid()
    danger = advice_for(request.POST.get("text", ""), made.network.country)
    if not is_valid or (danger and "gezien" not in request.POST):
        return {"danger": danger, "form_key": form.cleaned_data.get("form_key"), "waits": is_valid}
    code = note_down(made, form.heard(), by=by_of(request, work), form_key=form.cleaned_data["form_key"])
    return {"code": code, "kept": True}


@ring_one
@require_safe
def round_sheet(request: HttpRequest, network: str, pk: UUID) -> HttpResponse:
    """On paper: the route, what to take along, and a flyer with a code that leads to the question door."""
    work, here = going_round(request, network)
    made = get_object_or_404(rounds_for(work), pk=pk)
    context = street_context(made) | {
        "work": work, "here": here, "flyers": flyers_for(made), "empty": range(8),
        "languages": [language_name(code) for code in made.languages],
    }  # fmt: skip
    return render(request, "needs/round_sheet.html", context)


@ring_one
@require_safe
def coverage(request: HttpRequest, network: str) -> HttpResponse:
    """When each street was last visited, on a map and in a table."""
    work, here = planning(request, network)
    area = neighbourhood_in(here, request.GET.get("buurt", ""))
    covered = coverage_of(here, timezone.now(), area)
    page = Paginator(covered.streets, STREETS_PER_PAGE).get_page(request.GET.get("pagina"))
    context = {
        "work": work, "here": here, "coverage": covered, "areas": neighbourhoods_of(here), "area": area,
        "streets": list(page), "pages": pages_of(page, request), "map_points": map_points(covered),
    }  # fmt: skip
    return render(request, "needs/coverage.html", context)


@login_not_required
@cache_control(no_cache=True)
@require_safe
def round_worker(request: HttpRequest, network: str) -> HttpResponse:
    """The script that keeps a round readable without network; its address is what it may look after."""
    network_with_needs(request, network)
    return HttpResponse(WORKER.read_bytes(), content_type="text/javascript; charset=utf-8")
