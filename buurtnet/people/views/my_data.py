"""My data: see it, take it along, correct it, have it erased, and read who looked at it."""

import time
from contextlib import suppress

from django.contrib.auth import logout
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from buurtnet.kit.limits import allowed, limited
from buurtnet.kit.pages import pages_of
from buurtnet.people.access import needs_strong_door
from buurtnet.people.doors import ask_for_ring_two, is_strong, ring_one, secret_address
from buurtnet.people.factors import has_factor
from buurtnet.people.forms.doors import AddressForm, PersonForm
from buurtnet.people.log_words import in_words, sections_for
from buurtnet.people.models import Person
from buurtnet.people.my_data import (
    ask_both_addresses,
    confirm_address,
    erase_account,
    open_change,
    sole_director_of,
)
from buurtnet.people.roles import LastDirectorError
from buurtnet.privacy.choices import Action
from buurtnet.privacy.export import data_of
from buurtnet.privacy.log import record, seen_by

PER_PAGE = 50
CHANGES_PER_HOUR = 5  # so that nobody fills the mailbox of another


def me(request: HttpRequest) -> Person:
    assert isinstance(request.user, Person)
    return request.user


@ring_one
@require_http_methods(["GET", "HEAD", "POST"])
def my_data(request: HttpRequest) -> HttpResponse:
    """What is kept; one's name and language are corrected here."""
    person = Person.objects.get(pk=me(request).pk)
    form = PersonForm(request.POST or None, instance=person)
    if request.method == "POST" and form.is_valid():
        form.save()
        record(Action.CHANGE, actor=person, subject=person, obj=person, fields_group="name", request=request)
        return redirect(f"{reverse('people:my_data')}?bewaard=1")
    context = {"form": form, "person": person, "is_saved": request.GET.get("bewaard") == "1"}
    return render(request, "people/doors/my_data.html", context)


@ring_one
@limited("signin", setting="SIGN_INS_PER_HOUR", only="POST", seconds=3600)
@require_http_methods(["GET", "HEAD", "POST"])
def address_change(request: HttpRequest) -> HttpResponse:
    """Another mail address: both addresses are asked. Who has a key shows it first."""
    person = me(request)
    if has_factor(person) and not is_strong(request):
        return ask_for_ring_two(request)
    form = AddressForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        new_email = form.cleaned_data["new_email"]
        if allowed("address", str(person.pk), CHANGES_PER_HOUR, 3600, time.time()):
            ask_both_addresses(person, new_email)
        return render(request, "people/doors/address_sent.html", {"old": person.email, "new": new_email})
    return render(request, "people/doors/address_change.html", {"form": form, "person": person})


@secret_address
@login_not_required
@limited("link", setting="SIGN_INS_PER_HOUR", only="POST", seconds=3600)
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def address(request: HttpRequest, token: str) -> HttpResponse:
    """The page of the link in one of both mails; its button says yes."""
    change = open_change(token)
    if change is None:
        return render(request, "people/doors/gone.html", {"what": "address"}, status=410)
    if request.method != "POST":
        return render(request, "people/doors/address.html", {"new": change.new_email})
    done = confirm_address(request, token)
    if done == "none":
        return render(request, "people/doors/gone.html", {"what": "address"}, status=410)
    return render(request, "people/doors/address_done.html", {"is_changed": done == "changed"})


@ring_one
@require_safe
def export_json(request: HttpRequest) -> HttpResponse:
    """Everything, as data."""
    if needs_key(request):
        return ask_for_ring_two(request)
    person = me(request)
    record(Action.EXPORT, actor=person, subject=person, obj=person, request=request)
    found = JsonResponse(data_of(person.pk), json_dumps_params={"ensure_ascii": False, "indent": 2})
    found.headers["Content-Disposition"] = 'attachment; filename="mijn-gegevens.json"'
    return found


@ring_one
@require_safe
def export_page(request: HttpRequest) -> HttpResponse:
    """Everything, to read and to print."""
    if needs_key(request):
        return ask_for_ring_two(request)
    person = me(request)
    record(Action.EXPORT, actor=person, subject=person, obj=person, request=request)
    return render(request, "people/doors/export.html", {"sections": sections_for(person)})


@ring_one
@require_safe
def seen(request: HttpRequest) -> HttpResponse:
    """Who looked at my data."""
    page = Paginator(seen_by(me(request)), PER_PAGE).get_page(request.GET.get("pagina"))
    record(Action.VIEW_LOG, actor=me(request), subject=me(request), request=request)
    return render(
        request, "people/doors/seen.html", {"readings": in_words(list(page)), "pages": pages_of(page, request)}
    )


@ring_one
@require_http_methods(["GET", "HEAD", "POST"])
def erase(request: HttpRequest) -> HttpResponse:
    """What happens, and one button. Who has a key shows it first; a network's only director hands that over first.

    Nor does a mailbox alone end a role that asks for a key: its holder makes one, or asks who invited them.
    """
    person = me(request)
    if needs_key(request) or (needs_strong_door(person) and not is_strong(request)):
        return ask_for_ring_two(request)
    if request.method == "POST":
        with suppress(LastDirectorError):
            erase_account(person)
            logout(request)
            return redirect("people:erased")
    context = {"networks": sole_director_of(person), "person": person}
    return render(request, "people/doors/erase.html", context)


@login_not_required
@require_safe
@never_cache
def erased(request: HttpRequest) -> HttpResponse:
    return render(request, "people/doors/erased.html")


def needs_key(request: HttpRequest) -> bool:
    """Who has a key shows it before all their data goes out, or away."""
    return has_factor(me(request)) and not is_strong(request)
