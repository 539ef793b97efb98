"""An idea in a few questions, one a page; the same on one page from paper; changing it, asking money, telling it.

What was said travels along in the page, signed: nothing is kept on the server before it is sent.
"""

import time
import uuid
from dataclasses import asdict, dataclass, field, fields, replace
from typing import Any, Final

from django import forms
from django.core import signing
from django.core.exceptions import ValidationError
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from buurtnet.agenda.choices import Faces
from buurtnet.agenda.forms.stories import PhotoBox
from buurtnet.areas.here import neighbourhood_in, neighbourhoods_of
from buurtnet.areas.models import Area, Network
from buurtnet.budget.ideas import From, What
from buurtnet.budget.models import Idea
from buurtnet.budget.telling import Told
from buurtnet.kit.amounts import A_MILLION, WRONG, EuroField
from buurtnet.kit.form_keys import key_in
from buurtnet.kit.guarded import GuardedForm
from buurtnet.kit.numbers import stored
from buurtnet.kit.typed import Line, Text
from buurtnet.people.addresses import AddressField, clean_address
from buurtnet.people.models import Person

SALT: Final = "budget.draft"
OPEN_FOR: Final = 12 * 3600  # seconds that a page may lie open
WHAT, WHO, WHERE, MONEY, SELF, NAME, CHECK = "wat", "wie", "waar", "geld", "zelf", "naam", "nakijken"
STEPS: Final = (WHAT, WHO, WHERE, MONEY, SELF, NAME, CHECK)
NO_MONEY, SOME_MONEY = "niets", "geld"


@dataclass(frozen=True)
class Draft:
    """What was said so far. ``begun``: seconds since 1970; ``area``: a slug; ``costs``: one of the two above."""

    form_key: str = field(default_factory=lambda: str(uuid.uuid4()))
    begun: float = field(default_factory=time.time)
    title: str = ""
    text: str = ""
    for_whom: str = ""
    area: str = ""
    place_text: str = ""
    costs: str = ""
    asked: int = 0
    helps_with: str = ""
    wants_buddy: bool = False
    said_by: str = ""
    mail: str = ""

    @property
    def is_complete(self) -> bool:
        return bool(self.title and self.costs)

    def signed(self, network: Network) -> str:
        """For the page; good in this network only."""
        return signing.dumps(asdict(self), salt=f"{SALT}.{network.slug}", compress=True)

    def what(self, network: Network) -> What:
        said = {one.name: getattr(self, one.name) for one in fields(What) if one.name != "area"}
        return What(**said, area=self.area_in(network))

    def whose(self, person: Person | None) -> From:
        language = (get_language() or "nl").split("-")[0]
        return From(contact="" if person else self.mail, language=language, person=person)

    def area_in(self, network: Network) -> Area | None:
        return neighbourhood_in(network, self.area) if self.area else None


def draft_in(signed: str, network: Network) -> Draft | None:
    """What a page brings along; None when it lay open too long, or is not ours."""
    try:
        said = signing.loads(signed, salt=f"{SALT}.{network.slug}", max_age=OPEN_FOR)
        return Draft(**{one.name: said[one.name] for one in fields(Draft)})
    except (signing.BadSignature, ValueError, TypeError, KeyError):
        return None


class EurosField(EuroField):
    """An amount that someone asks for, in cents; 0 for none."""

    def __init__(self, *, label: Any, required: bool = True) -> None:
        super().__init__(least=0, most=A_MILLION, required=required, label=label, error_messages={"required": WRONG})

    def clean(self, value: Any) -> int:
        cents = super().clean(value) or 0
        if self.required and not cents:
            raise ValidationError(self.error_messages["required"], code="required")
        return cents

    def prepare_value(self, value: Any) -> Any:
        return super().prepare_value(value) if value else ""


class StepForm(forms.Form):
    """One step. Without ``data`` it shows what was said before."""

    def __init__(self, data: Any, *, network: Network, draft: Draft, person: Person | None) -> None:
        super().__init__(data, initial=asdict(draft))
        self.network, self.draft, self.person = network, draft, person

    def extended(self) -> Draft:
        """The draft with what this step fills in, as far as it is valid."""
        known = {one.name for one in fields(Draft)}
        return replace(self.draft, **{name: said for name, said in self.cleaned_data.items() if name in known})


