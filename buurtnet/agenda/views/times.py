"""The times of an activity: one date off or otherwise, this one and what follows, all of them, or one more."""

from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from buurtnet.agenda.dates import add_date, cancel_date, change_date, today_of, uncancel_date
from buurtnet.agenda.desk import Desk, at_agenda, own_activity, own_date
from buurtnet.agenda.forms.edit import OneMoreForm, ReasonForm, TimesForm, Which
from buurtnet.agenda.models import ActivityDate
from buurtnet.agenda.overview import date_row_of
from buurtnet.agenda.series import change_all, change_following
from buurtnet.agenda.worded import tried
from buurtnet.kit.limits import limited
from buurtnet.kit.moving import ChangedMeanwhileError
from buurtnet.people.acting import By
from buurtnet.people.doors import ring_one


@ring_one
@limited("agenda", setting="FORMS_PER_MINUTE", only="POST")
@require_http_methods(["GET", "HEAD", "POST"])
def date_change(request: HttpRequest, network: str, pk: UUID) -> HttpResponse:
    """Another day, time or place: only this time, from now on, or always."""
    desk = at_agenda(request, network)
    date = own_date(request, desk, pk)
    form = TimesForm(request.POST or None, date=date)
    wrong, status = "", 200
    if request.method == "POST" and form.is_valid():
        wrong, status = tried(lambda: put(date, form, desk.by(request)))
        if not wrong:
            return back(network, date, "tijd")
        date = own_date(request, desk, pk)
    context = frame(desk, date) | {"form": form, "wrong": wrong}
    context["version"] = date.activity.version if wrong else form["version"].value()
    return render(request, "agenda/date_change.html", context, status=status)


def put(date: ActivityDate, form: TimesForm, by: By) -> None:
    """Do what was chosen. Raises ``NotNowError``, or ``ChangedMeanwhileError``."""
    which, seen = form.cleaned_data["which"], form.cleaned_data["version"]
    if which == Which.ONE:
        if date.activity.version != seen:
            raise ChangedMeanwhileError
        change_date(date, form.one, by=by)
    elif which == Which.FOLLOWING or date.repeat is None:
        change_following(date, form.series, by=by, seen=seen)
    else:
        change_all(date.repeat, form.series, by=by, seen=seen)


@ring_one
@limited("agenda", setting="FORMS_PER_MINUTE", only="POST")
@require_http_methods(["GET", "HEAD", "POST"])
def date_cancel(request: HttpRequest, network: str, pk: UUID) -> HttpResponse:
    """This time it is off. It stays in the calendar, with why."""
    desk = at_agenda(request, network)
    date = own_date(request, desk, pk)
    form = ReasonForm(request.POST or None)
    wrong, status = "", 200
    if request.method == "POST" and form.is_valid():
        because = form.cleaned_data["because"]
        wrong, status = tried(lambda: cancel_date(date, because, by=desk.by(request)))
        if not wrong:
            return back(network, date, "afgezegd")
        date = own_date(request, desk, pk)
    context = frame(desk, date) | {"form": form, "wrong": wrong}
    return render(request, "agenda/date_cancel.html", context, status=status)


@ring_one
@limited("agenda", setting="FORMS_PER_MINUTE", only="POST")
@require_POST
def date_uncancel(request: HttpRequest, network: str, pk: UUID) -> HttpResponse:
    """After all it is on."""
    desk = at_agenda(request, network)
    date = own_date(request, desk, pk)
    wrong, status = tried(lambda: uncancel_date(date, by=desk.by(request)))
    if wrong:
        context = frame(desk, own_date(request, desk, pk)) | {"form": ReasonForm(None), "wrong": wrong}
        return render(request, "agenda/date_cancel.html", context, status=status)
    return back(network, date, "weer-aan")


@ring_one
@limited("agenda", setting="FORMS_PER_MINUTE", only="POST")
@require_http_methods(["GET", "HEAD", "POST"])
def date_add(request: HttpRequest, network: str, pk: UUID) -> HttpResponse:
    """One more time."""
    desk = at_agenda(request, network)
    found = own_activity(request, desk, pk)
    form = OneMoreForm(request.POST or None, today=today_of(desk.network))
    wrong, status = "", 200
    if request.method == "POST" and form.is_valid():
        wrong, status = tried(lambda: add_date(found, form.times, by=desk.by(request)))
        if not wrong:
            return redirect(f"{reverse('agenda:activity_own', args=[network, pk])}?klaar=erbij")
    context = desk.frame | {"activity": found, "form": form, "wrong": wrong}
    return render(request, "agenda/date_add.html", context, status=status)


def back(network: str, date: ActivityDate, done: str) -> HttpResponse:
    return redirect(f"{reverse('agenda:activity_own', args=[network, date.activity_id])}?klaar={done}")


def frame(desk: Desk, date: ActivityDate) -> dict[str, Any]:
    row = date_row_of(date, date.activity, ZoneInfo(desk.network.time_zone))
    return desk.frame | {"activity": date.activity, "date": date, "row": row}
