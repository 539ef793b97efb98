"""What a director says of a round, and of a plan when it was checked."""

import datetime as dt
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from buurtnet.areas.models import Network
from buurtnet.budget.choices import PotState
from buurtnet.budget.models import Pot
from buurtnet.kit.amounts import EuroField
from buurtnet.kit.typed import Day, Line, Text
from buurtnet.voting.choices import Per
from buurtnet.voting.models import Plan, VoteRound
from buurtnet.voting.models.round import RULES

CHOOSE: Final = gettext_lazy("Kies er een uit de lijst.")
NUMBER: Final = gettext_lazy("Vul een getal in.")
TOO_MANY_LETTERS: Final = gettext_lazy("Maak tussen de 1 en 20.000 brieven in één keer.")
DAY: Final = gettext_lazy("Vul een dag in, zoals 31-12-2026.")
# As they are written to the row; the days of voting become moments.
PLAIN: Final = (
    "name", "text", "budget", "rule", "least_votes", "least_asked", "seed", "per", "age_least", "age_most", "by_mail",
    "help_text", "ideas_until", "result_on",
)  # fmt: skip
# Drawings of the house, by the name of each.
SYMBOLS: Final = {
    "baby": gettext_lazy("baby"), "volleyball": gettext_lazy("bal"), "trees": gettext_lazy("bomen"),
    "leaf": gettext_lazy("blad"), "house": gettext_lazy("huis"), "school": gettext_lazy("school"),
    "users": gettext_lazy("mensen"), "handshake": gettext_lazy("twee handen"),
    "heart-handshake": gettext_lazy("hart"), "accessibility": gettext_lazy("rolstoel"),
    "footprints": gettext_lazy("voetstappen"), "bus": gettext_lazy("bus"), "camera": gettext_lazy("fototoestel"),
    "sun": gettext_lazy("zon"), "shield-check": gettext_lazy("schild"), "megaphone": gettext_lazy("megafoon"),
}  # fmt: skip
BALLOT_LANGUAGES: Final = ("en", "fr", "tr", "ar", "pl", "uk")


def _number(label: Any, most: int, hint: Any = "") -> forms.IntegerField:
    errors = dict.fromkeys(("invalid", "min_value", "max_value", "required"), NUMBER)
    return forms.IntegerField(
        label=label, help_text=hint, required=False, min_value=0, max_value=most, error_messages=errors
    )


def _day(label: Any) -> Day:
    return Day(label=label, wrong=DAY, required=False)


