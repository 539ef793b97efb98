"""Who is asked to a meeting and who comes; and who was there."""

from typing import Any, Final
from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from buurtnet.kit.form_keys import key_in, uuid_in
from buurtnet.kit.limits import limited
from buurtnet.kit.moving import NotNowError
from buurtnet.kit.pages import pages_of
from buurtnet.meetings.access import AROUND, kept_meeting
from buurtnet.meetings.agreeing import at_the_table
from buurtnet.meetings.answering import say
from buurtnet.meetings.attending import add_came, save_came
from buurtnet.meetings.choices import COMING, AnswerWay, Coming, Format
from buurtnet.meetings.coming import counted, listed
from buurtnet.meetings.forms.inviting import LONGEST_LIST, CameForm
from buurtnet.meetings.inviting import (
    Guest,
    ask,
    keep_stranger,
    same_person,
    send_out,
    still_to_come,
    take_off,
    to_send,
)
from buurtnet.meetings.models import Invitee, Meeting
from buurtnet.meetings.noting import can_write
from buurtnet.meetings.picking import TooManyLinesError, known_to, proposed_for, read_pasted
from buurtnet.people.doors import ring_one
from buurtnet.people.work import Work

FORM: Final = ["GET", "HEAD", "POST"]
CONFLICT: Final = 409
A_PAGE: Final = 100  # of a list with a box to tick for each: a form has room for two hundred
STRANGERS: Final = 10  # to look at at once


@ring_one
@limited("meeting_invite", setting="FORMS_PER_MINUTE", only="POST")
@require_http_methods(FORM)
def invite(request: HttpRequest, network: str, pk: UUID) -> HttpResponse:
    """The list: who is asked and what they said; adding to it, and mailing who heard nothing yet."""
    work, meeting = kept_meeting(request, network, pk)
    if request.method != "POST":
        return shown(request, work, meeting)
    try:
        more = arrange(request, work, meeting)
    except NotNowError as error:
        fresh = Meeting.objects.select_related(*AROUND).get(pk=pk)
        return shown(request, work, fresh, wrong=str(error), status=CONFLICT)
    if more:
        return shown(request, work, meeting, **more)
    return redirect(reverse("meetings:invite", args=[network, pk]) + "#lijst")


def arrange(request: HttpRequest, work: Work, meeting: Meeting) -> dict[str, Any]:
    """What the button says; what to show when there is more to say. Raises ``NotNowError``."""
    asked, by = request.POST, work.person
    if "paste" in asked:
        return paste(request, work, meeting)
    if "pick" in asked:
        picked = set(asked.getlist("who"))
        people = [one for one in known_to(meeting, by) if one.key in picked]
        partners = [one for one in proposed_for(meeting) if one.key in picked]
        ask(meeting, [*(one.guest() for one in people), *(one.guest() for one in partners)], by=by)
    elif "send" in asked:
        still_to_come(meeting, by=by)
        send_out(meeting, by=by)
    elif "told" in asked:
        row = row_of(meeting, asked.get("row"))
        if asked["told"] not in (Coming.YES, Coming.MAYBE, Coming.NO):
            raise Http404
        say(row, Coming(asked["told"]), way=AnswerWay.TOLD, by=by)
    elif "off" in asked:
        rows = Invitee.objects.select_related("meeting__network").filter(meeting=meeting)
        if (key := uuid_in(asked["off"])) and (row_there := rows.filter(pk=key).first()):
            take_off(row_there, by=by)
    elif "keep" in asked:
        keep_stranger(row_of(meeting, asked["keep"]), by=by)
    elif "same" in asked:
        stranger = row_of(meeting, asked["same"])
        same_person(stranger, row_of(meeting, asked.get(f"as-{stranger.pk}")), by=by)
    else:
        raise Http404
    return {}


def row_of(meeting: Meeting, key: object) -> Invitee:
    return get_object_or_404(Invitee.objects.select_related("meeting__network"), meeting=meeting, pk=uuid_in(key))


