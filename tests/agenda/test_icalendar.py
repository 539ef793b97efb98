"""Reading iCalendar of others: what is written oddly is read, what cannot be used is left out and counted."""

import datetime as dt
import time
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Event

from buurtnet.agenda import icalendar_in
from buurtnet.agenda.dates import Times
from buurtnet.agenda.icalendar_in import MOST_DATES, MOST_NAMED, MOST_READ, read_icalendar
from buurtnet.agenda.reading_along import MOST_ENTRIES, NoCalendarError, Reading, Why
from buurtnet.agenda.taking_up import planned
from buurtnet.areas.models import Network
from buurtnet.feeds.activities import of_activity, with_times
from tests.agenda.rows import AMSTERDAM, WEDNESDAYS, an_activity, coming

HERE = Network(slug="havendijk", country="NL", time_zone="Europe/Amsterdam", holiday_region="nl-midden")
TODAY = dt.date(2026, 11, 22)
NOW = dt.datetime(2026, 11, 22, 12, tzinfo=AMSTERDAM)


def calendar(*events: str) -> bytes:
    """A file with these events; each is some lines."""
    parts = [f"BEGIN:VEVENT\n{event.strip()}\nEND:VEVENT" for event in events]
    return "\n".join(["BEGIN:VCALENDAR", "VERSION:2.0", *parts, "END:VCALENDAR", ""]).replace("\n", "\r\n").encode()


def read(*events: str, zone: ZoneInfo = AMSTERDAM) -> Reading:
    return read_icalendar(calendar(*events), zone, TODAY)


def starts(*events: str) -> list[str]:
    """When it is, by the clock, of one entry."""
    (entry,) = read(*events).entries
    return [f"{one.start:%Y-%m-%d %H:%M}" for one in planned(entry, HERE, NOW).values()]


def why(*events: str) -> list[Why]:
    found = read(*events)
    assert found.entries == []
    return list(found.left_out.elements())


BASE = "UID:1\nSUMMARY:Koken\n"


@pytest.mark.parametrize(
    ("written", "expected", "minutes"),
    [
        ("DTSTART;TZID=Europe/Amsterdam:20261201T153000\nDTEND;TZID=Europe/Amsterdam:20261201T170000", "15:30", 90),
        ("DTSTART:20261201T143000Z\nDTEND:20261201T160000Z", "15:30", 90),
        ("DTSTART;TZID=W. Europe Standard Time:20261201T153000\nDURATION:PT1H30M", "15:30", 90),
        ("DTSTART;TZID=Europe/London:20261201T143000\nDURATION:PT1H", "15:30", 60),
        ("DTSTART:20261201T153000", "15:30", 120),
        ("DTSTART:20261201T153000\nDTEND:20261201T153000", "15:30", 120),
        ("DTSTART;TZID=Ons Huis:20261201T153000\nDTEND;TZID=Ons Huis:20261201T163000", "15:30", 60),
        ("DTSTART:20261201T153000\nDTEND;VALUE=DATE:20261202", "15:30", 120),
    ],
)  # fmt: skip
def test_a_time_is_read_however_it_is_written(written: str, expected: str, minutes: int) -> None:
    assert starts(BASE + written) == [f"2026-12-01 {expected}"]
    assert read(BASE + written).entries[0].times[0].minutes == minutes


def test_a_zone_nobody_knows_is_that_of_the_network_and_is_told() -> None:
    found = read(BASE + "DTSTART;TZID=Ons Huis:20261201T153000")
    assert found.moved == 1
    assert read(BASE + "DTSTART:20261201T153000").moved == 0


@pytest.mark.parametrize("end", ["", "\nDTEND;VALUE=DATE:20261202", "\nDTEND;VALUE=DATE:20261201", "\nDURATION:P1D"])
def test_whole_days_are_whole_days(end: str) -> None:
    (times,) = read(BASE + "DTSTART;VALUE=DATE:20261201" + end).entries[0].times
    assert (times.starts_on, times.starts_at, times.minutes) == (dt.date(2026, 12, 1), None, 1440)


