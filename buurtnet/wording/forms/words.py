"""A word for the vocabulary."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from buurtnet.kit.folding import words
from buurtnet.search.stop_words import stop_words
from buurtnet.themes.choices import FLEMISH, LabelKind
from buurtnet.themes.models import Concept
from buurtnet.wording.changing import Edit
from buurtnet.wording.choices import Turn
from buurtnet.wording.forms.lines import LineBox

MOST_WORDS = 6
MOST_WORDS_OF_A_TERM = 4  # longer ones stand in no text of an offer
LANGUAGES = {
    "nl": gettext_lazy("Nederlands"), FLEMISH: gettext_lazy("Vlaams"), "en": gettext_lazy("Engels"),
    "fr": gettext_lazy("Frans"), "tr": gettext_lazy("Turks"), "ar": gettext_lazy("Arabisch"),
    "pl": gettext_lazy("Pools"), "uk": gettext_lazy("Oekraïens"), "de": gettext_lazy("Duits"),
    "es": gettext_lazy("Spaans"),
}  # fmt: skip
KINDS = {
    LabelKind.SAYING: gettext_lazy("Zo zeggen mensen het"),
    LabelKind.TERM: gettext_lazy("Zo noemen aanbieders het"),
    LabelKind.ABBREVIATION: gettext_lazy("Afkorting"),
    LabelKind.MISSPELT: gettext_lazy("Zo wordt het ook wel geschreven"),
}


LONGEST_WORD = 120  # signs, also when its letters are written out (ß is ss)


class WordForm(forms.Form):
    """What is to happen to a word. Kinds and languages of shipped words are wider than of one's own."""

    wat = forms.ChoiceField(choices=Turn.choices, required=False)
    begrip = forms.CharField(max_length=80, required=False)
    woord = LineBox(LONGEST_WORD, wrong=gettext_lazy("Schrijf het woord dat mensen gebruiken."))
    taal = forms.CharField(max_length=12, required=False)
    soort = forms.CharField(max_length=12, required=False)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        said["wat"] = said.get("wat") or Turn.ADDED.value
        said["taal"] = said.get("taal") or "nl"
        said["soort"] = said.get("soort") or LabelKind.SAYING.value
        if said["wat"] == Turn.ADDED and not self.errors:
            self._check_new(said)
        if not Concept.objects.filter(pk=said.get("begrip", ""), is_gone=False).exists():
            raise ValidationError(_("Kies waar dit woord bij hoort."))
        return said

    def _check_new(self, said: dict[str, Any]) -> None:
        if said["taal"] not in LANGUAGES or said["soort"] not in KINDS:
            raise ValidationError(_("Kies een taal en een soort uit de lijst."))
        if not any(word not in stop_words() and not word.isdecimal() for word in words(said["woord"])):
            self.add_error("woord", _("Met dit woord alleen vinden mensen niets. Schrijf er een woord bij."))
            return
        if len(" ".join(words(said["woord"]))) > LONGEST_WORD:
            self.add_error("woord", _("Dit is te lang. Er passen %(most)d tekens.") % {"most": LONGEST_WORD})
            return
        most = MOST_WORDS_OF_A_TERM if said["soort"] == LabelKind.TERM else MOST_WORDS
        if len(words(said["woord"])) > most:
            raise ValidationError(
                _("Kies het kortste stuk dat genoeg zegt: %(most)d woorden of minder.") % {"most": most}
            )

    @property
    def edit(self) -> Edit:
        """What it says, once it is valid."""
        said = self.cleaned_data
        return Edit(Turn(said["wat"]), said["begrip"], said["woord"], said["taal"], said["soort"])
