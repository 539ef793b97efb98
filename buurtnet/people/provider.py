"""Signing in at a provider (OpenID Connect): a municipality's own accounts, when the settings name one.

The provider must have verified the mail address. It lets in who was known by it before, and who was invited at that
address; nobody takes over an account by owning an address elsewhere. It opens the second ring only when the provider
says that it asked for a second factor, in the words of the settings.
"""

import time
from typing import Any

from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from buurtnet.people.doors import keep_to_oneself, open_ring_two, safe_path
from buurtnet.people.factors import tell
from buurtnet.people.inviting import accept
from buurtnet.people.models import Invitation, Person
from buurtnet.people.signin import sign_in

type Claims = dict[str, Any]


def come_in(request: HttpRequest, login: Any) -> HttpResponse:
    """Where someone who signed in at the provider goes: on, or to a page that says why not."""
    said: Claims = login.account.extra_data
    person = known(login) or invited(request, login, said)
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
    """Who was invited at the verified address: the provider's account is theirs from now on."""
    address = verified_address(said)
    invitations = Invitation.objects.filter(email__iexact=address) if address else None
    if invitations is None:
        return None
    waiting = invitations.open().order_by("created_at").first()
    if waiting:
        person = accept(waiting)
    else:
        person = Person.objects.filter(email__iexact=address, pk__in=invitations.values("used_by")).first()
    if person is not None and person.is_active:
        SocialAccount.objects.create(user=person, provider=login.account.provider, uid=login.account.uid)
        tell(request, person, "factor.provider")
    return person


def claims(said: Claims, source: str) -> Claims:
    found = said.get(source)
    return found if isinstance(found, dict) else {}


def verified_address(said: Claims) -> str:
    """The mail address, when the provider says that it verified it; the same in both places where it can say so."""
    for source in ("userinfo", "id_token"):
        found = claims(said, source)
        if found.get("email"):
            is_verified = found.get("email_verified") in {True, "true"}
            return str(found["email"]).strip().lower() if is_verified else ""
    return ""


def is_second_factor(said: Claims) -> bool:
    """Whether the provider says, in its signed token, that it asked for a second factor, lately."""
    token = claims(said, "id_token")
    methods = token.get("amr")
    is_strong = token.get("acr") in settings.OIDC_STRONG_ACR or bool(
        set(methods if isinstance(methods, list) else []) & set(settings.OIDC_STRONG_AMR)
    )
    when = token.get("auth_time", time.time())
    return is_strong and isinstance(when, int | float) and when > time.time() - 12 * 3600


def refused(request: HttpRequest, why: str) -> HttpResponse:
    """A page that says in a sentence why, and how to go on."""
    return keep_to_oneself(render(request, "people/doors/provider_refused.html", {"why": why}, status=403))
