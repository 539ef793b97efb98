"""What someone says of a meeting: one page, five minutes."""

import datetime as dt
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from buurtnet.areas.models import Network
from buurtnet.kit.typed import Line, Text
from buurtnet.meetings.agreeing import can_own
from buurtnet.meetings.choices import Format, ItemKind
from buurtnet.meetings.models import Meeting
from buurtnet.meetings.planning import Plan, may_meet_with
from buurtnet.people.models import Membership, Organization, Person

CHOOSE: Final = dict.fromkeys(("required", "invalid_choice"), gettext_lazy("Kies er een uit de lijst."))
FARTHEST: Final = dt.timedelta(days=2 * 365)
EARLIEST: Final = dt.date(2000, 1, 1)


class MeetingForm(forms.Form):
    """``network``: the one that calls it; ``meeting``: the one that is changed."""

    format = forms.ChoiceField(
        label=gettext_lazy("Wat voor bijeenkomst?"), choices=Format.choices, error_messages=CHOOSE
    )
    title = Line(120, label=gettext_lazy("Hoe heet het?"), wrong=gettext_lazy("Geef de bijeenkomst een naam."))
    statement = Line(
        300, label=gettext_lazy("Stelling"),
        hint=gettext_lazy("Alleen voor een bewonerstafel. Bijvoorbeeld: in onze straat kan een kind buiten spelen."),
    )  # fmt: skip
    on = forms.DateField(
        label=gettext_lazy("Welke dag?"), widget=forms.DateInput(),
        error_messages=dict.fromkeys(("required", "invalid"), gettext_lazy("Kies een dag.")),
    )  # fmt: skip
    starts = forms.TimeField(
        label=gettext_lazy("Van"), widget=forms.TimeInput(),
        error_messages=dict.fromkeys(("required", "invalid"), gettext_lazy("Schrijf een tijd, zoals 9:30.")),
    )  # fmt: skip
    ends = forms.TimeField(
        label=gettext_lazy("Tot"), widget=forms.TimeInput(),
        error_messages=dict.fromkeys(("required", "invalid"), gettext_lazy("Schrijf een tijd, zoals 11:30.")),
    )  # fmt: skip
    host = forms.ChoiceField(label=gettext_lazy("Bij welke partner?"), required=False, error_messages=CHOOSE)
    place_text = Line(200, label=gettext_lazy("Waar?"), hint=gettext_lazy("Adres en zaal."))
    online_url = forms.URLField(
        label=gettext_lazy("Meedoen op een scherm"), required=False, max_length=500, assume_scheme="https",
        error_messages={"invalid": gettext_lazy("Dit is geen adres op internet. Het begint met https://.")},
    )  # fmt: skip
    text = Text(
        2_000, label=gettext_lazy("Wat wil je erbij zeggen?"), hint=gettext_lazy("Dit staat in de uitnodiging.")
    )
    chair = forms.ChoiceField(label=gettext_lazy("Wie leidt het?"), required=False, error_messages=CHOOSE)
    note_taker = forms.ChoiceField(label=gettext_lazy("Wie schrijft mee?"), required=False, error_messages=CHOOSE)
    preparers = forms.MultipleChoiceField(
        label=gettext_lazy("Wie bereidt het voor?"), required=False, widget=forms.CheckboxSelectMultiple,
        error_messages=CHOOSE,
    )  # fmt: skip
    also = forms.MultipleChoiceField(
        label=gettext_lazy("Samen met een ander netwerk"), required=False, widget=forms.CheckboxSelectMultiple,
        error_messages=CHOOSE,
    )  # fmt: skip

    def __init__(self, data: Any, *, network: Network, by: Person, meeting: Meeting | None = None) -> None:
        self.zone, self.meeting = network.time_zone, meeting
        super().__init__(data, initial=_as_it_is(meeting) if meeting else {"chair": str(by.pk)})
        self.people = {str(one.pk): one for one in can_own([network])}
        held = Membership.objects.current().filter(network=network, organization__isnull=False)
        is_host = Q(pk__in=held.values("organization")) | Q(pk=meeting.host_id if meeting else None)
        partners = Organization.objects.filter(is_host).order_by("name", "pk")
        self.hosts = {str(one.pk): one for one in partners}
        self.networks = {str(one.pk): one for one in may_meet_with(network, by)}
        nobody = ("", _("nog niet gekozen"))
        for name in ("chair", "note_taker"):
            self.fields[name].choices = [nobody, *_named(self.people)]  # type: ignore[attr-defined]
        self.fields["host"].choices = [nobody, *_named(self.hosts)]  # type: ignore[attr-defined]
        self.fields["preparers"].choices = _named(self.people)  # type: ignore[attr-defined]
        self.fields["also"].choices = _named(self.networks)  # type: ignore[attr-defined]
        if not self.networks:
            del self.fields["also"]

    def clean_on(self) -> dt.date:
        day: dt.date = self.cleaned_data["on"]
        if not EARLIEST <= day <= dt.datetime.now(tz=dt.UTC).date() + FARTHEST:
            raise ValidationError(_("Kies een dag binnen twee jaar."))
        return day

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        starts, ends = said.get("starts"), said.get("ends")
        if starts and ends and ends <= starts:
            self.add_error("ends", ValidationError(_("Het eind komt na het begin.")))
        return said

    def plan(self, network: Network) -> Plan:
        """Once it is valid. An hour that the clock skips in spring is the one after it."""
        said = self.cleaned_data
        zone = (self.meeting or Meeting(network=network)).zone()
        starts, ends = (
            dt.datetime.combine(said["on"], said[name], zone).astimezone(dt.UTC) for name in ("starts", "ends")
        )
        if ends <= starts:  # both in the hour that is skipped
            ends = starts + dt.timedelta(hours=1)
        return Plan(
            title=said["title"], format=Format(said["format"]), starts_at=starts, ends_at=ends,
            statement=said["statement"], text=said["text"], host=self.hosts.get(said["host"]),
            place_text=said["place_text"], online_url=said["online_url"], chair=self.people.get(said["chair"]),
            note_taker=self.people.get(said["note_taker"]),
            also=[self.networks[key] for key in said.get("also", [])],
            preparers=[self.people[key] for key in said["preparers"]],
        )  # fmt: skip


