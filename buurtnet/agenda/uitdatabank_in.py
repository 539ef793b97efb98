"""Reading events as UiTdatabank writes them (JSON): one, a list, or a page of its search.

What is once or on some dates has these dates; what has opening hours is a weekly series for each of them, until its
last day when there is one. Pictures are not fetched, and who edits an event is not read.
"""

import datetime as dt
import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from buurtnet.agenda.dates import Times
from buurtnet.agenda.reading_along import (
    DAY_MINUTES,
    EARLIEST,
    LONGEST_PLACE,
    LONGEST_TEXT,
    LONGEST_TITLE,
    LONGEST_UID,
    MOST_ENTRIES,
    Entry,
    LeaveOutError,
    NoCalendarError,
    Other,
    Reading,
    Why,
    first_sentence,
    line,
    on_the_clock,
    paragraphs,
    point,
    require_near,
    times_between,
    web_url,
)
from buurtnet.directory.hours import WEEKDAYS

MOST_DATES: Final = 500
MOST_READ: Final = 2 * MOST_ENTRIES
LONGEST_BECAUSE: Final = 200
HIDDEN: Final = frozenset({"DRAFT", "REJECTED", "DELETED"})
NOT_FOR_ALL: Final = frozenset({"members", "education"})
OFF: Final = frozenset({"Unavailable", "TemporarilyUnavailable"})
ALWAYS_SINCE: Final = dt.date(2024, 1, 1)  # a Monday, from which a series without a first day is counted
AGES: Final = re.compile(r"([0-9]{0,3})-([0-9]{0,3})")
CLOCK: Final = re.compile(r"([01]?[0-9]|2[0-4]):([0-5][0-9])(?::[0-9]{2})?")
DAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
OLDEST: Final = 120
DEAREST: Final = 1_000_000  # euro

type Document = Mapping[str, Any]


def read_uitdatabank(raw: bytes, zone: ZoneInfo, today: dt.date) -> Reading:
    """What a file gives, by the clock of ``zone``. Raises ``NoCalendarError``."""
    reading = Reading()
    for number, document in enumerate(documents_in(raw)):
        if number >= MOST_READ:
            reading.leave_out(Why.TOO_MANY)
            continue
        try:
            if not isinstance(document, dict):
                raise LeaveOutError(Why.BROKEN)
            reading.take(entry_of(document, number, zone), today)
        except LeaveOutError as problem:
            reading.leave_out(problem.why)
        except Exception:  # what stands where no one would think of it breaks one entry, and no other
            reading.leave_out(Why.BROKEN)
    return reading


def documents_in(raw: bytes) -> list[Any]:
    """The events of a file. Raises ``NoCalendarError``."""
    try:
        found = json.loads(raw)
    except (ValueError, RecursionError, UnicodeDecodeError):
        raise NoCalendarError(
            _("Op dit adres staat een bestand dat beschadigd is. We kunnen het niet lezen.")
        ) from None
    if isinstance(found, dict):
        found = found.get("member", found.get("hydra:member", [found] if "calendarType" in found else None))
    if not isinstance(found, list):
        raise NoCalendarError(_("Op dit adres staat geen lijst met activiteiten die we kennen."))
    return found


def entry_of(document: Document, number: int, zone: ZoneInfo) -> Entry:
    """One event. Raises ``LeaveOutError``."""
    if word(document, "workflowStatus") in HIDDEN:
        raise LeaveOutError(Why.NOT_ON)
    if word(part(document, "audience"), "audienceType") in NOT_FOR_ALL:
        raise LeaveOutError(Why.PRIVATE)
    title = line(text_of(document, "name"), LONGEST_TITLE)
    if not title:
        raise LeaveOutError(Why.NO_NAME)
    times, others = calendar_of(document, zone)
    text = paragraphs(text_of(document, "description"), LONGEST_TEXT)
    location = part(document, "location")
    geo = part(location, "geo")
    first, last = ages_of(document.get("typicalAgeRange"))
    return Entry(
        uid=line(document.get("@id") or document.get("id") or f"{number} {title}", LONGEST_UID), title=title,
        times=times, summary=first_sentence(text), text=text, place=place_of(location), url=url_of(document),
        point=point(geo.get("latitude"), geo.get("longitude")), age_from=first, age_to=last,
        price_cents=price_of(document.get("priceInfo")), others=others,
    )  # fmt: skip


def calendar_of(document: Document, zone: ZoneInfo) -> tuple[tuple[Times, ...], dict[dt.datetime, Other]]:
    """When it is, and which of these times is off. Raises ``LeaveOutError``."""
    kind = word(document, "calendarType")
    hours = rows(document, "openingHours")
    if kind in {"periodic", "permanent"} and hours:
        if is_off(document):
            raise LeaveOutError(Why.NOT_ON)
        return tuple(weekly(document, hours, zone)), {}
    if kind == "permanent":
        raise LeaveOutError(Why.NO_END_DATE)
    spans = rows(document, "subEvent")[:MOST_DATES] if kind in {"single", "multiple"} else []
    return dated(spans or [document], zone, all_off=is_off(document))


