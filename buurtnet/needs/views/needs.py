"""One shared need: what it is, what points to it, and everything that is decided about it."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from buurtnet.areas.models import Area
from buurtnet.directory.access import shown_services_in, today_in
from buurtnet.directory.models import Service
from buurtnet.kit.limits import limited
from buurtnet.kit.moving import NotNowError
from buurtnet.needs.board import over_places, over_time, sorts_of
from buurtnet.needs.choices import OPEN_NEEDS, NeedState
from buurtnet.needs.desk import Desk, at_needs, deciding
from buurtnet.needs.forms.needs import MergeForm, MoveForm, NeedForm, SplitForm, ways_of
from buurtnet.needs.merging import Part, merge, split
from buurtnet.needs.models import NeedStep, OutreachRound, PolicySignal, SharedNeed
from buurtnet.needs.moving import NotReadyError
from buurtnet.needs.policy import READY_NEEDS
from buurtnet.needs.proposing import number_alike
from buurtnet.needs.sharing import (
    STEPS,
    ChangedMeanwhileError,
    Items,
    OwnTextError,
    add,
    go_on,
    read_by_second,
    start,
    telling_for,
    write,
)
from buurtnet.needs.views.board import note_owners
from buurtnet.people.doors import ring_one
from buurtnet.privacy.choices import Action
from buurtnet.themes.choices import EssentialFunction
from buurtnet.themes.models import Theme
from buurtnet.wording.models import MissingOffer

MOST_STEPS = 200
MOST_OFFERED = 200


@ring_one
@require_http_methods(["GET", "HEAD"])
def need(request: HttpRequest, network: str, pk: UUID) -> HttpResponse:
    """Its story, how much points to it over time and place, who takes it up, what is tried, every step."""
    desk = at_needs(request, network)
    found = need_of(desk, pk)
    if found.merged_into_id is not None:
        return redirect("needs:need", network, found.merged_into_id)
    return need_page(request, desk, found)


def need_page(
    request: HttpRequest, desk: Desk, found: SharedNeed, wrong: str = "", status: int = 200
) -> HttpResponse:
    note_owners(request, desk, [found], Action.VIEW)
    today = today_in(desk.network)
    months = over_time(found, today)
    context = {
        "work": desk.work, "here": desk.network, "here_is": "", "decides": desk.decides, "need": found,
        "months": months, "has_months": any(one.number for one in months), "places": over_places(found),
        "sorts": sorts_of(found), "total": found.evidence.count(), "is_open": found.state in OPEN_NEEDS,
        "steps": steps_of(found), "stages": stages_of(found), "today": today, "wrong": wrong,
        "alike": number_alike(found, timezone.now()) if desk.decides else 0,
        "offers": offers_for(found) if desk.decides else [], "rounds": rounds_for(found) if desk.decides else [],
        "services": services_of(found), "functions": functions_of(found), "policy": policy_of(found),
        "may_ask_policy": desk.decides and found.state in READY_NEEDS, "done": request.GET.get("klaar", ""),
        "themes": [one.name_in(get_language() or "nl") for one in found.themes.all()],
        "may_read": desk.decides and found.read_at is None and found.written_by_id != desk.work.person.pk,
    }  # fmt: skip
    return render(request, "needs/need.html", context, status=status)


def need_of(desk: Desk, pk: UUID) -> SharedNeed:
    rows = SharedNeed.objects.filter(network=desk.network).select_related("network", "owner")
    return get_object_or_404(rows.prefetch_related("themes", "areas", "partners"), pk=pk)


def open_to_change(desk: Desk, pk: UUID) -> SharedNeed:
    """One that was not merged into another; 404 else."""
    found = need_of(desk, pk)
    if found.merged_into_id is not None:
        raise Http404
    return found


def steps_of(found: SharedNeed) -> list[tuple[str, NeedStep]]:
    """Its steps and those of what was merged into it, the newest first, each in words."""
    rows = NeedStep.objects.filter(need__in=[found, *found.merged_from.all()]).select_related("need")
    return [(str(STEPS.get(one.what, "")), one) for one in rows.order_by("-at", "-pk")[:MOST_STEPS]]


def stages_of(found: SharedNeed) -> list[tuple[str, bool, bool]]:
    """The four stages on top of the page: its name, whether it is behind us, whether it is now."""
    now = {NeedState.RECOGNIZED: 1, NeedState.IN_ACTION: 2}.get(NeedState(found.state), 0)
    if found.state not in OPEN_NEEDS:
        now = 3
    names = (_("Uitzoeken"), _("Herkend"), _("In actie"), _("Resultaat"))
    return [(name, place < now, place == now) for place, name in enumerate(names)]


def offers_for(found: SharedNeed) -> list[MissingOffer]:
    """What is missing in the network and does not point to this need yet."""
    rows = MissingOffer.objects.filter(network=found.network, closed_at=None)
    return list(rows.exclude(evidence__need=found).order_by("text")[:MOST_OFFERED])


def rounds_for(found: SharedNeed) -> list[OutreachRound]:
    """Rounds that are over and do not point to this need yet, newest first."""
    rows = OutreachRound.objects.filter(network=found.network, closed_at__isnull=False).select_related("area")
    return list(rows.exclude(evidence__need=found).order_by("-starts_on", "pk")[:MOST_OFFERED])


def services_of(found: SharedNeed) -> list[Service]:
    """Those of its offers that stand in the lists today, lightest first."""
    return list(shown_services_in(found.network).filter(pk__in=found.services.values("pk")).lightest_first())


def functions_of(found: SharedNeed) -> list[str]:
    return [str(one.label) for one in EssentialFunction if one.value in found.functions]


def policy_of(found: SharedNeed) -> list[PolicySignal]:
    """What was asked of policy about it, newest first."""
    return list(found.policy_signals.order_by("-created_at", "pk"))


@ring_one
@limited("needs", setting="FORMS_PER_MINUTE", only="POST")
@require_http_methods(["GET", "HEAD", "POST"])
def need_new(request: HttpRequest, network: str) -> HttpResponse:
    """Begin a need without a proposal: people noticed it together."""
    desk = deciding(request, network)
    form = NeedForm(request.POST or None, network=desk.network, today=today_in(desk.network))
    if request.method == "POST" and form.is_valid():
        made = start(desk.network, form.written, Items(), by=desk.by(request), key=form.row_key)
        return redirect(f"{reverse('needs:need', args=[network, made.pk])}?klaar=nieuw")
    return render(request, "needs/need_edit.html", shared(desk, None) | {"form": form})


@ring_one
@limited("needs", setting="FORMS_PER_MINUTE", only="POST")
@require_http_methods(["GET", "HEAD", "POST"])
def need_edit(request: HttpRequest, network: str, pk: UUID) -> HttpResponse:
    """Write it down anew. When someone else just did, what you wrote stays in the form."""
    desk = deciding(request, network)
    found = open_to_change(desk, pk)
    form = NeedForm(request.POST or None, network=desk.network, today=today_in(desk.network), need=found)
    wrong, status = "", 200
    if request.method == "POST" and form.is_valid():
        wrong, status = tried(lambda: write(found, form.written, seen=form.seen, by=desk.by(request)))
        if not wrong:
            return redirect(f"{reverse('needs:need', args=[network, pk])}?klaar=bewaard")
    context = shared(desk, need_of(desk, pk)) | {"form": form, "wrong": wrong}
    return render(request, "needs/need_edit.html", context, status=status)


@ring_one
@limited("needs", setting="FORMS_PER_MINUTE", only="POST")
@require_http_methods(["GET", "HEAD", "POST"])
def need_move(request: HttpRequest, network: str, pk: UUID) -> HttpResponse:
    """Move it on, and tell everyone who pointed to it."""
    desk = deciding(request, network)
    found = open_to_change(desk, pk)
    form = MoveForm(request.POST or None, need=found, today=today_in(desk.network))
    wrong, status = "", 200
    if request.method == "POST" and form.is_valid():
        told: list[int] = []
        seen = form.cleaned_data["version"]
        wrong, status = tried(
            lambda: told.append(go_on(found, form.onward, seen=seen, by=desk.by(request))), form=form
        )
        if not wrong and form.is_valid():
            return redirect(f"{reverse('needs:need', args=[network, pk])}?klaar={'verteld' if told[0] else 'verder'}")
        found = need_of(desk, pk)
    ways = [(value, label, telling_for(NeedState(value))) for value, label in ways_of(found)]
    context = shared(desk, found) | {"form": form, "wrong": wrong, "ways": ways}
    return render(request, "needs/need_move.html", context, status=status)


@ring_one
@limited("needs", setting="FORMS_PER_MINUTE", only="POST")
@require_POST
def need_read(request: HttpRequest, network: str, pk: UUID) -> HttpResponse:
    """A second person read the texts: they may be public."""
    desk = deciding(request, network)
    found = open_to_change(desk, pk)
    seen = number_in(request.POST.get("version", ""))
    wrong, status = tried(lambda: read_by_second(found, seen=seen, by=desk.by(request)))
    if wrong:
        return need_page(request, desk, need_of(desk, pk), wrong, status)
    return redirect(f"{reverse('needs:need', args=[network, pk])}?klaar=gelezen")


@ring_one
@limited("needs", setting="FORMS_PER_MINUTE", only="POST")
@require_POST
def need_add(request: HttpRequest, network: str, pk: UUID) -> HttpResponse:
    """An offer that is missing, or a round that is over, points to this need too."""
    desk = deciding(request, network)
    found = open_to_change(desk, pk)
    said = {request.POST.get("aanbod", ""), request.POST.get("ronde", "")}
    offers = [one.pk for one in offers_for(found) if str(one.pk) in said]
    rounds = [one.pk for one in rounds_for(found) if str(one.pk) in said]
    wrong, status = tried(lambda: add(found, Items(missing=offers, rounds=rounds), by=desk.by(request)))
    if wrong or not (offers or rounds):
        return need_page(request, desk, need_of(desk, pk), wrong or _("Kies iets uit de lijst."), status)
    return redirect(f"{reverse('needs:need', args=[network, pk])}?klaar=erbij")


@ring_one
@limited("needs", setting="FORMS_PER_MINUTE", only="POST")
@require_http_methods(["GET", "HEAD", "POST"])
def need_merge(request: HttpRequest, network: str, pk: UUID) -> HttpResponse:
    """It is the same as another need."""
    desk = deciding(request, network)
    found = open_to_change(desk, pk)
    form = MergeForm(request.POST or None, need=found)
    wrong, status = "", 200
    if request.method == "POST" and form.is_valid():
        into, seen = form.needs[form.cleaned_data["into"]], form.cleaned_data["version"]
        wrong, status = tried(lambda: merge(found, into, seen=seen, by=desk.by(request)))
        if not wrong:
            return redirect(f"{reverse('needs:need', args=[network, into.pk])}?klaar=samen")
    context = shared(desk, need_of(desk, pk)) | {"form": form, "wrong": wrong}
    return render(request, "needs/need_merge.html", context, status=status)


@ring_one
@limited("needs", setting="FORMS_PER_MINUTE", only="POST")
@require_http_methods(["GET", "HEAD", "POST"])
def need_split(request: HttpRequest, network: str, pk: UUID) -> HttpResponse:
    """A part of what points to it is another need."""
    desk = deciding(request, network)
    found = open_to_change(desk, pk)
    parts = parts_of(found)
    form = SplitForm(
        request.POST or None, network=desk.network, parts=[(key, label) for key, label, _part, _number in parts]
    )
    wrong, status = "", 200
    if request.method == "POST" and form.is_valid():
        said, made = form.cleaned_data, list[SharedNeed]()
        chosen = [part for key, _label, part, _number in parts if key in said["parts"]]
        wrong, status = tried(
            lambda: made.append(split(found, said["title"], chosen, seen=said["version"], by=desk.by(request)))
        )
        if not wrong:
            return redirect(f"{reverse('needs:need', args=[network, made[0].pk])}?klaar=apart")
    context = shared(desk, need_of(desk, pk)) | {"form": form, "wrong": wrong, "parts": parts}
    return render(request, "needs/need_split.html", context, status=status)


def parts_of(found: SharedNeed) -> list[tuple[str, str, Part, int]]:
    """What points to it by theme and area: a key, in words, which it is, and how many; never one by one."""
    rows = list(found.evidence.order_by().values_list("theme", "area").annotate(number=Count("pk")))
    language = get_language() or "nl"
    themes = Theme.objects.in_bulk({theme for theme, _area, _number in rows if theme})
    areas = Area.objects.in_bulk({area for _theme, area, _number in rows if area})
    parts: list[tuple[str, str, Part, int]] = []
    for theme, area, number in rows:
        about = themes[theme].name_in(language) if theme else _("geen thema")
        where = areas[area].name if area else _("niet bekend waar")
        parts.append((f"{theme or ''}|{area or ''}", f"{about} · {where}", (theme, area), number))
    return sorted(parts, key=lambda one: (-one[3], one[1]))


def tried(deed: Callable[[], Any], form: MoveForm | None = None) -> tuple[str, int]:
    """What went wrong in a sentence, and the status of the page that says so; nothing and 200 when all went well."""
    try:
        deed()
    except ChangedMeanwhileError:
        return _("Iemand anders was je net voor. Wat jij schreef, staat er nog. Kijk of het zo nog klopt."), 409
    except OwnTextError:
        return _("Je schreef dit zelf. Vraag iemand anders om het na te lezen."), HTTPStatus.CONFLICT
    except NotNowError as error:
        return str(error), HTTPStatus.CONFLICT
    except NotReadyError as error:
        if form is None:
            return str(error), HTTPStatus.CONFLICT
        form.add_error(error.field, str(error))
    return "", 200


def shared(desk: Desk, found: SharedNeed | None) -> dict[str, Any]:
    return {"work": desk.work, "here": desk.network, "here_is": "", "need": found, "decides": desk.decides}


def number_in(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 9 else -1
