"""Signed in: the groups someone is in, one of them from within, beginning one and changing it."""

from typing import Any, Final
from uuid import UUID

from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from buurtnet.groups.access import (
    ADULTS,
    at_groups,
    enterable,
    groups_of,
    is_refused,
    is_shown,
    known_adults,
    may_look,
    refused_before,
    role_in,
    waiting_for_a_look,
)
from buurtnet.groups.beginning import begin as begin_group
from buurtnet.groups.beginning import change, go_live, say_no, stop, take_up
from buurtnet.groups.choices import GroupRole, GroupState, NoticeState, RequestState
from buurtnet.groups.forms.groups import GroupForm
from buurtnet.groups.joining import remove
from buurtnet.groups.models import Group, GroupMember, JoinRequest, Notice
from buurtnet.groups.shown import badges_of, card_of, next_dates
from buurtnet.groups.views.public import activity_url
from buurtnet.kit.form_keys import key_in
from buurtnet.kit.limits import limited
from buurtnet.kit.moving import NotNowError
from buurtnet.people.doors import ring_one
from buurtnet.people.work import Work, refuse

CONFLICT: Final = 409
FORM: Final = ["GET", "HEAD", "POST"]
MOST: Final = 200  # groups or notices on one page
REFUSED: Final = 20  # groups that were said no to, the last ones


@ring_one
@require_safe
def desk(request: HttpRequest, network: str) -> HttpResponse:
    """My groups, and what waits for a look."""
    work = at_groups(request, network)
    assert work.network
    mine = counted(groups_of(work.person, work.network))[:MOST]
    roles = dict(GroupMember.objects.filter(person=work.person).values_list("group", "role"))
    context = {
        "work": work,
        "rows": [
            {"group": one, "badges": badges_of(one), "is_owner": roles.get(one.pk) == GroupRole.OWNER,
             "waits": (one.asked + one.to_look) if roles.get(one.pk) == GroupRole.OWNER else 0}
            for one in mine
        ],
        "waiting": list(waiting_for_a_look(work)[:MOST]), "refused": list(refused_before(work)[:REFUSED]),
        "said": request.GET.get("klaar", ""),
    }  # fmt: skip
    return render(request, "groups/desk.html", context)


def counted(groups: QuerySet[Group]) -> QuerySet[Any]:
    """With how many requests and notices wait for an owner."""
    asked = JoinRequest.objects.filter(state=RequestState.ASKED)
    to_look = Notice.objects.filter(state=NoticeState.WAITING)
    return groups.annotate(asked=number_of(asked), to_look=number_of(to_look))


def number_of(rows: QuerySet[Any]) -> Coalesce:
    """How many of these a group has, each counted on its own: joined they would multiply."""
    by_group = rows.filter(group=OuterRef("pk")).order_by().values("group").annotate(number=Count("pk"))
    return Coalesce(Subquery(by_group.values("number"), output_field=IntegerField()), 0)


def entered(request: HttpRequest, work: Work, pk: UUID) -> tuple[Group, GroupRole | None]:
    """The group and what someone is in it; 404 for who may not come in, as if it did not exist."""
    found = enterable(work).filter(pk=pk).first()
    if found is None:
        refuse(request, work, "group")
    return found, role_in(work.person, found)


def owned(request: HttpRequest, work: Work, pk: UUID) -> Group:
    """The group, for its owners; 404 for everyone else."""
    found, role = entered(request, work, pk)
    if role != GroupRole.OWNER:
        refuse(request, work, "group")
    return found


@ring_one
@limited("group", setting="FORMS_PER_MINUTE", only="POST")
@require_http_methods(FORM)
def inside(request: HttpRequest, network: str, pk: UUID) -> HttpResponse:
    """From within: the board and how many there are; for owners what waits; for who looks, whether it is good."""
    work = at_groups(request, network)
    found, role = entered(request, work, pk)
    wrong = ""
    if request.method == "POST":
        try:
            act(request, work, found, role)
            if request.POST.get("doe") == "weg":
                return redirect("groups:desk", network)
        except NotNowError as error:
            wrong = str(error)
    context = {"work": work, "wrong": wrong} | inner(found, role, work)
    return render(request, "groups/inside.html", context, status=CONFLICT if wrong else 200)


