"""A round as it is planned, the number of talks after it, and what was heard."""

import datetime as dt
from collections.abc import Sequence
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from buurtnet.areas.here import neighbourhoods_of
from buurtnet.areas.models import Area, Network
from buurtnet.areas.names import folded
from buurtnet.kit.languages import NAMES
from buurtnet.kit.numbers import stored
from buurtnet.kit.texts import one_line
from buurtnet.needs.access import owners_in
from buurtnet.needs.choices import RoundKind, SignalKind
from buurtnet.needs.coverage import Street
from buurtnet.needs.form_keys import KeyedForm
from buurtnet.needs.models import OutreachRound
from buurtnet.needs.round_notes import LONGEST, Heard, HeardKind
from buurtnet.needs.rounds import LONGEST_STREET, MOST_STREETS, POINTING, Plan, points_at_a_house
from buurtnet.needs.worry import is_about_one
from buurtnet.people.models import Person
from buurtnet.questions.choices import AgeBand, AskedFor, ContactWay
from buurtnet.questions.forms.asking import languages
from buurtnet.wording.forms.lines import LineBox
from buurtnet.wording.traces import Trace, traces_in

LONGEST_PERIOD: Final = dt.timedelta(days=92)
MOST_TALKS: Final = 2_000
FLYERS: Final = tuple(code for code in NAMES if code not in {"ngt", "vgt"})  # signed, and not printed


class BeginForm(forms.Form):
    """Where and how: the first step, asked in the address."""

    buurt = forms.CharField(max_length=120)
    soort = forms.ChoiceField(choices=RoundKind.choices)

    def __init__(self, data: Any, *, network: Network) -> None:
        super().__init__(data)
        self.areas = {one.slug: one for one in neighbourhoods_of(network)}

    def clean_buurt(self) -> Area:
        slug: str = self.cleaned_data["buurt"]
        if slug not in self.areas:
            raise ValidationError(_("Kies een buurt uit de lijst."))
        return self.areas[slug]