class RoundForm(forms.Form):
    """``votes_first`` and ``votes_last``: whole days on which one can vote."""

    name = Line(120, label=gettext_lazy("Hoe heet de stemronde?"), wrong=gettext_lazy("Geef de stemronde een naam."))
    text = Text(2_000, label=gettext_lazy("Waar gaat het over?"), hint=gettext_lazy("Een paar zinnen voor bewoners."))
    pot = forms.ChoiceField(
        label=gettext_lazy("Uit welke pot?"), error_messages=dict.fromkeys(("required", "invalid_choice"), CHOOSE)
    )
    budget = EuroField(
        label=gettext_lazy("Hoeveel is er te verdelen?"), help_text=gettext_lazy("In euro's."),
        error_messages={"required": gettext_lazy("Vul in hoeveel er te verdelen is.")},
    )  # fmt: skip
    rule = forms.ChoiceField(
        label=gettext_lazy("Hoe tellen jullie?"), choices=RULES,
        help_text=gettext_lazy("Gelijke aandelen geeft kleine groepen ook iets. Meeste stemmen is het bekendst."),
        error_messages=dict.fromkeys(("required", "invalid_choice"), CHOOSE),
    )  # fmt: skip
    least_votes = _number(gettext_lazy("Hoeveel stemmen heeft een plan ten minste nodig?"), 1_000_000)
    least_asked = _number(gettext_lazy("Hoeveel plannen vragen jullie te kiezen?"), 50)
    seed = Line(
        200, label=gettext_lazy("Een zin waaruit geloot wordt als plannen gelijk eindigen"),
        hint=gettext_lazy("Hij staat vooraf op de site. Zo kan iedereen de loting nadoen."),
    )  # fmt: skip
    per = forms.ChoiceField(label=gettext_lazy("Voor wie is een brief?"), choices=Per.choices)
    age_least = _number(
        gettext_lazy("Vanaf welke leeftijd?"), 120, gettext_lazy("Leeg: geen grens. We vragen geen geboortedatum.")
    )
    age_most = _number(gettext_lazy("Tot en met welke leeftijd?"), 120)
    by_mail = forms.BooleanField(
        label=gettext_lazy("Wie geen brief kreeg, kan een code per mail vragen"), required=False
    )
    help_text = Text(500, label=gettext_lazy("Waar krijgen mensen hulp met stemmen, en wanneer?"), rows=2)
    ideas_until = _day(gettext_lazy("Ideeën insturen tot en met"))
    votes_first = _day(gettext_lazy("Eerste dag om te stemmen"))
    votes_last = _day(gettext_lazy("Laatste dag om te stemmen"))
    result_on = _day(gettext_lazy("Dag van de uitslag"))

    def __init__(self, data: Any, *, network: Network, around: VoteRound | None = None) -> None:
        super().__init__(data, initial=_as_it_is(around) if around else {"least_asked": 3, "seed": _a_seed(network)})
        self.pots = {str(one.pk): one for one in Pot.objects.filter(network=network, state=PotState.OPEN)}
        if around:
            self.pots.setdefault(str(around.pot_id), around.pot)
        self.fields["pot"].choices = [(key, one.name) for key, one in self.pots.items()]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        first, last = said.get("votes_first"), said.get("votes_last")
        if first and last and last < first:
            self.add_error("votes_last", ValidationError(_("De laatste dag ligt voor de eerste.")))
        least, most = said.get("age_least") or 0, said.get("age_most") or 0
        if most and most < least:
            self.add_error("age_most", ValidationError(_("Deze leeftijd is lager dan de eerste.")))
        return said

    def said(self) -> dict[str, Any]:
        """Once it is valid: the fields of the row."""
        told = self.cleaned_data
        row = {name: told[name] for name in PLAIN}
        for name in ("least_votes", "age_least", "age_most"):
            row[name] = row[name] or 0
        row["least_asked"] = row["least_asked"] or 1
        first, last = told["votes_first"], told["votes_last"]
        row["votes_from"] = _begin_of(first) if first else None
        row["votes_until"] = _begin_of(last + dt.timedelta(days=1)) if last else None
        return row | {"pot": self.pots[told["pot"]]}


class CheckForm(forms.Form):
    """What a human found of a plan."""

    feasible = forms.TypedChoiceField(
        label=gettext_lazy("Kan het?"), coerce=lambda said: said == "ja",
        choices=[("ja", gettext_lazy("ja, het kan")), ("nee", gettext_lazy("nee, het kan niet"))],
        error_messages=dict.fromkeys(("required", "invalid_choice"), gettext_lazy("Kies of het kan.")),
    )  # fmt: skip
    cost = EuroField(required=False, label=gettext_lazy("Wat kost het?"), help_text=gettext_lazy("In hele euro's."))
    reason = Line(300, label=gettext_lazy("Uitleg voor wie het bedacht en voor wie stemt"))
    symbol = forms.ChoiceField(
        label=gettext_lazy("Een teken bij het plan"), required=False, choices=[("", gettext_lazy("geen teken"))],
        error_messages={"invalid_choice": CHOOSE},
    )  # fmt: skip

    def __init__(self, data: Any, *, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, initial=initial)
        self.fields["symbol"].choices = [("", _("geen teken")), *SYMBOLS.items()]  # type: ignore[attr-defined]


