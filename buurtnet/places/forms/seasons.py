"""A round for fixed times as someone begins it, and a wish as a group asks it."""

import datetime as dt
import uuid
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.dates import WEEKDAYS
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from buurtnet.areas.models import Network
from buurtnet.kit.typed import LineField
from buurtnet.people.models import Person
from buurtnet.places.access import organizations_for, venues_with_hours
from buurtnet.places.choices import Approval
from buurtnet.places.forms.booking import MOST_PEOPLE
from buurtnet.places.forms.times import ClockField
from buurtnet.places.models import SeasonRound, Venue
from buurtnet.places.models.season import MOST_WISHES
from buurtnet.places.seasons import LONGEST, is_bookable, minutes_of

CHOOSE: Final = gettext_lazy("Kies er een uit de lijst.")
CHOOSE_A_DAY: Final = gettext_lazy("Kies een dag.")
FARTHEST: Final = dt.timedelta(days=2 * 366)
QUARTER: Final = 15


def _day() -> forms.DateField:
    return forms.DateField(error_messages={"required": CHOOSE_A_DAY, "invalid": CHOOSE_A_DAY})


class RoundForm(forms.Form):
    """Which places, which season, and until when one can ask."""

    title = LineField(
        max_length=80,
        error_messages={
            "required": gettext_lazy("Geef het een naam, zoals: najaar 2027."),
            "max_length": gettext_lazy("Die naam is te lang."),
        },
    )  # fmt: skip
    venues = forms.MultipleChoiceField(
        error_messages={
            "required": gettext_lazy("Kies minstens één plek."), "invalid_choice": CHOOSE, "invalid_list": CHOOSE,
        }
    )  # fmt: skip
    starts_on, ends_on, wishes_until = _day(), _day(), _day()

    def __init__(self, data: Any, *, network: Network) -> None:
        super().__init__(data)
        rows = Venue.objects.shown_in(network).exclude(approval=Approval.NONE)
        self.places = {str(one.pk): one for one in rows}
        self.fields["venues"].choices = [(key, one.name) for key, one in self.places.items()]  # type: ignore[attr-defined]  # has choices

    @property
    def boxes(self) -> list[tuple[str, str, bool]]:
        """For the page: value, label, and whether it is ticked."""
        ticked = {str(one) for one in self["venues"].value() or []}
        return [(key, one.name, key in ticked) for key, one in self.places.items()]

    def clean_venues(self) -> list[Venue]:
        return [self.places[one] for one in self.cleaned_data["venues"]]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        starts, ends, until = (said.get(name) for name in ("starts_on", "ends_on", "wishes_until"))
        today = timezone.localdate()
        if until and until < today:
            self.add_error("wishes_until", _("Die dag is al voorbij."))
        if until and starts and until >= starts:
            self.add_error("wishes_until", _("Kies een dag voor het seizoen begint."))
        if starts and ends and ends <= starts:
            self.add_error("ends_on", _("De laatste dag ligt voor de eerste."))
        elif starts and ends and ends - starts > LONGEST:
            self.add_error("ends_on", _("Dat is te lang. Een seizoen duurt hoogstens een jaar."))
        if starts and starts - today > FARTHEST:
            self.add_error("starts_on", _("Dat is te ver weg. Kies een dag binnen twee jaar."))
        return said


class WishForm(forms.Form):
    """Which place, on which day and at what time each week; how much one wants it."""

    rank = forms.TypedChoiceField(coerce=int, error_messages={"required": CHOOSE, "invalid_choice": CHOOSE})
    venue = forms.ChoiceField(error_messages={"required": CHOOSE, "invalid_choice": CHOOSE})
    weekday = forms.TypedChoiceField(coerce=int, error_messages={"required": CHOOSE, "invalid_choice": CHOOSE})
    starts_at, ends_at = ClockField(), ClockField()
    people = forms.IntegerField(
        min_value=1, max_value=MOST_PEOPLE,
        error_messages=dict.fromkeys(
            ("required", "invalid", "min_value", "max_value"), gettext_lazy("Vul een getal in, zoals 12.")
        ),
    )  # fmt: skip
    group = LineField(
        max_length=80,
        error_messages={
            "required": gettext_lazy("Hoe heet jullie groep? Geen naam van een persoon."),
            "max_length": gettext_lazy("Dat is te lang. Schrijf het korter op."),
        },
    )  # fmt: skip
    organization = forms.TypedChoiceField(
        required=False, coerce=uuid.UUID, empty_value=None, error_messages={"invalid_choice": CHOOSE}
    )

    def __init__(self, data: Any, *, around: SeasonRound, person: Person) -> None:
        super().__init__(data)
        self.around = around
        self.places = {str(one.pk): one for one in venues_with_hours(Venue.objects.filter(season_rounds=around))}
        self.organizations = {one.pk: one for one in organizations_for(person, around.network)}
        names = [(str(pk), one.name) for pk, one in self.organizations.items()]
        wishes = [_("Onze eerste wens"), _("Onze tweede wens"), _("Onze derde wens")]
        choices: dict[str, list[tuple[Any, str]]] = {
            "rank": list(enumerate(wishes, start=1))[:MOST_WISHES],
            "venue": [(key, one.name) for key, one in self.places.items()],
            "weekday": [(number, str(capfirst(name))) for number, name in WEEKDAYS.items()],
            "organization": [("", _("Van onszelf, als bewoners")), *names],
        }
        for name, rows in choices.items():
            self.fields[name].choices = rows  # type: ignore[attr-defined]  # a field of choices

    def clean_venue(self) -> Venue:
        return self.places[self.cleaned_data["venue"]]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        key = said.get("organization")
        said["organization"] = self.organizations.get(key) if key else None
        names = ("venue", "weekday", "starts_at", "ends_at")
        if any(said.get(name) is None for name in names):
            return said
        venue, weekday, starts, ends = (said[name] for name in names)
        if ends <= starts:
            self.add_error("ends_at", _("De eindtijd ligt voor de begintijd."))
        elif minutes_of(starts) % QUARTER or minutes_of(ends) % QUARTER:
            self.add_error("starts_at", _("Kies een tijd op een kwartier, zoals 19.00 of 19.15."))
        elif minutes_of(ends) - minutes_of(starts) > venue.longest_minutes:
            self.add_error("ends_at", _("Dat is te lang voor deze plek."))
        elif not is_bookable(venue, weekday, starts, ends):
            self.add_error("starts_at", _("Dan is de plek niet te reserveren."))
        if said.get("people") and venue.capacity is not None and said["people"] > venue.capacity:
            wrong = _("Hier passen hoogstens %(most)s mensen in.") % {"most": venue.capacity}
            self.add_error("people", ValidationError(wrong))
        return said
