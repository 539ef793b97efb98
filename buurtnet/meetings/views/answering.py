"""Without an account: whoever was asked says whether they come, behind their own link."""

from typing import Any, Final

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from buurtnet.kit.limits import limited
from buurtnet.kit.moving import NotNowError
from buurtnet.meetings.access import meetings_room
from buurtnet.meetings.answering import can_answer, instead_of, invitee_of, say, send_instead
from buurtnet.meetings.calendars import Attendee, Method, invitation
from buurtnet.meetings.choices import HELD, AnswerWay, Coming, MeetingState
from buurtnet.meetings.coming import shown
from buurtnet.meetings.emails_inviting import answer_url, name_of, said_of
from buurtnet.meetings.forms.inviting import ANSWERS, AnswerForm, InsteadForm
from buurtnet.meetings.inviting import mailbox_of
from buurtnet.meetings.models import Invitee
from buurtnet.meetings.times import clock_of, when
from buurtnet.people.doors import secret_address

FORM: Final = ["GET", "HEAD", "POST"]
CONFLICT: Final = 409


def invitee_or_404(request: HttpRequest, network: str, token: str) -> Invitee:
    found = invitee_of(meetings_room(request, network), token)
    if found is None:
        raise Http404
    return found


@login_not_required
@secret_address
@limited("meeting_answer", setting="FORMS_PER_MINUTE", only="POST")
@require_http_methods(FORM)
@never_cache
def answer(request: HttpRequest, network: str, token: str) -> HttpResponse:
    """Yes, no or maybe, with a word; or who comes instead. Looking changes nothing: mail programs look too."""
    row = invitee_or_404(request, network, token)
    if request.method != "POST":
        return answer_shown(request, row, token)
    is_instead = "instead" in request.POST
    form = InsteadForm(request.POST) if is_instead else AnswerForm(request.POST)
    if not form.is_valid():
        mistaken: dict[str, Any] = {"instead" if is_instead else "form": form}
        return answer_shown(request, row, token, **mistaken)
    said = form.cleaned_data
    try:
        if is_instead:
            send_instead(row, said["name"], said["address"])
        else:
            say(row, Coming(said["coming"]), way=AnswerWay.LINK, said=said["said"])
    except NotNowError as error:
        return answer_shown(request, invitee_or_404(request, network, token), token, wrong=str(error))
    return redirect(f"{request.path}#bedankt")


def answer_shown(
    request: HttpRequest, row: Invitee, token: str, *, wrong: str = "", **forms: Any
) -> HttpResponse:  # fmt: skip
    meeting = row.meeting
    replacement = instead_of(row)
    context = {
        "row": row, "meeting": meeting, "token": token, "wrong": wrong, "name": name_of(row),
        "when": when(meeting), "clock": clock_of(meeting), "can_answer": can_answer(meeting), "answers": ANSWERS,
        "label": shown(row).label,
        "form": AnswerForm(initial={"said": row.said}), "instead": InsteadForm(),
        "is_off": meeting.state == MeetingState.CANCELLED, "is_held": meeting.state in HELD,
        "has_minutes": meeting.state in (MeetingState.MINUTES, MeetingState.FIXED),
        "replacement": shown(replacement).label if replacement else "",
        "items": list(meeting.items.filter(is_cut=False)), **forms,
    }  # fmt: skip
    return render(request, "meetings/answer.html", context, status=CONFLICT if wrong else 200)


@login_not_required
@require_safe
@never_cache
def answer_calendar(request: HttpRequest, network: str, token: str) -> HttpResponse:
    """The meeting as a file, for the calendar of who reads no mail on this device."""
    row = invitee_or_404(request, network, token)
    if not can_answer(row.meeting):
        raise Http404
    meeting = row.meeting
    url = answer_url(meeting, row)
    to = Attendee(mailbox_of(row), name_of(row), Coming(row.coming), url)
    text = invitation(meeting, to, Method.PUBLISH, text="\n\n".join([*said_of(meeting), url]))
    made = HttpResponse(text, content_type="text/calendar; charset=utf-8")
    made.headers["Content-Disposition"] = 'attachment; filename="bijeenkomst.ics"'
    return made