class WhatForm(StepForm):
    title = Line(
        120, label=gettext_lazy("Wat wil je doen?"),
        wrong=gettext_lazy("Schrijf in een paar woorden wat je wilt doen."),
        hint=gettext_lazy("Kort, zoals: een spelletjeskast op het plein."),
    )  # fmt: skip
    text = Text(
        2_000, label=gettext_lazy("Wil je er meer over vertellen? (mag leeg)"),
        hint=gettext_lazy("Schrijf zoals je praat. Geen namen van anderen."),
    )  # fmt: skip


class WhoForm(StepForm):
    for_whom = Line(
        200, label=gettext_lazy("Voor wie is het?"),
        hint=gettext_lazy("Zoals: kinderen uit de straat, of iedereen die alleen eet. Leeg laten mag."),
    )  # fmt: skip


class WhereForm(StepForm):
    place_text = Line(
        200, label=gettext_lazy("Welke plek?"),
        hint=gettext_lazy("Zoals de naam van een plein of straat. Geen adres van een mens. Leeg laten mag."),
    )  # fmt: skip

    def __init__(self, data: Any, **more: Any) -> None:
        super().__init__(data, **more)
        self.fields["area"] = area_field(self.network)


class MoneyForm(StepForm):
    costs = forms.ChoiceField(
        choices=[(NO_MONEY, ""), (SOME_MONEY, "")],
        error_messages=dict.fromkeys(("required", "invalid_choice"), gettext_lazy("Kies of er geld nodig is.")),
    )  # fmt: skip
    asked = EurosField(label=gettext_lazy("Hoeveel ongeveer, in euro’s?"), required=False)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if said.get("costs") == NO_MONEY:
            said["asked"] = 0
            self.errors.pop("asked", None)
        elif said.get("costs") == SOME_MONEY and not said.get("asked") and "asked" not in self.errors:
            self.add_error("asked", _("Schrijf ongeveer hoeveel het kost. Precies hoeft niet."))
        return said


class SelfForm(StepForm):
    helps_with = Line(
        200, label=gettext_lazy("Hier help ik zelf mee (mag leeg)"),
        hint=gettext_lazy("Zoals: ik timmer de kast, of ik zet elke zaterdag koffie. Geld hoeft niet."),
    )  # fmt: skip
    wants_buddy = forms.BooleanField(required=False)


class NameForm(StepForm):
    said_by = Line(
        80, label=gettext_lazy("Hoe wil je genoemd worden? (mag leeg)"),
        hint=gettext_lazy("Zoals: een vader uit de buurt, of alleen je voornaam. Iedereen leest dit."),
    )  # fmt: skip
    mail = AddressField(required=False, label=gettext_lazy("Je mailadres"))

    @property
    def needs_mail(self) -> bool:
        return bool(self.draft.asked) and self.person is None

    def clean_mail(self) -> str:
        said: str = self.cleaned_data["mail"]
        if self.needs_mail and not said:
            raise ValidationError(_("Vul je mailadres in. Je vraagt geld, en zo weten we wie het vraagt."))
        return said


FORMS: Final[dict[str, type[StepForm]]] = {
    WHAT: WhatForm, WHO: WhoForm, WHERE: WhereForm, MONEY: MoneyForm, SELF: SelfForm, NAME: NameForm,
}  # fmt: skip


def area_field(network: Network) -> forms.ChoiceField:
    """The neighbourhoods, and none of them."""
    choices = [("", gettext_lazy("Meer buurten, of weet ik niet"))]
    return forms.ChoiceField(
        choices=[*choices, *((area.slug, area.name) for area in neighbourhoods_of(network))], required=False,
        label=gettext_lazy("In welke buurt?"),
        error_messages={"invalid_choice": gettext_lazy("Kies een buurt uit de lijst.")},
    )  # fmt: skip


