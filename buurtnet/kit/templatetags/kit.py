"""Tags of every room's templates (builtins): ``{% icon %}``, ``{% gable %}``, ``{% mark %}`` and ``{% explained %}``.

Icons are Lucide's (ISC), gathered by ``tools/build_icons.py``. All are decoration: a word stands beside them.
"""

import json
from functools import cache
from pathlib import Path
from typing import Any

from django import template
from django.utils.safestring import SafeString, mark_safe

from buurtnet.kit import explaining

register = template.Library()

ICONS: dict[str, str] = json.loads(
    (Path(__file__).resolve().parent.parent / "data" / "icons.json").read_text("utf-8"),
)
STEPS = ((1, 12, 6, 5), (7, 7, 6, 10), (13, 2, 6, 15))


@register.simple_tag
def icon(name: str, size: int = 24) -> SafeString:
    """The Lucide icon of this name, ``size`` pixels square. Raises LookupError for a name not gathered."""
    return _icon(str(name), size)


@cache
def _icon(name: str, size: int) -> SafeString:
    if name not in ICONS:
        raise LookupError(f"no icon {name!r}: add it to tools/build_icons.py")
    stroke = "1.7" if size >= 40 else "2"
    return mark_safe(  # noqa: S308 the shapes are our own file, the size is a number
        f'<svg class="icon" width="{int(size)}" height="{int(size)}" viewBox="0 0 24 24" fill="none" '
        f'stroke="currentColor" stroke-width="{stroke}" stroke-linecap="round" stroke-linejoin="round" '
        f'aria-hidden="true" focusable="false">{ICONS[name]}</svg>'
    )


@register.simple_tag
def gable(step: int) -> SafeString:
    """The step gable: three rising steps, the first ``step`` (1–3) filled. The words stand beside it."""
    return _gable(int(step))


@cache
def _gable(step: int) -> SafeString:
    filled = ' fill="currentColor"'
    bars = "".join(
        f'<path d="M{x} {y}h{width}v{height}h-{width}z"{filled if number <= step else ""}/>'
        for number, (x, y, width, height) in enumerate(STEPS, start=1)
    )
    return mark_safe(  # noqa: S308 made of numbers only
        '<svg class="gable" width="23" height="21" viewBox="0 0 20 18" fill="none" stroke="currentColor" '
        f'stroke-width="1.6" stroke-linejoin="round" aria-hidden="true" focusable="false">{bars}</svg>'
    )


MARK = mark_safe(
    '<svg class="mark" width="40" height="40" viewBox="0 0 40 40" fill="none" aria-hidden="true" focusable="false">'
    '<path d="M5 35V17L20 5l15 12v18M5 35 35 17M35 35 5 17" stroke-width="2.6" stroke-linejoin="round"/>'
    '<g><circle cx="20" cy="26" r="4"/><circle cx="5" cy="17" r="3.2"/><circle cx="35" cy="17" r="3.2"/>'
    '<circle cx="20" cy="5" r="3.2"/><circle cx="5" cy="35" r="3.2"/><circle cx="35" cy="35" r="3.2"/></g></svg>'
)


@register.simple_tag
def mark() -> SafeString:
    """Buurtnet's mark: a gable made of a net. Its two colours come from the style sheet."""
    return MARK


@register.simple_tag(takes_context=True)
def explained(context: Any, text: object) -> SafeString:
    """A text with the words explained that a room knows (``kit.explaining``)."""
    return explaining.explained(context.get("request"), text if isinstance(text, str) else str(text or ""))


@register.simple_tag
def explained_sheets() -> SafeString:
    """For the head of a page with explained words."""
    return explaining.sheets()
