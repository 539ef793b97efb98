"""For everyone: which groups there are, one of them, and asking to join. A closed group is not there."""

import time
from typing import Any, Final
from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from buurtnet.agenda.choices import ActivityState
from buurtnet.areas.choices import Room
from buurtnet.areas.models import Network
from buurtnet.directory.crumbs import Crumb
from buurtnet.groups.access import groups_room, is_known, role_in
from buurtnet.groups.choices import GroupKind
from buurtnet.groups.forms.asking import AskForm
from buurtnet.groups.joining import ask as ask_to_join
from buurtnet.groups.joining import join_open, token_of
from buurtnet.groups.models import Group
from buurtnet.groups.shown import card_of, cards_of, next_dates
from buurtnet.kit.error_pages import error_page
from buurtnet.kit.limits import address_of, allowed, limited
from buurtnet.kit.moving import NotNowError
from buurtnet.people.access import visitor

MOST: Final = 300  # groups on one page
PER_HOUR: Final = 12  # requests from one address
CONFLICT: Final = 409


@login_not_required
@require_safe
def group_list(request: HttpRequest, network: str) -> HttpResponse:
    """All groups that one may know of, by name; the same for everyone."""
    here = groups_room(request, network)
    rows = Group.objects.shown_in(here).select_related("network")
    context = {"cards": cards_of(rows[:MOST], timezone.now()), "crumbs": [Crumb(_("Groepen"))]}
    return render(request, "groups/group_list.html", context)


def shown_or_404(here: Network, pk: UUID) -> Group:
    rows = Group.objects.shown_in(here).select_related("network", "organization", "activity")
    return get_object_or_404(rows, pk=pk)


@login_not_required
@require_safe
def group(request: HttpRequest, network: str, pk: UUID) -> HttpResponse:
    """One group: for whom, when and where, who to ask, and how to join."""
    here = groups_room(request, network)
    found = shown_or_404(here, pk)
    return page(request, found)


def page(request: HttpRequest, found: Group, *, wrong: str = "") -> HttpResponse:
    here, person = found.network, visitor(request)
    list_url = reverse("groups:group_list", args=[here.slug])
    dates = next_dates([found], timezone.now())
    context = {
        "group": found, "card": card_of(found, dates.get(found.activity_id) if found.activity_id else None),
        "activity_url": activity_url(found), "is_open": found.kind == GroupKind.OPEN, "wrong": wrong,
        "is_known": is_known(person, here), "is_in": role_in(person, found) is not None,
        "crumbs": [Crumb(_("Groepen"), list_url), Crumb(found.name)],
    }  # fmt: skip
    return render(request, "groups/group.html", context, status=CONFLICT if wrong else 200)


def activity_url(found: Group) -> str:
    """The page of what the group does together, when that can be seen."""
    if found.activity is None or found.activity.state != ActivityState.LIVE or not found.network.has(Room.AGENDA):
        return ""
    return reverse("agenda:activity", args=[found.network.slug, found.activity_id])


@login_not_required
@limited("group_ask", setting="FORMS_PER_MINUTE", only="POST")
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def ask(request: HttpRequest, network: str, pk: UUID) -> HttpResponse:
    """Ask whether one may join; an open group one joins with the button of its page."""
    here = groups_room(request, network)
    found, person = shown_or_404(here, pk), visitor(request)
    known = person if is_known(person, here) else None
    if role_in(known, found):
        return redirect("groups:inside", network, pk)
    if found.kind == GroupKind.OPEN:
        return come_along(request, found)
    form = AskForm(request.POST or None, group=found, person=known)
    if request.method != "POST" or not form.is_valid():
        return form_page(request, found, form)
    if not allowed("group_ask-hour", address_of(request), PER_HOUR, 3600, time.time()):
        return error_page(request, 429)
    try:
        made = ask_to_join(found, form.asking(), form_key=form.key)
    except NotNowError as error:
        return form_page(request, found, form, wrong=str(error), status=CONFLICT)
    return redirect(f"{reverse('groups:request', args=[network, token_of(made.form_key)])}?klaar=1")


def come_along(request: HttpRequest, found: Group) -> HttpResponse:
    """Who is known in the network is in an open group with one button, and sees its board."""
    person = visitor(request)
    if request.method != "POST" or person is None or not is_known(person, found.network):
        return redirect("groups:group", found.network.slug, found.pk)
    try:
        join_open(found, person)
    except NotNowError as error:
        return page(request, found, wrong=str(error))
    return redirect("groups:inside", found.network.slug, found.pk)


def form_page(request: HttpRequest, found: Group, form: AskForm, *, status: int = 200, **more: Any) -> HttpResponse:
    context = {"group": found, "form": form, "is_known": form.person is not None}
    return render(request, "groups/ask.html", context | more, status=status)
