"""In the demo: the mails that would have been sent, on the screen."""

import re

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from buurtnet.people.models import Mail

NEWEST = 400  # all that the demo towns wrote, and a day of trying out
# A demo that was loaded on one port can be served on another; its mails lead to where they are read.
THIS_COMPUTER = re.compile(r"http://(?:localhost|127\.0\.0\.1)(?::\d+)?/")


@login_not_required
@require_safe
@never_cache
def post(request: HttpRequest) -> HttpResponse:
    if not settings.DEMO:
        raise Http404
    here = request.build_absolute_uri("/")
    mails = list(Mail.objects.order_by("-queued_at")[:NEWEST])
    for mail in mails:
        mail.body = THIS_COMPUTER.sub(lambda _found: here, mail.body)
    return render(request, "people/doors/post.html", {"mails": mails})
