"""For a phone without network: the worker that keeps the page and what was typed, and what it hears when it sends."""

import json
from typing import Final

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from buurtnet.areas.models import Network
from buurtnet.kit.numbers import tel
from buurtnet.needs.desk import network_with_needs
from buurtnet.needs.forms.giving import SignalForm
from buurtnet.needs.signalling import Sender
from buurtnet.privacy.log import record_refusal

SIGN_IN_FIRST, NO_MORE, LOOK_AGAIN = 401, 403, 422
TYPED: Final = ("kind", "text", "area", "form_key")  # goes along when it is sent without a name
FONT_OF_DIGITS: Final = "kit/fonts/cijfer.woff2"  # named in the style sheet only


@login_not_required
@require_safe
def signal_worker(request: HttpRequest, network: str) -> HttpResponse:
    """The service worker, of this page and nothing else: its address sets how far it reaches."""
    here = network_with_needs(request, network)
    page = reverse("needs:signal_give", args=[here.slug])
    language = (get_language() or "nl").split("-")[0]
    said = {
        "network": here.slug,
        "page": page,
        "kept": f"{page}?zonder-netwerk=1" + ("" if language == "nl" else f"&taal={language}"),
        "also": [static(FONT_OF_DIGITS)],
    }
    files = [static("kit/js/device-queue.js"), static("needs/signal-werker.js")]
    script = f"self.SIGNAAL = {json.dumps(said)};\nimportScripts({', '.join(json.dumps(file) for file in files)});\n"
    return HttpResponse(script, content_type="text/javascript", headers={"Cache-Control": "no-cache"})


def wants_phone_answer(request: HttpRequest) -> bool:
    """Whether a phone sends what waited on it, and reads JSON."""
    return request.method == "POST" and request.POST.get("queued") == "1"


def for_phone(code: str) -> HttpResponse:
    """It is kept; the phone can forget it. The same for what was sent before."""
    return JsonResponse({"state": "sent", "code": code})


def asked_again(form: SignalForm) -> HttpResponse:
    """Someone must look at it first. The text stays on the phone."""
    if form.is_about_one:
        why = _("Het lijkt over één kind of één gezin te gaan. Schrijf het anders, of bel iemand.")
    elif form.traces:
        why = _("Er staat een naam, nummer of adres in. Kijk er nog even naar.")
    else:
        why = _("Kijk er nog even naar. Daarna kun je het versturen.")
    return JsonResponse({"state": "look", "why": why}, status=LOOK_AGAIN)


def refused(request: HttpRequest, network: Network, sender: Sender) -> HttpResponse:
    """Who typed it may not send it now. They keep their text, and read whom to call."""
    if sender.has_left:
        record_refusal(actor=sender.person, network=network, fields_group="signal", request=request)
    if sender.must_sign_in:
        status, state = SIGN_IN_FIRST, "sign_in"
        why = _("Dit schreef iemand die hier was aangemeld. Ben jij dat? Meld je aan. Of verstuur het zonder naam.")
    else:
        status, state = NO_MORE, "refused"
        why = _("Je rol in dit netwerk is voorbij. Bel even, dan nemen we het over.")
    said = {"state": state, "why": why, "name": network.contact_name, "phone": network.contact_phone}
    if wants_phone_answer(request):
        return JsonResponse(said, status=status)
    context = {
        "here": network, "sensitive": True, "why": why, "text": request.POST.get("text", "")[:2_000],
        "tel": tel(network.contact_phone), "must_sign_in": sender.must_sign_in,
        "typed": [(name, request.POST.get(name, "")[:2_000]) for name in TYPED],
    }  # fmt: skip
    return render(request, "needs/signal_refused.html", context, status=NO_MORE)
