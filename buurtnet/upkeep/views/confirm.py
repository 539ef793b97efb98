"""The page of a link from a mail: all that was asked at once, three buttons each, without an account."""

import time

from django.contrib.auth.decorators import login_not_required
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from buurtnet.kit.limits import limited
from buurtnet.kit.numbers import tel
from buurtnet.people.doors import secret_address
from buurtnet.upkeep.answering import How, answer
from buurtnet.upkeep.asking import mail_again
from buurtnet.upkeep.burden import minutes_of
from buurtnet.upkeep.choices import Said, Way
from buurtnet.upkeep.lines import item_lines
from buurtnet.upkeep.models import Link, Request
from buurtnet.upkeep.tokens import Opened, opened

GONE = 410
SALT = "upkeep.opened"
SAYS = {"alles": Said.RIGHT, "klopt": Said.RIGHT, "aanpassen": Said.CHANGE, "gestopt": Said.STOPPED}


@secret_address
@login_not_required
@limited("upkeep", setting="FORMS_PER_MINUTE", only="POST")
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Opening it does nothing, so that a scanner of mails answers nothing; its buttons do."""
    found = opened(token)
    with translation.override(spoken(found.request)):
        if found.request is None or found.link is None:
            return closed_door(request, found)
        if request.method == "POST":
            return take_answer(request, found.request, found.link)
        return confirm_page(request, found.request)


def spoken(asked: Request | None) -> str:
    """The language of the page; Dutch as the network of the request speaks it."""
    language = translation.get_language()
    return asked.network.locale if asked and language.startswith("nl") else language


def closed_door(request: HttpRequest, found: Opened) -> HttpResponse:
    """A link that is too old, cut off or changed. A new one goes to the address we have, never to who asks."""
    asked = found.request
    is_asked = request.method == "POST" and request.POST.get("doe") == "nieuw"
    is_done = asked is not None and not asked.items.waiting().exists()
    is_sent = asked is not None and is_asked and not is_done and mail_again(asked)
    context = {
        "is_too_old": found.is_too_old,
        "is_done": is_done,
        "may_renew": asked is not None,
        "is_sent": is_sent,
        "is_unreachable": asked is not None and is_asked and not is_sent and not is_done,
        "phone": asked.network.contact_phone if asked else "",
        "phone_link": f"tel:{tel(asked.network.contact_phone)}" if asked else "",
    }
    return render(request, "upkeep/closed_door.html", context, status=200 if is_sent else GONE)


def take_answer(request: HttpRequest, asked: Request, link: Link) -> HttpResponse:
    """Do what was tapped, and show how it stands; to the page where one mends the text when that was asked."""
    does = request.POST.get("doe", "")
    key = number_in(request.POST.get("item", ""))
    if does not in SAYS or (key is None and does != "alles"):
        return redirect(request.path)
    how = How(link, Way.PAGE, seconds_since(request.POST.get("geopend", "")), request)
    taken = answer(asked, None if key is None else [key], SAYS[does], how=how)
    item = asked.items.filter(pk=key).select_related("network").first() if key else None
    if does == "aanpassen" and item is not None:
        return redirect("mending:suggest", item.network.slug, item.service_id)
    return redirect(f"{request.path}?{'klaar' if taken else 'al'}=1")


def confirm_page(request: HttpRequest, asked: Request) -> HttpResponse:
    """All services of the message; or, with ``gestopt``, the question whether one of them really stopped."""
    lines = item_lines(request, asked)
    stopping = number_in(request.GET.get("gestopt", ""))
    context = {
        "asked": asked,
        "lines": lines,
        "waiting": sum(line.is_waiting for line in lines),
        "opened": signing.dumps(int(time.time()), salt=SALT),
        "stopping": next((line for line in lines if line.item.pk == stopping and line.is_waiting), None),
        "is_taken": request.GET.get("klaar") == "1",
        "is_twice": request.GET.get("al") == "1",
        "minutes": minutes_of(asked.organization_id, timezone.localdate().year),
    }
    return render(request, "upkeep/confirm.html", context)


def number_in(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 18 else None


def seconds_since(said: str) -> float:
    """Seconds since the page was shown; 0 when the page does not say so itself."""
    try:
        return max(0.0, time.time() - int(signing.loads(said, salt=SALT)))
    except (signing.BadSignature, ValueError, TypeError):
        return 0.0
