"""The minutes on one page, on screen and on paper; and saying what is wrong in them."""

from typing import Any, Final
from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from buurtnet.kit.form_keys import key_in, uuid_in
from buurtnet.kit.limits import limited
from buurtnet.kit.moving import NotNowError
from buurtnet.meetings.access import keeps, meetings_room, own_meeting
from buurtnet.meetings.choices import HELD, CorrectionState, MeetingState
from buurtnet.meetings.flaps import flap_file
from buurtnet.meetings.following import invited
from buurtnet.meetings.forms.noting import CorrectionForm, ReplyForm
from buurtnet.meetings.minutes import answer, correct, corrections_for, may_correct
from buurtnet.meetings.models import Correction, FlipChart, Invitee, Meeting
from buurtnet.meetings.page import shown
from buurtnet.people.doors import ring_one, secret_address
from buurtnet.people.work import Work, refuse

FORM: Final = ["GET", "HEAD", "POST"]
CONFLICT: Final = 409


@ring_one
@limited("minutes", setting="FORMS_PER_MINUTE", only="POST")
@require_http_methods(FORM)
def minutes(request: HttpRequest, network: str, pk: UUID) -> HttpResponse:
    """For partners; who prepares, leads or writes it also answers what others found wrong."""
    work, meeting = own_meeting(request, network, pk)
    if meeting.state not in HELD:
        return redirect("meetings:meeting", network, pk)
    context: dict[str, Any] = {"work": work, "keeps": keeps(work, meeting)}
    if request.method == "POST" and "answer" in request.POST:
        return answered(request, work, meeting)
    form = CorrectionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            correct(meeting, form.cleaned_data["text"], form_key=key_in(request.POST), by=work.person)
            return redirect(reverse("meetings:minutes", args=[network, pk]) + "#gemeld")
        except NotNowError as error:
            context["wrong"] = str(error)
    return minutes_page(request, meeting, form, context, own=corrections_for(meeting, person=work.person))


def answered(request: HttpRequest, work: Work, meeting: Meeting) -> HttpResponse:
    """A correction is put right, or left as it is with a reason."""
    if not keeps(work, meeting):
        refuse(request, work, "correction")
    rows = Correction.objects.select_related("meeting__network")
    found = get_object_or_404(rows, meeting=meeting, pk=uuid_in(request.POST.get("correction")))
    form = ReplyForm(request.POST)
    to = CorrectionState.DONE if request.POST["answer"] == "done" else CorrectionState.DECLINED
    wrong = "" if form.is_valid() else " ".join(str(one) for one in form.errors["reply"])
    try:
        if not wrong:
            answer(found, to, form.cleaned_data["reply"], by=work.person)
    except NotNowError as error:
        wrong = str(error)
    if wrong:
        context: dict[str, Any] = {
            "work": work, "keeps": True, "wrong": wrong, "replied": found.pk, "reply": request.POST.get("reply", ""),
        }  # fmt: skip
        return minutes_page(request, meeting, CorrectionForm(), context, own=[])
    return redirect(
        reverse("meetings:minutes", args=[work.network.slug if work.network else "", meeting.pk]) + "#gemeld"
    )


@login_not_required
@secret_address
@limited("minutes", setting="FORMS_PER_MINUTE", only="POST")
@require_http_methods(FORM)
@never_cache
def minutes_link(request: HttpRequest, network: str, token: str) -> HttpResponse:
    """Without an account: who was asked, behind their own link."""
    invitee = invitee_or_404(request, network, token)
    form, wrong = CorrectionForm(request.POST or None), ""
    if request.method == "POST" and form.is_valid():
        try:
            correct(invitee.meeting, form.cleaned_data["text"], form_key=key_in(request.POST), invitee=invitee)
            return redirect(f"{request.path}#gemeld")
        except NotNowError as error:
            wrong = str(error)
    context: dict[str, Any] = {"token": token, "wrong": wrong, "invitee": invitee}
    own = corrections_for(invitee.meeting, invitee=invitee)
    return minutes_page(request, invitee.meeting, form, context, own=own, template="meetings/minutes_link.html")


def invitee_or_404(request: HttpRequest, network: str, token: str) -> Invitee:
    found = invited(meetings_room(request, network), token)
    if found is None:
        raise Http404
    return found


@login_not_required
@require_safe
@never_cache
def flap_link(request: HttpRequest, network: str, token: str, photo: UUID, size: int) -> HttpResponse:
    """A photo of a flip chart, for who was asked."""
    meeting = invitee_or_404(request, network, token).meeting
    return flap_file(get_object_or_404(FlipChart, meeting=meeting, pk=photo), size)


def minutes_page(
    request: HttpRequest, meeting: Meeting, form: CorrectionForm, context: dict[str, Any], *, own: list[Correction],
    template: str = "meetings/minutes.html",
) -> HttpResponse:  # fmt: skip
    status = CONFLICT if context.get("wrong") else 200
    keeping = context.get("keeps", False)
    rows = list(meeting.corrections.all()) if keeping else own
    context |= {
        "meeting": meeting, "page": shown(meeting), "form": form, "new_key": key_in({}), "corrections": rows,
        "may_correct": may_correct(meeting), "is_fixed": meeting.state == MeetingState.FIXED,
        "may_answer": keeping and meeting.state == MeetingState.MINUTES,
    }  # fmt: skip
    return render(request, template, context, status=status)
