"""A venue on the working side: a few fields first, the rest behind a fold."""

import uuid
from decimal import Decimal
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from buurtnet.areas.models import Network
from buurtnet.directory.access import locations_in
from buurtnet.directory.models import Location
from buurtnet.kit.typed import LineField, LinesField
from buurtnet.people.access import people_of
from buurtnet.people.models import Person
from buurtnet.places.access import hosts_of
from buurtnet.places.choices import Access, Approval, Facility, SafeFor, VenueKind
from buurtnet.places.forms.roles import RoleField
from buurtnet.places.models import Venue
from buurtnet.places.models.venue import QUARTER
from buurtnet.privacy.encryption import Closed

MOST_FOUND: Final = 8
DAYS_AHEAD: Final = 180  # when nothing is said
BUFFERS: Final = [(str(minutes), str(minutes)) for minutes in range(0, 121, QUARTER)]
CHOOSE: Final = gettext_lazy("Kies er een uit de lijst.")
TOO_LONG: Final = gettext_lazy("Dat is te lang. Schrijf het korter op.")


def _text(most: int, *, lines: bool = False) -> forms.CharField:
    return (LinesField if lines else LineField)(
        required=False, max_length=most, error_messages={"max_length": TOO_LONG}
    )


def _choice(choices: Any, *, required: bool = True) -> forms.ChoiceField:
    return forms.ChoiceField(
        choices=choices, required=required, error_messages={"required": CHOOSE, "invalid_choice": CHOOSE}
    )


def _number(most: int, *, required: bool = False) -> forms.IntegerField:
    wrong = gettext_lazy("Vul een getal in van 0 tot en met %(most)s.") % {"most": most}
    errors = dict.fromkeys(("required", "invalid", "min_value", "max_value"), wrong)
    return forms.IntegerField(min_value=0, max_value=most, required=required, error_messages=errors)


class PriceField(forms.DecimalField):
    """An amount with a comma or a point: 7,50 or 7.50."""

    def to_python(self, value: Any) -> Decimal | None:  # type: ignore[override]  # as its own parent does
        return super().to_python(value.replace(",", ".").strip("€ ") if isinstance(value, str) else value)


