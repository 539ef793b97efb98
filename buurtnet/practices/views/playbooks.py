"""Playbooks: the list, one on a line of days, its texts, as a file and on paper; copying, stopping."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any, Final
from uuid import UUID, uuid4

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from buurtnet.areas.choices import Room
from buurtnet.kit.form_keys import key_in
from buurtnet.kit.limits import limited
from buurtnet.kit.moving import NotNowError
from buurtnet.kit.pages import pages_of
from buurtnet.people.choices import PARTNERS
from buurtnet.people.doors import ring_one
from buurtnet.people.logged_roles import record_read
from buurtnet.people.work import refuse
from buurtnet.practices import playbooks
from buurtnet.practices.access import may_change, without_owner
from buurtnet.practices.choices import OfferState, PlaybookState
from buurtnet.practices.desk import Desk, at_practices
from buurtnet.practices.files import file_of
from buurtnet.practices.forms.playbooks import LessonForm, PlaybookForm
from buurtnet.practices.models import Playbook, PlaybookLesson
from buurtnet.practices.shown import attachment, in_a_year, moments_of, ownership_in, total_of
from buurtnet.privacy.choices import Action

PER_PAGE: Final = 30
FORM: Final = ["GET", "HEAD", "POST"]


@ring_one
@require_safe
def playbook_list(request: HttpRequest, network: str) -> HttpResponse:
    """All playbooks of the network with who pulls them; ``?trekker=geen``: those that nobody pulls."""
    desk = at_practices(request, network)
    seeks = request.GET.get("trekker") == "geen"
    rows = without_owner(desk.network) if seeks else Playbook.objects.filter(network=desk.network)
    ordered = rows.select_related("owner", "owner_organization").order_by("state", "title", "pk")
    page = Paginator(ordered, PER_PAGE).get_page(request.GET.get("pagina"))
    found = list(page)
    note_owners(request, desk, found)
    unowned = set(without_owner(desk.network).filter(pk__in=[one.pk for one in found]).values_list("pk", flat=True))
    context = shared(desk) | {
        "rows": [(one, one.pk in unowned) for one in found], "pages": pages_of(page, request), "seeks": seeks,
        "ownership": ownership_in(desk.network),
    }  # fmt: skip
    return render(request, "practices/playbook_list.html", context)


def shared(desk: Desk) -> dict[str, Any]:
    return {"work": desk.work, "here": desk.network, "desk": desk}


def note_owners(request: HttpRequest, desk: Desk, found: list[Playbook]) -> None:
    """Whose names were read, before they are shown."""
    seen = [(one.pk, one.owner_id) for one in found if one.owner_id]
    record_read(
        Action.VIEW, seen, kind=Playbook, request=request, role_then=desk.work.role_then, network=desk.network,
        fields_group="playbook",
    )  # fmt: skip


@ring_one
@require_safe
def playbook(request: HttpRequest, network: str, pk: UUID) -> HttpResponse:
    """Its steps on a line of days, contacts, lessons, and what can be done with it."""
    desk = at_practices(request, network)
    return playbook_page(request, desk, playbook_of(desk, pk))


def playbook_of(desk: Desk, pk: UUID) -> Playbook:
    rows = Playbook.objects.filter(network=desk.network)
    return get_object_or_404(
        rows.select_related("network", "owner", "owner_organization", "practice", "parent"), pk=pk
    )


def playbook_page(
    request: HttpRequest, desk: Desk, found: Playbook, *, wrong: str = "", lesson: LessonForm | None = None
) -> HttpResponse:
    note_owners(request, desk, [found])
    offer = found.offers.filter(state=OfferState.OFFERED).select_related("to").first()
    context = parts_of(found) | shared(desk) | {
        "wrong": wrong, "lesson_form": lesson or LessonForm(), "may_change": may_change(desk.work.person, found),
        "in_use": found.state == PlaybookState.IN_USE, "offer": offer, "done": request.GET.get("klaar", ""),
        "has_agenda": desk.network.has(Room.AGENDA),
        "is_unowned": without_owner(desk.network).filter(pk=found.pk).exists(),
        "is_mine": found.owner_id == desk.work.person.pk, "copy_key": uuid4(),
    }  # fmt: skip
    status = HTTPStatus.CONFLICT if wrong else HTTPStatus.OK
    return render(request, "practices/playbook.html", context, status=status)


def parts_of(found: Playbook) -> dict[str, Any]:
    steps = list(found.steps.all())
    return {
        "playbook": found, "moments": moments_of(steps), "total": total_of(steps),
        "a_year": in_a_year(found.money_cents),
        "contacts": list(found.contacts.select_related("organization")), "lessons": list(found.lessons.all()),
        "things": [line.strip() for line in found.things.splitlines() if line.strip()],
    }  # fmt: skip


def changing(request: HttpRequest, network: str, pk: UUID) -> tuple[Desk, Playbook]:
    """A playbook one may change; 404 else."""
    desk = at_practices(request, network)
    found = playbook_of(desk, pk)
    if not may_change(desk.work.person, found):
        refuse(request, desk.work, "practices")
    return desk, found


@ring_one
@limited("playbooks", setting="FORMS_PER_MINUTE", only="POST")
@require_http_methods(FORM)
def playbook_new(request: HttpRequest, network: str) -> HttpResponse:
    """An empty playbook: what it is; steps come after."""
    desk = at_practices(request, network)
    form = PlaybookForm(request.POST or None, network=desk.network, is_mine=not desk.work.has(PARTNERS))
    if request.method == "POST" and form.is_valid():
        made = playbooks.make(desk.network, form.cleaned_data, key=form.row_key, by=desk.by(request))
        return redirect(f"{reverse('practices:playbook', args=[network, made.pk])}?klaar=nieuw")
    return render(request, "practices/playbook_edit.html", shared(desk) | {"form": form})


@ring_one
@limited("playbooks", setting="FORMS_PER_MINUTE", only="POST")
@require_http_methods(FORM)
def playbook_edit(request: HttpRequest, network: str, pk: UUID) -> HttpResponse:
    """Its texts. When someone else just changed it, what you wrote stays in the form."""
    desk, found = changing(request, network, pk)
    form = PlaybookForm(request.POST or None, network=desk.network, playbook=found)
    wrong = ""
    if request.method == "POST" and form.is_valid():
        try:
            playbooks.rewrite(found, form.cleaned_data, version=form.seen, by=desk.by(request))
            return redirect("practices:playbook", network, pk)
        except NotNowError as error:
            wrong = str(error)
    context = shared(desk) | {
        "form": form,
        "playbook": found,
        "wrong": wrong,
        "newest": found.version if wrong else 0,
    }
    status = HTTPStatus.CONFLICT if wrong else HTTPStatus.OK
    return render(request, "practices/playbook_edit.html", context, status=status)


@ring_one
@limited("playbooks", setting="FORMS_PER_MINUTE", only="POST")
@require_POST
def playbook_copy(request: HttpRequest, network: str, pk: UUID) -> HttpResponse:
    """The same once more, for who makes the copy."""
    desk = at_practices(request, network)
    found = playbook_of(desk, pk)
    key = key_in(request.POST)
    made = playbooks.copy_of(found, desk.network, key=key, by=desk.by(request))
    return redirect(f"{reverse('practices:playbook', args=[network, made.pk])}?klaar=kopie")


@ring_one
@limited("playbooks", setting="FORMS_PER_MINUTE", only="POST")
@require_POST
def playbook_stop(request: HttpRequest, network: str, pk: UUID) -> HttpResponse:
    """Put it away, or take it up again (``doe=verder``)."""
    desk, found = changing(request, network, pk)
    do: Callable[..., Playbook] = playbooks.go_on if request.POST.get("doe") == "verder" else playbooks.stop
    try:
        do(found, by=desk.by(request))
    except NotNowError as error:
        return playbook_page(request, desk, playbook_of(desk, pk), wrong=str(error))
    return redirect("practices:playbook", network, pk)


@ring_one
@limited("playbooks", setting="FORMS_PER_MINUTE", only="POST")
@require_POST
def lesson_add(request: HttpRequest, network: str, pk: UUID) -> HttpResponse:
    """What was learned: everyone of the network who did it can add it."""
    desk = at_practices(request, network)
    found = playbook_of(desk, pk)
    form = LessonForm(request.POST)
    if not form.is_valid():
        return playbook_page(request, desk, found, lesson=form)
    try:
        playbooks.add_lesson(found, form.cleaned_data["text"], by=desk.work.person, role=desk.work.role_then)
    except NotNowError as error:
        return playbook_page(request, desk, found, wrong=str(error))
    return redirect(f"{reverse('practices:playbook', args=[network, pk])}?klaar=les#lessen")


@ring_one
@limited("playbooks", setting="FORMS_PER_MINUTE", only="POST")
@require_POST
def lesson_remove(request: HttpRequest, network: str, pk: UUID, lesson: UUID) -> HttpResponse:
    desk, found = changing(request, network, pk)
    row = get_object_or_404(PlaybookLesson.objects.select_related("playbook__network"), playbook=found, pk=lesson)
    playbooks.remove_lesson(row, by=desk.by(request))
    return redirect(f"{reverse('practices:playbook', args=[network, pk])}#lessen")


@ring_one
@require_safe
def playbook_file(request: HttpRequest, network: str, pk: UUID) -> HttpResponse:
    """As one file for another network. It names nobody."""
    desk = at_practices(request, network)
    rows = Playbook.objects.filter(network=desk.network).prefetch_related(
        "steps", "contacts__organization", "lessons"
    )
    found = get_object_or_404(rows, pk=pk)
    return attachment(file_of(desk.network, playbooks=[found]), f"draaiboek-{pk}.json")


@ring_one
@require_safe
def playbook_sheet(request: HttpRequest, network: str, pk: UUID) -> HttpResponse:
    """On paper: each step with a box to tick."""
    desk = at_practices(request, network)
    found = playbook_of(desk, pk)
    return render(request, "practices/playbook_sheet.html", parts_of(found) | shared(desk))
