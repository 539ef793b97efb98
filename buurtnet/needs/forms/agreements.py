"""What is typed about a reply agreement."""

from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from buurtnet.areas.models import Network
from buurtnet.needs.agreements import Kept, Signed, agreements_of
from buurtnet.needs.form_keys import KeyedForm
from buurtnet.needs.forms.policy import choice, choose_from, day, line, options_of
from buurtnet.needs.models import ReplyAgreement
from buurtnet.people.forms.naming import OrganizationField, organization_meant
from buurtnet.people.models import Organization, Person


class AgreementKeepForm(forms.Form):
    """What may change of an agreement that was signed."""

    mail_to = line(254, gettext_lazy("Mailadres voor signalen (mag leeg)"),
                   hint=gettext_lazy("Van een afdeling. Zonder mailadres druk je een brief af."))  # fmt: skip
    next_level = choice(gettext_lazy("Wie vragen we als het stil blijft?"), required=False)
    ends_on = day(gettext_lazy("Tot en met welke dag geldt dit? (mag leeg)"), required=False)

    def __init__(
        self, data: Any = None, *, network: Network, agreement: ReplyAgreement | None = None, **kwargs: Any
    ) -> None:
        super().__init__(data, **kwargs)
        self.network = network
        others = [one for one in agreements_of(network) if agreement is None or one.pk != agreement.pk]
        self._levels = {str(one.pk): one for one in others}
        choose_from(self, "next_level", options_of(self._levels, _("Niemand")))
        self.fields["mail_to"].widget.attrs["inputmode"] = "email"

    def clean_mail_to(self) -> str:
        address = str(self.cleaned_data["mail_to"])
        if address:
            try:
                validate_email(address)
            except ValidationError:
                raise ValidationError(_("Dit is geen mailadres. Kijk of alles er staat.")) from None
        return address

    @property
    def kept(self) -> Kept:
        said = self.cleaned_data
        return Kept(said["mail_to"], self._levels.get(said["next_level"]), said["ends_on"])


class AgreementForm(KeyedForm, AgreementKeepForm):
    """What a body signed."""

    makes = ("organization", "body", "signed_on")
    organization = OrganizationField()
    body = line(120, gettext_lazy("Welk onderdeel?"), wrong=gettext_lazy("Schrijf welk onderdeel antwoordt."),
                hint=gettext_lazy("Zoals: afdeling jeugd, of het bestuur."))  # fmt: skip
    signed_by_role = line(
        120, gettext_lazy("Wie ondertekende?"), wrong=gettext_lazy("Schrijf welke functie ondertekende."),
        hint=gettext_lazy("Een functie. Geen naam van een mens."),
    )  # fmt: skip
    signed_on = day(gettext_lazy("Op welke dag?"))
    days = forms.IntegerField(
        label=gettext_lazy("Binnen hoeveel dagen komt er antwoord?"), min_value=1, max_value=365, initial=42,
        widget=forms.NumberInput(attrs={"class": "input", "inputmode": "numeric"}),
        error_messages=dict.fromkeys(
            ("required", "invalid", "min_value", "max_value"), gettext_lazy("Schrijf een getal van 1 tot 365.")
        ),
    )  # fmt: skip
    field_order = (
        "organization", "body", "signed_by_role", "signed_on", "days", "mail_to", "next_level", "ends_on",
    )  # fmt: skip

    def __init__(self, data: Any = None, *, network: Network, by: Person, **kwargs: Any) -> None:
        super().__init__(data, network=network, **kwargs)
        self.by = by
        box = self.fields["organization"]
        box.label = _("Welke organisatie?")
        box.help_text = _("De naam zoals die op de kaart staat.")
        box.widget.attrs.update({"class": "input", "dir": "auto"})

    def clean_organization(self) -> Organization:
        found = cast("list[Organization]", self.cleaned_data["organization"])
        meant = organization_meant(found, by=self.by, network=self.network)
        if meant is None:
            raise ValidationError(_("Schrijf welke organisatie antwoordt."))
        return meant

    @property
    def said(self) -> Signed:
        said = self.cleaned_data
        return Signed(said["organization"], said["body"], said["signed_by_role"], said["signed_on"], said["days"])
