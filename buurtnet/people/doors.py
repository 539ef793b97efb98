"""Two rings of doors: who is signed in, and who showed a passkey or a second factor lately.

Ring one is a session from a link by mail: 90 days on a remembered device, else until the browser closes, 12 hours
at most and 2 hours without a visit. Ring two opens with a passkey or a second factor, for 12 hours at most and 60
minutes without a visit. There are no passwords.
"""

import functools
import json
import time
from collections.abc import Callable
from typing import Any, Concatenate, cast
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth import REDIRECT_FIELD_NAME, logout
from django.contrib.auth.backends import BaseBackend
from django.contrib.auth.views import redirect_to_login
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.http import url_has_allowed_host_and_scheme

from buurtnet.people.devices import IS_REMEMBERED, SEEN_AT, device_of, new_session_key, note_visit
from buurtnet.people.models import Person

HOUR = 3600  # seconds
REMEMBERED = 90 * 24 * HOUR
PASSING_MOST, PASSING_IDLE = 12 * HOUR, 2 * HOUR  # a device that is not remembered
STRONG_MOST, STRONG_IDLE = 12 * HOUR, HOUR
LONGEST_KEPT = 20_000  # signs of a form that waits for the second ring

SIGNED_IN_AT, STRONG_AT, STRONG_SEEN_AT = "signed_in_at", "strong_at", "strong_seen_at"  # keys in the session
NEXT = "volgende"

type View[**P] = Callable[Concatenate[HttpRequest, P], HttpResponse]


class DoorsBackend(BaseBackend):
    """Knows who belongs to a session, and takes no password from anyone."""

    def get_user(self, user_id: Any) -> Person | None:
        return Person.objects.filter(pk=user_id, is_active=True).first()


class DoorsMiddleware:
    """Ends a session that lasted its time, or whose device was ended; notes the visit, once an hour at most."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.SESSION_COOKIE_NAME not in request.COOKIES or not request.user.is_authenticated:
            return self.get_response(request)
        now = time.time()
        if is_over(request.session, now) or device_of(request) is False:
            logout(request)
        else:
            note_visit(request, now)
        response = self.get_response(request)
        if not response.has_header("Cache-Control"):
            keep_to_oneself(response)
        return response


def is_over(session: SessionBase, now: float) -> bool:
    """Whether a sign-in lasted its time. ``now`` in seconds since 1970."""
    began = session.get(SIGNED_IN_AT)
    if began is None:
        return False  # not one of our doors opened it: Django's own limit of 12 hours holds
    if session.get(IS_REMEMBERED):
        return bool(now - began > REMEMBERED)
    return bool(now - began > PASSING_MOST or now - session.get(SEEN_AT, began) > PASSING_IDLE)


def is_strong(request: HttpRequest) -> bool:
    """Whether this session is in the second ring now."""
    session, now = request.session, time.time()
    opened, seen = session.get(STRONG_AT, 0.0), session.get(STRONG_SEEN_AT, 0.0)
    return bool(request.user.is_authenticated and now - opened <= STRONG_MOST and now - seen <= STRONG_IDLE)


def open_ring_two(request: HttpRequest, shown_at: float | None = None) -> None:
    """The person showed a passkey or second factor (now, or at ``shown_at``): new session key, second ring."""
    now = time.time()
    new_session_key(request)
    request.session[STRONG_AT] = min(now, shown_at or now)
    request.session[STRONG_SEEN_AT] = now


def ring_one[**P](view: View[P]) -> View[P]:
    """Decorator: for who is signed in. Others go to the page to sign in, and come back after."""

    @functools.wraps(view)
    def answer(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if not (request.user.is_authenticated and request.user.is_active):
            return redirect_to_login(request.get_full_path(), redirect_field_name=NEXT)
        return keep_to_oneself(view(request, *args, **kwargs))

    answer.redirect_field_name = NEXT  # type: ignore[attr-defined]  # Django's LoginRequiredMiddleware asks for it
    return cast("View[P]", answer)


def ring_two[**P](view: View[P]) -> View[P]:
    """Decorator: for who showed a passkey or second factor lately. A form that was sent is kept on the page."""

    @functools.wraps(view)
    def answer(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if not is_strong(request):
            return ask_for_ring_two(request)
        note_strong_visit(request.session)
        return view(request, *args, **kwargs)

    return ring_one(cast("View[P]", answer))


def note_strong_visit(session: SessionBase) -> None:
    """Keep the second ring open; written once a minute at most."""
    now = time.time()
    if now - session.get(STRONG_SEEN_AT, 0.0) > 60:
        session[STRONG_SEEN_AT] = now


def ask_for_ring_two(request: HttpRequest) -> HttpResponse:
    """To the page of the second ring, and back. What was sent travels along in the page itself, and is not lost."""
    if request.method in {"GET", "HEAD"}:
        return redirect(f"{reverse('people:strong')}?{urlencode({NEXT: request.get_full_path()})}")
    fields = [(name, value) for name, values in request.POST.lists() for value in values]
    kept = json.dumps([pair for pair in fields if pair[0] != "csrfmiddlewaretoken"])
    context = {
        "next": request.get_full_path(),
        "kept": kept if len(kept) <= LONGEST_KEPT else "",
        "is_lost": len(kept) > LONGEST_KEPT or bool(request.FILES),
        "had_form": True,
    }
    return keep_to_oneself(render(request, "people/doors/strong_first.html", context, status=403))


def keep_to_oneself(response: HttpResponse) -> HttpResponse:
    """No cache keeps a page with something of a person."""
    patch_cache_control(response, private=True, no_store=True)
    return response


def secret_address[**P](view: View[P]) -> View[P]:
    """Decorator: for a page whose address holds a secret. What its browser asks next tells the site, not the page.

    Not "no-referrer": with that a browser also hides where a form comes from, which is then refused as a stranger's.
    """

    @functools.wraps(view)
    def answer(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        response = view(request, *args, **kwargs)
        response.headers["Referrer-Policy"] = "strict-origin"
        return response

    return cast("View[P]", answer)


def next_path(request: HttpRequest) -> str:
    """Where to go on afterwards: an address of our own site, or none."""
    said = request.POST or request.GET
    asked = str(said.get(NEXT) or request.GET.get(NEXT) or request.GET.get(REDIRECT_FIELD_NAME) or "")
    return safe_path(request, asked)


def safe_path(request: HttpRequest, asked: str) -> str:
    is_ours = asked.startswith("/") and url_has_allowed_host_and_scheme(asked, {request.get_host()})
    return asked if is_ours and len(asked) <= 500 else ""
