"""Coming in and going out: a link by mail, a passkey, an invitation. Looking at a page never opens or uses a door."""

import time

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from buurtnet.kit.limits import allowed, limited
from buurtnet.people.access import needs_strong_door
from buurtnet.people.choices import WHAT_IT_MEANS, Role
from buurtnet.people.devices import DEVICE, end_devices
from buurtnet.people.doors import next_path, open_ring_two, safe_path, secret_address
from buurtnet.people.factors import allow_first_factor, has_factor
from buurtnet.people.forms.doors import KeyForm, SigninForm
from buurtnet.people.inviting import accept, account_at, open_invitation
from buurtnet.people.models import Invitation, Person
from buurtnet.people.passkeys import WrongKeyError, ask_for_known, show_passkey
from buurtnet.people.signin import (
    ClosedAccountError,
    has_account,
    open_link,
    people_of_the_demo,
    send_signin_link,
    sign_in,
    use_link,
)
from buurtnet.privacy.choices import Action
from buurtnet.privacy.log import record

MAILS_TO_ONE_ADDRESS = 5  # an hour: enough for who lost one, and no way to fill someone's mailbox
GONE = 410
limited_signin = limited("signin", setting="SIGN_INS_PER_HOUR", only="POST", seconds=3600)


@secret_address
@login_not_required
@limited_signin
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def signin(request: HttpRequest) -> HttpResponse:
    """Ask for a link by mail. The answer is the same for every address."""
    if request.user.is_authenticated:
        return redirect(next_path(request) or "people:account")
    form = SigninForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        email = form.cleaned_data["email"]
        if allowed("signin-mail", email, MAILS_TO_ONE_ADDRESS, 3600, time.time()):
            send_signin_link(email, next_path=next_path(request))
        return render(request, "people/doors/signin_sent.html", {"email": email, "demo": settings.DEMO})
    return signin_page(request, form)


def signin_page(
    request: HttpRequest, form: SigninForm, *, wrong_key: bool = False, status: int = 200
) -> HttpResponse:
    context = {
        "form": form,
        "next": next_path(request),
        "wrong_key": wrong_key,
        "provider": settings.OIDC_NAME if settings.OIDC_ISSUER else "",
        "demo_people": people_of_the_demo() if settings.DEMO else [],
    }
    return render(request, "people/doors/signin.html", context, status=status)


@login_not_required
@limited_signin
@require_POST
@never_cache
def signin_passkey_ask(request: HttpRequest) -> HttpResponse:
    """What the browser needs to show a passkey of this site; asked by the script of the page."""
    return JsonResponse(ask_for_known())


@login_not_required
@limited_signin
@require_POST
@never_cache
def signin_passkey(request: HttpRequest) -> HttpResponse:
    """A passkey opens both rings at once: it is something one has, and a finger, a face or a PIN."""
    form = KeyForm(request.POST)
    try:
        if not form.is_valid():
            raise WrongKeyError
        person = show_passkey(form.cleaned_data["credential"])
    except WrongKeyError:
        return signin_page(request, SigninForm(), wrong_key=True, status=403)
    # A key of this very device; one of a phone beside it, or on a stick, is often used on a computer that is shared.
    is_own_device = form.cleaned_data["credential"].get("authenticatorAttachment") == "platform"
    sign_in(request, person, is_remembered=is_own_device, by="passkey")
    open_ring_two(request)
    return redirect(next_path(request) or "people:account")


@secret_address
@login_not_required
@limited("link", setting="SIGN_INS_PER_HOUR", only="POST", seconds=3600)
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def signin_link(request: HttpRequest, token: str) -> HttpResponse:
    """The page of a link from a mail: its button signs in, or makes the account. A scanner does nothing."""
    if request.method == "POST":
        try:
            used = use_link(token)
        except ClosedAccountError:
            return render(request, "people/doors/gone.html", {"what": "closed"}, status=GONE)
        if used:
            person, path = used
            sign_in(request, person, is_remembered=wants_to_be_remembered(request), by="link")
            return redirect(safe_path(request, path) or "people:account")
    link = open_link(token)
    if link is None:
        return render(request, "people/doors/gone.html", {"what": "link"}, status=GONE)
    return render(request, "people/doors/signin_link.html", {"is_new": not has_account(link)})


@secret_address
@login_not_required
@limited("link", setting="SIGN_INS_PER_HOUR", only="POST", seconds=3600)
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Who asks you in, and as what; the button accepts. Who is signed in takes part with the account they are in."""
    found = open_invitation(token)
    if found is not None and request.method == "POST":
        visitor = request.user if isinstance(request.user, Person) else None
        before = visitor or account_at(found.email)
        needed_key = before is not None and needs_own_key(found, before)
        person = accept(found, visitor)
        if person is not None:
            if visitor is None:
                sign_in(request, person, is_remembered=wants_to_be_remembered(request), by="invitation")
            return after_accepting(request, person, needed_key=needed_key)
        found = None
    if found is None:
        return render(request, "people/doors/gone.html", {"what": "invitation"}, status=GONE)
    context = {"invitation": found, "meaning": WHAT_IT_MEANS[Role(found.role)]}
    return render(request, "people/doors/invitation.html", context)


def needs_own_key(invitation: Invitation, person: Person) -> bool:
    """Who has a strong role makes no first key by an invitation, but by one of the operator to their own address."""
    is_operators = invitation.invited_by_id is None and invitation.email == person.email
    return needs_strong_door(person) and not is_operators


def after_accepting(request: HttpRequest, person: Person, *, needed_key: bool) -> HttpResponse:
    """To one's first key, or where one has one, to one's account.

    Who needed a key before (``needed_key``) makes it as before: an invitation, from whomever, is no way around that.
    """
    if needed_key or has_factor(person):
        return redirect("people:account")
    allow_first_factor(request.session, by="invitation")
    return redirect(f"{reverse('people:factors')}?welkom=1")


@login_not_required
@require_POST
@never_cache
def signout(request: HttpRequest) -> HttpResponse:
    if isinstance(request.user, Person):
        record(Action.SIGN_OUT, actor=request.user, subject=request.user, request=request)
        end_devices(request.user, only=request.session.get(DEVICE, 0))
    logout(request)
    return redirect(f"{reverse('people:signin')}?af=1")


def wants_to_be_remembered(request: HttpRequest) -> bool:
    return request.POST.get("onthoud") == "1"
