"""Fixed times in a season: asked until a day, shared out so that each group's first wish comes before a second."""

import datetime as dt
import hashlib
import random
import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from buurtnet.areas.models import Network
from buurtnet.kit.moving import NotNowError
from buurtnet.people.choices import Role
from buurtnet.people.models import Mail, Organization, Person
from buurtnet.people.my_data import erase_account
from buurtnet.places.choices import Approval, BookingState, NotFree, SeasonState, WishOutcome
from buurtnet.places.models import Booking, SeasonRound, SeasonWish, Venue
from buurtnet.places.seasons import ask, share_out, times_of
from buurtnet.places.sharing_out import Asked, lot_of, shared_out
from buurtnet.places.today import items
from buurtnet.privacy.retention import expire
from tests.people.cast import person, ring_one, ring_two
from tests.places.rows import a_booking, a_round, a_venue, opened

TUESDAY = 1
EVENING = {"weekday": TUESDAY, "starts_at": dt.time(19), "ends_at": dt.time(21)}


def asked(key: str, who: str, rank: int, first: int = 19, last: int = 21, **more: Any) -> Asked:
    said = {"venue": "zaal", "weekday": TUESDAY} | more
    return Asked(key, who, rank, first=first * 60, last=last * 60, **said)


def test_a_first_wish_goes_before_anyone_s_second_whatever_the_lot_says() -> None:
    for seed in map(str, range(40)):
        granted = shared_out([asked("a2", "a", 2), asked("a1", "a", 1, weekday=3), asked("b1", "b", 1)], seed)
        assert {one.key for one in granted} == {"a1", "b1"}


def test_of_second_wishes_that_of_who_has_nothing_yet_goes_first() -> None:
    wishes = [
        asked("a1", "a", 1), asked("b1", "b", 1), asked("a2", "a", 2, weekday=3), asked("b2", "b", 2, weekday=3),
    ]  # fmt: skip
    for seed in map(str, range(40)):
        granted = [one.key for one in shared_out(wishes, seed)]
        assert granted in (["a1", "b2"], ["b1", "a2"])


def test_equals_are_drawn_and_both_can_win() -> None:
    wishes = [asked("een", "a", 1), asked("twee", "b", 1)]
    winners = {seed: shared_out(wishes, seed)[0].key for seed in map(str, range(40))}
    assert set(winners.values()) == {"een", "twee"}
    for seed, key in winners.items():
        assert lot_of(seed, key) == min(hashlib.sha256(f"{seed}{one.key}".encode()).hexdigest() for one in wishes)


WISHES = st.lists(
    st.builds(
        lambda who, rank, venue, day, first, length: (who, rank, venue, day, first, first + length),
        st.sampled_from("abcd"), st.integers(1, 3), st.sampled_from(["zaal", "keuken"]), st.integers(0, 2),
        st.integers(9, 20), st.integers(1, 3),
    ),
    max_size=14, unique_by=lambda one: one[:2],
)  # fmt: skip


@given(WISHES, st.text(max_size=5), st.randoms(use_true_random=False))
def test_the_same_wishes_and_seed_give_the_same_and_nobody_is_in_one_place_with_another(
    rows: list[tuple[str, int, str, int, int, int]], seed: str, dice: random.Random
) -> None:
    wishes = [
        asked(f"{who}{rank}", who, rank, first, last, venue=venue, weekday=day)
        for who, rank, venue, day, first, last in rows
    ]
    granted = shared_out(wishes, seed)
    mixed = list(wishes)
    dice.shuffle(mixed)
    assert shared_out(mixed, seed) == granted
    assert not any(one.meets(other) for one in granted for other in granted if one is not other)
    refused = [one for one in wishes if one not in granted]
    # What is refused meets something of at least the same rank.
    assert all(any(one.meets(other) and other.rank <= one.rank for other in granted) for one in refused)


# With rows


@pytest.fixture
def hall(network: Network) -> Venue:
    return a_venue(network, name="Grote zaal", hours="18:00-22:00", approval=Approval.ASK, price_cents=1_000)


@pytest.fixture
def around(hall: Venue) -> SeasonRound:
    return a_round(hall)


def wish(around: SeasonRound, by: Person, rank: int = 1, group: str = "Dansgroep", **more: Any) -> SeasonWish:
    organization = more.pop("organization", None)
    said = {"venue": around.venues.get(), "people": 8, "group": group} | EVENING | more
    return ask(around, rank, said, organization=organization, by=by)


def over(around: SeasonRound) -> SeasonRound:
    """Asking is over since yesterday."""
    around.wishes_until = timezone.localdate() - dt.timedelta(days=1)
    around.save()
    return around


