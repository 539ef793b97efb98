"""A draft of the newsletter: made of what is there, once, on its day."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from buurtnet.agenda.choices import ActivityState, DateState
from buurtnet.areas.choices import Room
from buurtnet.areas.finding import forget_network_areas, network_areas
from buurtnet.areas.models import Network
from buurtnet.bulletin.choices import EditionState, ItemKind, Rhythm
from buurtnet.bulletin.gathering import MOST, beginning
from buurtnet.bulletin.making import is_due, make_draft, make_due_drafts, new_draft, renew
from buurtnet.bulletin.models import BulletinPlan, Edition
from buurtnet.bulletin.shown import heading_of
from buurtnet.bulletin.weeks import days_text, first_day, title_of
from buurtnet.directory.cards import Viewpoint
from buurtnet.directory.models import Service
from buurtnet.people.models import Person
from tests.agenda.rows import a_date, an_activity
from tests.bulletin.rows import DAY, a_story, draft, sent, soon
from tests.directory.searchable import reaching
from tests.factories import AreaFactory, ServiceFactory
from tests.questions.rows import others_asked

pytestmark = pytest.mark.django_db


@pytest.fixture
def on_the_map(network: Network) -> Callable[..., Service]:
    """Makes an entry in the lists of the network."""
    area = AreaFactory()
    network.areas.add(area)
    forget_network_areas()

    def make(name: str, **more: object) -> Service:
        service: Service = ServiceFactory(name=name, **{"last_modified": timezone.now(), **more})
        reaching(service, area)
        return service

    return make


def told(edition: Edition, kind: ItemKind) -> list[str]:
    return [item.title for item in edition.items.filter(kind=kind)]


def test_the_first_coming_date_of_each_activity_stands_in_order_of_time(network: Network) -> None:
    cooking = an_activity(network, title="Samen koken")
    a_date(cooking, soon(60))
    a_date(cooking, soon(40))
    a_date(an_activity(network, title="Lezen"), soon(20))
    edition = draft(network)
    assert told(edition, ItemKind.WEEK) == ["Lezen", "Samen koken"]
    assert str(edition.items.get(title="Samen koken").of) == f"date:{cooking.dates.earliest('starts_at').pk}"


def test_what_is_off_over_far_ahead_or_waits_is_not_told(network: Network, other: Network) -> None:
    a_date(an_activity(network, title="Afgelast"), soon(), state=DateState.CANCELLED)
    a_date(an_activity(network, title="Voorbij"), timezone.now() - dt.timedelta(hours=5))
    a_date(an_activity(network, title="Over een maand"), soon(24 * 30))
    a_date(an_activity(network, title="Wacht", state=ActivityState.WAITING), soon())
    a_date(an_activity(other, title="Van de buren"), soon())
    assert not draft(network).items.exists()


def test_no_more_is_told_than_someone_reads(network: Network) -> None:
    for number in range(MOST[ItemKind.WEEK] + 3):
        activity = an_activity(network, title=f"Activiteit {number}")
        a_date(activity, soon(20 + number))
        a_story(activity)
    edition = draft(network)
    assert len(told(edition, ItemKind.WEEK)) == MOST[ItemKind.WEEK] == 12
    assert len(told(edition, ItemKind.SUCCESS)) == MOST[ItemKind.SUCCESS] == 3


def test_good_news_new_entries_and_answers_are_told_once(
    network: Network, samira: Person, on_the_map: Callable[..., Service]
) -> None:
    a_story(an_activity(network, title="Fietsles"))
    on_the_map("Inloop De Kade")
    others_asked(network, samira, approved_by=None, approved_at=timezone.now())
    first = sent(network, samira, "Soep")
    kinds = [item.kind for item in first.items.all()]
    assert kinds == [ItemKind.SUCCESS, ItemKind.NEW_ON_MAP, ItemKind.ANSWERED, ItemKind.OWN]
    assert not make_draft(network, timezone.now()).items.exists()


def test_what_people_put_on_the_map_comes_before_what_a_source_renewed(
    network: Network, on_the_map: Callable[..., Service]
) -> None:
    for number in range(5):
        on_the_map(f"Uit een bron {number}", source="gids", source_id=str(number))
    on_the_map("Zelf erop gezet", last_modified=timezone.now() - 2 * DAY)
    on_the_map("Al lang geleden", last_modified=timezone.now() - 90 * DAY)
    names = told(draft(network), ItemKind.NEW_ON_MAP)
    assert len(names) == MOST[ItemKind.NEW_ON_MAP]
    assert names[0] == "Zelf erop gezet"


def test_an_answer_that_no_second_person_read_or_that_was_taken_back_is_not_told(
    network: Network, samira: Person
) -> None:
    others_asked(network, samira)
    others_asked(network, samira, approved_at=timezone.now(), withdrawn_at=timezone.now())
    assert not draft(network).items.exists()


def test_rooms_that_are_off_have_nothing_to_tell(network: Network, samira: Person) -> None:
    a_date(an_activity(network), soon())
    others_asked(network, samira, approved_at=timezone.now())
    network.rooms = [Room.BULLETIN]
    network.save()
    assert not draft(network).items.exists()


def test_asked_twice_it_is_one_draft_and_after_sending_the_next_number(network: Network, samira: Person) -> None:
    first = draft(network, "Soep")
    assert make_draft(network, timezone.now()) == first
    assert sent(network, samira).number == 1
    assert make_draft(network, timezone.now()).number == 2


def test_a_worker_that_comes_second_gets_the_draft_of_the_first(
    network: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = draft(network)
    # As if the other worker made its draft just after this one looked.
    monkeypatch.setattr("buurtnet.bulletin.making.waiting_in", lambda _network: None)
    monkeypatch.setattr("buurtnet.bulletin.making.new_draft", lambda here, _number, now: new_draft(here, 1, now))
    assert make_draft(network, timezone.now()) == made
    assert Edition.objects.count() == 1


def test_filled_again_it_keeps_what_someone_wrote_and_left_out(network: Network) -> None:
    out, stays = an_activity(network, title="Eruit"), an_activity(network, title="Blijft")
    a_date(out, soon())
    a_date(stays, soon(32))
    edition = draft(network, "Soep")
    edition.items.filter(title="Eruit").update(is_left_out=True)
    a_date(an_activity(network, title="Nieuw"), soon(34))
    renew(edition, timezone.now())
    assert list(edition.items.filter(is_left_out=False, kind=ItemKind.WEEK).values_list("title", flat=True)) == [
        "Blijft", "Nieuw",
    ]  # fmt: skip
    assert edition.items.get(title="Eruit").is_left_out
    assert edition.items.filter(title="Soep").exists()


def test_one_that_was_checked_is_not_filled_again(network: Network) -> None:
    edition = draft(network, "Soep")
    Edition.objects.update(state=EditionState.CHECKED)
    a_date(an_activity(network), soon())
    renew(edition, timezone.now())
    assert edition.items.count() == 1


@pytest.mark.parametrize(
    ("rhythm", "made_on", "days"),
    [
        (Rhythm.WEEKLY, 0, [7]),
        (Rhythm.FORTNIGHTLY, 0, [14]),
        (Rhythm.MONTHLY, 0, [28]),
        (Rhythm.WEEKLY, 2, [7]),  # made two days late: the next one is on its day again
    ],
)
def test_the_next_draft_is_due_on_its_weekday(
    network: Network, rhythm: Rhythm, made_on: int, days: list[int]
) -> None:
    monday = dt.date(2026, 3, 2)
    plan = BulletinPlan(network=network, rhythm=rhythm, weekday=0, made_on=monday + dt.timedelta(days=made_on))
    first = next(number for number in range(made_on, 60) if is_due(plan, noon(monday + dt.timedelta(days=number))))
    assert [first] == days


def noon(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(12), dt.UTC)


def test_over_a_year_a_weekly_draft_is_made_each_monday_also_after_a_night_without_a_worker(
    network: Network,
) -> None:
    monday = dt.date(2026, 3, 2)
    plan = BulletinPlan(network=network, rhythm=Rhythm.WEEKLY, weekday=0)
    asleep = {monday + dt.timedelta(days=70), monday + dt.timedelta(days=71)}
    made = []
    for number in range(-4, 365):
        day = monday + dt.timedelta(days=number)
        if day not in asleep and is_due(plan, noon(day)):
            plan.made_on = day
            made.append(day)
    late = [day for day in made if day.weekday() != 0]
    assert late == [monday + dt.timedelta(days=72)]
    assert len(made) == 53


def test_the_daily_job_makes_one_draft_and_later_fills_it_with_what_is_new(network: Network, other: Network) -> None:
    today = Viewpoint(network, timezone.now()).today
    plan = BulletinPlan.objects.create(network=network, rhythm=Rhythm.WEEKLY, weekday=today.weekday())
    BulletinPlan.objects.create(network=other, rhythm=Rhythm.NONE, weekday=today.weekday())
    assert [make_due_drafts(), make_due_drafts()] == [1, 0]
    a_date(an_activity(network, title="Nieuw"), soon())
    BulletinPlan.objects.filter(pk=plan.pk).update(made_on=today - 7 * DAY)
    assert make_due_drafts() == 1
    edition = Edition.objects.get()
    assert (edition.network, edition.starts_on, told(edition, ItemKind.WEEK)) == (
        network, first_day(today), ["Nieuw"],
    )  # fmt: skip


def test_the_daily_job_leaves_a_network_without_this_room_alone(network: Network) -> None:
    today = Viewpoint(network, timezone.now()).today
    BulletinPlan.objects.create(network=network, rhythm=Rhythm.WEEKLY, weekday=today.weekday())
    network.rooms = [Room.MAP]
    network.save()
    assert make_due_drafts() == 0
    assert not Edition.objects.exists()


MONDAY = dt.date(2026, 11, 23)


@pytest.mark.parametrize(
    ("day", "week"),
    [(0, 0), (1, 0), (2, 0), (3, 7), (4, 7), (5, 7), (6, 7)],
)
def test_the_weeks_begin_on_a_monday_and_end_on_a_sunday(day: int, week: int, network: Network) -> None:
    BulletinPlan.objects.create(network=network, rhythm=Rhythm.WEEKLY)
    edition = make_draft(network, noon(MONDAY + day * DAY))
    assert (edition.starts_on, edition.ends_on) == (MONDAY + week * DAY, MONDAY + (week + 6) * DAY)


def test_it_is_monday_when_it_is_monday_in_the_network(network: Network) -> None:
    BulletinPlan.objects.create(network=network, rhythm=Rhythm.WEEKLY)
    late = dt.datetime(2026, 11, 25, 22, 50, tzinfo=dt.UTC)  # ten to midnight on Wednesday
    assert make_draft(network, late).starts_on == MONDAY
    Edition.objects.all().delete()
    assert make_draft(network, late + dt.timedelta(minutes=15)).starts_on == MONDAY + 7 * DAY


def test_each_edition_is_called_after_its_week(network: Network, samira: Person) -> None:
    plan = BulletinPlan.objects.create(network=network, rhythm=Rhythm.WEEKLY)
    edition = make_draft(network, noon(MONDAY))
    assert edition.title == "Deze week in Havendijk: 23 t/m 29 november"
    edition = renew(edition, noon(MONDAY + 7 * DAY))
    assert edition.title == "Deze week in Havendijk: 30 november t/m 6 december"
    Edition.objects.update(title="Feest op het plein")
    edition = renew(Edition.objects.get(), noon(MONDAY + 14 * DAY))
    assert (edition.title, edition.starts_on) == ("Feest op het plein", MONDAY + 14 * DAY)
    Edition.objects.all().delete()
    plan.name, plan.rhythm = "De Kadekrant", Rhythm.FORTNIGHTLY
    plan.save()
    assert make_draft(network, noon(MONDAY)).title == "De Kadekrant: 23 november t/m 6 december"


def test_a_heading_fits_whatever_a_network_is_called(network: Network) -> None:
    network.name, network.town = "Netwerk van " + "lange " * 30, "Havendijk"
    days = (MONDAY, MONDAY + 6 * DAY)
    assert title_of(network, "", *days).startswith("Deze week in Netwerk van lange")
    assert title_of(network, "", *days).endswith(days_text(*days))
    assert title_of(network, "x" * 80, *days).endswith(days_text(*days))


def test_the_heading_says_how_far_it_looks_ahead(network: Network) -> None:
    edition = draft(network)
    edition.ends_on = edition.starts_on + 6 * DAY
    assert heading_of(edition, ItemKind.WEEK) == "Deze week"
    edition.ends_on = edition.starts_on + 13 * DAY
    assert heading_of(edition, ItemKind.WEEK) == "De komende twee weken"
    edition.ends_on = edition.starts_on + 27 * DAY
    assert heading_of(edition, ItemKind.WEEK) == "De komende maand"


def test_of_a_long_answer_stands_the_beginning_cut_between_words() -> None:
    assert beginning("  Kort.\n\nEn nog meer.") == "Kort."
    long = beginning("woord " * 100)
    assert len(long) <= 241
    assert long.endswith("woord…")


def test_a_draft_costs_the_same_whatever_there_is(network: Network) -> None:
    counts = []
    network_areas(network)  # is kept for a while
    for number in (1, 5):
        for one in range(number):
            activity = an_activity(network, title=f"Nummer {number} {one}")
            a_date(activity, soon(20 + one))
            a_story(activity)
        with CaptureQueriesContext(connection) as queries:
            edition = new_draft(network, number, timezone.now())
        counts.append(len(queries))
        assert edition.items.count() > number
    assert counts[0] == counts[1]
