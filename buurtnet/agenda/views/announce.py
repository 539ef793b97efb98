"""Announcing an activity: write it down, see how it will look and what is like it, and put it there."""

from collections.abc import Sequence
from uuid import UUID

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from buurtnet.agenda.access import announces_at_once, organizations_of
from buurtnet.agenda.announcing import Alike, What, announce, likely_doubles, plan
from buurtnet.agenda.choices import ActivityState
from buurtnet.agenda.dates import Times, repeat_of, today_of
from buurtnet.agenda.desk import Desk, at_agenda, own_activity
from buurtnet.agenda.forms.announce import FREE, AnnounceForm
from buurtnet.agenda.forms.edit import PlanForm
from buurtnet.agenda.how_often import repeat_in_words
from buurtnet.agenda.models import Activity
from buurtnet.agenda.shown import ages_of, cost_text, date_text, languages_of, whom_of
from buurtnet.agenda.where import offered_in
from buurtnet.agenda.worded import tried
from buurtnet.kit.limits import limited
from buurtnet.people.doors import ring_one
from buurtnet.places.choices import Facility
from buurtnet.places.tiles import tile_of

LONGEST_SENT = 6_000  # signs of one field that the preview carries on


@ring_one
@limited("agenda", setting="FORMS_PER_MINUTE", only="POST")
@require_http_methods(["GET", "HEAD", "POST"])
def activity_new(request: HttpRequest, network: str) -> HttpResponse:
    """One page with few fields, then how it looks; sent twice it is announced once."""
    desk = at_agenda(request, network)
    organizations = organizations_of(desk.work.person, desk.network)
    first = {"costs": FREE, "organization": str(organizations[0].pk) if organizations else ""}
    data = request.POST if request.method == "POST" else None
    form = AnnounceForm(data, network=desk.network, person=desk.work.person, initial=first)
    wrong, status, made = "", 200, list[Activity]()
    if data is not None and form.is_valid():
        if data.get("doe") == "plaats":
            wrong, status = tried(lambda: made.append(placed(request, desk, form)))
        elif data.get("doe") != "terug":
            return preview(request, desk, form)
    if made:
        return redirect(f"{reverse('agenda:activity_own', args=[network, made[0].pk])}?klaar=nieuw")
    context = desk.frame | {"form": form, "places": offered_in(desk.network), "wrong": wrong}
    return render(request, "agenda/activity_new.html", context, status=status)


def placed(request: HttpRequest, desk: Desk, form: AnnounceForm) -> Activity:
    owner = None if form.cleaned_data["no_owner"] else desk.work.person
    return announce(
        desk.network, form.what, form.announced_times, by=desk.by(request), key=form.key, owner=owner
    )  # fmt: skip


def preview(request: HttpRequest, desk: Desk, form: AnnounceForm) -> HttpResponse:
    """How it will look, and activities that may be the same; the form goes along, hidden."""
    what, times = form.what, form.announced_times
    doubles: Sequence[Alike] = likely_doubles(desk.network, what, times) if times else []
    context = desk.frame | {
        "what": what, "lines": lines_of(desk, what, times), "doubles": doubles, "is_idea": times is None,
        "sent": sent_again(request.POST, form), "at_once": announces_at_once(desk.work.person, desk.network),
        "tile": tile_of(times.starts_on, today_of(desk.network)) if times else None,
    }  # fmt: skip
    return render(request, "agenda/activity_preview.html", context)


def lines_of(desk: Desk, what: What, times: Times | None) -> list[tuple[str, str]]:
    """Short facts, each with its sign."""
    row = Activity(for_whom=list(what.for_whom), age_from=what.age_from, age_to=what.age_to,
                   languages=list(what.languages))  # fmt: skip
    whom = ages_of(row), whom_of(row)
    cost = "" if what.price_cents is None else cost_text(what.price_cents)
    there = [str(Facility(one).label) for one in what.facilities]
    found = [
        ("calendar-days", repeat_in_words(repeat_of(row, times)) if times else ""),
        ("clock", _("Eerste keer: %(day)s") % {"day": date_text(times.starts_on)} if times and times.rule else ""),
        ("map-pin", what.where.line),
        ("users", " · ".join(part for part in whom if part)),
        ("coins", " · ".join(part for part in (cost, what.price_note) if part)),
        ("languages", ", ".join(languages_of(row))),
        ("check", ", ".join(there)),
        ("bookmark", what.bring),
        ("sun", what.weather),
        ("phone", what.contact),
        ("globe", what.online_url),
        ("house", what.owner_organization.name if what.owner_organization else ""),
        ("handshake", ", ".join(one.name for one in what.partners)),
    ]
    return [(sign, text[:1].upper() + text[1:] if sign == "calendar-days" else text) for sign, text in found if text]


def sent_again(data: QueryDict, form: AnnounceForm) -> list[tuple[str, str]]:
    """What was sent, to send once more with the page that follows."""
    return [(name, value) for name in form.fields for value in data.getlist(name) if len(value) <= LONGEST_SENT]


@ring_one
@limited("agenda", setting="FORMS_PER_MINUTE", only="POST")
@require_http_methods(["GET", "HEAD", "POST"])
def activity_plan(request: HttpRequest, network: str, pk: UUID) -> HttpResponse:
    """An idea gets a day, and is announced with it."""
    desk = at_agenda(request, network)
    found = own_activity(request, desk, pk)
    form = PlanForm(request.POST or None, network=desk.network)
    wrong, status = "", 200
    if request.method == "POST" and form.is_valid():
        times = form.times
        assert times
        wrong, status = tried(lambda: plan(found, times, by=desk.by(request)))
        if not wrong:
            return redirect(f"{reverse('agenda:activity_own', args=[network, pk])}?klaar=nieuw")
    if found.state != ActivityState.IDEA and not wrong:
        return redirect("agenda:activity_own", network, pk)
    context = desk.frame | {"form": form, "activity": found, "wrong": wrong}
    return render(request, "agenda/activity_plan.html", context, status=status)
