"""A meaning that a network is to agree on."""

import datetime as dt
import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from buurtnet.kit.folding import words
from buurtnet.wording.agreeing import Meaning
from buurtnet.wording.forms.lines import LineBox

LANGUAGES = {
    "nl": gettext_lazy("Nederlands"), "en": gettext_lazy("Engels"), "fr": gettext_lazy("Frans"),
}  # fmt: skip
MOST_FORMS = 12
SHORTEST, LONGEST = 20, 600  # signs of a meaning
FARTHEST = dt.timedelta(days=5 * 366)
_A_DAY = {"invalid": gettext_lazy("Kies een dag.")}


class MeaningForm(forms.Form):
    """A draft may lack by whom and when; what is agreed may not (``needs_all``)."""

    word = LineBox(60, wrong=gettext_lazy("Welk woord is het?"))
    other_forms = LineBox(400)
    explains_alone = forms.BooleanField(required=False)
    meaning = LineBox(LONGEST, wrong=gettext_lazy("Schrijf wat jullie met dit woord bedoelen."))
    language = forms.ChoiceField(
        choices=list(LANGUAGES.items()),
        required=False,
        error_messages={"invalid_choice": gettext_lazy("Kies een taal uit de lijst.")},
    )
    agreed_by = LineBox(300)
    agreed_on = forms.DateField(required=False, error_messages=_A_DAY)
    review_on = forms.DateField(required=False, error_messages=_A_DAY)

    def __init__(self, data: Any = None, *, today: dt.date, needs_all: bool = False, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.today, self.needs_all = today, needs_all

    def clean_word(self) -> str:
        text = str(self.cleaned_data["word"])
        if not words(text):
            raise ValidationError(_("Schrijf een woord met letters."))
        if len(words(text)) > 4:
            raise ValidationError(_("Kies een woord, of een paar woorden die bij elkaar horen."))
        return text

    def clean_other_forms(self) -> tuple[str, ...]:
        found = [one.strip() for one in re.split(r"[,;]", self.cleaned_data["other_forms"])]
        forms_ = tuple(dict.fromkeys(one for one in found if words(one)))
        if len(forms_) > MOST_FORMS:
            raise ValidationError(_("Dit zijn te veel woorden. Er passen er %(most)d.") % {"most": MOST_FORMS})
        if any(len(one) > 60 for one in forms_):
            raise ValidationError(_("Zet een komma tussen de woorden."))
        return forms_

    def clean_meaning(self) -> str:
        text = str(self.cleaned_data["meaning"])
        if len(text) < SHORTEST:
            raise ValidationError(_("Leg het uit in een hele zin."))
        return text

    def clean_agreed_on(self) -> dt.date | None:
        day: dt.date | None = self.cleaned_data["agreed_on"]
        if day is not None and not dt.date(2000, 1, 1) <= day <= self.today:
            raise ValidationError(_("Kies de dag waarop jullie dit afspraken: vandaag of eerder."))
        return day

    def clean_review_on(self) -> dt.date | None:
        day: dt.date | None = self.cleaned_data["review_on"]
        if day is not None and not self.today <= day <= self.today + FARTHEST:
            raise ValidationError(_("Kies een dag vanaf vandaag, binnen vijf jaar."))
        return day

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if self.needs_all and not said.get("agreed_by") and "agreed_by" not in self.errors:
            self.add_error(
                "agreed_by", _("Schrijf welke organisaties of rollen dit afspraken. Geen namen van mensen.")
            )
        if self.needs_all and not said.get("agreed_on") and "agreed_on" not in self.errors:
            self.add_error("agreed_on", _("Kies de dag waarop jullie dit afspraken."))
        return said

    @property
    def said(self) -> Meaning:
        """What it says, once it is valid."""
        said = self.cleaned_data
        return Meaning(
            word=said["word"], forms=said["other_forms"], meaning=said["meaning"], language=said["language"] or "nl",
            agreed_by=said["agreed_by"], agreed_on=said["agreed_on"], review_on=said["review_on"],
            explains_alone=said["explains_alone"] or not said["other_forms"],
        )  # fmt: skip
