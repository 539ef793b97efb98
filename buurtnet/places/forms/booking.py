"""What someone says to take a place: when (in the address of the page), and then with how many and for what."""

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from buurtnet.kit.form_keys import key_in
from buurtnet.kit.guarded import GuardedForm
from buurtnet.kit.typed import LineField
from buurtnet.people.addresses import AddressField
from buurtnet.people.models import Person
from buurtnet.places.access import is_known, is_trusted, organizations_for
from buurtnet.places.booking import Wish
from buurtnet.places.choices import Approval, Repeat
from buurtnet.places.hours import moment_of, zone_of
from buurtnet.places.models import Venue

MINUTES: Final = (30, 45, 60, 90, 120, 150, 180, 240, 300, 360, 480, 600, 720)
LONGEST_AHEAD: Final = dt.timedelta(days=800)
MOST_PEOPLE: Final = 500
ELSEWHERE: Final = "anders"


@dataclass(frozen=True)
class Moment:
    """A day, and from when for how long; the last two only once they are chosen."""

    day: dt.date
    start: dt.datetime | None = None
    minutes: int = 0

    @property
    def end(self) -> dt.datetime | None:
        if self.start is None:
            return None
        return (self.start.astimezone(dt.UTC) + dt.timedelta(minutes=self.minutes)).astimezone(self.start.tzinfo)


def moment_in(said: QueryDict, venue: Venue) -> Moment | None:
    """The moment that an address or a form names: ``dag``, ``van`` and ``duur``; None when it names no day."""
    day = day_in(said.get("dag", ""))
    if day is None:
        return None
    try:
        clock = dt.time.fromisoformat(said.get("van", "")[:9])
    except ValueError:
        return Moment(day)
    minutes = number_in(said.get("duur", ""))
    if minutes not in lengths_of(venue) or clock.minute % 15 or clock.tzinfo:
        return Moment(day)
    return Moment(day, moment_of(day, clock.replace(second=0, microsecond=0), zone_of(venue)), minutes)


def day_in(text: str) -> dt.date | None:
    """A day near enough to be meant; nonsense and the year 9999 are none."""
    try:
        day = dt.date.fromisoformat(text[:10])
    except ValueError:
        return None
    return day if abs(day - timezone.localdate()) < LONGEST_AHEAD else None


def number_in(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 5 else 0


def lengths_of(venue: Venue) -> list[int]:
    """For how many minutes one can have it."""
    return [one for one in MINUTES if one <= venue.longest_minutes] or [venue.longest_minutes]


class DetailsForm(GuardedForm):
    """With how many, for what, how one is called and reached; for who may, how often."""

    form_key = forms.UUIDField(required=False)
    people = forms.IntegerField(
        min_value=1, max_value=MOST_PEOPLE,
        error_messages={
            "required": gettext_lazy("Vul in met hoeveel mensen jullie komen."),
            "invalid": gettext_lazy("Vul een getal in, zoals 12."),
            "min_value": gettext_lazy("Vul in met hoeveel mensen jullie komen."),
            "max_value": gettext_lazy("Zo veel mensen passen er niet in."),
        },
    )  # fmt: skip
    purpose = LineField(
        required=False, max_length=200, error_messages={"max_length": gettext_lazy("Schrijf het in één korte zin.")}
    )
    alias = LineField(
        max_length=60,
        error_messages={
            "required": gettext_lazy("Hoe mogen we je noemen? Een voornaam of de naam van je groep is genoeg."),
            "max_length": gettext_lazy("Dat is te lang. Een voornaam of de naam van je groep is genoeg."),
        },
    )  # fmt: skip
    contact = AddressField(required=False)
    with_adult = forms.BooleanField(required=False)
    organization = forms.TypedChoiceField(
        required=False, coerce=uuid.UUID, empty_value=None,
        error_messages={"invalid_choice": gettext_lazy("Kies een organisatie uit de lijst.")},
    )  # fmt: skip
    repeat = forms.ChoiceField(
        required=False, choices=Repeat.choices,
        error_messages={"invalid_choice": gettext_lazy("Kies hoe vaak je de plek wilt.")},
    )  # fmt: skip
    until = forms.DateField(required=False, error_messages={"invalid": gettext_lazy("Kies tot en met welke dag.")})

    def __init__(self, data: Any, *, venue: Venue, person: Person | None) -> None:
        super().__init__(data, about=f"book {venue.pk}", initial=self.first_said(person))
        self.key = key_in(self.data)  # of the page: kept when what was sent is shown again
        self.venue, self.person = venue, person
        self.organizations = {one.pk: one for one in organizations_for(person, venue.network)}
        chosen = [("", _("Voor mezelf")), *((str(pk), one.name) for pk, one in self.organizations.items())]
        self.fields["organization"].choices = chosen  # type: ignore[attr-defined]  # a field of choices
        self.may_repeat = is_trusted(person, venue.network) or (
            venue.approval == Approval.ASK and is_known(person, venue.network)
        )

    @staticmethod
    def first_said(person: Person | None) -> dict[str, Any]:
        return {"alias": person.name.partition(" ")[0] if person else "", "people": None, "repeat": Repeat.ONCE}

    @property
    def must_mail(self) -> bool:
        """Who must wait for a yes has to be told: who has no account gives a mail address."""
        return self.person is None and self.venue.approval != Approval.DIRECT

    @property
    def wants_more(self) -> bool:
        """Whether the fold with how often is to be open."""
        return self["repeat"].value() not in {None, "", Repeat.ONCE.value} or "until" in self.errors

    @property
    def repeats(self) -> Repeat:
        said = self.cleaned_data.get("repeat") or Repeat.ONCE
        return Repeat(said) if self.may_repeat else Repeat.ONCE

    def clean_people(self) -> int:
        people: int = self.cleaned_data["people"]
        if self.venue.capacity is not None and people > self.venue.capacity:
            raise ValidationError(_("Hier passen hoogstens %(most)s mensen in.") % {"most": self.venue.capacity})
        return people

    def clean_contact(self) -> str:
        address: str = self.cleaned_data["contact"]
        if self.must_mail and not address:
            raise ValidationError(_("Vul je mailadres in. Dan hoor je of het kan."))
        return address

    def clean_with_adult(self) -> bool:
        with_adult: bool = self.cleaned_data["with_adult"]
        if self.venue.adult_required and not with_adult:
            raise ValidationError(_("Hier moet een volwassene bij zijn. Zet een vinkje als die er is."))
        return with_adult

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if self.may_repeat and said.get("repeat") not in {None, "", Repeat.ONCE} and not said.get("until"):
            self.add_error("until", _("Kies tot en met welke dag je de plek elke keer wilt."))
        if (until := said.get("until")) and abs(until - timezone.localdate()) > LONGEST_AHEAD:
            self.add_error("until", _("Dat is te ver weg. Kies een dag binnen een jaar."))
        return said

    def wish(self, moment: Moment) -> Wish:
        """Once it is valid."""
        said = self.cleaned_data
        assert moment.start
        assert moment.end
        return Wish(
            moment.start, moment.end, people=said["people"], purpose=said["purpose"], alias=said["alias"],
            contact=said["contact"], with_adult=said["with_adult"],
            organization=self.organizations.get(said["organization"]),
            language=(get_language() or "nl").split("-")[0],
        )  # fmt: skip
