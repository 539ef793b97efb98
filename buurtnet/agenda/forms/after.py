"""Afterwards: how many came, which organizations were there, and what is done otherwise next time."""

import re
from collections.abc import Mapping
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy

from buurtnet.agenda.access import partners_in
from buurtnet.agenda.choices import Counted
from buurtnet.agenda.counting import MOST_COUNTED
from buurtnet.agenda.models import ActivityDate
from buurtnet.kit.typed import Text

STEP: Final = re.compile(r"([a-z]+)([+-])")
_A_NUMBER: Final = gettext_lazy("Schrijf een getal.")


class TallyForm(forms.Form):
    """A number for each kind; empty is nobody. A button beside it makes it one more or one less."""

    def __init__(self, data: Any, *, counted: Mapping[Counted, int]) -> None:
        super().__init__(data, initial={kind.value: number for kind, number in counted.items()})
        for kind in Counted:
            self.fields[kind.value] = forms.IntegerField(
                label=str(kind.label).capitalize(), required=False, min_value=0, max_value=MOST_COUNTED,
                error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), _A_NUMBER),
            )  # fmt: skip

    def numbers(self, step: str = "") -> dict[Counted, int]:
        """Once it is valid. ``step``: the button that was pressed, as "children+"."""
        found = {kind: self.cleaned_data[kind.value] or 0 for kind in Counted}
        if (pressed := STEP.fullmatch(step)) and pressed[1] in Counted.values:
            kind = Counted(pressed[1])
            found[kind] = min(max(found[kind] + (1 if pressed[2] == "+" else -1), 0), MOST_COUNTED)
        return found


class AfterForm(forms.Form):
    """Who was there of the network, and a lesson."""

    organizations = forms.MultipleChoiceField(
        required=False, label=gettext_lazy("Wie was er van het netwerk?"), widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": gettext_lazy("Kies uit de lijst.")},
    )  # fmt: skip
    next_time = Text(600, label=gettext_lazy("Wat doen we volgende keer anders? (mag leeg)"), rows=3)

    def __init__(self, data: Any, *, date: ActivityDate) -> None:
        was_there = [str(one.organization_id) for one in date.attending.all()]
        expected = [str(one.organization_id) for one in date.activity.partners.all()]
        if date.activity.owner_organization_id:
            expected.insert(0, str(date.activity.owner_organization_id))
        super().__init__(
            data, initial={"organizations": was_there or expected, "next_time": date.next_time}
        )  # fmt: skip
        here = {str(one.pk): one.name for one in partners_in(date.network)}
        field = self.fields["organizations"]
        assert isinstance(field, forms.MultipleChoiceField)
        first = [key for key in dict.fromkeys([*was_there, *expected]) if key in here]
        self.near = [(key, here[key]) for key in first]
        self.others = [(key, name) for key, name in here.items() if key not in first]
        field.choices = [*self.near, *self.others]

    @property
    def ticked(self) -> list[str]:
        said = self["organizations"].value() or []
        return [str(one) for one in said]
