"""The settings of a network, as its director keeps them."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from buurtnet.areas.choices import Room
from buurtnet.areas.holidays import table
from buurtnet.areas.models import COLOUR, Area, Network
from buurtnet.areas.networks import area_with
from buurtnet.kit.plain_error import PlainError

# What a network may colour, and the words for it. White words stand on both.
COLOURS = {"groen-diep": gettext_lazy("Kleur van de balk"), "groen": gettext_lazy("Kleur van knoppen en links")}
STANDARD = {"groen-diep": "#123529", "groen": "#1b4a3c"}
WHAT_A_ROOM_IS = {
    Room.MAP: gettext_lazy("Zoeken, thema's en alle plekken en groepen van de buurt."),
    Room.MY_LIST: gettext_lazy("Een bezoeker bewaart plekken op het eigen apparaat, en deelt of print de lijst."),
    Room.NEARBY: gettext_lazy("Wat er nu open is, dichtbij."),
    Room.QUESTION: gettext_lazy(
        "Bewoners stellen een vraag zonder account. Dat kan pas als er twee mensen op het rooster staan. "
        "Tot dan zien ze het telefoonnummer en wanneer jullie open zijn."
    ),
    Room.NEEDS: gettext_lazy(
        "Mensen geven door wat ze horen of zien in de buurt. Jullie zien wat vaak terugkomt, pakken het samen op en "
        "vertellen wat ervan kwam. Ook de hulp voor wie zich zorgen maakt om een kind staat dan aan."
    ),
    Room.AGENDA: gettext_lazy(
        "Wat er te doen is in de buurt. Partners en bewoners zetten er iets in. Meedoen kan zonder account."
    ),
    Room.PLACES: gettext_lazy(
        "Ruimtes, speelplekken en veilige plekken: wanneer ze open zijn, en reserveren. Ook spreekuren staan hier."
    ),
    Room.GROUPS: gettext_lazy("Groepen van ouders en anderen, met een eigen bord. Wie erin zit, zien anderen niet."),
    Room.PRACTICES: gettext_lazy("Goede voorbeelden om van te leren, en draaiboeken om iets opnieuw te doen."),
    Room.BULLETIN: gettext_lazy("Een nieuwsbrief van wat al op de site staat. Iemand kijkt hem na voor hij weggaat."),
    Room.BUDGET: gettext_lazy(
        "Geld voor ideeën van bewoners, binnen een paar dagen en zonder formulieren. Een kassier betaalt, en "
        "iedereen ziet waar het geld heen gaat."
    ),
    Room.VOTING: gettext_lazy(
        "Bewoners stemmen over een groter bedrag, met een code uit een brief. Iedereen kan de telling nadoen."
    ),
    Room.MEETINGS: gettext_lazy(
        "Bijeenkomsten van het netwerk: uitnodigen, punten, besluiten en wie wat doet. Alleen partners zien dit."
    ),
}
LEAST_CONTRAST = 4.5  # WCAG 2.2 AA
MOST_SEARCHES = 6
HOLIDAYS = {
    "nl-noord": gettext_lazy("Nederland, regio noord"),
    "nl-midden": gettext_lazy("Nederland, regio midden"),
    "nl-zuid": gettext_lazy("Nederland, regio zuid"),
    "be-vl": gettext_lazy("Vlaanderen"),
    "be-fr": gettext_lazy("Franstalig België"),
}


class NetworkForm(forms.ModelForm[Network]):
    """Its address, country and language are set when a network begins, and are no part of this."""

    class Meta:
        model = Network
        fields = [
            "name", "town", "introduction", "contact_name", "contact_phone", "contact_email", "contact_address",
            "contact_hours", "holiday_region",
        ]  # fmt: skip

    holiday_region = forms.ChoiceField(choices=[], required=False)
    rooms = forms.MultipleChoiceField(choices=Room.choices, required=False)
    area_codes = forms.CharField(max_length=2_000)
    searches = forms.CharField(max_length=500, required=False)
    kleur_groen_diep = forms.CharField(max_length=7, required=False)
    kleur_groen = forms.CharField(max_length=7, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        network = self.instance
        field = self.fields["holiday_region"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("geen"))] + [(one, str(HOLIDAYS.get(one, one))) for one in sorted(table())]
        self.initial = {
            **self.initial,
            "rooms": network.rooms,
            "area_codes": "\n".join(sorted(f"{one.code_system}:{one.code}" for one in self.areas_now())),
            "searches": "\n".join(network.frequent_searches),
            **{field_of(name): network.theme.get(name, STANDARD[name]) for name in COLOURS},
        }

    def areas_now(self) -> list[Area]:
        return list(self.instance.areas.defer("boundary"))

    def clean_area_codes(self) -> list[Area]:
        """Codes as the import of areas knows them; the sentence says which one is not there."""
        codes = [part for part in self.cleaned_data["area_codes"].replace(",", " ").split() if part]
        try:
            found = [area_with(code) for code in codes]
        except PlainError:
            raise forms.ValidationError(
                _("Niet elk gebied is gevonden. Schrijf per regel één code, zoals own:havendijk of cbs:GM0001.")
            ) from None
        if not found:
            raise forms.ValidationError(_("Een netwerk heeft ten minste één gebied."))
        return found

    def clean_searches(self) -> list[str]:
        lines = [" ".join(line.split())[:60] for line in self.cleaned_data["searches"].splitlines()]
        return [line for line in lines if line][:MOST_SEARCHES]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for name in COLOURS:
            said = str(cleaned.get(field_of(name)) or STANDARD[name]).lower()
            if not COLOUR.fullmatch(said):
                self.add_error(field_of(name), _("Schrijf de kleur zo: #123529."))
            elif contrast_with_white(said) < LEAST_CONTRAST:
                self.add_error(
                    field_of(name),
                    _("Witte letters zijn op deze kleur niet goed te lezen. Kies een donkerder kleur."),
                )
        return cleaned

    @property
    def theme(self) -> dict[str, str]:
        """The network's own colours; what is standard is not kept."""
        kept = {name: value for name, value in self.instance.theme.items() if name not in COLOURS}
        chosen = {name: str(self.cleaned_data[field_of(name)] or STANDARD[name]).lower() for name in COLOURS}
        return kept | {name: value for name, value in chosen.items() if value != STANDARD[name]}

    def room_options(self) -> list[tuple[str, str, str, bool]]:
        """Each room with its name, what it means, and whether it is on."""
        chosen = self["rooms"].value() or []
        return [(room.value, str(room.label), str(WHAT_A_ROOM_IS[room]), room.value in chosen) for room in Room]

    def colour_fields(self) -> list[tuple[str, forms.BoundField]]:
        return [(str(label), self[field_of(name)]) for name, label in COLOURS.items()]


def field_of(colour: str) -> str:
    return f"kleur_{colour.replace('-', '_')}"


def contrast_with_white(colour: str) -> float:
    """Contrast ratio as WCAG 2.2 defines it, from 1 to 21."""
    parts = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)
