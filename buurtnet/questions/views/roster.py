"""The duty roster: who answers what from when until when, and what that means for the question door."""

from uuid import UUID

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from buurtnet.kit.limits import limited
from buurtnet.people.doors import ring_two
from buurtnet.people.logged_roles import record_read
from buurtnet.privacy.choices import Action
from buurtnet.questions.desk import Desk, at_roster
from buurtnet.questions.forms.roster import AwayForm, DutyForm
from buurtnet.questions.lines import days_in, lines_in
from buurtnet.questions.models import Duty
from buurtnet.questions.roster import door_of
from buurtnet.questions.rostering import add_duty, change_duty, end_duty, set_away


@ring_two
@require_safe
def roster(request: HttpRequest, network: str) -> HttpResponse:
    """Whether the door is open, who is there on the coming days, and every line of the roster."""
    desk = at_roster(request, network)
    lines = lines_in(desk)
    with transaction.atomic():
        note_read(request, desk, [line.duty for line in lines], Action.LIST)
    context = {
        "work": desk.work, "lines": lines, "door": door_of(desk.network, desk.now), "days": days_in(desk),
        "said": request.GET.get("klaar", ""),
    }  # fmt: skip
    return render(request, "questions/roster.html", context)


@ring_two
@limited("roster", setting="FORMS_PER_MINUTE", only="POST")
@require_http_methods(["GET", "HEAD", "POST"])
def duty_new(request: HttpRequest, network: str) -> HttpResponse:
    """A new line; sent twice from one page it is one."""
    desk = at_roster(request, network)
    form = DutyForm(request.POST or None, network=desk.network, today=desk.today)
    if request.method == "POST" and form.is_valid():
        add_duty(desk.network, form.values(), by=desk.by(request), key=form.key)
        return redirect(done(desk))
    return render(request, "questions/duty.html", {"work": desk.work, "form": form, "duty": None})


@ring_two
@limited("roster", setting="FORMS_PER_MINUTE", only="POST")
@require_http_methods(["GET", "HEAD", "POST"])
def duty(request: HttpRequest, network: str, pk: UUID) -> HttpResponse:
    """Change a line, end it from today on, or say that who stands on it is ill."""
    desk = at_roster(request, network)
    found = get_object_or_404(Duty.objects.select_related("person"), pk=pk, network=desk.network)
    if request.POST.get("doe") == "stop":
        end_duty(found, today=desk.today, by=desk.by(request))
        return redirect(done(desk))
    is_ill = request.POST.get("doe") == "afwezig"
    away = AwayForm(request.POST if is_ill else None, today=desk.today)
    if is_ill and away.is_valid():
        set_away(found, away.cleaned_data["last_day"], today=desk.today, by=desk.by(request), now=desk.now)
        return redirect(done(desk))
    said = request.POST if request.POST and not is_ill else None
    form = DutyForm(said, network=desk.network, today=desk.today, duty=found)
    if request.method == "POST" and form.is_valid():
        change_duty(found, form.values(), by=desk.by(request))
        return redirect(done(desk))
    with transaction.atomic():
        note_read(request, desk, [found], Action.VIEW)
    context = {
        "work": desk.work, "form": form, "duty": found, "away": away,
        "works_here": found.person_id in desk.staff.people,
    }  # fmt: skip
    return render(request, "questions/duty.html", context)


def done(desk: Desk) -> str:
    """The roster, with a word that it was kept."""
    return f"{reverse('questions:roster', args=[desk.network.slug])}?klaar=1"


def note_read(request: HttpRequest, desk: Desk, duties: list[Duty], action: Action) -> None:
    """Whose days were read."""
    record_read(
        action, [(one.pk, one.person_id) for one in duties], kind=Duty, request=request,
        role_then=desk.work.role_then, network=desk.network, fields_group="roster",
    )  # fmt: skip
