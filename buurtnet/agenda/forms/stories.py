"""One sentence after a date, who says it, and perhaps a photo; and the photo of an activity itself."""

from typing import Any, Final
from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from buurtnet.agenda.choices import Faces
from buurtnet.agenda.stories import Said
from buurtnet.kit.guarded import GuardedForm
from buurtnet.kit.pictures import MOST_BYTES, too_heavy
from buurtnet.wording.forms.lines import LineBox

LONGEST: Final = 240
ANEW: Final = gettext_lazy("Open deze pagina opnieuw.")


class PhotoBox(forms.FileField):
    """A photo as it was sent; what it is, is looked at when it is made."""

    def __init__(self) -> None:
        super().__init__(required=False, allow_empty_file=True)

    def clean(self, data: Any, initial: Any = None) -> UploadedFile[Any] | None:
        sent: UploadedFile[Any] | None = super().clean(data, initial)
        if sent and (sent.size or 0) > MOST_BYTES:
            raise ValidationError(too_heavy())
        return sent or None


class StoryForm(forms.Form):
    """Without an answer about faces no photo is kept."""

    sentence = LineBox(LONGEST, wrong=gettext_lazy("Schrijf in één zin wat er mooi was."))
    said_by = LineBox(80)
    photo = PhotoBox()
    photo_alt = LineBox(200)
    faces = forms.ChoiceField(
        choices=Faces.choices, required=False,
        error_messages={"invalid_choice": gettext_lazy("Kies wie er op de foto staat.")},
    )  # fmt: skip
    form_key = forms.UUIDField(initial=uuid4, error_messages={"required": ANEW, "invalid": ANEW})

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if said.get("photo"):
            if not said.get("faces") and "faces" not in self.errors:
                self.add_error("faces", _("Zeg wie er op de foto staat. Anders kunnen we de foto niet plaatsen."))
            if not said.get("photo_alt"):
                self.add_error("photo_alt", _("Schrijf wat er op de foto te zien is, voor wie dat niet ziet."))
        return said

    @property
    def said(self) -> Said:
        found = self.cleaned_data
        return Said(found["sentence"], found["said_by"], found["photo"], found["photo_alt"], found["faces"])


class PictureForm(forms.Form):
    """The photo of an activity, in words too; whoever can be recognised said yes."""

    photo = PhotoBox()
    photo_alt = LineBox(200)
    agreed = forms.BooleanField(required=False)
    without = forms.BooleanField(required=False)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if said.get("without"):
            return said
        if said.get("photo") and not said.get("agreed"):
            self.add_error("agreed", _("Plaats een foto alleen als iedereen die te herkennen is, ja zei."))
        if not said.get("photo_alt"):
            self.add_error("photo_alt", _("Schrijf wat er op de foto te zien is, voor wie dat niet ziet."))
        return said


class TakeAwayForm(GuardedForm):
    """Nothing to fill in: a button, that no machine presses."""
