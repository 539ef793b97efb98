"""Looking at what residents announce, and whom the director trusts to announce at once."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from buurtnet.agenda.dates import today_of
from buurtnet.agenda.desk import Desk, directing, looking
from buurtnet.agenda.forms.edit import ReasonForm, TrustForm
from buurtnet.agenda.looking import decline, put_in_calendar, trust, trust_no_more, waiting_in
from buurtnet.agenda.models import Activity, TrustedResident
from buurtnet.agenda.overview import dates_of, often_of
from buurtnet.agenda.shown import badges_of, where_of
from buurtnet.agenda.worded import tried
from buurtnet.kit.limits import limited
from buurtnet.people.doors import ring_one, ring_two

MOST = 50


@ring_one
@require_http_methods(["GET", "HEAD"])
def look_list(request: HttpRequest, network: str) -> HttpResponse:
    """What waits for a look, longest first."""
    return look_page(request, looking(request, network))


def look_page(request: HttpRequest, desk: Desk, wrong: str = "", status: int = 200) -> HttpResponse:
    now, today = timezone.now(), today_of(desk.network)
    rows = waiting_in(desk.network).select_related("venue", "location", "made_by").prefetch_related("repeats")
    found = [
        {
            "activity": one, "where": where_of(one), "often": often_of(one, today), "badges": badges_of(one),
            "dates": dates_of(one, desk.network, now)[:3], "is_own": one.made_by_id == desk.work.person.pk,
        }
        for one in rows[:MOST]
    ]  # fmt: skip
    context = desk.frame | {"found": found, "wrong": wrong, "done": request.GET.get("klaar", "")}
    return render(request, "agenda/look_list.html", context, status=status)


@ring_one
@limited("agenda", setting="FORMS_PER_MINUTE", only="POST")
@require_POST
def look_put(request: HttpRequest, network: str, pk: UUID) -> HttpResponse:
    """Into the calendar."""
    desk = looking(request, network)
    found = seen(desk, pk)
    wrong, status = tried(lambda: put_in_calendar(found, by=desk.by(request)))
    if wrong:
        return look_page(request, desk, wrong, status)
    return redirect(f"{reverse('agenda:look_list', args=[network])}?klaar=geplaatst")


@ring_one
@limited("agenda", setting="FORMS_PER_MINUTE", only="POST")
@require_http_methods(["GET", "HEAD", "POST"])
def look_decline(request: HttpRequest, network: str, pk: UUID) -> HttpResponse:
    """Not, with why; who announced it reads that."""
    desk = looking(request, network)
    found = seen(desk, pk)
    form = ReasonForm(request.POST or None)
    wrong, status = "", 200
    if request.method == "POST" and form.is_valid():
        because = form.cleaned_data["because"]
        wrong, status = tried(lambda: decline(found, because, by=desk.by(request)))
        if not wrong:
            return redirect(f"{reverse('agenda:look_list', args=[network])}?klaar=niet")
    context = desk.frame | {"form": form, "activity": found, "wrong": wrong}
    return render(request, "agenda/look_decline.html", context, status=status)


def seen(desk: Desk, pk: UUID) -> Activity:
    """An activity that was announced for a look here; 404 else."""
    return get_object_or_404(Activity.objects.filter(network=desk.network).select_related("network"), pk=pk)


@ring_two
@limited("agenda", setting="FORMS_PER_MINUTE", only="POST")
@require_http_methods(["GET", "HEAD", "POST"])
def trusted(request: HttpRequest, network: str) -> HttpResponse:
    """Residents whose activities need no look; the director says who."""
    desk = directing(request, network)
    rows = list(TrustedResident.objects.filter(network=desk.network).select_related("person").order_by("since", "pk"))
    form = TrustForm(request.POST or None, network=desk.network, trusted={one.person_id for one in rows})
    if request.method == "POST" and form.is_valid():
        trust(form.people[form.cleaned_data["person"]], desk.network, by=desk.by(request))
        return redirect("agenda:trusted", network)
    return render(request, "agenda/trusted.html", desk.frame | {"form": form, "rows": rows})


@ring_two
@limited("agenda", setting="FORMS_PER_MINUTE", only="POST")
@require_POST
def trusted_end(request: HttpRequest, network: str, pk: int) -> HttpResponse:
    """What they announce is looked at first again."""
    desk = directing(request, network)
    row = get_object_or_404(TrustedResident.objects.select_related("person", "network"), pk=pk, network=desk.network)
    trust_no_more(row, by=desk.by(request))
    return redirect("agenda:trusted", network)
