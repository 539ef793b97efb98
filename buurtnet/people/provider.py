"""Signing in at a provider (OpenID Connect): a municipality's own accounts, when the settings name one.

It lets in who was known by it before. Who was invited at the address that the provider verified is known by it from
then on, as long as there is nothing to take over: whoever has a key or a strong role, or took such a link away, links
the provider's account on their own page of keys, in the second ring. It opens the second ring only when the provider
says that it asked for a second factor, in the words of the settings.
"""

import time
from typing import Any

from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from buurtnet.people.access import needs_strong_door
from buurtnet.people.addresses import clean_address
from buurtnet.people.doors import is_strong, keep_to_oneself, open_ring_two, safe_path
from buurtnet.people.factors import accounts_of, has_factor, tell
from buurtnet.people.inviting import accept, account_at, is_still_given
from buurtnet.people.models import Invitation, Person
from buurtnet.people.signin import sign_in

type Claims = dict[str, Any]
CONNECT = "connect"  # allauth's word for a way to the provider that began at one's own account


class OwnDoorFirstError(Exception):
    """This account has a key, a strong role or a provider's account already: its owner links another one."""


def come_in(request: HttpRequest, login: Any) -> HttpResponse:
    """Where someone who signed in at the provider goes: on, or to a page that says why not."""
    said: Claims = login.account.extra_data
    if login.state.get("process") == CONNECT:
        return link_own(request, login)
    try:
        person = known(login) or invited(request, login, said)
    except OwnDoorFirstError:
        return refused(request, "own_door")
    if person is None:
        return refused(request, "unknown" if verified_address(said) else "unverified")
    if not person.is_active:
        return refused(request, "closed")
    sign_in(request, person, is_remembered=False, by="provider")
    if is_second_factor(said):
        open_ring_two(request, shown_at=claims(said, "id_token").get("auth_time"))
    return redirect(safe_path(request, str(login.state.get("next") or "")) or "people:account")


def known(login: Any) -> Person | None:
    """Who signed in by this account before. What the provider tells of them is not kept."""
    account = SocialAccount.objects.filter(provider=login.account.provider, uid=login.account.uid).first()
    if account is None:
        return None
    account.extra_data = {}
    account.save(update_fields=["extra_data", "last_login"])
    found: Person = account.user
    return found


@transaction.atomic
def invited(request: HttpRequest, login: Any, said: Claims) -> Person | None:
    """Who was invited at the verified address: the provider's account is theirs from now on.

    Raises ``OwnDoorFirstError`` for an account that has a door of its own already.
    """
    address = verified_address(said)
    if not address:
        return None
    invitations = Invitation.objects.filter(email=address)
    before = account_at(address)
    waiting = next((one for one in invitations.open().order_by("created_at") if is_still_given(one)), None)
    if waiting is None and not (before and invitations.filter(used_by=before).exists()):
        return None
    if before and before.is_active and has_something_to_take(before):
        raise OwnDoorFirstError
    person = accept(waiting) if waiting else before
    if person is not None and person.is_active:
        link(request, person, login)
    return person


def has_something_to_take(person: Person) -> bool:
    has_door = has_factor(person) or needs_strong_door(person) or accounts_of(person).exists()
    return has_door or person.unlinked_at is not None


@transaction.atomic
def link_own(request: HttpRequest, login: Any) -> HttpResponse:
    """Someone in the second ring links the provider's account to their own; never one that is another's."""
    person = request.user
    if not isinstance(person, Person) or not is_strong(request):
        return refused(request, "own_door")
    theirs = known(login)
    if theirs is not None and theirs != person:
        return refused(request, "taken")
    if theirs is None:
        link(request, person, login)
    return redirect(f"{reverse('people:factors')}?gekoppeld=1")


def link(request: HttpRequest, person: Person, login: Any) -> None:
    SocialAccount.objects.create(user=person, provider=login.account.provider, uid=login.account.uid)
    tell(request, person, "factor.provider")


def claims(said: Claims, source: str) -> Claims:
    found = said.get(source)
    return found if isinstance(found, dict) else {}


def verified_address(said: Claims) -> str:
    """The mail address, when the provider says that it verified it; the same in both places where it can say so."""
    for source in ("userinfo", "id_token"):
        found = claims(said, source)
        if found.get("email"):
            is_verified = found.get("email_verified") is True or found.get("email_verified") == "true"
            return plain(found["email"]) if is_verified else ""
    return ""


def plain(said: Any) -> str:
    try:
        return clean_address(str(said))
    except ValidationError:
        return ""


def is_second_factor(said: Claims) -> bool:
    """Whether the provider says, in its signed token, that it asked for a second factor, lately."""
    token = claims(said, "id_token")
    methods = token.get("amr")
    has_method = isinstance(methods, list) and any(one in settings.OIDC_STRONG_AMR for one in methods)
    is_enough = has_method or token.get("acr") in settings.OIDC_STRONG_ACR
    when = token.get("auth_time", time.time())
    return is_enough and isinstance(when, int | float) and when > time.time() - 12 * 3600


def refused(request: HttpRequest, why: str) -> HttpResponse:
    """A page that says in a sentence why, and how to go on."""
    return keep_to_oneself(render(request, "people/doors/provider_refused.html", {"why": why}, status=403))
