"""What a phone keeps of a round and sends later: as often and in whatever order it comes, it ends well."""

import datetime as dt
from random import Random
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from buurtnet.areas.models import Area, Network
from buurtnet.needs.models import OutreachRound
from buurtnet.people.models import Person
from tests.needs.rounds_cast import a_round

pytestmark = pytest.mark.django_db


def send(client: Client, made: OutreachRound, street: int, *, done: bool, at: str = "") -> Any:
    said = {"gedaan" if done else "niet": street, "om": at}
    url = reverse("needs:round_street", args=[made.network.slug, made.pk])
    return client.post(url, said, headers={"Accept": "application/json"})


def test_a_script_hears_how_all_streets_are(partner: Client, network: Network, area: Area) -> None:
    made = a_round(network, area, "Kade", "Steeg")
    kade, steeg = made.streets.values_list("pk", flat=True)
    answer = send(partner, made, kade, done=True, at=timezone.now().isoformat())
    assert answer.json() == {"streets": {str(kade): True, str(steeg): False}}


def test_a_queue_in_any_order_and_twice_ends_the_same(partner: Client, network: Network, area: Area) -> None:
    taps = [(True, 50), (False, 40), (True, 30), (False, 20), (True, 10)]  # done, and how many minutes ago
    now = timezone.now()
    for seed in range(6):
        made = a_round(network, area, f"Straat {seed}")
        street = made.streets.get()
        sent = taps * 2
        Random(seed).shuffle(sent)
        for done, ago in sent:
            at = now - dt.timedelta(minutes=ago)
            assert send(partner, made, street.pk, done=done, at=at.isoformat()).status_code == 200
        street.refresh_from_db()
        assert street.done_at == now - dt.timedelta(minutes=10)


def test_a_tap_keeps_the_moment_it_was_made_and_not_the_moment_it_came_in(
    partner: Client, network: Network, area: Area
) -> None:
    made = a_round(network, area, "Kade")
    at = timezone.now() - dt.timedelta(hours=5)
    send(partner, made, made.streets.get().pk, done=True, at=at.isoformat().replace("+00:00", "Z"))
    assert made.streets.get().done_at == at


@pytest.mark.parametrize("at", ["", "gisteren", "2026-13-40T99:99:99Z", "2026-11-20T10:00:00", "9" * 300, "-1"])
def test_a_moment_that_is_none_counts_as_now(partner: Client, network: Network, area: Area, at: str) -> None:
    made = a_round(network, area, "Kade")
    before = timezone.now()
    assert send(partner, made, made.streets.get().pk, done=True, at=at).status_code == 200
    done = made.streets.get().done_at
    assert done is not None
    assert before <= done <= timezone.now()


def test_a_tap_that_comes_in_after_the_round_was_closed_still_counts(
    partner: Client, network: Network, area: Area
) -> None:
    made = a_round(network, area, "Kade", talks=3, closed_at=timezone.now())
    at = timezone.now() - dt.timedelta(hours=1)
    assert send(partner, made, made.streets.get().pk, done=True, at=at.isoformat()).status_code == 200
    assert made.streets.get().done_at == at


def test_what_a_phone_keeps_names_nobody_and_nothing_but_streets(
    partner: Client, network: Network, area: Area, samira: Person, joris: Person
) -> None:
    made = a_round(network, area, "Kade", purpose="praten over het plein", materials="Gele folders")
    made.team.set([samira, joris])
    url = reverse("needs:round_away", args=[network.slug, made.pk])
    page = partner.get(url).content.decode()
    assert "Kade" in page
    for kept in (samira.name, joris.name, samira.email, "praten over het plein", "Gele folders"):
        assert kept not in page


def test_the_script_beside_the_rounds_looks_after_rounds_only(client: Client, network: Network) -> None:
    answer = client.get(reverse("needs:round_worker", args=[network.slug]))
    assert answer.headers["Content-Type"] == "text/javascript; charset=utf-8"
    assert "Set-Cookie" not in answer.headers
    assert "Service-Worker-Allowed" not in answer.headers  # so it reaches no further than its own address
    assert reverse("needs:round_worker", args=[network.slug]).startswith(
        reverse("needs:round_list", args=[network.slug])
    )
