"""Asking people in, and giving, changing and ending roles. Who and where is never part of what is posted."""

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from buurtnet.areas.models import Network
from buurtnet.people.access import may_give
from buurtnet.people.choices import IN_A_NETWORK, OF_AN_ORGANIZATION, WHAT_IT_MEANS, Role
from buurtnet.people.models import Membership, Organization, Person
from buurtnet.people.roles import EndReason

GIVEN_BY_A_DIRECTOR = (*IN_A_NETWORK, Role.EDITOR)
GIVEN_BY_AN_EDITOR = (Role.MEMBER, Role.VOLUNTEER, Role.EDITOR, Role.SAFETY_OFFICER)
LONGEST_LIST = 20_000  # signs


class OrganizationField(forms.CharField):
    """An organization by its name, as it stands on the social map; there are too many of them for a list."""

    def __init__(self) -> None:
        super().__init__(max_length=255, required=False)

    def clean(self, value: Any) -> Organization | None:
        said = " ".join(str(super().clean(value)).split())
        if not said:
            return None
        taking_part = Membership.objects.current().filter(organization=OuterRef("pk"), network__isnull=False)
        found = Organization.objects.filter(name__iexact=said).annotate(takes_part=Exists(taking_part))
        one = found.order_by("-takes_part", "pk").first()
        if one is None:
            raise forms.ValidationError(
                _("Deze organisatie kennen we niet. Schrijf de naam zoals die op de kaart staat.")
            )
        return one


class InviteForm(forms.Form):
    """One person, or a pasted list; in one role, and for one organization when it has one."""

    people = forms.CharField(
        max_length=LONGEST_LIST, error_messages={"required": gettext_lazy("Vul ten minste één mailadres in.")}
    )
    role = forms.ChoiceField(choices=[(role.value, role.label) for role in GIVEN_BY_A_DIRECTOR])
    organization = OrganizationField()

    def __init__(self, *args: Any, by: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by = by

    def role_options(self) -> list[tuple[str, str, str, bool]]:
        chosen = self["role"].value() or Role.MEMBER
        return [
            (role.value, str(role.label), str(WHAT_IT_MEANS[role]), role == chosen) for role in GIVEN_BY_A_DIRECTOR
        ]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        organization = cleaned.get("organization")
        if cleaned.get("role") not in OF_AN_ORGANIZATION or "organization" in self.errors:
            return cleaned
        if organization is None:
            self.add_error("organization", _("Schrijf voor welke organisatie."))
        elif not may_give(self.by, Role(cleaned["role"]), None, organization):
            self.add_error(
                "organization",
                _(
                    "Deze organisatie regelt dit zelf, of doet nog niet mee. "
                    "Nodig eerst iemand van hen uit als partner."
                ),
            )
        return cleaned


class RoleForm(forms.Form):
    """Another role, another organization, another name for the work, or a last day."""

    role = forms.ChoiceField(choices=[(role.value, role.label) for role in IN_A_NETWORK])
    organization = OrganizationField()
    title = forms.CharField(max_length=120, required=False)
    last_day = forms.DateField(
        required=False, error_messages={"invalid": gettext_lazy("Schrijf de dag zo: 2026-12-31.")}
    )

    def __init__(self, *args: Any, membership: Membership, **kwargs: Any) -> None:
        organization = membership.organization
        kwargs["initial"] = {
            "role": membership.role, "organization": organization.name if organization else "",
            "title": membership.title, "last_day": last_day_of(membership),
        }  # fmt: skip
        super().__init__(*args, **kwargs)
        self.network = membership.network

    def clean_last_day(self) -> dt.date | None:
        day: dt.date | None = self.cleaned_data["last_day"]
        if day and day < today_in(self.network):
            raise forms.ValidationError(_("Deze dag is al geweest. Wil je de rol nu stoppen? Dat kan hieronder."))
        return day

    @property
    def until(self) -> dt.datetime | None:
        """The moment after the last day."""
        return end_of(self.cleaned_data["last_day"], self.network)


class EndForm(forms.Form):
    reason = forms.ChoiceField(
        choices=EndReason.choices, error_messages={"required": gettext_lazy("Kies waarom de rol stopt.")}
    )


def today_in(network: Network | None) -> dt.date:
    return timezone.now().astimezone(zone_of(network)).date()


def zone_of(network: Network | None) -> ZoneInfo:
    return ZoneInfo(network.time_zone if network else "Europe/Amsterdam")


def end_of(day: dt.date | None, network: Network | None) -> dt.datetime | None:
    if day is None:
        return None
    return dt.datetime.combine(day + dt.timedelta(days=1), dt.time(), zone_of(network))


def last_day_of(membership: Membership) -> dt.date | None:
    if membership.ends_at is None:
        return None
    return (membership.ends_at - dt.timedelta(microseconds=1)).astimezone(zone_of(membership.network)).date()
