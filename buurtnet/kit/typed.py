"""Boxes in which people type a line or a text, kept without signs that hide, turn or cover what is written."""

from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy

from buurtnet.kit.texts import cleaned, one_line

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
