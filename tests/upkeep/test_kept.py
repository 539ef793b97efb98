"""What everyone may know of how a network keeps its map: the median days to a decision, from five decisions on."""

import datetime as dt

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from buurtnet.areas.models import Network
from buurtnet.directory.models import Service
from buurtnet.mending.choices import State
from buurtnet.mending.models import Suggestion
from buurtnet.upkeep.measuring import count_now
from buurtnet.upkeep.promptness import promptness_of
from tests.factories import AreaFactory, NetworkFactory

pytestmark = pytest.mark.django_db


def decided(network: Network, *days: float, state: State = State.ACCEPTED, ago: int = 10) -> None:
    """Suggestions that had their decision after so many days."""
    answered = timezone.now() - dt.timedelta(days=ago)
    for waited in days:
        Suggestion.objects.create(
            network=network, is_new=True, state=state, sent_at=answered - dt.timedelta(days=waited),
            answered_at=answered,
        )  # fmt: skip


def page(network: Network) -> str:
    answer = Client().get(reverse("upkeep:kept", args=[network.slug]))
    assert answer.status_code == 200
    return answer.content.decode()


def test_from_five_decisions_on_the_median_is_shown(network: Network) -> None:
    decided(network, 1, 2, 30, 3)
    assert promptness_of(network, timezone.now()).days is None
    assert "minder dan vijf meldingen" in page(network)
    decided(network, 2.5, state=State.DECLINED)
    assert promptness_of(network, timezone.now()).days == 3  # of 1, 2, 2.5, 3 and 30
    shown = page(network)
    assert '<strong class="amount">3</strong> dagen of korter' in shown
    assert "5 meldingen met een antwoord" in shown
    assert "minder dan vijf" not in shown


def test_within_a_day_is_one_day(network: Network) -> None:
    decided(network, 0, 0, 0, 0.1, 0.2)
    assert '<strong class="amount">1</strong> dag of korter' in page(network)


def test_what_waits_was_long_ago_or_is_of_another_network_does_not_count(network: Network) -> None:
    decided(network, 1, 1, 1, 1)
    decided(network, 50, ago=366)
    decided(NetworkFactory(areas=[AreaFactory()]), 50, 50)
    Suggestion.objects.create(network=network, is_new=True)
    assert promptness_of(network, timezone.now()).decisions == 4


def test_the_part_that_was_confirmed_is_shown_once_it_is_counted(
    network: Network, two: tuple[Service, Service]
) -> None:
    assert "nagekeken</li>" not in page(network)
    Service.objects.filter(pk=two[0].pk).update(assured_date=timezone.localdate())
    count_now(network, timezone.localdate())
    assert "50&nbsp;%</strong> van het aanbod is in de laatste zes maanden nagekeken" in page(network)


def test_it_costs_the_same_for_many(network: Network) -> None:
    page(network)
    with CaptureQueriesContext(connection) as few:
        page(network)
    decided(network, *range(30))
    with CaptureQueriesContext(connection) as many:
        page(network)
    assert len(many) == len(few)
