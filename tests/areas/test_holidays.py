import datetime
from itertools import pairwise

import pytest

from buurtnet.areas.holidays import holidays

REGIONS = ["nl-noord", "nl-midden", "nl-zuid", "be-vl", "be-fr"]


def day(text):
    return datetime.date.fromisoformat(text)


@pytest.mark.parametrize("region", REGIONS)
def test_holidays_stand_in_order_and_never_overlap(region):
    rows = holidays(region)
    assert rows
    assert all(row.first <= row.last for row in rows)
    assert all(one.last < other.first for one, other in pairwise(rows))


@pytest.mark.parametrize("region", REGIONS)
def test_holidays_begin_and_end_on_believable_days(region):
    for row in holidays(region):
        length = (row.last - row.first).days + 1
        assert 4 <= length <= 65, row
        if row.name not in {"zomervakantie", "hemelvaartweekend"}:
            assert row.first.weekday() in {0, 5}, row


@pytest.mark.parametrize(
    ("region", "date", "name"),
    [
        ("nl-noord", "2026-10-12", "herfstvakantie"),
        ("nl-midden", "2026-10-12", None),
        ("nl-midden", "2026-10-20", "herfstvakantie"),
        ("nl-zuid", "2026-12-25", "kerstvakantie"),
        ("nl-noord", "2027-07-10", "zomervakantie"),
        ("nl-zuid", "2027-07-10", None),
        ("nl-midden", "2028-03-05", "voorjaarsvakantie"),
        ("be-vl", "2026-11-02", "herfstvakantie"),
        ("be-fr", "2026-11-02", None),
        ("be-vl", "2027-04-11", "paasvakantie"),
        ("be-vl", "2027-08-31", "zomervakantie"),
        ("be-vl", "2027-09-01", None),
    ],
)
def test_published_dates(region, date, name):
    found = [row.name for row in holidays(region) if row.first <= day(date) <= row.last]
    assert found == ([name] if name else [])


def test_unknown_region_has_no_holidays():
    assert holidays("") == holidays("mars") == ()


def test_table_reaches_as_far_as_the_documents_say():
    assert holidays("nl-midden")[-1].last == day("2028-08-20")
    assert holidays("be-fr")[-1].last == day("2027-08-22")


def test_flemish_rules_hold_for_every_year_in_the_table():
    for row in holidays("be-vl"):
        if row.name == "zomervakantie":
            assert (row.first.month, row.first.day, row.last.month, row.last.day) == (7, 1, 8, 31)
        if row.name == "kerstvakantie":
            assert (row.last - row.first).days == 13
        if row.name in {"herfstvakantie", "krokusvakantie"}:
            assert (row.first.weekday(), (row.last - row.first).days) == (0, 6)
