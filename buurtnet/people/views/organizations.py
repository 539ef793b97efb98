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
from buurtnet.people.access import KEPT_BY_AN_EDITOR, keeps_as, may_give, may_keep
from buurtnet.people.choices import IN_A_NETWORK, Role
from buurtnet.people.consent_handing_over import AsksNoMoreError, hand_over_consents
from buurtnet.people.consent_left import Left, colleagues_who_ask, left_in
from buurtnet.people.consent_pages import note_seen
from buurtnet.people.consenting import By
from buurtnet.people.doors import ring_two
from buurtnet.people.forms.organizations import ColleagueForm
from buurtnet.people.forms.roles import EndForm
from buurtnet.people.invite_lists import MOST_LINES, TooLongError, invite_list
from buurtnet.people.keeping import networks_of, roles_of_organization, waiting_for
from buurtnet.people.logged_roles import record_read
from buurtnet.people.models import Consent, Invitation, Membership, Organization
from buurtnet.people.roles import ChangedMeanwhileError, EndReason, end_as_read, withdraw
from buurtnet.people.work import Work, links_of, refuse, work_of
from buurtnet.privacy.choices import Action
from buurtnet.privacy.log import record


@ring_two
@limited("invite", setting="FORMS_PER_MINUTE", only="POST")
@require_http_methods(["GET", "HEAD", "POST"])
def organization_people(request: HttpRequest, organization: UUID) -> HttpResponse:
    """The people of an organization, and asking colleagues in."""
    work, ours, role = keeping(request, organization)
    networks = networks_of(ours)
    form = ColleagueForm(request.POST or None, networks=networks)
    if request.method == "POST" and form.is_valid() and ask_in(work, ours, form):
        return redirect("people:organization_people", ours.pk)
    with transaction.atomic():
        roles = list(roles_of_organization(ours))
        record(
            Action.LIST, actor=work.person, obj=ours, organization=ours, role_then=role, fields_group="roles",
            request=request,
        )  # fmt: skip
        note(Action.LIST, request, ours, roles, role_then=role)
        left = left_and_noted(request, ours, role_then=role)
    context = {
        "is_standing_in": role == Role.DIRECTOR, "left": left, "handed": request.GET.get("overgedragen", ""),
        "work": work, "organization": ours, "roles": roles, "form": form, "kept": KEPT_BY_AN_EDITOR,
        "waiting": waiting_for(ours), "networks": networks, "is_changed": request.GET.get("veranderd") == "1",
    }  # fmt: skip
    return render(request, "people/roles/organization_people.html", context)


def note(
    action: Action, request: HttpRequest, ours: Organization, roles: list[Membership], *, role_then: Role
) -> None:
    """Whose roles were read, in the log."""
    seen = [(one.pk, one.person_id) for one in roles]
    record_read(action, seen, kind=Membership, request=request, role_then=role_then, organization=ours)


def left_and_noted(request: HttpRequest, ours: Organization, *, role_then: Role) -> list[Left]:
    """What waits for another asker. Nothing of what was asked is shown; that it was listed is noted all the same."""
    found = left_in(ours)
    for one in found:
        by = By(request.user.pk, role_then, one.network, ours, request)
        note_seen(Action.LIST, [*one.consents, *one.stopped], by=by)
    return found


def keeping(request: HttpRequest, pk: UUID) -> tuple[Work, Organization, Role]:
    """Who keeps the people of this organization, and in which role: its editor, or the director who directs it when
    it has none; 404 for everyone else.
    """
    work = work_of(request, None)
    work = replace(work, links=list(links_of(request, replace(work, network=first_network(work)))))
    ours = get_object_or_404(Organization, pk=pk)
    role = keeps_as(work.person, ours)
    if role is None:
        refuse(request, work, "roles")
    return work, ours, role


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
    work, ours, role = keeping(request, organization)
    membership = get_object_or_404(roles_of_organization(ours), pk=pk, role__in=KEPT_BY_AN_EDITOR)
    if not may_keep(work.person, membership):
        raise Http404
    form = EndForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            end_as_read(membership, by=work.person, reason=EndReason(form.cleaned_data["reason"]))
        except ChangedMeanwhileError:
            return redirect(f"{reverse('people:organization_people', args=[ours.pk])}?veranderd=1")
        return redirect("people:organization_people", ours.pk)
    note(Action.VIEW, request, ours, [membership], role_then=role)
    context = {"work": work, "organization": ours, "membership": membership, "form": form}
    return render(request, "people/roles/organization_role.html", context)


@ring_two
@require_POST
def organization_withdraw(request: HttpRequest, organization: UUID, pk: UUID) -> HttpResponse:
    work, ours, _role = keeping(request, organization)
    invitation = get_object_or_404(Invitation, pk=pk, organization=ours, role__in=KEPT_BY_AN_EDITOR)
    withdraw(invitation, by=work.person)
    return redirect("people:organization_people", ours.pk)


@ring_two
@limited("hand-over", setting="FORMS_PER_MINUTE")
@require_POST
def organization_hand_over(request: HttpRequest, organization: UUID) -> HttpResponse:
    """What someone asked who left goes to a colleague who asks there too: all of a network, or one."""
    work, ours, role = keeping(request, organization)
    chosen = as_uuid(request.POST.get("collega", ""))
    to = colleagues_who_ask(ours).filter(pk=chosen).first() if chosen else None
    if to is None:
        return handed_over(ours, "kies")
    only = None
    if request.POST.get("welke") != "alle":
        here = Consent.objects.filter(organization=ours, network=to.network)
        only = get_object_or_404(here, pk=as_uuid(request.POST.get("welke", ""))).pk
    try:
        count = hand_over_consents(to, by=By(work.person, role, to.network, ours, request), only=only)
    except AsksNoMoreError:
        return handed_over(ours, "kies")
    if not count:
        return handed_over(ours, "al")
    return handed_over(ours, "zelf" if to.person_id == work.person.pk else "klaar")


def as_uuid(said: str) -> UUID | None:
    try:
        return UUID(said)
    except ValueError:
        return None


def handed_over(ours: Organization, how: str) -> HttpResponse:
    return redirect(f"{reverse('people:organization_people', args=[ours.pk])}?overgedragen={how}")
