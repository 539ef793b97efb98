"""A theme that the neighbourhood tells, which quarter to count, and what was wrong in figures."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from buurtnet.areas.choices import AreaKind
from buurtnet.kit.paragraphs import ParagraphsBox
from buurtnet.needs.counting import Quarter
from buurtnet.needs.form_keys import KeyedForm
from buurtnet.needs.forms.needs import TracelessForm
from buurtnet.needs.policy_figures import unreleased
from buurtnet.needs.tellings import Words
from buurtnet.privacy.models import Release
from buurtnet.wording.forms.lines import LineBox

LONGEST_TITLE, LONGEST_TEXT, LONGEST_WHY = 120, 2_000, 300
_CHOOSE = {"invalid_choice": gettext_lazy("Kies er een uit de lijst."), "required": gettext_lazy("Kies er een.")}


class CountForm(forms.Form):
    """Which quarter, and how near: chosen before anyone sees a figure."""

    kwartaal = forms.ChoiceField(error_messages=_CHOOSE)
    niveau = forms.ChoiceField(error_messages=_CHOOSE)

    def __init__(self, data: Any, *, quarters: list[Quarter], levels: list[AreaKind]) -> None:
        super().__init__(data)
        self.quarters = {f"{one.year}-{one.number}": one for one in quarters}
        self.fields["kwartaal"].choices = [(key, key) for key in self.quarters]  # type: ignore[attr-defined]
        self.fields["niveau"].choices = [(one.value, one.label) for one in levels]  # type: ignore[attr-defined]

    @property
    def quarter(self) -> Quarter:
        return self.quarters[self.cleaned_data["kwartaal"]]

    @property
    def level(self) -> AreaKind:
        return AreaKind(self.cleaned_data["niveau"])


class ThemeForm(TracelessForm, KeyedForm):
    """A theme in words. A number of people may stand in it when it stands in the figures beside it."""

    checked = makes = ("title", "text")
    title = LineBox(LONGEST_TITLE, wrong=gettext_lazy("Geef het een naam."))
    text = ParagraphsBox(LONGEST_TEXT)
    version = forms.IntegerField(required=False, min_value=1, max_value=2**31 - 1)

    def __init__(self, data: Any, *, release: Release, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.release = release

    def clean_text(self) -> str:
        text = str(self.cleaned_data["text"])
        if not text:
            raise ValidationError(_("Schrijf in een paar zinnen wat de buurt vertelt."))
        return text

    def clean(self) -> dict[str, Any] | None:
        said = super().clean() or self.cleaned_data
        for name in self.checked:
            if new := unreleased([str(said.get(name, ""))], self.release):
                self.add_error(name, _("Dit getal staat niet in de cijfers: {piece}.").format(piece=new[0]))
        return said

    @property
    def words(self) -> Words:
        return Words(self.cleaned_data["title"], self.cleaned_data["text"])


class PutRightForm(TracelessForm):
    """Why figures are replaced: everyone reads it."""

    checked = counted = ("why",)
    why = LineBox(LONGEST_WHY, wrong=gettext_lazy("Schrijf wat er niet klopte."))
