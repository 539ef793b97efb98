"""A day to do it again, a task by hand, who does it, and who is asked to take over."""

import datetime as dt
from typing import Any, Final
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from buurtnet.agenda.access import is_partner, partners_in, people_to_ask
from buurtnet.agenda.dates import Times
from buurtnet.agenda.forms.announce import checked_end
from buurtnet.agenda.handing_over import editors_of
from buurtnet.agenda.models import Activity
from buurtnet.kit.typed import Line
from buurtnet.people.models import Organization, Person
from buurtnet.practices.access import people_in
from buurtnet.practices.forms.fields import KeyedForm, Money

NO_DAY: Final = gettext_lazy("Dit is geen datum.")
NO_TIME: Final = gettext_lazy("Dit is geen tijd. Schrijf bijvoorbeeld 15:30.")
FROM_A_LIST: Final = {"invalid_choice": gettext_lazy("Kies uit de lijst.")}
FARTHEST: Final = dt.timedelta(days=730)
DAY_MINUTES: Final = 24 * 60


class AgainForm(KeyedForm):
    """What it is called this time, and when; without a time it is the whole day."""

    title = Line(120, label=gettext_lazy("Hoe heet het deze keer?"), wrong=gettext_lazy("Geef het een naam."))
    on = forms.DateField(
        label=gettext_lazy("Op welke dag?"), widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={"required": gettext_lazy("Kies een dag."), "invalid": NO_DAY},
    )  # fmt: skip
    starts = forms.TimeField(
        required=False, label=gettext_lazy("Van (mag leeg)"), widget=forms.TimeInput(attrs={"type": "time"}),
        error_messages={"invalid": NO_TIME},
    )  # fmt: skip
    ends = forms.TimeField(
        required=False, label=gettext_lazy("Tot (mag leeg)"), widget=forms.TimeInput(attrs={"type": "time"}),
        error_messages={"invalid": NO_TIME},
    )  # fmt: skip

    def __init__(self, data: Any, *, today: dt.date, title: str, starts: dt.time | None = None) -> None:
        super().__init__(data, initial={"title": title, "starts": starts})
        self.today = today

    def clean_on(self) -> dt.date:
        day: dt.date = self.cleaned_data["on"]
        if not self.today <= day <= self.today + FARTHEST:
            raise ValidationError(_("Kies een dag van vandaag af, hoogstens twee jaar vooruit."))
        return day

    def clean(self) -> dict[str, Any]:
        said = self.cleaned_data
        if said.get("ends") and not said.get("starts") and "starts" not in self.errors:
            self.add_error("starts", _("Schrijf ook hoe laat het begint."))
        if said.get("starts") and said.get("ends") and said["ends"] != said["starts"]:
            try:
                checked_end(said["starts"], said["ends"])
            except ValidationError as error:
                self.add_error("ends", error)
        return said

    @property
    def times(self) -> Times:
        """When it is, once it is valid; until midnight or later when it ends before it begins."""
        said = self.cleaned_data
        starts, ends = said["starts"], said["ends"]
        if starts is None:
            return Times(said["on"], None, DAY_MINUTES)
        minutes = 120
        if ends is not None:
            minutes = (ends.hour - starts.hour) * 60 + ends.minute - starts.minute
            minutes = minutes if minutes > 0 else minutes + DAY_MINUTES
        return Times(said["on"], starts, max(minutes, 5))


