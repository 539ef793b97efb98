"""The boxes in which a field of an entry is typed, each with one clear sentence when it cannot be kept.

A box knows how a value is typed (``typed``) and makes a value of what was typed (``clean``); values are those of
``directory.actions``.
"""

import re
from collections.abc import Callable, Mapping
from itertools import pairwise
from typing import Any, Final
from urllib.parse import urlsplit

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils import formats
from django.utils.dates import WEEKDAYS as DAY_NAMES
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from buurtnet.directory.choices import OLDEST_AGE, HelpKind, Referral, ServiceStatus
from buurtnet.directory.hours import WEEKDAYS
from buurtnet.kit.languages import NAMES
from buurtnet.kit.numbers import stored, tel
from buurtnet.kit.texts import cleaned, links_in, one_line
from buurtnet.mending.placing import PlaceWords, words_in
from buurtnet.mending.values import cost_line
from buurtnet.themes.choices import EssentialFunction, SupportLevel
from buurtnet.themes.models import Theme

MOST_LINKS: Final = 1
MOST_LINES: Final = 12
LONGEST_LINE: Final = 120
FEWEST_DIGITS: Final = 8  # of a whole number; fewer are short numbers, or one that lacks a figure
SHORT: Final = (3, 6)  # figures of numbers such as 113 and 14 010
_LONGEST: Final[Mapping[str, int]] = {
    "name": 120, "alternate_name": 120, "description": 5_000, "simple": 2_000, "alert": 500,
    "application_process": 2_000, "fees_description": 1_000, "eligibility_description": 2_000,
    "interpretation_services": 500, "wait_time": 120, "support_needed": 1_000, "hours_words": 500,
    "where_words": 500,
}  # fmt: skip
_ON_ONE_LINE: Final = frozenset({"name", "alternate_name", "wait_time"})
SPAN: Final = re.compile(
    r"(\d{1,2})(?:\s?[.:u]\s?(\d{2}))?\s*(?:uur|u)?\s*(?:-|–|—|tot)\s*(\d{1,2})(?:\s?[.:u]\s?(\d{2}))?\s*(?:uur|u)?",
    re.IGNORECASE,
)
_NUMBER: Final = re.compile(r"[+(]?\d[\d\s().\-/–]*")
_AMOUNT: Final = re.compile(
    r"(?:€|eur\b|euro\b)?\s*(\d{1,3}(?:[.,]\d{3})+|\d{1,5})(?:[.,](\d{1,2}))?(?:,-|,–)?\s*(?:euro\b|eur\b|€)?"
    r"(?![\d%./-])\s*(.*)",
    re.IGNORECASE,
)
LARGEST_PRICE: Final = 999_999  # euros
_A_RANGE: Final = re.compile(r"tot\b|à|a\b|of\b|-|–|%|x\b", re.IGNORECASE)


class Box(forms.Field):
    """``kind``: which part of the template draws it."""

    kind = "line"

    def typed(self, value: Any) -> Any:
        """How a value stands in the box."""
        return "" if value is None else value


class TextBox(Box):
    """A text, cleaned; of one line or more. ``links``: how many addresses of web pages it may hold."""

    def __init__(self, most: int, *, lines: bool, links: int = MOST_LINKS, required: bool = False) -> None:
        super().__init__(required=required)
        self.most, self.links, self.kind = most, links, "text" if lines else "line"

    def clean(self, value: Any) -> str:
        text = (cleaned if self.kind == "text" else one_line)(str(value or ""))
        if len(text) > self.most:
            raise ValidationError(
                _("Deze tekst is te lang: %(count)s tekens. Er passen er %(most)s.")
                % {"count": formats.number_format(len(text), force_grouping=True),
                   "most": formats.number_format(self.most, force_grouping=True)}
            )  # fmt: skip
        if links_in(text) > self.links:
            raise ValidationError(_("Zet hier geen rij webadressen in. Eén is genoeg."))
        if self.required and not text:
            raise ValidationError(_("Vul dit nog in."))
        return text


