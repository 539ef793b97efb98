"""What people search for, as its director sees it: counts, and one tap for each."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from buurtnet.areas.here import neighbourhood_in, neighbourhoods_of
from buurtnet.areas.models import Network
from buurtnet.kit.folding import words
from buurtnet.kit.limits import limited
from buurtnet.kit.pages import pages_of
from buurtnet.people.doors import ring_two
from buurtnet.themes.vocabulary import vocabulary
from buurtnet.wording.actions import leave_alone, show_again
from buurtnet.wording.choices import DANGERS
from buurtnet.wording.desk import at_words
from buurtnet.wording.models import MissingOffer
from buurtnet.wording.models.searches import DAYS, IN_A_NETWORK
from buurtnet.wording.searched import (
    IN_A_NEIGHBOURHOOD,
    Shown,
    dangers_of,
    may_be_shown,
    searched,
    totals_of,
)

PER_PAGE = 25
LEFT = "laat"


@ring_two
@require_safe
def search_list(request: HttpRequest, network: str) -> HttpResponse:
    """What was searched, from so many times: without result first; by neighbourhood when one is chosen."""
    desk = at_words(request, network)
    shown = request.GET.get("toon", "")
    area = neighbourhood_in(desk.network, request.GET.get("buurt", "")[:120])
    kind = Shown(shown) if shown in list(Shown) else Shown.MOST if shown == LEFT else Shown.WITHOUT
    rows = searched(desk.network, kind, area, left=shown == LEFT)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("pagina"))
    context = {
        "work": desk.work, "here": desk.network, "rows": rows_of(desk.network, list(page)), "kind": kind.value,
        "is_left": shown == LEFT, "lists": lists_of(shown), "area": area, "areas": neighbourhoods_of(desk.network),
        "totals": totals_of(desk.network, area), "days": DAYS, "pages": pages_of(page, request), "here_is": "zoeken",
        "least": IN_A_NEIGHBOURHOOD if area else IN_A_NETWORK,
        "dangers": [] if area else [(DANGERS.get(kind, kind), count) for kind, count in dangers_of(desk.network)],
        "said": request.GET.get("klaar", ""),
    }  # fmt: skip
    return render(request, "wording/search_list.html", context)


def rows_of(network: Network, found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """With each text the concept it names already, and whether it is on the list of what is missing."""
    here, language = vocabulary(network.pk), get_language() or "nl"
    texts = [row["text"] for row in found]
    missing = dict(
        MissingOffer.objects.filter(network=network, closed_at=None, text__in=texts).values_list("text", "pk")
    )
    for row in found:
        mentions = here.mentions(words(row["text"]))
        row["concept"] = here.label_of(mentions[0].concept, language) if mentions else ""
        row["missing"] = missing.get(row["text"])
        reasons = (
            (row["other"], _("iets anders gezocht")), (row["far"], _("te ver")), (row["full"], _("vol")),
            (row["unclear"], _("niet duidelijk")),
        )  # fmt: skip
        row["reasons"] = [f"{label}: {count}" for count, label in reasons if count]
    return found


def lists_of(shown: str) -> list[tuple[str, str, bool]]:
    """The lists to choose from: address, name, and whether it is this one."""
    names = {
        Shown.WITHOUT.value: _("Niets gevonden"), Shown.MOST.value: _("Meest gezocht"),
        Shown.NO.value: _("Niet wat ik zocht"), LEFT: _("Laten liggen"),
    }  # fmt: skip
    chosen = shown if shown in names else Shown.WITHOUT.value
    return [(value, name, value == chosen) for value, name in names.items()]


@ring_two
@limited("words", setting="FORMS_PER_MINUTE", only="POST")
@require_POST
def search_leave(request: HttpRequest, network: str) -> HttpResponse:
    """Leave a text as it is, or put it on the list again. Only one that stands on a list."""
    desk = at_words(request, network)
    text, again = request.POST.get("tekst", ""), request.POST.get("doe") == "toon"
    if again:
        show_again(desk.network, text)
    elif may_be_shown(desk.network, text):
        leave_alone(desk.network, text)
    address = reverse("wording:search_list", args=[network])
    return redirect(f"{address}?toon={LEFT}" if again else f"{address}?klaar=laat")
