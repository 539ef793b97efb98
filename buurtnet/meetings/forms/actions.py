"""What someone says of an action."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from buurtnet.kit.typed import Day, Line
from buurtnet.meetings.agreeing import FARTHEST
from buurtnet.meetings.forms.noting import CHOOSE
from buurtnet.people.models import Person

WHICH_DAY = gettext_lazy("Kies een dag die nog komt, binnen twee jaar.")


def require_coming(day: dt.date | None) -> dt.date | None:
    """A day from today on. Raises ``ValidationError``."""
    today = timezone.localdate()
    if day is not None and not today <= day <= today + FARTHEST:
        raise ValidationError(WHICH_DAY)
    return day


class DoneForm(forms.Form):
    result = Line(300, label=gettext_lazy("Wat is het geworden?"), hint=gettext_lazy("In één zin. Het mag leeg."))


class NotDoneForm(forms.Form):
    why = Line(
        300,
        label=gettext_lazy("Waarom lukte het niet?"),
        wrong=gettext_lazy("Schrijf in één zin waarom het niet lukte."),
    )
    due = Day(label=gettext_lazy("Wanneer lukt het wel?"), wrong=WHICH_DAY)

    def clean_due(self) -> dt.date | None:
        return require_coming(self.cleaned_data["due"])


class StillForm(forms.Form):
    due = Day(label=gettext_lazy("Nieuwe dag"), wrong=WHICH_DAY)

    def clean_due(self) -> dt.date | None:
        return require_coming(self.cleaned_data["due"])


class DropForm(forms.Form):
    why = Line(
        300, label=gettext_lazy("Waarom hoeft het niet meer?"),
        wrong=gettext_lazy("Schrijf in één zin waarom het niet meer hoeft."),
    )  # fmt: skip


class RewriteForm(forms.Form):
    text = Line(300, label=gettext_lazy("Wat ga je doen?"), wrong=gettext_lazy("Schrijf wat er gaat gebeuren."))
    due = Day(label=gettext_lazy("Klaar op"), wrong=WHICH_DAY)

    def clean_due(self) -> dt.date | None:
        return require_coming(self.cleaned_data["due"])


class HandForm(forms.Form):
    owner = forms.ChoiceField(label=gettext_lazy("Wie gaat het doen?"), error_messages=CHOOSE)

    def __init__(self, data: Any, *, people: Iterable[Person]) -> None:
        super().__init__(data)
        self.people = {str(one.pk): one for one in people}
        rows = [("", _("kies een naam")), *((key, one.name) for key, one in self.people.items())]
        self.fields["owner"].choices = rows  # type: ignore[attr-defined]

    def clean_owner(self) -> Person:
        return self.people[self.cleaned_data["owner"]]
