"""``{% service_card card %}``: the result card of the directory, for the pages of rooms above it."""

from typing import Any

from django import template

register = template.Library()


@register.inclusion_tag("directory/_card.html")
def service_card(card: Any) -> dict[str, Any]:
    """One service as a result card: pin, name, level, when, where, for whom, badges, freshness."""
    return {"card": card}


@register.inclusion_tag("directory/_card_small.html")
def small_service_card(card: Any) -> dict[str, Any]:
    """One service in three lines: name, level and what it is."""
    return {"card": card}
