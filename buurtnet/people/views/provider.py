"""To the provider (OpenID Connect) and back. Between is allauth's; who comes in decides ``people.provider``."""

from collections.abc import Callable
from urllib.parse import urlencode

import requests
from allauth.socialaccount.providers.openid_connect import views as openid_connect
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from buurtnet.kit.limits import limited
from buurtnet.people.doors import NEXT, is_strong
from buurtnet.people.provider import CONNECT, refused

PROBLEMS = (requests.RequestException, ValueError, KeyError, TypeError)  # a provider that is down, or speaks nonsense


@login_not_required
@limited("signin", setting="SIGN_INS_PER_HOUR", only="POST", seconds=3600)
@require_POST
@never_cache
def start(request: HttpRequest, provider_id: str) -> HttpResponse:
    """To sign in; or, from one's own page of keys and in the second ring, to link one's account there."""
    if CONNECT in request.GET.getlist("process") + request.POST.getlist("process") and not is_strong(request):
        return redirect(f"{reverse('people:strong')}?{urlencode({NEXT: reverse('people:factors')})}")
    return asked(openid_connect.login, request, provider_id)


@login_not_required
@require_GET
@never_cache
def callback(request: HttpRequest, provider_id: str) -> HttpResponse:
    return asked(openid_connect.callback, request, provider_id)


def asked(view: Callable[[HttpRequest, str], HttpResponse], request: HttpRequest, provider_id: str) -> HttpResponse:
    if not settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"]:
        raise Http404
    try:
        return view(request, provider_id)
    except PROBLEMS:
        return refused(request, "failed")
