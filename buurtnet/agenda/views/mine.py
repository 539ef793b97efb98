"""What someone pulls in a network: the list, the page of one, and what they do with it."""

from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from buurtnet.agenda.access import free_for, may_change, visible_to
from buurtnet.agenda.changing import begin_again, stop, write
from buurtnet.agenda.choices import ACTIVITY_ALLOWED, ActivityState, Joining
from buurtnet.agenda.dates import today_of
from buurtnet.agenda.desk import Desk, at_agenda, own_activity
from buurtnet.agenda.forms.edit import EditForm, ReasonForm
from buurtnet.agenda.looking import offer_again, waiting_in
from buurtnet.agenda.looking_again import leaves_calendar
from buurtnet.agenda.models import Activity
from buurtnet.agenda.overview import TONES, dates_of, dates_over, mine, often_of, rows_of, with_next
from buurtnet.agenda.owning import take_up
from buurtnet.agenda.pages import SHOWN_AT_FIRST
from buurtnet.agenda.shown import badges_of, where_of
from buurtnet.agenda.where import offered_in
from buurtnet.agenda.worded import tried
from buurtnet.kit.limits import limited
from buurtnet.kit.pages import pages_of
from buurtnet.people.doors import ring_one

ON_A_PAGE = 50
OWN, ALL, SEEKING = "", "alle", "trekker"


@ring_one
@require_http_methods(["GET", "HEAD"])
def activity_list(request: HttpRequest, network: str) -> HttpResponse:
    """One's own activities; all of the network for who keeps them; and those that nobody pulls."""
    desk, now = at_agenda(request, network), timezone.now()
    which = request.GET.get("lijst", OWN)
    seeking = free_for(desk.work.person, desk.network, now)
    if which == SEEKING:
        found = seeking
    elif which == ALL and desk.keeps:
        found = Activity.objects.filter(network=desk.network)
    else:
        which, found = OWN, mine(desk.work.person, desk.network)
    page = Paginator(with_next(found, now), ON_A_PAGE).get_page(request.GET.get("pagina"))
    context = desk.frame | {
        "rows": rows_of(list(page.object_list), desk.network), "pages": pages_of(page, request), "which": which,
        "seeking": seeking.count(), "waiting": waiting_in(desk.network).count() if desk.looks else 0,
        "done": request.GET.get("klaar", ""),
    }  # fmt: skip
    return render(request, "agenda/activity_list.html", context)


@ring_one
@require_http_methods(["GET", "HEAD"])
def activity_own(request: HttpRequest, network: str, pk: UUID) -> HttpResponse:
    """The page of one: how it stands, its dates, and everything to do with it."""
    desk = at_agenda(request, network)
    return own_page(request, desk, own_or_announced(request, desk, pk))


def own_or_announced(request: HttpRequest, desk: Desk, pk: UUID) -> Activity:
    """One may change it, or announced it and looks how it stands; else 404."""
    announced = Activity.objects.filter(network=desk.network, made_by=desk.work.person, pk=pk)
    if announced.exists():
        around = announced.select_related("network", "owner", "owner_organization", "venue", "location")
        return get_object_or_404(around)
    return own_activity(request, desk, pk)


def own_page(
    request: HttpRequest, desk: Desk, activity: Activity, wrong: str = "", status: int = 200
) -> HttpResponse:
    now = timezone.now()
    state, dates = ActivityState(activity.state), dates_of(activity, desk.network, now)
    may_change_it = may_change(desk.work.person, activity)
    context = desk.frame | {
        "may_change": may_change_it, "over": dates_over(activity, desk.network, now) if may_change_it else [],
        "activity": activity, "wrong": wrong, "done": request.GET.get("klaar", ""), "tone": TONES[state],
        "often": often_of(activity, today_of(desk.network)), "where": where_of(activity),
        "dates": dates[:SHOWN_AT_FIRST], "more_dates": dates[SHOWN_AT_FIRST:], "badges": badges_of(activity),
        "partners": list(activity.partners.select_related("organization").order_by("organization__name")),
        "has_list": activity.registration != Joining.NONE,
        "may_stop": ActivityState.STOPPED in ACTIVITY_ALLOWED[state],
        "may_take": free_for(desk.work.person, desk.network, now).filter(pk=activity.pk).exists(),
        "is_own": activity.owner_id == desk.work.person.pk,
    }  # fmt: skip
    return render(request, "agenda/activity_own.html", context, status=status)