class RoundForm(KeyedForm):
    """The rest of a round: why, when, which streets or place, with whom and with what."""

    makes = ("purpose", "place", "starts_on")
    purpose = LineBox(200, wrong=gettext_lazy("Schrijf waarom jullie gaan, in één zin."))
    place = LineBox(120)
    starts_on = forms.DateField(error_messages={
        "required": gettext_lazy("Kies de eerste dag."), "invalid": gettext_lazy("Dit is geen datum."),
    })  # fmt: skip
    ends_on = forms.DateField(required=False, error_messages={"invalid": gettext_lazy("Dit is geen datum.")})
    materials = LineBox(200)
    languages = forms.MultipleChoiceField(
        required=False, choices=[(code, code) for code in FLYERS],
        error_messages={"invalid_choice": gettext_lazy("Kies talen uit de lijst.")},
    )  # fmt: skip
    team = forms.MultipleChoiceField(
        required=False, error_messages={"invalid_choice": gettext_lazy("Kies mensen uit de lijst.")}
    )
    more_streets = forms.CharField(required=False, max_length=MOST_STREETS * 40)

    def __init__(
        self, data: Any, *, network: Network, area: Area, kind: RoundKind, known: Sequence[Street], today: dt.date
    ) -> None:
        super().__init__(data)
        self.area, self.kind, self.today = area, kind, today
        self.known = {folded(one.name): one for one in known}
        self.people = {str(one.pk): one for one in owners_in(network)}
        team = self.fields["team"]
        assert isinstance(team, forms.MultipleChoiceField)
        team.choices = [(key, one.name or one.email) for key, one in self.people.items()]
        self.streets: list[Street] = []

    def clean_purpose(self) -> str:
        return without_address(self.cleaned_data["purpose"])

    def clean_materials(self) -> str:
        return without_address(self.cleaned_data["materials"])

    def clean_team(self) -> list[Person]:
        found = [self.people[key] for key in self.cleaned_data["team"]]
        if len(found) == 1:
            raise ValidationError(_("Ga met zijn tweeën of meer. Kies er nog iemand bij."))
        return found

    def clean_starts_on(self) -> dt.date:
        day: dt.date = self.cleaned_data["starts_on"]
        if not dt.timedelta(days=-366) <= day - self.today <= dt.timedelta(days=366):
            raise ValidationError(_("Kies een dag binnen een jaar van nu."))
        return day

    def clean(self) -> dict[str, Any]:
        said = self.cleaned_data
        starts, ends = said.get("starts_on"), said.get("ends_on")
        if starts and not ends:
            said["ends_on"] = starts
        elif starts and ends and not dt.timedelta() <= ends - starts <= LONGEST_PERIOD:
            self.add_error("ends_on", _("De laatste dag komt na de eerste, en hooguit drie maanden later."))
        if self.kind == RoundKind.STREETS:
            self._read_streets()
        elif not said.get("place"):
            self.add_error("place", _("Schrijf waar jullie staan."))
        return said

    def _read_streets(self) -> None:
        typed = [one_line(line) for line in str(self.cleaned_data.get("more_streets", "")).splitlines()]
        picked = self.data.getlist("streets") if hasattr(self.data, "getlist") else []
        names = list(dict.fromkeys([*(name for name in picked if folded(name) in self.known), *filter(None, typed)]))
        if any(len(name) > LONGEST_STREET for name in names):
            self.add_error("more_streets", _("Een straat is te lang. Zet elke straat op een eigen regel."))
        elif wrong := next((name for name in names if points_at_a_house(name, self.known)), ""):
            sentence = _("Schrijf alleen de straat, zonder nummer: “%(street)s”.")
            self.add_error("more_streets", sentence % {"street": wrong})
        elif not names:
            self.add_error("more_streets", _("Kies één straat of meer."))
        elif len(names) > MOST_STREETS:
            self.add_error("more_streets", _("Dit zijn te veel straten voor één ronde. Maak er twee rondes van."))
        else:
            streets = {folded(name): self.known.get(folded(name), Street(name, self.area)) for name in names}
            self.streets = list(streets.values())

    def plan(self) -> Plan:
        """What was said, once it is valid."""
        said = self.cleaned_data
        return Plan(
            area=self.area, kind=self.kind, purpose=said["purpose"], starts_on=said["starts_on"],
            ends_on=said["ends_on"], place="" if self.kind == RoundKind.STREETS else said["place"],
            materials=said["materials"], languages=said["languages"], team=said["team"], streets=self.streets,
        )  # fmt: skip


class TalksForm(forms.Form):
    """One number, for the whole round."""

    talks = forms.IntegerField(
        min_value=0, max_value=MOST_TALKS,
        error_messages={
            "required": gettext_lazy("Schrijf één getal: hoeveel gesprekken waren het samen?"),
            "invalid": gettext_lazy("Schrijf één getal: hoeveel gesprekken waren het samen?"),
            "min_value": gettext_lazy("Schrijf 0 of meer."),
            "max_value": gettext_lazy("Dit getal is te hoog voor één ronde."),
        },
    )  # fmt: skip


