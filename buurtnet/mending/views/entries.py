"""Editors keep their own entries: a list, a page to edit, a look at how it will be, and publishing it."""

from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from buurtnet.directory.access import services_in
from buurtnet.directory.actions import ChangedMeanwhileError, NotMendableError
from buurtnet.directory.card_rows import services_for_cards
from buurtnet.directory.crumbs import crumbs_to
from buurtnet.directory.models import Service
from buurtnet.directory.pages import map_points, service_page
from buurtnet.directory.viewpoint import viewpoint_of
from buurtnet.kit.limits import limited
from buurtnet.kit.pages import pages_of
from buurtnet.mending.choices import OPEN
from buurtnet.mending.desk import Desk, at_desk, editing
from buurtnet.mending.drafting import (
    DraftChangedError,
    draft_of,
    groups_of,
    mark_of,
    publish_draft,
    save_draft,
    stale_fields,
    throw_away,
)
from buurtnet.mending.forms.entry import EntryForm
from buurtnet.mending.models import Draft
from buurtnet.mending.placing import NowhereError
from buurtnet.mending.publishing import publish
from buurtnet.mending.readability import Reading, reading_of
from buurtnet.people.doors import ring_two

PER_PAGE = 40
READ = ("simple", "description")  # texts of which it is said how they read
LONGEST_READ = 10_000  # signs


@ring_two
@require_safe
def entry_list(request: HttpRequest, network: str, organization: UUID) -> HttpResponse:
    """What an organization offers in this network, for its editor: what waits, what is prepared."""
    desk = at_desk(request, network)
    ours = next((one for one in desk.organizations if one.pk == organization), None)
    if ours is None:
        raise Http404
    waiting = Count("suggestions", filter=Q(suggestions__state__in=OPEN), distinct=True)
    rows = services_in(desk.network).filter(organization=ours).select_related("draft").annotate(waiting=waiting)
    page = Paginator(rows.order_by("name", "pk"), PER_PAGE).get_page(request.GET.get("pagina"))
    context = {
        "work": desk.work, "organization": ours, "rows": list(page), "count": page.paginator.count,
        "pages": pages_of(page, request),
    }  # fmt: skip
    return render(request, "mending/entry_list.html", context)


@ring_two
@limited("entry", setting="FORMS_PER_MINUTE", only="POST")
@require_http_methods(["GET", "HEAD", "POST"])
def entry_edit(request: HttpRequest, network: str, pk: UUID) -> HttpResponse:
    """All fields of an entry. What is saved is a draft; the page shows it only once it is published."""
    desk, service = editing(request, network, pk)
    draft = draft_of(service)
    fields = [name for _key, _label, names in groups_of(service) for name in names]
    sent = request.POST if request.method == "POST" else None
    start = draft.values if draft else None
    form = EntryForm(sent, service=service, network=desk.network, fields=fields, start=start)
    is_conflict = False
    is_reading = request.POST.get("doe") == "lees"
    if request.method == "POST" and form.is_valid() and not is_reading:
        try:
            kept = save_draft(
                service, form.changed(), by=desk.by(request, service), mark=request.POST.get("mark", "")
            )
            return redirect("mending:entry_preview" if kept else "mending:entry_edit", network, pk)
        except DraftChangedError:
            is_conflict, draft = True, draft_of(service)
    context = page_of(desk, service, form, draft, reads=is_reading or draft is not None) | {
        "is_conflict": is_conflict, "is_stale": request.GET.get("verouderd") == "1",
        "is_nowhere": request.GET.get("nergens") == "1",
    }  # fmt: skip
    return render(request, "mending/entry_edit.html", context, status=HTTPStatus.CONFLICT if is_conflict else 200)


