"""When someone wants the mail of the day."""

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _

from buurtnet.people.models import DayMail

HOURS = range(5, 23)  # that are offered; nobody wants a mail at night


class DayMailForm(forms.Form):
    """On or off, the hour and the days."""

    is_on = forms.BooleanField(required=False)
    hour = forms.TypedChoiceField(coerce=int, choices=[(hour, f"{hour}.00") for hour in HOURS])
    weekdays = forms.TypedMultipleChoiceField(
        coerce=int, choices=[(day, name) for day, name in WEEKDAYS.items()], required=False
    )

    def __init__(self, posted: QueryDict | None, *, chosen: DayMail) -> None:
        said = {"is_on": chosen.is_on, "hour": chosen.hour, "weekdays": chosen.weekdays}
        super().__init__(posted, initial=said)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("is_on") and not cleaned.get("weekdays"):
            self.add_error("weekdays", _("Kies ten minste één dag."))
        return cleaned

    def hours(self) -> list[tuple[int, bool]]:
        """Each hour, and whether it is the chosen one."""
        chosen = str(self["hour"].value())
        return [(hour, str(hour) == chosen) for hour in HOURS]

    def days(self) -> list[tuple[int, str, bool]]:
        """Each day of the week with its name, and whether it is chosen."""
        chosen = {str(day) for day in self["weekdays"].value() or []}
        return [(day, str(name), str(day) in chosen) for day, name in WEEKDAYS.items()]