class UrlBox(Box):
    kind = "url"

    def clean(self, value: Any) -> str:
        text = one_line(str(value or ""))
        if not text:
            return ""
        address = text if "://" in text else f"https://{text}"
        try:
            URLValidator(schemes=["http", "https"])(address)
            parts = urlsplit(address)
        except (ValueError, ValidationError):
            raise ValidationError(_not_a_url()) from None
        if len(address) > 500 or parts.username is not None or "." not in (parts.hostname or ""):
            raise ValidationError(_not_a_url())
        return address


def _not_a_url() -> str:
    return _("Dit webadres klopt niet helemaal. Schrijf het zo: www.voorbeeld.nl.")


class EmailBox(Box):
    kind = "email"

    def clean(self, value: Any) -> str:
        text = one_line(str(value or ""))
        try:
            return str(forms.EmailField(required=False, max_length=254).clean(text))
        except ValidationError:
            raise ValidationError(
                _("Dit mailadres klopt niet. Kijk naar de @ en of er geen spatie in staat.")
            ) from None


class PhonesBox(Box):
    """Numbers, one a line, with a word behind it if wanted: "0999 12 34 56 balie"."""

    kind = "lines"

    def __init__(self, country: str) -> None:
        super().__init__(required=False)
        self.country = country

    def typed(self, value: Any) -> str:
        return "\n".join(f"{number} {label}".strip() for number, label, _e164 in value or ())

    def clean(self, value: Any) -> list[list[str]]:
        found: dict[str, list[str]] = {}
        for line in lines_of(value):
            match = _NUMBER.match(line)
            number = match[0].strip(" .-/–") if match else ""
            e164 = stored(number, self.country) if number else ""
            digits = len(tel(number))
            if not (SHORT[0] <= digits <= SHORT[1] or (e164 and digits >= FEWEST_DIGITS)) or len(number) > 60:
                raise ValidationError(
                    _("Dit nummer klopt niet helemaal: %(number)s. Kijk of er een cijfer mist.") % {"number": line}
                )
            found.setdefault(e164 or number, [number, line[len(match[0]) if match else 0 :].strip(), e164])
        return list(found.values())


class CostsBox(Box):
    """Prices, one a line: "€ 4 per keer", "gratis", "met stadspas: gratis"."""

    kind = "lines"

    def typed(self, value: Any) -> str:
        return "\n".join(cost_line(amount, option) for amount, option in value or ())

    def clean(self, value: Any) -> list[list[str | None]]:
        return [list(price_in(line)) for line in lines_of(value)]


def price_in(line: str) -> tuple[str | None, str]:
    """The amount (two decimals; None when it names none) and what it is for."""
    said = line.casefold().rstrip(".")
    for free in (_("gratis"), "gratis"):
        if said == free.casefold():
            return "0.00", ""
        if said.endswith(f": {free.casefold()}"):
            return "0.00", line[: len(said) - len(free) - 2].strip()
    match = _AMOUNT.fullmatch(line)
    if match is None or _A_RANGE.match(match[3]):
        return None, line
    whole = int(re.sub("[.,]", "", match[1]))
    if whole > LARGEST_PRICE:  # no price of anything here, and more than a database keeps
        return None, line
    return f"{whole}.{(match[2] or '0').ljust(2, '0')}", match[3].strip()


def lines_of(value: Any) -> list[str]:
    """What stands on each line. Raises a sentence for too many or too long ones."""
    lines = [line.strip() for line in cleaned(str(value or "")).split("\n") if line.strip()]
    if len(lines) > MOST_LINES:
        raise ValidationError(_("Dit zijn te veel regels. Er passen er %(most)d.") % {"most": MOST_LINES})
    if any(len(line) > LONGEST_LINE for line in lines):
        raise ValidationError(
            _("Een regel is te lang. Er passen %(most)d tekens op een regel.") % {"most": LONGEST_LINE}
        )
    return lines


