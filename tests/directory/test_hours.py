"""When something is open: the rules of RFC 5545, holidays, exceptions and both clock changes."""

import datetime as dt
from collections import namedtuple
from zoneinfo import ZoneInfo

import pytest
from dateutil import rrule
from hypothesis import given, settings
from hypothesis import strategies as st

from buurtnet.directory import hours
from buurtnet.directory.hours import FIRST_MONDAY, Opening, clock, merged, openings, state, week
from buurtnet.directory.models import Schedule
from buurtnet.directory.times import spoken, state_text

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
BRUSSELS = ZoneInfo("Europe/Brussels")
Free = namedtuple("Free", "name first last")
CHRISTMAS = Free("kerstvakantie", dt.date(2026, 12, 19), dt.date(2027, 1, 3))


def at(text: str, zone: ZoneInfo = AMSTERDAM) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=zone)


def weekly(days: str, opens: str = "14:00", closes: str = "16:00", **parts: object) -> Schedule:
    return Schedule(freq="WEEKLY", byday=days, opens_at=opens, closes_at=closes, **parts)


def test_open_on_the_days_of_the_rule_at_wall_clock_times() -> None:
    found = openings([weekly("TU,TH")], at("2026-11-23T00:00"), at("2026-11-30T00:00"), AMSTERDAM)
    assert [(o.start, o.end) for o in found] == [
        (at("2026-11-24T14:00"), at("2026-11-24T16:00")),
        (at("2026-11-26T14:00"), at("2026-11-26T16:00")),
    ]


def test_state_says_open_until_and_when_it_opens_next() -> None:
    wednesday = [weekly("WE")]
    assert state(wednesday, at("2026-11-25T15:59"), AMSTERDAM).open_until == at("2026-11-25T16:00")
    after = state(wednesday, at("2026-11-25T16:00"), AMSTERDAM)
    assert after.open_until is None
    assert after.next is not None
    assert after.next.start == at("2026-12-02T14:00")


def test_the_closing_minute_is_not_open_any_more() -> None:
    assert state([weekly("WE")], at("2026-11-25T14:00"), AMSTERDAM).open_until is not None
    assert state([weekly("WE")], at("2026-11-25T16:00"), AMSTERDAM).open_until is None


def test_past_midnight_belongs_to_the_evening_before() -> None:
    bar = [weekly("FR", "22:00", "02:00")]
    assert state(bar, at("2026-11-28T01:30"), AMSTERDAM).open_until == at("2026-11-28T02:00")


@pytest.mark.parametrize("closes", ["23:59", "24:00", "00:00"])
def test_midnight_can_be_written_three_ways(closes: str) -> None:
    found = openings([weekly("FR", "20:00", closes)], at("2026-11-27T00:00"), at("2026-11-28T12:00"), AMSTERDAM)
    assert found == [Opening(at("2026-11-27T20:00"), at("2026-11-28T00:00"))]


def test_every_day_and_night_is_always_open() -> None:
    line = [weekly("MO,TU,WE,TH,FR,SA,SU", "00:00", "23:59")]
    assert state(line, at("2026-11-25T03:00"), AMSTERDAM).is_always_open


@pytest.mark.parametrize("zone", [AMSTERDAM, BRUSSELS])
@pytest.mark.parametrize("sunday", ["2026-10-25", "2027-03-28"])
def test_three_o_clock_stays_three_o_clock_when_the_clock_changes(zone: ZoneInfo, sunday: str) -> None:
    found = openings([weekly("SU", "15:00", "17:00")], at(f"{sunday}T00:00", zone), at(f"{sunday}T23:00", zone), zone)
    assert [(o.start.hour, o.end.hour) for o in found] == [(15, 17)]
    assert found[0].end.astimezone(dt.UTC) - found[0].start.astimezone(dt.UTC) == dt.timedelta(hours=2)


def test_a_time_that_does_not_exist_moves_to_what_the_clock_shows() -> None:
    night = openings([weekly("SU", "02:30", "04:00")], at("2027-03-28T00:00"), at("2027-03-28T12:00"), AMSTERDAM)
    assert night[0].start.strftime("%H:%M") == "03:30"


