"""A file for search engines (sitemaps.org 0.9): addresses, with when each changed as far as that is known."""

import datetime as dt
from collections.abc import Iterable
from typing import Final
from xml.sax.saxutils import escape

from django.conf import settings

SPACE: Final = "http://www.sitemaps.org/schemas/sitemap/0.9"
XML: Final = "application/xml; charset=utf-8"

type Address = tuple[str, dt.datetime | None]  # without the site


def sitemap_file(found: Iterable[Address], *, is_index: bool = False) -> str:
    """The whole file: of pages, or (``is_index``) of other such files."""
    whole, part = ("sitemapindex", "sitemap") if is_index else ("urlset", "url")
    rows = []
    for address, moment in found:
        place = f"<loc>{escape(settings.SITE_URL + address)}</loc>"
        when = f"<lastmod>{moment.astimezone(dt.UTC).isoformat(timespec='seconds')}</lastmod>" if moment else ""
        rows.append(f"<{part}>{place}{when}</{part}>\n")
    return f'<?xml version="1.0" encoding="utf-8"?>\n<{whole} xmlns="{SPACE}">\n{"".join(rows)}</{whole}>\n'
