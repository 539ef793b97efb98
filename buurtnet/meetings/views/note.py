"""Writing down: one note-taker on a phone, line by line of the agenda; also where the network comes and goes."""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable
from typing import Any, Final
from uuid import UUID, uuid4

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from buurtnet.kit.form_keys import key_in
from buurtnet.kit.limits import limited
from buurtnet.kit.moving import NotNowError
from buurtnet.kit.pictures import NoPhotoError, NoRoomError
from buurtnet.meetings.access import kept_meeting
from buurtnet.meetings.agreeing import USUALLY, agree, at_the_table, can_own, networks_of, organizations_by_owner
from buurtnet.meetings.choices import BEFORE, MeetingState
from buurtnet.meetings.deciding import put
from buurtnet.meetings.forms.noting import AgreedForm, CloseForm, NotesForm, PhotoForm, PutForm
from buurtnet.meetings.minutes import close
from buurtnet.meetings.models import Action, AgendaItem, Decision, FlipChart, Meeting, Point
from buurtnet.meetings.noting import NotesChangedError, add_photo, can_write, drop_photo, tally, write_notes
from buurtnet.meetings.planning import begins_from, is_far
from buurtnet.meetings.saying import Named, lines_in, name_points
from buurtnet.people.doors import ring_one
from buurtnet.people.work import Work

FORM: Final = ["GET", "HEAD", "POST"]
CONFLICT: Final = 409
WRONG: Final = 422


@ring_one
@limited("meeting_note", setting="SEARCHES_PER_MINUTE", only="POST")
@require_http_methods(FORM)
def note(request: HttpRequest, network: str, pk: UUID) -> HttpResponse:
    """The agenda with its notes, and one line for each point, decision and action. To a script it answers in JSON."""
    work, meeting = kept_meeting(request, network, pk)
    if request.method != "POST":
        return note_page(request, work, meeting)
    act = ACTS.get(request.POST.get("doe", ""))
    if act is None:
        raise Http404
    wants_json = not request.accepts("text/html")
    try:
        wrong, kept = act(request, work, meeting)
    except NotNowError as error:
        return conflict(request, work, meeting, error, wants_json=wants_json)
    if wrong:
        return wrong_in(request, work, meeting, wrong, wants_json=wants_json)
    if wants_json:
        return JsonResponse({"state": "kept"} | kept)
    return redirect(reverse("meetings:note", args=[network, pk]) + str(kept.get("to", "")))


type Kept = dict[str, Any]
type Wrong = dict[str, Any]  # the forms with something wrong in them, by their name on the page


def do_notes(request: HttpRequest, work: Work, meeting: Meeting) -> tuple[Wrong, Kept]:
    item = get_object_or_404(
        AgendaItem.objects.select_related("meeting__network"), meeting=meeting, pk=uuid_in(request)
    )
    form = NotesForm(request.POST)
    if not form.is_valid():
        return {"notes_form": form, "open": item.pk}, {}
    said = request.POST.get("version", "")
    version = int(said) if said.isdecimal() and len(said) < 9 else 0
    now = write_notes(item, form.cleaned_data["notes"], version=version, by=work.person)
    return {}, {"version": now.version, "notes": now.notes, "to": f"?onderwerp={item.pk}#o-{item.pk}"}


def do_point(request: HttpRequest, work: Work, meeting: Meeting) -> tuple[Wrong, Kept]:
    lines = lines_in(request.POST.get("text", ""))
    if not lines:
        return {"point_wrong": _("Schrijf welk punt er genoemd wordt.")}, {}
    said = name_points(meeting, lines, Named(), form_key=key_in(request.POST), by=work.person)
    return {}, {"doubles": list(said.doubles), "to": back(request)}


def do_decision(request: HttpRequest, work: Work, meeting: Meeting) -> tuple[Wrong, Kept]:
    form = PutForm(request.POST, items=meeting.items.all(), points=meeting.points.all())
    if not form.is_valid():
        return {"put_form": form}, {}
    put(meeting, form.said, form_key=key_in(request.POST), by=work.person)
    return {}, {"to": back(request)}


def do_action(request: HttpRequest, work: Work, meeting: Meeting) -> tuple[Wrong, Kept]:
    form = AgreedForm(
        request.POST, items=meeting.items.all(), points=points_to_take(meeting), people=can_own(networks_of(meeting)),
        tables=at_the_table(meeting),
    )  # fmt: skip
    if not form.is_valid():
        return {"agreed_form": form}, {}
    agree(meeting, form.said, form_key=key_in(request.POST), by=work.person)
    return {}, {"to": back(request)}


def do_turns(request: HttpRequest, work: Work, meeting: Meeting) -> tuple[Wrong, Kept]:
    said = {name: request.POST.get(name, "") for name in ("residents", "others")}
    counts = {name: int(value) for name, value in said.items() if value.isdecimal() and len(value) < 5}
    tally(meeting, residents=counts.get("residents"), others=counts.get("others"), by=work.person)
    return {}, {"to": "#beurten"}


def do_photo(request: HttpRequest, work: Work, meeting: Meeting) -> tuple[Wrong, Kept]:
    form = PhotoForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            add_photo(
                meeting, form.cleaned_data["photo"].file, form.cleaned_data["alt"], form_key=key_in(request.POST),
                by=work.person,
            )  # fmt: skip
            return {}, {"to": "#fotos"}
        except (NoPhotoError, NoRoomError) as error:
            form.add_error("photo", str(error))
    return {"photo_form": form}, {}