def dated(
    spans: list[Document], zone: ZoneInfo, *, all_off: bool
) -> tuple[tuple[Times, ...], dict[dt.datetime, Other]]:
    """Each date by itself, and those that are off."""
    times: list[Times] = []
    others: dict[dt.datetime, Other] = {}
    for span in spans:
        start = moment(span.get("startDate"))
        if start is None:
            raise LeaveOutError(Why.NO_START)
        one = times_between(start, moment(span.get("endDate")), zone)
        times.append(one)
        if all_off or is_off(span):
            because = text_of(part(span, "status"), "reason")
            at = dt.datetime.combine(one.starts_on, one.starts_at or dt.time())
            others[at] = Other(is_off=True, because=line(because, LONGEST_BECAUSE))
    return tuple(times), others


def weekly(document: Document, hours: list[Document], zone: ZoneInfo) -> Iterator[Times]:
    """A series for each row of opening hours."""
    first, last = moment(document.get("startDate")), moment(document.get("endDate"))
    starts_on = ALWAYS_SINCE if first is None else on_the_clock(first, zone).date()
    require_near(max(starts_on, EARLIEST))
    until = None if last is None else on_the_clock(last, zone).date()
    if until is not None and until < starts_on:
        raise LeaveOutError(Why.BACKWARDS)
    for row in hours[:14]:
        opens, closes = clock(row.get("opens")), clock(row.get("closes"))
        named = row.get("dayOfWeek")
        days = [DAYS.index(day) for day in named if day in DAYS] if isinstance(named, list) else []
        if opens is None or closes is None or opens >= DAY_MINUTES or not days:
            raise LeaveOutError(Why.NO_START)
        rule = "FREQ=WEEKLY;BYDAY=" + ",".join(WEEKDAYS[day] for day in sorted(set(days)))
        minutes = (closes - opens) % DAY_MINUTES or DAY_MINUTES
        yield Times(starts_on, dt.time(opens // 60, opens % 60), max(5, minutes), rule, until)


def clock(text: Any) -> int | None:
    """A time of the clock in minutes after midnight."""
    found = CLOCK.fullmatch(text.strip()) if isinstance(text, str) else None
    return int(found[1]) * 60 + int(found[2]) if found else None


def moment(text: Any) -> dt.datetime | None:
    if not isinstance(text, str) or len(text) > 40:
        return None
    try:
        return dt.datetime.fromisoformat(text)
    except ValueError:
        return None


def is_off(document: Document) -> bool:
    """Off, also as it was said before there was a part for it."""
    return (word(part(document, "status"), "type") or word(document, "status")) in OFF


def ages_of(text: Any) -> tuple[int | None, int | None]:
    """ "6-12", "12-", "-18"; "-" is for all ages."""
    found = AGES.fullmatch(text.strip()) if isinstance(text, str) else None
    if found is None:
        return None, None
    first, last = (int(one) if one else None for one in found.groups())
    is_wrong = any(one is not None and one > OLDEST for one in (first, last))
    if is_wrong or (first is not None and last is not None and last < first):
        return None, None
    return first or None, last


def price_of(rows_of_prices: Any) -> int | None:
    """The usual price in cents; None when it is not told."""
    for row in rows_of_prices if isinstance(rows_of_prices, list) else []:
        if isinstance(row, dict) and row.get("category") == "base" and row.get("priceCurrency", "EUR") == "EUR":
            price = row.get("price")
            if isinstance(price, int | float) and 0 <= price < DEAREST:
                return round(price * 100)
    return None


def place_of(location: Document) -> str:
    """ "Buurthuis De Meent, Kade 3"."""
    found = location.get("address")
    address = found if isinstance(found, dict) else {}
    if "streetAddress" not in address:
        address = next((one for one in (address.get("nl"), *address.values()) if isinstance(one, dict)), {})
    name, street = text_of(location, "name"), address.get("streetAddress")
    parts = [name, street if isinstance(street, str) and street not in name else ""]
    return line(", ".join(one for one in parts if one), LONGEST_PLACE)


def url_of(document: Document) -> str:
    """Where there is more about it: the address to book, or that of who does it."""
    contact = part(document, "contactPoint").get("url")
    many = contact if isinstance(contact, list) else []
    found = [part(document, "bookingInfo").get("url"), document.get("onlineUrl"), *many[:5]]
    return next((url for one in found if isinstance(one, str) and (url := web_url(one))), "")


def text_of(document: Document, name: str) -> str:
    """A text by language, in Dutch where there is Dutch; or just a text."""
    found = document.get(name)
    if isinstance(found, dict):
        spoken = [found.get("nl"), found.get(str(document.get("mainLanguage", ""))), *found.values()]
        found = next((one for one in spoken if isinstance(one, str)), "")
    return found if isinstance(found, str) else ""


def word(document: Document, name: str) -> str:
    """A word of a fixed list; nothing for what is no word."""
    found = document.get(name)
    return found if isinstance(found, str) else ""


def part(document: Document, name: str) -> Document:
    found = document.get(name)
    return found if isinstance(found, dict) else {}


def rows(document: Document, name: str) -> list[Document]:
    found = document.get(name)
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []
