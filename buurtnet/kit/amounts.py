"""Amounts of money as people type them ("250", "€ 1.250,50", "250,-"), and as pages show them."""

import re
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils import formats
from django.utils.translation import gettext_lazy

MOST: Final = 100_000_000_00  # cents: a hundred million euros
A_MILLION: Final = 1_000_000_00  # cents: more than a neighbourhood spends on one thing
WRONG: Final = gettext_lazy("Vul een bedrag in, zoals 250 of 1.250,50.")
TOO_LARGE: Final = gettext_lazy("Dit bedrag is te groot.")
# Thousands by a dot, a blank or nothing, cents by a comma or a dot; or the other way round, as in English.
_DUTCH: Final = re.compile(r"(\d{1,3}(?:[. ]\d{3})+|\d+)(?:,(\d{1,2}|-{1,2}))?")
_ENGLISH: Final = re.compile(r"(\d{1,3}(?:,\d{3})+|\d+)(?:\.(\d{2}))?")


def cents_in(typed: str) -> int | None:
    """Cents, or None for what is no amount. ``1.250`` is a thousand and more, ``1.25`` is not."""
    said = " ".join(typed.replace("€", " ").replace("\xa0", " ").split())
    found = _DUTCH.fullmatch(said) or _ENGLISH.fullmatch(said)
    if found is None:
        return None
    whole = int(re.sub(r"\D", "", found[1]))
    return whole * 100 + (int(found[2].ljust(2, "0")) if found[2] and found[2].isdigit() else 0)


def euros(cents: int) -> str:
    """ "€ 3.200", or "€ 12,50" when there are cents."""
    whole, rest = divmod(cents, 100)
    said = formats.number_format(whole, force_grouping=True)
    return f"€ {said}{formats.get_format('DECIMAL_SEPARATOR')}{rest:02}" if rest else f"€ {said}"


class EuroField(forms.CharField):
    """A box for an amount; gives cents. ``least``: in cents."""

    def __init__(self, *, least: int = 1, most: int = MOST, **kwargs: Any) -> None:
        super().__init__(max_length=30, **kwargs)
        self.least, self.most = least, most
        self.widget.attrs.pop("maxlength", None)

    def clean(self, value: Any) -> int | None:
        typed = str(super().clean(value) or "")
        if not typed:
            return None
        cents = cents_in(typed) if typed.isascii() or "€" in typed else None
        if cents is None or cents < self.least:
            raise ValidationError(WRONG)
        if cents > self.most:
            raise ValidationError(TOO_LARGE)
        return cents

    def prepare_value(self, value: Any) -> Any:
        """Cents as euros in the box; what someone typed stays as it was."""
        if isinstance(value, int):
            return str(value // 100) if value % 100 == 0 else f"{value // 100},{value % 100:02}"
        return value