def do_photo_away(request: HttpRequest, work: Work, meeting: Meeting) -> tuple[Wrong, Kept]:
    photos = FlipChart.objects.filter(meeting=meeting).select_related("meeting__network")
    for one in photos.filter(pk__in=filter(None, [uuid_in(request, "photo")])):
        drop_photo(one, by=work.person)  # pressed twice, it is gone already
    return {}, {"to": "#fotos"}


def do_close(request: HttpRequest, work: Work, meeting: Meeting) -> tuple[Wrong, Kept]:
    form = CloseForm(request.POST)
    if not form.is_valid():
        return {"close_form": form}, {}
    close(meeting, next_on=form.cleaned_data["next_on"], by=work.person)
    return {}, {"to": ""}


ACTS: Final[dict[str, Callable[[HttpRequest, Work, Meeting], tuple[Wrong, Kept]]]] = {
    "notes": do_notes, "point": do_point, "decision": do_decision, "action": do_action, "turns": do_turns,
    "photo": do_photo, "photo_away": do_photo_away, "close": do_close,
}  # fmt: skip


def back(request: HttpRequest) -> str:
    """To the line of the agenda where someone was."""
    key = uuid_in(request)
    return f"?onderwerp={key}#bij" if key else "#bij"


def uuid_in(request: HttpRequest, name: str = "item") -> UUID | None:
    try:
        return UUID(request.POST.get(name, "") or request.GET.get(name, ""))
    except ValueError:
        return None


def conflict(
    request: HttpRequest, work: Work, meeting: Meeting, error: NotNowError, *, wants_json: bool
) -> HttpResponse:  # fmt: skip
    """What another wrote, beside what was sent: neither is lost."""
    item = error.item if isinstance(error, NotesChangedError) else None
    if wants_json:
        theirs = {"notes": item.notes, "version": item.version} if item else {}
        return JsonResponse({"state": "look", "why": str(error)} | theirs, status=CONFLICT)
    fresh = Meeting.objects.select_related("network", "host", "chair", "note_taker").get(pk=meeting.pk)
    typed = {"typed": request.POST, "wrong": str(error), "clash": item, "open": item.pk if item else uuid_in(request)}
    return note_page(request, work, fresh, **typed, status=CONFLICT)


def wrong_in(
    request: HttpRequest, work: Work, meeting: Meeting, wrong: Wrong, *, wants_json: bool
) -> HttpResponse:  # fmt: skip
    if wants_json:
        forms = [one for one in wrong.values() if hasattr(one, "errors")]
        why = [one for one in wrong.values() if isinstance(one, str)]
        why += [str(said) for form in forms for said_of in form.errors.values() for said in said_of]
        return JsonResponse({"state": "look", "why": " ".join(why)}, status=WRONG)
    return note_page(
        request, work, meeting, **{"typed": request.POST, "open": uuid_in(request)} | wrong, status=WRONG
    )


def points_to_take(meeting: Meeting) -> list[Point]:
    return list(meeting.points.filter(same_as=None).select_related("network").order_by("number"))


def note_page(
    request: HttpRequest, work: Work, meeting: Meeting, *, status: int = 200, **more: Any
) -> HttpResponse:  # fmt: skip
    items = list(meeting.items.filter(is_cut=False).select_related("brought_by"))
    decisions = list(meeting.decisions.order_by("number"))
    actions = list(meeting.actions.select_related("owner", "organization").order_by("made_at", "pk"))
    by_item: dict[object, list[Decision | Action]] = defaultdict(list)
    rows: list[Decision | Action] = [*decisions, *actions]
    for one in rows:
        by_item[one.item_id].append(one)
    people = list(can_own(networks_of(meeting)))
    names = organizations_by_owner(meeting, people)
    asked = uuid_in_query(request)
    chosen = more.pop("open", None) or asked or next((one.pk for one in items if not one.notes), None)
    context = {
        "work": work, "meeting": meeting, "can_write": can_write(meeting),
        "is_late": meeting.state == MeetingState.MINUTES,
        "before": meeting.state in BEFORE, "is_far": is_far(meeting), "begins_from": begins_from(meeting),
        "rows": [(one, by_item[one.pk]) for one in items], "loose": by_item[None], "chosen": chosen,
        "decisions": decisions, "actions": actions, "points": points_to_take(meeting),
        "people": [(f"p:{one.pk}", one, names.get(one.pk, "")) for one in people],
        "tables": [(f"o:{one.pk}", one) for one in at_the_table(meeting)],
        "photos": list(meeting.flip_charts.all()), "due": first_due(meeting),
        "keys": [str(uuid4()) for _each in range(4)],
        "next_on": meeting.next_on, "typed": {}, **more,
    }  # fmt: skip
    return render(request, "meetings/note.html", context, status=status)


def first_due(meeting: Meeting) -> dt.date:
    """Before the next meeting; without one, in four weeks."""
    today = timezone.now().astimezone(meeting.zone()).date()
    return meeting.next_on if meeting.next_on and meeting.next_on >= today else today + USUALLY


def uuid_in_query(request: HttpRequest) -> UUID | None:
    try:
        return UUID(request.GET.get("onderwerp", ""))
    except ValueError:
        return None
