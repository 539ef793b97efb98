"""UiTdatabank in and out: each kind of calendar is read, nonsense is counted, and what we write we read back."""

import datetime as dt
import json
from typing import Any

import pytest
from django.utils import timezone

from buurtnet.agenda import uitdatabank_in
from buurtnet.agenda.choices import DateState
from buurtnet.agenda.dates import Times
from buurtnet.agenda.models import Activity
from buurtnet.agenda.reading_along import NoCalendarError, Reading, Why
from buurtnet.agenda.taking_up import planned
from buurtnet.agenda.uitdatabank_in import read_uitdatabank
from buurtnet.agenda.uitdatabank_out import uitdatabank_events
from buurtnet.areas.models import Network
from buurtnet.feeds.activities import with_times
from buurtnet.people.models import Organization
from tests.agenda.rows import AMSTERDAM, WEDNESDAYS, an_activity, coming
from tests.agenda.test_icalendar import HERE, NOW, TODAY
from tests.factories import LocationFactory

WHEN = {"calendarType": "single", "startDate": "2026-12-01T15:30:00+01:00", "endDate": "2026-12-01T17:00:00+01:00"}


def event(**more: Any) -> dict[str, Any]:
    return {"@id": "https://io.example/event/1", "mainLanguage": "nl", "name": {"nl": "Zangmiddag"}} | WHEN | more


def read(*events: Any) -> Reading:
    return read_uitdatabank(json.dumps({"member": list(events)}).encode(), AMSTERDAM, TODAY)


def starts(document: dict[str, Any]) -> list[str]:
    (entry,) = read(document).entries
    return [f"{one.start:%Y-%m-%d %H:%M}" for one in planned(entry, HERE, NOW).values()]


def sub(day: int, **more: Any) -> dict[str, Any]:
    return {"startDate": f"2026-12-{day:02}T14:00:00+01:00", "endDate": f"2026-12-{day:02}T16:00:00+01:00"} | more


@pytest.mark.parametrize(
    "odd",
    [{"status": {"type": []}}, {"status": []}, {"calendarType": []}, {"workflowStatus": {}},
     {"audience": {"audienceType": []}}],
)  # fmt: skip
def test_a_list_where_a_word_belongs_breaks_nothing(odd: dict[str, Any]) -> None:
    assert [one.title for one in read(event(**odd)).entries] == ["Zangmiddag"]


def test_an_event_that_breaks_the_reader_breaks_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    def breaks(document: uitdatabank_in.Document) -> str:
        return str({"Breuk": 1 / 0}) if document["name"] == "Breuk" else ""

    monkeypatch.setattr(uitdatabank_in, "url_of", breaks)
    found = read(event(name="Breuk"), event(**{"@id": "2"}))
    assert [one.title for one in found.entries] == ["Zangmiddag"]
    assert list(found.left_out) == [Why.BROKEN]


def test_all_that_a_page_needs_is_read() -> None:
    location = {
        "name": {"nl": "Buurthuis"}, "geo": {"latitude": 51.0, "longitude": 4.3},
        "address": {"nl": {"streetAddress": "Kade 3", "postalCode": "9000", "addressLocality": "Duinbeke"}},
    }  # fmt: skip
    (entry,) = read(
        event(
            description={"fr": "Chanter", "nl": "<p>Samen <em>zingen</em></p>"}, location=location,
            typicalAgeRange="6-12", priceInfo=[{"category": "base", "price": 2.5, "priceCurrency": "EUR"}],
            bookingInfo={"url": "https://zingen.example/boek"}, mediaObject=[{"contentUrl": "http://127.0.0.1/x.jpg"}],
            terms=[{"id": "0.50.4.0.0", "domain": "eventtype"}], audience={"audienceType": "everyone"},
        )
    ).entries  # fmt: skip
    assert (entry.title, entry.text, entry.place) == ("Zangmiddag", "Samen zingen", "Buurthuis, Kade 3")
    assert (entry.age_from, entry.age_to, entry.price_cents) == (6, 12, 250)
    assert (entry.url, entry.point) == ("https://zingen.example/boek", (51.0, 4.3))
    assert entry.times == (Times(dt.date(2026, 12, 1), dt.time(15, 30), 90),)


@pytest.mark.parametrize(
    ("text", "ages"),
    [("-", (None, None)), ("12-", (12, None)), ("-18", (None, 18)), ("0-99", (None, 99)), ("9-3", (None, None)),
     ("oud", (None, None)), (7, (None, None)), ("999-", (None, None))],
)  # fmt: skip
def test_ages_are_read(text: Any, ages: tuple[int | None, int | None]) -> None:
    (entry,) = read(event(typicalAgeRange=text)).entries
    assert (entry.age_from, entry.age_to) == ages


