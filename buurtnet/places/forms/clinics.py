"""What someone says for a turn at a clinic, and what a clinic is on the working side."""

import datetime as dt
import uuid
from typing import Any, Final

from django import forms
from django.utils import timezone
from django.utils.dates import WEEKDAYS
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from buurtnet.areas.models import Network
from buurtnet.directory.access import locations_in
from buurtnet.kit.form_keys import key_in
from buurtnet.kit.guarded import GuardedForm
from buurtnet.kit.languages import language_name
from buurtnet.kit.typed import LineField
from buurtnet.people.access import has_role, people_of
from buurtnet.people.addresses import AddressField
from buurtnet.people.models import Person
from buurtnet.places.access import MAKERS, hosts_of
from buurtnet.places.forms.roles import RoleField
from buurtnet.places.forms.times import ClockField
from buurtnet.places.models import Clinic

CHOOSE: Final = gettext_lazy("Kies er een uit de lijst.")
CHOOSE_A_DAY: Final = gettext_lazy("Kies een dag.")
TOO_LONG: Final = gettext_lazy("Dat is te lang. Schrijf het korter op.")
MINUTES: Final = (10, 15, 20, 25, 30, 45, 60, 90)
WEEKS: Final = (1, 2, 3, 4)
SPOKEN: Final = ("nl", "en", "fr", "tr", "ar", "pl", "uk", "so", "ti", "fa", "es", "pt")
MOST_FOUND: Final = 8
FARTHEST: Final = dt.timedelta(days=3 * 366)


class TurnForm(GuardedForm):
    """How one is called in, and where one reads a reminder. Nothing about why."""

    form_key = forms.UUIDField(required=False)
    alias = LineField(
        max_length=60,
        error_messages={
            "required": gettext_lazy("Hoe mogen we je noemen? Een voornaam is genoeg."),
            "max_length": gettext_lazy("Dat is te lang. Een voornaam is genoeg."),
        },
    )  # fmt: skip
    contact = AddressField(required=False)

    @property
    def key(self) -> uuid.UUID:
        """Of the page: kept when what was sent is shown again."""
        return key_in(self.data)


class DayOffForm(forms.Form):
    day = forms.DateField(error_messages={"required": CHOOSE_A_DAY, "invalid": CHOOSE_A_DAY})


def _choice(*, required: bool = True) -> forms.TypedChoiceField:
    errors = {"required": CHOOSE, "invalid_choice": CHOOSE}
    return forms.TypedChoiceField(coerce=int, required=required, error_messages=errors)


def _chosen() -> forms.TypedChoiceField:
    errors = {"invalid_choice": CHOOSE}
    return forms.TypedChoiceField(required=False, coerce=uuid.UUID, empty_value=None, error_messages=errors)


