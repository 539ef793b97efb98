"""What a calendar of others says, as far as we can use it: entries with bounds, and what was left out and why.

Both readers (``icalendar_in``, ``uitdatabank_in``) give the same. Nothing here touches the database or the network.
"""

import datetime as dt
import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from hashlib import blake2b
from html.parser import HTMLParser
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from buurtnet.agenda.dates import Times
from buurtnet.agenda.models.activity import LONGEST
from buurtnet.agenda.repeating import check_rule
from buurtnet.kit.plain_error import PlainError

MOST_ENTRIES: Final = 2_000
MOST_BYTES: Final = 5_000_000
MOST_BYTES_OF_ONE: Final = 200_000
LONGEST_UID: Final = 255
LEAST_MINUTES: Final = 5
USUAL_MINUTES: Final = 120  # of what does not say when it ends
FARTHEST: Final = dt.timedelta(days=3 * 366)
EARLIEST: Final = dt.date(1990, 1, 1)
LONGEST_TITLE, LONGEST_SUMMARY, LONGEST_TEXT, LONGEST_PLACE = 120, 200, 4_000, 200
DAY_MINUTES: Final = 24 * 60
UNSEEN: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")
AFTER_TEXT: Final = frozenset({"p", "br", "div", "li", "tr", "h1", "h2", "h3", "h4", "ul", "ol", "table"})
UNREAD: Final = frozenset({"script", "style", "head", "title"})


class Why(StrEnum):
    """Why an entry is left out, or something of it was read in another way."""

    NO_NAME = "no_name"
    NO_START = "no_start"
    BACKWARDS = "backwards"
    TOO_LONG = "too_long"
    TOO_FAR = "too_far"
    PAST = "past"
    RULE = "rule"
    PRIVATE = "private"
    NOT_ON = "not_on"
    BROKEN = "broken"
    TOO_MANY = "too_many"
    TWICE = "twice"
    DOUBLE = "double"
    NO_END_DATE = "no_end_date"


def why_in_words(why: Why) -> str:
    """As it stands behind a number: "3 zonder naam"."""
    return {
        Why.NO_NAME: _("zonder naam"),
        Why.NO_START: _("zonder dag of tijd die we kunnen lezen"),
        Why.BACKWARDS: _("eindigt voor het begint"),
        Why.TOO_LONG: _("duurt langer dan een maand"),
        Why.TOO_FAR: _("te ver weg"),
        Why.PAST: _("al geweest"),
        Why.RULE: _("komt terug op een manier die we niet kennen"),
        Why.PRIVATE: _("is privé"),
        Why.NOT_ON: _("gaat niet door"),
        Why.BROKEN: _("niet te lezen"),
        Why.TOO_MANY: _("te veel voor één agenda"),
        Why.TWICE: _("staat er twee keer in"),
        Why.DOUBLE: _("lijkt op iets wat er al staat"),
        Why.NO_END_DATE: _("is er altijd, en hoort op de kaart"),
    }[why]


class LeaveOutError(Exception):
    """An entry that cannot be used."""

    def __init__(self, why: Why) -> None:
        super().__init__(why)
        self.why = why


class NoCalendarError(PlainError):
    """What stands at an address is no calendar that we read; says so in a sentence for people."""


@dataclass(frozen=True)
class Other:
    """One time that is otherwise than usual, by the clock of the network; ``starts`` None: as it was planned."""

    starts: dt.datetime | None = None
    minutes: int = 0
    whole_day: bool = False
    is_off: bool = False
    place: str = ""
    because: str = ""


@dataclass(frozen=True)
class Entry:
    """An entry as we can take it over. ``without``, ``others``: by when a time was planned, by the clock."""

    uid: str
    title: str
    times: tuple[Times, ...]
    summary: str = ""
    text: str = ""
    place: str = ""
    url: str = ""
    point: tuple[float, float] | None = None
    age_from: int | None = None
    age_to: int | None = None
    price_cents: int | None = None
    price_note: str = ""
    without: tuple[dt.datetime, ...] = ()
    others: Mapping[dt.datetime, Other] = field(default_factory=dict)

    @property
    def digest(self) -> str:
        """By which a change is seen; 64 hexadecimal signs."""
        said = asdict(self) | {"others": sorted((str(at), asdict(one)) for at, one in self.others.items())}
        return blake2b(json.dumps(said, default=str, sort_keys=True).encode(), digest_size=32).hexdigest()


@dataclass
class Reading:
    """What a calendar gave. ``moved``: how many times stand in a time zone that is not known here."""

    entries: list[Entry] = field(default_factory=list)
    left_out: Counter[Why] = field(default_factory=Counter)
    moved: int = 0

    def leave_out(self, why: Why, times: int = 1) -> None:
        self.left_out[why] += times

    def take(self, entry: Entry, today: dt.date) -> None:
        """Keep an entry that is still to come; one of each id, and no more than fit."""
        if is_over(entry, today):
            self.leave_out(Why.PAST)
        elif entry.uid in self._uids:
            self.leave_out(Why.TWICE)
        elif len(self.entries) >= MOST_ENTRIES:
            self.leave_out(Why.TOO_MANY)
        else:
            self._uids.add(entry.uid)
            self.entries.append(entry)

    _uids: set[str] = field(default_factory=set)


