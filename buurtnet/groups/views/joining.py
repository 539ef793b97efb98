"""Behind a link of one's own: how a request stands, the answer of an owner from a mail, and an invitation."""

from typing import Any, Final

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from buurtnet.groups.access import groups_room, is_known, is_shown, role_in
from buurtnet.groups.choices import RequestState
from buurtnet.groups.joining import (
    accept,
    asked_in,
    claim,
    come_in,
    decline,
    invitation_in,
    token_of,
    with_token,
    withdraw,
)
from buurtnet.groups.models import JoinRequest
from buurtnet.groups.shown import card_of, next_dates
from buurtnet.groups.views.public import activity_url
from buurtnet.kit.limits import limited
from buurtnet.kit.moving import NotNowError
from buurtnet.kit.scancode import scancode
from buurtnet.people.access import visitor
from buurtnet.people.doors import ring_one, secret_address
from buurtnet.people.links import site_url
from buurtnet.people.work import work_of
from buurtnet.themes.danger_advice import advice_for

CONFLICT: Final = 409
FORM: Final = ["GET", "HEAD", "POST"]


@login_not_required
@secret_address
@limited("group_request", setting="FORMS_PER_MINUTE", only="POST")
@require_http_methods(FORM)
@never_cache
def request(request: HttpRequest, network: str, token: str) -> HttpResponse:
    """How it stands, for who asked; taking it back, or coming in with the account one has by now."""
    here = groups_room(request, network)
    found = with_token(token)
    if found is None or found.group.network_id != here.pk:
        raise Http404
    person, wrong = visitor(request), ""
    try:
        match request.POST.get("doe", ""):
            case "intrekken":
                withdraw(found, by=person)
            case "erbij" if person is not None:
                claim(found, by=person)
                return redirect("groups:inside", network, found.group_id)
    except NotNowError as error:
        wrong = str(error)
    may_claim = (
        found.state == RequestState.ACCEPTED and is_known(person, here) and found.person_id is None
        and is_shown(found.group)
    )  # fmt: skip
    context = _story(request, found) | {"wrong": wrong, "may_claim": may_claim}
    return render(request, "groups/request.html", context, status=CONFLICT if wrong else 200)


def _story(request: HttpRequest, found: JoinRequest) -> dict[str, Any]:
    group = found.group
    dates = next_dates([group], timezone.now())
    url = site_url("groups:request", group.network.slug, token_of(found.form_key))
    is_new = request.GET.get("klaar") == "1" and request.method == "GET"
    is_in = role_in(visitor(request), group) is not None
    return {
        "asked": found, "group": group, "url": url, "is_new": is_new,
        "card": card_of(group, dates.get(group.activity_id) if group.activity_id else None),
        "activity_url": activity_url(group), "hears_by_mail": found.person_id is not None or "@" in found.contact,
        "is_in": is_in, "tells": is_in or is_shown(group),
        "scan": scancode(url, border=2, is_on_white=True) if found.person_id is None else "",
        "danger": advice_for(found.word, group.network.country) if is_new and found.word else None,
    }  # fmt: skip


@login_not_required
@secret_address
@limited("group_answer", setting="FORMS_PER_MINUTE", only="POST")
@require_http_methods(FORM)
@never_cache
def answer(request: HttpRequest, network: str, token: str) -> HttpResponse:
    """From the mail of an owner: yes or no with a button. How to reach who asked is not shown here."""
    here = groups_room(request, network)
    said = asked_in(token)
    if said is None or said[0].group.network_id != here.pk:
        raise Http404
    found, by = said
    wrong = ""
    try:
        match request.POST.get("doe", ""):
            case "ja":
                accept(found, by=by)
            case "nee":
                decline(found, by=by)
    except NotNowError as error:
        wrong = str(error)
    context = {"asked": found, "group": found.group, "wrong": wrong, "is_asked": found.state == RequestState.ASKED}
    return render(request, "groups/answer.html", context, status=CONFLICT if wrong else 200)


@ring_one
@secret_address
@limited("group_invited", setting="FORMS_PER_MINUTE", only="POST")
@require_http_methods(FORM)
@never_cache
def invited(request: HttpRequest, network: str, token: str) -> HttpResponse:
    """Someone of the network was asked in, or to pull the group; a button says yes."""
    here = groups_room(request, network)
    work = work_of(request, here)
    found = invitation_in(token, work.person)
    if found is None or found.group.network_id != here.pk:
        raise Http404
    wrong = ""
    if request.method == "POST" and request.POST.get("doe") == "ja":
        try:
            come_in(found, work.person)
            return redirect("groups:inside", network, found.group.pk)
        except NotNowError as error:
            wrong = str(error)
    context = {"work": work, "group": found.group, "role": found.role.value, "wrong": wrong}
    return render(request, "groups/invited.html", context, status=CONFLICT if wrong else 200)
