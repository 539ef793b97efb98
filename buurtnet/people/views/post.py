"""In the demo: the mails that would have been sent, on the screen."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from buurtnet.people.models import Mail

NEWEST = 50


@login_not_required
@require_safe
@never_cache
def post(request: HttpRequest) -> HttpResponse:
    if not settings.DEMO:
        raise Http404
    return render(request, "people/doors/post.html", {"mails": Mail.objects.order_by("-queued_at")[:NEWEST]})