class HeardForm(forms.Form):
    """One thing that was heard: what plays here, a strength, or a question of someone.

    ``traces`` are shown when what was typed may point at someone; an address is refused, of the rest the writer can
    say that it is no name.
    """

    form_key = forms.UUIDField(
        error_messages={
            "required": gettext_lazy("Open deze pagina opnieuw."),
            "invalid": gettext_lazy("Open deze pagina opnieuw."),
        },
    )  # fmt: skip
    kind = forms.ChoiceField(
        choices=HeardKind.choices,
        error_messages={
            "required": gettext_lazy("Kies wat het is."), "invalid_choice": gettext_lazy("Kies wat het is."),
        },
    )  # fmt: skip
    text = forms.CharField(
        max_length=LONGEST, strip=True,
        error_messages={
            "required": gettext_lazy("Schrijf op wat je hoorde."),
            "max_length": gettext_lazy("Dit is te lang. Schrijf het korter."),
        },
    )  # fmt: skip
    no_name = forms.BooleanField(required=False)
    age_band = forms.ChoiceField(
        required=False, choices=AgeBand.choices, error_messages={"invalid_choice": gettext_lazy("Kies er een.")}
    )
    asked_for = forms.ChoiceField(
        required=False, choices=AskedFor.choices, error_messages={"invalid_choice": gettext_lazy("Kies er een.")}
    )
    contact_way = forms.ChoiceField(
        required=False, choices=ContactWay.choices, error_messages={"invalid_choice": gettext_lazy("Kies er een.")}
    )
    contact = LineBox(254)
    language = forms.ChoiceField(
        required=False, choices=languages, error_messages={"invalid_choice": gettext_lazy("Kies een taal.")}
    )

    def __init__(self, data: Any, *, made: OutreachRound) -> None:
        super().__init__(data)
        self.made = made
        self.traces: list[Trace] = []
        self.is_about_one = False

    def clean_text(self) -> str:
        text: str = self.cleaned_data["text"]
        self.traces = traces_in(text, here=[self.made.area.name, self.made.network.town, self.made.network.name])
        if any(trace.kind in POINTING for trace in self.traces):
            raise ValidationError(_("Er staat een adres of een nummer in. Haal dat weg."), code="pointing")
        return text

    def clean(self) -> dict[str, Any]:
        said = self.cleaned_data
        is_signal = said.get("kind") in SignalKind.values
        self.is_about_one = is_signal and "text" in said and is_about_one(said["text"])
        if self.is_about_one:
            self.add_error("text", _("Dit gaat over één kind of één gezin. Zoiets bewaren we hier niet."))
        elif self.traces and not said.get("no_name") and "text" in said:
            self.add_error("text", ValidationError(_("Er lijkt een naam in te staan. Haal die weg."), code="name"))
        if said.get("kind") == HeardKind.QUESTION:
            self._clean_question()
        return said

    def _clean_question(self) -> None:
        said = self.cleaned_data
        if not said.get("age_band"):
            self.add_error("age_band", _("Kies over wie het gaat."))
        if not said.get("asked_for"):
            self.add_error("asked_for", _("Kies voor wie de vraag is."))
        way = said.get("contact_way") or ContactWay.SITE
        if way == ContactWay.PHONE:
            said["contact"] = stored(said.get("contact", ""), self.made.network.country)
        if way == ContactWay.PHONE and not said["contact"]:
            self.add_error("contact", _("Dit is geen telefoonnummer."))
        if way == ContactWay.MAIL and not is_mail(said.get("contact", "")):
            self.add_error("contact", _("Dit is geen mailadres."))

    @property
    def may_be_no_name(self) -> bool:
        """Whether all that stands in the way is something the writer can answer for."""
        return bool(self.traces) and not any(trace.kind in POINTING for trace in self.traces)

    def heard(self) -> Heard:
        """What was said, once it is valid."""
        said = self.cleaned_data
        return Heard(
            kind=HeardKind(said["kind"]), text=said["text"], age_band=said["age_band"], asked_for=said["asked_for"],
            contact_way=said["contact_way"] or ContactWay.SITE, contact=said["contact"],
            language=said["language"] or self.made.network.locale[:2],
        )  # fmt: skip


def without_address(line: str) -> str:
    """The line. Raises ``ValidationError`` when it tells an address or a number."""
    if any(trace.kind in POINTING for trace in traces_in(line)):
        raise ValidationError(_("Er staat een adres of een nummer in. Haal dat weg."))
    return line


def is_mail(text: str) -> bool:
    try:
        EmailValidator()(text)
    except ValidationError:
        return False
    return True