class TaskForm(KeyedForm):
    """A task by hand."""

    text = Line(300, label=gettext_lazy("Wat moet er gebeuren?"), wrong=gettext_lazy("Schrijf wat er moet gebeuren."))
    due_on = forms.DateField(
        label=gettext_lazy("Wanneer moet het klaar zijn?"), widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={"required": gettext_lazy("Kies een dag."), "invalid": NO_DAY},
    )  # fmt: skip
    owner = forms.ModelChoiceField(
        required=False, queryset=Person.objects.none(), label=gettext_lazy("Wie doet het?"),
        empty_label=gettext_lazy("Nog niemand"), error_messages=FROM_A_LIST,
    )  # fmt: skip
    role = Line(80, label=gettext_lazy("Welke rol? (mag leeg)"))
    cost_cents = Money(label=gettext_lazy("Wat kost het? (mag leeg)"))

    def __init__(self, data: Any, *, activity: Activity, person: Person, today: dt.date) -> None:
        super().__init__(data, prefix=None)
        self.today = today
        people_of(self, activity, person)

    def clean_due_on(self) -> dt.date:
        day: dt.date = self.cleaned_data["due_on"]
        if not self.today - FARTHEST <= day <= self.today + FARTHEST:
            raise ValidationError(_("Kies een dag binnen twee jaar van nu."))
        return day


class HandForm(forms.Form):
    """Who does a task from now on."""

    owner = forms.ModelChoiceField(
        required=False, queryset=Person.objects.none(), label=gettext_lazy("Wie doet het?"),
        empty_label=gettext_lazy("Nog niemand"), error_messages=FROM_A_LIST,
    )  # fmt: skip

    def __init__(self, data: Any, *, activity: Activity, person: Person) -> None:
        super().__init__(data)
        people_of(self, activity, person)


def people_of(form: forms.Form, activity: Activity, person: Person) -> None:
    owner = form.fields["owner"]
    assert isinstance(owner, forms.ModelChoiceField)
    owner.queryset = people_to_ask(person, activity)


class OwnerOfferForm(forms.Form):
    """Who is asked to pull it: a person, or an organization whose editors answer.

    A resident chooses from who helps already, or writes a mail address; the answer to that is the same whether or
    not someone of the network has it.
    """

    to = forms.ChoiceField(required=False, label=gettext_lazy("Wie vraag je?"), error_messages=FROM_A_LIST)
    mail = forms.EmailField(
        required=False, max_length=254, label=gettext_lazy("Of schrijf een mailadres (mag leeg)"),
        help_text=gettext_lazy("Doet die persoon mee in het netwerk? Dan krijgt die je vraag."),
        error_messages={"invalid": gettext_lazy("Dit is geen mailadres. Schrijf het zoals naam@voorbeeld.nl.")},
    )  # fmt: skip
    word = Line(300, label=gettext_lazy("Een woord erbij (mag leeg)"))

    def __init__(self, data: Any, *, activity: Activity, person: Person) -> None:
        super().__init__(data)
        self.activity = activity
        if is_partner(person, activity.network):
            del self.fields["mail"]
        people = people_to_ask(person, activity).exclude(pk__in=pulling(activity))
        self.people = {f"mens-{one.pk}": one for one in people}
        self.organizations = {
            f"organisatie-{one.pk}": one
            for one in partners_in(activity.network)
            if one.pk != activity.owner_organization_id and editors_of(one)
        }
        to = self.fields["to"]
        assert isinstance(to, forms.ChoiceField)
        to.choices = [
            ("", _("Kies iemand")),
            (_("Mensen"), [(key, one.name) for key, one in self.people.items()]),
            (_("Organisaties"), [(key, one.name) for key, one in self.organizations.items()]),
        ]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if not said.get("to") and not said.get("mail") and not self.errors:
            self.add_error("to", _("Kies wie je vraagt."))
        return said

    @property
    def asked(self) -> tuple[Person | None, Organization | None]:
        """Who was chosen, or has the address; nobody when no one of the network has it."""
        said = self.cleaned_data
        if said["to"]:
            return self.people.get(said["to"]), self.organizations.get(said["to"])
        held = people_in(self.activity.network).exclude(pk__in=pulling(self.activity))
        return held.filter(email__iexact=said["mail"]).first(), None


def pulling(activity: Activity) -> list[UUID]:
    """Who pulls it now, whom nobody asks to take it over."""
    return [activity.owner_id] if activity.owner_id else []
