"""An organization keeps its own people: who works there, and in which network."""

from dataclasses import replace
from uuid import UUID

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from buurtnet.areas.models import Network
from buurtnet.kit.limits import limited
from buurtnet.people.access import KEPT_BY_AN_EDITOR, may_give, may_keep, may_manage
from buurtnet.people.choices import IN_A_NETWORK, Role
from buurtnet.people.doors import ring_two
from buurtnet.people.forms.organizations import ColleagueForm
from buurtnet.people.forms.roles import EndForm
from buurtnet.people.invite_lists import MOST_LINES, TooLongError, invite_list
from buurtnet.people.keeping import networks_of, roles_of_organization, waiting_for
from buurtnet.people.logged_roles import record_read
from buurtnet.people.models import Invitation, Membership, Organization
from buurtnet.people.roles import ChangedMeanwhileError, EndReason, end_as_read, withdraw
from buurtnet.people.work import Work, links_of, refuse, work_of
from buurtnet.privacy.choices import Action
from buurtnet.privacy.log import record


@ring_two
@limited("invite", setting="FORMS_PER_MINUTE", only="POST")
@require_http_methods(["GET", "HEAD", "POST"])
def organization_people(request: HttpRequest, organization: UUID) -> HttpResponse:
    """The people of an organization, and asking colleagues in."""
    work, ours = editing(request, organization)
    networks = networks_of(ours)
    form = ColleagueForm(request.POST or None, networks=networks)
    if request.method == "POST" and form.is_valid() and ask_in(work, ours, form):
        return redirect("people:organization_people", ours.pk)
    with transaction.atomic():
        roles = list(roles_of_organization(ours))
        record(
            Action.LIST, actor=work.person, obj=ours, organization=ours, role_then=Role.EDITOR, fields_group="roles",
            request=request,
        )  # fmt: skip
        note(Action.LIST, request, ours, roles)
    context = {
        "work": work, "organization": ours, "roles": roles, "form": form, "kept": KEPT_BY_AN_EDITOR,
        "waiting": waiting_for(ours), "networks": networks, "is_changed": request.GET.get("veranderd") == "1",
    }  # fmt: skip
    return render(request, "people/roles/organization_people.html", context)


def note(action: Action, request: HttpRequest, ours: Organization, roles: list[Membership]) -> None:
    """Whose roles were read, in the log."""
    seen = [(one.pk, one.person_id) for one in roles]
    record_read(action, seen, kind=Membership, request=request, role_then=Role.EDITOR, organization=ours)


def editing(request: HttpRequest, pk: UUID) -> tuple[Work, Organization]:
    """The editor of this organization; 404 for everyone else."""
    work = work_of(request, None)
    work = replace(work, links=list(links_of(request, replace(work, network=first_network(work)))))
    ours = get_object_or_404(Organization, pk=pk)
    if not may_manage(work.person, ours):
        refuse(request, work, "roles")
    return work, ours


def first_network(work: Work) -> Network | None:
    """The network whose pages stand in the menu."""
    return next((one.network for one in work.roles if one.network), None)


def ask_in(work: Work, ours: Organization, form: ColleagueForm) -> bool:
    """Everyone on the list who is new is mailed. False when the form says what is wrong."""
    role = Role(form.cleaned_data["role"])
    network: Network | None = form.cleaned_data["network"] if role in IN_A_NETWORK else None
    if not may_give(work.person, role, network, ours):
        raise Http404
    try:
        invite_list(form.cleaned_data["people"], role=role, by=work.person, network=network, organization=ours)
    except TooLongError:
        form.add_error(
            "people", _("Deze lijst is te lang. Plak er hoogstens {most} tegelijk.").format(most=MOST_LINES)
        )
        return False
    return True


@ring_two
@require_http_methods(["GET", "HEAD", "POST"])
def organization_role(request: HttpRequest, organization: UUID, pk: UUID) -> HttpResponse:
    """End the role of a colleague, after saying why."""
    work, ours = editing(request, organization)
    membership = get_object_or_404(roles_of_organization(ours), pk=pk)
    if not may_keep(work.person, membership):
        raise Http404
    form = EndForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            end_as_read(membership, by=work.person, reason=EndReason(form.cleaned_data["reason"]))
        except ChangedMeanwhileError:
            return redirect(f"{reverse('people:organization_people', args=[ours.pk])}?veranderd=1")
        return redirect("people:organization_people", ours.pk)
    note(Action.VIEW, request, ours, [membership])
    context = {"work": work, "organization": ours, "membership": membership, "form": form}
    return render(request, "people/roles/organization_role.html", context)


@ring_two
@require_POST
def organization_withdraw(request: HttpRequest, organization: UUID, pk: UUID) -> HttpResponse:
    work, ours = editing(request, organization)
    invitation = get_object_or_404(Invitation, pk=pk, organization=ours, role__in=KEPT_BY_AN_EDITOR)
    withdraw(invitation, by=work.person)
    return redirect("people:organization_people", ours.pk)