def page_of(desk: Desk, service: Service, form: EntryForm, draft: Draft | None, *, reads: bool) -> dict[str, Any]:
    """``reads``: with how the texts read, as they stand in their boxes."""
    stale = stale_fields(draft) if draft else []
    groups = [(key, label, [form.shown_field(name) for name in names]) for key, label, names in groups_of(service)]
    return {
        "work": desk.work, "service": service, "form": form, "draft": draft, "mark": mark_of(draft),
        "groups": groups, "stale": stale, "readings": readings_of(form) if reads else {},
        "is_provider": desk.edits(service),
        "has_more_times": "hours" not in form.fields, "has_more_places": "where" not in form.fields,
    }  # fmt: skip


def readings_of(form: EntryForm) -> dict[str, Reading]:
    """How the texts in the boxes read, by field."""
    found = {name: reading_of(str(form[name].value() or "")[:LONGEST_READ]) for name in READ if name in form.fields}
    return {name: reading for name, reading in found.items() if reading}


@ring_two
@require_safe
def entry_preview(request: HttpRequest, network: str, pk: UUID) -> HttpResponse:
    """The public page as it would be: made of the draft within a transaction that is rolled back."""
    desk, service = editing(request, network, pk)
    draft = draft_of(service)
    if draft is None:
        return redirect("mending:entry_edit", network, pk)
    try:
        return as_it_would_be(request, desk, service, draft)
    except NotMendableError:
        return back_to_edit(network, pk, "verouderd")
    except NowhereError:
        return back_to_edit(network, pk, "nergens")


def as_it_would_be(request: HttpRequest, desk: Desk, service: Service, draft: Draft) -> HttpResponse:
    """The public page with the draft on it. Raises ``NowhereError``."""
    with transaction.atomic():
        publish(service, draft.values, network=desk.network, by=desk.by(request, service).kind)
        [found] = services_for_cards([service.pk])
        page = service_page(found, viewpoint_of(request, desk.network), [])
        notice = {"service": service, "mark": mark_of(draft), "reading_hint": reading_hint(draft)}
        context = {
            "page": page, "crumbs": crumbs_to(request, desk.network, page.card.name),
            "map_points": map_points([page.card]),
            "notice": render_to_string("mending/_preview.html", notice, request),
        }  # fmt: skip
        answer = render(request, "directory/service.html", context)
        transaction.set_rollback(True)
    return answer


def reading_hint(draft: Draft) -> str:
    """After saving: what there is to say of how the texts of a draft read, in one sentence or two; else nothing."""
    found = [reading_of(str(draft.values.get(name) or "")) for name in READ]
    hard = next((reading for reading in found if reading and not reading.is_good), None)
    return f"{hard.verdict} {_('Bij Pas nog iets aan zie je wat er beter kan.')}" if hard else ""


def drop(service: Service, network: str, mark: str) -> HttpResponse:
    """Throw the draft away; a colleague's newer one is shown instead."""
    try:
        throw_away(service, mark=mark)
    except DraftChangedError:
        return redirect("mending:entry_preview", network, service.pk)
    return redirect("mending:entry_edit", network, service.pk)


def back_to_edit(network: str, pk: UUID, why: str) -> HttpResponse:
    return redirect(f"{reverse('mending:entry_edit', args=[network, pk])}?{why}=1")


@ring_two
@limited("entry", setting="FORMS_PER_MINUTE")
@require_POST
def entry_publish(request: HttpRequest, network: str, pk: UUID) -> HttpResponse:
    """Put the draft on the page, or throw it away (``doe=weg``)."""
    desk, service = editing(request, network, pk)
    if request.POST.get("doe") == "weg":
        return drop(service, network, request.POST.get("mark", ""))
    try:
        publish_draft(service, network=desk.network, by=desk.by(request, service), mark=request.POST.get("mark", ""))
    except DraftChangedError:
        return redirect("mending:entry_preview", network, pk)
    except (ChangedMeanwhileError, NotMendableError):
        return back_to_edit(network, pk, "verouderd")
    except NowhereError:
        return back_to_edit(network, pk, "nergens")
    return redirect("directory:service", network, pk)
