"""Small parts of pages: page numbers, a mail to send."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from django.core.paginator import Page
from django.http import HttpRequest


@dataclass(frozen=True)
class PageItem:
    """One box of the page numbers; a gap has no number."""

    number: int | None
    url: str
    current: bool


@dataclass(frozen=True)
class Pages:
    number: int
    count: int
    previous_url: str
    next_url: str
    items: list[PageItem]


def pages_of(page: "Page[Any]", request: HttpRequest) -> Pages | None:
    """The page numbers under a list; None when all is on one page."""
    return numbered(page.number, page.paginator.num_pages, request)


def numbered(number: int, count: int, request: HttpRequest) -> Pages | None:
    """Page numbers with gaps, keeping the other parameters of the address."""
    if count <= 1:
        return None

    def url(wanted: int) -> str:
        query = request.GET.copy()
        query["pagina"] = str(wanted)
        return f"?{query.urlencode()}"

    shown = sorted({1, count, *range(max(1, number - 1), min(count, number + 1) + 1)})
    items: list[PageItem] = []
    for before, wanted in zip([0, *shown], shown, strict=False):
        if wanted - before > 1:
            items.append(PageItem(None, "", False))
        items.append(PageItem(wanted, url(wanted), wanted == number))
    return Pages(
        number, count, url(number - 1) if number > 1 else "", url(number + 1) if number < count else "", items
    )


def mail_to(address: str, subject: str, body: str = "") -> str:
    """A ``mailto:`` address."""
    return f"mailto:{quote(address, safe='@')}?subject={quote(subject)}&body={quote(body)}"