class VenueForm(forms.Form):
    """Without ``data`` it shows the venue as it is. ``where``: what someone types to name a place of the map.

    The code of the door is not shown again to who changes the rest: only who booked sees it, and each look is written
    down. Left empty, it stays, also with another way in and when it cannot be read; it goes when that is asked.
    """

    name = LineField(
        max_length=120,
        error_messages={
            "required": gettext_lazy("Geef de plek een naam."),
            "max_length": gettext_lazy("Die naam is te lang."),
        },
    )  # fmt: skip
    kind = _choice(VenueKind.choices)
    summary = _text(200)
    for_whom = _text(300)
    where = LineField(required=False, max_length=200, error_messages={"max_length": gettext_lazy("Dat is te lang.")})
    location = forms.UUIDField(required=False, error_messages={"invalid": CHOOSE})
    host = forms.TypedChoiceField(
        required=False, coerce=uuid.UUID, empty_value=None, error_messages={"invalid_choice": CHOOSE}
    )
    keeper = forms.TypedChoiceField(
        required=False, coerce=uuid.UUID, empty_value=None, error_messages={"invalid_choice": CHOOSE}
    )
    safe_for = forms.MultipleChoiceField(
        required=False,
        choices=SafeFor.choices,
        error_messages=dict.fromkeys(("invalid_choice", "invalid_list"), CHOOSE),
    )
    facilities = forms.MultipleChoiceField(
        required=False, choices=Facility.choices,
        error_messages=dict.fromkeys(("invalid_choice", "invalid_list"), CHOOSE),
    )  # fmt: skip
    house_rules = _text(1_000, lines=True)
    access = _choice(Access.choices)
    key_holder = RoleField(required=False, max_length=200, error_messages={"max_length": TOO_LONG})
    door_code = _text(40)
    forget_code = forms.BooleanField(required=False)
    approval = _choice(Approval.choices)
    capacity = _number(2_000)
    price = PriceField(
        required=False, min_value=Decimal(0), max_value=Decimal(1_000), decimal_places=2,
        error_messages=dict.fromkeys(
            ("invalid", "min_value", "max_value", "max_decimal_places", "max_digits"),
            gettext_lazy("Vul een bedrag in, zoals 7,50. Gratis? Laat het leeg."),
        ),
    )  # fmt: skip
    adult_required = forms.BooleanField(required=False)
    buffer_before = _choice(BUFFERS)
    buffer_after = _choice(BUFFERS)
    longest_minutes = _choice([(str(minutes), str(minutes)) for minutes in (60, 90, 120, 180, 240, 360, 480, 720)])
    hours_ahead = _number(24 * 30)
    days_ahead = _number(730)
    is_shown = forms.BooleanField(required=False)

    def __init__(self, data: Any, *, network: Network, person: Person, venue: Venue | None = None) -> None:
        super().__init__(data, initial=initial_of(venue))
        self.network, self.venue, self.found = network, venue, list[Location]()
        self.hosts = {one.pk: one for one in hosts_of(person, network).order_by("name")}
        if venue and venue.host:
            self.hosts[venue.host.pk] = venue.host
        self.keepers = {one.pk: one for one in people_of(network)}
        nobody, of_all = ("", _("Niemand in het bijzonder")), ("", _("Van het netwerk"))
        self.fields["host"].choices = [of_all, *named(self.hosts)]  # type: ignore[attr-defined]  # has choices
        self.fields["keeper"].choices = [nobody, *named(self.keepers)]  # type: ignore[attr-defined]  # has choices

    def boxes(self, name: str) -> list[tuple[str, str, bool]]:
        """For the page: value, label, and whether it is ticked."""
        ticked = {str(one) for one in self[name].value() or []}
        choices: type[SafeFor | Facility] = SafeFor if name == "safe_for" else Facility
        return [(one.value, str(capfirst(one.label)), one.value in ticked) for one in choices]

    @property
    def has_code(self) -> bool:
        """One is kept, also where another way in is chosen, and also one that cannot be read now."""
        return self.venue is not None and (bool(self.venue.door_code) or self.has_closed_code)

    @property
    def has_closed_code(self) -> bool:
        return self.venue is not None and isinstance(self.venue.door_code, Closed)

    @property
    def safe_boxes(self) -> list[tuple[str, str, bool]]:
        return self.boxes("safe_for")

    @property
    def facility_boxes(self) -> list[tuple[str, str, bool]]:
        return self.boxes("facilities")

    def clean_location(self) -> Location | None:
        key = self.cleaned_data["location"]
        found = places_for(self.network, self.venue).filter(pk=key).first() if key else None
        if key and found is None:
            raise ValidationError(CHOOSE)
        return found

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if said.get("where"):
            said["location"] = self.place_meant(said["where"], said.get("location"))
        typed = said.get("door_code")
        if not typed and self.venue and not said.get("forget_code"):
            said["door_code"] = self.venue.door_code
        if said.get("access") == Access.CODE and not typed and (said.get("forget_code") or not self.has_code):
            self.add_error(
                "door_code", _("Vul de code van de deur in, of kies een andere manier om binnen te komen.")
            )
        if said.get("access") == Access.CODE and said.get("approval") == Approval.DIRECT:
            wrong = _("Dit past niet bij een code. Kies voor partners meteen, of de beheerder zegt ja of nee.")
            self.add_error("approval", wrong)
        return said

    def place_meant(self, where: str, chosen: Location | None) -> Location | None:
        """The place of the map that was typed; of several the one that was chosen."""
        self.found = found_by(where, self.network)
        if chosen in self.found or len(self.found) == 1:
            return chosen if chosen in self.found else self.found[0]
        sentences = (_("Deze plek staat niet op de kaart. Kijk of je hem goed schreef."), _("Welke plek bedoel je?"))
        self.add_error("where", sentences[bool(self.found)])
        return None

    def values(self) -> dict[str, Any]:
        """The fields of the venue, once it is valid."""
        said = self.cleaned_data
        plain = (
            "name", "kind", "summary", "for_whom", "location", "safe_for", "facilities", "house_rules", "access",
            "key_holder", "door_code", "approval", "capacity", "adult_required", "is_shown",
        )  # fmt: skip
        numbers = ("buffer_before", "buffer_after", "longest_minutes")
        return (
            {name: said[name] for name in plain}
            | {name: int(said[name]) for name in numbers}
            | {
                "hours_ahead": said["hours_ahead"] or 0,
                "days_ahead": DAYS_AHEAD if said["days_ahead"] is None else said["days_ahead"],
            }
            | {"price_cents": int((said["price"] or 0) * 100)}
            | {"host": self.hosts.get(said["host"]), "keeper": self.keepers.get(said["keeper"])}
        )


def named(rows: dict[uuid.UUID, Any]) -> list[tuple[str, str]]:
    return [(str(pk), one.name) for pk, one in rows.items()]


def initial_of(venue: Venue | None) -> dict[str, Any]:
    """What stands in the boxes first."""
    shown = venue or Venue(approval=Approval.ASK)
    names = [
        "name", "kind", "summary", "for_whom", "safe_for", "facilities", "house_rules", "access", "key_holder",
        "approval", "capacity", "adult_required", "buffer_before", "buffer_after", "longest_minutes", "hours_ahead",
        "days_ahead", "is_shown",
    ]  # fmt: skip
    said = {name: getattr(shown, name) for name in names}
    price = Decimal(shown.price_cents) / 100 if shown.price_cents else None
    return said | {
        "price": price, "host": shown.host_id, "keeper": shown.keeper_id, "location": shown.location_id,
    }  # fmt: skip


def places_for(network: Network, venue: Venue | None) -> Any:
    """Places of the map of this network, and where the venue is now."""
    kept = Q(pk=venue.location_id) if venue and venue.location_id else Q(pk__in=[])
    inside = locations_in(network).values("pk")
    return Location.objects.filter(Q(pk__in=inside) | kept)


def found_by(text: str, network: Network) -> list[Location]:
    """The places that someone may mean: one with exactly this name, else all that hold it in name or street."""
    places = locations_in(network).order_by("name", "pk")
    exact = list(places.filter(name__iexact=text)[:MOST_FOUND])
    if exact:
        return exact
    return list(
        places.filter(Q(name__icontains=text) | Q(addresses__address_1__icontains=text)).distinct()[:MOST_FOUND]
    )
