"""A box for a text of some paragraphs, which may be left empty."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from buurtnet.kit.texts import cleaned


class ParagraphsBox(forms.Field):
    """A text of at most ``most`` signs, each line kept without what cannot be seen."""

    def __init__(self, most: int) -> None:
        super().__init__(required=False)
        self.most = most

    def clean(self, value: Any) -> str:
        text = cleaned(str(value or ""))
        if len(text) > self.most:
            raise ValidationError(_("Dit is te lang. Er passen %(most)d tekens.") % {"most": self.most})
        return text
