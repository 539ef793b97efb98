"""The address of a calendar that others keep, and of which organization it is."""

from typing import Any, Final
from uuid import UUID

from django import forms
from django.core import signing
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from buurtnet.agenda.access import organizations_edited, partners_in
from buurtnet.agenda.desk import Desk
from buurtnet.agenda.following import normal
from buurtnet.agenda.models import CalendarSource
from buurtnet.kit.fetch import FetchError, target_of
from buurtnet.people.models import Organization

SALT: Final = "agenda.source"
LONGEST: Final = 500
FRESH: Final = 3_600  # seconds that a look at a calendar may lie open


def organizations_for(desk: Desk) -> list[Organization]:
    """Whose calendars someone may add: of all who take part for the director, else of those they edit."""
    if desk.work.is_director():
        return partners_in(desk.network)
    return organizations_edited(desk.work.person, desk.network)


class SourceForm(forms.Form):
    """An address that is looked at first. ``seen``: signed, what was looked at; with it the calendar is taken up."""

    address = forms.CharField(
        max_length=LONGEST, label=gettext_lazy("Adres van de agenda"),
        error_messages={
            "required": gettext_lazy("Vul het adres van de agenda in."),
            "max_length": gettext_lazy("Dit adres is te lang."),
        },
    )  # fmt: skip
    organization = forms.ChoiceField(
        label=gettext_lazy("Van welke organisatie"),
        error_messages={
            "required": gettext_lazy("Kies een organisatie."),
            "invalid_choice": gettext_lazy("Kies een organisatie."),
        },
    )  # fmt: skip
    seen = forms.CharField(required=False, max_length=2_000)

    def __init__(self, data: Any, *, desk: Desk) -> None:
        super().__init__(data)
        self.desk = desk
        self.all = {str(one.pk): one for one in organizations_for(desk)}
        box = self.fields["organization"]
        assert isinstance(box, forms.ChoiceField)
        box.choices = [(key, one.name) for key, one in self.all.items()]

    def clean_address(self) -> str:
        address = normal(self.cleaned_data["address"])
        try:
            target_of(address)
        except FetchError:
            raise ValidationError(
                _("Dit is geen adres dat we kunnen lezen. Het begint met https:// en er staat geen wachtwoord in.")
            ) from None
        if CalendarSource.objects.filter(network=self.desk.network, address=address).exists():
            raise ValidationError(_("Deze agenda lezen we al mee."))
        return address

    @property
    def chosen(self) -> Organization:
        return self.all[self.cleaned_data["organization"]]

    @property
    def token(self) -> str:
        """Says that this address of this organization was looked at here."""
        return signing.dumps(self.what, salt=SALT)

    @property
    def what(self) -> list[str]:
        return [str(self.desk.network.pk), self.cleaned_data["address"], str(UUID(self.cleaned_data["organization"]))]

    @property
    def was_seen(self) -> bool:
        """Whether what is sent was looked at before."""
        try:
            return bool(signing.loads(self.cleaned_data["seen"], salt=SALT, max_age=FRESH) == self.what)
        except signing.BadSignature:
            return False
