"""The four questions behind "Stel je vraag", one a page, and what was said so far.

What was said travels along in the page, signed: nothing is kept on the server before it is sent, and nothing in the
browser after it.
"""

import time
import uuid
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field, fields, replace
from typing import Any, Final

from django import forms
from django.core import signing
from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from buurtnet.areas.here import neighbourhood_in, neighbourhoods_of
from buurtnet.areas.models import Area, Network
from buurtnet.kit.languages import NAMES
from buurtnet.kit.numbers import stored, tel
from buurtnet.kit.texts import cleaned, one_line
from buurtnet.people.addresses import clean_address
from buurtnet.questions.asking import Asked
from buurtnet.questions.choices import AgeBand, AskedFor, ContactWay
from buurtnet.questions.models.question import AGES_OF_CHILDREN

SALT: Final = "questions.draft"
OPEN_FOR: Final = 12 * 3600  # seconds that a page may lie open
LONGEST: Final = 3_000  # signs of a question
LONGEST_CONTACT: Final = 254
FEWEST_DIGITS: Final = 8  # of a phone number
WHAT, WHO, WHERE, HOW, CHECK = "wat", "wie", "buurt", "antwoord", "nakijken"
FILLED_IN: Final = frozenset({"text", "asked_for", "age_band", "area", "contact_way", "contact", "language"})
STEPS: Final = (WHAT, WHO, WHERE, HOW, CHECK)
ELSEWHERE: Final = "-"  # "zeg ik liever niet"


@dataclass(frozen=True)
class Draft:
    """What was said so far, as it was typed. ``begun``: seconds since 1970; ``area``: a slug, or ``ELSEWHERE``."""

    form_key: str = field(default_factory=lambda: str(uuid.uuid4()))
    begun: float = field(default_factory=time.time)
    text: str = ""
    asked_for: str = ""
    age_band: str = ""
    area: str = ""
    contact_way: str = ""
    contact: str = ""
    language: str = ""

    @property
    def is_child_alone(self) -> bool:
        return self.asked_for == AskedFor.SELF and self.age_band in AGES_OF_CHILDREN

    @property
    def is_complete(self) -> bool:
        return bool(self.text and self.asked_for and self.age_band and self.contact_way and self.language)

    def signed(self, network: Network) -> str:
        """For the page; good in this network only."""
        return signing.dumps(asdict(self), salt=f"{SALT}.{network.slug}", compress=True)

    def asked(self, network: Network) -> Asked:
        return Asked(
            text=self.text,
            age_band=AgeBand(self.age_band),
            asked_for=AskedFor(self.asked_for),
            area=self.area_in(network),
            contact_way=ContactWay(self.contact_way),
            contact=self.contact,
            language=self.language,
        )

    def area_in(self, network: Network) -> Area | None:
        return neighbourhood_in(network, self.area) if self.area else None


def draft_in(signed: str, network: Network) -> Draft | None:
    """What a page brings along; None when it lay open too long, or is not ours."""
    try:
        said = signing.loads(signed, salt=f"{SALT}.{network.slug}", max_age=OPEN_FOR)
        return Draft(**{one.name: said[one.name] for one in fields(Draft)})
    except (signing.BadSignature, ValueError, TypeError, KeyError):
        return None


def steps_in(network: Network) -> list[str]:
    """The steps here: a network without neighbourhoods asks for none."""
    return [step for step in STEPS if step != WHERE or neighbourhoods_of(network)]


class StepForm(forms.Form):
    """One step. Without ``data`` it shows what was said before."""

    step = ""

    def __init__(self, data: Any, *, network: Network, draft: Draft) -> None:
        super().__init__(data, initial=asdict(draft))
        self.network, self.draft = network, draft

    def extended(self) -> Draft:
        """The draft with what this step fills in, as far as it is valid."""
        return replace(self.draft, **{name: said for name, said in self.cleaned_data.items() if name in FILLED_IN})


def chosen(choices: Iterable[tuple[str, Any]], sentence: Any) -> forms.ChoiceField:
    """One of a few; ``sentence`` says what to do when none was."""
    return forms.ChoiceField(choices=list(choices), error_messages={"required": sentence, "invalid_choice": sentence})


