"""What is new or changed, for whoever follows a network or a neighbourhood (Atom, RFC 4287)."""

import datetime as dt
from typing import Any, Final
from uuid import NAMESPACE_URL, uuid5

from django.conf import settings
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from buurtnet.areas.kept import Kept
from buurtnet.directory.access import newest
from buurtnet.directory.cards import lead_of
from buurtnet.directory.translations import text_in
from buurtnet.feeds.access import Ground
from buurtnet.feeds.answers import File
from buurtnet.feeds.words import clean, one_line
from buurtnet.kit.languages import html_lang
from buurtnet.themes.choices import EssentialFunction

MOST: Final = 50
A_MINUTE: Final = 60  # seconds
NAMES: Final = uuid5(NAMESPACE_URL, "urn:buurtnet:nieuw")  # the ids of feeds, whatever the address of the site

_kept = Kept[tuple[int, int | None, str], File](most=200, seconds=A_MINUTE)


class Feed(Atom1Feed):
    """Atom as Django writes it, but for the moment of a feed of nothing: it is not that of the question."""

    def latest_post_date(self) -> dt.datetime:
        began: dt.datetime = self.feed["began"]
        return max((item["updateddate"] for item in self.items), default=began)


def newest_in(ground: Ground) -> File:
    """The newest 50 of what stands in the lists; kept for a minute."""
    area = ground.neighbourhood
    key = ground.network.pk, area.pk if area else None, get_language() or "nl"
    return _kept.get(key, lambda: _written(ground))


def _written(ground: Ground) -> File:
    network, area = ground.network, ground.neighbourhood
    where = [network.slug, *([area.slug] if area else [])]
    kind = "neighbourhood" if area else "network"
    language = get_language() or "nl"
    feed = Feed(
        title=one_line(_("Nieuw in %(place)s") % {"place": ground.name}),
        subtitle=one_line(_("Wat er nieuw of veranderd is op de sociale kaart.")),
        link=settings.SITE_URL + reverse(f"home:{kind}", args=where),
        feed_url=settings.SITE_URL + reverse(f"feeds:{kind}_news", args=where),
        feed_guid=uuid5(NAMES, "/".join(where)).urn,
        description="",
        language=html_lang(language),
        author_name=one_line(network.name),
        began=network.created_at,
    )
    rows = newest(ground.services()).defer("extra").select_related("organization")
    services = list(rows[:MOST])
    for service in services:
        feed.add_item(**_item(service, network.slug, language))
    changed = feed.latest_post_date()
    body = feed.writeString("utf-8").encode()
    return File(body, "application/atom+xml; charset=utf-8", changed=changed, seconds=15 * A_MINUTE)


def _item(service: Any, network: str, language: str) -> dict[str, Any]:
    function = [clean(str(EssentialFunction(service.function).label))] if service.function else []
    of = service.organization
    return {
        "title": one_line(text_in(service.name, service.name_i18n, language)),
        "link": settings.SITE_URL + reverse("directory:service", args=[network, service.pk]),
        "description": escape(clean(lead_of(service, language))),  # Django says that it is HTML
        "unique_id": service.pk.urn,
        "updateddate": service.changed,
        "categories": function,
        "author_name": one_line(of.name) if of and of.gone_at is None else None,
    }
