"""What it is, when it is and how often, and where: few fields must be filled in."""

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from typing import Any, Final
from uuid import UUID, uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.dates import WEEKDAYS as DAY_NAMES
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from buurtnet.agenda.access import organizations_of, partners_in
from buurtnet.agenda.announcing import What
from buurtnet.agenda.choices import ForWhom, Joining
from buurtnet.agenda.dates import Times, day_in
from buurtnet.agenda.how_often import Pace, last_in_month, rule_for
from buurtnet.agenda.models import Activity
from buurtnet.agenda.models.activity import MOST_EACH
from buurtnet.agenda.shown import A_NIGHT, date_text
from buurtnet.agenda.where import where_of
from buurtnet.areas.models import Network
from buurtnet.directory.access import shown_services_in
from buurtnet.directory.models import Service
from buurtnet.kit.languages import NAMES
from buurtnet.kit.paragraphs import ParagraphsBox
from buurtnet.people.models import Organization, Person
from buurtnet.places.choices import Facility
from buurtnet.themes.models import Theme
from buurtnet.wording.forms.lines import LineBox

FARTHEST: Final = dt.timedelta(days=2 * 366)
DEAREST: Final = 9_999  # euro
MOST_SERVICES: Final = 100  # to choose from
LARGEST_GROUP: Final = 100  # of whom one says that they come
FREE, PAID, UNKNOWN = "free", "paid", "unknown"
_A_DAY = {"invalid": gettext_lazy("Kies een dag."), "required": gettext_lazy("Kies een dag.")}
_A_TIME = {"invalid": gettext_lazy("Schrijf een tijd, zoals 15:30.")}
_CHOOSE = {"invalid_choice": gettext_lazy("Kies iets uit de lijst.")}
_ANEW = gettext_lazy("Open deze pagina opnieuw.")
_A_NUMBER = {
    "invalid": gettext_lazy("Schrijf een getal."), "min_value": gettext_lazy("Schrijf een getal."),
    "max_value": gettext_lazy("Dit getal is te groot."), "max_digits": gettext_lazy("Dit getal is te groot."),
    "max_whole_digits": gettext_lazy("Dit getal is te groot."),
    "max_decimal_places": gettext_lazy("Schrijf het bedrag in euro's, zoals 2,50."),
}  # fmt: skip


class EuroBox(forms.DecimalField):
    """An amount in euro, with a comma or a point."""

    def __init__(self) -> None:
        super().__init__(
            required=False, min_value=0, max_value=DEAREST, max_digits=6, decimal_places=2, error_messages=_A_NUMBER
        )

    def clean(self, value: Any) -> Any:
        return super().clean(str(value or "").replace("€", "").replace(",", ".").strip())


class WhenForm(forms.Form):
    """When it is and how often. Without an hour it is the whole day."""

    starts_on = forms.DateField(required=False, error_messages=_A_DAY)
    starts_at = forms.TimeField(required=False, error_messages=_A_TIME)
    ends_at = forms.TimeField(required=False, error_messages=_A_TIME)
    pace = forms.ChoiceField(choices=Pace.choices, required=False, error_messages=_CHOOSE)
    weekdays = forms.MultipleChoiceField(required=False, error_messages=_CHOOSE)
    until = forms.DateField(required=False, error_messages=_A_DAY)
    skips_holidays = forms.BooleanField(required=False)
    network: Network
    kept_rule = ""  # of a calendar elsewhere, which none of the paces is
    day_is_needed = True
    is_for_more = True  # how often it is counts, and not only the day itself
    only_coming = True

    def prepare_when(self, *, kept_rule: str = "") -> None:
        self.kept_rule = kept_rule
        days = [(str(number), str(name)) for number, name in DAY_NAMES.items()]
        put_choices(self, "weekdays", days)
        paces = [one for one in Pace if one != Pace.OTHER or kept_rule]
        put_choices(self, "pace", [(one.value, one.label) for one in paces])

    def clean_starts_on(self) -> dt.date | None:
        day: dt.date | None = self.cleaned_data["starts_on"]
        today = day_in(self.network, timezone.now())
        if day is None and self.day_is_needed:
            raise ValidationError(_("Kies een dag."))
        if day is not None and self.only_coming and day < today:
            raise ValidationError(_("Deze dag is al geweest. Kies een dag die nog komt."))
        return checked_day(day, today)

    def clean_until(self) -> dt.date | None:
        day: dt.date | None = self.cleaned_data["until"]
        first = self.cleaned_data.get("starts_on")
        if day is not None and first is not None and day < first:
            raise ValidationError(_("De laatste dag ligt voor de eerste."))
        return checked_day(day, day_in(self.network, timezone.now()), farthest=5 * FARTHEST)

    def clean_ends_at(self) -> dt.time | None:
        end: dt.time | None = self.cleaned_data["ends_at"]
        start = self.cleaned_data.get("starts_at")
        if end is not None and start is None and "starts_at" not in self.errors:
            raise ValidationError(_("Schrijf ook hoe laat het begint."))
        if end is not None and start is not None:
            checked_end(start, end)
        return end

    def clean_pace(self) -> str:
        pace: str = self.cleaned_data["pace"]
        first = self.cleaned_data.get("starts_on")
        if pace != Pace.MONTHLY_LAST or first is None or not self.is_for_more:
            return pace
        if (last := last_in_month(first)) != first:
            said = {"day": date_text(first).partition(" ")[0], "last": date_text(last)}
            raise ValidationError(
                _("Dit is niet de laatste %(day)s van de maand. Dat is %(last)s. Kies die als eerste dag.") % said
            )
        return pace

    @property
    def times(self) -> Times | None:
        """None: no day yet."""
        said = self.cleaned_data
        if said["starts_on"] is None:
            return None
        start, end, pace = said["starts_at"], said["ends_at"], said["pace"] or Pace.ONCE
        minutes = 24 * 60 if start is None else minutes_between(start, end) if end else 120
        days = [int(day) for day in said["weekdays"]]
        rule = self.kept_rule if pace == Pace.OTHER else rule_for(pace, said["starts_on"], days)
        until = said["until"] if rule else None
        return Times(said["starts_on"], start, minutes, rule, until, bool(rule) and said["skips_holidays"])


