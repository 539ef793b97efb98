"""Why a booking cannot be."""

from django import forms
from django.utils.translation import gettext_lazy

from buurtnet.kit.typed import LineField


class ReasonForm(forms.Form):
    reason = LineField(
        max_length=300,
        error_messages={
            "required": gettext_lazy("Schrijf in één zin waarom het niet kan. Wie vroeg, leest dat."),
            "max_length": gettext_lazy("Schrijf het in één korte zin."),
        },
    )  # fmt: skip
