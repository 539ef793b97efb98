"""Steps and contacts of a playbook, each on a page of its own: added, changed, taken out."""

from http import HTTPStatus
from typing import Any, Final
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from buurtnet.kit.limits import limited
from buurtnet.kit.moving import NotNowError
from buurtnet.people.doors import ring_one
from buurtnet.people.work import refuse
from buurtnet.practices import playbooks
from buurtnet.practices.access import may_change
from buurtnet.practices.desk import Desk, at_practices
from buurtnet.practices.forms.playbooks import ContactForm, StepForm
from buurtnet.practices.models import Playbook, PlaybookContact, PlaybookStep

FORM: Final = ["GET", "HEAD", "POST"]
REMOVE: Final = "weg"  # the button that takes a row out


def changing(request: HttpRequest, network: str, pk: UUID) -> tuple[Desk, Playbook]:
    """A playbook one may change; 404 else."""
    desk = at_practices(request, network)
    found = get_object_or_404(
        Playbook.objects.select_related("network", "owner_organization"), network=desk.network, pk=pk
    )
    if not may_change(desk.work.person, found):
        refuse(request, desk.work, "practices")
    return desk, found


def page(request: HttpRequest, desk: Desk, found: Playbook, template: str, **more: Any) -> HttpResponse:
    context = {"work": desk.work, "here": desk.network, "desk": desk, "playbook": found} | more
    status = HTTPStatus.CONFLICT if more.get("wrong") else HTTPStatus.OK
    return render(request, f"practices/{template}.html", context, status=status)


@ring_one
@limited("playbooks", setting="FORMS_PER_MINUTE", only="POST")
@require_http_methods(FORM)
def step_new(request: HttpRequest, network: str, pk: UUID) -> HttpResponse:
    """One more step; ``doe=nog`` opens an empty page for the next."""
    desk, found = changing(request, network, pk)
    form = StepForm(request.POST or None, version=found.version)
    wrong = ""
    if request.method == "POST" and form.is_valid():
        try:
            playbooks.add_step(found, form.step, key=form.row_key, by=desk.by(request))
            if request.POST.get("doe") == "nog":
                return redirect(f"{request.path}?klaar=1")
            return redirect(f"{reverse('practices:playbook', args=[network, pk])}#stappen")
        except NotNowError as error:
            wrong = str(error)
    done = request.GET.get("klaar") == "1"
    return page(request, desk, found, "step_edit", form=form, wrong=wrong, done=done)


@ring_one
@limited("playbooks", setting="FORMS_PER_MINUTE", only="POST")
@require_http_methods(FORM)
def step_edit(request: HttpRequest, network: str, pk: UUID, step: UUID) -> HttpResponse:
    """Change a step, or take it out."""
    desk, found = changing(request, network, pk)
    row = get_object_or_404(PlaybookStep.objects.select_related("playbook__network"), playbook=found, pk=step)
    form = StepForm(request.POST or None, version=found.version, step=row)
    is_removed = request.method == "POST" and request.POST.get("doe") == REMOVE
    wrong = ""
    if is_removed or (request.method == "POST" and form.is_valid()):
        form.is_valid()
        seen = form.cleaned_data.get("version") or 0
        try:
            if is_removed:
                playbooks.remove_step(row, version=seen, by=desk.by(request))
            else:
                playbooks.change_step(row, form.step, version=seen, by=desk.by(request))
            return redirect(f"{reverse('practices:playbook', args=[network, pk])}#stappen")
        except NotNowError as error:
            wrong = str(error)
    newest = Playbook.objects.values_list("version", flat=True).get(pk=pk) if wrong else 0
    return page(request, desk, found, "step_edit", form=form, step=row, wrong=wrong, newest=newest)


@ring_one
@limited("playbooks", setting="FORMS_PER_MINUTE", only="POST")
@require_http_methods(FORM)
def contact_new(request: HttpRequest, network: str, pk: UUID) -> HttpResponse:
    desk, found = changing(request, network, pk)
    return contact_page(request, desk, found, None)


@ring_one
@limited("playbooks", setting="FORMS_PER_MINUTE", only="POST")
@require_http_methods(FORM)
def contact_edit(request: HttpRequest, network: str, pk: UUID, contact: UUID) -> HttpResponse:
    """Change a contact, or take it out."""
    desk, found = changing(request, network, pk)
    row = get_object_or_404(PlaybookContact.objects.select_related("playbook__network"), playbook=found, pk=contact)
    if request.method == "POST" and request.POST.get("doe") == REMOVE:
        playbooks.remove_contact(row, by=desk.by(request))
        return redirect(f"{reverse('practices:playbook', args=[network, pk])}#contacten")
    return contact_page(request, desk, found, row)


def contact_page(request: HttpRequest, desk: Desk, found: Playbook, row: PlaybookContact | None) -> HttpResponse:
    form = ContactForm(request.POST or None, network=desk.network, contact=row)
    wrong = ""
    if request.method == "POST" and form.is_valid():
        try:
            playbooks.keep_contact(found, form.cleaned_data, key=form.row_key, by=desk.by(request), row=row)
            return redirect(f"{reverse('practices:playbook', args=[desk.network.slug, found.pk])}#contacten")
        except NotNowError as error:
            wrong = str(error)
    return page(request, desk, found, "contact_edit", form=form, contact=row, wrong=wrong)
