"""A playbook as someone writes it down: its texts, a step, a contact, a lesson, and to whom it goes."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from buurtnet.areas.models import Network
from buurtnet.kit.typed import Line, Text
from buurtnet.people.models import Organization, Person
from buurtnet.practices.access import organizations_in, people_in
from buurtnet.practices.forms.fields import KeyedForm, Money, VersionedForm
from buurtnet.practices.forms.practices import FROM_A_LIST
from buurtnet.practices.models import Playbook, PlaybookContact, PlaybookStep
from buurtnet.practices.models.playbook import FURTHEST_DAYS
from buurtnet.practices.playbooks import FIELDS, Step
from buurtnet.practices.reaching import addresses_in
from buurtnet.practices.words import WEEK

BEFORE, THE_DAY, AFTER = "ervoor", "dag", "erna"
DAYS, WEEKS = "dagen", "weken"


class PlaybookForm(KeyedForm, VersionedForm):
    """What it is, what it needs, and whose it is."""

    title = Line(
        120, label=gettext_lazy("Hoe heet het?"), wrong=gettext_lazy("Geef het een naam."),
        hint=gettext_lazy("Zoals: straatfeest, voorleesontbijt"),
    )  # fmt: skip
    summary = Text(1_000, label=gettext_lazy("In het kort"), rows=3)
    things = Text(2_000, label=gettext_lazy("Wat heb je nodig?"), hint=gettext_lazy("Elk ding op een eigen regel."))
    flyer = Text(1_000, label=gettext_lazy("Tekst voor een poster"), rows=3)
    pitfalls = Text(
        2_000,
        label=gettext_lazy("Waar moet je op letten?"),
        hint=gettext_lazy("Elk punt op een eigen regel."),
        rows=3,
    )
    money_cents = Money(
        label=gettext_lazy("Wat kost het in een jaar?"),
        hint=gettext_lazy("In euro's. Wat één keer kost, staat bij de stappen."),
    )
    owner_organization = forms.ModelChoiceField(
        required=False, queryset=Organization.objects.none(), label=gettext_lazy("Van welke organisatie?"),
        empty_label=gettext_lazy("Van geen organisatie"), error_messages=FROM_A_LIST,
    )  # fmt: skip
    led_by_residents = forms.BooleanField(required=False, label=gettext_lazy("Dit draaiboek is van bewoners"))

    def __init__(
        self, data: Any, *, network: Network, playbook: Playbook | None = None, is_mine: bool = False
    ) -> None:
        initial: dict[str, Any] = {"led_by_residents": is_mine}
        if playbook:
            initial = {name: getattr(playbook, name) for name in FIELDS} | {"version": playbook.version}
        super().__init__(data, initial=initial)
        organization = self.fields["owner_organization"]
        assert isinstance(organization, forms.ModelChoiceField)
        organization.queryset = organizations_in(network)


class StepForm(KeyedForm, VersionedForm):
    """When: so many days or weeks before or after the day, or on it; what; by whom; for how much."""

    text = Line(
        300, label=gettext_lazy("Wat moet er gebeuren?"), wrong=gettext_lazy("Schrijf wat er moet gebeuren."),
        hint=gettext_lazy("Zoals: vraag de gemeente of de straat dicht mag"),
    )  # fmt: skip
    when = forms.ChoiceField(
        label=gettext_lazy("Wanneer?"), error_messages=FROM_A_LIST | {"required": gettext_lazy("Kies wanneer.")},
        choices=[
            (BEFORE, gettext_lazy("ervoor")), (THE_DAY, gettext_lazy("op de dag zelf")), (AFTER, gettext_lazy("erna"))
        ],
    )  # fmt: skip
    number = forms.IntegerField(
        required=False, label=gettext_lazy("Hoeveel?"), min_value=0, max_value=FURTHEST_DAYS,
        error_messages=dict.fromkeys(
            ("invalid", "min_value", "max_value"), gettext_lazy("Schrijf een getal, hoogstens twee jaar.")
        ),
    )  # fmt: skip
    unit = forms.ChoiceField(
        required=False, label=gettext_lazy("Dagen of weken?"), error_messages=FROM_A_LIST,
        choices=[(WEEKS, gettext_lazy("weken")), (DAYS, gettext_lazy("dagen"))],
    )  # fmt: skip
    role = Line(80, label=gettext_lazy("Wie doet dat?"), hint=gettext_lazy("Een rol, zoals: wie de muziek doet"))
    cost_cents = Money(label=gettext_lazy("Wat kost het?"), hint=gettext_lazy("In euro's. Mag leeg."))

    def __init__(self, data: Any, *, version: int, step: PlaybookStep | None = None) -> None:
        super().__init__(data, initial={"version": version, "when": BEFORE} | (said_of(step) if step else {}))

    def clean(self) -> dict[str, Any]:
        said = self.cleaned_data
        if said.get("when") in {BEFORE, AFTER} and "number" in said:
            number = said["number"] * WEEK if said.get("unit") == WEEKS and said["number"] else said["number"]
            if not number:
                self.add_error("number", _("Schrijf hoeveel dagen of weken."))
            elif number > FURTHEST_DAYS:
                self.add_error("number", _("Schrijf een getal, hoogstens twee jaar."))
        return said

    @property
    def step(self) -> Step:
        """What was said, once it is valid."""
        said = self.cleaned_data
        days = 0 if said["when"] == THE_DAY else said["number"] * (WEEK if said["unit"] == WEEKS else 1)
        return Step(-days if said["when"] == BEFORE else days, said["text"], said["role"], said["cost_cents"])


def said_of(step: PlaybookStep) -> dict[str, Any]:
    days = abs(step.days)
    in_weeks = days % WEEK == 0
    return {
        "text": step.text, "role": step.role, "cost_cents": step.cost_cents,
        "when": THE_DAY if not days else BEFORE if step.days < 0 else AFTER,
        "number": (days // WEEK if in_weeks else days) or None, "unit": WEEKS if in_weeks else DAYS,
    }  # fmt: skip


class ContactForm(KeyedForm):
    """Whom to call for what: a role at an organization."""

    role = Line(
        120, label=gettext_lazy("Waarvoor?"), wrong=gettext_lazy("Schrijf waarvoor je belt."),
        hint=gettext_lazy("Zoals: vergunning voor de straat"),
    )  # fmt: skip
    organization = forms.ModelChoiceField(
        required=False, queryset=Organization.objects.none(), label=gettext_lazy("Organisatie"),
        empty_label=gettext_lazy("Geen uit de lijst"), error_messages=FROM_A_LIST,
    )  # fmt: skip
    name = Line(120, label=gettext_lazy("Welk loket of welke plek?"))
    reach = Line(
        200, label=gettext_lazy("Telefoon of mailadres"),
        hint=gettext_lazy("Van de organisatie. Nooit het eigen nummer van iemand."),
    )  # fmt: skip

    def __init__(self, data: Any, *, network: Network, contact: PlaybookContact | None = None) -> None:
        names = ("role", "organization", "name", "reach")
        initial = {name: getattr(contact, name) for name in names} | {"reach": contact.reach_said} if contact else {}
        super().__init__(data, initial=initial)
        organization = self.fields["organization"]
        assert isinstance(organization, forms.ModelChoiceField)
        organization.queryset = organizations_in(network)

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        if addresses_in(name):
            raise ValidationError(_("Een mailadres hoort hieronder, bij telefoon of mailadres."))
        return name

    def clean_reach(self) -> str:
        reach: str = self.cleaned_data["reach"]
        if len(addresses_in(reach)) > 1:
            raise ValidationError(_("Schrijf één mailadres. Maak voor een ander adres een tweede contact."))
        return reach

    def clean(self) -> dict[str, Any]:
        said = self.cleaned_data
        if said.get("role") and not (said.get("organization") or said.get("name")):
            self.add_error("name", _("Kies een organisatie, of schrijf welk loket of welke plek."))
        return said


class LessonForm(forms.Form):
    """What was learned."""

    text = Line(
        600, label=gettext_lazy("Wat doen we volgende keer anders?"),
        wrong=gettext_lazy("Schrijf wat jullie volgende keer anders doen."),
        hint=gettext_lazy("Geen namen. Zo kan iedereen ervan leren."),
    )  # fmt: skip


class OfferForm(forms.Form):
    """To whom it goes: someone of the network."""

    to = forms.ModelChoiceField(
        queryset=Person.objects.none(), label=gettext_lazy("Wie vraag je?"), empty_label=gettext_lazy("Kies iemand"),
        error_messages=FROM_A_LIST | {"required": gettext_lazy("Kies wie je vraagt.")},
    )  # fmt: skip

    def __init__(self, data: Any, *, network: Network, owner: Person | None) -> None:
        super().__init__(data)
        to = self.fields["to"]
        assert isinstance(to, forms.ModelChoiceField)
        people = people_in(network)
        to.queryset = people.exclude(pk=owner.pk) if owner else people
