"""At work: the clinics one keeps, who comes on a day, days off, and a clinic on the site."""

import datetime as dt
from itertools import islice
from typing import Final
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from buurtnet.kit.form_keys import key_in, uuid_in
from buurtnet.kit.limits import limited
from buurtnet.kit.moving import NotNowError
from buurtnet.people.doors import ring_one, ring_two
from buurtnet.people.work import Work, refuse, work_of
from buurtnet.places.access import MAKERS, hosts_of, places_room
from buurtnet.places.clinic_keeping import change_clinic, create_clinic
from buurtnet.places.clinic_shown import date_text, when_of, where_of
from buurtnet.places.clinic_turns import cancel_turn, give_day_back, take_day_off, turns_of_day
from buurtnet.places.clinics import clinics_kept_by, coming_days, turns_on, zone_of
from buurtnet.places.forms.booking import day_in
from buurtnet.places.forms.clinics import ClinicForm, DayOffForm
from buurtnet.places.hours import DAY
from buurtnet.places.keeping import own_key
from buurtnet.places.models import Appointment, Clinic
from buurtnet.privacy.choices import Action
from buurtnet.privacy.log import record

CONFLICT: Final = 409
COMING: Final = 6  # days to go to from the page of one day


def at_clinics(request: HttpRequest, slug: str) -> Work:
    """Who works here, and who sits at a clinic; 404 for everyone else."""
    network = places_room(request, slug)
    work = work_of(request, network)
    if not (
        work.is_partner() or hosts_of(work.person, network).exists()
        or clinics_kept_by(work.person, network).exists()
    ):  # fmt: skip
        refuse(request, work, "clinics")
    return work


def may_make(work: Work) -> bool:
    return work.has(MAKERS) or (work.network is not None and hosts_of(work.person, work.network).exists())


@ring_one
@require_safe
def clinic_desk(request: HttpRequest, network: str) -> HttpResponse:
    """The clinics one keeps, with their next day."""
    work = at_clinics(request, network)
    assert work.network
    now = timezone.now()
    kept = list(clinics_kept_by(work.person, work.network)[:300])
    rows = [(one, when_of(one), where_of(one), next(coming_days(one, now, {}), None)) for one in kept]
    context = {
        "work": work,
        "rows": [
            {"clinic": one, "when": when, "where": where, "next": date_text(day.date) if day else ""}
            for one, when, where, day in rows
        ],
        "may_make": may_make(work), "said": request.GET.get("klaar", ""),
    }  # fmt: skip
    return render(request, "places/clinic_desk.html", context)


def kept_or_404(work: Work, pk: UUID) -> Clinic:
    assert work.network
    return get_object_or_404(clinics_kept_by(work.person, work.network), pk=pk)


@ring_two
@limited("clinic_day", setting="FORMS_PER_MINUTE", only="POST")
@require_http_methods(["GET", "HEAD", "POST"])
def clinic_day(request: HttpRequest, network: str, pk: UUID) -> HttpResponse:
    """Who comes on a day, and days off. Contact is behind a click, and that is written down."""
    work = at_clinics(request, network)
    found = kept_or_404(work, pk)
    wrong, said = "", ""
    form = DayOffForm(request.POST if request.POST.get("doe") == "dag-vrij" else None)
    if request.method == "POST":
        try:
            said = act(request, work, found, form)
        except NotNowError as error:
            wrong = str(error)
        found = kept_or_404(work, pk)
    day = day_in(request.POST.get("dag", "") or request.GET.get("dag", "")) or first_day(found)
    turns = turns_of_day(found, day)
    shown = request.POST.get("contact", "") if request.method == "POST" else ""
    rows = [row_of(one, found, shows=str(one.pk) == shown) for one in turns]
    for one in turns:
        if str(one.pk) == shown:
            note(Action.VIEW, request, work, one)
    context = {
        "work": work, "clinic": found, "day": day, "day_text": date_text(day), "rows": rows, "form": form,
        "when": when_of(found), "where": where_of(found), "wrong": wrong, "said": said,
        "is_held": bool(turns_on(found, day)), "days": days_of(found), "off": days_off(found),
    }  # fmt: skip
    return render(request, "places/clinic_day.html", context, status=CONFLICT if wrong else 200)


