"""Calendars of others that are read along: the list, a first look at one, and how it goes."""

import time
from typing import Any, Final
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from buurtnet.agenda.choices import ActivityState, SourceState
from buurtnet.agenda.desk import Desk, at_agenda
from buurtnet.agenda.following import looked_at, read_soon
from buurtnet.agenda.forms.sources import SourceForm, organizations_for
from buurtnet.agenda.models import CalendarSource
from buurtnet.agenda.reading_along import Entry, Reading, left_out_words
from buurtnet.agenda.shown import date_text
from buurtnet.agenda.sources import add, remove, switch
from buurtnet.agenda.taking_up import planned
from buurtnet.kit.clock import clock_text
from buurtnet.kit.limits import allowed, limited
from buurtnet.kit.plain_error import PlainError
from buurtnet.people.doors import ring_one
from buurtnet.people.work import refuse

READINGS_PER_HOUR: Final = 30  # of one person: each fetches a file elsewhere
SHOWN: Final = 12


def at_sources(request: HttpRequest, slug: str) -> Desk:
    """The director, or an editor of an organization that takes part; 404 for everyone else."""
    desk = at_agenda(request, slug)
    if not (desk.work.is_director() or organizations_for(desk)):
        refuse(request, desk.work, "agenda")
    return desk


def sources_of(desk: Desk) -> QuerySet[CalendarSource]:
    """Those of the organizations one may add for."""
    rows = CalendarSource.objects.filter(network=desk.network)
    if not desk.work.is_director():
        rows = rows.filter(organization__in=organizations_for(desk))
    return rows.select_related("organization", "network")


@ring_one
@require_http_methods(["GET", "HEAD"])
def source_list(request: HttpRequest, network: str) -> HttpResponse:
    """The calendars, and whether they work."""
    desk = at_sources(request, network)
    rows = list(sources_of(desk).order_by("organization__name", "created_at"))
    context = desk.frame | {"sources": rows, "done": request.GET.get("klaar", "")}
    return render(request, "agenda/source_list.html", context)


@ring_one
@limited("agenda", setting="FORMS_PER_MINUTE", only="POST")
@require_http_methods(["GET", "HEAD", "POST"])
def source_new(request: HttpRequest, network: str) -> HttpResponse:
    """An address; then what stands there; and only then it is taken up."""
    desk = at_sources(request, network)
    form = SourceForm(request.POST or None, desk=desk)
    reading = None
    if request.method == "POST" and form.is_valid():
        if not may_read(desk):
            form.add_error("address", _("Je keek net naar veel agenda's. Probeer het over een uur nog eens."))
        elif form.was_seen:
            return taken_up(request, desk, form)
        else:
            reading = first_look(desk, form)
    if reading is not None:
        return render(request, "agenda/source_look.html", desk.frame | look(desk, form, reading))
    return render(request, "agenda/source_new.html", desk.frame | {"form": form})


def may_read(desk: Desk) -> bool:
    return allowed("calendars", str(desk.work.person.pk), READINGS_PER_HOUR, 3600, time.time())


def first_look(desk: Desk, form: SourceForm) -> Reading | None:
    """What stands at the address; what is wrong with it is said beside the field."""
    try:
        return looked_at(desk.network, form.cleaned_data["address"])
    except PlainError as problem:
        form.add_error("address", str(problem))
        return None


def look(desk: Desk, form: SourceForm, reading: Reading) -> dict[str, Any]:
    rows = [(entry, when_of(entry, desk)) for entry in reading.entries[:SHOWN]]
    return {
        "form": form, "rows": rows, "count": len(reading.entries), "more": len(reading.entries) - len(rows),
        "left_out": list(left_out_words(reading.left_out)), "moved": reading.moved, "token": form.token,
    }  # fmt: skip


def when_of(entry: Entry, desk: Desk) -> str:
    """ "donderdag 16 april, 15.30 uur", and how often more."""
    now = timezone.now()
    coming = [one for one in planned(entry, desk.network, now).values() if one.end > now]
    if not coming:
        return ""
    first = coming[0]
    at = "" if first.whole_day else f", {clock_text(first.start.time())}"
    more = _(" en nog %(count)d keer") % {"count": len(coming) - 1} if len(coming) > 1 else ""
    return f"{date_text(first.start.date())}{at}{more}"


def taken_up(request: HttpRequest, desk: Desk, form: SourceForm) -> HttpResponse:
    """The calendar is ours to read from now on, first by the worker; sent twice it is one."""
    try:
        with transaction.atomic():
            made = add(desk.network, form.chosen, form.cleaned_data["address"], by=desk.by(request))
            read_soon(made)
    except IntegrityError:
        made = get_object_or_404(sources_of(desk), address=form.cleaned_data["address"])
    return redirect(f"{reverse('agenda:source', args=[desk.network.slug, made.pk])}?klaar=nieuw")


@ring_one
@limited("agenda", setting="FORMS_PER_MINUTE", only="POST")
@require_http_methods(["GET", "HEAD", "POST"])
def source(request: HttpRequest, network: str, pk: UUID) -> HttpResponse:
    """One calendar: how the last reading went, what came in; read it now, put it off or on, or take it away."""
    desk = at_sources(request, network)
    found = get_object_or_404(sources_of(desk), pk=pk)
    if request.method == "POST":
        return done(request, desk, found)
    live = found.entries.filter(activity__state=ActivityState.LIVE).select_related("activity")
    is_off = found.state == SourceState.OFF
    context = desk.frame | {
        "is_soon": found.read_at is None and not is_off, "is_off": is_off, "source": found,
        "entries": [row.activity for row in live.order_by("activity__title")[:100]],
        "done": request.GET.get("klaar", ""),
    }  # fmt: skip
    return render(request, "agenda/source.html", context)


def done(request: HttpRequest, desk: Desk, found: CalendarSource) -> HttpResponse:
    deed, by = request.POST.get("doe", ""), desk.by(request)
    here = reverse("agenda:source", args=[desk.network.slug, found.pk])
    if deed == "lees" and found.state != SourceState.OFF and may_read(desk):
        read_soon(found)
        return redirect(f"{here}?klaar=gelezen")
    if deed in {"uit", "aan"}:
        switch(found, is_on=deed == "aan", by=by)
        if deed == "aan" and may_read(desk):
            read_soon(found)
        return redirect(f"{here}?klaar={deed}")
    if deed == "weg":
        remove(found, by=by)
        return redirect(f"{reverse('agenda:source_list', args=[desk.network.slug])}?klaar=weg")
    return redirect(here)