@ring_one
@limited("agenda", setting="FORMS_PER_MINUTE", only="POST")
@require_http_methods(["GET", "HEAD", "POST"])
def activity_edit(request: HttpRequest, network: str, pk: UUID) -> HttpResponse:
    """Write it down anew. When someone else just did, what you wrote stays, beside what is there now."""
    desk = at_agenda(request, network)
    found = own_activity(request, desk, pk)
    form = EditForm(request.POST or None, activity=found, person=desk.work.person)
    wrong, status = "", 200
    if request.method == "POST" and form.is_valid():
        wrong, status = tried(lambda: write(found, form.what, seen=form.cleaned_data["version"], by=desk.by(request)))
        if not wrong:
            return redirect(f"{reverse('agenda:activity_own', args=[network, pk])}?klaar=bewaard")
        found = own_activity(request, desk, pk)
    context = desk.frame | {
        "form": form, "activity": found, "wrong": wrong, "places": offered_in(desk.network),
        "version": found.version if wrong else form["version"].value(), "where": where_of(found),
        "leaves": leaves_calendar(found, desk.work.person),
    }  # fmt: skip
    return render(request, "agenda/activity_edit.html", context, status=status)


@ring_one
@limited("agenda", setting="FORMS_PER_MINUTE", only="POST")
@require_http_methods(["GET", "HEAD", "POST"])
def activity_stop(request: HttpRequest, network: str, pk: UUID) -> HttpResponse:
    """It is no more. Who said to come reads why."""
    desk = at_agenda(request, network)
    found = own_activity(request, desk, pk)
    form = ReasonForm(request.POST or None)
    wrong, status = "", 200
    if request.method == "POST" and form.is_valid():
        because = form.cleaned_data["because"]
        wrong, status = tried(lambda: stop(found, by=desk.by(request), because=because))
        if not wrong:
            return redirect(f"{reverse('agenda:activity_own', args=[network, pk])}?klaar=gestopt")
    people = sum(one.people or 0 for one in dates_of(found, desk.network, timezone.now()))
    context = desk.frame | {"form": form, "activity": found, "wrong": wrong, "people": people}
    return render(request, "agenda/activity_stop.html", context, status=status)


@ring_one
@limited("agenda", setting="FORMS_PER_MINUTE", only="POST")
@require_POST
def activity_again(request: HttpRequest, network: str, pk: UUID) -> HttpResponse:
    """What was stopped is there again."""
    desk = at_agenda(request, network)
    found = own_activity(request, desk, pk)
    wrong, status = tried(lambda: begin_again(found, by=desk.by(request)))
    return answer(request, desk, found, wrong, status, "weer")


@ring_one
@limited("agenda", setting="FORMS_PER_MINUTE", only="POST")
@require_POST
def activity_ask_again(request: HttpRequest, network: str, pk: UUID) -> HttpResponse:
    """It was declined and changed since: another look, please."""
    desk = at_agenda(request, network)
    found = own_activity(request, desk, pk)
    wrong, status = tried(lambda: offer_again(found, by=desk.by(request)))
    return answer(request, desk, found, wrong, status, "nieuw")


@ring_one
@limited("agenda", setting="FORMS_PER_MINUTE", only="POST")
@require_POST
def activity_take_up(request: HttpRequest, network: str, pk: UUID) -> HttpResponse:
    """I pull what nobody pulls."""
    desk = at_agenda(request, network)
    found = get_object_or_404(visible_to(desk.work.person, desk.network).select_related("network"), pk=pk)
    wrong, status = tried(lambda: take_up(found, by=desk.by(request)))
    if wrong:
        context = desk.frame | {"wrong": wrong, "rows": [], "which": SEEKING, "seeking": 0, "waiting": 0}
        return render(request, "agenda/activity_list.html", context, status=status)
    return redirect(f"{reverse('agenda:activity_own', args=[network, pk])}?klaar=trekker")


def answer(
    request: HttpRequest, desk: Desk, activity: Activity, wrong: str, status: int, done: str
) -> HttpResponse:  # fmt: skip
    """The page of the activity: with what went wrong, or by a new request with what was done."""
    if wrong:
        return own_page(request, desk, own_activity(request, desk, activity.pk), wrong, status)
    url = reverse("agenda:activity_own", args=[desk.network.slug, activity.pk])
    return redirect(f"{url}?klaar={done}")
