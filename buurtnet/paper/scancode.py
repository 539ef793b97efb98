"""Addresses as scannable codes."""

import segno
from django.utils.safestring import SafeString, mark_safe


def scancode(address: str, *, border: int = 0) -> SafeString:
    """The address as an inline SVG of one colour, its size left to the style sheet."""
    code = segno.make(address, error="m", micro=False)
    return mark_safe(code.svg_inline(border=border, dark="#000", omitsize=True))  # noqa: S308  # made here, of an address
