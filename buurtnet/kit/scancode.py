"""Addresses as scannable codes."""

import segno
from django.utils.safestring import SafeString, mark_safe


def scancode(address: str, *, border: int = 0, is_on_white: bool = False) -> SafeString:
    """The address as an inline SVG of one colour, its size left to the style sheet.

    ``border`` in modules of the code; ``is_on_white``: on a ground of its own, to be scanned from a dark page too.
    """
    code = segno.make(address, error="m", micro=False)
    light = "#fff" if is_on_white else None
    return mark_safe(code.svg_inline(border=border, dark="#000", light=light, omitsize=True))  # noqa: S308  # made here