def test_a_series_with_days_left_out_one_moved_one_off_and_one_more() -> None:
    series = (
        BASE + "DTSTART;TZID=Europe/Amsterdam:20261201T190000\nDURATION:PT2H\nRRULE:FREQ=WEEKLY;COUNT=6\n"
        "EXDATE;TZID=Europe/Amsterdam:20261208T190000\nEXDATE:20261215T180000Z\nRDATE:20261224T180000Z"
    )
    moved = BASE + "RECURRENCE-ID:20261222T180000Z\nDTSTART;TZID=Europe/Amsterdam:20261223T200000\nLOCATION:Tuin"
    gone = BASE + "RECURRENCE-ID;VALUE=DATE:20261229\nDTSTART:20261229T180000Z\nSTATUS:CANCELLED"
    expected = ["2026-12-01 19:00", "2026-12-23 20:00", "2026-12-24 19:00", "2026-12-29 19:00", "2027-01-05 19:00"]
    assert sorted(starts(series, moved, gone)) == expected
    (entry,) = read(series, moved, gone).entries
    assert [one.is_off for _at, one in sorted(entry.others.items())] == [False, True]
    assert entry.others[dt.datetime(2026, 12, 22, 19)].place == "Tuin"


@pytest.mark.parametrize(
    ("until", "last"),
    [("20270105", "2027-01-05"), ("20270105T180000Z", "2027-01-05"), ("20270105T175959Z", "2026-12-29"),
     ("20270105T230000Z", "2027-01-05")],
)  # fmt: skip
def test_the_end_of_a_series_counts_by_our_clock(until: str, last: str) -> None:
    event = BASE + f"DTSTART;TZID=Europe/Amsterdam:20261201T190000\nRRULE:FREQ=WEEKLY;UNTIL={until}"
    assert starts(event)[-1] == f"{last} 19:00"


def test_a_series_stays_at_its_hour_over_the_change_of_the_clock() -> None:
    event = BASE + "DTSTART;TZID=Europe/Amsterdam:20270316T153000\nRRULE:FREQ=WEEKLY;COUNT=4"
    assert {one[-5:] for one in starts(event)} == {"15:30"}


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        ("UID:1\nDTSTART:20261201T153000", Why.NO_NAME),
        ("UID:1\nSUMMARY: \nDTSTART:20261201T153000", Why.NO_NAME),
        (BASE, Why.NO_START),
        (BASE + "DTSTART:morgen", Why.NO_START),
        (BASE + "DTSTART:20261301T990000", Why.NO_START),
        (BASE + "DTSTART:20261201T153000\nDTEND:20261201T143000", Why.BACKWARDS),
        (BASE + "DTSTART:20261201T153000\nDTEND:20270301T143000", Why.TOO_LONG),
        (BASE + "DTSTART:20261201T153000\nDURATION:P99999999D", Why.TOO_FAR),
        (BASE + "DTSTART;VALUE=DATE:99991231", Why.TOO_FAR),
        (BASE + "DTSTART:99991231T235959Z\nDTEND:99991231T235959Z", Why.TOO_FAR),
        (BASE + "DTSTART;VALUE=DATE:00010101\nRRULE:FREQ=DAILY", Why.TOO_FAR),
        (BASE + "DTSTART:20261101T153000", Why.PAST),
        (BASE + "DTSTART:20201101T153000\nRRULE:FREQ=WEEKLY;UNTIL=20201231", Why.PAST),
        (BASE + "DTSTART:20261201T153000\nRRULE:FREQ=SECONDLY", Why.RULE),
        (BASE + "DTSTART:20261201T153000\nRRULE:FREQ=WEEKLY;BYHOUR=3", Why.RULE),
        (BASE + "DTSTART:20261201T153000\nRRULE:FREQ=WEEKLY\nRRULE:FREQ=DAILY", Why.RULE),
        (BASE + "DTSTART:20261201T153000\nRRULE:onzin", Why.RULE),
        (BASE + "DTSTART:20261201T153000\nCLASS:PRIVATE", Why.PRIVATE),
        (BASE + "DTSTART:20261201T153000\nRRULE:FREQ=WEEKLY\nSTATUS:CANCELLED", Why.NOT_ON),
    ],
)  # fmt: skip
def test_what_cannot_be_used_is_left_out_with_why(event: str, expected: Why) -> None:
    assert why(event) == [expected]


