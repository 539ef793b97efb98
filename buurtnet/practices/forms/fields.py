"""What the forms of this room share: a form that makes one row, an amount, and fields that read as people type."""

from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.utils.translation import gettext_lazy

from buurtnet.kit.amounts import A_MILLION, EuroField
from buurtnet.kit.form_keys import key_in


class KeyedForm(forms.Form):
    """Sent twice it makes one row: the page gives the key that its row will have."""

    form_key = forms.UUIDField(
        required=False, initial=uuid4, widget=forms.HiddenInput,
        error_messages={"invalid": gettext_lazy("Open deze pagina opnieuw.")},
    )  # fmt: skip

    @property
    def row_key(self) -> UUID:
        """The key of the row, once the form is valid."""
        return key_in(self.cleaned_data)


class VersionedForm(forms.Form):
    """``version``: what was on the screen when it was opened."""

    version = forms.IntegerField(
        required=False, min_value=0, max_value=2_000_000_000, widget=forms.HiddenInput,
        error_messages=dict.fromkeys(
            ("invalid", "min_value", "max_value"), gettext_lazy("Open deze pagina opnieuw.")
        ),
    )  # fmt: skip

    @property
    def seen(self) -> int:
        said = self.cleaned_data["version"]
        return said if isinstance(said, int) else 0


class Money(EuroField):
    """What something costs, from nothing to a million; cleaned it is euro cents, or None."""

    def __init__(self, *, label: Any, hint: Any = "") -> None:
        super().__init__(required=False, least=0, most=A_MILLION, label=label, help_text=hint)