class LineForm(forms.Form):
    """A line that someone brings in."""

    title = Line(200, label=gettext_lazy("Wat wil je bespreken?"), wrong=gettext_lazy("Schrijf waar het over gaat."))
    kind = forms.ChoiceField(
        label=gettext_lazy("Waarvoor?"), choices=ItemKind.choices, initial=ItemKind.TALK, error_messages=CHOOSE
    )
    minutes = forms.IntegerField(
        label=gettext_lazy("Hoeveel minuten?"), min_value=1, max_value=480, initial=10,
        error_messages=dict.fromkeys(
            ("required", "invalid", "min_value", "max_value"), gettext_lazy("Vul in hoeveel minuten, van 1 tot 480.")
        ),
    )  # fmt: skip


def _as_it_is(meeting: Meeting) -> dict[str, Any]:
    zone = meeting.zone()
    starts, ends = meeting.starts_at.astimezone(zone), meeting.ends_at.astimezone(zone)
    return {
        "format": meeting.format, "title": meeting.title, "statement": meeting.statement, "on": starts.date(),
        "starts": starts.time(), "ends": ends.time(), "host": str(meeting.host_id or ""),
        "place_text": meeting.place_text, "online_url": meeting.online_url, "text": meeting.text,
        "chair": str(meeting.chair_id or ""), "note_taker": str(meeting.note_taker_id or ""),
        "preparers": [str(pk) for pk in meeting.preparers.values_list("person", flat=True)],
        "also": [str(pk) for pk in meeting.also.values_list("pk", flat=True)],
    }  # fmt: skip


def _named(rows: dict[str, Any]) -> list[tuple[str, str]]:
    return [(key, one.name) for key, one in rows.items()]
