"""The second ring: show a key or code, set one up, take one away; and setting up together."""

import json
import uuid
from contextlib import suppress
from typing import Any
from urllib.parse import urlencode

import segno
from allauth.mfa.adapter import get_adapter
from allauth.mfa.totp.internal.auth import generate_totp_secret
from allauth.mfa.utils import decrypt, encrypt
from django.conf import settings
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from buurtnet.kit.limits import limited
from buurtnet.people import factors as keys
from buurtnet.people.access import has_role
from buurtnet.people.choices import Role
from buurtnet.people.devices import DEVICE, end_devices
from buurtnet.people.doors import is_strong, next_path, open_ring_two, ring_one, ring_two, secret_address
from buurtnet.people.forms.doors import CodeForm, KeyForm
from buurtnet.people.links import site_url
from buurtnet.people.logged_roles import record_read
from buurtnet.people.models import Person
from buurtnet.people.passkeys import WrongKeyError, add_passkey, ask_for_known, ask_for_new, show_passkey
from buurtnet.people.together import is_open_for, make_setup_code, may_help, people_to_help, use_setup_code
from buurtnet.privacy.choices import Action
from buurtnet.privacy.encryption import CannotDecryptError
from buurtnet.privacy.log import record_refusal

SECRET = "app_secret"  # noqa: S105  # the key in the session of a secret that is not set up yet
MOST_LISTED = 200


def me(request: HttpRequest) -> Person:
    assert isinstance(request.user, Person)
    return request.user


@ring_one
@limited("strong", setting="SIGN_INS_PER_HOUR", only="POST", seconds=3600)
@require_http_methods(["GET", "HEAD", "POST"])
def strong(request: HttpRequest) -> HttpResponse:
    """Show a passkey or a code; then on to where one was going, with the form that was sent."""
    wrong = ""
    if request.method == "POST" and ("code" in request.POST or "credential" in request.POST):
        wrong = "" if shows_factor(request) else "wrong"
        if not wrong:
            open_ring_two(request)
            return go_on(request)
        record_refusal(actor=me(request), subject=me(request), rule="ring.two", request=request)
    elif request.method != "POST" and is_strong(request):
        return redirect(next_path(request) or "people:account")
    return strong_page(request, wrong)


def strong_page(request: HttpRequest, wrong: str) -> HttpResponse:
    person = me(request)
    kinds = set(keys.factors_of(person).values_list("type", flat=True))
    context = {
        "next": next_path(request),
        "kept": request.POST.get("bewaard", ""),
        "wrong": wrong,
        "has_passkey": keys.Kind.WEBAUTHN in kinds,
        "has_factor": bool(kinds),
        "may_add": keys.may_add_factor(request, person),
        "demo_network": keys.demo_network(person),
    }
    return render(request, "people/doors/strong.html", context, status=403 if wrong else 200)


def shows_factor(request: HttpRequest) -> bool:
    if "credential" not in request.POST:
        form = CodeForm(request.POST)
        return form.is_valid() and keys.takes_code(me(request), form.cleaned_data["code"])
    key_form = KeyForm(request.POST)
    try:
        return key_form.is_valid() and bool(show_passkey(key_form.cleaned_data["credential"], me(request)))
    except WrongKeyError:
        return False


def go_on(request: HttpRequest) -> HttpResponse:
    """Back to the page; or one more button when a form was waiting."""
    path = next_path(request)
    if path and (kept := kept_fields(request.POST.get("bewaard", ""))):
        return render(request, "people/doors/strong_done.html", {"action": path, "fields": kept})
    return redirect(path or "people:account")


def kept_fields(text: str) -> list[tuple[str, str]]:
    """The fields of a form that waited in the page itself; none when that is not what they are."""
    try:
        found = json.loads(text) if text else []
        return [(str(name), str(value)) for name, value in found]
    except (ValueError, TypeError, RecursionError):
        return []


@ring_one
@require_POST
def strong_ask(request: HttpRequest) -> HttpResponse:
    return JsonResponse(ask_for_known(me(request)))


