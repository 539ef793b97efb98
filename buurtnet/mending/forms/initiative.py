"""Five questions that put something new on the map: what, for whom, where, when, and how to reach it."""

from typing import Any, Final

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from buurtnet.areas.models import Network
from buurtnet.mending.forms.boxes import TextBox
from buurtnet.mending.forms.entry import EntryForm
from buurtnet.mending.forms.guards import GuardedForm
from buurtnet.mending.spoken_week import week_in

REACH: Final = ("phones", "email", "url")


class InitiativeForm(GuardedForm, EntryForm):
    """Answers in the writer's own words; a person looks once before the map shows them."""

    def __init__(self, data: Any = None, *, network: Network) -> None:
        fields = ("name", "description", "eligibility_description", "where", *REACH)
        super().__init__(data, about=f"new {network.pk}", service=None, network=network, fields=fields)
        self.fields["description"] = TextBox(2_000, lines=True, required=True)
        self.fields["when"] = TextBox(200, lines=False, links=0)

    def clean(self) -> dict[str, Any]:
        said = super().clean()
        if not self.errors and not any(said.get(name) for name in REACH):
            raise ValidationError(_("Vul in hoe mensen je bereiken: telefoon, mail of website. Eén is genoeg."))
        return said

    def values(self) -> dict[str, Any]:
        """What was answered, once the form is valid: values of a new entry."""
        said = self.cleaned_data
        found = {name: said[name] for name in self.asked if name != "where" and said[name]}
        if any(said["where"].values()):
            found["where"] = said["where"]
        if hours := week_in(said["when"]):
            found["hours"] = hours
        return found
