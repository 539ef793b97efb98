"""A playbook to another owner: ask, answer, take the question back."""

from http import HTTPStatus
from typing import Any, Final
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from buurtnet.kit.limits import limited
from buurtnet.kit.moving import NotNowError
from buurtnet.people.doors import ring_one
from buurtnet.people.work import refuse
from buurtnet.practices import handing_over
from buurtnet.practices.access import may_change
from buurtnet.practices.choices import OfferState
from buurtnet.practices.desk import Desk, at_practices
from buurtnet.practices.forms.playbooks import OfferForm
from buurtnet.practices.models import Playbook, PlaybookOffer
from buurtnet.practices.shown import total_of

FORM: Final = ["GET", "HEAD", "POST"]


def shared(desk: Desk) -> dict[str, Any]:
    return {"work": desk.work, "here": desk.network, "desk": desk}


@ring_one
@limited("playbooks", setting="FORMS_PER_MINUTE", only="POST")
@require_http_methods(FORM)
def playbook_offer(request: HttpRequest, network: str, pk: UUID) -> HttpResponse:
    """Ask someone to take over, or take that question back (``doe=intrekken``)."""
    desk = at_practices(request, network)
    rows = Playbook.objects.select_related("network", "owner", "owner_organization")
    found = get_object_or_404(rows, network=desk.network, pk=pk)
    if not may_change(desk.work.person, found):
        refuse(request, desk.work, "practices")
    asked = found.offers.filter(state=OfferState.OFFERED).select_related("to", "playbook__network").first()
    is_back = request.method == "POST" and request.POST.get("doe") == "intrekken"
    form = OfferForm(None if is_back else request.POST or None, network=desk.network, owner=found.owner)
    wrong = ""
    try:
        if is_back and asked is not None:
            handing_over.withdraw(asked, by=desk.by(request))
            return redirect("practices:playbook", network, pk)
        if request.method == "POST" and not is_back and form.is_valid():
            handing_over.offer(found, form.cleaned_data["to"], by=desk.by(request))
            return redirect("practices:playbook", network, pk)
    except NotNowError as error:
        wrong = str(error)
    context = shared(desk) | {"form": form, "playbook": found, "offer": asked, "wrong": wrong}
    status = HTTPStatus.CONFLICT if wrong else HTTPStatus.OK
    return render(request, "practices/playbook_offer.html", context, status=status)


@ring_one
@limited("playbooks", setting="FORMS_PER_MINUTE", only="POST")
@require_http_methods(FORM)
def playbook_take_over(request: HttpRequest, network: str, pk: UUID) -> HttpResponse:
    """Who was asked says yes (``doe=ja``) or rather not."""
    desk = at_practices(request, network)
    rows = PlaybookOffer.objects.select_related("playbook__network", "by").filter(playbook__network=desk.network)
    asked = get_object_or_404(rows, to=desk.work.person, pk=pk)
    wrong = ""
    if request.method == "POST":
        answer = handing_over.accept if request.POST.get("doe") == "ja" else handing_over.decline
        try:
            answer(asked, by=desk.by(request))
            if asked.state == OfferState.ACCEPTED:
                return redirect("practices:playbook", network, asked.playbook_id)
            return redirect("practices:playbook_list", network)
        except NotNowError as error:
            wrong = str(error)
    steps = list(asked.playbook.steps.all())
    context = shared(desk) | {
        "asked": asked, "playbook": asked.playbook, "wrong": wrong, "number": len(steps), "total": total_of(steps),
        "is_open": asked.state == OfferState.OFFERED,
    }  # fmt: skip
    status = HTTPStatus.CONFLICT if wrong else HTTPStatus.OK
    return render(request, "practices/playbook_take_over.html", context, status=status)
