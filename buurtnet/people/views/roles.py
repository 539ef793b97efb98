"""The director's pages: who has which role, asking people in, changing and ending; and leaving, by anyone."""

from collections.abc import Iterable
from uuid import UUID

from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from buurtnet.areas.models import Network
from buurtnet.kit.limits import limited
from buurtnet.kit.pages import pages_of
from buurtnet.people.access import may_give, may_keep, organizations_directed, roles_of
from buurtnet.people.choices import IN_A_NETWORK, STRONG, Role
from buurtnet.people.consent_left import organizations_left
from buurtnet.people.doors import ask_for_ring_two, is_strong, ring_one, ring_two
from buurtnet.people.forms.roles import EndForm, InviteForm, RoleForm
from buurtnet.people.invite_lists import MOST_LINES, TooLongError, invite_list, read_list
from buurtnet.people.keeping import (
    doors_of,
    holding_in,
    organizations_here,
    people_with_a_role,
    read_in_order,
    roles_in,
    waiting_in,
)
from buurtnet.people.logged_roles import Seen, record_read
from buurtnet.people.models import Invitation, Membership, Person
from buurtnet.people.roles import (
    ChangedMeanwhileError,
    EndReason,
    HeldAlreadyError,
    LastDirectorError,
    change_role,
    end_as_read,
    end_role,
    withdraw,
)
from buurtnet.people.welcoming import residents_to_find
from buurtnet.people.work import Work, directing, work_of
from buurtnet.privacy.choices import Action
from buurtnet.privacy.log import record

PER_PAGE = 30
MOST_RESIDENTS = 100


@ring_two
@require_safe
def role_list(request: HttpRequest, network: str) -> HttpResponse:
    """Everyone with a role, and who was asked and did not answer yet."""
    work = directing(request, network)
    here = network_of(work)
    kept = directed_by(work)
    held = roles_in(here, directed=kept).values_list("pk", flat=True)
    page = Paginator(held, PER_PAGE).get_page(request.GET.get("pagina"))
    with transaction.atomic():
        roles, residents = read_in_order(page), list(residents_to_find(here)[:MOST_RESIDENTS])
        note_list(request, work, [(one.pk, one.person_id) for one in [*roles, *residents]])
    context = {
        "residents": residents,
        "work": work, "roles": roles, "count": page.paginator.count, "pages": pages_of(page, request),
        "left": organizations_left(here, director=work.person), "kept": kept, "waiting": waiting_in(here),
        "doors": doors_of(people_with_a_role(here)), "said": request.GET.get("klaar", ""),
        "is_changed": request.GET.get("veranderd") == "1",
    }  # fmt: skip
    return render(request, "people/roles/role_list.html", context)


def directed_by(work: Work) -> set[UUID]:
    return set(organizations_directed(work.person).values_list("pk", flat=True))


def note_list(request: HttpRequest, work: Work, seen: Iterable[Seen], kind: type[Model] = Membership) -> None:
    """That a list was read, also when it was empty; and who stood in it, by their role or (``Person``) themselves."""
    record(
        Action.LIST, actor=work.person, obj=work.network, network=work.network, role_then=Role.DIRECTOR,
        fields_group="roles", request=request,
    )  # fmt: skip
    record_read(Action.LIST, seen, kind=kind, request=request, role_then=Role.DIRECTOR, network=work.network)


def note_role(request: HttpRequest, work: Work, membership: Membership) -> None:
    """That one role was looked at."""
    seen = [(membership.pk, membership.person_id)]
    record_read(Action.VIEW, seen, kind=Membership, request=request, role_then=Role.DIRECTOR, network=work.network)


@ring_two
@limited("invite", setting="FORMS_PER_MINUTE", only="POST")
@require_http_methods(["GET", "HEAD", "POST"])
def role_invite(request: HttpRequest, network: str) -> HttpResponse:
    """One or many: first what will happen is shown, then a second button sends."""
    work = directing(request, network)
    here = network_of(work)
    form = InviteForm(request.POST or None, by=work.person, network=here)
    if request.method == "POST" and form.is_valid():
        answer = preview_or_invite(request, work, form)
        if answer is not None:
            return answer
    context = {"work": work, "form": form, "organizations": organizations_here(here), "most": MOST_LINES}
    return render(request, "people/roles/role_invite.html", context)


