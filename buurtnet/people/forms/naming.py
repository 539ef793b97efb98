"""An organization named as it stands on the social map; there are too many of them for a list."""

from contextlib import suppress
from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.utils.translation import gettext as _

from buurtnet.areas.models import Network
from buurtnet.people.access import may_bring_in, takes_part
from buurtnet.people.models import Organization, Person

MOST_OF_ONE_NAME = 20
MOST_TOLD = 4


class OrganizationField(forms.CharField):
    """Which organizations have this name, or this name with a sign behind it; which is meant is asked later."""

    def __init__(self) -> None:
        super().__init__(max_length=255, required=False)

    def clean(self, value: Any) -> list[Organization]:
        said = " ".join(str(super().clean(value)).split())
        if not said:
            return []
        found = list(Organization.objects.filter(name__iexact=said).order_by("pk")[:MOST_OF_ONE_NAME])
        found = found or with_sign(said)
        if not found:
            raise forms.ValidationError(
                _("Deze organisatie kennen we niet. Schrijf de naam zoals die op de kaart staat.")
            )
        return found


def with_sign(said: str) -> list[Organization]:
    """Those of "Bibliotheek (bieb.example)": a name with what tells it from others of that name."""
    name, bracket, sign = said.rpartition(" (")
    if not bracket or not sign.endswith(")"):
        return []
    same = Organization.objects.filter(name__iexact=name.strip()).order_by("pk")[:MOST_OF_ONE_NAME]
    return [one for one in same if sign_of(one).casefold() == sign[:-1].casefold()]


def sign_of(organization: Organization) -> str:
    """What tells an organization from others of its name, as published; its number when nothing else does."""
    host: str | None = ""
    with suppress(ValueError):  # an import takes an address as its source wrote it
        host = urlsplit(organization.website).hostname if "//" in organization.website else organization.website
    return host or organization.alternate_name or organization.email or str(organization.pk)


def organization_meant(found: list[Organization], *, by: Person, network: Network) -> Organization | None:
    """Of those of one name: the one that takes part here, else one that ``by`` may bring in. Raises a sentence."""
    allowed = [one for one in found if takes_part(one, network)]
    allowed = allowed or [one for one in found if may_bring_in(by, one, network)]
    if found and not allowed:
        raise forms.ValidationError(
            _("Deze organisatie doet niet mee in dit netwerk. Laat het vak leeg, of overleg met de organisatie zelf.")
        )
    if len(allowed) > 1:
        names = " · ".join(f"{one.name} ({sign_of(one)})" for one in allowed[:MOST_TOLD])
        raise forms.ValidationError(_("Er zijn er meer met deze naam. Schrijf welke: {names}").format(names=names))
    return allowed[0] if allowed else None