def test_closed_in_the_school_holidays_of_the_region() -> None:
    closed = [weekly("WE", in_holidays="no")]
    holiday, after = at("2026-12-23T15:00"), at("2027-01-06T14:00")
    found = state(closed, holiday, AMSTERDAM, [CHRISTMAS])
    assert found.open_until is None
    assert found.next is not None
    assert found.next.start == after
    assert state([weekly("WE")], holiday, AMSTERDAM, [CHRISTMAS]).open_until is not None


def test_only_in_the_school_holidays() -> None:
    camp = [weekly("WE", in_holidays="only")]
    assert state(camp, at("2026-12-23T15:00"), AMSTERDAM, [CHRISTMAS]).open_until is not None
    assert state(camp, at("2026-12-16T15:00"), AMSTERDAM, [CHRISTMAS]).open_until is None


def test_an_exception_closes_one_day_and_another_moves_one() -> None:
    moved = weekly(
        "WE",
        exceptions=[
            {"date": "2026-11-25", "closed": True, "note": "studiedag"},
            {"date": "2026-11-26", "opens_at": "10:00", "closes_at": "11:00", "note": "in plaats van woensdag"},
        ],
    )
    found = openings([moved], at("2026-11-23T00:00"), at("2026-11-30T00:00"), AMSTERDAM)
    assert found == [Opening(at("2026-11-26T10:00"), at("2026-11-26T11:00"), "in plaats van woensdag")]


def test_a_day_can_open_twice_by_exception() -> None:
    fair = weekly(
        "WE",
        exceptions=[
            {"date": "2026-11-28", "opens_at": "10:00", "closes_at": "12:00"},
            {"date": "2026-11-28", "opens_at": "19:00", "closes_at": "22:00"},
        ],
    )
    found = openings([fair], at("2026-11-28T00:00"), at("2026-11-29T00:00"), AMSTERDAM)
    assert [(o.start.hour, o.end.hour) for o in found] == [(10, 12), (19, 22)]


def test_the_week_runs_from_monday_and_says_why_a_day_differs() -> None:
    days = week([weekly("WE", in_holidays="no")], at("2026-12-22T09:00"), AMSTERDAM, [CHRISTMAS])
    assert [day.date.weekday() for day in days] == list(range(7))
    assert {day.date for day in days} == {dt.date(2026, 12, 22) + dt.timedelta(days=n) for n in range(7)}
    assert [day.note for day in days if day.date.weekday() == 2] == ["kerstvakantie"]


def test_every_other_week_counts_from_its_start() -> None:
    found = openings(
        [weekly("WE", interval=2, dtstart="2026-11-18")], at("2026-11-16T00:00"), at("2026-12-20T00:00"), AMSTERDAM
    )
    assert [o.date.isoformat() for o in found] == ["2026-11-18", "2026-12-02", "2026-12-16"]


def test_validity_ends_a_schedule() -> None:
    season = [weekly("WE", valid_from=dt.date(2026, 11, 25), valid_to=dt.date(2026, 12, 2))]
    found = openings(season, at("2026-11-01T00:00"), at("2027-01-01T00:00"), AMSTERDAM)
    assert [o.date.isoformat() for o in found] == ["2026-11-25", "2026-12-02"]


def test_one_date_without_a_rule() -> None:
    party = Schedule(dtstart="2026-12-05", opens_at="13:00", closes_at="17:00")
    assert len(openings([party], at("2026-11-01T00:00"), at("2027-01-01T00:00"), AMSTERDAM)) == 1


def test_touching_openings_are_one() -> None:
    noon, one, two = at("2026-11-25T12:00"), at("2026-11-25T13:00"), at("2026-11-25T14:00")
    assert merged([Opening(noon, one), Opening(one, two)]) == [Opening(noon, two)]