def test_several_dates_are_dates_and_one_that_is_off_says_why() -> None:
    off = {"type": "Unavailable", "reason": {"nl": "Zaal dicht"}}
    found = event(calendarType="multiple", subEvent=[sub(3), sub(4, status=off), sub(9)])
    assert starts(found) == ["2026-12-03 14:00", "2026-12-04 14:00", "2026-12-09 14:00"]
    (entry,) = read(found).entries
    assert [one.because for one in entry.others.values()] == ["Zaal dicht"]


def test_opening_hours_are_series_until_the_last_day() -> None:
    hours = [
        {"opens": "10:00", "closes": "12:00", "dayOfWeek": ["monday", "wednesday"]},
        {"opens": "22:00", "closes": "02:00", "dayOfWeek": ["saturday"]},
    ]
    found = event(
        calendarType="periodic", startDate="2026-11-30T00:00:00+01:00", endDate="2026-12-07T23:59:59+01:00",
        openingHours=hours,
    )  # fmt: skip
    assert starts(found) == ["2026-11-30 10:00", "2026-12-02 10:00", "2026-12-05 22:00", "2026-12-07 10:00"]
    always = {"@id": "2", "name": "Inloop", "calendarType": "permanent", "openingHours": hours[:1]}
    assert len(starts(always)) > 80


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        (5, Why.BROKEN), (event(name={}), Why.NO_NAME), (event(name=["x"]), Why.NO_NAME),
        (event(startDate="morgen"), Why.NO_START), (event(startDate=None), Why.NO_START),
        (event(endDate="2026-11-30T10:00:00+01:00"), Why.BACKWARDS), (event(workflowStatus="DRAFT"), Why.NOT_ON),
        (event(workflowStatus="DELETED"), Why.NOT_ON), (event(audience={"audienceType": "members"}), Why.PRIVATE),
        (event(calendarType="permanent"), Why.NO_END_DATE),
        (event(startDate="9999-12-31T23:59:59-12:00"), Why.TOO_FAR),
        (event(calendarType="periodic", endDate="2027-12-01T17:00:00+01:00"), Why.TOO_LONG),
        (event(calendarType="permanent", openingHours=[{"opens": "25:00", "dayOfWeek": "x"}]), Why.NO_START),
        (event(calendarType="permanent", openingHours=[{"opens": "1"}], status={"type": "Unavailable"}), Why.NOT_ON),
    ],
)  # fmt: skip
def test_what_cannot_be_used_is_counted(document: Any, expected: Why) -> None:
    found = read(document)
    assert found.entries == []
    assert list(found.left_out.elements()) == [expected]


@pytest.mark.parametrize(
    "raw", [b"[" * 500_000, b'{"a":' * 100_000, b"{", b"null", b"7", b'"x"', b"[" + b"9" * 9_999]
)
def test_a_deep_or_broken_file_is_said_to_be_so(raw: bytes) -> None:
    with pytest.raises(NoCalendarError):
        read_uitdatabank(raw, AMSTERDAM, TODAY)


@pytest.mark.parametrize("price", ["2", -1, 1e300, float("nan"), None, True])
def test_a_price_that_is_none_is_not_known(price: Any) -> None:
    (entry,) = read(event(priceInfo=[{"category": "base", "price": price}])).entries
    assert entry.price_cents in {None, 100}


@pytest.mark.django_db
def test_what_we_write_we_read_back(network: Network, kompas: Organization) -> None:
    place = LocationFactory(name="Buurthuis De Meent")
    times = Times(coming(2), dt.time(15, 30), 90, WEDNESDAYS)
    one = an_activity(
        network, times, location=place, price_cents=0, age_from=4, age_to=12, summary="Samen eten.",
        owner_organization=kompas, contact="06 00 00 00 00",
    )  # fmt: skip
    first = one.dates.order_by("starts_at")[0]
    first.state, first.cancelled_because = DateState.CANCELLED, "Vakantie"
    first.save()
    rows = list(with_times(Activity.objects.all()))
    raw = uitdatabank_events(rows, network)
    (entry,) = read_uitdatabank(raw, AMSTERDAM, timezone.localdate()).entries
    assert (entry.title, entry.price_cents, entry.age_from, entry.age_to) == (one.title, 0, 4, 12)
    assert {m.start for m in planned(entry, network, timezone.now()).values()} == {
        date.starts_at for date in one.dates.all()
    }
    assert [other.because for other in entry.others.values()] == ["Vakantie"]
    assert "06 00" not in raw.decode()


@pytest.mark.django_db
def test_of_a_safe_address_only_the_town_is_told(network: Network) -> None:
    secret = LocationFactory(name="Blijf van mijn lijf", hide_address=True)
    an_activity(network, Times(coming(2), dt.time(15)), location=secret, latitude=52.1, longitude=4.1)
    raw = uitdatabank_events(list(with_times(Activity.objects.all())), network).decode()
    assert "Blijf" not in raw
    assert "52.1" not in raw
