"""The agenda of a meeting: what it proposed by itself, what people bring in, dragged, timed and cut."""

from typing import Final
from uuid import UUID

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from buurtnet.kit.form_keys import key_in
from buurtnet.kit.limits import limited
from buurtnet.kit.moving import NotNowError
from buurtnet.meetings.access import keeps, own_meeting
from buurtnet.meetings.agenda import Typed, add_line, add_new, arrange, cut, shift
from buurtnet.meetings.agreeing import networks_of, of_owner
from buurtnet.meetings.choices import ACTION_OPEN, COMING, ItemKind
from buurtnet.meetings.forms.meetings import LineForm
from buurtnet.meetings.models import Action, AgendaItem, Meeting
from buurtnet.meetings.proposing import proposals
from buurtnet.meetings.sources import links_of
from buurtnet.people.doors import ring_one
from buurtnet.people.work import Work, refuse

FORM: Final = ["GET", "HEAD", "POST"]
CONFLICT: Final = 409
MOST_ACTIONS: Final = 60  # that stand below it, the latest first; the others are a tap away
LONGEST: Final = 480  # minutes of one line


@ring_one
@limited("agenda", setting="FORMS_PER_MINUTE", only="POST")
@require_http_methods(FORM)
def agenda(request: HttpRequest, network: str, pk: UUID) -> HttpResponse:
    """For partners to read and to bring something in; for who prepares it also to order and cut."""
    work, meeting = own_meeting(request, network, pk)
    wrong, form = "", LineForm(request.POST if "line" in request.POST else None)
    if request.method == "POST":
        try:
            if "line" not in request.POST or form.is_valid():
                do(request, work, meeting, form)
                return redirect("meetings:agenda", network, pk)
        except NotNowError as error:
            wrong = str(error)
    return agenda_page(request, work, meeting, form=form, wrong=wrong)


def do(request: HttpRequest, work: Work, meeting: Meeting, form: LineForm) -> None:
    """What the button says. Raises ``NotNowError``."""
    said = request.POST
    if "line" in said:
        typed = Typed(
            form.cleaned_data["title"], ItemKind(form.cleaned_data["kind"]), form.cleaned_data["minutes"],
            of_owner(networks_of(meeting), work.person),
        )  # fmt: skip
        add_line(meeting, typed, form_key=key_in(said), by=work.person)
        return
    if not keeps(work, meeting):
        refuse(request, work, "agenda")
    if "new" in said:
        add_new(meeting, by=work.person)
    elif "order" in said:
        arrange(meeting, said.getlist("line_id"), minutes_in(said.items()), by=work.person)
    else:
        name = next((one for one in ("up", "down", "cut", "back") if one in said), "")
        item = get_object_or_404(AgendaItem, meeting=meeting, pk=uuid_or_none(said.get(name, "")))
        if lines := said.getlist("line_id"):  # what was dragged and typed before goes with it
            arrange(meeting, lines, minutes_in(said.items()), by=work.person)
        if name in ("up", "down"):
            shift(meeting, item, -1 if name == "up" else 1, by=work.person)
        else:
            cut(meeting, item, is_cut=name == "cut", by=work.person)


def uuid_or_none(said: str) -> UUID | None:
    try:
        return UUID(said)
    except ValueError:
        return None


def minutes_in(said: object) -> dict[str, int]:
    """Of fields named ``minutes-<id>``, those that hold a length there can be."""
    pairs = ((name.removeprefix("minutes-"), value) for name, value in said if name.startswith("minutes-"))  # type: ignore[attr-defined]
    return {
        key: int(value) for key, value in pairs if value.isdecimal() and len(value) < 5 and 0 < int(value) <= LONGEST
    }


def agenda_page(
    request: HttpRequest, work: Work, meeting: Meeting, *, form: LineForm, wrong: str = ""
) -> HttpResponse:
    lines = list(meeting.items.select_related("brought_by"))
    shown = [one for one in lines if not one.is_cut]
    is_open = meeting.state in COMING
    links = links_of(work.network, shown)
    actions = Action.objects.filter(network__in=networks_of(meeting), state__in=ACTION_OPEN).select_related(
        "owner", "organization"
    )
    day = meeting.starts_at.astimezone(meeting.zone()).date()
    context = {
        "work": work, "meeting": meeting, "wrong": wrong, "form": form, "new_key": key_in(request.POST),
        "lines": [(one, links.get((one.source, one.source_id), "")) for one in shown],
        "cut": [one for one in lines if one.is_cut], "minutes": sum(one.minutes for one in shown),
        "room": int((meeting.ends_at - meeting.starts_at).total_seconds() // 60), "is_open": is_open,
        "keeps": is_open and keeps(work, meeting), "waiting": len(proposals(meeting)) if is_open else 0,
        "actions": list(actions.order_by("due", "pk")[:MOST_ACTIONS]), "day": day,
        **actions.aggregate(open=Count("pk"), late=Count("pk", filter=Q(due__lt=day))),
    }  # fmt: skip
    return render(request, "meetings/agenda.html", context, status=CONFLICT if wrong else 200)
