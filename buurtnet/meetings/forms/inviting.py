"""What someone types to ask people to a meeting, and what who is asked types back."""

from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy

from buurtnet.kit.typed import Line
from buurtnet.meetings.choices import Coming
from buurtnet.people.addresses import AddressField

LONGEST_LIST: Final = 1_000_000  # signs of a pasted list that are read at all
ANSWERS: Final = [(one.value, one.label) for one in (Coming.YES, Coming.MAYBE, Coming.NO)]


class AnswerForm(forms.Form):
    """One tap, and a word with it for who wants."""

    coming = forms.ChoiceField(choices=ANSWERS)
    said = Line(
        500, label=gettext_lazy("Wil je er iets bij zeggen?"),
        hint=gettext_lazy("Bijvoorbeeld: ik kom wat later, of ik kan geen trap op."),
    )  # fmt: skip


class InsteadForm(forms.Form):
    """Who comes in someone's place."""

    name = Line(120, label=gettext_lazy("Wie komt er dan?"), wrong=gettext_lazy("Schrijf de naam op."))
    address = AddressField(
        label=gettext_lazy("Mailadres"), required=False,
        help_text=gettext_lazy("Dan krijgt die zelf ook een uitnodiging. Mag leeg blijven."),
    )  # fmt: skip


class CameForm(forms.Form):
    """Someone who came without being asked."""

    name = Line(120, label=gettext_lazy("Naam"), wrong=gettext_lazy("Schrijf de naam op."))
    organization = forms.CharField(required=False, max_length=40)
    is_resident = forms.BooleanField(label=gettext_lazy("Komt als bewoner"), required=False)

    def __init__(self, data: Any, *, tables: Any) -> None:
        super().__init__(data)
        self.organizations = {str(one.pk): one for one in tables}