class WholeForm(forms.Form):
    """All of an idea on one page: changing it, and the look before it is on the site."""

    title = Line(
        120, label=gettext_lazy("Wat is het idee?"), wrong=gettext_lazy("Schrijf in een paar woorden wat het is.")
    )
    text = Text(2_000, label=gettext_lazy("Meer erover (mag leeg)"))
    for_whom = Line(200, label=gettext_lazy("Voor wie? (mag leeg)"))
    place_text = Line(200, label=gettext_lazy("Welke plek? (mag leeg)"))
    asked = EurosField(label=gettext_lazy("Hoeveel kost het ongeveer, in euro’s? (mag leeg)"), required=False)
    helps_with = Line(200, label=gettext_lazy("Daar helpt wie het bedacht zelf mee (mag leeg)"))
    said_by = Line(80, label=gettext_lazy("Zo wil die genoemd worden (mag leeg)"))
    wants_buddy = forms.BooleanField(required=False)
    version = forms.IntegerField(required=False)

    def __init__(self, data: Any, *, network: Network, idea: Idea | None = None) -> None:
        first = {one.name: getattr(idea, one.name) for one in fields(What)} if idea else {}
        super().__init__(data, initial=first | {"area": idea.area.slug if idea and idea.area else ""})
        self.network = network
        self.fields["area"] = area_field(network)

    def what(self) -> What:
        """Once it is valid."""
        said = {one.name: self.cleaned_data[one.name] for one in fields(What) if one.name != "area"}
        slug = self.cleaned_data["area"]
        return What(**said, area=neighbourhood_in(self.network, slug) if slug else None)


class PaperForm(WholeForm):
    """What stands on paper or was said aloud, written down by a connector."""

    form_key = forms.UUIDField(required=False)
    contact = Line(
        200, label=gettext_lazy("Mailadres of telefoonnummer"),
        hint=gettext_lazy("Alleen nodig als er geld wordt gevraagd. Niemand ziet dit op de site."),
    )  # fmt: skip

    @property
    def key(self) -> uuid.UUID:
        return key_in(self.data)

    def clean_contact(self) -> str:
        said: str = self.cleaned_data["contact"]
        if "@" in said:
            return clean_address(said)
        number = stored(said, self.network.country) if said else ""
        if said and not number:
            raise ValidationError(_("Vul een mailadres of een telefoonnummer in, of laat dit leeg."))
        return number

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if said.get("asked") and not said.get("contact") and "contact" not in self.errors:
            self.add_error(
                "contact", _("Voor geld is een mailadres of telefoonnummer nodig. Zo weten we wie het vraagt.")
            )
        return said


class NoForm(forms.Form):
    """Why something is not on the site."""

    why = Line(
        300, label=gettext_lazy("Waarom niet?"),
        hint=gettext_lazy("Wie het bedacht, leest dit. Schrijf het vriendelijk."),
        wrong=gettext_lazy("Schrijf in één zin waarom. Dan kan wie het bedacht het aanpassen."),
    )  # fmt: skip


class AskMoneyForm(forms.Form):
    """How much, of who has the idea on the site already."""

    asked = EurosField(label=gettext_lazy("Hoeveel heb je nodig, in euro’s?"))


class TellForm(forms.Form):
    """A sentence, and perhaps a photo. Without an answer about faces no photo is kept."""

    sentence = Line(
        240, label=gettext_lazy("Wat is het geworden? In één zin"),
        wrong=gettext_lazy("Schrijf in één zin wat het geworden is."),
        hint=gettext_lazy("Zoals: elke dag staan er kinderen bij de kast."),
    )  # fmt: skip
    story = Text(3_000, label=gettext_lazy("Wil je meer vertellen? (mag leeg)"), rows=5)
    otherwise = forms.BooleanField(required=False)
    photo = PhotoBox()
    photo_alt = Line(
        200, label=gettext_lazy("Wat zie je op de foto?"), hint=gettext_lazy("Voor wie de foto niet ziet.")
    )
    faces = forms.ChoiceField(
        choices=Faces.choices, required=False,
        error_messages={"invalid_choice": gettext_lazy("Kies wie er op de foto staat.")},
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if said.get("photo"):
            if not said.get("faces") and "faces" not in self.errors:
                self.add_error("faces", _("Zeg wie er op de foto staat. Anders kunnen we de foto niet plaatsen."))
            if not said.get("photo_alt"):
                self.add_error("photo_alt", _("Schrijf wat er op de foto te zien is, voor wie dat niet ziet."))
        return said

    def told(self) -> Told:
        """Once it is valid."""
        said = self.cleaned_data
        return Told(
            said["sentence"], said["story"], said["otherwise"], said["photo"], said["photo_alt"], said["faces"]
        )  # fmt: skip


class TakeAwayForm(GuardedForm):
    """Nothing to fill in: a button, that no machine presses."""
