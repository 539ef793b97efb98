"""Points of a meeting, pasted, put together and dotted; a decision with its objections; a photo of a flip chart."""

from typing import Any, Final
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from buurtnet.kit.form_keys import key_in, uuid_in
from buurtnet.kit.limits import limited
from buurtnet.kit.moving import NotNowError
from buurtnet.meetings.access import kept_meeting, own_meeting
from buurtnet.meetings.agreeing import at_the_table
from buurtnet.meetings.choices import DecideWay, DecisionState, MeetingState
from buurtnet.meetings.deciding import change_put, leave, object_to, put_again, settle, standing, take
from buurtnet.meetings.dotting import MOST_BY_HAND, close_dots, count_by_hand, counted, open_dots
from buurtnet.meetings.flaps import flap_file
from buurtnet.meetings.forms.noting import MostForm, NamedForm, ObjectionForm, PutForm, SettleForm, VotesForm
from buurtnet.meetings.models import Decision, FlipChart, Meeting, Objection, Point
from buurtnet.meetings.noting import can_write
from buurtnet.meetings.saying import Named, alike, join, lines_in, name_points, part, reword
from buurtnet.people.doors import ring_one
from buurtnet.people.models import Organization
from buurtnet.people.work import Work

FORM: Final = ["GET", "HEAD", "POST"]
CONFLICT: Final = 409


@ring_one
@limited("meeting_note", setting="SEARCHES_PER_MINUTE", only="POST")
@require_http_methods(FORM)
def said(request: HttpRequest, network: str, pk: UUID) -> HttpResponse:
    """All points of a meeting: paste them, join what is the same, open the dots, count those on paper."""
    work, meeting = kept_meeting(request, network, pk)
    if request.method != "POST":
        return said_page(request, work, meeting)
    tables = at_the_table(meeting)
    named, most = NamedForm(request.POST, tables=tables), MostForm(request.POST)
    try:
        if "paste" in request.POST:
            if not named.is_valid():
                return said_page(request, work, meeting, named=named, typed=request.POST.get("text", ""))
            found = paste(request, work, meeting, named)
            return redirect("meetings:said", network, pk) if not found else said_page(request, work, meeting, **found)
        if "open" in request.POST and not most.is_valid():
            return said_page(request, work, meeting, most=most)
        arrange(request, work, meeting, most)
    except NotNowError as error:
        fresh = Meeting.objects.select_related("network").get(pk=pk)
        return said_page(request, work, fresh, wrong=str(error), typed=request.POST.get("text", ""), status=CONFLICT)
    return redirect("meetings:said", network, pk)


def paste(request: HttpRequest, work: Work, meeting: Meeting, form: NamedForm) -> dict[str, Any]:
    """Points from lines; what to show beside the list when there is more to say. Raises ``NotNowError``."""
    lines = lines_in(request.POST.get("text", ""))
    where = Named(form.cleaned_data["group"] or 0, form.organizations.get(form.cleaned_data["said_by"]))
    made = name_points(meeting, lines, where, form_key=key_in(request.POST), by=work.person)
    return {"made": len(made.made), "doubles": made.doubles} if made.doubles else {}


def arrange(request: HttpRequest, work: Work, meeting: Meeting, most: MostForm) -> None:
    """What the button says. Raises ``NotNowError``."""
    asked = request.POST
    if "open" in asked:
        open_dots(meeting, most=most.cleaned_data["most"], by=work.person)
    elif "shut" in asked:
        close_dots(meeting, by=work.person)
    elif "count" in asked:
        count_by_hand(meeting, counts_in(request, meeting), by=work.person)
    elif "join" in asked:
        point = point_of(meeting, asked.get("join"))
        join(point, point_of(meeting, asked.get(f"into-{point.pk}")), by=work.person)
    elif "part" in asked:
        part(point_of(meeting, asked.get("part")), by=work.person)
    elif "reword" in asked:
        point = point_of(meeting, asked.get("reword"))
        text = " ".join(asked.get(f"text-{point.pk}", "").split())[:200] or point.text
        reword(point, text, version=number_in(asked.get(f"version-{point.pk}", "")), by=work.person)
    else:
        raise Http404


def point_of(meeting: Meeting, key: object) -> Point:
    return get_object_or_404(
        Point.objects.select_related("network", "meeting__network"), meeting=meeting, pk=uuid_in(key)
    )


def number_in(said_as: str) -> int:
    return int(said_as) if said_as.isdecimal() and len(said_as) < 9 else 0


def counts_in(request: HttpRequest, meeting: Meeting) -> dict[Point, tuple[int, int]]:
    """Of each point how many dots on paper the page showed, and how many there are."""
    found = {}
    for point in Point.objects.filter(meeting=meeting):
        said_as = request.POST.get(f"dots-{point.pk}", "")
        if said_as.isdecimal() and len(said_as) < 9:
            count = min(int(said_as), MOST_BY_HAND)
            found[point] = number_in(request.POST.get(f"was-{point.pk}", "")), count
    return found