class ChoiceBox(Box):
    """One of a few words; nothing chosen is ``empty``."""

    kind = "choice"

    def __init__(self, choices: list[tuple[Any, str]], *, empty: Any = "") -> None:
        super().__init__(required=False)
        self.choices, self.empty = choices, empty

    def clean(self, value: Any) -> Any:
        if value in ("", None):
            return self.empty
        for known, _label in self.choices:
            if str(known) == str(value):
                return known
        raise ValidationError(_("Kies één van de woorden uit de lijst."))


class SeveralBox(Box):
    """Some of a list of words, as a list of their codes."""

    kind = "several"
    widget = forms.CheckboxSelectMultiple

    def __init__(self, choices: list[tuple[str, str]]) -> None:
        super().__init__(required=False)
        self.choices = choices

    def typed(self, value: Any) -> Any:
        return list(value or ())

    def clean(self, value: Any) -> list[str]:
        known = {code for code, _label in self.choices}
        return sorted({str(one) for one in value or ()} & known)


class Parts(forms.Widget):
    """Several boxes under one name: ``hours-MO``, ``hours-TU``."""

    def __init__(self, parts: tuple[str, ...]) -> None:
        super().__init__()
        self.parts = parts

    def value_from_datadict(self, data: Any, files: Any, name: str) -> dict[str, str]:
        return {part: str(data.get(f"{name}-{part}", "")) for part in self.parts}


class PartsBox(Box):
    kind = "parts"
    labels: Mapping[str, Any] = {}

    def __init__(self) -> None:
        super().__init__(required=False, widget=Parts(tuple(self.labels)))


class AgesBox(PartsBox):
    kind = "ages"
    labels = {"van": gettext_lazy("van"), "tot": gettext_lazy("tot en met")}

    def typed(self, value: Any) -> dict[str, str]:
        low, high = value or (None, None)
        return {"van": _age_text(low), "tot": _age_text(high)}

    def clean(self, value: Any) -> list[float | None]:
        low, high = _age_in(value["van"]), _age_in(value["tot"])
        if low is not None and high is not None and low > high:
            raise ValidationError(_("De eerste leeftijd is hoger dan de tweede. Draai ze om."))
        return [low, high]


def _age_text(age: float | None) -> str:
    return "" if age is None else f"{age:g}".replace(".", ",")


def _age_in(text: str) -> float | None:
    text = one_line(text).removesuffix("jaar").strip().replace(",", ".")
    if not text:
        return None
    if not re.fullmatch(r"\d{1,3}(\.\d)?", text, re.ASCII) or float(text) > OLDEST_AGE:
        raise ValidationError(_("Schrijf een leeftijd in jaren, zoals 4 of 12."))
    return float(text)


class HoursBox(PartsBox):
    """A box a day: "9.00-12.00, 13.00-17.00"; and one for what does not fit in that."""

    kind = "hours"
    labels = {**{day: DAY_NAMES[number] for number, day in enumerate(WEEKDAYS)}, "text": gettext_lazy("In woorden")}

    def typed(self, value: Any) -> dict[str, str]:
        value = value or {}
        days = {day: ", ".join(_span_text(*span) for span in value.get(day, ())) for day in WEEKDAYS}
        return {**days, "text": value.get("text", "")}

    def clean(self, value: Any) -> dict[str, Any]:
        days: dict[str, Any] = {}
        for day in WEEKDAYS:
            spans = spans_in(value.get(day, ""), str(self.labels[day]))
            if spans:
                days[day] = spans
        text = TextBox(200, lines=False).clean(value.get("text", ""))
        return {**days, "text": text} if days or text else {}


def _span_text(opens: str, closes: str) -> str:
    return f"{_clock_text(opens)}-{_clock_text('24:00' if closes == '00:00' else closes)}"


def _clock_text(clock: str) -> str:
    hours, _colon, minutes = clock.partition(":")
    return f"{int(hours)}.{minutes}"


