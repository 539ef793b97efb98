"""``{{ one.role|role_name }}``: the word for a role. Django itself makes the words of all roles for each it shows."""

from django import template

from buurtnet.people.choices import Role

register = template.Library()


@register.filter
def role_name(role: str) -> str:
    """In the language of now; a role that is not known any more says its own key."""
    return str(Role(role).label) if role in Role.values else role
