"""Asking people in, and giving, changing and ending roles. Who and where is never part of what is posted."""

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from buurtnet.areas.models import Network
from buurtnet.people.access import may_give
from buurtnet.people.choices import IN_A_NETWORK, OF_AN_ORGANIZATION, WHAT_IT_MEANS, Role
from buurtnet.people.forms.naming import OrganizationField, organization_meant
from buurtnet.people.models import Membership, Organization, Person
from buurtnet.people.roles import EndReason, state_of

GIVEN_BY_A_DIRECTOR = (*IN_A_NETWORK, Role.EDITOR)
GIVEN_BY_AN_EDITOR = (Role.MEMBER, Role.VOLUNTEER, Role.EDITOR, Role.SAFETY_OFFICER)
LONGEST_LIST = 20_000  # signs
FARTHEST = 50  # years ahead that a role can be given an end


class InviteForm(forms.Form):
    """One person, or a pasted list; in one role, and for one organization when it has one."""

    people = forms.CharField(
        max_length=LONGEST_LIST, error_messages={"required": gettext_lazy("Vul ten minste één mailadres in.")}
    )
    role = forms.ChoiceField(choices=[(role.value, role.label) for role in GIVEN_BY_A_DIRECTOR])
    organization = OrganizationField()

    def __init__(self, *args: Any, by: Person, network: Network, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by, self.network = by, network

    def clean_organization(self) -> Organization | None:
        return organization_meant(self.cleaned_data["organization"], by=self.by, network=self.network)

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
    """Another role, another organization, another name for the work, or a last day.

    ``was``: how the role stood when the page was made, so that nobody overwrites unseen what another changed.
    """

    role = forms.ChoiceField(choices=[(role.value, role.label) for role in IN_A_NETWORK])
    organization = OrganizationField()
    title = forms.CharField(max_length=120, required=False)
    last_day = forms.DateField(
        required=False, error_messages={"invalid": gettext_lazy("Schrijf de dag zo: 2026-12-31.")}
    )
    was = forms.CharField(max_length=16, required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, membership: Membership, by: Person, **kwargs: Any) -> None:
        organization = membership.organization
        kwargs["initial"] = {
            "role": membership.role, "organization": organization.name if organization else "",
            "title": membership.title, "last_day": last_day_of(membership), "was": state_of(membership),
        }  # fmt: skip
        super().__init__(*args, **kwargs)
        self.membership, self.by, self.network = membership, by, membership.network

    def clean_organization(self) -> Organization | None:
        found: list[Organization] = self.cleaned_data["organization"]
        if self.membership.organization in found:
            return self.membership.organization
        assert self.network
        return organization_meant(found, by=self.by, network=self.network)

    def clean_last_day(self) -> dt.date | None:
        day: dt.date | None = self.cleaned_data["last_day"]
        if day and day < today_in(self.network):
            raise forms.ValidationError(_("Deze dag is al geweest. Wil je de rol nu stoppen? Dat kan hieronder."))
        if day and day.year > today_in(self.network).year + FARTHEST:
            raise forms.ValidationError(_("Deze dag is te ver weg. Heeft de rol geen einde? Laat het vak dan leeg."))
        return day

    @property
    def is_of_now(self) -> bool:
        """Whether the role stands as it did when the page was made."""
        return self.cleaned_data["was"] in {"", state_of(self.membership)}

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
