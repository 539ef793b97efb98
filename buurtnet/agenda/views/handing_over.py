"""An activity to another owner: asking, one tap for who has no time, answering, taking the question back."""

from http import HTTPStatus
from typing import Final
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from buurtnet.agenda import handing_over
from buurtnet.agenda.access import is_partner
from buurtnet.agenda.choices import TaskState
from buurtnet.agenda.desk import Desk, at_agenda, own_activity
from buurtnet.agenda.forms.tasks import OwnerOfferForm
from buurtnet.agenda.models import Activity, OwnerOffer
from buurtnet.agenda.overview import when_of
from buurtnet.agenda.views.tasks import told_offer
from buurtnet.kit.limits import limited
from buurtnet.kit.moving import NotNowError
from buurtnet.people.acting import By
from buurtnet.people.doors import ring_one
from buurtnet.people.work import refuse
from buurtnet.practices.choices import OfferState

FORM: Final = ["GET", "HEAD", "POST"]


@ring_one
@limited("tasks", setting="FORMS_PER_MINUTE", only="POST")
@require_http_methods(FORM)
def hand_over(request: HttpRequest, network: str, pk: UUID) -> HttpResponse:
    """Ask someone (``doe=vraag``), have someone found (``geen-tijd``), or take the question back (``intrekken``)."""
    desk = at_agenda(request, network)
    activity = own_activity(request, desk, pk)
    do = request.POST.get("doe", "vraag") if request.method == "POST" else ""
    form = OwnerOfferForm(request.POST if do == "vraag" else None, activity=activity, person=desk.work.person)
    wrong = ""
    try:
        if do in {"geen-tijd", "intrekken"} or (do == "vraag" and form.is_valid()):
            ask(request, desk, activity, do, form)
            return redirect(f"{reverse('agenda:hand_over', args=[network, pk])}?klaar={do}")
    except NotNowError as error:
        wrong = str(error)
    context = {
        "work": desk.work, "here": desk.network, "activity": activity, "form": form, "wrong": wrong,
        "said": request.GET.get("klaar", ""), "offer": told_offer(activity, desk.work.person),
        "number": activity.tasks.filter(state=TaskState.OPEN).count(),
    }  # fmt: skip
    status = HTTPStatus.CONFLICT if wrong else HTTPStatus.OK
    return render(request, "agenda/hand_over.html", context, status=status)


def ask(request: HttpRequest, desk: Desk, activity: Activity, do: str, form: OwnerOfferForm) -> None:
    """Raises ``NotNowError``; never by whether a mail address is of someone here."""
    by = desk.by(request)
    if do == "intrekken":
        take_back(desk, activity, by)
        return
    handing_over.make_way(activity, by=by)
    if do == "geen-tijd":
        handing_over.no_time(activity, by=by)
        return
    to, organization = form.asked
    if to or organization:
        handing_over.offer(activity, by=by, to=to, to_organization=organization, word=form.cleaned_data["word"])


def take_back(desk: Desk, activity: Activity, by: By) -> None:
    """Raises ``NotNowError`` when nobody was asked, but not to a resident: their address may have been of nobody."""
    asked = handing_over.open_offer(activity)
    if asked is not None:
        handing_over.withdraw(asked, by=by)
    elif is_partner(desk.work.person, desk.network):
        raise NotNowError


@ring_one
@limited("tasks", setting="FORMS_PER_MINUTE", only="POST")
@require_http_methods(FORM)
def take_over(request: HttpRequest, network: str, pk: UUID) -> HttpResponse:
    """Who was asked says yes (``doe=ja``) or rather not."""
    desk = at_agenda(request, network)
    rows = OwnerOffer.objects.select_related("activity__network", "activity__playbook", "by", "to_organization")
    asked = get_object_or_404(rows, activity__network=desk.network, pk=pk)
    if not handing_over.may_answer(desk.work.person, asked):
        refuse(request, desk.work, "agenda")
    wrong = ""
    if request.method == "POST":
        try:
            if request.POST.get("doe") == "ja":
                found = handing_over.accept(asked, by=desk.by(request))
                return redirect("agenda:tasks", network, found.pk)
            handing_over.decline(asked, by=desk.by(request))
            return redirect("home:my_day")
        except NotNowError as error:
            wrong = str(error)
    context = {
        "work": desk.work, "here": desk.network, "asked": asked, "activity": asked.activity, "wrong": wrong,
        "is_open": asked.state == OfferState.OFFERED, "when": when_of(asked.activity, desk.network, timezone.now()),
        "number": asked.activity.tasks.filter(state=TaskState.OPEN).count(),
    }  # fmt: skip
    status = HTTPStatus.CONFLICT if wrong else HTTPStatus.OK
    return render(request, "agenda/take_over.html", context, status=status)
