"""A page as a PDF, by WeasyPrint: an extra (``pip install buurtnet[pdf]``), looked for only when someone asks.

What it draws it gets from here: a style sheet, a font or a picture of our own static files, and nothing else.
"""

import importlib
import io
import mimetypes
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.contrib.staticfiles import finders

BASE = "https://paper.invalid/"  # what every address in the page is read against; a name that never exists
ACCESSIBLE = "pdf/ua-1"  # headings, lists and the language are in it, for who has it read aloud
DIGITS = "cijfer"
SPACE_WIDE = 0.2  # of the size of a letter, as in the font the digits come from


class NoPdfError(Exception):
    """WeasyPrint, or a library it stands on, is not on this machine."""


class RefusedError(ValueError):
    """The page names an address that is not one of our own static files."""


@cache
def maker() -> Any:
    """WeasyPrint's module, an optional package. Raises NoPdfError."""
    try:
        return importlib.import_module("weasyprint")
    except (ImportError, OSError) as error:  # OSError: the package is there, Pango is not
        raise NoPdfError(str(error)) from error


def can_make_pdf() -> bool:
    try:
        maker()
    except NoPdfError:
        return False
    return True


def pdf_of(html: str) -> bytes:
    """The page as a tagged PDF. Raises NoPdfError."""
    weasyprint = maker()
    document = weasyprint.HTML(string=html, base_url=BASE, url_fetcher=own_files(weasyprint))
    written: bytes = document.write_pdf(pdf_variant=ACCESSIBLE)
    return written


def own_files(weasyprint: Any) -> Any:
    """What fetches for WeasyPrint: our static files alone, and never what a text of others names."""
    urls: Any = weasyprint.urls

    def fetch(fetcher: object, url: str, headers: object = None) -> Any:
        path = own_path(url)
        kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
        body = with_space(path) if path.name.startswith(DIGITS) else path.read_bytes()
        return urls.URLFetcherResponse(url, body, {"Content-Type": kind})

    return type("OwnFiles", (urls.URLFetcher,), {"fetch": fetch})()


def own_path(address: str) -> Path:
    """The file of a static address, with or without a fingerprint in its name. Raises RefusedError."""
    parts, ours = urlsplit(address), urlsplit(BASE)
    start = urlsplit(settings.STATIC_URL).path
    if (parts.scheme, parts.netloc) != (ours.scheme, ours.netloc) or not parts.path.startswith(start):
        raise RefusedError(address)
    name = unquote(parts.path.removeprefix(start))
    if ".." in Path(name).parts or "\0" in name:
        raise RefusedError(address)
    root = Path(settings.STATIC_ROOT).resolve()
    collected = (root / name).resolve()
    if collected.is_relative_to(root) and collected.is_file():
        return collected
    found = finders.find(name)
    if not isinstance(found, str):
        raise RefusedError(address)
    return Path(found)


@cache
def with_space(path: Path) -> bytes:
    """The font of the digits with a space in it: Pango sets the space after a digit in the digit's own font."""
    fonts: Any = importlib.import_module("fontTools.ttLib")  # comes with WeasyPrint
    glyphs: Any = importlib.import_module("fontTools.ttLib.tables._g_l_y_f")
    font = fonts.TTFont(path)
    if "gvar" in font:
        font["gvar"].variations["space"] = []
    font["glyf"]["space"] = glyphs.Glyph()
    font["hmtx"]["space"] = (round(SPACE_WIDE * font["head"].unitsPerEm), 0)
    font.setGlyphOrder([*dict.fromkeys([*font.getGlyphOrder(), "space"])])
    for table in font["cmap"].tables:
        table.cmap |= {ord(" "): "space", 0xA0: "space"}
    if "HVAR" in font:
        del font["HVAR"]  # widths then follow from the outlines
    written = io.BytesIO()
    font.save(written)
    return written.getvalue()