@given(
    freq=st.sampled_from(["WEEKLY", "MONTHLY"]),
    days=st.lists(st.sampled_from(["MO", "TU", "WE", "TH", "FR", "SA", "SU"]), min_size=1, max_size=4, unique=True),
    interval=st.integers(1, 4),
    start=st.dates(dt.date(2015, 1, 1), dt.date(2026, 1, 1)),
)
@settings(max_examples=60, deadline=None)
def test_two_years_of_dates_equal_those_of_the_rule_itself(
    freq: str, days: list[str], interval: int, start: dt.date
) -> None:
    nth = ["1" + day for day in days] if freq == "MONTHLY" else days
    schedule = Schedule(
        freq=freq,
        byday=",".join(nth),
        interval=interval,
        dtstart=start.isoformat(),
        opens_at="09:00",
        closes_at="10:00",
    )
    first, last = dt.datetime(2026, 1, 1), dt.datetime(2027, 12, 31)
    rule = rrule.rrulestr(
        f"FREQ={freq};INTERVAL={interval};BYDAY={','.join(nth)}", dtstart=dt.datetime.combine(start, dt.time())
    )
    expected = [moment.date() for moment in rule.between(first, last, inc=True)]
    found = openings([schedule], first.replace(tzinfo=AMSTERDAM), last.replace(hour=23, tzinfo=AMSTERDAM), AMSTERDAM)
    assert [opening.date for opening in found] == expected


junk = st.text(max_size=12) | st.sampled_from(["MO", "1SU", "99TU", "24:00", "25:99", "0001-01-01", "9999-12-31"])


@given(
    freq=junk | st.sampled_from(["WEEKLY", "SECONDLY", "YEARLY"]), byday=junk, bymonthday=junk, dtstart=junk,
    until=junk, opens=junk, closes=junk, interval=st.integers(-5, 40000) | st.none(), count=st.integers(0, 10**6),
)  # fmt: skip
@settings(max_examples=150, deadline=None)
def test_nonsense_in_a_schedule_is_no_opening_and_no_error(
    freq: str, byday: str, bymonthday: str, dtstart: str, until: str, opens: str, closes: str,
    interval: int | None, count: int,
) -> None:  # fmt: skip
    schedule = Schedule(
        freq=freq, byday=byday, bymonthday=bymonthday, dtstart=dtstart, until=until, opens_at=opens, closes_at=closes,
        interval=interval, count=count,
    )  # fmt: skip
    now = at("2026-11-25T12:00")
    for opening in openings([schedule], now, now + dt.timedelta(days=30), AMSTERDAM):
        assert opening.end > opening.start
    spoken([schedule])


@pytest.mark.parametrize("begins", ["1905-01-04", "2019-07-03"])
@pytest.mark.parametrize(("freq", "interval"), [("WEEKLY", 1), ("WEEKLY", 2), ("DAILY", 7), ("YEARLY", 1)])
def test_a_rule_from_long_ago_is_counted_from_a_day_of_it_near_now(
    monkeypatch: pytest.MonkeyPatch, begins: str, freq: str, interval: int
) -> None:
    started: list[dt.date] = []
    read = rrule.rrulestr

    def noted(text: str, *, dtstart: dt.datetime, cache: bool) -> object:
        started.append(dtstart.date())
        return read(text, dtstart=dtstart, cache=cache)

    monkeypatch.setattr(hours.rrule, "rrulestr", noted)
    hours._rule.cache_clear()
    rule = Schedule(freq=freq, interval=interval, dtstart=begins, opens_at="14:00", closes_at="16:00")
    openings([rule], at("2026-11-25T00:00"), at("2026-11-26T00:00"), AMSTERDAM)
    assert len(started) == 1
    assert abs((started[0] - FIRST_MONDAY).days) <= 366
    first = dt.datetime.fromisoformat(begins)
    assert (
        read(f"FREQ={freq};INTERVAL={interval}", dtstart=first)
        .after(dt.datetime.combine(started[0], dt.time()), inc=True)
        .date()
        == started[0]
    )


@pytest.mark.parametrize("name", ["byday", "bymonthday", "byweekno", "byyearday", "wkst"])
@pytest.mark.parametrize(
    "text", ["MO;FREQ=SECONDLY", "1;BYHOUR=1,2;BYMINUTE=3", "MO\nRRULE:FREQ=SECONDLY", "1:2", "MÖ"]
)
def test_a_part_of_a_rule_cannot_bring_another_part_in(monkeypatch: pytest.MonkeyPatch, name: str, text: str) -> None:
    counted: list[dt.date] = []
    opening = hours._opening
    monkeypatch.setattr(hours, "_opening", lambda day, *rest: (counted.append(day), opening(day, *rest))[1])
    schedule = Schedule(**{"freq": "WEEKLY", "opens_at": "09:00", "closes_at": "10:00", name: text})
    assert openings([schedule], at("2026-11-01T00:00"), at("2026-12-01T00:00"), AMSTERDAM) == []
    assert counted == []


