"""What someone types to give a signal, and at the desk to answer one."""

from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID, uuid4

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from buurtnet.areas.here import neighbourhoods_of
from buurtnet.areas.models import Area, Network
from buurtnet.needs.choices import SignalKind
from buurtnet.needs.pointing import reaches
from buurtnet.needs.signalling import was_shown
from buurtnet.needs.worry import is_about_one
from buurtnet.questions.people_counted import figures_in
from buurtnet.themes.models import Theme
from buurtnet.wording.traces import Trace, traces_in

LONGEST: Final = 300  # signs of a sentence
SHORTEST: Final = 8
ANSWER: Final = 600
CHOOSE: Final = _("Kies er een.")


class SignalForm(forms.Form):
    """Kind, a sentence and where. On the second page also the theme, and that what looks like a name is none.

    ``seen`` proves that this very text was shown again with what was pointed out in it. ``as_who`` names who typed
    it, for what waits on a phone.
    """

    kind = forms.ChoiceField(choices=SignalKind, error_messages={"required": CHOOSE, "invalid_choice": CHOOSE})
    text = forms.CharField(
        max_length=LONGEST,
        error_messages={
            "required": _("Schrijf in een zin wat je hoort of ziet."),
            "max_length": _("Maak het korter: hooguit %(limit_value)s tekens."),
        },
    )
    area = forms.CharField(required=False, max_length=120)
    theme = forms.CharField(required=False, max_length=60)
    form_key = forms.UUIDField(required=False)
    seen = forms.CharField(required=False, max_length=64)
    no_names = forms.BooleanField(required=False)
    as_who = forms.CharField(required=False, max_length=300)
    queued = forms.BooleanField(required=False)

    def __init__(self, data: Any = None, *, network: Network, **more: Any) -> None:
        super().__init__(data, **more)
        self.network = network
        self.areas = neighbourhoods_of(network)
        self.traces: list[Trace] = []
        self.is_about_one = False

    def clean_text(self) -> str:
        """What is too short to say anything is asked again."""
        text = " ".join(str(self.cleaned_data["text"]).split())
        if len(text) < SHORTEST:
            raise forms.ValidationError(_("Schrijf een hele zin, dan begrijpen we je goed."))
        return text

    def clean_area(self) -> Area | None:
        """What is no neighbourhood of this network is none."""
        return next((area for area in self.areas if area.slug == self.cleaned_data["area"]), None)

    def clean_theme(self) -> Theme | None:
        return Theme.objects.filter(pk=self.cleaned_data["theme"]).first()

    def clean_form_key(self) -> UUID:
        """One that was not sent, or is none, is made here."""
        key = self.cleaned_data.get("form_key")
        return key if isinstance(key, UUID) else uuid4()

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if text := said.get("text"):
            self.is_about_one = is_about_one(text)
            here = [self.network.name, self.network.town, *(area.name for area in self.areas)]
            self.traces = traces_in(text, here=here)
        return said

    @property
    def is_shown(self) -> bool:
        """Whether the page that points things out was seen with this very text, and answered."""
        said = self.cleaned_data
        is_same = was_shown(said.get("text", ""), said.get("seen", ""))
        return is_same and not self.is_about_one and not self.points and (not self.traces or said["no_names"])

    @property
    def points(self) -> bool:
        """Whether a way to reach or find someone stands in it; a tick never says that it is none."""
        return reaches(self.traces)


class TellForm(forms.Form):
    """In a sentence: what was done with it."""

    text = forms.CharField(
        max_length=ANSWER,
        error_messages={
            "required": _("Schrijf in een zin wat ermee gebeurt."),
            "max_length": _("Maak het korter: hooguit %(limit_value)s tekens."),
        },
    )

    def clean_text(self) -> str:
        """Who gave one signal is not told how many people gave the others."""
        text = str(self.cleaned_data["text"])
        if told := figures_in(text):
            sentence = _("Dit is een getal over mensen: %(what)s. Haal het weg.")
            raise forms.ValidationError(sentence % {"what": " · ".join(told[:4])})
        return text


class ReopenForm(forms.Form):
    """Why it is looked at again; about no one, like the signal itself."""

    because = forms.CharField(
        max_length=LONGEST,
        error_messages={
            "required": _("Schrijf in een zin waarom we opnieuw moeten kijken."),
            "max_length": _("Maak het korter: hooguit %(limit_value)s tekens."),
        },
    )

    def __init__(self, data: Any = None, *, network: Network) -> None:
        super().__init__(data)
        self.network = network

    def clean_because(self) -> str:
        text = " ".join(str(self.cleaned_data["because"]).split())
        if is_about_one(text):
            raise forms.ValidationError(_("Dit gaat over één kind of één gezin. Zoiets bewaren we hier niet."))
        here = [self.network.name, self.network.town, *(area.name for area in neighbourhoods_of(self.network))]
        if traces_in(text, here=here):
            raise forms.ValidationError(_("Er staat een naam, nummer of adres in. Haal dat weg."))
        return text


class CodeForm(forms.Form):
    code = forms.CharField(max_length=40, error_messages={"required": _("Typ de code die je kreeg.")})


def themes_to_choose(proposed: Sequence[Theme]) -> list[tuple[str, str]]:
    """All themes by name, those that the text points to first."""
    language = get_language() or "nl"
    first = [one.pk for one in proposed]
    others = sorted(Theme.objects.exclude(pk__in=first), key=lambda one: one.name_in(language).casefold())
    return [(one.pk, one.name_in(language)) for one in [*proposed, *others]]
