"""Asking for consent, in two steps, and answering. Whose row it is, is never part of what is posted."""

import datetime as dt
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from buurtnet.areas.models import Network
from buurtnet.people.addresses import AddressField
from buurtnet.people.choices import ConsentWay, PartyKind
from buurtnet.people.consent import Jurisdiction, Required, months_after, required
from buurtnet.people.consent_pages import Shown
from buurtnet.people.consent_words import Category, Purpose
from buurtnet.people.models import Consent, Organization

OF_AGE = 18
MONTHS = (3, 6, 12)
ADULT, MINOR = "adult", "minor"
WHO = [
    (ADULT, gettext_lazy("Iemand van 18 jaar of ouder")),
    (MINOR, gettext_lazy("Een kind of jongere")),
]
ABLE, UNABLE = "yes", "no"
WEIGHS = [
    ("", gettext_lazy("Zoals gewoon is op die leeftijd")),
    (UNABLE, gettext_lazy("Nee, iemand anders beslist: een voogd, mentor of bewindvoerder")),
]
WEIGHS_YOUNG = (ABLE, gettext_lazy("Ja, ook al is het kind nog geen 12"))
PARENTS = [("1", gettext_lazy("één ouder")), ("2", gettext_lazy("twee ouders"))]
PARENTS_UNKNOWN = ("", gettext_lazy("weet ik niet"))


