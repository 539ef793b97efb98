"""For everyone, without an account: say that one comes to a date, and come back by one's own link."""

import time
from typing import Any, Final
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from buurtnet.agenda.choices import ActivityState, SignupState
from buurtnet.agenda.dates import today_of
from buurtnet.agenda.forms.join import JoinForm, PeopleForm
from buurtnet.agenda.here import calendar_or_404
from buurtnet.agenda.joining import come_with, is_open, with_token
from buurtnet.agenda.joining import join as come_to
from buurtnet.agenda.leaving_date import leave
from buurtnet.agenda.models import ActivityDate, Signup
from buurtnet.agenda.one_date import calendar_of
from buurtnet.agenda.shown import date_text, moved_text, times_text, url_of, where_of
from buurtnet.agenda.telling import token_of
from buurtnet.agenda.waiting import place_in_line, room_in, takes
from buurtnet.areas.models import Network
from buurtnet.kit.error_pages import error_page
from buurtnet.kit.limits import address_of, allowed, limited
from buurtnet.kit.moving import NotNowError
from buurtnet.kit.scancode import scancode
from buurtnet.people.doors import secret_address
from buurtnet.people.links import site_url
from buurtnet.places.tiles import tile_of

HOUR: Final = 3600  # seconds
PER_HOUR: Final = 20  # from one address: a library is one too
PER_DATE: Final = 1_000  # an hour
CONFLICT: Final = 409
SHOWN: Final = (ActivityState.LIVE, ActivityState.STOPPED)
COMES, WAITS = "kom", "wacht"
LEAVE, SURE, PEOPLE = "afmelden", "zeker", "aantal"


@login_not_required
@limited("join", setting="FORMS_PER_MINUTE", only="POST")
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def join(request: HttpRequest, network: str, pk: UUID) -> HttpResponse:
    """With how many, how one is called, and an address that may be empty."""
    date = date_or_404(request, network, pk)
    is_sent = request.method == "POST"
    form = JoinForm(request.POST if is_sent else None, activity=date.activity, about=f"join {date.pk}")
    if not is_sent or not form.is_valid():
        return join_page(request, date, form)
    if not is_allowed(request, date):
        return error_page(request, 429)
    coming, goes_in = form.coming, takes(date, form.coming.people)
    try:
        signup = come_to(date, coming, key=form.row_key)
    except NotNowError as error:
        date.refresh_from_db()
        return join_page(request, date, form, wrong=str(error), status=CONFLICT)
    if not coming.contact:
        return redirect(f"{reverse('agenda:signup', args=[network, token_of(signup.form_key)])}?klaar=1")
    # Who filled in an address that joined already sees what a new one would: only its owner hears that, by mail.
    if signup.form_key == uuid5(form.row_key, str(date.pk)):
        goes_in = signup.state == SignupState.JOINED
    url = reverse("agenda:join_sent", args=[network, date.pk])
    return redirect(f"{url}?klaar={COMES if goes_in else WAITS}")


def is_allowed(request: HttpRequest, date: ActivityDate) -> bool:
    """Whether not too many joined from here, or this date, in this hour."""
    now = time.time()
    return allowed("join-hour", address_of(request), PER_HOUR, HOUR, now) and allowed(
        "join-date", str(date.pk), PER_DATE, HOUR, now
    )


def date_or_404(request: HttpRequest, network: str, pk: UUID) -> ActivityDate:
    """A date of an activity that stands in the calendar of this network."""
    here = calendar_or_404(request, network)
    rows = ActivityDate.objects.filter(network=here, activity__network=here, activity__state__in=SHOWN)
    return get_object_or_404(
        rows.select_related("activity__network", "activity__venue", "activity__location"), pk=pk
    )  # fmt: skip


def join_page(
    request: HttpRequest, date: ActivityDate, form: JoinForm, *, wrong: str = "", status: int = 200
) -> HttpResponse:
    """The page as it stands now: with the form, or with why there is none."""
    room = room_in(date)
    would_wait = not takes(date, 1)
    context = shown(date) | {
        "form": form, "wrong": wrong, "is_open": is_open(date, timezone.now()), "would_wait": would_wait,
        "is_full": would_wait and not date.activity.has_waiting_list, "room": room,
        "few": room is not None and room <= date.activity.most_each and not would_wait,
    }  # fmt: skip
    return render(request, "agenda/join.html", context, status=status)