def test_a_broken_event_breaks_no_other() -> None:
    good = "UID:2\nSUMMARY:Wel\nDTSTART:20261201T153000"
    found = read("UID\nDTSTART\nBEGIN:VTODO", good, "SUMMARY:" + "x" * 300_000 + "\nX-EINDELOOS:" + "y" * 300_000)
    assert [one.title for one in found.entries] == ["Wel"]
    assert found.left_out.total() == 2


def test_an_endless_name_html_and_signs_nobody_sees_become_plain_text() -> None:
    html = "<p>Kom <b>mee</b> eten!</p><script>alert(1)</script><p>Neem&nbsp;een bord mee &amp; vork</p>"
    event = (
        "UID:1\nSUMMARY:" + "Samen " * 200_000 + f"\nDESCRIPTION:{html}\\nTot\\, ziens\nLOCATION:Ons\u202e huis\n"
        "URL:javascript:alert(1)\nGEO:52.05;4.15\nORGANIZER;CN=Hanan:mailto:hanan@havendijk.example\n"
        "ATTENDEE:mailto:an@havendijk.example\nDTSTART:20261201T153000"
    )
    (entry,) = read(event).entries
    assert len(entry.title) <= 120
    assert "alert" not in entry.text
    assert "<" not in entry.text
    assert entry.text.startswith("Kom mee eten!")
    assert "& vork" in entry.text
    assert (entry.place, entry.url, entry.point) == ("Ons huis", "", (52.05, 4.15))
    assert "hanan" not in str(entry)


def test_a_file_that_is_no_calendar_is_said_to_be_none() -> None:
    for raw in (b"", b"<html>Inloggen</html>", b"\x1f\x8b" + b"\0" * 50):
        with pytest.raises(NoCalendarError) as told:
            read_icalendar(raw, AMSTERDAM, TODAY)
        assert "agenda" in str(told.value)


def test_a_huge_calendar_is_read_as_far_as_it_may_be() -> None:
    rows = [f"UID:{number}\nSUMMARY:Nummer {number}\nDTSTART:20261201T153000" for number in range(MOST_READ + 100)]
    begin = time.monotonic()
    found = read(*rows)
    assert time.monotonic() - begin < 30
    assert len(found.entries) == MOST_ENTRIES
    assert found.left_out[Why.TOO_MANY] == MOST_READ + 100 - MOST_ENTRIES


def test_the_same_id_twice_is_taken_once() -> None:
    event = BASE + "DTSTART:20261201T153000"
    found = read(event, event, BASE + "DTSTART:20261202T153000")
    assert len(found.entries) == 1
    assert found.left_out[Why.TWICE] == 2


def test_changes_of_a_series_that_is_not_there_stand_alone() -> None:
    found = read(BASE + "RECURRENCE-ID:20261201T153000\nDTSTART:20261202T153000")
    assert [one.times[0].starts_on for one in found.entries] == [dt.date(2026, 12, 2)]


def test_days_named_one_by_one_are_bounded() -> None:
    days = ",".join(
        f"{dt.date(2026, 12, 1) + dt.timedelta(days=number % 300):%Y%m%d}T100000" for number in range(9_000)
    )
    (entry,) = read(BASE + f"DTSTART:20261201T100000\nRDATE:{days}").entries
    assert len(entry.times) <= 501
    assert len(planned(entry, HERE, NOW)) <= 500


def test_days_named_one_by_one_are_counted_before_they_are_read() -> None:
    days = "RDATE:" + ",".join(f"20261201T{number // 60:02}{number % 60:02}00" for number in range(1_440))
    events = [f"UID:{number}\nSUMMARY:Nummer {number}\nDTSTART:20261201T000000\n{days}" for number in range(60)]
    begun = time.monotonic()
    found = read(*events)
    assert time.monotonic() - begun < 6
    assert sum(len(one.times) for one in found.entries) <= MOST_NAMED + 2 * MOST_DATES
    assert found.left_out[Why.TOO_MANY] == 60 - len(found.entries) > 0


