"""What someone fills in at the doors, and about themselves."""

import json
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from buurtnet.people.addresses import AddressField
from buurtnet.people.models import Person

LONGEST_ANSWER = 20_000  # signs of what a browser says about a passkey


class SigninForm(forms.Form):
    email = AddressField()


class CodeForm(forms.Form):
    code = forms.CharField(max_length=32, error_messages={"required": _("Vul de code in.")})


class KeyForm(forms.Form):
    """What a browser answered about a passkey."""

    credential = forms.CharField(max_length=LONGEST_ANSWER)

    def clean_credential(self) -> Any:
        try:
            return json.loads(self.cleaned_data["credential"])
        except (ValueError, RecursionError):
            raise forms.ValidationError("no answer of a browser") from None


class PersonForm(forms.ModelForm[Person]):
    """One's own name and language."""

    class Meta:
        model = Person
        fields = ["name", "language"]

    name = forms.CharField(max_length=120, required=False)
    language = forms.ChoiceField(choices=[("", _("Zoals de buurt")), *settings.LANGUAGES], required=False)


class AddressForm(forms.Form):
    new_email = AddressField()
