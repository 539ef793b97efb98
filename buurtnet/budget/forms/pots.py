"""What a director says of a pot, what is put in, and how money is paid."""

from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from buurtnet.areas.here import neighbourhoods_of
from buurtnet.areas.models import Network
from buurtnet.budget.choices import WITH_IBAN, PayWay, PotTask
from buurtnet.budget.ibans import in_groups, is_iban, plain
from buurtnet.budget.models import Pot
from buurtnet.budget.paying import Paid
from buurtnet.kit.amounts import EuroField
from buurtnet.kit.typed import Line, Text
from buurtnet.people.models import Membership, Organization, Person

CHOOSE: Final = gettext_lazy("Kies er een uit de lijst.")
WRONG_IBAN: Final = gettext_lazy("Dit rekeningnummer klopt niet. Kijk het nog eens na.")
ERRORS: Final = dict.fromkeys(("required", "invalid_choice"), CHOOSE)


class PotForm(forms.Form):
    """A pot on one page."""

    name = Line(120, label=gettext_lazy("Hoe heet de pot?"), wrong=gettext_lazy("Geef de pot een naam."))
    text = Text(1_000, label=gettext_lazy("Waar is dit geld voor?"), rows=3)
    area = forms.ChoiceField(label=gettext_lazy("Voor welke buurt?"), required=False, error_messages=ERRORS)
    kassier = forms.ChoiceField(
        label=gettext_lazy("Wie is de kassier?"), required=False, error_messages=ERRORS,
        help_text=gettext_lazy("Een vereniging, stichting of buurtwerk. De kassier betaalt de rekeningen."),
    )  # fmt: skip
    purse = Line(200, label=gettext_lazy("Hoe bereik je de kassier?"), hint=gettext_lazy("Dit staat op de site."))
    holder = Line(70, label=gettext_lazy("Op wiens naam staat de rekening?"))
    iban = Line(60, label=gettext_lazy("Rekeningnummer (IBAN) van de kassier"))

    def __init__(self, data: Any, *, network: Network, pot: Pot | None = None) -> None:
        super().__init__(data, initial=_as_it_is(pot) if pot else None)
        self.areas = {str(one.pk): one for one in neighbourhoods_of(network)}
        held = Membership.objects.current().filter(network=network, organization__isnull=False)
        rows = Organization.objects.filter(pk__in=held.values("organization")).order_by("name", "pk")
        self.kassiers = {str(one.pk): one for one in rows}
        if pot and pot.kassier:
            self.kassiers.setdefault(str(pot.kassier_id), pot.kassier)
        self.fields["area"].choices = [("", _("het hele netwerk")), *_named(self.areas)]  # type: ignore[attr-defined]
        self.fields["kassier"].choices = [("", _("nog niet gekozen")), *_named(self.kassiers)]  # type: ignore[attr-defined]

    def clean_iban(self) -> str:
        return _clean_iban(self.cleaned_data["iban"])

    def said(self) -> dict[str, Any]:
        """Once it is valid: the fields of the row."""
        told = dict(self.cleaned_data)
        area, kassier = self.areas.get(told["area"]), self.kassiers.get(told["kassier"])
        return told | {"area": area, "kassier": kassier}


class MoneyForm(forms.Form):
    """Money that is put in, or taken back."""

    amount = EuroField(
        label=gettext_lazy("Hoeveel?"), help_text=gettext_lazy("In euro's."),
        error_messages={"required": gettext_lazy("Vul een bedrag in.")},
    )  # fmt: skip
    contributor = Line(
        120, label=gettext_lazy("Van wie?"),
        hint=gettext_lazy("Een organisatie, een fonds of “bewoners”. Geen naam."),
        wrong=gettext_lazy("Schrijf op van wie het geld is."),
    )  # fmt: skip
    why = Line(200, label=gettext_lazy("Omschrijving (mag leeg)"))


class AppointForm(forms.Form):
    """Who looks after a pot, and how."""

    person = forms.ChoiceField(label=gettext_lazy("Wie?"), error_messages=ERRORS)
    task = forms.ChoiceField(label=gettext_lazy("Wat doet die?"), choices=PotTask.choices, error_messages=ERRORS)

    def __init__(self, data: Any, *, network: Network) -> None:
        super().__init__(data)
        held = Membership.objects.current().filter(network=network)
        rows = Person.objects.filter(pk__in=held.values("person"), is_active=True).order_by("name", "pk")
        self.people = {str(one.pk): one for one in rows}
        self.fields["person"].choices = [(key, one.name) for key, one in self.people.items()]  # type: ignore[attr-defined]


class PaymentForm(forms.Form):
    """How money goes to an idea; the kassier comes first, an own account last and with a warning."""

    amount = EuroField(
        label=gettext_lazy("Hoeveel?"), error_messages={"required": gettext_lazy("Vul een bedrag in.")}
    )
    way = forms.ChoiceField(label=gettext_lazy("Hoe?"), choices=PayWay.choices, error_messages=ERRORS)
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
        return _clean_iban(self.cleaned_data["iban"])

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        way = said.get("way")
        if way in WITH_IBAN and not said.get("iban") and "iban" not in self.errors:
            self.add_error("iban", ValidationError(_("Hiervoor is een rekeningnummer nodig.")))
        if way and not said.get("payee"):
            self.add_error("payee", ValidationError(_("Schrijf op wie het geld krijgt.")))
        if way == PayWay.OWN_ACCOUNT and not said.get("is_warned"):
            sentence = _("Bespreek eerst dat dit geld als inkomen kan tellen. Zet daarna het vinkje.")
            self.add_error("is_warned", ValidationError(sentence))
        return said

    def paid(self) -> Paid:
        """Once it is valid."""
        said = self.cleaned_data
        return Paid(said["amount"], PayWay(said["way"]), said["payee"], said["iban"], said["what_for"])


def _clean_iban(said: str) -> str:
    if said and not is_iban(said):
        raise ValidationError(WRONG_IBAN)
    return plain(said)


def _named(rows: dict[str, Any]) -> list[tuple[str, str]]:
    return [(key, one.name) for key, one in rows.items()]


def _as_it_is(pot: Pot) -> dict[str, Any]:
    return {
        "name": pot.name, "text": pot.text, "area": str(pot.area_id or ""), "kassier": str(pot.kassier_id or ""),
        "purse": pot.purse, "holder": pot.holder, "iban": in_groups(pot.iban),
    }  # fmt: skip
