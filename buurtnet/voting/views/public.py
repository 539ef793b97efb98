"""For everyone: which votes there are, and what one can do now."""

from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from buurtnet.directory.crumbs import Crumb
from buurtnet.kit.amounts import euros
from buurtnet.kit.limits import limited
from buurtnet.kit.sitemap import XML, sitemap_file
from buurtnet.voting.access import shown_round, voting_room
from buurtnet.voting.choices import Phase
from buurtnet.voting.models import VoteRound
from buurtnet.voting.shown import calendar_of, dropped_of, how_in_words, plans_of, stand_of
from buurtnet.voting.sitemap import pages_of
from buurtnet.voting.views.ballot import language

MOST = 50  # rounds on one page
AN_HOUR = 3600  # seconds


@login_not_required
@require_safe
def home(request: HttpRequest, network: str) -> HttpResponse:
    """The rounds of a network, the last first."""
    here = voting_room(request, network)
    rounds = VoteRound.objects.shown_in(here).select_related("area")[:MOST]
    now = timezone.now()
    cards = [(one, stand_of(one), euros(one.budget), one.takes_votes(now)) for one in rounds]
    return render(request, "voting/home.html", {"cards": cards, "crumbs": [Crumb(_("Stemmen"))]})


@login_not_required
@require_safe
def round(request: HttpRequest, network: str, pk: UUID) -> HttpResponse:
    """One round: when what happens, the plans, how it is counted, and how one gets a code."""
    here = voting_room(request, network)
    around = shown_round(here, pk)
    context = {
        "round": around, "stand": stand_of(around), "budget": euros(around.budget), "how": how_in_words(around),
        "calendar": calendar_of(around) if around.phase != Phase.STOPPED else [],
        "plans": plans_of(around, language()), "dropped": dropped_of(around),
        "can_vote": around.takes_votes(timezone.now()), "has_result": not around.hides_counts(),
        "crumbs": [Crumb(_("Stemmen"), reverse("voting:home", args=[here.slug])), Crumb(around.name)],
    }  # fmt: skip
    return render(request, "voting/round.html", context)


@login_not_required
@limited("voting_sitemap", setting="SEARCHES_PER_MINUTE")
@cache_control(public=True, max_age=AN_HOUR)
@require_safe
def sitemap(request: HttpRequest, network: str) -> HttpResponse:
    """The part of the sitemap about votes; 404 for a network that stands in no list."""
    here = voting_room(request, network)
    if not here.is_listed:
        raise Http404
    return HttpResponse(sitemap_file(pages_of(here)), content_type=XML)
