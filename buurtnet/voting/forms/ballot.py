"""A ballot: a code, plans, and if someone likes in which age group they are."""

import secrets
import uuid
from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from buurtnet.kit.form_keys import key_in
from buurtnet.kit.typed import LineField
from buurtnet.voting.choices import AgeGroup
from buurtnet.voting.models import VoteRound

ORDERS = 2**31


class BallotForm(forms.Form):
    """``order``: a number by chance by which the plans of this page are shuffled; it is kept nowhere."""

    code = LineField(
        max_length=40,
        error_messages={
            "required": gettext_lazy("Vul de code uit je brief in."),
            "max_length": gettext_lazy("Deze code klopt niet. Kijk of je alle tekens goed hebt overgenomen."),
        },
    )
    plans = forms.TypedMultipleChoiceField(
        required=False, coerce=int,
        error_messages={
            "invalid_choice": gettext_lazy("Een van de plannen staat niet meer op de lijst. Kies opnieuw."),
        },
    )  # fmt: skip
    blank = forms.BooleanField(required=False)
    age = forms.ChoiceField(required=False)
    of_age = forms.BooleanField(required=False)

    def __init__(self, data: Any, *, around: VoteRound, numbers: Iterable[int], has_code: bool = True) -> None:
        super().__init__(data)
        self.around = around
        self.fields["plans"].choices = [(number, str(number)) for number in numbers]  # type: ignore[attr-defined]
        self.fields["age"].choices = [("", ""), *AgeGroup.choices]  # type: ignore[attr-defined]
        if not has_code:
            del self.fields["code"]

    @property
    def key(self) -> uuid.UUID:
        """Of the page: kept when what was sent is shown again."""
        return key_in(self.data)

    @property
    def order(self) -> int:
        """The order of the plans on this page."""
        said = str(self.data.get("order", ""))
        return (
            int(said) % ORDERS if said.isascii() and said.isdigit() and len(said) < 12 else secrets.randbelow(ORDERS)
        )

    def has_ages(self) -> bool:
        """Whether who votes must say that the age fits."""
        return bool(self.around.age_least or self.around.age_most)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if self.has_ages() and not said.get("of_age") and "code" in self.fields:
            self.add_error("of_age", forms.ValidationError(gettext_lazy("Zet een vinkje als je leeftijd klopt.")))
        if "plans" in said and not said["plans"] and not said.get("blank"):
            sentence = gettext_lazy("Je koos nog geen plan. Wil je blanco stemmen? Zet dan het vinkje onderaan.")
            self.add_error("plans", forms.ValidationError(sentence))
        return said