class WhatForm(forms.Form):
    """What it is, for whom, where, and what more there is to tell."""

    title = LineBox(120, wrong=gettext_lazy("Geef het een naam."))
    where = LineBox(200)
    costs = forms.ChoiceField(choices=[(one, one) for one in (FREE, PAID, UNKNOWN)], required=False)
    price = EuroBox()
    price_note = LineBox(200)
    for_whom = forms.MultipleChoiceField(choices=ForWhom.choices, required=False, error_messages=_CHOOSE)
    age_from = forms.IntegerField(required=False, min_value=0, max_value=120, error_messages=_A_NUMBER)
    age_to = forms.IntegerField(required=False, min_value=0, max_value=120, error_messages=_A_NUMBER)
    summary = LineBox(200)
    text = ParagraphsBox(4_000)
    bring = LineBox(200)
    weather = LineBox(200)
    contact = LineBox(200)
    online_url = forms.URLField(
        required=False, max_length=500, assume_scheme="https",
        error_messages={"invalid": gettext_lazy("Schrijf een adres dat begint met https://.")},
    )  # fmt: skip
    languages = forms.MultipleChoiceField(choices=list(NAMES.items()), required=False, error_messages=_CHOOSE)
    facilities = forms.MultipleChoiceField(choices=Facility.choices, required=False, error_messages=_CHOOSE)
    themes = forms.MultipleChoiceField(required=False, error_messages=_CHOOSE)
    registration = forms.ChoiceField(choices=Joining.choices, required=False, error_messages=_CHOOSE)
    most = forms.IntegerField(required=False, min_value=1, max_value=5_000, error_messages=_A_NUMBER)
    most_each = forms.IntegerField(
        required=False, initial=MOST_EACH, min_value=1, max_value=LARGEST_GROUP, error_messages=_A_NUMBER
    )
    has_waiting_list = forms.BooleanField(required=False)
    organization = forms.ChoiceField(required=False, error_messages=_CHOOSE)
    service = forms.ChoiceField(required=False, error_messages=_CHOOSE)
    partners = forms.MultipleChoiceField(required=False, error_messages=_CHOOSE)
    shows_owner = forms.BooleanField(required=False)
    led_by_residents = forms.BooleanField(required=False)
    network: Network

    def prepare_what(self, person: Person, activity: Activity | None = None) -> None:
        """What there is to choose from here, for this person; what the activity has already stays a choice."""
        kept = [activity.owner_organization] if activity and activity.owner_organization else []
        self.organizations = {str(one.pk): one for one in [*organizations_of(person, self.network), *kept]}
        around = [one.organization for one in activity.partners.select_related("organization")] if activity else []
        self.all_partners = {str(one.pk): one for one in [*partners_in(self.network), *around]}
        self.all_themes = {one.pk: one for one in Theme.objects.all()}
        language = get_language() or "nl"
        put_choices(self, "organization", [("", _("Van mijzelf of bewoners")), *names_of(self.organizations)])
        self.services = services_for(self.network, list(self.organizations.values()), activity)
        put_choices(
            self, "service", [("", _("Nergens bij")), *((key, one.name) for key, one in self.services.items())]
        )
        put_choices(self, "partners", names_of(self.all_partners))
        put_choices(self, "themes", [(key, one.name_in(language)) for key, one in self.all_themes.items()])

    def clean(self) -> dict[str, Any] | None:
        said = super().clean() or self.cleaned_data
        first, last = said.get("age_from"), said.get("age_to")
        if first is not None and last is not None and last < first:
            self.add_error("age_to", _("Dit is jonger dan waar het begint."))
        if said.get("costs") == PAID and said.get("price") is None and "price" not in self.errors:
            self.add_error("price", _("Schrijf wat het kost."))
        return said

    @property
    def what(self) -> What:
        said = self.cleaned_data
        same = (
            "title", "summary", "text", "for_whom", "age_from", "age_to", "price_note", "languages", "facilities",
            "bring", "weather", "online_url", "contact", "shows_owner", "led_by_residents", "most",
            "has_waiting_list",
        )  # fmt: skip
        return What(
            **{name: said[name] for name in same},
            price_cents=cents_of(said["costs"], said["price"]),
            most_each=said["most_each"] or MOST_EACH,
            registration=said["registration"] or Joining.NONE,
            owner_organization=self.organizations.get(said["organization"]),
            service=self.services.get(said["service"]),
            where=where_of(self.network, said["where"]),
            themes=[self.all_themes[key] for key in said["themes"]],
            partners=[self.all_partners[key] for key in said["partners"]],
        )


