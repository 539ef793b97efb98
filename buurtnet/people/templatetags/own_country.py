"""``{% role_in_flanders request.user as role %}``: for what follows the country on pages that are of no network."""

from django import template

from buurtnet.people.access import Visitor, roles_of
from buurtnet.people.models import Membership

register = template.Library()
FLEMISH = "nl-be"


@register.simple_tag
def role_in_flanders(person: Visitor) -> Membership | None:
    """One role of someone whose networks are all Flemish; None when one is not, or there are none."""
    held = [one for one in roles_of(person) if one.network]
    is_flemish = all(one.network and one.network.locale == FLEMISH for one in held)
    return held[0] if held and is_flemish else None