def preview_or_invite(request: HttpRequest, work: Work, form: InviteForm) -> HttpResponse | None:
    """None when the form says what is wrong."""
    here = network_of(work)
    role, text = Role(form.cleaned_data["role"]), form.cleaned_data["people"]
    organization = form.cleaned_data["organization"]
    bound = {"role": role, "network": here, "organization": organization}
    if not may_give(work.person, role, here, organization):
        raise Http404
    try:
        if request.POST.get("verstuur") == "1":
            made = invite_list(text, by=work.person, **bound)
            return redirect(f"../?klaar=uitgenodigd-{len(made)}")
        with transaction.atomic():
            lines = read_list(text, **bound)
            note_list(request, work, [(one.holder, one.holder) for one in lines if one.holder], Person)
    except TooLongError:
        form.add_error(
            "people", _("Deze lijst is te lang. Plak er hoogstens {most} tegelijk.").format(most=MOST_LINES)
        )
        return None
    context = {
        "work": work, "form": form, "lines": lines, "new": sum(line.is_new for line in lines), "role": role.label,
        "organization": organization,
    }  # fmt: skip
    return render(request, "people/roles/role_preview.html", context)


def network_of(work: Work) -> Network:
    assert work.network
    return work.network


@ring_two
@require_POST
def invitation_withdraw(request: HttpRequest, network: str, pk: UUID) -> HttpResponse:
    work = directing(request, network)
    invitation = get_object_or_404(Invitation, pk=pk, network=network_of(work))
    withdraw(invitation, by=work.person)
    return redirect("people:role_list", network)


@ring_two
@require_http_methods(["GET", "HEAD", "POST"])
def role(request: HttpRequest, network: str, pk: UUID) -> HttpResponse:
    """One role: another name for the work, organization, role or last day."""
    work = directing(request, network)
    membership = role_to_keep(work, pk)
    form = RoleForm(request.POST or None, membership=membership, by=work.person)
    is_of_network = membership.role in IN_A_NETWORK
    try:
        if request.method == "POST" and is_of_network and form.is_valid() and change(work.person, membership, form):
            return redirect("people:role_list", network)
    except ChangedMeanwhileError:
        return to_list_as_it_is(network)
    note_role(request, work, membership)
    context = {
        "work": work, "membership": membership, "form": form, "is_of_network": is_of_network,
        "organizations": organizations_here(network_of(work)),
    }  # fmt: skip
    return render(request, "people/roles/role.html", context)


def to_list_as_it_is(network: str) -> HttpResponse:
    """Another director was first: what they did stays, and the list says so."""
    return redirect(f"{reverse('people:role_list', args=[network])}?veranderd=1")


def change(by: Person, membership: Membership, form: RoleForm) -> bool:
    """False when the form says what is wrong. Raises ``ChangedMeanwhileError``."""
    said = form.cleaned_data
    if not form.is_of_now:
        raise ChangedMeanwhileError
    try:
        change_role(
            membership, by=by, role=Role(said["role"]), organization=said["organization"], title=said["title"],
            until=form.until,
        )  # fmt: skip
    except LastDirectorError:
        form.add_error("role", last_director())
    except HeldAlreadyError:
        form.add_error("role", _("Deze persoon heeft die rol al."))
    return not form.errors


def last_director() -> str:
    return _("Dit is de enige regisseur van het netwerk. Nodig eerst iemand uit die het overneemt.")


@ring_two
@require_http_methods(["GET", "HEAD", "POST"])
def role_end(request: HttpRequest, network: str, pk: UUID) -> HttpResponse:
    """End a role now, after saying why."""
    work = directing(request, network)
    membership = role_to_keep(work, pk)
    form = EndForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            end_as_read(membership, by=work.person, reason=EndReason(form.cleaned_data["reason"]))
            return redirect("people:role_list", network)
        except ChangedMeanwhileError:
            return to_list_as_it_is(network)
        except LastDirectorError:
            form.add_error("reason", last_director())
    note_role(request, work, membership)
    return render(request, "people/roles/role_end.html", {"work": work, "membership": membership, "form": form})


def role_to_keep(work: Work, pk: UUID) -> Membership:
    """A role that holds now, in this network or of an organization that takes part in it."""
    membership = get_object_or_404(roles_in(network_of(work), directed=directed_by(work)), pk=pk)
    if not may_keep(work.person, membership):
        raise Http404
    return membership


@ring_one
@require_http_methods(["GET", "HEAD", "POST"])
def role_leave(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Stop with a role of one's own. For a role that needs a key, one shows that key first."""
    work = work_of(request, None)
    membership = get_object_or_404(roles_of(work.person), pk=pk)
    if membership.role in STRONG and not is_strong(request):
        return ask_for_ring_two(request)
    is_last = False
    if request.method == "POST":
        try:
            end_role(membership, by=work.person, reason=EndReason.LEFT)
            return redirect("people:account")
        except LastDirectorError:
            is_last = True
    context = {"membership": membership, "is_last": is_last}
    return render(request, "people/roles/role_leave.html", context)


@ring_two
@require_safe
def holding(request: HttpRequest, network: str) -> HttpResponse:
    """Who holds it together: what one person holds alone."""
    work = directing(request, network)
    with transaction.atomic():
        found = holding_in(network_of(work))
        note_list(request, work, found.keys, Person)
    return render(request, "people/roles/holding.html", {"work": work, "holding": found})
