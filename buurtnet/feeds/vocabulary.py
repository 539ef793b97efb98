"""The vocabulary as SKOS, made once for each edition."""

import datetime as dt
from functools import lru_cache
from typing import Final

from django.conf import settings

from buurtnet.feeds.answers import File
from buurtnet.themes.models import Edition
from buurtnet.themes.skos import FORMATS

CONTENT_TYPES: Final = {".ttl": "text/turtle; charset=utf-8", ".jsonld": "application/ld+json"}
A_DAY: Final = 86_400


def vocabulary(ending: str) -> File:
    """The file with this ending: ``.ttl`` or ``.jsonld``."""
    edition = Edition.objects.first()
    digest, made_at = (edition.digest, edition.made_at) if edition else ("", None)
    body = _made(ending, settings.SITE_URL.rstrip("/"), digest, made_at)
    return File(body, CONTENT_TYPES[ending], f"begrippen{ending}", made_at, A_DAY)


@lru_cache(maxsize=len(CONTENT_TYPES))
def _made(ending: str, site: str, _digest: str, _made_at: dt.datetime | None) -> bytes:
    """Half a second of work, for a file of a megabyte that is the same until the next edition."""
    return "".join(FORMATS[ending](site)).encode()
