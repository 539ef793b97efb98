"""For everyone: "Waar heb je recht op?". Nothing is stored: no row, no session, no line in the log."""

from typing import Any, Final

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from buurtnet.areas.models import Network
from buurtnet.directory.access import shown_services_in
from buurtnet.directory.card_rows import services_for_cards
from buurtnet.directory.cards import ServiceCard, cards_of
from buurtnet.directory.viewpoint import viewpoint_of
from buurtnet.kit.limits import limited
from buurtnet.questions.rights import Answers, Asks, answers_in, questions_for, schemes_for
from buurtnet.questions.roster import door_of
from buurtnet.questions.views.asking import question_room
from buurtnet.themes.choices import EssentialFunction

LOOKED_AT: Final = 40  # offers among which the lightest are chosen
SHOWN: Final = 4


@login_not_required
@limited("rights", setting="FORMS_PER_MINUTE", only="POST")
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def rights(request: HttpRequest, network: str) -> HttpResponse:
    """One question a page; the answers travel along in the page, and are gone when it closes."""
    here = question_room(request, network)
    answers = answers_in({name: request.POST.getlist(name) for name in request.POST})
    asks = questions_for(answers)
    wanted = request.POST.get("naar", "")
    now = next((one for one in asks if one.name == wanted), None) or next(
        (one for one in asks if one.name not in answers), None
    )
    if now is None:
        return render(request, "questions/rights_found.html", found_context(request, here, answers))
    place = asks.index(now)
    is_missing = request.POST.get("vraag") == now.name and not wanted
    context = {
        "network": here, "asks": now, "chosen": answers.get(now.name, frozenset()), "is_missing": is_missing,
        "number": place + 1, "count": len(asks), "bars": range(1, len(asks) + 1),
        "before": asks[place - 1].name if place else "", "kept": kept_beside(answers, now), "sensitive": True,
    }  # fmt: skip
    return render(request, "questions/rights.html", context)


def kept_beside(answers: Answers, now: Asks | None = None) -> list[tuple[str, str]]:
    """The other answers, for the page to bring along."""
    return [(name, value) for name, said in answers.items() for value in sorted(said) if not now or name != now.name]


def found_context(request: HttpRequest, here: Network, answers: Answers) -> dict[str, Any]:
    """What the last page shows."""
    return {
        "network": here,
        "schemes": schemes_for(answers, here.country, get_language() or "nl"),
        "cards": helpers_in(request, here),
        "door": door_of(here, timezone.now()),
        "kept": kept_beside(answers),
        "sensitive": True,
    }


def helpers_in(request: HttpRequest, here: Network) -> list[ServiceCard]:
    """A few places that help with money and rights, lightest first."""
    services = shown_services_in(here).filter(function=EssentialFunction.RIGHTS)
    ids = list(services.order_by("name", "pk").values_list("pk", flat=True)[:LOOKED_AT])
    cards = cards_of(services_for_cards(ids), viewpoint_of(request, here))
    return sorted(cards, key=lambda card: card.gable)[:SHOWN]
