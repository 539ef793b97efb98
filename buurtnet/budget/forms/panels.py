"""Making a panel public before its lots are drawn."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy

from buurtnet.kit.typed import Day, Line

WHEN = gettext_lazy("Kies een dag.")


class AnnounceForm(forms.Form):
    """The text with which lots are drawn, and from when the panel decides."""

    starts_on = Day(label=gettext_lazy("Vanaf welke dag beslist het panel?"), wrong=WHEN)
    seed = Line(
        200, label=gettext_lazy("Met welke tekst wordt er geloot?"),
        wrong=gettext_lazy("Schrijf een tekst op, zoals de kop van de krant van vandaag."),
        hint=gettext_lazy(
            "Neem iets wat jij niet kunt kiezen, zoals de kop van de krant van vandaag. "
            "Iedereen kan de loting ermee narekenen."
        ),
    )  # fmt: skip

    def __init__(self, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data, initial={"starts_on": timezone.localdate() + dt.timedelta(days=14)})
