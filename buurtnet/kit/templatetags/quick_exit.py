"""``{% quick_exit_page network %}``: where the button leads, for ``kit/_quick_exit.html``."""

from typing import Any

from django import template
from django.utils.translation import get_language

from buurtnet.kit.quick_exit import HarmlessPage, harmless_page

register = template.Library()


@register.simple_tag
def quick_exit_page(network: Any) -> HarmlessPage:
    """By the country of the network; on a page of no network, by the language: Flemish is spoken in Belgium."""
    by_language = "BE" if get_language() == "nl-be" else "NL"
    return harmless_page(getattr(network, "country", "") or by_language)
