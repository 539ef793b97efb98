"""Pages that say what went wrong, in the frame of the house, or without it when the frame itself is broken."""

import logging

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.html import escape
from django.utils.translation import gettext as _

logger = logging.getLogger(__name__)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400: an address or a form that no page of ours makes (``handler400``)."""
    return error_page(request, 400)


def server_error(request: HttpRequest) -> HttpResponse:
    """500: our fault (``handler500``)."""
    return error_page(request, 500)


def error_page(request: HttpRequest, status: int) -> HttpResponse:
    """The page ``<status>.html``; when it cannot be made (no database, a broken request) a bare page.

    Our own faults get theirs without a context: what is broken may be what the frame needs.
    """
    body: str
    try:
        body = render_to_string(f"{status}.html", None, request if status < 500 else None)
    except Exception:
        logger.exception("The page for %s could not be made.", status)
        body = bare_page(status)
    return HttpResponse(body, status=status, headers={"Cache-Control": "no-store"})


def bare_page(status: int) -> str:
    """A page that needs nothing: no database, no template, no style."""
    title, what_now = {
        400: (_("Dit adres klopt niet"), _("Er staan tekens in die wij niet kunnen lezen, of het is te lang.")),
        429: (_("Wacht even"), _("Er komen heel veel vragen tegelijk. Probeer het over een minuut weer.")),
        500: (_("Er ging iets mis bij ons"), _("Het ligt niet aan jou. Probeer het straks nog eens.")),
    }[status]
    return (
        '<!doctype html><html lang="nl"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width"><title>'
        f"{escape(title)}</title></head><body><main><h1>{escape(title)}</h1><p>{escape(what_now)}</p>"
        f'<p><a href="/">{escape(_("Naar het begin"))}</a></p></main></body></html>'
    )
