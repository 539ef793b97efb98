"""When a venue is open, and the days on which it is closed."""

import datetime as dt
from typing import Any, Final

from django import forms
from django.utils import timezone
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from buurtnet.kit.typed import LineField
from buurtnet.places.choices import HoursKind
from buurtnet.places.forms.roles import RoleField

CHOOSE_A_DAY: Final = gettext_lazy("Kies een dag.")
CHOOSE_A_TIME: Final = gettext_lazy("Vul een tijd in, zoals 15.30.")
FARTHEST: Final = dt.timedelta(days=3 * 366)


class ClockField(forms.TimeField):
    """A time as people type it: 15.30, 15:30 or 15; 24.00 is the end of the day."""

    def __init__(self) -> None:
        super().__init__(
            input_formats=["%H:%M", "%H.%M", "%H:%M:%S", "%H"],
            error_messages={"required": CHOOSE_A_TIME, "invalid": CHOOSE_A_TIME},
        )

    def to_python(self, value: Any) -> dt.time | None:
        is_midnight = isinstance(value, str) and value.strip() in {"24.00", "24:00", "24"}
        return dt.time(23, 59) if is_midnight else super().to_python(value)


class HoursForm(forms.Form):
    """On which days, from when until when; and whether someone is there."""

    kind = forms.ChoiceField(
        choices=HoursKind.choices,
        error_messages=dict.fromkeys(
            ("required", "invalid_choice"), gettext_lazy("Kies of je er binnenloopt of reserveert.")
        ),
    )
    weekdays = forms.TypedMultipleChoiceField(
        coerce=int, choices=[(number, str(number)) for number in WEEKDAYS],
        error_messages={
            "required": gettext_lazy("Kies minstens één dag."),
            "invalid_choice": gettext_lazy("Kies dagen uit de lijst."),
            "invalid_list": gettext_lazy("Kies dagen uit de lijst."),
        },
    )  # fmt: skip
    opens_at = ClockField()
    closes_at = ClockField()
    is_supervised = forms.BooleanField(required=False)
    who_is_there = RoleField(
        required=False, max_length=80,
        error_messages={"max_length": gettext_lazy("Schrijf alleen welke rol iemand heeft, zoals: jongerenwerker.")},
    )  # fmt: skip
    in_holidays = forms.BooleanField(required=False)

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, initial={"kind": HoursKind.WALK_IN, "in_holidays": True})

    @property
    def days(self) -> list[tuple[int, str, bool]]:
        """For the page: number, name, and whether it is chosen."""
        chosen = {str(one) for one in self["weekdays"].value() or []}
        return [(number, str(name), str(number) in chosen) for number, name in WEEKDAYS.items()]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        opens, closes = said.get("opens_at"), said.get("closes_at")
        if closes == dt.time():
            said["closes_at"] = closes = dt.time(23, 59)
        if opens and closes and closes <= opens:
            self.add_error("closes_at", _("De sluitingstijd ligt voor de openingstijd. Sluit het na middernacht? Zet "
                                          "de rest van de nacht op de volgende dag."))  # fmt: skip
        if said.get("who_is_there"):
            said["is_supervised"] = True
        return said


class ClosedForm(forms.Form):
    """From when until when it is closed, and why."""

    starts_on = forms.DateField(error_messages={"required": CHOOSE_A_DAY, "invalid": CHOOSE_A_DAY})
    ends_on = forms.DateField(required=False, error_messages={"invalid": CHOOSE_A_DAY})
    reason = LineField(
        required=False,
        max_length=120,
        error_messages={"max_length": gettext_lazy("Schrijf het in een paar woorden.")},
    )

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        starts = said.get("starts_on")
        ends = said["ends_on"] = said.get("ends_on") or starts
        if starts and ends and ends < starts:
            self.add_error("ends_on", _("De laatste dag ligt voor de eerste."))
        if ends and abs(ends - timezone.localdate()) > FARTHEST:
            self.add_error("ends_on", _("Dat is te ver weg. Kies een dag binnen drie jaar."))
        return said