@given(byday=st.text("MOTU,;=:FREQSCNDLY+-123 \n", max_size=30))
@settings(deadline=None)
def test_no_text_of_days_gives_more_than_one_moment_a_day(byday: str) -> None:
    schedule = weekly(byday)
    days = list(hours._dates(schedule, dt.date(2026, 11, 1), dt.date(2026, 11, 30)))
    assert len(days) == len(set(days))


@pytest.mark.parametrize(
    ("schedule", "words"),
    [
        (weekly("TU,TH", "15:30", "17:00"), "Elke dinsdag en donderdag, 15.30 – 17.00 uur"),
        (weekly("MO,TU,WE,TH,FR", "09:00", "17:00"), "Maandag tot en met vrijdag, 9.00 – 17.00 uur"),
        (weekly("MO,TU,WE,TH,FR,SA,SU", "00:00", "23:59"), "Elke dag, dag en nacht"),
        (weekly("WE", interval=2), "Om de week op woensdag, 14.00 – 16.00 uur"),
        (Schedule(freq="MONTHLY", byday="1SA", opens_at="10:00", closes_at="12:00"),
         "Elke eerste zaterdag van de maand, 10.00 – 12.00 uur"),
        (weekly("FR", "20:00", "23:59"), "Elke vrijdag, 20.00 – 24.00 uur"),
        (Schedule(description="Op afspraak"), "Op afspraak"),
    ],
)  # fmt: skip
def test_usual_times_in_words(schedule: Schedule, words: str) -> None:
    assert [plain(line) for line in spoken([schedule])] == [words]


def test_the_state_in_words() -> None:
    tuesday = at("2026-11-24T12:00")

    def said(*schedules: Schedule) -> str:
        return plain(state_text(state(schedules, tuesday, AMSTERDAM), tuesday))

    assert said(weekly("TU", "11:00", "13:00")) == "Nu open tot 13.00 uur"
    assert said(weekly("WE")) == "Open morgen vanaf 14.00 uur"
    assert said(weekly("SU")) == "Open zondag vanaf 14.00 uur"
    assert said() == ""


def plain(text: str) -> str:
    """With ordinary spaces, so that a test can be read."""
    return text.replace("\u00a0", " ")


def test_clock_reads_what_hsds_writes() -> None:
    assert clock("15:30") == clock("15:30:00") == clock("15:30+01:00") == dt.time(15, 30)
    assert clock("half vier") is None


@pytest.mark.parametrize(
    "parts",
    [
        {"freq": "DAILY", "bymonthday": "1", "byyearday": "5"},
        {"freq": "YEARLY", "bymonthday": "31", "byyearday": "1"},
        {"freq": "DAILY", "interval": 7, "byday": "MO", "dtstart": "2026-11-24"},
        {"freq": "YEARLY", "interval": 2, "byyearday": "366", "dtstart": "2025-01-01"},
        {"freq": "MONTHLY", "interval": 12, "bymonthday": "30", "dtstart": "2025-02-01"},
        {"freq": "WEEKLY", "bymonthday": "13"},
    ],
)
def test_parts_that_never_meet_are_no_rule_and_are_not_looked_for_to_the_year_9999(
    parts: dict[str, object], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hours.rrule, "rrulestr", lambda *_args, **_more: pytest.fail("looked for"))
    hours._rule.cache_clear()
    never = Schedule(**parts, opens_at="09:00")
    assert openings([never], at("2026-11-23T00:00"), at("2026-12-23T00:00"), AMSTERDAM) == []


def test_a_closing_day_written_without_hyphens_closes() -> None:
    closed = weekly("MO", exceptions=[{"date": "20261123"}])
    assert openings([closed], at("2026-11-23T00:00"), at("2026-11-24T00:00"), AMSTERDAM) == []


def test_what_opens_at_midnight_opens_at_0_and_what_closes_then_closes_at_24() -> None:
    night = [weekly("TU", "00:00", "05:00")]
    assert "0.00" in state_text(state(night, at("2026-11-23T12:00"), AMSTERDAM), at("2026-11-23T12:00"))
    evening = [weekly("MO", "10:00", "24:00")]
    assert "24.00" in state_text(state(evening, at("2026-11-23T12:00"), AMSTERDAM), at("2026-11-23T12:00"))