@pytest.mark.parametrize("more", ["GEO:x;y", "GEO:1", "EXDATE:00010101T000000Z", "EXDATE;VALUE=DATE:00010101"])
def test_what_is_broken_in_an_event_that_can_be_read_is_left_out_of_it(more: str) -> None:
    (entry,) = read(BASE + "DTSTART:20261201T153000\nRRULE:FREQ=DAILY;COUNT=3\n" + more).entries
    assert (entry.title, entry.point) == ("Koken", None)
    assert len(planned(entry, HERE, NOW)) == 3


def test_an_end_before_our_time_is_a_rule_that_we_do_not_know() -> None:
    rule = "DTSTART:20261201T153000\nRRULE:FREQ=WEEKLY;UNTIL=00010101T000000Z"
    found = read(BASE + rule, "UID:2\nSUMMARY:Zang\nDTSTART:20261201T153000")
    assert [one.title for one in found.entries] == ["Zang"]
    assert list(found.left_out) == [Why.RULE]


def test_an_event_that_breaks_the_reader_breaks_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    def breaks(event: Event) -> bool:
        if "Koken" in str(event.get("SUMMARY")):
            raise ZeroDivisionError
        return False

    monkeypatch.setattr(icalendar_in, "is_off", breaks)
    found = read(BASE + "DTSTART:20261201T153000", "UID:2\nSUMMARY:Zang\nDTSTART:20261201T153000")
    assert [one.title for one in found.entries] == ["Zang"]
    assert list(found.left_out) == [Why.BROKEN]


@given(st.lists(st.sampled_from([
    "DTSTART:20261201T153000", "DTSTART;VALUE=DATE:20261201", "DTEND:20261201", "DURATION:-PT5M", "RRULE:FREQ=DAILY",
    "RRULE:FREQ=MONTHLY;BYDAY=5MO;BYSETPOS=-1", "EXDATE:onzin", "EXDATE;VALUE=DATE:20261201",
    "RDATE;VALUE=PERIOD:1/2", "RECURRENCE-ID:x", "STATUS:CANCELLED", "SUMMARY:", "SUMMARY:a", "UID:",
    "GEO:x;y", "GEO:1", "URL:", "\x00", ":", ";=",
    "BEGIN:VALARM", "END:VALARM", "DTSTART;TZID=:20261201T153000", "DTEND;TZID=../../etc:20261201T163000",
    "CLASS:PRIVATE",
    "RRULE:FREQ=YEARLY;UNTIL=99991231T235959Z", "EXDATE;TZID=Mars/Base:20261201T153000", "LOCATION;ALTREP=\"x:Hier",
]), max_size=8))  # fmt: skip
def test_no_mixture_of_lines_breaks_the_reader(lines: list[str]) -> None:
    found = read("\n".join(lines), BASE + "DTSTART:20261201T153000")
    assert any(one.title == "Koken" for one in found.entries) or found.left_out
    for entry in found.entries:
        assert len(planned(entry, HERE, NOW)) <= 500


@pytest.mark.django_db
def test_our_own_calendar_read_here_gives_the_same_dates(network: Network) -> None:
    rules = [WEDNESDAYS, "FREQ=MONTHLY;BYDAY=-1FR", "FREQ=DAILY;INTERVAL=2", "FREQ=WEEKLY;BYDAY=MO;COUNT=9"]
    for rule in rules:
        for at in (dt.time(15, 30), None):
            times = Times(coming(0), at, 90 if at else 1440, rule, None, rule == WEDNESDAYS)
            one = an_activity(network, times, title=rule)
            first, *_rest = one.dates.order_by("starts_at")
            first.starts_at += dt.timedelta(hours=1)
            first.ends_at += dt.timedelta(hours=1)
            first.whole_day = False
            first.save()
            ours = of_activity(with_times(type(one).objects.filter(pk=one.pk)).get())
            (entry,) = read_icalendar(ours.body, AMSTERDAM, timezone.localdate()).entries
            read_back = {(one.start, one.end) for one in planned(entry, network, timezone.now()).values()}
            assert read_back == {(date.starts_at, date.ends_at) for date in one.dates.all()}
