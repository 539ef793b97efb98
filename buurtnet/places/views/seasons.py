"""Fixed times in a season: the rounds, beginning one, asking, and sharing out."""

from decimal import Decimal
from typing import Any, Final
from uuid import UUID, uuid4

from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from buurtnet.directory.facts import money
from buurtnet.directory.times import span_text
from buurtnet.kit.form_keys import key_in, uuid_in
from buurtnet.kit.limits import limited
from buurtnet.kit.moving import NotNowError
from buurtnet.people.doors import ring_one, ring_two
from buurtnet.people.work import Work, refuse, work_of
from buurtnet.places.access import MAKERS, is_known, places_room
from buurtnet.places.booking import token_of
from buurtnet.places.choices import NotFree, SeasonState, WishOutcome
from buurtnet.places.forms.seasons import RoundForm, WishForm
from buurtnet.places.keeping import own_key
from buurtnet.places.models import SeasonRound, SeasonWish
from buurtnet.places.seasons import ask, begin, cost_of, may_be_asked, rounds_of, share_out, take_back, wishes_of

CONFLICT: Final = 409
ASK, AWAY = "vraag", "weg"
TONES: Final = {WishOutcome.GRANTED: "goed", WishOutcome.REFUSED: "steen", WishOutcome.WAITING: ""}


def at_seasons(request: HttpRequest, slug: str) -> Work:
    """Everyone with a role here, residents too, and editors of an organization that takes part."""
    network = places_room(request, slug)
    work = work_of(request, network)
    if not is_known(work.person, network):
        refuse(request, work, "seasons")
    return work


@ring_one
@require_safe
def season_list(request: HttpRequest, network: str) -> HttpResponse:
    """The rounds, the newest first."""
    work = at_seasons(request, network)
    assert work.network
    rows = rounds_of(work.network).annotate(asked=Count("wishes"))
    context = {
        "work": work, "rows": [(one, may_be_asked(one)) for one in rows[:50]], "may_make": work.has(MAKERS),
    }  # fmt: skip
    return render(request, "places/season_list.html", context)


@ring_two
@limited("venue", setting="FORMS_PER_MINUTE", only="POST")
@require_http_methods(["GET", "HEAD", "POST"])
def season_new(request: HttpRequest, network: str) -> HttpResponse:
    """Begin a round. Sent twice from one page it is one."""
    work = at_seasons(request, network)
    if not work.has(MAKERS):
        refuse(request, work, "seasons")
    assert work.network
    form = RoundForm(request.POST or None, network=work.network)
    if request.method == "POST" and form.is_valid():
        key = own_key(key_in(request.POST), work.network, work.person)
        made = begin(work.network, form.cleaned_data, key=key, by=work.person)
        return redirect("places:season", network, made.pk)
    context = {"work": work, "form": form, "new_key": key_in(request.POST) if form.is_bound else uuid4()}
    return render(request, "places/season_new.html", context)


@ring_one
@limited("season", setting="FORMS_PER_MINUTE", only="POST")
@require_http_methods(["GET", "HEAD", "POST"])
def season(request: HttpRequest, network: str, pk: UUID) -> HttpResponse:
    """What one asked, asking, and once it is shared out who has what."""
    work = at_seasons(request, network)
    assert work.network
    around = get_object_or_404(rounds_of(work.network), pk=pk)
    done = request.POST.get("doe", "")
    form = WishForm(request.POST if done == ASK else None, around=around, person=work.person)
    wrong = ""
    if done == AWAY or (done == ASK and form.is_valid()):
        try:
            if done == AWAY:
                take_back(around, uuid_in(request.POST.get("wens", "")) or uuid4(), by=work.person)
            else:
                said = form.cleaned_data
                ask(around, said["rank"], said, organization=said["organization"], by=work.person)
            return redirect(f"{request.path}?klaar={done}")
        except NotNowError as error:
            wrong = str(error)
    return page(request, work, around, form, wrong=wrong)


@ring_two
@limited("season", setting="FORMS_PER_MINUTE")
@require_POST
def season_share(request: HttpRequest, network: str, pk: UUID) -> HttpResponse:
    """Share out. When it cannot be yet, the page says why."""
    work = at_seasons(request, network)
    if not work.has(MAKERS):
        refuse(request, work, "seasons")
    assert work.network
    around = get_object_or_404(rounds_of(work.network), pk=pk)
    try:
        share_out(around, by=work.person)
    except NotNowError as error:
        return page(request, work, around, WishForm(None, around=around, person=work.person), wrong=str(error))
    return redirect(f"{reverse('places:season', args=[network, pk])}?klaar=verdeeld")


def page(request: HttpRequest, work: Work, around: SeasonRound, form: WishForm, *, wrong: str = "") -> HttpResponse:
    is_shared = around.state == SeasonState.SHARED
    all_wishes = around.wishes.select_related("venue")
    all_wishes = all_wishes.order_by("venue__name", "weekday", "starts_at", "outcome", "rank")
    mine = wishes_of(around, work.person).select_related("series", "venue__network")
    context = {
        "work": work, "around": around, "form": form, "wrong": wrong, "is_open": may_be_asked(around),
        "is_shared": is_shared, "may_make": work.has(MAKERS), "said": request.GET.get("klaar", ""),
        "mine": [line(one, around) | {"url": booking_url(one)} for one in mine],
        "everyone": [line(one, around) for one in all_wishes] if is_shared else [], "number": around.wishes.count(),
        "places": ", ".join(one.name for one in around.venues.all()), "today": timezone.localdate(),
    }  # fmt: skip
    return render(request, "places/season.html", context, status=CONFLICT if wrong else 200)


def line(wish: SeasonWish, around: SeasonRound) -> dict[str, Any]:
    """A wish in words."""
    cents = cost_of(around, wish)
    return {
        "wish": wish, "day": str(WEEKDAYS[wish.weekday]), "times": span_text(wish.starts_at, wish.ends_at),
        "cost": money(Decimal(cents) / 100) if cents else "", "tone": TONES[WishOutcome(wish.outcome)],
        "why": why_not(wish),
    }  # fmt: skip


def why_not(wish: SeasonWish) -> str:
    """Why they do not have it; empty for who has it, and before all is shared out."""
    if wish.outcome != WishOutcome.REFUSED:
        return ""
    return str(NotFree(wish.why_not).label) if wish.why_not else _("Een andere groep kreeg deze tijd.")


def booking_url(wish: SeasonWish) -> str:
    """The page of the first time one has; only for whose wish it is."""
    first = wish.series.bookings.order_by("starts_at").first() if wish.series else None
    return reverse("places:booking", args=[wish.venue.network.slug, token_of(first.form_key)]) if first else ""
