"""Three dots each: the page of a phone, and the board for the screen in the room."""

import time
from typing import Final
from uuid import UUID

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from buurtnet.kit.error_pages import error_page
from buurtnet.kit.form_keys import uuid_in
from buurtnet.kit.limits import allowed
from buurtnet.kit.moving import NotNowError
from buurtnet.kit.scancode import scancode
from buurtnet.meetings.access import kept_meeting, meetings_room
from buurtnet.meetings.choices import DOTS
from buurtnet.meetings.dotting import counted, dots_token, dotted, mine, new_key, put_dots
from buurtnet.meetings.models import Meeting, Point
from buurtnet.people.doors import ring_one, secret_address
from buurtnet.people.links import site_url

FORM: Final = ["GET", "HEAD", "POST"]
CONFLICT: Final = 409
COOKIE: Final = "stippen"
A_DAY: Final = 24 * 3600  # seconds that a phone keeps which dots are its own
TAPS: Final = 20  # in a minute for each who may dot: forty phones can be behind one address


@login_not_required
@secret_address
@require_http_methods(FORM)
@never_cache
def dots(request: HttpRequest, network: str, token: str) -> HttpResponse:
    """Behind the link or the scan code: the points, and one's own three dots. A tap says how many a point gets."""
    meeting = dotted(meetings_room(request, network), token)
    if meeting is None:
        raise Http404
    key = str(request.get_signed_cookie(COOKIE, default="", salt=COOKIE, max_age=A_DAY) or "")
    if request.method != "POST":
        return dots_page(request, meeting, key)
    if not allowed("meeting_dots", str(meeting.pk), TAPS * meeting.most_dotters, 60, time.time()):
        return error_page(request, 429)
    point = get_object_or_404(
        Point.objects.select_related("network"), meeting=meeting, pk=uuid_in(request.POST.get("point"))
    )
    count = request.POST.get("to", "")
    key = key or new_key()
    try:
        put_dots(meeting, point, int(count) if count in ("0", "1", "2", "3") else 0, key=key)
        answer: HttpResponse = redirect(f"{request.path}#p-{point.number}")
    except NotNowError as error:
        answer = dots_page(request, meeting, key, wrong=str(error))
    answer.set_signed_cookie(
        COOKIE, key, salt=COOKIE, max_age=A_DAY, secure=settings.LANGUAGE_COOKIE_SECURE, httponly=True,
        samesite="Lax", path=request.path,
    )  # fmt: skip
    return answer


def dots_page(request: HttpRequest, meeting: Meeting, key: str, *, wrong: str = "") -> HttpResponse:
    """While it is open without counts: nobody dots what others dotted."""
    own = mine(meeting, key)
    rows = counted(meeting)
    if meeting.dots_open:
        rows = sorted(rows, key=lambda one: one.point.number)
    left = DOTS - own.total()
    context = {
        "meeting": meeting, "left": left, "wrong": wrong, "dots": range(DOTS), "spent": own.total(),
        "rows": [(one, own[one.point.pk], own[one.point.pk] + 1, own[one.point.pk] - 1) for one in rows],
    }  # fmt: skip
    return render(request, "meetings/dots.html", context, status=CONFLICT if wrong else 200)


@ring_one
@require_safe
def dots_board(request: HttpRequest, network: str, pk: UUID) -> HttpResponse:
    """For the screen in the room: how to dot, and how it stands; anew every fifteen seconds."""
    work, meeting = kept_meeting(request, network, pk)
    address = site_url("meetings:dots", meeting.network.slug, dots_token(meeting))
    context = {
        "work": work, "meeting": meeting, "rows": counted(meeting), "address": address,
        "scan": scancode(address, border=2, is_on_white=True), "phones": meeting.dotters.count(),
    }  # fmt: skip
    return render(request, "meetings/dots_board.html", context)
