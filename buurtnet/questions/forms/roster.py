"""A line of the roster, and days away."""

import datetime as dt
from typing import Any, Final
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.utils.dates import WEEKDAYS
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from buurtnet.areas.here import neighbourhoods_of
from buurtnet.areas.models import Network
from buurtnet.questions.forms.keyed import KeyedForm
from buurtnet.questions.models import Duty
from buurtnet.questions.rostering import may_answer
from buurtnet.themes.models import Theme

FARTHEST: Final = dt.timedelta(days=3 * 366)
FARTHEST_FOR_OTHERS: Final = dt.timedelta(days=28)
CHOOSE_A_DAY: Final = gettext_lazy("Kies een dag.")


class DutyForm(KeyedForm):
    """Who answers, for what, on which days, and who stands in."""

    person = forms.TypedChoiceField(
        coerce=UUID,
        error_messages={
            "required": gettext_lazy("Kies wie er antwoordt."),
            "invalid_choice": gettext_lazy("Kies iemand van het netwerk."),
        },
    )
    deputy = forms.TypedChoiceField(
        coerce=UUID, required=False, empty_value=None,
        error_messages={"invalid_choice": gettext_lazy("Kies iemand van het netwerk.")},
    )  # fmt: skip
    theme = forms.ChoiceField(
        required=False, error_messages={"invalid_choice": gettext_lazy("Kies een thema uit de lijst.")}
    )
    area = forms.TypedChoiceField(
        coerce=int, required=False, empty_value=None,
        error_messages={"invalid_choice": gettext_lazy("Kies een buurt uit de lijst.")},
    )  # fmt: skip
    weekdays = forms.TypedMultipleChoiceField(
        coerce=int, choices=[(number, str(number)) for number in WEEKDAYS],
        error_messages={
            "required": gettext_lazy("Kies minstens één dag."),
            "invalid_choice": gettext_lazy("Kies dagen uit de lijst."),
        },
    )  # fmt: skip
    answers_children = forms.BooleanField(required=False)
    is_off_in_holidays = forms.BooleanField(required=False)
    starts_on = forms.DateField(error_messages={"required": CHOOSE_A_DAY, "invalid": CHOOSE_A_DAY})
    ends_on = forms.DateField(required=False, error_messages={"invalid": CHOOSE_A_DAY})

    def __init__(self, data: Any, *, network: Network, today: dt.date, duty: Duty | None = None) -> None:
        super().__init__(data, initial=initial_of(duty, today))
        self.network, self.today = network, today
        people = [(one.pk, one.name or one.email) for one in may_answer(network)]
        self.offer("person", people)
        self.offer("deputy", [("", _("Niemand")), *people])
        language = get_language() or ""
        themes = [(one.pk, one.name_in(language)) for one in Theme.objects.all()]
        self.offer("theme", [("", _("Alle thema's")), *themes])
        areas = [(one.pk, one.name) for one in neighbourhoods_of(network)]
        self.offer("area", [("", _("Alle buurten")), *areas])

    def offer(self, name: str, choices: list[tuple[Any, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    def clean_deputy(self) -> UUID | None:
        deputy: UUID | None = self.cleaned_data["deputy"]
        if deputy and deputy == self.cleaned_data.get("person"):
            raise ValidationError(_("Kies iemand anders. Wie antwoordt, kan niet voor zichzelf invallen."))
        return deputy

    def clean_starts_on(self) -> dt.date:
        return self.near(self.cleaned_data["starts_on"])

    def clean_ends_on(self) -> dt.date | None:
        last: dt.date | None = self.cleaned_data["ends_on"]
        first = self.cleaned_data.get("starts_on")
        if last and first and last < first:
            raise ValidationError(_("De laatste dag ligt voor de eerste. Kies een latere dag."))
        return self.near(last) if last else None

    def near(self, day: dt.date) -> dt.date:
        if abs(day - self.today) > FARTHEST:
            raise ValidationError(_("Kies een dag die niet meer dan 3 jaar weg ligt."))
        return day

    def values(self) -> dict[str, Any]:
        """Columns of a duty, once the form is valid."""
        said = self.cleaned_data
        return {
            "person_id": said["person"], "deputy_id": said["deputy"], "theme_id": said["theme"] or None,
            "area_id": said["area"], "weekdays": sorted(said["weekdays"]),
            "answers_children": said["answers_children"], "is_off_in_holidays": said["is_off_in_holidays"],
            "starts_on": said["starts_on"], "ends_on": said["ends_on"],
        }  # fmt: skip

    def days(self) -> list[tuple[int, str, bool]]:
        """Each day of the week with its name and whether it is ticked."""
        chosen = {str(one) for one in self["weekdays"].value() or ()}
        return [(number, str(name), str(number) in chosen) for number, name in WEEKDAYS.items()]


def initial_of(duty: Duty | None, today: dt.date) -> dict[str, Any]:
    """What the form begins with: the line itself, or a new one from today on."""
    if duty is None:
        return {"weekdays": [0, 1, 2, 3, 4], "starts_on": today, "is_off_in_holidays": False}
    return {
        "person": duty.person_id, "deputy": duty.deputy_id, "theme": duty.theme_id, "area": duty.area_id,
        "weekdays": duty.weekdays, "answers_children": duty.answers_children,
        "is_off_in_holidays": duty.is_off_in_holidays, "starts_on": duty.starts_on, "ends_on": duty.ends_on,
    }  # fmt: skip


class LeaveForm(forms.Form):
    """From a day until a day, both included."""

    starts_on = forms.DateField(error_messages={"required": CHOOSE_A_DAY, "invalid": CHOOSE_A_DAY})
    ends_on = forms.DateField(error_messages={"required": CHOOSE_A_DAY, "invalid": CHOOSE_A_DAY})

    def __init__(self, data: Any, *, today: dt.date) -> None:
        super().__init__(data, initial={"starts_on": today})
        self.today = today

    def clean_ends_on(self) -> dt.date:
        last: dt.date = self.cleaned_data["ends_on"]
        first = self.cleaned_data.get("starts_on")
        if first and last < first:
            raise ValidationError(_("De laatste dag ligt voor de eerste. Kies een latere dag."))
        if last < self.today:
            raise ValidationError(_("Deze dagen zijn al voorbij."))
        if last > self.today + FARTHEST:
            raise ValidationError(_("Kies een dag die niet meer dan 3 jaar weg ligt."))
        return last


class AwayForm(forms.Form):
    """Until which day someone of the roster is away from today on, as a director says for who is ill."""

    last_day = forms.DateField(error_messages={"required": CHOOSE_A_DAY, "invalid": CHOOSE_A_DAY})

    def __init__(self, data: Any, *, today: dt.date) -> None:
        super().__init__(data, initial={"last_day": today})
        self.today = today

    def clean_last_day(self) -> dt.date:
        last: dt.date = self.cleaned_data["last_day"]
        if not self.today <= last <= self.today + FARTHEST_FOR_OTHERS:
            raise ValidationError(_("Kies een dag vanaf vandaag, binnen vier weken."))
        return last