@ring_one
@require_http_methods(["GET", "HEAD", "POST"])
def factors(request: HttpRequest) -> HttpResponse:
    """One's keys; a new passkey is posted here."""
    person = me(request)
    if request.method == "POST":
        if not keys.may_add_factor(request, person):
            return to_strong(request)
        form = KeyForm(request.POST)
        try:
            if not form.is_valid():
                raise WrongKeyError
            added(request, lambda: add_passkey(request, person, form.cleaned_data["credential"]))
        except WrongKeyError:
            return factors_page(request, wrong_key=True, status=400)
        return redirect(f"{reverse('people:factors')}?nieuw=1")
    return factors_page(request)


def added(request: HttpRequest, add: Any) -> None:
    """A new factor was shown, so this session is in the second ring; where old ones were lost, other devices end."""
    replaces = keys.replaces_old(request)
    add()
    if replaces:
        end_devices(me(request), but=request.session.get(DEVICE))
    open_ring_two(request)


def factors_page(request: HttpRequest, *, wrong_key: bool = False, status: int = 200) -> HttpResponse:
    person = me(request)
    found = list(keys.factors_of(person))
    context = {
        "factors": [factor_line(factor) for factor in found],
        "has_app": any(factor.type == keys.Kind.TOTP for factor in found),
        "may_add": keys.may_add_factor(request, person),
        "demo_network": keys.demo_network(person),
        "is_strong": is_strong(request),
        "is_welcome": request.GET.get("welkom") == "1" and not found,
        "is_new": request.GET.get("nieuw") == "1" and bool(found),
        "is_only_one": request.GET.get("laatste") == "1",
        "replaces": keys.replaces_old(request),
        "accounts": [account_line(account) for account in keys.accounts_of(person)],
        "provider": settings.OIDC_NAME if settings.OIDC_ISSUER else "",
        "is_linked": request.GET.get("gekoppeld") == "1",
        "wrong_key": wrong_key,
        "strong_url": f"{reverse('people:strong')}?{urlencode({'volgende': reverse('people:factors')})}",
    }
    return render(request, "people/doors/factors.html", context, status=status)


def factor_line(factor: Any) -> dict[str, Any]:
    is_passkey = factor.type == keys.Kind.WEBAUTHN
    name = factor.wrap().name if is_passkey else _("App met codes")
    return {"pk": factor.pk, "name": name, "is_passkey": is_passkey, "since": factor.created_at,
            "last_used": factor.last_used_at}  # fmt: skip


def account_line(account: Any) -> dict[str, Any]:
    """An account at a provider, named as the settings name the provider."""
    name, since = settings.OIDC_NAME, account.date_joined
    return {"pk": account.pk, "name": name, "since": since, "last_used": account.last_login}


def to_strong(request: HttpRequest) -> HttpResponse:
    return redirect(f"{reverse('people:strong')}?{urlencode({'volgende': reverse('people:factors')})}")


@ring_one
@require_POST
def passkey_ask(request: HttpRequest) -> HttpResponse:
    if not keys.may_add_factor(request, me(request)):
        raise Http404
    return JsonResponse(ask_for_new(me(request)))


@ring_one
@limited("strong", setting="SIGN_INS_PER_HOUR", only="POST", seconds=3600)
@require_http_methods(["GET", "HEAD", "POST"])
def app(request: HttpRequest) -> HttpResponse:
    """Set up an app that gives codes. Its secret waits in the session until the first code shows that it works."""
    person = me(request)
    if not keys.may_add_factor(request, person):
        return to_strong(request)
    secret, is_renewed = waiting_secret(request)
    form = CodeForm(request.POST or None)
    is_wrong = False
    if request.method == "POST" and form.is_valid() and not is_renewed:
        step = keys.step_of(secret, "".join(filter(str.isdigit, form.cleaned_data["code"])))
        if step is not None:
            del request.session[SECRET]
            added(request, lambda: keys.add_app(request, person, secret, step))
            return redirect(f"{reverse('people:factors')}?nieuw=1")
        is_wrong = True
    url = get_adapter().build_totp_url(person, secret)
    spaced = " ".join(secret[place : place + 4] for place in range(0, len(secret), 4))
    context = {
        "qr": qr(url, _("Code om te scannen met je app")),
        "secret": spaced,
        "form": form,
        "is_wrong": is_wrong,
        "is_renewed": is_renewed,
    }
    return render(request, "people/doors/app.html", context)


