"""Planning a round, tapping its streets, closing it, and keeping what was heard."""

import datetime as dt
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from buurtnet.areas.models import Area, Network
from buurtnet.kit.moving import NotNowError
from buurtnet.needs.choices import Noticed, RoundKind, SignalKind
from buurtnet.needs.coverage import Street
from buurtnet.needs.models import OutreachRound, RoundStreet, Signal
from buurtnet.needs.round_notes import Heard, HeardKind, note_down
from buurtnet.needs.rounds import change_plan, close, in_walking_order, plan, points_at_a_house, round_items, tap
from buurtnet.people.acting import By
from buurtnet.people.models import Person
from buurtnet.privacy.models import LogRow
from buurtnet.questions.choices import Channel
from buurtnet.questions.codes import hash_of_code
from buurtnet.questions.models import Question
from tests.at_once import at_once
from tests.needs.rounds_cast import a_round, planned

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)


def test_a_round_is_planned_with_its_streets_in_the_order_to_walk(
    area: Area, network: Network, samira: Person
) -> None:
    streets = [
        Street("Oosterstraat", area, 52.05, 4.19),
        Street("Westerstraat", area, 52.05, 4.10),
        Street("Nieuwe Steeg", area),
        Street("Middenstraat", area, 52.05, 4.15),
    ]
    made = plan(network, planned(area, streets=streets, team=[samira]), by=By(samira, "connector"))
    assert list(made.streets.values_list("name", flat=True)) == [
        "Westerstraat", "Middenstraat", "Oosterstraat", "Nieuwe Steeg",
    ]  # fmt: skip
    assert list(made.team.all()) == [samira]
    assert LogRow.objects.get(rule="round.planned").object_id == str(made.pk)


def test_a_walk_goes_to_the_nearest_street_each_time(area: Area) -> None:
    names = ["A", "B", "C", "D"]
    streets = [Street(name, area, 52.05, 4.10 + number / 100) for number, name in enumerate(names)]
    assert [one.name for one in in_walking_order([streets[2], streets[0], streets[3], streets[1]])] == names


def test_another_plan_keeps_a_street_that_was_visited(area: Area, network: Network, samira: Person) -> None:
    made = a_round(network, area, "Kade", "Steeg", "Plein")
    tap(made.streets.get(name="Kade"), done=True, at=NOW, now=NOW)
    change_plan(made, planned(area, streets=[Street("Plein", area), Street("Laan", area)]), by=By(samira))
    assert set(made.streets.values_list("name", flat=True)) == {"Kade", "Plein", "Laan"}
    assert made.streets.get(name="Kade").done_at is not None


def test_the_plan_of_a_closed_round_is_not_changed_any_more(area: Area, network: Network, samira: Person) -> None:
    made = a_round(network, area, "Kade")
    close(made, talks=3, by=By(samira))
    with pytest.raises(NotNowError):
        change_plan(made, planned(area, streets=[Street("Laan", area)]), by=By(samira))
    assert list(made.streets.values_list("name", flat=True)) == ["Kade"]


def test_a_street_is_done_and_not_after_all(area: Area, network: Network) -> None:
    street = a_round(network, area, "Kade").streets.get()
    assert tap(street, done=True, at=NOW, now=NOW).done_at == NOW
    assert tap(street, done=False, at=NOW + dt.timedelta(minutes=1), now=NOW + dt.timedelta(hours=1)).done_at is None


def test_a_tap_that_comes_twice_changes_nothing(area: Area, network: Network) -> None:
    street = a_round(network, area, "Kade").streets.get()
    for minutes in range(2):
        assert tap(street, done=True, at=NOW, now=NOW + dt.timedelta(minutes=minutes)).done_at == NOW


def test_of_two_phones_the_last_tap_counts_whatever_comes_in_last(area: Area, network: Network) -> None:
    street = a_round(network, area, "Kade").streets.get()
    later, earlier = NOW, NOW - dt.timedelta(minutes=10)
    tap(street, done=False, at=later, now=NOW)
    assert tap(street, done=True, at=earlier, now=NOW + dt.timedelta(minutes=1)).done_at is None
    street = a_round(network, area, "Steeg").streets.get()
    tap(street, done=True, at=later, now=NOW)
    assert tap(street, done=False, at=earlier, now=NOW + dt.timedelta(minutes=1)).done_at == later


def test_a_clock_that_is_wrong_does_not_stop_later_taps(area: Area, network: Network) -> None:
    made = a_round(network, area, "Kade")
    street = made.streets.get()
    tap(street, done=True, at=NOW + dt.timedelta(days=900), now=NOW)
    assert (
        tap(street, done=False, at=NOW + dt.timedelta(minutes=1), now=NOW + dt.timedelta(minutes=1)).done_at is None
    )
    old = tap(a_round(network, area, "Laan").streets.get(), done=True, at=dt.datetime(1970, 1, 1, tzinfo=dt.UTC))
    assert old.done_at == old.round.created_at


@pytest.mark.django_db(transaction=True)
def test_two_phones_at_once_meet_no_error(area: Area, network: Network) -> None:
    street = a_round(network, area, "Kade").streets.get()
    later = NOW + dt.timedelta(seconds=1)
    at_once(
        lambda: tap(street, done=True, at=NOW, now=later),
        lambda: tap(street, done=False, at=later, now=later),
    )
    street.refresh_from_db()
    assert (street.done_at, street.tapped_at) == (None, later)


