"""What a director says of a pot, and what is put in."""

from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from buurtnet.areas.here import neighbourhoods_of
from buurtnet.areas.models import Network
from buurtnet.budget.choices import PotTask
from buurtnet.budget.ibans import in_groups, plain, wrong_with
from buurtnet.budget.models import Pot
from buurtnet.kit.amounts import EuroField
from buurtnet.kit.typed import Line, Text
from buurtnet.people.models import Membership, Organization, Person

CHOOSE: Final = gettext_lazy("Kies er een uit de lijst.")
PEOPLE: Final = {"keeper": PotTask.KEEPER, "first": PotTask.RELEASER, "second": PotTask.RELEASER}
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
    iban = Line(
        60, label=gettext_lazy("Rekeningnummer (IBAN) van de kassier"),
        hint=gettext_lazy("Voor het betaalbestand. Dit komt niet op de site."),
    )  # fmt: skip
    keeper = forms.ChoiceField(
        label=gettext_lazy("Wie beheert het fonds?"), required=False, error_messages=ERRORS,
        help_text=gettext_lazy("Die mag bezwaar maken voor het geld is toegezegd."),
    )  # fmt: skip
    first = forms.ChoiceField(
        label=gettext_lazy("Wie geeft betalingen vrij?"), required=False, error_messages=ERRORS,
        help_text=gettext_lazy("Elke betaling heeft het ja van twee mensen nodig."),
    )  # fmt: skip
    second = forms.ChoiceField(label=gettext_lazy("En wie nog?"), required=False, error_messages=ERRORS)

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
        self.people = {} if pot else people_in(network)
        for name in PEOPLE:
            if pot:
                del self.fields[name]
            else:
                self.fields[name].choices = [("", _("nog niet gekozen")), *_named(self.people)]  # type: ignore[attr-defined]

    def clean_second(self) -> str:
        said: str = self.cleaned_data["second"]
        if said and said == self.cleaned_data.get("first"):
            raise ValidationError(_("Kies hier een ander. Twee verschillende mensen geven samen geld vrij."))
        return said

    def clean_iban(self) -> str:
        return clean_iban(self.cleaned_data["iban"])

    def said(self) -> dict[str, Any]:
        """Once it is valid: the fields of the row."""
        told = {name: value for name, value in self.cleaned_data.items() if name not in PEOPLE}
        area, kassier = self.areas.get(told["area"]), self.kassiers.get(told["kassier"])
        return told | {"area": area, "kassier": kassier}

    def tasks(self) -> list[tuple[Person, PotTask]]:
        """Once it is valid: who looks after a new pot."""
        chosen = [(self.people.get(self.cleaned_data[name]), task) for name, task in PEOPLE.items()]
        return [(person, task) for person, task in chosen if person is not None]


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
        self.people = people_in(network)
        self.fields["person"].choices = _named(self.people)  # type: ignore[attr-defined]


def people_in(network: Network) -> dict[str, Person]:
    """Everyone known here, by name."""
    held = Membership.objects.current().filter(network=network)
    rows = Person.objects.filter(pk__in=held.values("person"), is_active=True).order_by("name", "pk")
    return {str(one.pk): one for one in rows}


def clean_iban(said: str) -> str:
    if said and (wrong := wrong_with(said)):
        raise ValidationError(wrong)
    return plain(said)


def _named(rows: dict[str, Any]) -> list[tuple[str, str]]:
    return [(key, one.name) for key, one in rows.items()]


def _as_it_is(pot: Pot) -> dict[str, Any]:
    return {
        "name": pot.name, "text": pot.text, "area": str(pot.area_id or ""), "kassier": str(pot.kassier_id or ""),
        "purse": pot.purse, "holder": pot.holder, "iban": in_groups(pot.iban),
    }  # fmt: skip
