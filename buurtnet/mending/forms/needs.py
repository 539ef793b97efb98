"""What a group needs, who sees to it, and what came of it."""

import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from buurtnet.areas.models import Network
from buurtnet.directory.access import today_in
from buurtnet.mending.choices import NeedKind
from buurtnet.mending.forms.boxes import TextBox
from buurtnet.mending.needing import keepers_of
from buurtnet.people.models import Person

FARTHEST = dt.timedelta(days=366)


class NeedForm(forms.Form):
    kind = forms.ChoiceField(
        choices=NeedKind.choices, error_messages={"required": gettext_lazy("Kies wat jullie nodig hebben.")}
    )
    line = TextBox(200, lines=False)


class TakeForm(forms.Form):
    """Who of the network, and by which day."""

    owner = forms.ChoiceField(error_messages={"invalid_choice": gettext_lazy("Kies iemand van het netwerk.")})
    due_on = forms.DateField(
        error_messages={"required": gettext_lazy("Kies een dag."), "invalid": gettext_lazy("Kies een dag.")}
    )

    def __init__(self, data: Any, *, network: Network) -> None:
        super().__init__(data)
        self.network = network
        self.people = {str(one.pk): one for one in keepers_of(network)}
        owner = self.fields["owner"]
        assert isinstance(owner, forms.ChoiceField)
        owner.choices = [(key, one.name or one.email) for key, one in self.people.items()]

    @property
    def person(self) -> Person:
        return self.people[self.cleaned_data["owner"]]

    def clean_due_on(self) -> dt.date:
        day: dt.date = self.cleaned_data["due_on"]
        today = today_in(self.network)
        if not today <= day <= today + FARTHEST:
            raise ValidationError(_("Kies een dag vanaf vandaag, binnen een jaar."))
        return day


class CloseForm(forms.Form):
    result = TextBox(300, lines=False)

    def clean_result(self) -> str:
        said = str(self.cleaned_data["result"])
        if not said:
            raise ValidationError(_("Schrijf in één zin wat het is geworden."))
        return said