def act(request: HttpRequest, work: Work, found: Clinic, form: DayOffForm) -> str:
    """Do what was posted, and say so. Raises ``NotNowError``."""
    match request.POST.get("doe", ""):
        case "dag-vrij" if form.is_valid():
            reached, others = take_day_off(found, form.cleaned_data["day"], by=work.person)
            if others:
                told = {"reached": reached, "others": others}
                return (
                    _(
                        "Die dag is er geen spreekuur. Een mail kregen: %(reached)s. Zonder mailadres: %(others)s. "
                        "Hang voor hen een briefje op de deur."
                    )
                    % told
                )
            return _("Die dag is er geen spreekuur. Wie een afspraak had, kreeg een mail.")
        case "dag-terug":
            if day := day_in(request.POST.get("vrij", "")):
                give_day_back(found, day, by=work.person)
            return _("Die dag is er weer spreekuur.")
        case "afzeggen":
            cancel_turn(turn_of(found, request.POST.get("afspraak", "")), by=work.person)
            return _("De afspraak is afgezegd. Wie een mailadres gaf, kreeg een mail.")
    return ""


def turn_of(found: Clinic, said: str) -> Appointment:
    """The turn that a button names. Raises ``NotNowError`` for one that is not there."""
    rows = Appointment.objects.filter(clinic=found).select_related("clinic__network")
    key = uuid_in(said)
    turn = rows.filter(pk=key).first() if key else None
    if turn is None:
        raise NotNowError
    return turn


def row_of(one: Appointment, found: Clinic, *, shows: bool) -> dict[str, object]:
    starts = one.starts_at.astimezone(zone_of(found))
    return {
        "id": one.pk, "time": starts, "alias": one.alias, "has_mail": bool(one.contact),
        "contact": one.contact if shows else "", "is_open": one.starts_at > timezone.now(),
    }  # fmt: skip


def first_day(found: Clinic) -> dt.date:
    """Today when it is held today, else the next day on which it is."""
    today = timezone.now().astimezone(zone_of(found)).date()
    return next((one.date for one in coming_days(found, timezone.now(), {})), today)


def days_of(found: Clinic) -> list[dt.date]:
    return [one.date for one in islice(coming_days(found, timezone.now(), {}), COMING)]


def days_off(found: Clinic) -> list[tuple[dt.date, str]]:
    today = timezone.now().astimezone(zone_of(found)).date()
    return [(one.day, date_text(one.day)) for one in found.days_off.all() if one.day >= today - DAY]


def note(action: Action, request: HttpRequest, work: Work, one: Appointment) -> None:
    record(action, actor=work.person, obj=one, network=work.network, role_then=work.role_then,
           fields_group="appointment", request=request)  # fmt: skip


@ring_one
@limited("clinic_edit", setting="FORMS_PER_MINUTE", only="POST")
@require_http_methods(["GET", "HEAD", "POST"])
def clinic_new(request: HttpRequest, network: str) -> HttpResponse:
    """Put a clinic on the site. Sent twice from one page it is one."""
    work = at_clinics(request, network)
    if not may_make(work):
        refuse(request, work, "clinics")
    assert work.network
    form = ClinicForm(request.POST or None, network=work.network, person=work.person)
    if request.method == "POST" and form.is_valid():
        key = own_key(key_in(request.POST), work.network, work.person)
        create_clinic(work.network, form.values(), key=key, by=work.person)
        return redirect(f"{reverse('places:clinic_desk', args=[network])}?klaar=nieuw")
    return render(
        request,
        "places/clinic_edit.html",
        {"work": work, "form": form, "clinic": None, "new_key": key_in(request.POST)},
    )


@ring_one
@limited("clinic_edit", setting="FORMS_PER_MINUTE", only="POST")
@require_http_methods(["GET", "HEAD", "POST"])
def clinic_edit(request: HttpRequest, network: str, pk: UUID) -> HttpResponse:
    """Change a clinic one keeps."""
    work = at_clinics(request, network)
    assert work.network
    found = kept_or_404(work, pk)
    form = ClinicForm(request.POST or None, network=work.network, person=work.person, clinic=found)
    if request.method == "POST" and form.is_valid():
        change_clinic(found, form.values(), by=work.person)
        return redirect(f"{reverse('places:clinic_desk', args=[network])}?klaar=bewaard")
    return render(request, "places/clinic_edit.html", {"work": work, "form": form, "clinic": found})