class WhatForm(StepForm):
    """The question itself, and whether it is safe now."""

    step = WHAT
    text = forms.CharField(required=False)
    onveilig = forms.BooleanField(required=False)

    def clean_text(self) -> str:
        text = cleaned(self.cleaned_data["text"])
        if not text:
            raise ValidationError(_("Schrijf hier je vraag. Eén zin is genoeg."))
        if len(text) > LONGEST:
            raise ValidationError(
                _("Je vraag is te lang: %(count)s tekens. Er passen er %(most)s. Schrijf het belangrijkste op.")
                % {"count": len(text), "most": LONGEST}
            )
        return text


class WhoForm(StepForm):
    """About whom it is, and how old; no name."""

    step = WHO

    def __init__(self, data: Any, *, network: Network, draft: Draft) -> None:
        super().__init__(data, network=network, draft=draft)
        self.fields["asked_for"] = chosen(AskedFor.choices, _("Kies over wie je vraag gaat."))
        self.fields["age_band"] = chosen(AgeBand.choices, _("Kies een leeftijd."))


class WhereForm(StepForm):
    """In which neighbourhood, if they want to say."""

    step = WHERE

    def __init__(self, data: Any, *, network: Network, draft: Draft) -> None:
        super().__init__(data, network=network, draft=draft)
        self.fields["area"] = chosen(self.choices, _("Kies een buurt, of zeg het liever niet."))

    @property
    def choices(self) -> list[tuple[str, str]]:
        areas = [(area.slug, area.name) for area in neighbourhoods_of(self.network)]
        return [*areas, (ELSEWHERE, _("Zeg ik liever niet"))]


class HowForm(StepForm):
    """How the answer comes, and in which language."""

    step = HOW
    mail = forms.CharField(required=False)
    phone = forms.CharField(required=False)

    def __init__(self, data: Any, *, network: Network, draft: Draft) -> None:
        super().__init__(data, network=network, draft=draft)
        self.fields["contact_way"] = chosen(ContactWay.choices, _("Kies hoe we mogen antwoorden."))
        self.fields["language"] = chosen(languages(), _("Kies een taal."))
        page = (get_language() or "nl").split("-")[0]
        self.initial["language"] = draft.language or page
        self.initial["contact_way"] = draft.contact_way or ContactWay.SITE
        if draft.contact_way in {ContactWay.MAIL, ContactWay.PHONE}:
            self.initial["mail" if draft.contact_way == ContactWay.MAIL else "phone"] = draft.contact

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        said["contact"] = ""
        try:
            if said.get("contact_way") == ContactWay.MAIL:
                said["contact"] = self.clean_mail_address(one_line(said.get("mail", "")))
            elif said.get("contact_way") == ContactWay.PHONE:
                said["contact"] = self.clean_number(one_line(said.get("phone", "")))
        except ValidationError as error:
            self.add_error("mail" if said["contact_way"] == ContactWay.MAIL else "phone", error)
        return said

    def clean_mail_address(self, said: str) -> str:
        if not said:
            raise ValidationError(_("Vul je mailadres in, of kies een andere manier."))
        return clean_address(said)

    def clean_number(self, said: str) -> str:
        """A number that can be called from here, as people write it."""
        if not said:
            raise ValidationError(_("Vul je telefoonnummer in, of kies een andere manier."))
        is_number = len(said) <= 40 and len(tel(said)) >= FEWEST_DIGITS and stored(said, self.network.country)
        if not is_number or any(sign.isalpha() for sign in said):
            raise ValidationError(_("Dit nummer klopt niet helemaal. Kijk of er een cijfer mist."))
        return said


def languages() -> list[tuple[str, str]]:
    """Languages to ask an answer in: those of the site first, then by name."""
    ours = ("nl", "en", "fr")
    others = sorted((code for code in NAMES if code not in ours), key=lambda code: str(NAMES[code]))
    return [(code, str(NAMES[code])) for code in (*ours, *others)]


FORMS: Final[dict[str, type[StepForm]]] = {one.step: one for one in (WhatForm, WhoForm, WhereForm, HowForm)}
