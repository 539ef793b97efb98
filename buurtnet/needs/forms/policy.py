"""What is typed about a signal to policy, and about an answer."""

import datetime as dt
from typing import Any, Final, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from buurtnet.areas.finding import network_areas
from buurtnet.areas.models import Network
from buurtnet.directory.access import today_in
from buurtnet.kit.paragraphs import ParagraphsBox
from buurtnet.needs.access import owners_in
from buurtnet.needs.agreements import agreements_of
from buurtnet.needs.choices import Verdict
from buurtnet.needs.co_signing import platforms_of
from buurtnet.needs.form_keys import KeyedForm
from buurtnet.needs.models import SharedNeed
from buurtnet.needs.pointing import reaches
from buurtnet.needs.policy import READY_NEEDS, Decided, Draft, Promised, Reply
from buurtnet.needs.policy_figures import releases_of
from buurtnet.people.models import Organization, Person
from buurtnet.wording.forms.lines import LineBox
from buurtnet.wording.traces import traces_in

MOST_SHOWN = 4  # pieces of a text that one sentence names
MOST_NEEDS = 100  # to choose from
FARTHEST = dt.timedelta(days=5 * 366)
OPEN_AGAIN: Final = gettext_lazy("Open deze pagina opnieuw.")
A_DAY: Final = {"invalid": gettext_lazy("Kies een dag."), "required": gettext_lazy("Kies een dag.")}
CHOOSE: Final = {
    "required": gettext_lazy("Kies er een."), "invalid_choice": gettext_lazy("Kies er een uit de lijst."),
    "invalid_list": gettext_lazy("Kies er een uit de lijst."),
}  # fmt: skip


class WantedBox(ParagraphsBox):
    """A text that must be there; ``wrong`` says so."""

    def __init__(self, most: int, wrong: Any) -> None:
        super().__init__(most)
        self.required, self.wrong = True, wrong

    def clean(self, value: Any) -> str:
        if text := super().clean(value):
            return text
        raise ValidationError(self.wrong)


def paragraphs(most: int, label: Any, *, wrong: Any = "", hint: Any = "", rows: int = 4) -> ParagraphsBox:
    """Some paragraphs with their label and hint; without ``wrong`` they may be left empty."""
    box = WantedBox(most, wrong) if wrong else ParagraphsBox(most)
    box.label, box.help_text = label, hint
    box.widget = forms.Textarea(attrs={"class": "input", "rows": rows, "maxlength": most, "dir": "auto"})
    box.widget.is_required = box.required
    return box


def line(most: int, label: Any, *, wrong: Any = "", hint: Any = "") -> LineBox:
    """One line with its label and hint."""
    box = LineBox(most, wrong=wrong)
    box.label, box.help_text = label, hint
    box.widget.attrs.update({"class": "input", "maxlength": most, "dir": "auto"})
    return box