@pytest.mark.django_db
def test_who_has_it_has_each_week_of_the_season_and_others_read_that_they_have_not(
    around: SeasonRound, joris: Person, hanan: Person, ingrid: Person
) -> None:
    wish(around, joris)
    wish(around, hanan, group="Koor")
    Mail.objects.all().delete()
    wishes = share_out(over(around), by=ingrid)
    assert sorted(one.outcome for one in wishes) == [WishOutcome.GRANTED, WishOutcome.REFUSED]
    won = next(one for one in wishes if one.outcome == WishOutcome.GRANTED)
    assert won.series
    made = list(won.series.bookings.order_by("starts_at"))
    assert [one.starts_at for one in made] == [start for start, _end in times_of(around, won, around.venues.get())]
    assert len(made) == 10
    assert {one.state for one in made} == {BookingState.CONFIRMED}
    assert {one.booker for one in made} == {won.asker}
    assert sorted(Mail.objects.values_list("to", flat=True)) == sorted([joris.email, hanan.email])
    assert not any("zaal" in one.body or "Koor" in one.body for one in Mail.objects.all())
    share_out(around, by=ingrid)
    assert (Booking.objects.count(), Mail.objects.count()) == (10, 2)


@pytest.mark.django_db
def test_a_week_that_another_has_already_or_that_is_closed_is_told_and_the_rest_is_booked(
    around: SeasonRound, joris: Person, ingrid: Person
) -> None:
    made = wish(around, joris)
    venue = around.venues.get()
    times = times_of(around, made, venue)
    a_booking(venue, times[2][0], 1, by=ingrid)
    closed = times[4][0].date()
    venue.closed_days.create(starts_on=closed, ends_on=closed)
    won = share_out(over(around), by=ingrid)[0]
    assert won.series
    assert [one["reason"] for one in won.series.refused] == [NotFree.TAKEN, NotFree.CLOSED]
    assert won.series.bookings.count() == 8


@pytest.mark.django_db
def test_the_minutes_kept_free_around_a_booking_count_too(
    around: SeasonRound, joris: Person, hanan: Person, ingrid: Person
) -> None:
    around.venues.update(buffer_after=30)
    wish(around, joris, starts_at=dt.time(18), ends_at=dt.time(20))
    wish(around, hanan, starts_at=dt.time(20), ends_at=dt.time(21))
    outcomes = [one.outcome for one in share_out(over(around), by=ingrid)]
    assert sorted(outcomes) == [WishOutcome.GRANTED, WishOutcome.REFUSED]


@pytest.mark.django_db
def test_a_wish_asked_again_takes_the_place_of_the_first_and_two_of_an_organization_are_one_group(
    around: SeasonRound, joris: Person, buurtteam: Organization, network: Network
) -> None:
    fatma = person("Fatma Kaya", Role.MEMBER, network, buurtteam)
    wish(around, joris, organization=buurtteam)
    changed = wish(around, fatma, organization=buurtteam, starts_at=dt.time(18))
    assert SeasonWish.objects.get() == changed
    wish(around, joris)
    assert SeasonWish.objects.count() == 2


@pytest.mark.django_db
def test_there_is_no_asking_after_the_last_day_and_no_sharing_out_before(
    around: SeasonRound, joris: Person, ingrid: Person
) -> None:
    wish(around, joris)
    with pytest.raises(NotNowError):
        share_out(around, by=ingrid)
    with pytest.raises(NotNowError):
        wish(over(around), joris, rank=2)
    with pytest.raises(NotNowError):
        wish(a_round(around.venues.get()), joris, starts_at=dt.time(8))


@pytest.mark.django_db
def test_who_asked_is_forgotten_with_their_account_and_a_fortnight_after_the_season(
    around: SeasonRound, joris: Person, hanan: Person
) -> None:
    wish(around, hanan)
    kept = wish(around, joris)
    erase_account(hanan)
    assert SeasonWish.objects.get() == kept
    assert kept.forget_on == around.ends_on + dt.timedelta(days=14)
    later = dt.datetime.combine(kept.forget_on, dt.time(12), dt.UTC) + dt.timedelta(days=2)
    expire(later)
    assert not SeasonWish.objects.exists()


# On the page


def url(name: str, network: Network, *args: Any) -> str:
    return reverse(f"places:{name}", args=[network.slug, *args])


SAID = {
    "doe": "vraag",
    "rank": "1",
    "weekday": "1",
    "starts_at": "19.00",
    "ends_at": "21.00",
    "people": "8",
    "group": "Koor",
}


