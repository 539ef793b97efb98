"""The text of an entry in another language."""

from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from buurtnet.directory.translations import HUMAN, MACHINE
from buurtnet.mending.forms.boxes import ChoiceBox, TextBox

LONGEST: Final = 5_000
ORIGINS: Final = [
    (HUMAN, gettext_lazy("Mensen. Iemand die de taal kent, heeft het nagelezen.")),
    (MACHINE, gettext_lazy("Een computer. Dat zeggen we er dan bij.")),
]


class InLanguageForm(forms.Form):
    """A name, a text, and who translated it. ``mark``: of what was looked at."""

    name = TextBox(120, lines=False)
    text = TextBox(LONGEST, lines=True)
    origin = ChoiceBox([(code, code) for code, _label in ORIGINS])
    mark = forms.CharField(required=False, max_length=16)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if not self.errors and (said["name"] or said["text"]) and not said["origin"]:
            raise ValidationError(_("Kies wie dit heeft vertaald."))
        return said
