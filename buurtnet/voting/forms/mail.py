"""An address to which a code goes."""

from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy

from buurtnet.kit.guarded import GuardedForm
from buurtnet.kit.typed import LineField
from buurtnet.people.addresses import WRONG_ADDRESS, clean_address

MISSING: Final = gettext_lazy("Zet een vinkje als dit klopt. Zo stemt iedereen één keer.")


class MailForm(GuardedForm):
    """``here``: they say that they live here, have no letter, and are of age."""

    address = LineField(max_length=254, error_messages={"required": WRONG_ADDRESS, "max_length": WRONG_ADDRESS})
    here = forms.BooleanField(error_messages={"required": MISSING})

    def __init__(self, data: Any, *, about: str) -> None:
        super().__init__(data, about=about)

    def clean_address(self) -> str:
        return clean_address(self.cleaned_data["address"])
