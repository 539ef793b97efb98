"""What is missing, who sees to it, and what came of it."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from buurtnet.areas.here import neighbourhoods_of
from buurtnet.areas.models import Area, Network
from buurtnet.people.models import Person
from buurtnet.wording.access import keepers_of
from buurtnet.wording.choices import Outcome
from buurtnet.wording.forms.lines import LineBox
from buurtnet.wording.models.searches import LONGEST


class AskForm(forms.Form):
    """An offer that is missing, in the words of people; with a neighbourhood when it is about one."""

    text = LineBox(LONGEST, wrong=gettext_lazy("Schrijf wat er ontbreekt."))
    note = LineBox(300)
    area = forms.CharField(required=False, max_length=120)

    def __init__(self, data: Any, *, network: Network) -> None:
        super().__init__(data)
        self.areas = {one.slug: one for one in neighbourhoods_of(network)}

    def clean_area(self) -> Area | None:
        slug = self.cleaned_data["area"]
        if slug and slug not in self.areas:
            raise ValidationError(_("Kies een buurt uit de lijst."))
        return self.areas.get(slug)


class OwnerForm(forms.Form):
    """Who of the network sees to it; nobody is an answer too."""

    owner = forms.ChoiceField(
        required=False, error_messages={"invalid_choice": gettext_lazy("Kies iemand van het netwerk.")}
    )

    def __init__(self, data: Any, *, network: Network) -> None:
        super().__init__(data)
        self.people = {str(one.pk): one for one in keepers_of(network)}
        owner = self.fields["owner"]
        assert isinstance(owner, forms.ChoiceField)
        owner.choices = [("", _("Nog niemand")), *((key, one.name or one.email) for key, one in self.people.items())]

    @property
    def person(self) -> Person | None:
        return self.people.get(self.cleaned_data["owner"])


class CloseForm(forms.Form):
    outcome = forms.ChoiceField(
        choices=Outcome.choices,
        error_messages={
            "required": gettext_lazy("Kies wat het is geworden."),
            "invalid_choice": gettext_lazy("Kies wat het is geworden."),
        },
    )
    result = LineBox(300)
