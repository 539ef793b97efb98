"""Boxes in which people type a line or a text, kept without signs that hide, turn or cover what is written."""

import datetime as dt
from typing import Any, Final

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy

from buurtnet.kit.texts import cleaned, one_line

FIRST_DAY, LAST_DAY = dt.date(2000, 1, 1), dt.date(2100, 12, 31)
TOO_LONG: Final = gettext_lazy("Dit is te lang. Er passen %(limit_value)d tekens.")


class LineField(forms.CharField):
    """One line that someone types."""

    def to_python(self, value: Any) -> str:
        return one_line(str(super().to_python(value) or ""))


class LinesField(forms.CharField):
    """A text of more lines that someone types."""

    def to_python(self, value: Any) -> str:
        return cleaned(str(super().to_python(value) or ""))


class Line(LineField):
    """One line with its label; ``wrong``: the sentence for one that is needed and empty."""

    def __init__(self, most: int, *, label: Any, wrong: Any = "", hint: Any = "") -> None:
        super().__init__(
            required=bool(wrong), label=label, max_length=most, help_text=hint,
            error_messages={"required": wrong, "max_length": TOO_LONG},
        )  # fmt: skip


class Text(LinesField):
    """Several lines with their label."""

    def __init__(self, most: int, *, label: Any, wrong: Any = "", hint: Any = "", rows: int = 4) -> None:
        super().__init__(
            required=bool(wrong), label=label, max_length=most, help_text=hint,
            widget=forms.Textarea(attrs={"rows": rows}), error_messages={"required": wrong, "max_length": TOO_LONG},
        )  # fmt: skip


class Day(forms.DateField):
    """A day in our time, 2000 to 2100; ``wrong``: the sentence for one that is none, or far away."""

    def __init__(self, *, label: Any, wrong: Any, required: bool = True, hint: Any = "") -> None:
        super().__init__(
            required=required, label=label, help_text=hint, widget=forms.DateInput(),
            error_messages=dict.fromkeys(("required", "invalid"), wrong),
            validators=[MinValueValidator(FIRST_DAY, wrong), MaxValueValidator(LAST_DAY, wrong)],
        )  # fmt: skip
