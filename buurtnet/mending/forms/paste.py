"""The steps of a pasted list: the list itself, and what its columns hold."""

from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from buurtnet.exchange.pasted import (
    MOST_BYTES,
    MOST_COLUMNS,
    MOST_ROWS,
    Cells,
    PastedError,
    Trouble,
    cells_of_file,
    cells_of_text,
)
from buurtnet.mending.models import Pasted
from buurtnet.mending.pasted_columns import COLUMNS, LEFT_OUT
from buurtnet.mending.pasting import LICENCES

MOST_SAMPLES: Final = 3
LONGEST_SAMPLE: Final = 60


class PasteForm(forms.Form):
    """A list that is pasted, or a small file. ``cells``: its rows, once the form is valid."""

    list = forms.CharField(required=False, widget=forms.Textarea, strip=False)
    file = forms.FileField(required=False, allow_empty_file=True)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        try:
            self.cells = self._read(said)
        except PastedError as error:
            raise ValidationError(sentence_of(error)) from None
        return said

    def _read(self, said: dict[str, Any]) -> Cells:
        sent = said.get("file")
        if sent is None:
            return cells_of_text(said.get("list", ""))
        if sent.size > MOST_BYTES:
            raise PastedError(Trouble.TOO_LARGE)
        return cells_of_file(sent.read())


def sentence_of(error: PastedError) -> str:
    """What is wrong with a list, and what to do."""
    match error.trouble:
        case Trouble.EMPTY:
            return _("Er staat niets in je lijst. Plak de rijen, of kies een bestand.")
        case Trouble.TOO_LARGE:
            said = _("Deze lijst is te groot. Er past %(most)d kB in één keer. Knip de lijst in stukken.")
            return said % {"most": MOST_BYTES // 1000}
        case Trouble.TOO_MANY_ROWS:
            said = _("Deze lijst is te lang. Er passen %(most)d rijen in één keer. Knip de lijst in stukken.")
            return said % {"most": MOST_ROWS - 1}
        case Trouble.TOO_MANY_COLUMNS:
            return _("Er passen %(most)d kolommen. Haal weg wat je niet nodig hebt.") % {"most": MOST_COLUMNS}
        case Trouble.OPEN_QUOTE:
            return _(
                "In regel %(row)d begint een aanhalingsteken dat nergens eindigt. Haal het weg en plak opnieuw."
            ) % {"row": error.row}
    return _("Dit kunnen we niet lezen als lijst. Bewaar het als Excel (.xlsx) of CSV, of plak de rijen.")


class ColumnsForm(forms.Form):
    """What each column holds, whether the first row is headings, and who may use the list."""

    kop = forms.BooleanField(required=False)
    licentie = forms.ChoiceField(choices=[(one, one) for one in LICENCES])

    def __init__(self, data: Any, *, pasted: Pasted) -> None:
        self.pasted = pasted
        super().__init__(data, initial={"kop": pasted.is_headed, "licentie": pasted.licence})
        for number, what in enumerate(pasted.columns):
            self.fields[f"kolom-{number}"] = forms.ChoiceField(
                required=False, choices=[(LEFT_OUT, ""), *COLUMNS.items()], initial=what
            )

    @property
    def columns(self) -> list[str]:
        return [self.cleaned_data[f"kolom-{number}"] for number in range(len(self.pasted.columns))]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if self.errors:
            raise ValidationError(_("Kies bij elke kolom iets uit de lijst."))
        chosen = [what for what in self.columns if what]
        if "name" not in chosen:
            raise ValidationError(_("Kies welke kolom de naam is. Zonder naam weten we niet wat het is."))
        if twice := next((what for what in chosen if chosen.count(what) > 1), ""):
            raise ValidationError(_("Je koos twee keer: %(name)s. Kies het één keer.") % {"name": COLUMNS[twice]})
        return said

    def shown(self) -> list[dict[str, Any]]:
        """The columns for the template: what it is called, a few of its cells, and the words to choose from."""
        rows = self.pasted.rows
        body = rows[1:] if self.pasted.is_headed else rows
        found = []
        for number in range(len(self.pasted.columns)):
            bound = self[f"kolom-{number}"]
            cells = [row[number].strip() for row in body if row[number].strip()]
            heading = rows[0][number].strip()[:LONGEST_SAMPLE] if self.pasted.is_headed else ""
            found.append({
                "name": bound.html_name, "heading": heading or _("Kolom %(number)d") % {"number": number + 1},
                "samples": [cell[:LONGEST_SAMPLE] for cell in cells[:MOST_SAMPLES]], "value": bound.value() or "",
            })  # fmt: skip
        return found
