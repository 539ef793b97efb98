"""For owners: who is in the group, who asks to be, and asking someone in. Contact stands behind the second ring."""

from typing import Any, Final
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from buurtnet.groups.access import at_groups, is_known
from buurtnet.groups.choices import GroupRole, RequestState
from buurtnet.groups.emails import address_of
from buurtnet.groups.forms.groups import InviteForm
from buurtnet.groups.joining import accept, decline, invite, remove, require_few_invitations, step_back
from buurtnet.groups.models import Group, GroupMember, JoinRequest
from buurtnet.groups.views.desk import CONFLICT, entered, owned
from buurtnet.kit.limits import limited
from buurtnet.kit.moving import NotNowError
from buurtnet.people.doors import ring_two
from buurtnet.people.logged_roles import record_read
from buurtnet.people.models import Person
from buurtnet.people.work import Work, refuse
from buurtnet.privacy.choices import Action
from buurtnet.privacy.log import record
from buurtnet.themes.danger_advice import advice_for

FORM: Final = ["GET", "HEAD", "POST"]
MOST: Final = 500


@ring_two
@limited("group_members", setting="FORMS_PER_MINUTE", only="POST")
@require_http_methods(FORM)
def members(request: HttpRequest, network: str, pk: UUID) -> HttpResponse:
    """For owners, who is in it, and each is noted; a director finds only how to ask someone to pull it."""
    work = at_groups(request, network)
    found, role = entered(request, work, pk)
    is_owner = role == GroupRole.OWNER
    if not is_owner and (role is not None or not work.is_director()):
        refuse(request, work, "group")
    asks = request.POST.get("doe") == "vraag"
    form = InviteForm(request.POST if asks else None, initial={"as_owner": not is_owner})
    wrong = ""
    if request.method == "POST":
        try:
            if act(request, work, found, form, is_owner=is_owner):
                return redirect(f"{reverse('groups:members', args=[network, pk])}?klaar={request.POST.get('doe')}")
        except NotNowError as error:
            wrong = str(error)
    context = {
        "work": work, "group": found, "is_owner": is_owner, "form": form, "wrong": wrong,
        "said": request.GET.get("klaar", ""),
    } | (seen_by_owner(request, work, found) if is_owner else {})  # fmt: skip
    return render(request, "groups/members.html", context, status=CONFLICT if wrong else 200)


def seen_by_owner(request: HttpRequest, work: Work, found: Group) -> dict[str, Any]:
    """Who is in it, with and without an account. That they were read is noted of each."""
    rows, without = rows_of(found), accepted_without_account(found)
    said: dict[str, Any] = {
        "request": request,
        "role_then": work.role_then,
        "network": work.network,
        "fields_group": "group",
    }
    record_read(Action.LIST, [(row.pk, row.person_id) for row in rows], kind=GroupMember, **said)
    record_read(Action.LIST, [(one.pk, "") for one in without], kind=JoinRequest, **said)
    return {"rows": rows, "without": without}


def rows_of(found: Group) -> list[GroupMember]:
    rows = found.members.select_related("person").order_by("-role", "person__name_folded")
    return list(rows[:MOST])


def accepted_without_account(found: Group) -> list[JoinRequest]:
    return list(found.requests.filter(state=RequestState.ACCEPTED, person=None)[:MOST])


def act(request: HttpRequest, work: Work, found: Group, form: InviteForm, *, is_owner: bool) -> bool:
    """Do what was posted; whether it is done. Raises ``NotNowError``."""
    match request.POST.get("doe", ""):
        case "vraag":
            if not form.is_valid():
                return False
            ask_in(found, form.cleaned_data["email"], work, as_owner=form.cleaned_data["as_owner"] or not is_owner)
        case "trekker" if is_owner:
            member = member_in(request, found)
            require_few_invitations(found, member.person.email, work.person)
            invite(found, member.person, GroupRole.OWNER, by=work.person)
        case "lid" if is_owner:
            step_back(member_in(request, found), by=work.person)
        case "eruit" if is_owner:
            remove(member_in(request, found), by=work.person)
        case _:
            raise NotNowError
    return True


def ask_in(found: Group, email: str, work: Work, *, as_owner: bool) -> None:
    """A mail, when this is the address of someone of the network. The page says the same either way."""
    require_few_invitations(found, email, work.person)
    person = Person.objects.filter(email__iexact=email, is_active=True).first()
    if person is not None and is_known(person, found.network):
        invite(found, person, GroupRole.OWNER if as_owner else GroupRole.MEMBER, by=work.person)


def member_in(request: HttpRequest, found: Group) -> GroupMember:
    """The member that a button names. Raises ``NotNowError`` for one who is not in it any more."""
    said = request.POST.get("lid", "")
    rows = GroupMember.objects.filter(group=found).select_related("group__network", "person")
    member = rows.filter(pk=int(said)).first() if said.isascii() and said.isdigit() and len(said) < 16 else None
    if member is None:
        raise NotNowError
    return member


@ring_two
@limited("group_members", setting="FORMS_PER_MINUTE", only="POST")
@require_http_methods(FORM)
def request_kept(request: HttpRequest, network: str, pk: UUID, asked: UUID) -> HttpResponse:
    """One request: who asks and how they are reached, and yes or no. Looking is written down."""
    work = at_groups(request, network)
    found = owned(request, work, pk)
    rows = JoinRequest.objects.select_related("group__network", "person")
    one = get_object_or_404(rows, group=found, pk=asked)
    if one.state in {RequestState.WITHDRAWN, RequestState.ENDED}:
        raise Http404
    wrong = ""
    try:
        match request.POST.get("doe", ""):
            case "ja":
                accept(one, by=work.person)
            case "nee":
                decline(one, by=work.person)
                return redirect("groups:inside", network, pk)
    except NotNowError as error:
        wrong = str(error)
    record(Action.VIEW, actor=work.person, obj=one, subject=one.person_id, network=work.network,
           role_then=work.role_then, fields_group="group", request=request)  # fmt: skip
    context = {"work": work, "wrong": wrong} | shown(found, one)
    return render(request, "groups/request_kept.html", context, status=CONFLICT if wrong else 200)


def shown(found: Group, one: JoinRequest) -> dict[str, Any]:
    mail = address_of(one)[0]
    return {
        "group": found, "asked": one, "mail": mail, "phone": "" if mail else one.contact,
        "is_asked": one.state == RequestState.ASKED, "is_in": one.state == RequestState.ACCEPTED,
        "danger": advice_for(one.word, found.network.country) if one.word else None,
    }  # fmt: skip