def paste(request: HttpRequest, work: Work, meeting: Meeting) -> dict[str, Any]:
    """People from a pasted list. What cannot be read stays in the box, to put right. Raises ``NotNowError``."""
    text = request.POST.get("text", "")[:LONGEST_LIST]
    as_residents = "residents" in request.POST
    try:
        found = read_pasted(meeting, text, as_residents=as_residents, by=work.person)
    except TooManyLinesError as error:
        return {"typed": text, "too_many": error.count, "residents": as_residents}
    if not (found.guests or found.wrong):
        return {"typed": "", "is_empty": True}
    new = ask(meeting, found.guests, by=work.person)
    return {
        "added": len(new), "had": len(found.guests) - len(new), "wrong_lines": found.wrong,
        "typed": "\n".join(found.wrong), "residents": as_residents,
    }  # fmt: skip


def shown(
    request: HttpRequest, work: Work, meeting: Meeting, *, wrong: str = "", status: int = 200, **more: Any
) -> HttpResponse:  # fmt: skip
    rows = listed(meeting)
    waiting = to_send(meeting)
    may_invite = meeting.state in COMING
    on_list = [one for one in rows if not one.is_stranger]
    page = Paginator(on_list, A_PAGE).get_page(request.GET.get("pagina"))
    known = known_to(meeting, work.person) if may_invite else []
    context = {
        "work": work, "meeting": meeting, "wrong": wrong, "may_invite": may_invite, "new_key": key_in({}),
        "rows": page, "everyone": on_list, "pages": pages_of(page, request), "sums": counted(rows),
        "strangers": [one for one in rows if one.is_stranger][:STRANGERS], "waiting": len(waiting),
        "send_label": send_label(len(waiting)), "known": known[:A_PAGE], "more_known": len(known) > A_PAGE,
        "proposed": proposed_for(meeting) if may_invite else [],
        "is_start": meeting.format == Format.START, "can_write": can_write(meeting), **more,
    }  # fmt: skip
    return render(request, "meetings/invite.html", context, status=status)


def send_label(count: int) -> str:
    return ngettext("Mail {count} uitnodiging", "Mail {count} uitnodigingen", count).format(count=count)


@ring_one
@limited("meeting_invite", setting="FORMS_PER_MINUTE", only="POST")
@require_http_methods(FORM)
def came(request: HttpRequest, network: str, pk: UUID) -> HttpResponse:
    """Who is there: ticked at the door, with who came unasked."""
    work, meeting = kept_meeting(request, network, pk)
    form = CameForm(request.POST if "add" in request.POST else None, tables=at_the_table(meeting))
    wrong = ""
    try:
        if "save" in request.POST:
            save_came(meeting, ticked(request, meeting), by=work.person)
            return redirect(reverse("meetings:came", args=[network, pk]) + "#bewaard")
        if request.method == "POST" and form.is_valid():
            said = form.cleaned_data
            organization = form.organizations.get(said["organization"])
            guest = Guest(said["name"], organization=organization, is_resident=said["is_resident"])
            add_came(meeting, guest, form_key=key_in(request.POST), by=work.person)
            return redirect(reverse("meetings:came", args=[network, pk]) + "#erbij")
    except NotNowError as error:
        wrong, meeting = str(error), Meeting.objects.select_related(*AROUND).get(pk=pk)
    rows = listed(meeting)
    page = Paginator([one for one in rows if not one.is_stranger], A_PAGE).get_page(request.GET.get("pagina"))
    context = {
        "work": work, "meeting": meeting, "rows": page, "pages": pages_of(page, request), "form": form,
        "wrong": wrong, "can_write": can_write(meeting), "new_key": key_in({}), "tables": at_the_table(meeting),
        "there": sum(bool(one.row.came) for one in rows),
    }  # fmt: skip
    return render(request, "meetings/invite_came.html", context, status=CONFLICT if wrong else 200)


def ticked(request: HttpRequest, meeting: Meeting) -> dict[UUID, tuple[bool, bool]]:
    """Of each who stood on the page: whether the tick was there, and whether it is now."""
    now = set(request.POST.getlist("came"))
    was = set(request.POST.get("was", "").split())
    on_page = set(request.POST.get("rows", "").split())
    pks = meeting.invitees.values_list("pk", flat=True)
    return {pk: (str(pk) in was, str(pk) in now) for pk in pks if str(pk) in on_page}
