"""What someone says about themselves, and who sees each of it."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.dates import WEEKDAYS
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from buurtnet.areas.models import Area
from buurtnet.kit.languages import NAMES
from buurtnet.kit.numbers import on_screen, stored, tel
from buurtnet.kit.pictures import MOST_BYTES, too_heavy
from buurtnet.people.choices import Audience, MandateKind
from buurtnet.people.models import Card, CardField, Membership, Person, ReachableHours
from buurtnet.people.my_card import LONGEST_PHONE, HoursOf, MandateOf, area_choices, hours_of, mandates_of
from buurtnet.people.welcoming import networks_to_be_known_in
from buurtnet.themes.models import Theme

MANDATE_LINES = 4
LONGEST_KEY = 18  # figures of the number of a row
FEWEST_DIGITS = 9  # of a whole number, here and in Belgium
CLOCKS = ["%H:%M", "%H.%M", "%Hu%M", "%H", "%H:%M:%S"]
AUDIENCES = [
    (Audience.NETWORK, gettext_lazy("Alleen het netwerk")),
    (Audience.PUBLIC, gettext_lazy("Iedereen")),
    (Audience.NOBODY, gettext_lazy("Niemand")),
]


@dataclass(frozen=True)
class SpanFields:
    """From when until when, as it stands in the two boxes."""

    opens: forms.BoundField
    closes: forms.BoundField

    @property
    def opens_text(self) -> str:
        return text_of(self.opens)

    @property
    def closes_text(self) -> str:
        return text_of(self.closes)


@dataclass(frozen=True)
class DayFields:
    """The boxes of one day of the week, for the page."""

    name: str | Promise
    spans: list[SpanFields]
    errors: list[str]


class AreasField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]  # no subscript at run time
    """Neighbourhoods by their number; what no number of a row can be, is no choice."""

    def clean(self, value: Any) -> Any:
        keys = [str(getattr(one, "pk", one)) for one in value or ()]
        if not all(is_key(key) for key in keys):
            raise forms.ValidationError(self.error_messages["invalid_choice"] % {"value": ""}, code="invalid_choice")
        return super().clean(keys)


class CardForm(forms.ModelForm[Card]):
    """The card of one person. Whose it is, their name and address are no part of the form."""

    class Meta:
        model = Card
        fields = ["phone", "ask_me", "is_public", "gets_things_going"]

    new_photo = forms.FileField(required=False, allow_empty_file=True)
    without_photo = forms.BooleanField(required=False)
    languages = forms.MultipleChoiceField(required=False, choices=[])
    themes = forms.ModelMultipleChoiceField(Theme.objects.all(), required=False)
    areas = AreasField(Area.objects.none(), required=False)

    def __init__(self, *args: Any, person: Person, roles: list[Membership], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person, self.roles = person, roles
        names: list[tuple[str, str]] = [(code, str(name)) for code, name in NAMES.items()]
        names.sort(key=lambda pair: pair[1])
        self.language_field.choices = names
        self.initial["languages"] = self.instance.languages
        is_kept = not self.instance._state.adding
        self.initial["themes"] = list(self.instance.themes.all()) if is_kept else []
        self.initial["areas"] = list(self.instance.areas.defer("boundary")) if is_kept else []
        areas = self.fields["areas"]
        assert isinstance(areas, forms.ModelMultipleChoiceField)
        areas.queryset = area_choices(roles)
        self.add_audiences()
        self.add_hours()
        self.add_mandates()

    @property
    def language_field(self) -> forms.MultipleChoiceField:
        field = self.fields["languages"]
        assert isinstance(field, forms.MultipleChoiceField)
        return field

    def add_audiences(self) -> None:
        for one in CardField:
            self.fields[f"ziet_{one}"] = forms.ChoiceField(
                choices=AUDIENCES, initial=self.instance.audience_of(one), required=False
            )

    def add_hours(self) -> None:
        known: dict[int, list[ReachableHours]] = {}
        for one in hours_of(self.person):
            known.setdefault(one.weekday, []).append(one)
        for weekday in range(7):
            for number in (1, 2):
                own = known.get(weekday, [])
                span = own[number - 1] if len(own) >= number else None
                for edge, value in (("van", span and span.opens_at), ("tot", span and span.closes_at)):
                    self.fields[f"{edge}{weekday}_{number}"] = forms.TimeField(
                        required=False,
                        initial=value,
                        input_formats=CLOCKS,
                        error_messages={"invalid": _("Schrijf de tijd zo: 9.00.")},
                    )

    def add_mandates(self) -> None:
        """Lines without an id: what is posted can only become a mandate of one's own role."""
        kept = mandates_of(self.roles)
        mine = [(str(one.pk), str(one)) for one in self.bearing_roles]
        for number in range(MANDATE_LINES if mine else 0):
            one = kept[number] if number < len(kept) else None
            self.fields[f"soort_{number}"] = forms.ChoiceField(
                choices=MandateKind.choices, required=False, initial=one.kind if one else MandateKind.RAISE
            )
            self.fields[f"mandaat_{number}"] = forms.CharField(
                max_length=200, required=False, initial=one.text if one else ""
            )
            self.fields[f"steun_{number}"] = forms.CharField(
                max_length=120, required=False, initial=one.backed_by if one else ""
            )
            self.fields[f"thema_{number}"] = forms.ModelChoiceField(
                Theme.objects.all(), required=False, initial=one.theme_id if one else None
            )
            self.fields[f"rol_{number}"] = forms.ChoiceField(
                choices=mine, required=False, initial=str(one.membership_id) if one else mine[0][0]
            )

    @property
    def bearing_roles(self) -> list[Membership]:
        """Roles in a network; others bear no mandate."""
        return [one for one in self.roles if one.network_id is not None]

    def clean_new_photo(self) -> UploadedFile[Any] | None:
        sent: UploadedFile[Any] | None = self.cleaned_data["new_photo"]
        if sent and (sent.size or 0) > MOST_BYTES:
            raise forms.ValidationError(too_heavy())
        return sent

    def clean_phone(self) -> str:
        said = " ".join(str(self.cleaned_data["phone"]).split())
        return phone_as_written(said, self.country) if said else ""

    @property
    def country(self) -> str:
        return next((one.network.country for one in self.roles if one.network), "NL")

    def clean_ask_me(self) -> str:
        return " ".join(str(self.cleaned_data["ask_me"]).split())

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for weekday in range(7):
            self.clean_day(weekday)
        return cleaned

    def clean_day(self, weekday: int) -> None:
        spans = []
        for number in (1, 2):
            opens = self.cleaned_data.get(f"van{weekday}_{number}")
            closes = self.cleaned_data.get(f"tot{weekday}_{number}")
            if bool(opens) != bool(closes) and not self.errors.get(f"van{weekday}_{number}"):
                self.add_error(f"van{weekday}_{number}", _("Vul het begin en het einde in."))
            elif opens and closes and closes <= opens:
                self.add_error(f"van{weekday}_{number}", _("Het einde komt na het begin."))
            elif opens and closes:
                spans.append((opens, closes))
        if len(spans) == 2 and max(spans[0][0], spans[1][0]) < min(spans[0][1], spans[1][1]):
            self.add_error(f"van{weekday}_2", _("Deze tijden overlappen elkaar."))

    @property
    def hours(self) -> list[HoursOf]:
        """What was filled in, once it is valid."""
        return [
            HoursOf(weekday, opens, self.cleaned_data[f"tot{weekday}_{number}"])
            for weekday in range(7)
            for number in (1, 2)
            if (opens := self.cleaned_data.get(f"van{weekday}_{number}"))
        ]

    @property
    def mandates(self) -> list[MandateOf]:
        by_key = {str(one.pk): one for one in self.bearing_roles}
        return [
            MandateOf(
                membership=by_key[self.cleaned_data[f"rol_{number}"] or next(iter(by_key))],
                kind=MandateKind(self.cleaned_data[f"soort_{number}"] or MandateKind.RAISE),
                text=self.cleaned_data[f"mandaat_{number}"],
                backed_by=self.cleaned_data[f"steun_{number}"],
                theme=self.cleaned_data[f"thema_{number}"],
            )
            for number in range(MANDATE_LINES if by_key else 0)
            if self.cleaned_data.get(f"mandaat_{number}")
        ]

    @property
    def audiences(self) -> dict[str, str]:
        return {one.value: self.cleaned_data[f"ziet_{one}"] or Audience.NETWORK for one in CardField}

    def days(self) -> list[DayFields]:
        found = []
        for weekday in range(7):
            spans = [SpanFields(self[f"van{weekday}_{number}"], self[f"tot{weekday}_{number}"]) for number in (1, 2)]
            errors = [str(error) for span in spans for box in (span.opens, span.closes) for error in box.errors]
            found.append(DayFields(WEEKDAYS[weekday], spans, list(dict.fromkeys(errors))))
        return found

    def mandate_lines(self) -> list[dict[str, forms.BoundField]]:
        names = {"kind": "soort", "text": "mandaat", "backed_by": "steun", "theme": "thema", "role": "rol"}
        return [
            {part: self[f"{name}_{number}"] for part, name in names.items()}
            for number in range(MANDATE_LINES if self.bearing_roles else 0)
        ]

    def theme_options(self) -> list[tuple[str, str, bool]]:
        chosen = {str(getattr(one, "pk", one)) for one in self["themes"].value() or ()}
        language = get_language() or ""
        return [(one.pk, one.name_in(language), one.pk in chosen) for one in Theme.objects.all()]

    def chosen_themes(self) -> list[str]:
        return [name for _, name, is_on in self.theme_options() if is_on]

    def chosen_languages(self) -> list[str]:
        chosen = self["languages"].value() or ()
        return [str(name) for code, name in NAMES.items() if code in chosen]

    @property
    def area_keys(self) -> set[int]:
        """Neighbourhoods that are ticked: those of the card, or those that were posted."""
        keys = [str(getattr(one, "pk", one)) for one in self["areas"].value() or ()]
        return {int(key) for key in keys if is_key(key)}

    def not_yet_known_in(self) -> list[str]:
        """Networks in which nobody knows this resident yet, so that others do not find them."""
        return [network.name for network in networks_to_be_known_in(self.person, self.roles)]


def is_key(text: str) -> bool:
    """Whether this can be the number of a row."""
    return text.isascii() and text.isdecimal() and len(text) <= LONGEST_KEY


def text_of(box: forms.BoundField) -> str:
    """A time as it was typed, or as it is kept."""
    value = box.value()
    return f"{value.hour}.{value:%M}" if isinstance(value, dt.time) else str(value or "")


def phone_as_written(said: str, country: str) -> str:
    """A number as people here write it; raises a sentence when it cannot be one."""
    number = stored(said, country)
    if not number or len(said) > LONGEST_PHONE or len(tel(said)) < FEWEST_DIGITS:
        raise forms.ValidationError(_("Dit nummer klopt niet helemaal. Kijk of er een cijfer mist."))
    return on_screen(said, number, country)  # as it was written when it is of a company, or newer than our table
