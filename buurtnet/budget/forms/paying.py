"""How money goes to an idea, into a file for the bank, and back."""

import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from buurtnet.budget.choices import WITH_IBAN, PayWay
from buurtnet.budget.forms.pots import ERRORS, clean_iban
from buurtnet.budget.paying import Paid
from buurtnet.kit.amounts import EuroField
from buurtnet.kit.typed import Day, Line


class PaymentForm(forms.Form):
    """How money goes to an idea; the kassier comes first, an own account last and with a warning."""

    amount = EuroField(
        label=gettext_lazy("Hoeveel?"), error_messages={"required": gettext_lazy("Vul een bedrag in.")}
    )
    way = forms.ChoiceField(
        label=gettext_lazy("Hoe?"), choices=PayWay.choices, error_messages=ERRORS, widget=forms.RadioSelect
    )
    payee = Line(
        70, label=gettext_lazy("Op naam van"), hint=gettext_lazy("De winkel, de organisatie of wie de pas krijgt.")
    )
    iban = Line(
        60, label=gettext_lazy("Rekeningnummer (IBAN)"), hint=gettext_lazy("Niet nodig bij een pas of contant geld.")
    )
    what_for = Line(
        100, label=gettext_lazy("Omschrijving op het afschrift"), hint=gettext_lazy("Geen naam van een mens.")
    )
    is_warned = forms.BooleanField(required=False, label=gettext_lazy("Dit is besproken met wie het geld krijgt"))

    def clean_iban(self) -> str:
        return clean_iban(self.cleaned_data["iban"])

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        way = said.get("way")
        if way in WITH_IBAN and not said.get("iban") and "iban" not in self.errors:
            self.add_error("iban", ValidationError(_("Hiervoor is een rekeningnummer nodig.")))
        if way and not said.get("payee"):
            self.add_error("payee", ValidationError(_("Schrijf op wie het geld krijgt.")))
        if way == PayWay.OWN_ACCOUNT and not said.get("is_warned"):
            sentence = _("Bespreek eerst dat dit geld als inkomen kan tellen. Zet daarna hier het vinkje.")
            self.add_error("is_warned", ValidationError(sentence))
        return said

    def paid(self) -> Paid:
        """Once it is valid."""
        said = self.cleaned_data
        return Paid(said["amount"], PayWay(said["way"]), said["payee"], said["iban"], said["what_for"])


class FileForm(forms.Form):
    """On which day the bank carries it out."""

    run_on = Day(label=gettext_lazy("Op welke dag?"), wrong=gettext_lazy("Kies een dag."), required=False)

    def day(self, today: dt.date) -> dt.date:
        """Once it is valid; tomorrow when nothing was chosen."""
        chosen: dt.date | None = self.cleaned_data["run_on"]
        return chosen or today + dt.timedelta(days=1)


class BackForm(forms.Form):
    """Money that came back."""

    amount = EuroField(
        label=gettext_lazy("Hoeveel kwam er terug?"), error_messages={"required": gettext_lazy("Vul een bedrag in.")}
    )
    why = Line(
        200, label=gettext_lazy("Waarom?"), hint=gettext_lazy("Dit staat in het kasboek. Schrijf geen namen."),
        wrong=gettext_lazy("Schrijf in één zin waarom."),
    )  # fmt: skip


class RestForm(forms.Form):
    """Why a promise goes back to the pot."""

    rest_why = Line(
        200, label=gettext_lazy("Waarom?"), hint=gettext_lazy("Dit staat in het kasboek. Schrijf geen namen."),
        wrong=gettext_lazy("Schrijf in één zin waarom."),
    )  # fmt: skip
