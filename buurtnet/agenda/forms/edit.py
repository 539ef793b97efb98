"""Changing what is there: its words, its times, one date, and what is decided about it."""

import datetime as dt
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from buurtnet.agenda.dates import OneTime, Times, one_time
from buurtnet.agenda.forms.announce import (
    FREE,
    PAID,
    UNKNOWN,
    WhatForm,
    WhenForm,
    checked_day,
    checked_end,
    minutes_between,
    put_choices,
)
from buurtnet.agenda.how_often import pace_of, weekdays_of
from buurtnet.agenda.models import Activity, ActivityDate
from buurtnet.agenda.where import line_of
from buurtnet.areas.models import Network
from buurtnet.people.choices import Role
from buurtnet.people.models import Membership, Person
from buurtnet.wording.forms.lines import LineBox

VERSION: Final = {
    "required": gettext_lazy("Open de pagina opnieuw."), "invalid": gettext_lazy("Open de pagina opnieuw."),
}  # fmt: skip
MOST_RESIDENTS: Final = 500


class VersionForm(forms.Form):
    """``version``: what someone read before they changed it."""

    version = forms.IntegerField(min_value=0, max_value=2**31 - 1, error_messages=VERSION)


class EditForm(WhatForm, VersionForm):
    """An activity as it is, to write down anew."""

    def __init__(self, data: Any, *, activity: Activity, person: Person) -> None:
        super().__init__(data, initial=filled(activity))
        self.network, self.activity = activity.network, activity
        self.prepare_what(person, activity)


def filled(activity: Activity) -> dict[str, Any]:
    """The fields of a form, from what is there."""
    same = (
        "title", "summary", "text", "for_whom", "age_from", "age_to", "price_note", "languages", "facilities",
        "bring", "weather", "online_url", "contact", "shows_owner", "led_by_residents", "registration", "most",
        "most_each", "has_waiting_list", "version",
    )  # fmt: skip
    cents = activity.price_cents
    return {name: getattr(activity, name) for name in same} | {
        "where": where_in(activity),
        "costs": UNKNOWN if cents is None else PAID if cents else FREE,
        "price": f"{cents // 100},{cents % 100:02}" if cents else "",
        "themes": [one.pk for one in activity.themes.all()],
        "organization": str(activity.owner_organization_id or ""),
        "service": str(activity.service_id or ""),
        "partners": [str(one.organization_id) for one in activity.partners.all()],
    }


def where_in(activity: Activity) -> str:
    """Where it is, as one would type it."""
    if activity.venue is not None:
        return activity.venue.name
    return line_of(activity.location) if activity.location is not None else activity.place_text


class Which(TextChoices):
    ONE = "one", gettext_lazy("alleen deze keer")
    FOLLOWING = "following", gettext_lazy("deze en alle volgende keren")
    ALL = "all", gettext_lazy("alle keren die nog komen")


class TimesForm(WhenForm, VersionForm):
    """Other times: for one date, for it and what follows, or for the whole series."""

    which = forms.ChoiceField(
        choices=Which.choices,
        error_messages={
            "required": gettext_lazy("Kies voor welke keren dit is."),
            "invalid_choice": gettext_lazy("Kies voor welke keren dit is."),
        },
    )
    place_text = LineBox(200)
    note = LineBox(300)

    def __init__(self, data: Any, *, date: ActivityDate) -> None:
        activity, repeat = date.activity, date.repeat
        now = one_time(date)
        rule = repeat.rule if repeat else ""
        initial = {
            "starts_on": now.starts_on, "starts_at": now.starts_at, "ends_at": end_of(now),
            "pace": pace_of(rule, repeat.starts_on) if repeat else "",
            "weekdays": [str(day) for day in weekdays_of(rule)], "until": repeat.until if repeat else None,
            "skips_holidays": bool(repeat and repeat.skips_holidays), "place_text": now.place_text, "note": now.note,
            "version": activity.version, "which": Which.ONE,
        }  # fmt: skip
        super().__init__(data, initial=initial)
        self.network, self.date = activity.network, date
        self.prepare_when(kept_rule=rule)
        self.is_series = bool(rule)
        if not self.is_series:
            put_choices(self, "which", [(Which.ONE, Which.ONE.label)])

    def clean_pace(self) -> str:
        self.is_for_more = self["which"].value() != Which.ONE
        return super().clean_pace()

    def clean_starts_on(self) -> dt.date | None:
        day = super().clean_starts_on()
        if day is None:
            raise ValidationError(_("Kies een dag."))
        return day

    @property
    def one(self) -> OneTime:
        """How this date is, when it is for this one only."""
        times, said = self.times, self.cleaned_data
        assert times is not None
        most = self.date.most
        return OneTime(times.starts_on, times.starts_at, times.minutes, said["place_text"], said["note"], most)

    @property
    def series(self) -> Times:
        times = self.times
        assert times is not None
        return times


def end_of(said: OneTime) -> dt.time | None:
    """At what time of the clock it ends."""
    if said.starts_at is None:
        return None
    start = dt.datetime.combine(dt.date(2024, 1, 1), said.starts_at)
    return (start + dt.timedelta(minutes=said.minutes)).time()


class PlanForm(WhenForm):
    """A day for an idea, or one more time for what is there."""

    def __init__(self, data: Any, *, network: Network) -> None:
        super().__init__(data)
        self.network = network
        self.prepare_when()


class OneMoreForm(forms.Form):
    """One more time, apart from any series."""

    starts_on = forms.DateField(
        error_messages={"required": gettext_lazy("Kies een dag."), "invalid": gettext_lazy("Kies een dag.")}
    )
    starts_at = forms.TimeField(required=False)
    ends_at = forms.TimeField(required=False)

    def __init__(self, data: Any, *, today: dt.date) -> None:
        super().__init__(data)
        self.today = today

    def clean_starts_on(self) -> dt.date:
        day: dt.date = self.cleaned_data["starts_on"]
        if day < self.today:
            raise ValidationError(_("Deze dag is al geweest. Kies een dag die nog komt."))
        checked_day(day, self.today)
        return day

    def clean_ends_at(self) -> dt.time | None:
        end: dt.time | None = self.cleaned_data["ends_at"]
        start = self.cleaned_data.get("starts_at")
        if end is not None and start is not None and end != start:
            checked_end(start, end)
        return end

    @property
    def times(self) -> Times:
        said = self.cleaned_data
        start, end = said["starts_at"], said["ends_at"]
        minutes = 24 * 60 if start is None else max(5, minutes_between(start, end)) if end else 120
        return Times(said["starts_on"], start, minutes)


class ReasonForm(forms.Form):
    """Why not, in one sentence that others read."""

    because = LineBox(200, wrong=gettext_lazy("Schrijf in één zin waarom niet."))


class TrustForm(forms.Form):
    """A resident of the network whose activities need no look."""

    person = forms.ChoiceField(
        error_messages={
            "required": gettext_lazy("Kies iemand."), "invalid_choice": gettext_lazy("Kies iemand uit de lijst."),
        }
    )  # fmt: skip

    def __init__(self, data: Any, *, network: Network, trusted: set[Any]) -> None:
        super().__init__(data)
        held = Membership.objects.current().filter(network=network, role=Role.RESIDENT).exclude(person__in=trusted)
        rows = held.select_related("person").order_by("person__name_folded", "person")[:MOST_RESIDENTS]
        self.people = {str(one.person_id): one.person for one in rows if one.person.name}
        put_choices(self, "person", [(key, one.name) for key, one in self.people.items()])
