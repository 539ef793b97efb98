"""Words that a room above explains where they stand.

Such a room has ``<room>/explaining.py`` with ``explained(request, text)`` and ``sheet()``. It is found by its name,
as ``search.py`` is, so that a page of a lower room can show what an upper room knows.
"""

from functools import cache
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType

from django.apps import apps
from django.http import HttpRequest
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe


def explained(request: HttpRequest | None, text: str) -> SafeString:
    """A text, or safe HTML of our own, with the words explained that some room knows."""
    said = conditional_escape(text)
    if request is not None:
        for room in rooms():
            said = room.explained(request, said)
    return said


def sheets() -> SafeString:
    """Links to the style of explained words, for the head of a page."""
    return mark_safe("".join(room.sheet() for room in rooms()))  # noqa: S308 (each is made by format_html)


@cache
def rooms() -> tuple[ModuleType, ...]:
    """The rooms that explain words."""
    names = [f"{one.name}.explaining" for one in apps.get_app_configs() if one.name != "buurtnet.kit"]
    return tuple(import_module(name) for name in names if find_spec(name))
