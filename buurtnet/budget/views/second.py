"""A second resident without an account: the link who asked shares, and saying yes or no behind a link in a mail."""

import time
from typing import Any, Final
from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from buurtnet.budget.access import budget_room
from buurtnet.budget.asking_back import notes_of
from buurtnet.budget.choices import Answer, Lane
from buurtnet.budget.forms.deciding import YES, SecondForm, SecondSayForm
from buurtnet.budget.models import Idea, Say
from buurtnet.budget.saying import is_open, lacks_for_second, said_yes, say_as_second
from buurtnet.budget.second import ask_to_confirm, confirmed, key_of, with_key
from buurtnet.budget.shown import badge_of, card_of, money_of, promise_of, where_of
from buurtnet.budget.views.own import own_or_404
from buurtnet.kit.error_pages import error_page
from buurtnet.kit.limits import address_of, allowed, limited
from buurtnet.kit.moving import NotNowError
from buurtnet.kit.scancode import scancode
from buurtnet.people.doors import secret_address
from buurtnet.people.links import site_url

FORM: Final = ["GET", "HEAD", "POST"]
CONFLICT: Final = 409
ASKED_PER_HOUR: Final = 30  # from one internet address: a library is one too


@login_not_required
@secret_address
@require_safe
@never_cache
def second_link(request: HttpRequest, network: str, token: str) -> HttpResponse:
    """For who asked: how it stands with the two yeses, and the link to share or print for a neighbour."""
    found = own_or_404(request, network, token)
    rows = Say.objects.filter(idea=found, attempt=found.attempt).exclude(answer=Answer.CONFLICT)
    url = site_url("budget:second", network, found.pk, key_of(found))
    context = {
        "idea": found, "token": token, "url": url, "scan": scancode(url, border=2, is_on_white=True),
        "is_open": is_open(found), "yes": said_yes(found), "noes": rows.filter(answer=Answer.NO),
        "notes": list(notes_of(found)), "money": money_of(found), "badge": badge_of(found),
        "promise": promise_of(found), "is_direct": found.lane == Lane.DIRECT,
    }  # fmt: skip
    return render(request, "budget/second_link.html", context)


@login_not_required
@secret_address
@limited("budget_second", setting="FORMS_PER_MINUTE", only="POST")
@require_http_methods(FORM)
@never_cache
def second(request: HttpRequest, network: str, pk: UUID, key: str) -> HttpResponse:
    """What a neighbour asks, and where the link to say yes or no goes."""
    here = budget_room(request, network)
    found = with_key(here, pk, key)
    if found is None:
        raise Http404
    form = SecondForm(request.POST or None, about=f"budget.second.{pk}")
    is_sent = False
    if request.method == "POST" and is_open(found) and form.is_valid():
        now = time.time()
        if not allowed("budget_second-hour", address_of(request), ASKED_PER_HOUR, 3600, now):
            return error_page(request, 429)
        ask_to_confirm(found, form.cleaned_data["mail"], now)
        is_sent = True
    context = facts_of(found) | {"form": form, "is_sent": is_sent, "is_open": is_open(found)}
    return render(request, "budget/second.html", context)


def facts_of(found: Idea) -> dict[str, Any]:
    return {
        "idea": found, "card": card_of(found), "money": money_of(found), "where": where_of(found),
        "badge": badge_of(found),
    }  # fmt: skip


@login_not_required
@secret_address
@limited("budget_second", setting="FORMS_PER_MINUTE", only="POST")
@require_http_methods(FORM)
@never_cache
def second_say(request: HttpRequest, network: str, token: str) -> HttpResponse:
    """From a mail: yes or no with a button; looking at the page says nothing."""
    here = budget_room(request, network)
    behind = confirmed(here, token)
    if behind is None:
        raise Http404
    found, address = behind
    form, wrong = SecondSayForm(request.POST or None), ""
    if request.method == "POST" and form.is_valid():
        answer = Answer.YES if form.cleaned_data["doe"] == YES else Answer.NO
        try:
            say_as_second(found, address, answer, reason=form.cleaned_data["reason"])
            return redirect(f"{request.path}?klaar=1")
        except NotNowError as error:
            wrong = str(error)
    lacks = lacks_for_second(found, address)
    is_done = request.GET.get("klaar") == "1" and bool(lacks)
    context = facts_of(found) | {"form": form, "wrong": wrong, "lacks": lacks, "is_done": is_done}
    return render(request, "budget/second_say.html", context, status=CONFLICT if wrong else 200)
