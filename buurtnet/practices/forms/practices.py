"""An example as someone writes it down, and that one did it too."""

import datetime as dt
from typing import Any, Final

from django import forms
from django.utils.translation import get_language, gettext_lazy

from buurtnet.areas.models import Network
from buurtnet.kit.typed import Line, Text
from buurtnet.people.models import Organization
from buurtnet.practices.access import organizations_in
from buurtnet.practices.choices import Element, Evidence, NeighbourhoodKind
from buurtnet.practices.forms.fields import KeyedForm, Money, VersionedForm
from buurtnet.practices.models import GoodPractice
from buurtnet.practices.words import BECAUSE
from buurtnet.practices.writing import FIELDS, years_back
from buurtnet.themes.choices import EssentialFunction
from buurtnet.themes.models import Theme

FROM_A_LIST: Final = {"invalid_choice": gettext_lazy("Kies uit de lijst.")}
MOST_THEMES: Final = 6


class PracticeForm(KeyedForm, VersionedForm):
    """The whole example on one page; only three things are needed."""

    title = Line(
        120, label=gettext_lazy("Hoe heet het?"), wrong=gettext_lazy("Geef het een naam."),
        hint=gettext_lazy("Kort, zoals: samen eten op donderdag"),
    )  # fmt: skip
    what = Text(
        2_000, label=gettext_lazy("Wat is het?"), wrong=gettext_lazy("Schrijf in een paar zinnen wat het is."),
        hint=gettext_lazy("Zo dat iemand die er nooit was, het voor zich ziet."),
    )  # fmt: skip
    for_whom = Line(300, label=gettext_lazy("Voor wie?"))
    works_because = Text(2_000, label=gettext_lazy("Waarom werkt het?"))
    elements = forms.MultipleChoiceField(
        required=False, label=gettext_lazy("Wat laat het werken?"), error_messages=FROM_A_LIST,
        widget=forms.CheckboxSelectMultiple,
        choices=[(one.value, one.label) for one in Element],
    )  # fmt: skip
    asks_people = Line(300, label=gettext_lazy("Wie heb je nodig?"))
    asks_things = Line(300, label=gettext_lazy("Wat heb je nodig?"))
    hours = forms.IntegerField(
        required=False, label=gettext_lazy("Hoeveel uur werk is het in een week?"), min_value=0, max_value=10_000,
        error_messages=dict.fromkeys(
            ("invalid", "min_value", "max_value"), gettext_lazy("Schrijf een getal, zoals 6.")
        ),
    )  # fmt: skip
    money_cents = Money(
        label=gettext_lazy("Wat kost het in een jaar?"),
        hint=gettext_lazy("In euro's. Kost het niets, schrijf dan 0."),
    )
    brought = Text(2_000, label=gettext_lazy("Wat bracht het?"))
    pitfalls = Text(2_000, label=gettext_lazy("Waar moet je op letten?"))
    evidence = forms.ChoiceField(
        label=gettext_lazy("Hoe weten we dat het werkt?"), choices=Evidence.choices, error_messages=FROM_A_LIST
    )
    neighbourhood_kind = forms.ChoiceField(
        label=gettext_lazy("In wat voor buurt?"), choices=NeighbourhoodKind.choices, error_messages=FROM_A_LIST
    )
    where_used = Line(200, label=gettext_lazy("Waar is het gedaan?"))
    source = Line(
        200, label=gettext_lazy("Van wie weten we dit?"), wrong=gettext_lazy("Schrijf van wie jullie dit weten."),
        hint=gettext_lazy("Een organisatie of een groep, geen persoon."),
    )  # fmt: skip
    source_url = forms.URLField(
        required=False, label=gettext_lazy("Adres op internet"), max_length=500, assume_scheme="https",
        error_messages={"invalid": gettext_lazy("Dit is geen adres op internet. Het begint met https://.")},
    )  # fmt: skip
    contact_role = Line(
        120, label=gettext_lazy("Wie weet er meer van?"), hint=gettext_lazy("Een functie, zoals: de buurtsportcoach")
    )
    organization = forms.ModelChoiceField(
        required=False, queryset=Organization.objects.none(), label=gettext_lazy("Welke organisatie hoort erbij?"),
        empty_label=gettext_lazy("Geen"), error_messages=FROM_A_LIST,
    )  # fmt: skip
    functions = forms.TypedMultipleChoiceField(
        required=False, coerce=int, label=gettext_lazy("Waar gaat het over?"), error_messages=FROM_A_LIST,
        choices=EssentialFunction.choices, widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    themes = forms.ModelMultipleChoiceField(
        required=False, queryset=Theme.objects.none(), label=gettext_lazy("Thema's"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "invalid_choice": gettext_lazy("Kies uit de lijst."),
            "invalid_pk_value": gettext_lazy("Kies uit de lijst."),
        },
    )  # fmt: skip

    def __init__(self, data: Any, *, network: Network, practice: GoodPractice | None = None) -> None:
        initial: dict[str, Any] = {"source": network.name}
        if practice:
            initial = {name: getattr(practice, name) for name in FIELDS}
        if practice:
            initial |= {"version": practice.version, "themes": list(practice.themes.values_list("pk", flat=True))}
        super().__init__(data, initial=initial)
        language = get_language() or "nl"
        organization, themes = self.fields["organization"], self.fields["themes"]
        assert isinstance(organization, forms.ModelChoiceField)
        assert isinstance(themes, forms.ModelMultipleChoiceField)
        organization.queryset = organizations_in(network)
        themes.queryset = Theme.objects.all()
        named = sorted((one.name_in(language), one.pk) for one in Theme.objects.all())
        themes.choices = [(key, name) for name, key in named]
        elements = self.fields["elements"]
        assert isinstance(elements, forms.MultipleChoiceField)
        elements.choices = [(one.value, f"{one.label}: {BECAUSE[one]}") for one in Element]


class DidItForm(forms.Form):
    """In which year, what was otherwise, and what it brought."""

    year = forms.TypedChoiceField(
        coerce=int, label=gettext_lazy("In welk jaar?"),
        error_messages={
            "required": gettext_lazy("Kies het jaar."), "invalid_choice": gettext_lazy("Kies het jaar uit de lijst."),
        },
    )  # fmt: skip
    otherwise = Text(1_000, label=gettext_lazy("Wat deden jullie anders?"))
    brought = Text(1_000, label=gettext_lazy("Wat bracht het?"))

    def __init__(self, data: Any, *, today: dt.date) -> None:
        super().__init__(data)
        year = self.fields["year"]
        assert isinstance(year, forms.ChoiceField)
        year.choices = [(one, str(one)) for one in years_back(today)]


class FileForm(forms.Form):
    """A file of another network."""

    file = forms.FileField(
        label=gettext_lazy("Het bestand"),
        error_messages={
            "required": gettext_lazy("Kies een bestand."), "empty": gettext_lazy("Dit bestand is leeg."),
            "missing": gettext_lazy("Kies een bestand."), "invalid": gettext_lazy("Kies een bestand."),
        },
        widget=forms.FileInput(attrs={"accept": "application/json,.json"}),
    )  # fmt: skip