def day(label: Any, *, required: bool = True, hint: Any = "") -> forms.DateField:
    widget = forms.DateInput(attrs={"class": "input", "type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=required, widget=widget, error_messages=A_DAY, help_text=hint)


def choice(label: Any, *, hint: Any = "", required: bool = True) -> forms.ChoiceField:
    widget = forms.Select(attrs={"class": "input"})
    return forms.ChoiceField(label=label, widget=widget, required=required, error_messages=CHOOSE, help_text=hint)


class VersionedForm(forms.Form):
    """Carries the version that was read, so that two people who change it at once both know."""

    version = forms.IntegerField(
        min_value=0, widget=forms.HiddenInput,
        error_messages=dict.fromkeys(("required", "invalid", "min_value"), OPEN_AGAIN),
    )  # fmt: skip

    def clean_version(self) -> int:
        return int(self.cleaned_data["version"])


class NamesForm(forms.Form):
    """Texts in which names and numbers of people are pointed out before anything is kept."""

    no_names = forms.BooleanField(required=False)
    points = False  # a phone number or a mail address stands in it, which no tick lets pass
    looked_at: tuple[str, ...] = ()

    def __init__(self, data: Any = None, *, network: Network, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.network = network

    @property
    def places(self) -> tuple[str, ...]:
        """Names of this place and of who agreed to answer, which are names of no one."""
        areas = (area.name for area in network_areas(self.network).neighbourhoods)
        return (*areas, self.network.name, self.network.town, *(str(one) for one in agreements_of(self.network)))

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        places = self.places
        traces = [trace for name in self.looked_at for trace in traces_in(said.get(name) or "", here=places)]
        found = [trace.text for trace in traces]
        if reaches(traces):
            self.points = True
            sentence = _("Wijst dit naar een mens? %(pieces)s. Haal telefoonnummers en mailadressen altijd weg.")
            self.add_error("no_names", sentence % {"pieces": " · ".join(dict.fromkeys(found[:MOST_SHOWN]))})
        elif found and not said.get("no_names"):
            pieces = " · ".join(dict.fromkeys(found[:MOST_SHOWN]))
            self.add_error(
                "no_names",
                _("Wijst dit naar een mens? %(pieces)s. Haal het weg, of zeg dat het geen mens is.")
                % {"pieces": pieces},
            )
        return said

    @property
    def asks_about_names(self) -> bool:
        return "no_names" in self.errors or bool(self.data.get("no_names"))


class PolicyForm(NamesForm, VersionedForm, KeyedForm):
    """A signal while it is prepared."""

    needs = forms.MultipleChoiceField(
        label=gettext_lazy("Wat speelt er?"), widget=forms.CheckboxSelectMultiple,
        error_messages={**CHOOSE, "required": gettext_lazy("Kies minstens één ding dat hier speelt.")},
        help_text=gettext_lazy("Hier staat wat jullie herkennen. Een signaal komt daaruit."),
    )  # fmt: skip
    agreement = choice(gettext_lazy("Aan wie?"), hint=gettext_lazy("Wie hier staat, beloofde op tijd te antwoorden."))
    title = line(
        120, gettext_lazy("Onderwerp"), wrong=gettext_lazy("Schrijf in een paar woorden waar het over gaat.")
    )
    story = paragraphs(
        4_000,
        gettext_lazy("Wat er speelt"),
        wrong=gettext_lazy("Vertel wat er speelt."),
        hint=gettext_lazy("In gewone woorden. Geen namen, en geen verhaal dat bij één gezin hoort."),
        rows=7,
    )
    asked = paragraphs(
        2_000,
        gettext_lazy("Wat we vragen"),
        wrong=gettext_lazy("Schrijf wat jullie vragen."),
        hint=gettext_lazy("Eén duidelijke vraag, waarop je ja of nee kunt zeggen."),
    )
    proposal = paragraphs(2_000, gettext_lazy("Ons voorstel (mag leeg)"))
    is_about_a_place = forms.BooleanField(
        required=False, label=gettext_lazy("Het gaat over een plek of het verkeer. Dan zijn er geen cijfers nodig."),
    )  # fmt: skip
    release = choice(
        gettext_lazy("Welke cijfers horen erbij?"), required=False,
        hint=gettext_lazy("Alleen cijfers die gepubliceerd zijn. Een ander getal over mensen kan niet mee."),
    )  # fmt: skip

    looked_at = makes = ("title", "story", "asked", "proposal")

    def __init__(self, data: Any = None, *, network: Network, **kwargs: Any) -> None:
        super().__init__(data, network=network, **kwargs)
        today = today_in(network)
        self._needs = {
            str(one.pk): one
            for one in SharedNeed.objects.filter(network=network, state__in=READY_NEEDS, merged_into=None).order_by(
                "-changed_at"
            )[:MOST_NEEDS]
        }
        holding = [one for one in agreements_of(network) if one.holds_on(today)]
        self._agreements = {str(one.pk): one for one in holding}
        self._releases = {str(one.pk): one for one in releases_of(network)}
        choose_from(self, "needs", [(key, one.title) for key, one in self._needs.items()])
        choose_from(self, "agreement", options_of(self._agreements, _("Kies een onderdeel")))
        releases = {
            key: _("Uitgave {number} van {day}").format(number=one.number, day=f"{one.made_on:%d-%m-%Y}")
            for key, one in self._releases.items()
        }
        choose_from(self, "release", options_of(releases, _("Geen cijfers")))

    @property
    def has_needs(self) -> bool:
        return bool(self._needs)

    @property
    def has_agreements(self) -> bool:
        return bool(self._agreements)

    @property
    def said(self) -> Draft:
        """What it says, once it is valid."""
        said = self.cleaned_data
        return Draft(
            needs=[self._needs[key] for key in said["needs"]], agreement=self._agreements[said["agreement"]],
            title=said["title"], story=said["story"], asked=said["asked"], proposal=said["proposal"],
            is_about_a_place=said["is_about_a_place"], release=self._releases.get(said["release"]),
        )  # fmt: skip


class DecisionForm(NamesForm, VersionedForm):
    """A decision: what, where, by which role and when."""

    text = line(
        300, gettext_lazy("Wat is er besloten?"), wrong=gettext_lazy("Schrijf in één zin wat er besloten is.")
    )
    where = line(120, gettext_lazy("Waar?"), wrong=gettext_lazy("Schrijf waar dit besloten is."),
                 hint=gettext_lazy("Zoals: netwerkoverleg in het buurthuis."))  # fmt: skip
    by_role = line(120, gettext_lazy("Door wie?"), wrong=gettext_lazy("Schrijf welke groep of rol dit besloot."),
                   hint=gettext_lazy("Een groep of een rol. Geen naam van een mens."))  # fmt: skip
    decided_on = day(gettext_lazy("Op welke dag?"))

    looked_at = ("text", "where", "by_role")

    @property
    def said(self) -> Decided:
        said = self.cleaned_data
        return Decided(said["text"], said["where"], said["by_role"], said["decided_on"])


class ReplyForm(NamesForm):
    """An answer of a body: its verdict and its reason are both needed."""

    verdict = forms.ChoiceField(
        label=gettext_lazy("Wat doen jullie?"), choices=Verdict.choices, widget=forms.RadioSelect,
        error_messages={**CHOOSE, "required": gettext_lazy("Kies wat jullie doen.")},
    )  # fmt: skip
    answer = paragraphs(
        8_000,
        gettext_lazy("Jullie antwoord"),
        wrong=gettext_lazy("Schrijf jullie antwoord."),
        hint=gettext_lazy("Iedereen kan dit lezen. Schrijf geen namen van mensen op."),
        rows=7,
    )
    reason = paragraphs(
        4_000, gettext_lazy("Waarom?"), wrong=gettext_lazy("Schrijf op waarom. Een antwoord zonder reden telt niet.")
    )
    in_plain_words = paragraphs(
        2_000,
        gettext_lazy("Het antwoord in gewone taal (mag leeg)"),
        hint=gettext_lazy("Iedereen in de buurt moet het meteen snappen."),
    )
    answered_by_role = line(
        120, gettext_lazy("Wie antwoordt?"),
        wrong=gettext_lazy("Schrijf vanuit welke functie dit antwoord komt."),
        hint=gettext_lazy("Een functie, zoals: wethouder jeugd. Geen naam."),
    )  # fmt: skip
    answered_on = day(gettext_lazy("Op welke dag kwam het antwoord?"), required=False)

    looked_at = ("answer", "reason", "in_plain_words", "answered_by_role")

    def __init__(self, data: Any = None, *, network: Network, is_copied: bool = False, **kwargs: Any) -> None:
        super().__init__(data, network=network, **kwargs)
        if not is_copied:
            del self.fields["answered_on"]

    @property
    def said(self) -> Reply:
        said = self.cleaned_data
        return Reply(
            Verdict(said["verdict"]), said["answer"], said["reason"], said["answered_by_role"], said["in_plain_words"]
        )


class WordsForm(NamesForm, VersionedForm):
    """The answer for everyone to understand, and when to look back."""

    in_plain_words = paragraphs(
        2_000,
        gettext_lazy("Het antwoord in gewone taal"),
        wrong=gettext_lazy("Schrijf het antwoord in gewone taal."),
        hint=gettext_lazy("Kort, en in woorden die iedereen snapt. Dit lezen de mensen die het vertelden."),
        rows=6,
    )
    review_on = day(gettext_lazy("Wanneer kijken jullie terug? (mag leeg)"), required=False)

    looked_at = ("in_plain_words",)

    def __init__(self, data: Any = None, *, network: Network, **kwargs: Any) -> None:
        super().__init__(data, network=network, **kwargs)
        self.today = today_in(network)

    def clean_review_on(self) -> dt.date | None:
        return from_today(self.cleaned_data["review_on"], self.today)


class PromiseForm(NamesForm, KeyedForm):
    """A promise of the answer, with who follows it and until when."""

    text = line(300, gettext_lazy("Wat is er beloofd?"), wrong=gettext_lazy("Schrijf in één zin wat er beloofd is."))
    by_role = line(120, gettext_lazy("Door wie?"), wrong=gettext_lazy("Schrijf welke functie dit beloofde."),
                   hint=gettext_lazy("Een functie. Geen naam van een mens."))  # fmt: skip
    follower = choice(gettext_lazy("Wie van ons volgt dit?"))
    due_on = day(gettext_lazy("Wanneer moet het klaar zijn?"))

    looked_at = makes = ("text", "by_role")

    def __init__(self, data: Any = None, *, network: Network, **kwargs: Any) -> None:
        super().__init__(data, network=network, **kwargs)
        self.today = today_in(network)
        self._people = {str(one.pk): one for one in owners_in(network)}
        people = {key: one.name or one.email for key, one in self._people.items()}
        choose_from(self, "follower", options_of(people, _("Kies iemand")))

    def clean_due_on(self) -> dt.date | None:
        return from_today(self.cleaned_data["due_on"], self.today)

    @property
    def said(self) -> Promised:
        said = self.cleaned_data
        follower: Person = self._people[said["follower"]]
        return Promised(said["text"], said["by_role"], follower, said["due_on"])


class PromiseEndForm(NamesForm):
    """Whether a promise was kept, and what came of it."""

    is_kept = forms.ChoiceField(
        label=gettext_lazy("Is het gebeurd?"), widget=forms.RadioSelect,
        choices=[("ja", gettext_lazy("Ja, het is gebeurd")), ("nee", gettext_lazy("Nee, het is niet gebeurd"))],
        error_messages={**CHOOSE, "required": gettext_lazy("Kies ja of nee.")},
    )  # fmt: skip
    result = line(300, gettext_lazy("Wat kwam ervan?"), wrong=gettext_lazy("Schrijf in één zin wat ervan kwam."),
                  hint=gettext_lazy("Iedereen kan dit lezen. Geen namen."))  # fmt: skip

    looked_at = ("result",)


class StopForm(NamesForm, VersionedForm):
    """Why it stops without an answer."""

    reason = paragraphs(
        600,
        gettext_lazy("Waarom stoppen jullie?"),
        wrong=gettext_lazy("Schrijf op waarom jullie stoppen."),
        hint=gettext_lazy("Is het al verstuurd? Dan leest iedereen deze reden."),
    )

    looked_at = ("reason",)


class PlatformsForm(forms.Form):
    """Which platforms are asked to sign along."""

    platforms = forms.MultipleChoiceField(
        label=gettext_lazy("Wie vragen jullie?"), widget=forms.CheckboxSelectMultiple,
        error_messages={**CHOOSE, "required": gettext_lazy("Kies minstens één groep.")},
    )  # fmt: skip

    def __init__(self, data: Any = None, *, network: Network, asked: set[Any], **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self._platforms = {str(one.pk): one for one in platforms_of(network) if one.pk not in asked}
        choose_from(self, "platforms", [(key, one.name) for key, one in self._platforms.items()])

    @property
    def has_platforms(self) -> bool:
        return bool(self._platforms)

    @property
    def said(self) -> list[Organization]:
        return [self._platforms[key] for key in self.cleaned_data["platforms"]]


def from_today(chosen: dt.date | None, today: dt.date) -> dt.date | None:
    """Raises a sentence for a day that is past or too far."""
    if chosen is not None and not today <= chosen <= today + FARTHEST:
        raise ValidationError(_("Kies een dag vanaf vandaag, binnen vijf jaar."))
    return chosen


def options_of(rows: dict[str, Any], nothing: str) -> list[tuple[str, str]]:
    """Rows to choose one of, after ``nothing``."""
    return [("", nothing), *((key, str(one)) for key, one in rows.items())]


def choose_from(form: forms.Form, name: str, options: list[tuple[str, str]]) -> None:
    """Give a field what there is to choose."""
    cast("forms.ChoiceField", form.fields[name]).choices = options
