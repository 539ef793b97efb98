"""Decisions of a network: which hold, which are due for another look; and one of them."""

from functools import partial
from typing import Final
from uuid import UUID

from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from buurtnet.kit.limits import limited
from buurtnet.kit.moving import NotNowError
from buurtnet.kit.pages import pages_of
from buurtnet.meetings.access import at_meetings
from buurtnet.meetings.acting import calls_for
from buurtnet.meetings.choices import DecisionState
from buurtnet.meetings.forms.life import MeaningForm, NoLongerForm, StillRightForm
from buurtnet.meetings.models import Decision
from buurtnet.meetings.reviewing import agree_word, decisions_seen, hold_no_longer, still_right, to_review
from buurtnet.meetings.views.desk import CONFLICT, FORM, Desk, Said, handle
from buurtnet.meetings.views.said import number_in
from buurtnet.people.acting import By
from buurtnet.people.doors import ask_for_ring_two, is_strong, ring_one
from buurtnet.people.work import Work
from buurtnet.wording.agreeing import AgreedAlreadyError, InDraftAlreadyError

A_PAGE: Final = 50
NAMING: Final = "name_it"  # the button, which no field is called
HOLDS, REVIEW, NOT = "geldig", "nakijken", "niet"


@ring_one
@require_safe
def decision_list(request: HttpRequest, network: str) -> HttpResponse:
    work = at_meetings(request, network)
    rows = decisions_seen(work)
    today = timezone.localdate()
    lists = {
        HOLDS: Q(state=DecisionState.TAKEN), REVIEW: to_review(today), NOT: ~Q(state=DecisionState.TAKEN),
    }  # fmt: skip
    counts = rows.aggregate(**{name: Count("pk", filter=which) for name, which in lists.items()})
    asked = request.GET.get("lijst", "")
    chosen = asked if asked in lists else HOLDS
    page = Paginator(rows.filter(lists[chosen]).order_by("-number"), A_PAGE).get_page(request.GET.get("pagina"))
    context = {
        "work": work, "page": page, "pages": pages_of(page, request), "chosen": chosen, "today": today,
        "counts": [(name, counts[name]) for name in lists],
    }  # fmt: skip
    return render(request, "meetings/decision_list.html", context)


def desk_of(request: HttpRequest, work: Work, found: Decision) -> Desk:
    by, version = work.person, number_in(request.POST.get("version", ""))
    later = {"network": found.network_id, "number__gt": found.number}
    others = decisions_seen(work).filter(**later, state=DecisionState.TAKEN, replaces=None)
    return Desk(
        request,
        {
            "right": partial(StillRightForm, auto_id="right_%s"),
            "no_longer": lambda data: NoLongerForm(data, others=list(others.order_by("-number")[:A_PAGE])),
            NAMING: partial(MeaningForm, auto_id="word_%s"),
        },
        {
            "right": lambda said: still_right(found, said["outcome"], said["review_on"], version=version, by=by),
            "no_longer": lambda said: hold_no_longer(
                found, said["outcome"], instead=said["instead"], version=version, by=by
            ),
            NAMING: lambda said: name_it(request, work, found, said, version),
        },
    )


def may_name(work: Work, found: Decision) -> bool:
    """The words of a network are its director's, as in the room of words: everyone reads them."""
    return work.network == found.network and work.is_director()


def name_it(request: HttpRequest, work: Work, found: Decision, said: Said, version: int) -> None:
    """Raises ``NotNowError``."""
    try:
        agree_word(found, said["word"], said["meaning"], version=version, by=By(work.person, work.role_then, request))
    except (InDraftAlreadyError, AgreedAlreadyError):
        raise NotNowError(_("Iemand schrijft al aan dit woord, bij ‘Zo noemen wij dat’. Maak het daar af.")) from None


@ring_one
@limited("meeting_note", setting="SEARCHES_PER_MINUTE", only="POST")
@require_http_methods(FORM)
def decision(request: HttpRequest, network: str, pk: UUID) -> HttpResponse:
    """What was decided, why, with which objections and what it brought; for who calls meetings to look at again.

    Its director makes a word of it, in the second ring.
    """
    work = at_meetings(request, network)
    found, wrong = get_object_or_404(decisions_seen(work), pk=pk), ""
    desk, calls, names = desk_of(request, work, found), calls_for(work, found), may_name(work, found)
    if request.method == "POST":
        if desk.asked == NAMING and names and not is_strong(request):
            return ask_for_ring_two(request)
        done, wrong = handle(request, work, desk, may=lambda name: names if name == NAMING else calls)
        if done:
            return redirect("meetings:decision", network, pk)
        found = get_object_or_404(decisions_seen(work), pk=pk)
    holds = found.state == DecisionState.TAKEN
    is_due = Decision.objects.filter(to_review(timezone.localdate()), pk=pk).exists()
    context = {
        "work": work, "decision": found, "wrong": wrong, "forms": desk.forms, "open_form": desk.asked,
        "calls": calls and holds, "names": names and holds and found.word is None, "is_due": is_due,
        "objections": list(found.objections.select_related("organization")),
        "replaced_by": found.replaced_by.first(),
    }  # fmt: skip
    return render(request, "meetings/decision.html", context, status=CONFLICT if wrong else 200)