class AnnounceForm(WhatForm, WhenForm):
    """All of it at once. Without a day it is an idea."""

    form_key = forms.UUIDField(initial=uuid4, error_messages={"required": _ANEW, "invalid": _ANEW})
    is_idea = forms.BooleanField(required=False)
    no_owner = forms.BooleanField(required=False)

    def __init__(self, data: Any, *, network: Network, person: Person, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, initial=initial)
        self.network = network
        self.prepare_what(person)
        self.prepare_when()
        self.day_is_needed = False

    def clean(self) -> dict[str, Any] | None:
        said = super().clean() or self.cleaned_data
        if not said.get("is_idea") and said.get("starts_on") is None and "starts_on" not in self.errors:
            self.add_error("starts_on", _("Kies een dag, of zeg dat je nog geen dag weet."))
        return said

    @property
    def announced_times(self) -> Times | None:
        return None if self.cleaned_data["is_idea"] else self.times

    @property
    def key(self) -> UUID:
        key: UUID = self.cleaned_data["form_key"]
        return key


def put_choices(form: forms.Form, name: str, choices: Sequence[tuple[str, Any]]) -> None:
    box = form.fields[name]
    assert isinstance(box, forms.ChoiceField)
    box.choices = list(choices)


def services_for(
    network: Network, organizations: Sequence[Organization], activity: Activity | None
) -> dict[str, Service]:
    """What of these organizations stands on the map, to which an activity can belong; and to which it does now."""
    rows = shown_services_in(network).filter(organization__in=organizations).only("name").order_by("name", "pk")
    found = {str(one.pk): one for one in rows[:MOST_SERVICES]} if organizations else {}
    kept = activity.service if activity else None
    return found | ({str(kept.pk): kept} if kept else {})


def names_of(organizations: dict[str, Organization]) -> list[tuple[str, str]]:
    return [(key, one.name) for key, one in organizations.items()]


def checked_day(day: dt.date | None, today: dt.date, *, farthest: dt.timedelta = FARTHEST) -> dt.date | None:
    """Raises ``ValidationError`` for a day that is too far away."""
    if day is not None and day > today + farthest:
        raise ValidationError(_("Deze dag is te ver weg."))
    return day


def checked_end(start: dt.time, end: dt.time) -> None:
    """Raises ``ValidationError`` for what is over at once, and for a night that is longer than a night."""
    minutes = minutes_between(start, end)
    if minutes < 5:
        raise ValidationError(_("Het duurt zo korter dan vijf minuten."))
    if end < start and minutes > A_NIGHT.total_seconds() / 60:
        raise ValidationError(_("De eindtijd ligt voor de begintijd. Kijk of je ze niet verwisselde."))


def minutes_between(start: dt.time, end: dt.time) -> int:
    """By the clock; what ends before it begins, ends on the next day."""
    minutes = (end.hour - start.hour) * 60 + end.minute - start.minute
    return minutes if minutes >= 0 else minutes + 24 * 60


def cents_of(costs: str, price: Decimal | None) -> int | None:
    if costs == FREE:
        return 0
    return int(price * 100) if costs == PAID and price is not None else None
