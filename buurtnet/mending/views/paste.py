"""For who keeps the map: paste a list, say what its columns are, look at it row by row, and put it on the map."""

import re
from http import HTTPStatus
from typing import Any, Final
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from buurtnet.exchange.pasted import MOST_BYTES, MOST_ROWS
from buurtnet.exchange.row_states import RowState
from buurtnet.kit.limits import limited
from buurtnet.kit.plain_error import PlainError
from buurtnet.mending.answering import By
from buurtnet.mending.desk import Desk, keeping
from buurtnet.mending.forms.paste import ColumnsForm, PasteForm
from buurtnet.mending.models import Pasted
from buurtnet.mending.pasted_columns import COLUMNS
from buurtnet.mending.pasted_writing import (
    DoneAlreadyError,
    HalfwayError,
    NothingLeftError,
    OtherNowError,
    put_on_map,
    take_back,
    through,
)
from buurtnet.mending.pasting import keep, preview
from buurtnet.mending.placing import NowhereError
from buurtnet.people.doors import ring_two

LATEST: Final = 5
_UUID: Final = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@ring_two
@limited("paste", setting="FORMS_PER_MINUTE", only="POST")
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def paste(request: HttpRequest, network: str) -> HttpResponse:
    """Step 1: the list. What is pasted goes to a row of its own, never into an address."""
    desk = keeping(request, network)
    form = PasteForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        made = keep(form.cells, network=desk.network, by=desk.work.person)
        return redirect("mending:paste_columns", network, made.pk)
    lists = Pasted.objects.filter(network=desk.network, done_at__isnull=False).order_by("-done_at")
    context = {
        "work": desk.work, "form": form, "lists": lists[:LATEST], "most_rows": MOST_ROWS - 1,
        "most_kb": MOST_BYTES // 1000, "is_expired": request.GET.get("verlopen") == "1",
    }  # fmt: skip
    return render(request, "mending/paste.html", context)


def mine(request: HttpRequest, network: str, pk: UUID) -> tuple[Desk, Pasted | None]:
    """A list that someone is at work on; None for one that is not there any more, or of somebody else."""
    desk = keeping(request, network)
    rows = Pasted.objects.filter(network=desk.network, by=desk.work.person).select_related("network")
    found = rows.filter(pk=pk).first()
    return desk, found if found and (found.rows or found.done_at) else None


def elsewhere(network: str, found: Pasted | None) -> HttpResponse | None:
    """Where to go when there is no step to take: it is done, or too long ago."""
    if found is None:
        return redirect(f"{reverse('mending:paste', args=[network])}?verlopen=1")
    return redirect("mending:paste_done", network, found.pk) if found.done_at else None


@ring_two
@limited("paste", setting="FORMS_PER_MINUTE", only="POST")
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def paste_columns(request: HttpRequest, network: str, pk: UUID) -> HttpResponse:
    """Step 2: what the columns hold."""
    desk, found = mine(request, network, pk)
    if away := elsewhere(network, found):
        return away
    assert found
    form = ColumnsForm(request.POST if request.method == "POST" else None, pasted=found)
    if request.method == "POST" and form.is_valid():
        found.columns, found.is_headed = form.columns, form.cleaned_data["kop"]
        found.licence = form.cleaned_data["licentie"]
        found.save(update_fields=["columns", "is_headed", "licence"])
        return redirect("mending:paste_check", network, pk)
    context = {
        "work": desk.work, "pasted": found, "form": form, "columns": form.shown(), "choices": COLUMNS.items(),
        "count": len(found.rows) - found.is_headed,
    }  # fmt: skip
    return render(request, "mending/paste_columns.html", context)


@ring_two
@limited("paste", setting="FORMS_PER_MINUTE", only="POST")
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def paste_check(request: HttpRequest, network: str, pk: UUID) -> HttpResponse:
    """Step 3: row by row what would happen, and then doing it."""
    desk, found = mine(request, network, pk)
    if away := elsewhere(network, found):
        return away
    assert found
    if "name" not in found.columns:
        return redirect("mending:paste_columns", network, pk)
    wrong, status = done(request, found, desk.by(request, None)) if request.method == "POST" else ("", 200)
    if request.method == "POST" and not wrong:
        return redirect("mending:paste_done", network, pk)
    return render(request, "mending/paste_check.html", page_of(desk, found) | {"wrong": wrong}, status=status)


def done(request: HttpRequest, found: Pasted, by: By) -> tuple[str, int]:
    """Put it on the map. What went wrong in a sentence, and the status of the page that says so."""
    skip = {int(number) for number in request.POST.getlist("sla") if number.isdecimal() and len(number) < 5}
    same_places = {UUID(key) for key in request.POST.getlist("plek") if _UUID.fullmatch(key)}
    try:
        put_on_map(found, skip=skip, mark=request.POST.get("mark", ""), by=by, same_places=same_places)
    except DoneAlreadyError:
        return "", 200
    except OtherNowError:
        return _(
            "Er is intussen iets veranderd. Kijk nog eens, en druk dan nog eens op de knop."
        ), HTTPStatus.CONFLICT
    except NothingLeftError:
        return _("Er is geen rij over om op de kaart te zetten."), 200
    except HalfwayError:
        return _("Het lukte niet in één keer. Druk nog eens op de knop: dan gaat het verder."), HTTPStatus.CONFLICT
    except NowhereError:
        return _("We weten niet waar dit netwerk ligt. Er is niets op de kaart gezet."), HTTPStatus.CONFLICT
    except PlainError:
        return _(
            "Iemand anders zet net een lijst op de kaart. Probeer het over een minuut nog eens."
        ), HTTPStatus.CONFLICT
    return "", 200


def page_of(desk: Desk, found: Pasted) -> dict[str, Any]:
    found.refresh_from_db()
    looked = preview(found)
    ready = through(found)
    new = looked.of(RowState.NEW, RowState.BACK)
    return {
        "work": desk.work, "pasted": found, "mark": looked.mark, "doubtful": looked.doubtful,
        "too_many": looked.too_many, "refused": looked.of(RowState.REFUSED), "new": new,
        "changed": looked.of(RowState.CHANGED), "same": looked.of(RowState.SAME), "count": len(looked.seen),
        "is_nothing": not ready and not new and not looked.doubtful and not looked.of(RowState.CHANGED),
        "through": len(ready), "places": looked.placed.asked,
    }  # fmt: skip


@ring_two
@limited("paste", setting="FORMS_PER_MINUTE", only="POST")
@require_http_methods(["GET", "HEAD", "POST"])
def paste_done(request: HttpRequest, network: str, pk: UUID) -> HttpResponse:
    """What a list did; whoever keeps the map may take it back."""
    desk = keeping(request, network)
    found = get_object_or_404(
        Pasted.objects.select_related("network"), network=desk.network, pk=pk, done_at__isnull=False
    )
    if request.method == "POST":
        if request.POST.get("doe") == "terug":
            take_back(found, by=desk.by(request, None))
        return redirect("mending:paste_done", network, pk)
    counts = {state.value: found.counts.get(state.value, 0) for state in RowState}
    context = {
        "work": desk.work, "pasted": found, "counts": counts, "added": len(found.added),
        "skipped": found.counts.get("skipped", 0),
    }  # fmt: skip
    return render(request, "mending/paste_done.html", context)