def is_over(entry: Entry, today: dt.date) -> bool:
    """Whether nothing of it can be to come; what it says of single times counts too."""
    moved = (one.starts.date() for one in entry.others.values() if one.starts)
    last = [last_day(times) for times in entry.times]
    return all(day < today for day in [*last, *moved])


def last_day(times: Times) -> dt.date:
    ends = [day for day in (times.until, check_rule(times.rule).until if times.rule else times.starts_on) if day]
    days = dt.timedelta(days=times.minutes // DAY_MINUTES + 1)
    return min([*ends, dt.date.max - days]) + days


def times_between(start: dt.datetime | dt.date, end: dt.datetime | dt.date | None, zone: ZoneInfo) -> Times:
    """When something is, by the clock of ``zone``. Raises ``LeaveOutError`` for what cannot be.

    A date is a whole day, up to the date of its end. A time without a zone is by the clock.
    """
    whole = not isinstance(start, dt.datetime)
    first, last = on_the_clock(start, zone), None if end is None else on_the_clock(end, zone)
    if last is None:
        minutes = DAY_MINUTES if whole else USUAL_MINUTES
    else:
        minutes = int((last - first).total_seconds()) // 60
        if whole and last == first:
            minutes = DAY_MINUTES  # as many write a single day
    if minutes < 0:
        raise LeaveOutError(Why.BACKWARDS)
    if minutes > LONGEST.total_seconds() // 60:
        raise LeaveOutError(Why.TOO_LONG)
    require_near(first.date())
    at = None if whole else first.time().replace(microsecond=0)
    return Times(first.date(), at, max(minutes, LEAST_MINUTES) if minutes else USUAL_MINUTES)


def on_the_clock(moment: dt.datetime | dt.date, zone: ZoneInfo) -> dt.datetime:
    """A moment by the clock on the wall in ``zone``, without a zone; of a date its midnight."""
    if not isinstance(moment, dt.datetime):
        return dt.datetime.combine(moment, dt.time())
    if moment.tzinfo is None:
        return moment
    try:
        return moment.astimezone(zone).replace(tzinfo=None)
    except (OverflowError, ValueError):
        raise LeaveOutError(Why.TOO_FAR) from None


def require_near(day: dt.date) -> None:
    """Raises ``LeaveOutError`` for what is years away, or from before our time."""
    if not EARLIEST <= day <= dt.date.today() + FARTHEST:  # noqa: DTZ011  # a day more or less is no matter here
        raise LeaveOutError(Why.TOO_FAR)


def line(text: Any, most: int) -> str:
    """On one line, without what cannot be seen, cut between two words when it is too long."""
    return cut(" ".join(plain(text, most).split()), most)


def paragraphs(text: Any, most: int) -> str:
    """A text in paragraphs without HTML."""
    lines = [" ".join(one.split()) for one in plain(text, most).split("\n")]
    return cut(re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip(), most)


def plain(text: Any, most: int) -> str:
    """Without HTML and without what cannot be seen. Of an endless text only the beginning is read."""
    said = str(text)[: 8 * most + 2_000]
    if ("<" in said and ">" in said) or "&" in said:
        said = without_html(said)
    return UNSEEN.sub("", said.replace("\r\n", "\n").replace("\r", "\n"))


def cut(text: str, most: int) -> str:
    if len(text) <= most:
        return text
    return text[: most - 1].rsplit(" ", 1)[0][: most - 1] + "…"


def first_sentence(text: str) -> str:
    """The first line of a text when it fits in a summary; else nothing."""
    first = text.partition("\n")[0].strip()
    return first if len(first) <= LONGEST_SUMMARY else ""


class WithoutHtml(HTMLParser):
    """Only what people read of a page."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.said: list[str] = []
        self.unread = 0

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.unread += tag in UNREAD
        if tag in AFTER_TEXT:
            self.said.append("\n")

    def handle_endtag(self, tag: str) -> None:
        self.unread = max(0, self.unread - (tag in UNREAD))
        if tag in AFTER_TEXT:
            self.said.append("\n")

    def handle_data(self, data: str) -> None:
        if not self.unread:
            self.said.append(data)


def without_html(text: str) -> str:
    reader = WithoutHtml()
    reader.feed(text)
    reader.close()
    return "".join(reader.said)


def web_url(text: Any) -> str:
    """An address of the web of at most 500 signs, or nothing."""
    said = str(text).strip()
    is_one = re.match(r"https?://[^\s/@]+(?:/|$|\?)", said, re.IGNORECASE) and len(said) <= 500 and said.isprintable()
    return said if is_one else ""


def point(latitude: Any, longitude: Any) -> tuple[float, float] | None:
    """A point on earth, or None."""
    try:
        found = float(latitude), float(longitude)
    except (TypeError, ValueError, OverflowError):
        return None
    is_one = abs(found[0]) <= 90 and abs(found[1]) <= 180 and found != (0.0, 0.0)
    return found if is_one else None


def left_out_words(left_out: Counter[Why]) -> Iterator[str]:
    """ "3 al geweest", the most first."""
    for why, count in left_out.most_common():
        yield f"{count} {why_in_words(why)}"