class ClinicForm(forms.Form):
    """Without ``data`` it shows the clinic as it is. ``where``: what someone types to name a place of the map."""

    title = LineField(
        max_length=120,
        error_messages={"required": gettext_lazy("Geef het spreekuur een naam."), "max_length": TOO_LONG},
    )
    expertise = LineField(
        max_length=200,
        error_messages={
            "required": gettext_lazy("Schrijf in één zin waarvoor je hier terecht kunt."), "max_length": TOO_LONG,
        },
    )  # fmt: skip
    where = LineField(required=False, max_length=200, error_messages={"max_length": TOO_LONG})
    location = forms.UUIDField(required=False, error_messages={"invalid": CHOOSE})
    room = RoleField(required=False, max_length=120, error_messages={"max_length": TOO_LONG})
    organization = _chosen()
    keeper = _chosen()
    weekday = _choice()
    opens_at = ClockField()
    closes_at = ClockField()
    turn_minutes = _choice()
    interval_weeks = _choice()
    starts_on = forms.DateField(error_messages={"required": CHOOSE_A_DAY, "invalid": CHOOSE_A_DAY})
    ends_on = forms.DateField(required=False, error_messages={"invalid": CHOOSE_A_DAY})
    languages = forms.MultipleChoiceField(
        required=False, error_messages=dict.fromkeys(("invalid_choice", "invalid_list"), CHOOSE)
    )
    for_professionals = forms.BooleanField(required=False)
    in_holidays = forms.BooleanField(required=False)
    is_shown = forms.BooleanField(required=False)

    def __init__(self, data: Any = None, *, network: Network, person: Person, clinic: Clinic | None = None) -> None:
        super().__init__(data, initial=_said_of(clinic))
        self.network, self.clinic = network, clinic
        self.may_be_without = has_role(person, MAKERS, network=network)
        self.organizations = {one.pk: one for one in hosts_of(person, network).order_by("name")}
        self.people = {one.pk: one for one in people_of(network)}
        kept = _kept(clinic)
        self.organizations |= {one.pk: one for one in kept[:1] if one}
        self.people |= {one.pk: one for one in kept[1:] if one}
        self.found: list[Any] = []
        self._choose("organization", [("", _("Geen")), *((str(k), v.name) for k, v in self.organizations.items())])
        self._choose("keeper", [("", _("Nog niemand")), *((str(k), v.name) for k, v in self.people.items())])
        self._choose("weekday", [(str(n), str(capfirst(name))) for n, name in WEEKDAYS.items()])
        self._choose("turn_minutes", [(str(one), _("%(n)s minuten") % {"n": one}) for one in _with(MINUTES, clinic)])
        weeks = [("1", _("Elke week")), *((str(n), _("Om de %(n)s weken") % {"n": n}) for n in WEEKS[1:])]
        self._choose("interval_weeks", weeks)
        self._choose("languages", [(code, language_name(code)) for code in SPOKEN])

    def _choose(self, name: str, choices: list[tuple[str, str]]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]  # a field of choices

    @property
    def spoken(self) -> list[tuple[str, str, bool]]:
        """For the page: code, name, and whether it is chosen."""
        chosen = {str(one) for one in self["languages"].value() or []}
        return [(code, str(capfirst(language_name(code))), code in chosen) for code in SPOKEN]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        opens, closes, minutes = said.get("opens_at"), said.get("closes_at"), said.get("turn_minutes")
        if opens and closes and closes <= opens:
            self.add_error("closes_at", _("De eindtijd ligt voor de begintijd."))
        elif opens and closes and minutes and _minutes(closes) - _minutes(opens) < minutes:
            self.add_error("closes_at", _("Er past geen gesprek in deze tijd. Maak het spreekuur langer."))
        starts, ends = said.get("starts_on"), said.get("ends_on")
        today = timezone.localdate()
        if starts and abs(starts - today) > FARTHEST:
            self.add_error("starts_on", _("Dat is te ver weg. Kies een dag binnen drie jaar."))
        if starts and ends and ends < starts:
            self.add_error("ends_on", _("De laatste dag ligt voor de eerste."))
        if not (said.get("organization") or self.may_be_without or self.clinic):
            self.add_error("organization", _("Kies van welke organisatie dit spreekuur is."))
        self._find_place(said)
        return said

    def _find_place(self, said: dict[str, Any]) -> None:
        """The place that was chosen or typed; several that fit are shown to choose from."""
        places = locations_in(self.network).filter(hide_address=False).order_by("name", "pk")
        if said.get("location"):
            said["place"] = places.filter(pk=said["location"]).first()
            if said["place"] is None:
                self.add_error("where", _("Deze plek staat niet op de kaart."))
        elif said.get("where"):
            self.found = list(places.filter(name__icontains=said["where"])[:MOST_FOUND])
            said["place"] = self.found[0] if len(self.found) == 1 else None
            if not self.found:
                self.add_error("where", _("We vinden geen plek met deze naam. Typ een deel van de naam."))
            elif len(self.found) > 1:
                self.add_error("where", _("Er zijn meer plekken met die naam. Kies welke je bedoelt."))
        else:
            said["place"] = self.clinic.location if self.clinic else None
            if said["place"] is None:
                self.add_error("where", _("Waar is het spreekuur? Typ de naam van een school of huis."))

    def values(self) -> dict[str, Any]:
        """What is written down, once it is valid."""
        said = self.cleaned_data
        names = (
            "title", "expertise", "room", "weekday", "opens_at", "closes_at", "turn_minutes", "interval_weeks",
            "starts_on", "ends_on", "languages", "for_professionals", "in_holidays", "is_shown",
        )  # fmt: skip
        return {name: said[name] for name in names} | {
            "location": said["place"],
            "organization": self.organizations.get(said["organization"]),
            "keeper": self.people.get(said["keeper"]),
        }


def _said_of(clinic: Clinic | None) -> dict[str, Any]:
    if clinic is None:
        today = timezone.localdate()
        return {"turn_minutes": 30, "interval_weeks": 1, "is_shown": True, "starts_on": today, "languages": ["nl"]}
    names = (
        "title", "expertise", "room", "weekday", "turn_minutes", "interval_weeks", "starts_on", "ends_on",
        "languages", "for_professionals", "in_holidays", "is_shown",
    )  # fmt: skip
    return {name: getattr(clinic, name) for name in names} | {
        "opens_at": f"{clinic.opens_at:%H.%M}", "closes_at": f"{clinic.closes_at:%H.%M}",
        "organization": clinic.organization_id, "keeper": clinic.keeper_id,
    }  # fmt: skip


def _kept(clinic: Clinic | None) -> list[Any]:
    """Whose it is and who sits there now can stay, whoever changes the rest."""
    return [clinic.organization, clinic.keeper] if clinic else [None, None]


def _with(minutes: tuple[int, ...], clinic: Clinic | None) -> list[int]:
    return sorted({*minutes, clinic.turn_minutes} if clinic else set(minutes))


def _minutes(time: dt.time) -> int:
    return time.hour * 60 + time.minute
