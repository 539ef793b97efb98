"""What the pages of this room say of a concept."""

from typing import Any

from django import template

register = template.Library()


@register.filter
def named(concept: Any, language: str) -> str:
    """The name of a concept in the language of the page."""
    return str(concept.name_in(language))