def test_closing_twice_is_closing_once(area: Area, network: Network, samira: Person) -> None:
    made = a_round(network, area, "Kade")
    first = close(made, talks=12, by=By(samira), now=NOW)
    again = close(made, talks=12, by=By(samira), now=NOW + dt.timedelta(hours=1))
    assert (first.closed_at, again.closed_at, again.talks) == (NOW, NOW, 12)
    assert LogRow.objects.filter(rule="round.closed").count() == 1


def test_a_number_of_talks_can_be_put_right(area: Area, network: Network, samira: Person) -> None:
    made = a_round(network, area, "Kade")
    close(made, talks=12, by=By(samira), now=NOW)
    assert close(made, talks=21, by=By(samira)).talks == 21
    assert OutreachRound.objects.get().closed_at == NOW


def test_who_goes_along_sees_a_round_from_its_first_day_until_it_is_closed(
    area: Area, network: Network, joris: Person, samira: Person
) -> None:
    day = timezone.localdate()
    made = a_round(network, area, starts_on=day, ends_on=day)
    made.team.add(joris)
    noon = timezone.localtime().replace(hour=12)
    assert round_items(joris, [network], noon - dt.timedelta(days=1)) == []
    (item,) = round_items(joris, [network], noon)
    assert not item.is_late(noon)
    assert item.is_late(noon + dt.timedelta(days=1))
    assert round_items(samira, [network], noon) == []
    assert round_items(joris, [], noon) == []
    close(made, talks=2, by=By(samira))
    assert round_items(joris, [network], noon) == []


@pytest.mark.parametrize(
    "typed", ["Kerkstraat 12", "Kerkstraat 12a", "Kade 4 bus 2", "Dorpsstraat 1944", "Laan 7-9", "bel 0612345678",
              "jan@havendijk.example", "Kerkstraat １２"],
)  # fmt: skip
def test_a_house_is_no_street(typed: str) -> None:
    assert points_at_a_house(typed)


@pytest.mark.parametrize(
    "typed", ["Kerkstraat", "1e Pijnackerstraat", "2de Dwarsstraat", "Plein 1944", "Laan van 8 mei", "Raadtlaan"]
)  # fmt: skip
def test_a_street_with_a_number_in_its_name_is_a_street(typed: str) -> None:
    assert not points_at_a_house(typed)


def test_a_street_that_we_know_is_never_taken_for_a_house() -> None:
    assert points_at_a_house("Straat 12")
    assert not points_at_a_house("Straat 12", {"straat 12"})


def test_what_plays_here_becomes_a_signal_of_the_round_and_the_neighbourhood(
    area: Area, network: Network, samira: Person
) -> None:
    made, key = a_round(network, area, "Kade"), uuid4()
    for _time in range(2):
        heard = Heard(HeardKind.COLLECTIVE, "Het speelplein is ’s avonds donker.")
        assert note_down(made, heard, by=By(samira), form_key=key) == ""
    signal = Signal.objects.get()
    assert (signal.round, signal.area, signal.kind) == (made, area, SignalKind.COLLECTIVE)
    assert (signal.noticed, signal.giver.person) == (Noticed.HEARD, samira)
    assert signal.text == "Het speelplein is ’s avonds donker."


@pytest.mark.parametrize(("kind", "channel"), [(RoundKind.STREETS, Channel.DOOR), (RoundKind.CART, Channel.TABLE)])
def test_a_question_is_asked_once_counted_once_and_tied_to_no_round(
    kind: RoundKind, channel: Channel, area: Area, network: Network, samira: Person
) -> None:
    made, key = a_round(network, area, kind=kind), uuid4()
    heard = Heard(HeardKind.QUESTION, "Waar kan ik leren fietsen?", age_band="parent", asked_for="self")
    codes = {note_down(made, heard, by=By(samira), form_key=key) for _time in range(2)}
    question = Question.objects.get()
    made.refresh_from_db()
    assert (made.questions, question.channel, question.area) == (1, channel, area)
    assert {hash_of_code(code) for code in codes} == {question.code_hash}
    assert not [field for field in Question._meta.get_fields() if field.related_model is OutreachRound]


def test_no_row_of_a_round_can_hold_a_door_or_a_person() -> None:
    kept = {field.name for model in (OutreachRound, RoundStreet) for field in model._meta.get_fields()}
    allowed: set[Any] = {
        "id", "network", "area", "kind", "purpose", "place", "starts_on", "ends_on", "materials", "languages", "team",
        "talks", "questions", "closed_at", "created_at", "streets", "signals", "evidence",
        "round", "name", "latitude", "longitude", "position", "done_at", "tapped_at",
    }  # fmt: skip
    assert kept == allowed


def test_a_tap_of_after_the_close_moves_nothing_and_one_of_before_still_counts(area: Area, network: Network) -> None:
    made = a_round(network, area, "Kade", "Laan")
    closed = NOW + dt.timedelta(hours=1)
    OutreachRound.objects.filter(pk=made.pk).update(closed_at=closed, talks=0)
    late, early = made.streets.get(name="Kade"), made.streets.get(name="Laan")
    with pytest.raises(NotNowError, match="gesloten"):
        tap(late, done=True, at=closed + dt.timedelta(minutes=1), now=closed + dt.timedelta(hours=2))
    late.refresh_from_db()
    assert late.done_at is None
    assert tap(early, done=True, at=NOW, now=closed + dt.timedelta(hours=2)).done_at == NOW
