"""``{% houses %}``: the row of houses of the home page, in full colour also where no style sheet is."""

import re
from functools import cache

from django import template
from django.template.loader import render_to_string
from django.utils.html import format_html_join
from django.utils.safestring import SafeString, mark_safe

from buurtnet.kit.templatetags.kit import gable

register = template.Library()
SVG = re.compile(r"<svg [^>]*>(.*)</svg>", re.DOTALL)
COLOURS = {'class="pavement"': 'fill="#EDE9DD"', 'class="beam"': 'fill="#F6DFA4"', 'class="bird" ': ""}


STEPS = {1: "#1b4a3c", 2: "#1e4585", 3: "#a5432a"}


@register.filter
def breakable(address: str) -> SafeString:
    """An address that may go on below after a slash."""
    return format_html_join(mark_safe("/<wbr>"), "{}", ((part,) for part in address.split("/")))


@register.simple_tag
def step(number: int) -> SafeString:
    """The step gable in its own colour, also for a maker of PDF that knows no colour of the text around it."""
    return mark_safe(gable(number).replace("currentColor", STEPS[number]))  # noqa: S308  # our own drawing


@register.simple_tag
def houses(left: int = 470, wide: int = 740, top: int = 0) -> SafeString:
    """A piece of the row, ``wide`` of its 1600 units from ``left``, without the sky above ``top``."""
    return _houses(int(left), int(wide), int(top))


@cache
def _houses(left: int, wide: int, top: int) -> SafeString:
    drawing = render_to_string("kit/_skyline.html")
    found = SVG.search(drawing)
    assert found
    inside = found[1]
    for before, after in COLOURS.items():
        inside = inside.replace(before, after)
    return mark_safe(  # noqa: S308  # our own drawing, and numbers
        f'<svg viewBox="{left} {top} {wide} {290 - top}" width="{wide}" height="{290 - top}" stroke="#14302C" '
        'stroke-width="2" stroke-linejoin="round" stroke-linecap="round" fill="none" aria-hidden="true" '
        f'focusable="false">{inside}</svg>'
    )