def act(request: HttpRequest, work: Work, found: Group, role: GroupRole | None) -> None:
    """Do what was posted. Raises ``NotNowError``."""
    is_owner, looks = role == GroupRole.OWNER, may_look(work, found)
    match request.POST.get("doe", ""):
        case "aan" if looks:
            go_live(found, by=work.person)
        case "aan" if is_owner:
            take_up(found, by=work.person)
        case "uit" if looks and not is_owner:
            say_no(found, by=work.person)
        case "uit" if is_owner:
            stop(found, by=work.person)
        case "weg" if role is not None:
            rows = GroupMember.objects.select_related("group__network", "person")
            remove(rows.get(group=found, person=work.person), by=work.person)
        case _:
            raise NotNowError


def may_open(work: Work, found: Group) -> bool:
    """Whether an owner has a button: after a rest, or a partner whose group waits for a second adult."""
    if is_refused(found):
        return False
    return found.state == GroupState.STOPPED or work.is_partner()


def inner(found: Group, role: GroupRole | None, work: Work) -> dict[str, Any]:
    """What the page from within shows to this person."""
    notices = Notice.objects.filter(group=found).hanging(timezone.localdate()) if role else Notice.objects.none()
    mine = Notice.objects.filter(group=found, by=work.person, state=NoticeState.WAITING) if role else []
    is_owner = role == GroupRole.OWNER
    to_look = found.notices.filter(state=NoticeState.WAITING).order_by("hung_at")
    dates = next_dates([found], timezone.now())
    return {
        "group": found, "role": role, "is_owner": is_owner, "notices": list(notices[:MOST]),
        "waiting": list(to_look[:MOST]) if is_owner else [],
        "mine": [] if is_owner else list(mine),
        "requests": list(found.requests.filter(state=RequestState.ASKED)[:MOST]) if is_owner else [],
        "number": found.members.count(), "is_shown": is_shown(found), "activity_url": activity_url(found),
        "card": card_of(found, dates.get(found.activity_id) if found.activity_id else None),
        "looks": role is None and (found.state == GroupState.WAITING or is_refused(found)),
        "refused": is_refused(found), "needs_look": found.let_in_at is None and not work.is_partner(),
        "may_open": is_owner and may_open(work, found),
        "adults_left": max(0, ADULTS - known_adults(found).count()) if found.for_young else 0,
    }  # fmt: skip


@ring_one
@limited("group", setting="FORMS_PER_MINUTE", only="POST")
@require_http_methods(FORM)
def begin(request: HttpRequest, network: str) -> HttpResponse:
    """A new group. A resident's waits for a look; sent twice it is one."""
    work = at_groups(request, network)
    assert work.network
    form = GroupForm(request.POST or None, network=work.network, person=work.person)
    key = key_in(request.POST)
    if request.method == "POST" and form.is_valid():
        made = begin_group(work.network, form.values(), form_key=key, by=work.person)
        return redirect("groups:inside", network, made.pk)
    return render(request, "groups/edit.html", {"work": work, "form": form, "group": None, "new_key": key})


@ring_one
@limited("group", setting="FORMS_PER_MINUTE", only="POST")
@require_http_methods(FORM)
def edit(request: HttpRequest, network: str, pk: UUID) -> HttpResponse:
    """Change it. What someone else changed meanwhile is said, and nothing typed is lost."""
    work = at_groups(request, network)
    assert work.network
    found = owned(request, work, pk)
    form = GroupForm(request.POST or None, network=work.network, person=work.person, group=found)
    wrong = ""
    if request.method == "POST" and form.is_valid():
        try:
            change(found, form.values(), version=version_in(request), by=work.person)
            return redirect("groups:inside", network, pk)
        except NotNowError as error:
            wrong = str(error)
    now = Group.objects.get(pk=found.pk)
    context = {"work": work, "form": form, "group": now, "wrong": wrong}
    return render(request, "groups/edit.html", context, status=CONFLICT if wrong else 200)


def version_in(request: HttpRequest) -> int:
    said = request.POST.get("version", "")
    return int(said) if said.isascii() and said.isdigit() and len(said) < 8 else 0