@pytest.mark.django_db
def test_a_director_begins_a_round_residents_ask_and_all_read_how_it_was_shared_out(
    network: Network, hall: Venue, ingrid: Person, hanan: Person, joris: Person
) -> None:
    director, resident, today = ring_two(ingrid), ring_one(hanan), timezone.localdate()
    said = {
        "title": "Najaar", "venues": [str(hall.pk)], "starts_on": str(today + dt.timedelta(days=20)),
        "ends_on": str(today + dt.timedelta(days=80)), "wishes_until": str(today + dt.timedelta(days=3)),
        "form_key": "6f1d9d5e-3f55-4d0e-9a51-0c1fb6c6e1aa",
    }  # fmt: skip
    for _time in range(2):
        assert director.post(url("season_new", network), said).status_code == 302
    around = SeasonRound.objects.get()
    page = url("season", network, around.pk)
    assert resident.post(page, SAID | {"venue": str(hall.pk)}).status_code == 302
    shown = resident.get(page).content.decode().replace("\xa0", " ")
    assert "Dinsdag, 19.00 – 21.00 uur" in shown
    assert "€ 180" in shown  # nine weeks, two hours, ten euros
    assert around.fingerprint in shown
    assert around.seed not in shown
    assert "Nog even wachten" in director.post(url("season_share", network, around.pk)).content.decode()
    over(around)
    assert "Verdeel nu" in director.get(page).content.decode()
    assert director.post(url("season_share", network, around.pk)).status_code == 302
    shown = resident.get(page).content.decode()
    assert around.seed in shown
    booking = re.search(r'href="(/havendijk/plekken/reservering/[^"]+)"', shown)
    assert booking
    assert Client().get(booking[1]).status_code == 200
    other = ring_one(joris).get(page).content.decode()
    assert "Koor" in other
    assert "/plekken/reservering/" not in other


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"starts_at": "8.00", "ends_at": "9.00"}, "Dan is de plek niet te reserveren."),
        ({"starts_at": "19.05"}, "Kies een tijd op een kwartier"),
        ({"ends_at": "18.00"}, "De eindtijd ligt voor de begintijd."),
        ({"venue": "onzin"}, "Kies er een uit de lijst."),
        ({"group": ""}, "Hoe heet jullie groep?"),
        ({"people": "0"}, "Vul een getal in"),
        ({"rank": "9"}, "Kies er een uit de lijst."),
    ],
)
def test_what_is_not_right_is_said_and_what_was_typed_stays(
    changed: dict[str, str], sentence: str, network: Network, around: SeasonRound, hanan: Person
) -> None:
    said = SAID | {"venue": str(around.venues.get().pk)} | changed
    answer = ring_one(hanan).post(url("season", network, around.pk), said)
    assert sentence in answer.content.decode()
    assert not SeasonWish.objects.exists()


@pytest.mark.django_db
def test_one_takes_back_one_s_own_wish_and_no_other(
    network: Network, around: SeasonRound, hanan: Person, joris: Person
) -> None:
    mine, page = wish(around, hanan), url("season", network, around.pk)
    for who, left in ((joris, True), (hanan, False), (hanan, False)):
        assert ring_one(who).post(page, {"doe": "weg", "wens": str(mine.pk)}).status_code == 302
        assert SeasonWish.objects.exists() == left


@pytest.mark.django_db
def test_the_page_of_a_place_leads_there_while_one_can_ask(
    client: Client, network: Network, around: SeasonRound
) -> None:
    place, link = url("venue", network, around.venues.get().pk), url("season", network, around.pk)
    assert link in client.get(place).content.decode()
    over(around)
    assert link not in client.get(place).content.decode()


@pytest.mark.django_db
def test_who_keeps_the_places_is_reminded_once_asking_is_over(
    around: SeasonRound, ingrid: Person, joris: Person
) -> None:
    def lines(who: Person) -> list[str]:
        return [one.url for one in items(who, timezone.now())]

    link = url("season", around.network, around.pk)
    assert link not in lines(ingrid)
    over(around)
    assert link in lines(ingrid)
    assert link not in lines(joris)
    SeasonRound.objects.update(state=SeasonState.SHARED)
    assert link not in lines(ingrid)


@pytest.mark.django_db
def test_a_round_that_cannot_be_says_why(network: Network, hall: Venue, ingrid: Person) -> None:
    today = timezone.localdate()
    said = {
        "title": "", "starts_on": str(today + dt.timedelta(days=3)), "ends_on": str(today + dt.timedelta(days=900)),
        "wishes_until": str(today + dt.timedelta(days=5)),
    }  # fmt: skip
    shown = ring_two(ingrid).post(url("season_new", network), said).content.decode()
    for sentence in ("Geef het een naam", "Kies minstens één plek.", "Een seizoen duurt hoogstens een jaar.",
                     "Kies een dag voor het seizoen begint."):  # fmt: skip
        assert sentence in shown
    opened(hall, "09:00-10:00")
    assert not SeasonRound.objects.exists()
