"""``{{ step.cost_cents|euros }}``: an amount in cents as people write it."""

from django import template

from buurtnet.kit import amounts

register = template.Library()


@register.filter
def euros(cents: int | None) -> str:
    """ "€ 3.200"; nothing for an amount that is not known."""
    return "" if cents is None else amounts.euros(cents)