@login_not_required
@require_safe
@never_cache
def join_sent(request: HttpRequest, network: str, pk: UUID) -> HttpResponse:
    """It came in; the rest stands in the mail. The same page for a new address and for one that joined before."""
    date = date_or_404(request, network, pk)
    return render(
        request, "agenda/join_sent.html", shown(date) | {"waits": request.GET.get("klaar") != COMES}
    )  # fmt: skip


@login_not_required
@secret_address
@limited("signup", setting="FORMS_PER_MINUTE", only="POST")
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def signup(request: HttpRequest, network: str, token: str) -> HttpResponse:
    """The page behind one's own link: how it stands, with how many, and not coming after all."""
    found = signup_or_404(request, network, token)
    done, more, status = request.POST.get("doe", ""), dict[str, Any](), 200
    form = PeopleForm(
        request.POST if done == PEOPLE else None, most=found.date.activity.most_each, people=found.people
    )  # fmt: skip
    try:
        if done == SURE:
            leave(found)
        elif done == PEOPLE and form.is_valid():
            come_with(found, form.cleaned_data["people"])
            return redirect(f"{request.path}?klaar=aantal")
    except NotNowError as error:
        more["wrong"], status = str(error), CONFLICT
    found = signup_or_404(request, network, token)
    if done == LEAVE and found.state != SignupState.CANCELLED and is_to_come(found):
        return render(request, "agenda/signup_leave.html", shown(found.date) | {"signup": found})
    context = shown(found.date) | own_story(request, found) | {"form": form} | more
    return render(request, "agenda/signup.html", context, status=status)


@login_not_required
@secret_address
@require_safe
@never_cache
def signup_calendar(request: HttpRequest, network: str, token: str) -> HttpResponse:
    """The date as a file for one's own calendar."""
    found = signup_or_404(request, network, token)
    body = calendar_of(found.date, settings.SITE_URL)
    headers = {"Content-Disposition": 'attachment; filename="datum.ics"'}
    return HttpResponse(body, content_type="text/calendar; charset=utf-8", headers=headers)


def signup_or_404(request: HttpRequest, network: str, token: str) -> Signup:
    """What is behind the link, in this network."""
    here = calendar_or_404(request, network)
    found = with_token(token)
    if found is None or found.date.network_id != here.pk:
        raise Http404
    return found


def own_story(request: HttpRequest, signup: Signup) -> dict[str, Any]:
    """How it stands for them, and the link to keep."""
    slug = signup.date.activity.network.slug
    url = site_url("agenda:signup", slug, token_of(signup.form_key))
    waits = signup.state == SignupState.WAITING
    return {
        "signup": signup, "token": token_of(signup.form_key), "waits": waits,
        "place": place_in_line(signup) if waits else 0,
        "is_new": request.GET.get("klaar") == "1" and request.method == "GET",
        "is_changed": request.GET.get("klaar") == PEOPLE and request.method == "GET",
        "is_to_come": is_to_come(signup), "url": url, "has_mail": bool(signup.contact_hash),
        "scan": "" if signup.contact_hash else scancode(url, border=2, is_on_white=True),
        "may_join": signup.state == SignupState.CANCELLED and is_open(signup.date, timezone.now()),
    }  # fmt: skip


def is_to_come(signup: Signup) -> bool:
    """Whether anything can still be changed."""
    return signup.date.starts_at > timezone.now()


def shown(date: ActivityDate) -> dict[str, Any]:
    """What every page of a date says: what, when and where."""
    activity = date.activity
    network: Network = activity.network
    zone = ZoneInfo(network.time_zone)
    return {
        "date": date, "activity": activity, "day": date_text(date.day),
        "tile": tile_of(date.day, today_of(network)),
        "where": where_of(activity, date),
        "times": times_text(date, zone), "moved_from": moved_text(date, zone),
        "activity_url": url_of(activity, network.slug, date),
    }  # fmt: skip
