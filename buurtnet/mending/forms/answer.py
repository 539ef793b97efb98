"""The answer to a suggestion."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from buurtnet.areas.models import Network
from buurtnet.mending.forms.boxes import TextBox
from buurtnet.people.forms.naming import OrganizationField, organization_meant
from buurtnet.people.models import Organization, Person

LONGEST_SENTENCE = 500


class AcceptForm(forms.Form):
    """Which fields are taken over. ``stand``: the mark of what was looked at."""

    stand = forms.CharField(max_length=16)
    whole = forms.BooleanField(required=False)
    organization = OrganizationField()

    def __init__(self, data: Any, *, by: Person, network: Network) -> None:
        super().__init__(data)
        self.by, self.network = by, network

    def clean_organization(self) -> Organization | None:
        return organization_meant(self.cleaned_data["organization"], by=self.by, network=self.network)


class DeclineForm(forms.Form):
    sentence = TextBox(LONGEST_SENTENCE, lines=True)

    def clean_sentence(self) -> str:
        said = str(self.cleaned_data["sentence"])
        if not said:
            raise ValidationError(_("Schrijf in één zin waarom. Wie de tip stuurde, leest die zin."))
        return said
