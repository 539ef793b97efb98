"""The board from within: hanging something on it, and one notice with what one can do about it."""

from typing import Final
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from buurtnet.groups.access import at_groups, role_in
from buurtnet.groups.choices import GroupRole, NoticeState
from buurtnet.groups.forms.notices import NoticeForm
from buurtnet.groups.models import Notice
from buurtnet.groups.notices import hang as hang_up
from buurtnet.groups.notices import let_hang, report, settle, take_down
from buurtnet.groups.views.desk import CONFLICT, entered
from buurtnet.kit.limits import limited
from buurtnet.kit.moving import NotNowError
from buurtnet.people.doors import ring_one
from buurtnet.people.work import Work, refuse

FORM: Final = ["GET", "HEAD", "POST"]


@ring_one
@limited("group_notice", setting="FORMS_PER_MINUTE", only="POST")
@require_http_methods(FORM)
def hang(request: HttpRequest, network: str, pk: UUID) -> HttpResponse:
    """Hang something on the board. Names, numbers and danger are pointed out first."""
    work = at_groups(request, network)
    found, role = entered(request, work, pk)
    if role is None:
        refuse(request, work, "group")
    form = NoticeForm(request.POST or None, group=found)
    context = {"work": work, "group": found, "form": form, "is_owner": role == GroupRole.OWNER}
    if request.method != "POST" or not form.is_valid():
        return render(request, "groups/hang.html", context)
    said = form.cleaned_data
    traces, danger = form.traces(), form.danger()
    if (traces or danger) and not said["seen"]:
        return render(request, "groups/hang.html", context | {"traces": traces, "danger": danger, "asks": True})
    try:
        hang_up(found, said["text"], by=work.person, role=role, until=said["until"], form_key=form.key)
    except NotNowError as error:
        return render(request, "groups/hang.html", context | {"wrong": str(error)}, status=CONFLICT)
    return redirect("groups:inside", network, pk)


@ring_one
@limited("group_notice", setting="FORMS_PER_MINUTE", only="POST")
@require_http_methods(FORM)
def notice(request: HttpRequest, network: str, pk: UUID, notice: UUID) -> HttpResponse:
    """One notice: look, take down, report. A director opens only what was reported."""
    work = at_groups(request, network)
    rows = Notice.objects.select_related("group__network", "by").exclude(state=NoticeState.REMOVED)
    found = get_object_or_404(rows, pk=notice, group=pk, group__network=work.network)
    role = role_in(work.person, found.group)
    if not may_open(work, found, role):
        refuse(request, work, "group")
    keeps = role == GroupRole.OWNER or (found.reported_at is not None and work.is_director())
    wrong = ""
    if request.method == "POST":
        try:
            act(request.POST.get("doe", ""), found, work, keeps=keeps)
            return redirect("groups:inside", network, pk) if role else redirect("groups:desk", network)
        except NotNowError as error:
            wrong = str(error)
    context = {
        "work": work, "group": found.group, "notice": found, "keeps": keeps, "is_mine": found.by_id == work.person.pk,
        "role": role, "wrong": wrong,
    }  # fmt: skip
    return render(request, "groups/notice.html", context, status=CONFLICT if wrong else 200)


def may_open(work: Work, found: Notice, role: GroupRole | None) -> bool:
    """Members what hangs and what is their own, owners all, and the director what was reported."""
    if role == GroupRole.OWNER:
        return True
    if role == GroupRole.MEMBER:
        hangs = found.state == NoticeState.SHOWN and found.until >= timezone.localdate()
        return hangs or found.by_id == work.person.pk
    return found.reported_at is not None and work.is_director()


def act(done: str, found: Notice, work: Work, *, keeps: bool) -> None:
    """Do what was posted. Raises ``NotNowError``."""
    match done:
        case "ophangen" if keeps:
            let_hang(found, by=work.person)
        case "weghalen" if keeps or found.by_id == work.person.pk:
            take_down(found, by=work.person)
        case "laten" if keeps:
            settle(found, by=work.person)
        case "melden":
            report(found, by=work.person)
        case _:
            raise NotNowError
