"""How long a first answer takes: the median in working days, only over ten questions or more."""

import datetime as dt

import pytest

from buurtnet.areas.models import Network
from buurtnet.questions.measuring import waits
from buurtnet.questions.models import Question
from tests.questions.rows import DAY, MONDAY, a_question

pytestmark = pytest.mark.django_db
NOW = MONDAY + 30 * DAY


def answered(network: Network, *lasted: int, asked_at: dt.datetime = MONDAY) -> None:
    """Questions of a Monday, each answered so many days later."""
    for days in lasted:
        a_question(network, asked_at=asked_at, answered_at=asked_at + days * DAY)


def test_with_nine_answers_nothing_is_said(network: Network) -> None:
    answered(network, *[1] * 9)
    assert [one.median for one in waits(network, NOW)] == [None, None]


def test_the_median_counts_working_days(network: Network) -> None:
    answered(network, 0, 1, 1, 1, 2, 2, 4, 7, 8, 9)  # 7, 8 and 9 days are 5, 6 and 7 working days
    assert [one.median for one in waits(network, NOW)] == [2.0, 2.0]


def test_the_last_quarter_goes_before_the_year(network: Network) -> None:
    answered(network, *[4] * 12, asked_at=MONDAY - 112 * DAY)
    assert [(one.count, one.median) for one in waits(network, NOW)] == [(0, None), (12, 4.0)]
    answered(network, *[1] * 10)
    assert [one.median for one in waits(network, NOW)] == [1.0, 4.0]


def test_half_a_day_is_said_as_a_whole_one(network: Network) -> None:
    answered(network, *[1] * 5, *[2] * 5)
    assert waits(network, NOW)[0].median == 1.5
    assert waits(network, NOW)[0].whole_days == 2


def test_other_networks_do_not_count(network: Network, django_assert_num_queries: object) -> None:
    answered(network, *[1] * 10)
    Question.objects.update(network=Network.objects.create(slug="elders", name="Elders", town="Elders", country="NL"))
    assert waits(network, NOW)[1].count == 0
    with django_assert_num_queries(1):  # type: ignore[operator]  # a fixture of pytest-django
        waits(network, NOW)
