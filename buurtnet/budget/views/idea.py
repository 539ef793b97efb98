"""One idea, for everyone: its whole life, what it costs, who decides until when, and saying that it is a good one."""

import time
from typing import Any, Final
from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from buurtnet.areas.models import Network
from buurtnet.budget.access import budget_room, is_known, is_own
from buurtnet.budget.choices import IdeaState
from buurtnet.budget.forms.ideas import TakeAwayForm
from buurtnet.budget.ideas import become_buddy, like
from buurtnet.budget.likes import hash_of_mark, keep_mark, mark_in, new_mark
from buurtnet.budget.models import Idea, IdeaLike
from buurtnet.budget.shown import around, badge_of, card_of, life_of, map_points, money_of, photo_url, promise_of
from buurtnet.budget.telling import LARGE, LYING, take_photo_away
from buurtnet.budget.views.pictures import picture
from buurtnet.directory.crumbs import Crumb
from buurtnet.kit.error_pages import error_page
from buurtnet.kit.limits import address_of, allowed, limited
from buurtnet.kit.moving import NotNowError
from buurtnet.people.access import visitor

FORM: Final = ["GET", "HEAD", "POST"]
CONFLICT: Final = 409
LIKES_PER_HOUR: Final = 120  # from one address: a library is one too
TAKEN_PER_HOUR: Final = 20  # photos that one address takes away
LIKABLE: Final = (IdeaState.IDEA, IdeaState.SUBMITTED, IdeaState.ASKED_BACK)


def shown_or_404(here: Network, pk: UUID) -> Idea:
    rows = Idea.objects.shown_in(here).select_related("network", "area", "pot", "need", "activity")
    return get_object_or_404(rows.defer("contact"), pk=pk)


@login_not_required
@require_http_methods(FORM)
@limited("budget_buddy", setting="FORMS_PER_MINUTE", only="POST")
def idea(request: HttpRequest, network: str, pk: UUID) -> HttpResponse:
    """Its page. Who is known here says with a button on it that they think along."""
    here = budget_room(request, network)
    found, person, wrong = shown_or_404(here, pk), visitor(request), ""
    if request.method == "POST":
        if person is None or not is_known(person, here):
            raise Http404
        try:
            become_buddy(found, by=person)
            return redirect("budget:desk_idea", network, pk)
        except NotNowError as error:
            wrong = str(error)
    context = page_of(request, found) | {"wrong": wrong}
    return render(request, "budget/idea.html", context, status=CONFLICT if wrong else 200)


def page_of(request: HttpRequest, found: Idea) -> dict[str, Any]:
    here, person = found.network, visitor(request)
    mark = hash_of_mark(mark_in(request))
    may_be_buddy = (
        found.wants_buddy and found.buddy_id is None and person is not None and is_known(person, here)
        and not is_own(person, found)
    )  # fmt: skip
    is_told = found.told_shown_at is not None and bool(found.sentence)
    return {
        "idea": found, "card": card_of(found), "badge": badge_of(found), "money": money_of(found),
        "life": life_of(found), "promise": promise_of(found), "photo": photo_url(found, LARGE), "is_told": is_told,
        "likes_it": bool(mark) and IdeaLike.objects.filter(idea=found, by_hash=mark).exists(),
        "may_like": found.state in LIKABLE, "may_be_buddy": may_be_buddy,
        "seeks_buddy": found.wants_buddy and found.buddy_id is None and found.state in LIKABLE,
        "map_points": map_points([card_of(found)]),
        "crumbs": [
            Crumb(_("Buurtbudget"), reverse("budget:home", args=[here.slug])),
            Crumb(_("Ideeën"), reverse("budget:idea_list", args=[here.slug])), Crumb(found.title),
        ],
    } | around(found)  # fmt: skip


@login_not_required
@limited("budget_like", setting="FORMS_PER_MINUTE", only="POST")
@require_http_methods(FORM)
@never_cache
def idea_like(request: HttpRequest, network: str, pk: UUID) -> HttpResponse:
    """A good idea, or no longer: one for each browser, known by a random mark on the device."""
    here = budget_room(request, network)
    found = shown_or_404(here, pk)
    if request.method != "POST":
        return redirect("budget:idea", network, pk)
    if not allowed("budget_like-hour", address_of(request), LIKES_PER_HOUR, 3600, time.time()):
        return error_page(request, 429)
    mark = mark_in(request) or new_mark()
    if found.state in LIKABLE:
        like(found, hash_of_mark(mark), good=request.POST.get("doe") != "weg")
    answer = redirect(f"{reverse('budget:idea', args=[network, pk])}#goed-idee")
    keep_mark(answer, mark)
    return answer


@login_not_required
@require_safe
def idea_photo(request: HttpRequest, network: str, pk: UUID, size: int) -> HttpResponse:
    """The photo of what it became, once someone looked at it."""
    found = shown_or_404(budget_room(request, network), pk)
    if found.told_shown_at is None or size not in LYING.widths:
        raise Http404
    return picture(found.photo, size)


@login_not_required
@limited("budget_photo", setting="FORMS_PER_MINUTE", only="POST")
@require_http_methods(FORM)
def idea_photo_away(request: HttpRequest, network: str, pk: UUID) -> HttpResponse:
    """Take a photo on which you are away: one button, at once."""
    here = budget_room(request, network)
    found = shown_or_404(here, pk)
    form = TakeAwayForm(request.POST or None, about=f"idea.photo.{pk}")
    if request.method == "POST" and form.is_valid():
        if not allowed("photos-away", address_of(request), TAKEN_PER_HOUR, 3600, time.time()):
            form.add_error(None, _("Dit waren er veel. Probeer het over een uur nog eens, of bel ons."))
        else:
            take_photo_away(found)
            return redirect("budget:idea_photo_away", network, pk)
    context = {"idea": found, "form": form, "is_gone": not photo_url(found, LARGE)}
    return render(request, "budget/idea_photo_away.html", context)