class WhyForm(forms.Form):
    """A reason for everyone to read."""

    why = Line(300, label=gettext_lazy("Waarom?"), wrong=gettext_lazy("Schrijf in één zin waarom."))


class ProgressForm(forms.Form):
    """How a plan that won is getting on."""

    owner = Line(
        120, label=gettext_lazy("Wie voert het uit?"), hint=gettext_lazy("Een groep of organisatie, geen naam.")
    )
    ready_on = _day(gettext_lazy("Wanneer is het klaar?"))
    progress = Line(300, label=gettext_lazy("Hoe staat het ervoor?"))

    def __init__(self, data: Any, *, plan: Plan) -> None:
        initial = {"owner": plan.owner_text, "ready_on": plan.ready_on, "progress": plan.progress}
        super().__init__(data, initial=initial)


class LettersForm(forms.Form):
    """How many letters, for where, and of what kind."""

    name = Line(
        80, label=gettext_lazy("Voor welke straten of plek?"),
        wrong=gettext_lazy("Schrijf op waar deze brieven heen gaan, zoals: Sluiskade."),
    )  # fmt: skip
    count = forms.IntegerField(
        label=gettext_lazy("Hoeveel brieven?"), min_value=1, max_value=20_000,
        error_messages=dict.fromkeys(
            ("required", "invalid", "min_value", "max_value"), TOO_MANY_LETTERS
        ),
    )  # fmt: skip
    area = forms.ChoiceField(label=gettext_lazy("Welke buurt?"), required=False)
    kind = forms.ChoiceField(
        label=gettext_lazy("Wat maken jullie?"),
        choices=[
            ("letters", gettext_lazy("brieven met een code")),
            ("paper", gettext_lazy("stembiljetten op papier, met een code")),
            ("test", gettext_lazy("codes om te proberen; die tellen niet mee")),
        ],
    )  # fmt: skip

    def __init__(self, data: Any, *, areas: list[tuple[str, str]]) -> None:
        super().__init__(data)
        self.fields["area"].choices = [("", _("het hele netwerk")), *areas]  # type: ignore[attr-defined]


class PaperForm(forms.Form):
    """A ballot on paper: the number on its envelope, its code, and what was ticked."""

    envelope = forms.IntegerField(
        label=gettext_lazy("Nummer van de envelop"), min_value=1, max_value=2_000_000_000,
        error_messages=dict.fromkeys(("required", "invalid", "min_value", "max_value"), NUMBER),
    )  # fmt: skip
    code = Line(
        40, label=gettext_lazy("Code op het biljet"), wrong=gettext_lazy("Vul de code in die op het biljet staat.")
    )
    plans = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Aangekruist"), required=False, coerce=int, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, data: Any, *, plans: list[tuple[int, str]]) -> None:
        super().__init__(data)
        self.fields["plans"].choices = plans  # type: ignore[attr-defined]


def _as_it_is(around: VoteRound) -> dict[str, Any]:
    row: dict[str, Any] = {name: getattr(around, name) for name in PLAIN}
    for name in ("age_least", "age_most", "least_votes"):
        row[name] = row[name] or None
    row["pot"] = str(around.pot_id)
    row["votes_first"] = timezone.localdate(around.votes_from) if around.votes_from else None
    last = timezone.localdate(around.votes_until) - dt.timedelta(days=1) if around.votes_until else None
    return row | {"votes_last": last}


def _a_seed(network: Network) -> str:
    """A proposal that nobody can steer: of the day on which the round was begun."""
    return _("Stemronde van {name}, begonnen op {day}").format(
        name=network.name, day=timezone.localdate().isoformat()
    )


def _begin_of(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time()))


class ReplyForm(forms.Form):
    """What who had a plan answers to "niet haalbaar"."""

    reply = Text(300, label=gettext_lazy("Je antwoord"), wrong=gettext_lazy("Schrijf eerst je antwoord op."), rows=3)
