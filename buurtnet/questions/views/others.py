"""For everyone: what others asked, in the words of the network, with the answer."""

from typing import Final

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from buurtnet.areas.models import Network
from buurtnet.directory.access import services_in
from buurtnet.directory.card_rows import services_for_cards
from buurtnet.directory.cards import ServiceCard, cards_of
from buurtnet.directory.crumbs import Crumb, crumbs_to
from buurtnet.directory.viewpoint import viewpoint_of
from buurtnet.kit.pages import pages_of
from buurtnet.questions.access import published_in
from buurtnet.questions.models import OthersAsked
from buurtnet.questions.views.asking import question_room
from buurtnet.themes.models import Theme

A_PAGE: Final = 30
LONGEST_SLUG: Final = 60


@login_not_required
@require_safe
def others_asked_list(request: HttpRequest, network: str) -> HttpResponse:
    """Questions by theme (``thema``), newest first."""
    here = question_room(request, network)
    published = published_in(here)
    themes = list(Theme.objects.filter(pk__in=published.values("themes")).order_by("function", "order", "slug"))
    slug = request.GET.get("thema", "")[:LONGEST_SLUG]
    chosen = next((one for one in themes if one.slug == slug), None)
    if chosen:
        published = published.filter(themes=chosen)
    page = Paginator(published, A_PAGE).get_page(request.GET.get("pagina"))
    language = get_language() or "nl"
    context = {
        "network": here, "rows": list(page), "pages": pages_of(page, request),
        "themes": [{"slug": one.slug, "name": one.name_in(language), "is_chosen": one == chosen} for one in themes],
        "chosen": chosen.name_in(language) if chosen else "",
        "crumbs": crumbs_to(request, here, _("Anderen vroegen")),
    }  # fmt: skip
    return render(request, "questions/others_list.html", context)


@login_not_required
@require_safe
def others_asked(request: HttpRequest, network: str, pk: str) -> HttpResponse:
    """One question with its answer, and the offers that go with it."""
    here = question_room(request, network)
    one = get_object_or_404(published_in(here), pk=pk)
    *before, _last = crumbs_to(request, here, one.question)
    listed = Crumb(_("Anderen vroegen"), reverse("questions:others_asked_list", args=[here.slug]))
    context = {
        "network": here, "one": one, "cards": cards_with(request, here, one),
        "themes": [theme.name_in(get_language() or "nl") for theme in one.themes.all()],
        "crumbs": [*before, listed, Crumb(one.question)],
    }  # fmt: skip
    return render(request, "questions/others.html", context)


def cards_with(request: HttpRequest, here: Network, one: OthersAsked) -> list[ServiceCard]:
    """Lightest first."""
    shown = services_in(here).filter(pk__in=one.services.values("pk")).values_list("pk", flat=True)
    cards = cards_of(services_for_cards(list(shown)), viewpoint_of(request, here))
    return sorted(cards, key=lambda card: (card.gable, card.name))
