"""Who asks for a page: a person, or a program."""

import re

from django.http import HttpRequest

# Programs that say what they are. Who says nothing is one too: every browser says something.
_PROGRAM = re.compile(
    r"bot\b|bot/|crawl|spider|slurp|preview|monitor|uptime|curl|wget|python|java/|go-http|libwww", re.IGNORECASE
)
_AHEAD = ("Sec-Purpose", "Purpose", "X-Moz")  # a browser that fetches what nobody looks at yet


def is_looked_at(request: HttpRequest) -> bool:
    """Whether a person looks at the page that is asked for: no program, no script, nothing fetched ahead."""
    headers = request.headers
    agent = headers.get("User-Agent", "")
    is_page = headers.get("Sec-Fetch-Dest", "document") == "document"
    is_ahead = any("prefetch" in headers.get(name, "") for name in _AHEAD)
    return request.method == "GET" and bool(agent) and not _PROGRAM.search(agent) and is_page and not is_ahead