def said_page(
    request: HttpRequest, work: Work, meeting: Meeting, *, wrong: str = "", status: int = 200, **more: Any
) -> HttpResponse:  # fmt: skip
    rows = counted(meeting)
    by_number = sorted(rows, key=lambda one: one.point.number)
    context = {
        "work": work, "meeting": meeting, "wrong": wrong, "rows": by_number, "can_write": can_write(meeting),
        "busy": meeting.state == MeetingState.BUSY, "tables": at_the_table(meeting), "new_key": key_in({}),
        "pairs": alike([one.point for one in by_number]) if can_write(meeting) else [],
        "phones": meeting.dotters.count(), "most": MostForm(initial={"most": meeting.most_dotters}), **more,
    }  # fmt: skip
    return render(request, "meetings/note_points.html", context, status=status)


@ring_one
@limited("meeting_note", setting="SEARCHES_PER_MINUTE", only="POST")
@require_http_methods(FORM)
def put(request: HttpRequest, network: str, pk: UUID, decision: UUID) -> HttpResponse:
    """One decision: who objects and how that was met, votes, and what it becomes."""
    work, meeting = kept_meeting(request, network, pk)
    found = get_object_or_404(
        Decision.objects.select_related("network", "meeting__network"), meeting=meeting, pk=decision
    )
    if request.method != "POST":
        return put_page(request, work, found)
    forms = forms_of(request, meeting, found, at_the_table(meeting))
    name = next((one for one in forms if one in request.POST), "")
    form = forms.get(name)
    if form is not None and not form.is_valid():
        return put_page(request, work, found, **{name: form})
    try:
        decide(request, work, found, name, form)
    except NotNowError as error:
        fresh = Decision.objects.select_related("network", "meeting__network").get(pk=decision)
        return put_page(request, work, fresh, wrong=str(error), status=CONFLICT)
    return redirect("meetings:put", network, pk, decision)


def forms_of(request: HttpRequest, meeting: Meeting, found: Decision, tables: list[Organization]) -> dict[str, Any]:
    """The form behind each button; None for a button that needs none."""
    votes = VotesForm(request.POST) if found.way == DecideWay.MAJORITY else None
    return {
        "object": ObjectionForm(request.POST, tables=tables), "settle": SettleForm(request.POST), "take": votes,
        "leave": votes, "again": None,
        "change": PutForm(request.POST, items=meeting.items.all(), points=meeting.points.all()),
    }  # fmt: skip


def decide(request: HttpRequest, work: Work, found: Decision, name: str, form: Any) -> None:
    """What the button says. Raises ``NotNowError``."""
    if name == "object":
        table = form.organizations.get(form.cleaned_data["organization"])
        object_to(found, form.cleaned_data["reason"], table, form_key=key_in(request.POST), by=work.person)
    elif name == "settle":
        objection = get_object_or_404(
            Objection.objects.select_related("decision__network", "decision__meeting__network"), decision=found,
            pk=uuid_in(request.POST.get("settle")),
        )  # fmt: skip
        settle(objection, form.cleaned_data["settled"], by=work.person)
    elif name == "change":
        change_put(found, form.said, version=number_in(request.POST.get("version", "")), by=work.person)
    elif name == "take":
        take(found, form.said if form else None, by=work.person)
    elif name == "leave":
        leave(found, form.said if form else None, by=work.person)
    elif name == "again":
        put_again(found, by=work.person)
    else:
        raise Http404


def put_page(
    request: HttpRequest, work: Work, found: Decision, *, wrong: str = "", status: int = 200, **more: Any
) -> HttpResponse:  # fmt: skip
    meeting = found.meeting
    first = {
        "text": found.text, "reason": found.reason, "way": found.way, "review_on": found.review_on,
        "item": found.item_id or "", "point": found.point_id or "",
    }  # fmt: skip
    votes = {name: getattr(found, name) for name in ("votes_for", "votes_against", "votes_abstain")}
    context = {
        "work": work, "meeting": meeting, "decision": found, "wrong": wrong, "standing": standing(found),
        "objections": list(found.objections.select_related("organization")), "new_key": key_in({}),
        "is_open": found.state == DecisionState.OPEN and can_write(meeting), "can_write": can_write(meeting),
        "by_majority": found.way == DecideWay.MAJORITY, "take": VotesForm(initial=votes),
        "change": PutForm(None, items=[], points=[], initial=first),
        "object": ObjectionForm(None, tables=at_the_table(meeting)), **more,
    }  # fmt: skip
    return render(request, "meetings/note_decision.html", context, status=status)


@ring_one
@require_safe
def flap(request: HttpRequest, network: str, pk: UUID, photo: UUID, size: int) -> HttpResponse:
    """A photo of a flip chart, for the partners."""
    _work, meeting = own_meeting(request, network, pk)
    return flap_file(get_object_or_404(FlipChart, meeting=meeting, pk=photo), size)
