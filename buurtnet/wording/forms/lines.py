"""One line or one text that a director types: without signs that cannot be seen, and not too long."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from buurtnet.kit.texts import one_line


class LineBox(forms.Field):
    """A line of ``most`` signs; ``wrong``: the sentence for one that is needed and empty."""

    def __init__(self, most: int, *, wrong: Any = "") -> None:
        super().__init__(required=bool(wrong))
        self.most, self.wrong = most, wrong

    def clean(self, value: Any) -> str:
        line = one_line(str(value or ""))
        if len(line) > self.most:
            raise ValidationError(_("Dit is te lang. Er passen %(most)d tekens.") % {"most": self.most})
        if not line and self.required:
            raise ValidationError(self.wrong)
        return line
