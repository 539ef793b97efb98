"""For search engines: where the public pages of this room are."""

from typing import Final

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from buurtnet.groups.access import groups_room
from buurtnet.groups.sitemap import pages_of
from buurtnet.kit.limits import limited
from buurtnet.kit.sitemap import XML, sitemap_file

AN_HOUR: Final = 3600  # seconds


@login_not_required
@limited("feeds", setting="SEARCHES_PER_MINUTE")
@cache_control(public=True, max_age=AN_HOUR)
@require_safe
def sitemap(request: HttpRequest, network: str) -> HttpResponse:
    """The part of the sitemap about one network; 404 for one that stands in no list."""
    here = groups_room(request, network)
    if not here.is_listed:
        raise Http404
    return HttpResponse(sitemap_file(pages_of(here)), content_type=XML)
