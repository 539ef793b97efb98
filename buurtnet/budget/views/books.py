"""For everyone: where the money of a pot is, its whole ledger, and how fast and fair it goes."""

from typing import Final
from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from buurtnet.budget.access import budget_room
from buurtnet.budget.book import parts_of, put_in_by, rows_of, sentences_of
from buurtnet.budget.exporting import MARK, book_lines, written
from buurtnet.budget.measures import as_data, as_rows
from buurtnet.budget.measures import figures as figures_of
from buurtnet.budget.models import Booking, Pot
from buurtnet.directory.crumbs import Crumb
from buurtnet.kit.amounts import euros
from buurtnet.kit.limits import limited
from buurtnet.kit.pages import pages_of

A_PAGE: Final = 50  # bookings
CSV: Final = "text/csv; charset=utf-8"


class Numbered(Paginator[Booking]):
    """The bookings of a pot are numbered without a gap, so that nobody has to count them."""

    def __init__(self, pot: Pot) -> None:
        super().__init__(pot.bookings.select_related("idea").defer("idea__contact").order_by("-number"), A_PAGE)
        self.made = pot.bookings_made

    @cached_property
    def count(self) -> int:
        return self.made


def shown_pot(request: HttpRequest, network: str, pk: UUID) -> Pot:
    rows = Pot.objects.shown_in(budget_room(request, network)).select_related("network", "kassier", "area")
    return get_object_or_404(rows, pk=pk)


@login_not_required
@require_safe
def pot(request: HttpRequest, network: str, pk: UUID) -> HttpResponse:
    """One pot: who put in what, what is promised, paid and left, and every booking."""
    found = shown_pot(request, network, pk)
    page = Numbered(found).get_page(request.GET.get("pagina"))
    others = Pot.objects.shown_in(found.network).exclude(pk=found.pk)
    context = {
        "pot": found, "parts": parts_of(found), "put_in": euros(found.put_in), "said": sentences_of(found),
        "contributors": put_in_by(found), "pages": pages_of(page, request), "rows": rows_of(page, found),
        "others": others,
        "crumbs": [Crumb(_("Buurtbudget"), reverse("budget:home", args=[network])), Crumb(found.name)],
    }  # fmt: skip
    return render(request, "budget/pot.html", context)


@login_not_required
@limited("budget_files", setting="SEARCHES_PER_MINUTE")  # type: ignore[arg-type]  # it streams
@require_safe
def book_csv(request: HttpRequest, network: str, pk: UUID) -> StreamingHttpResponse:
    """The whole ledger, for a spreadsheet."""
    found = shown_pot(request, network, pk)
    name = f"{found.network.slug}-kasboek-{found.pk.hex[:8]}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return StreamingHttpResponse(book_lines(found), content_type=CSV, headers=headers)


@login_not_required
@require_safe
def figures(request: HttpRequest, network: str) -> HttpResponse:
    """How many days an answer and the money took, and whom it reached."""
    here = budget_room(request, network)
    found = figures_of(here, timezone.localdate())
    context = {
        "figures": found, "lanes": [one for one in found.lanes if isinstance(one.asked, int)],
        "pots": Pot.objects.shown_in(here),
        "crumbs": [Crumb(_("Buurtbudget"), reverse("budget:home", args=[network])), Crumb(_("Hoe het gaat"))],
    }  # fmt: skip
    return render(request, "budget/book_figures.html", context)


@login_not_required
@limited("budget_files", setting="SEARCHES_PER_MINUTE")
@require_safe
def figures_csv(request: HttpRequest, network: str) -> HttpResponse:
    rows = as_rows(figures_of(budget_room(request, network), timezone.localdate()))
    headers = {"Content-Disposition": f'attachment; filename="{network}-buurtbudget.csv"'}
    return HttpResponse(MARK + "".join(written(rows)), content_type=CSV, headers=headers)


@login_not_required
@limited("budget_files", setting="SEARCHES_PER_MINUTE")
@require_safe
def figures_json(request: HttpRequest, network: str) -> JsonResponse:
    found = figures_of(budget_room(request, network), timezone.localdate())
    return JsonResponse(as_data(found), json_dumps_params={"ensure_ascii": False})
