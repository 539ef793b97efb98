"""Searches are counted without person, in memory first, and written in bulk."""

import datetime as dt
from unittest import mock

import pytest
from django.db import DatabaseError, connection
from pytest_django import Settings

from buurtnet.areas.models import Area, Network
from buurtnet.privacy.retention import expire
from buurtnet.wording import counting
from buurtnet.wording.actions import found_it
from buurtnet.wording.counting import count, flush
from buurtnet.wording.models import SearchCount
from tests.directory.searchable import offered, reaching
from tests.directory.searchable import town as town_of
from tests.factories import NetworkFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def one_is_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is counted can be read at once; from how many on it is kept in words has tests of its own."""
    monkeypatch.setattr(counting, "IN_A_NETWORK", 1)


# What people type by mistake, or because they are in need; nothing of the second part may reach a table.
TYPED = {
    "huiswerk Jan de Wit": "de wit",
    "huiswerk 06-12345678": "12345678",
    "huiswerk jan@voorbeeld.example": "voorbeeld",
    "huiswerk 1234 AB 12": "1234",
    "huiswerk Dorpsstraat 12": "dorpsstraat",
    "huiswerk ik heet Fatima": "fatima",
    "huiswerk 123456782": "123456782",
    "huiswerk 85.07.30-033.28": "0730",
    "huiswerk NL91ABNA0417164300": "abna",
    "huiswerk XK-123-B": "xk",
    "huiswerk 03-05-2015": "2015",
    "ik wil dood": "dood",
    "mijn man slaat mij": "slaat",
}


def rows() -> list[tuple[str, int, int]]:
    return list(SearchCount.objects.order_by("text").values_list("text", "times", "without_result"))


def test_a_search_costs_no_query_and_is_written_later(network: Network, django_assert_num_queries: object) -> None:
    with django_assert_num_queries(0):  # type: ignore[operator]
        count(network, "Huur niet betalen", found=0, language="nl")
        count(network, "huur  niet betalen!", found=3, language="nl")
        count(network, "zwemles", found=3, language="nl")
    assert rows() == []
    assert flush() == 2
    assert rows() == [("huur niet betalen", 2, 1), ("zwemles", 1, 0)]


def test_written_twice_the_counts_are_added(network: Network, area: Area) -> None:
    for _number in range(3):
        count(network, "zwemles", found=0, area=area)
        count(network, "zwemles", found=0)
        flush()
    assert rows() == [("zwemles", 3, 3), ("zwemles", 3, 3)]
    assert set(SearchCount.objects.values_list("area", flat=True)) == {None, area.pk}
    assert flush() == 0


def test_the_row_is_of_a_week_and_holds_no_moment(network: Network) -> None:
    count(network, "zwemles", found=1)
    flush()
    row = SearchCount.objects.get()
    assert row.week.weekday() == 0
    assert not [field for field in SearchCount._meta.fields if field.get_internal_type() == "DateTimeField"]


@pytest.mark.parametrize(("typed", "secret"), TYPED.items())
def test_nothing_that_points_at_someone_reaches_any_table(network: Network, typed: str, secret: str) -> None:
    reaching(offered("Huiswerk"), network.areas.get())
    count(network, typed, found=0, address="192.0.2.7")
    found_it(network, typed, answer="no", why="ver")
    flush()
    assert SearchCount.objects.count() == 1
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM wording_searchcount")
        raw = " ".join(str(value).casefold() for row in cursor.fetchall() for value in row[4:])
    assert secret not in raw
    assert "192.0.2.7" not in raw


def test_of_words_of_danger_only_the_kind_is_counted(network: Network) -> None:
    count(network, "ik wil dood", found=0)
    count(network, "ik wil niet meer leven", found=0)
    flush()
    assert list(SearchCount.objects.values_list("text", "danger", "times")) == [("", "suicide", 2)]


def test_the_same_visitor_counts_once_an_hour_with_the_same_words(network: Network) -> None:
    with mock.patch.object(counting.time, "monotonic", return_value=1_000.0) as clock:
        for _number in range(4):
            count(network, "zwemles", found=0, address="192.0.2.7")
        count(network, "zwemles", found=0, address="192.0.2.8")
        count(network, "judo", found=0, address="192.0.2.7")
        clock.return_value += 3_599
        count(network, "zwemles", found=0, address="192.0.2.7")
        clock.return_value += 1
        count(network, "zwemles", found=0, address="192.0.2.7")
    flush()
    assert rows() == [("judo", 1, 1), ("zwemles", 3, 3)]


def test_after_an_hour_nothing_is_left_of_a_visitor(network: Network) -> None:
    with mock.patch.object(counting.time, "monotonic", return_value=1_000.0) as clock:
        count(network, "zwemles", found=0, address="192.0.2.7")
        assert len(counting._seen) == 1
        assert b"192.0.2.7" not in b"".join(counting._seen)
        clock.return_value += 3_600
        flush()
    assert not counting._seen


@pytest.mark.parametrize("typed", ["", "   ", "?!", "113", "\x00", "\ud800", "de het een", "Jan Jansen"])
def test_what_says_nothing_is_not_counted(network: Network, typed: str) -> None:
    count(network, typed, found=0)
    assert flush() == 0


def test_a_very_long_text_is_counted_by_its_beginning(network: Network) -> None:
    count(network, "zwemles " * 10_000, found=0)
    flush()
    assert len(SearchCount.objects.get().text) <= 80


def test_answers_are_counted_with_their_reason(network: Network) -> None:
    count(network, "zwemles", found=9)
    found_it(network, "zwemles", answer="yes")
    found_it(network, "Zwemles", answer="no", why="ver")
    found_it(network, "zwemles", answer="no")
    found_it(network, "zwemles", answer="", why="vol")
    for nonsense in ("misschien", "\x00", "YES"):
        found_it(network, "zwemles", answer=nonsense, why="ver")
    found_it(network, "zwemles", answer="yes", why="ver")
    flush()
    row = SearchCount.objects.get()
    assert (row.times, row.answered_yes, row.answered_no) == (1, 2, 2)
    assert (row.no_far, row.no_full, row.no_unclear, row.no_other) == (1, 1, 0, 0)


def test_a_network_that_went_meanwhile_takes_its_counts_along_and_no_others(network: Network) -> None:
    other = NetworkFactory(slug="duinbeke")
    gone = town_of("Verdwenen")[0]
    count(other, "zwemles", found=0)
    count(network, "judo", found=0, area=gone)
    count(network, "dansles", found=0)
    other.delete()
    gone.delete()
    assert flush() == 1
    assert rows() == [("dansles", 1, 1)]


def test_counts_wait_while_the_database_is_away(network: Network) -> None:
    count(network, "zwemles", found=0)
    with (
        mock.patch.object(SearchCount.objects, "bulk_create", side_effect=DatabaseError),
        pytest.raises(DatabaseError),
    ):
        flush()
    count(network, "zwemles", found=0)
    flush()
    assert rows() == [("zwemles", 2, 2)]


def test_more_rows_than_are_written_at_once_all_arrive(network: Network) -> None:
    for number in range(counting.BATCH + 20):
        count(network, f"dansles{chr(97 + number % 26)}{chr(97 + number // 26)}", found=0)
    assert flush() == counting.BATCH + 20


def test_memory_has_an_end(network: Network) -> None:
    with mock.patch.object(counting, "MOST_WAITING", 2):
        for text in ("zwemles", "judo", "dansles", "judo"):
            count(network, text, found=0)
    flush()
    assert rows() == [("judo", 2, 2), ("zwemles", 1, 1)]


def test_much_that_waits_is_written_at_once(network: Network) -> None:
    with mock.patch.object(counting.behind, "something_waits") as told:
        for number in range(counting.ENOUGH):
            count(network, "zwemles", found=number)
    assert [call.kwargs["is_much"] for call in told.call_args_list] == [False] * (counting.ENOUGH - 1) + [True]
    counting.behind.write()
    assert rows() == [("zwemles", counting.ENOUGH, 1)]


def test_texts_go_after_four_hundred_days(network: Network) -> None:
    count(network, "zwemles", found=0)
    count(network, "judo", found=0)
    flush()
    old = counting.monday_of(dt.date.today() - dt.timedelta(days=410))
    SearchCount.objects.filter(text="judo").update(week=old)
    expire()
    assert rows() == [("zwemles", 1, 1)]


def test_what_too_few_share_is_kept_as_a_mark_and_in_words_from_the_third(
    network: Network, area: Area, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(counting, "IN_A_NETWORK", 3)
    count(network, "huiswerk jan jansen", found=0)
    count(network, "huiswerk jan jansen", found=0, area=area)
    flush()
    kept = str(list(SearchCount.objects.values()))
    assert "jansen" not in kept
    assert "huiswerk" not in kept
    assert SearchCount.objects.values("mark").distinct().count() == 1
    count(network, "huiswerk jan jansen", found=0, area=area)
    flush()
    assert set(SearchCount.objects.values_list("text", "times")) == {
        ("huiswerk jan jansen", 1), ("huiswerk jan jansen", 2),
    }  # fmt: skip


def test_searches_of_long_ago_and_of_another_network_do_not_help_a_text_into_words(
    network: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(counting, "IN_A_NETWORK", 3)
    for _number in range(2):
        count(network, "zwemles", found=0)
    count(NetworkFactory(), "zwemles", found=0)
    flush()
    SearchCount.objects.filter(network=network).update(week=dt.date(2025, 1, 6))
    count(network, "zwemles", found=0)
    flush()
    assert not SearchCount.objects.exclude(text="").exists()


def test_the_same_text_has_another_mark_on_another_site(network: Network, settings: Settings) -> None:
    about = counting.Counted(network.pk, None, dt.date(2026, 1, 5), "zwemles", "", "nl")
    before = (about.mark, about.key)
    settings.SECRET_KEY = "another" * 8
    assert about.mark != before[0]
    assert about.key != before[1]
