"""Asking colleagues in."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from buurtnet.areas.models import Network
from buurtnet.people.choices import IN_A_NETWORK, WHAT_IT_MEANS, Role
from buurtnet.people.forms.roles import GIVEN_BY_AN_EDITOR, LONGEST_LIST


class ColleagueForm(forms.Form):
    """Who, as what, and in which of the networks where the organization takes part."""

    people = forms.CharField(
        max_length=LONGEST_LIST, error_messages={"required": gettext_lazy("Vul ten minste één mailadres in.")}
    )
    role = forms.ChoiceField(choices=[(role.value, role.label) for role in GIVEN_BY_AN_EDITOR])
    network = forms.ModelChoiceField(Network.objects.none(), required=False)

    def __init__(self, *args: Any, networks: QuerySet[Network], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["network"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = networks
        self.initial["network"] = networks.first()

    def role_options(self) -> list[tuple[str, str, str, bool]]:
        chosen = self["role"].value() or Role.MEMBER
        return [
            (role.value, str(role.label), str(WHAT_IT_MEANS[role]), role == chosen) for role in GIVEN_BY_AN_EDITOR
        ]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("role") in IN_A_NETWORK and not cleaned.get("network"):
            self.add_error("network", _("Kies voor welk netwerk."))
        return cleaned