def waiting_secret(request: HttpRequest) -> tuple[str, bool]:
    """The secret that is not set up yet, encrypted in the session; and whether it had to be made anew."""
    kept = request.session.get(SECRET)
    if kept is not None:
        with suppress(CannotDecryptError):  # its key was retired since
            return str(decrypt(kept)), False
    secret = generate_totp_secret()
    request.session[SECRET] = encrypt(secret)
    return secret, kept is not None


@ring_two
@require_http_methods(["GET", "HEAD", "POST"])
def codes(request: HttpRequest) -> HttpResponse:
    """Recovery codes: made and shown by the button, and never again."""
    if not keys.has_factor(me(request)):
        return redirect("people:factors")
    made = keys.new_recovery_codes(request, me(request)) if request.method == "POST" else []
    return render(request, "people/doors/codes.html", {"codes": made, "file": "%0A".join(made)})


@ring_two
@require_http_methods(["GET", "HEAD", "POST"])
def factor_remove(request: HttpRequest, pk: int) -> HttpResponse:
    person = me(request)
    factor = get_object_or_404(keys.factors_of(person), pk=pk)
    if not keys.may_remove(person, factor):
        return redirect(f"{reverse('people:factors')}?laatste=1")
    if request.method == "POST":
        keys.remove(request, person, factor)
        return redirect("people:factors")
    return render(request, "people/doors/factor_remove.html", {"factor": factor_line(factor)})


@ring_two
@require_http_methods(["GET", "HEAD", "POST"])
def provider_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Take away the link with an account at the provider; not the only way in of who needs the second ring."""
    person = me(request)
    account = get_object_or_404(keys.accounts_of(person), pk=pk)
    if not keys.may_unlink(person, account):
        return redirect(f"{reverse('people:factors')}?laatste=1")
    if request.method == "POST":
        keys.unlink(request, person, account)
        return redirect("people:factors")
    return render(request, "people/doors/factor_remove.html", {"factor": account_line(account)})


@ring_two
@require_http_methods(["GET", "HEAD", "POST"])
def together(request: HttpRequest) -> HttpResponse:
    """A director or connector chooses who sits beside them, and shows the code."""
    helper = me(request)
    if not may_help(helper):
        raise Http404
    people = people_to_help(helper)
    role_then = Role.DIRECTOR if has_role(helper, [Role.DIRECTOR]) else Role.CONNECTOR
    if request.method == "POST":
        person = get_object_or_404(people, pk=key_in(request.POST.get("person", "")))
        url = site_url("people:together_use", make_setup_code(person, by=helper, request=request))
        context = {"person": person, "url": url, "qr": qr(url, _("Code om te scannen met je telefoon"))}
        return render(request, "people/doors/together_code.html", context)
    with transaction.atomic():
        listed = list(people[:MOST_LISTED])
        seen = [(one.pk, one.pk) for one in listed]
        record_read(Action.LIST, seen, kind=Person, request=request, role_then=role_then, fields_group="name")
    return render(request, "people/doors/together.html", {"people": listed})


@secret_address
@ring_one
@limited("link", setting="SIGN_INS_PER_HOUR", only="POST", seconds=3600)
@require_http_methods(["GET", "HEAD", "POST"])
def together_use(request: HttpRequest, code: str) -> HttpResponse:
    """The other one, signed in by mail on their own phone: the button lets them make a key."""
    person = me(request)
    if request.method == "POST" and use_setup_code(request, code):
        return redirect(f"{reverse('people:factors')}?welkom=1")
    if not is_open_for(person, code):
        return render(request, "people/doors/gone.html", {"what": "together"}, status=410)
    return render(request, "people/doors/together_use.html", {"has_factor": keys.has_factor(person)})


def key_in(text: str) -> uuid.UUID:
    try:
        return uuid.UUID(text)
    except ValueError:
        raise Http404 from None


def qr(text: str, label: str) -> SafeString:
    """A code to scan, as a drawing in the page."""
    drawn = segno.make(text, error="m").svg_inline(scale=6, border=4, dark="#000", light="#fff", omitsize=True)
    drawn = drawn.replace("<svg ", f'<svg role="img" aria-label="{label}" ', 1)
    return mark_safe(drawn)  # noqa: S308  # made of squares by segno; the label is ours