class AskForm(forms.Form):
    """About whom (by age, and never by name), for what, which data, with whom, until when."""

    who = forms.ChoiceField(choices=WHO, error_messages={"required": gettext_lazy("Kies over wie het gaat.")})
    born = forms.DateField(
        required=False, error_messages={"invalid": gettext_lazy("Schrijf de geboortedag zo: 2015-12-31.")}
    )
    able = forms.ChoiceField(choices=WEIGHS, required=False)
    parents = forms.ChoiceField(choices=[PARENTS_UNKNOWN, *PARENTS], required=False)
    purpose = forms.ChoiceField(
        choices=Purpose.choices, error_messages={"required": gettext_lazy("Kies waarvoor je het vraagt.")}
    )
    what = forms.MultipleChoiceField(
        choices=Category.choices, error_messages={"required": gettext_lazy("Kies wat je wilt delen.")}
    )
    receivers = forms.ModelMultipleChoiceField(
        Organization.objects.none(), error_messages={"required": gettext_lazy("Kies met wie je het wilt delen.")}
    )
    months = forms.TypedChoiceField(
        choices=[(one, one) for one in MONTHS], coerce=int, initial=MONTHS[0],
        error_messages=dict.fromkeys(("required", "invalid_choice"), gettext_lazy("Kies hoe lang het mag.")),
    )  # fmt: skip
    language = forms.ChoiceField(
        choices=[], error_messages=dict.fromkeys(("required", "invalid_choice"), gettext_lazy("Kies een taal."))
    )

    def __init__(self, *args: Any, network: Network, organizations: "QuerySet[Organization]", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.network = network
        self.jurisdiction = Jurisdiction.VL if network.country == "BE" else Jurisdiction.NL
        receivers, language, able = self.fields["receivers"], self.fields["language"], self.fields["able"]
        assert isinstance(receivers, forms.ModelMultipleChoiceField)
        assert isinstance(language, forms.ChoiceField)
        assert isinstance(able, forms.ChoiceField)
        if self.jurisdiction == Jurisdiction.VL:  # there a mature child of any age decides
            able.choices = [*WEIGHS, WEIGHS_YOUNG]
        receivers.queryset = organizations
        language.choices = [(network.locale, _("Nederlands")), ("en", _("Engels"))]
        language.initial = network.locale

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("who") != MINOR:
            cleaned["born"] = None
            return cleaned
        if "born" in self.errors:
            return cleaned
        if cleaned.get("born") is None:
            self.add_error("born", _("Vul de geboortedag in. Die bepaalt wie ja of nee zegt. We bewaren die niet."))
        elif not 0 <= self.age < OF_AGE:
            self.add_error("born", _("Deze geboortedag is niet van een kind of jongere. Kijk hem na."))
        elif self.required.ask_authority:
            self.add_error("parents", _("Vraag eerst wie het gezag heeft. Pas dan kun je toestemming vragen."))
        return cleaned

    @property
    def age(self) -> int:
        """In whole years, today; who is of age counts as just that."""
        born: dt.date | None = self.cleaned_data["born"]
        if born is None:
            return OF_AGE
        today = timezone.localdate()
        return today.year - born.year - ((today.month, today.day) < (born.month, born.day))

    @property
    def required(self) -> Required:
        """Everyone who must say yes."""
        able = {UNABLE: False, ABLE: True}.get(self.cleaned_data.get("able", ""))
        parents = self.cleaned_data.get("parents")
        return required(self.jurisdiction, self.age, is_able=able, parents=int(parents) if parents else None)

    @property
    def asked_for(self) -> list[str]:
        return [self.cleaned_data["purpose"], *self.cleaned_data["what"]]

    @property
    def until(self) -> dt.date:
        """The day after the last one."""
        return months_after(timezone.localdate(), self.cleaned_data["months"])

    def kept(self) -> list[tuple[str, str]]:
        """What was filled in, to carry along to the next step inside the page."""
        return [(name, value) for name in self.fields for value in self.data_of(name)]

    def data_of(self, name: str) -> list[str]:
        value = self[name].value()
        many = value if isinstance(value, list | tuple) else [value]
        return [str(one) for one in many if one not in (None, "")]

    @cached_property
    def receiver_keys(self) -> set[str]:
        return set(self.data_of("receivers"))


class AddressesForm(forms.Form):
    """A mail address for each of those who must answer; left empty, they answer beside who asks."""

    def __init__(self, *args: Any, needed: Required, asker_email: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.asker_email = asker_email.casefold()
        self.kinds = [PartyKind(kind) for kind in needed.parties]
        for place in range(len(self.kinds)):
            self.fields[f"mail_{place}"] = AddressField(required=False)

    def clean(self) -> dict[str, Any]:
        """One answers for oneself only: nobody gets two links, and who asks gets none."""
        cleaned = super().clean() or self.cleaned_data
        seen: set[str] = {self.asker_email}
        for name, value in list(cleaned.items()):
            address = (value or "").casefold()
            if address == self.asker_email:
                self.add_error(name, _("Dit is je eigen mailadres. Je antwoordt niet voor een ander."))
            elif address in seen:
                self.add_error(name, _("Ieder antwoordt voor zichzelf. Vul een ander mailadres in."))
            if address:
                seen.add(address)
        return cleaned

    @property
    def addresses(self) -> list[str]:
        return [self.cleaned_data[f"mail_{place}"] for place in range(len(self.kinds))]

    def rows(self) -> list[tuple[str, forms.BoundField]]:
        return [
            (party_name(kind, self.kinds[: place + 1].count(kind), self.kinds.count(kind)), self[f"mail_{place}"])
            for place, kind in enumerate(self.kinds)
        ]


def party_name(kind: PartyKind, number: int, of: int) -> str:
    """Who must answer, without a name: "een ouder met gezag (2)"."""
    return f"{kind.label} ({number})" if of > 1 else str(kind.label)


class AnswerForm(forms.Form):
    """Yes to all, yes to a part, or no. Nothing is ticked beforehand."""

    ALL, PART, NO = "ja", "deel", "nee"

    answer = forms.ChoiceField(choices=[(one, one) for one in (ALL, PART, NO)])
    what = forms.MultipleChoiceField(choices=[], required=False)
    receivers = forms.MultipleChoiceField(choices=[], required=False)

    def __init__(self, *args: Any, one: Shown, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.all_words = {word for word, _label, _yes in (*one.what, *one.receivers)}
        for name, rows in (("what", one.what), ("receivers", one.receivers)):
            field = self.fields[name]
            assert isinstance(field, forms.MultipleChoiceField)
            field.choices = [(word, label) for word, label, _yes in rows]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("answer") != self.PART:
            return cleaned
        if not cleaned.get("what"):
            self.add_error("what", _("Kies wat wel mag. Mag niets? Kies dan nee."))
        if not cleaned.get("receivers"):
            self.add_error("receivers", _("Kies wie het wel mag weten. Mag niemand het weten? Kies dan nee."))
        return cleaned

    @property
    def says_yes(self) -> bool:
        return bool(self.cleaned_data["answer"] != self.NO)

    @property
    def left_out(self) -> list[str]:
        """What this one says no to within a yes."""
        if self.cleaned_data["answer"] != self.PART:
            return []
        said = {*self.cleaned_data["what"], *self.cleaned_data["receivers"]}
        return sorted(self.all_words - said)


class NotedForm(AnswerForm):
    """The same, said to who asked; with how it was said."""

    way = forms.ChoiceField(
        choices=ConsentWay.choices, error_messages={"required": gettext_lazy("Kies hoe het gezegd is.")}
    )


class LinkForm(forms.Form):
    """Where a link goes to, once more."""

    email = AddressField()

    def __init__(self, *args: Any, asker_email: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.asker_email = asker_email.casefold()

    def clean_email(self) -> str:
        email = str(self.cleaned_data["email"])
        if email.casefold() == self.asker_email:
            raise forms.ValidationError(_("Dit is je eigen mailadres. Je antwoordt niet voor een ander."))
        return email


def initial_of(consent: Consent) -> dict[str, Any]:
    """What was asked before, when it is asked again."""
    return {
        "purpose": next((word for word in consent.asked_for if word in Purpose.values), ""),
        "what": [word for word in consent.asked_for if word in Category.values],
        "receivers": [one.pk for one in consent.receivers.all()],
        "language": consent.explained_in,
    }