def spans_in(text: str, day: str) -> list[list[str]]:
    """The times of a day: [["09:00", "12:00"]]. Raises a sentence that says which day."""
    wrong = ValidationError(_("Schrijf de tijd van %(day)s zo: 9.00-12.00.") % {"day": day})
    found: list[list[str]] = []
    for said in re.split(r"[,;&]|\ben\b", one_line(text)):
        if not said.strip():
            continue
        match = SPAN.fullmatch(said.strip())
        if match is None:
            raise wrong
        opens, closes = time_of(match[1], match[2]), time_of(match[3], match[4])
        if not opens or not closes or opens == "24:00" or opens == closes:
            raise wrong
        found.append([opens, "00:00" if closes == "24:00" else closes])
    found.sort()
    for before, after in pairwise(found):
        if after[0] < before[1] or before[1] == "00:00":
            raise ValidationError(_("De tijden van %(day)s overlappen elkaar.") % {"day": day})
    return found


def time_of(hours: str, minutes: str | None) -> str:
    hour, minute = int(hours), int(minutes or 0)
    return f"{hour:02}:{minute:02}" if (hour < 24 and minute < 60) or (hour, minute) == (24, 0) else ""


class WhereBox(PartsBox):
    kind = "where"
    labels = {
        "name": gettext_lazy("Naam van de plek"),
        "street": gettext_lazy("Straat en huisnummer"),
        "postal_code": gettext_lazy("Postcode"),
        "city": gettext_lazy("Plaats"),
    }

    def __init__(self, country: str) -> None:
        super().__init__()
        self.country = country

    def typed(self, value: Any) -> dict[str, str]:
        return words_in(value or {}).as_value()

    def clean(self, value: Any) -> dict[str, str]:
        most = {"name": 120, "street": 120, "postal_code": 20, "city": 80}
        said = {part: TextBox(most[part], lines=False, links=0).clean(value[part]) for part in self.labels}
        postcode = re.sub(r"\s", "", said["postal_code"]).upper()
        pattern = r"[1-9]\d{3}([A-Z]{2})?" if self.country == "NL" else r"[1-9]\d{3}"
        if postcode and not re.fullmatch(pattern, postcode, re.ASCII):
            example = "1234 AB" if self.country == "NL" else "8380"
            raise ValidationError(_("Schrijf de postcode zo: %(example)s.") % {"example": example})
        said["postal_code"] = f"{postcode[:4]} {postcode[4:]}".strip()
        return PlaceWords(**said).as_value()


def box_for(field: str, country: str, *, now: Any = None, required: bool = False) -> Box:
    """The box for a field. A text that is longer already may stay that long."""
    if field in _LONGEST:
        most = max(_LONGEST[field], len(now) if isinstance(now, str) else 0)
        links = max(MOST_LINKS, links_in(now) if isinstance(now, str) else 0)
        return TextBox(most, lines=field not in _ON_ONE_LINE, links=links, required=required or field == "name")
    made: Mapping[str, Callable[[], Box]] = {
        "url": lambda: UrlBox(required=False),
        "email": lambda: EmailBox(required=False),
        "phones": lambda: PhonesBox(country),
        "costs": lambda: CostsBox(required=False),
        "ages": AgesBox,
        "hours": HoursBox,
        "where": lambda: WhereBox(country),
        "status": lambda: ChoiceBox(_words(ServiceStatus), empty=ServiceStatus.ACTIVE.value),
        "help_kind": lambda: ChoiceBox(_words(HelpKind)),
        "referral": lambda: ChoiceBox(_words(Referral)),
        "support_level": lambda: ChoiceBox(_words(SupportLevel), empty=None),
        "function": lambda: ChoiceBox(_words(EssentialFunction), empty=None),
        "languages": lambda: SeveralBox([(code, str(name)) for code, name in NAMES.items()]),
        "themes": lambda: SeveralBox([(theme.pk, theme.name) for theme in Theme.objects.all()]),
    }
    box: Box = made[field]()
    return box


def _words(kinds: Any) -> list[tuple[Any, str]]:
    return [(value, label[:1].upper() + label[1:]) for value, label in ((k.value, str(k.label)) for k in kinds)]
