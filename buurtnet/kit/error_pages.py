"""Pages that say what went wrong, in the frame of the house, or without it when the frame itself is broken."""

import logging

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.html import escape
from django.utils.translation import gettext as _
from django.utils.translation import override

from buurtnet.kit.problems import is_for_programs, problem

logger = logging.getLogger(__name__)


def error_page(request: HttpRequest | None, status: int) -> HttpResponse:
    """The page ``<status>.html`` (400, 429, 500), or a bare one when that cannot be made (no database, for one).

    A program is told in its own way.
    """
    if request is not None and is_for_programs(request):
        return problem(status)
    body: str
    try:
        body = render_to_string(f"{status}.html", None, request)
    except Exception:
        logger.exception("The page for %s could not be made.", status)
        body = bare_page(status)
    return HttpResponse(body, status=status, headers={"Cache-Control": "no-store"})


def bare_page(status: int) -> str:
    """A page for 400, 429 or 500 that needs nothing: no database, no template, no style."""
    with override(settings.LANGUAGE_CODE):
        title, what_now = {
            400: (
                _("Dit adres kunnen we niet lezen"),
                _("Er zit iets in het adres dat we niet kennen. Begin opnieuw, dan helpen we je verder."),
            ),
            429: (
                _("Even wachten"),
                _("Er komen nu heel veel vragen van jouw verbinding. Wacht een minuut en probeer het dan weer."),
            ),
            500: (
                _("Er ging iets mis"),
                _("Dat ligt aan ons, niet aan jou. Probeer het over een minuut nog een keer."),
            ),
        }[status]
        home = _("Naar het begin")
    return (
        '<!doctype html><html lang="nl"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width"><title>'
        f"{escape(title)}</title></head><body><main><h1>{escape(title)}</h1><p>{escape(what_now)}</p>"
        f'<p><a href="/">{escape(home)}</a></p></main></body></html>'
    )
