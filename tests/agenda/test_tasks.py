"""Doing it again makes dated tasks, once for each step and date; done, dropped, handed on, told in time."""

import datetime as dt
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from buurtnet.agenda.again import begin_again, put_in_calendar
from buurtnet.agenda.choices import ActivityState, TaskState
from buurtnet.agenda.dates import Times
from buurtnet.agenda.models import Activity, Task
from buurtnet.agenda.tasks import (
    add_task,
    follow_date,
    hand,
    lesson_items,
    lines_of,
    make_tasks,
    move_task,
    task_items,
)
from buurtnet.areas.choices import Room
from buurtnet.areas.models import Network
from buurtnet.kit.moving import NotNowError
from buurtnet.people.models import Mail, Organization, Person
from buurtnet.practices.desk import today_in
from buurtnet.practices.models import Playbook, PlaybookLesson
from tests.agenda.rows import WEDNESDAYS, a_date, an_activity, by
from tests.people.cast import ring_one
from tests.practices.rows import a_playbook

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def with_practices(network: Network) -> None:
    network.rooms = [*network.rooms, Room.PRACTICES]
    network.save()


@pytest.fixture
def playbook(network: Network, joris: Person) -> Playbook:
    return a_playbook(network, joris)


def begun(network: Network, playbook: Playbook | None, who: Person, days: int = 60, **more: object) -> Activity:
    """Begun again, so many days from now, at two o'clock."""
    times = Times(today_in(network) + days * DAY, dt.time(14), 180)
    return begin_again(network, times, title="Straatfeest", key=uuid4(), by=by(who), playbook=playbook, **more)  # type: ignore[arg-type]


def page(name: str, activity: Activity, *args: object) -> str:
    return reverse(f"agenda:{name}", args=[activity.network.slug, activity.pk, *args])


def test_each_step_becomes_a_task_counted_from_the_day(network: Network, playbook: Playbook, joris: Person) -> None:
    made = begun(network, playbook, joris)
    on = today_in(network) + 60 * DAY
    assert made.state == ActivityState.IDEA
    assert made.dates.get().starts_at.astimezone(dt.UTC).date() == on
    assert list(made.tasks.values_list("due_on", flat=True)) == [on + days * DAY for days in (-42, -7, 0, 7)]


def test_a_step_goes_to_who_has_its_role_and_else_to_nobody_yet(
    network: Network, playbook: Playbook, joris: Person, samira: Person, hanan: Person, ingrid: Person
) -> None:
    last = begun(network, playbook, joris)
    assert list(last.tasks.values_list("owner", flat=True)) == [None, None, None, joris.pk]
    permit, things, everyone, _thanks = last.tasks.all()
    hand(permit, samira, by=by(joris))
    hand(things, hanan, by=by(joris))
    hand(everyone, ingrid, by=by(joris))
    add_task(last, text="Hekken", role="iedereen", due_on=today_in(network), key=uuid4(), by=by(joris), owner=samira)
    hanan.memberships.update(ends_at=timezone.now())
    Mail.objects.all().delete()
    made = begun(network, playbook, joris, like=last)
    assert [one.owner for one in made.tasks.all()] == [samira, None, None, joris]
    assert [one.person for one in Mail.objects.all()] == [samira]


def test_of_a_series_the_first_date_has_the_tasks(network: Network, playbook: Playbook, joris: Person) -> None:
    first = today_in(network) + 30 * DAY
    times = Times(first, dt.time(14), 180, WEDNESDAYS)
    made = begin_again(network, times, title="Eettafel", key=uuid4(), by=by(joris), playbook=playbook)
    assert made.dates.count() > 1
    assert {one.date for one in made.tasks.all()} == {made.dates.order_by("starts_at")[0]}
    assert made.tasks.count() == 4


def test_made_twice_a_step_has_one_task_of_a_date(network: Network, playbook: Playbook, joris: Person) -> None:
    made = begun(network, playbook, joris)
    assert make_tasks(made.dates.get(), owner=joris) == 0
    assert made.tasks.count() == 4
    second = a_date(made)
    assert make_tasks(second, owner=joris) == 4


def test_the_same_form_sent_twice_begins_once(partner: Client, network: Network, playbook: Playbook) -> None:
    again = reverse("agenda:again", args=[network.slug, playbook.pk])
    on = (today_in(network) + 30 * DAY).isoformat()
    said = {"title": "Straatfeest", "on": on, "starts": "14:00", "ends": "17:00", "form_key": str(uuid4())}
    assert {partner.post(again, said).status_code for _time in range(2)} == {302}
    made = Activity.objects.get()
    date = made.dates.get()
    assert (date.ends_at - date.starts_at, made.tasks.count()) == (dt.timedelta(hours=3), 4)


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"on": ""}, "Kies een dag."),
        ({"on": "2020-01-01"}, "Kies een dag van vandaag af"),
        ({"on": "9999-12-31"}, "Kies een dag van vandaag af"),
        ({"on": "31-02"}, "Dit is geen datum."),
        ({"starts": "25:99"}, "Dit is geen tijd."),
        ({"ends": "12:00"}, "Schrijf ook hoe laat het begint."),
        ({"title": " "}, "Geef het een naam."),
    ],
)
def test_a_day_that_cannot_be_is_refused_in_a_sentence(
    said: dict[str, str], sentence: str, partner: Client, network: Network, playbook: Playbook
) -> None:
    again = reverse("agenda:again", args=[network.slug, playbook.pk])
    good = {"title": "Straatfeest", "on": (today_in(network) + DAY).isoformat()}
    assert sentence in partner.post(again, good | said).content.decode()
    assert not Activity.objects.exists()


def test_without_a_time_it_is_the_whole_day_and_past_midnight_is_the_next(network: Network, joris: Person) -> None:
    whole = begin_again(
        network, Times(today_in(network) + DAY, None, 1_440), title="Dag", key=uuid4(), by=by(joris)
    )  # fmt: skip
    assert whole.dates.get().whole_day


def test_what_should_have_been_done_before_it_began_is_told_apart_from_what_is_late(
    network: Network, playbook: Playbook, joris: Person
) -> None:
    made = begun(network, playbook, joris, days=10)
    todo, _done = lines_of(made, joris, today_in(network))
    assert [(one.is_late, one.was_before) for one in todo] == [(True, True), *[(False, False)] * 3]
    todo, _done = lines_of(made, joris, today_in(network) + 4 * DAY)
    assert [(one.is_late, one.was_before) for one in todo][:2] == [(True, True), (True, False)]


def test_again_from_last_year_keeps_what_it_was(
    network: Network, playbook: Playbook, joris: Person, kompas: Organization
) -> None:
    last = an_activity(
        network, title="Straatfeest", place_text="Molenplein", for_whom=["families"], price_cents=0, owner=joris,
        owner_organization=kompas, playbook=playbook, state=ActivityState.STOPPED,
    )  # fmt: skip
    made = begun(network, playbook, joris, like=last)
    assert (made.place_text, made.for_whom, made.price_cents, made.owner_organization) == (
        "Molenplein", ["families"], 0, kompas,
    )  # fmt: skip
    assert made.pk != last.pk


def test_it_goes_into_the_calendar_when_its_owner_says_so(
    network: Network, playbook: Playbook, joris: Person, hanan: Person
) -> None:
    assert put_in_calendar(begun(network, playbook, joris), by=by(joris)).state == ActivityState.LIVE
    waits = begun(network, playbook, hanan)
    assert put_in_calendar(waits, by=by(hanan)).state == ActivityState.WAITING
    with pytest.raises(NotNowError):
        put_in_calendar(waits, by=by(hanan))


def test_a_moved_date_takes_its_open_tasks_along(network: Network, playbook: Playbook, joris: Person) -> None:
    made = begun(network, playbook, joris)
    date = made.dates.get()
    done = made.tasks.order_by("due_on")[0]
    move_task(done, TaskState.DONE, by=by(joris))
    date.starts_at += 7 * DAY
    before = list(made.tasks.order_by("due_on").values_list("due_on", flat=True))
    assert follow_date(date) == 3
    after = list(made.tasks.order_by("due_on").values_list("due_on", flat=True))
    assert after == [before[0], *[one + 7 * DAY for one in before[1:]]]
    assert follow_date(date) == 0


def test_a_task_moves_by_its_table(network: Network, playbook: Playbook, joris: Person) -> None:
    task = begun(network, playbook, joris).tasks.all()[0]
    for to in (TaskState.DONE, TaskState.OPEN, TaskState.DROPPED, TaskState.OPEN):
        assert move_task(task, to, by=by(joris)).state == to
    with pytest.raises(NotNowError):
        move_task(task, TaskState.OPEN, by=by(joris))


def test_who_gets_a_task_hears_so_without_what_it_is(
    network: Network, elsewhere: Network, playbook: Playbook, joris: Person, hanan: Person
) -> None:
    task = begun(network, playbook, joris).tasks.all()[0]
    hand(task, hanan, by=by(joris))
    mail = Mail.objects.get(person=hanan)
    assert task.text not in mail.subject + mail.body
    assert "Straatfeest" not in mail.subject + mail.body
    assert elsewhere.pk != network.pk
    hanan.memberships.update(network=elsewhere)
    with pytest.raises(NotNowError):
        hand(task, hanan, by=by(joris))


def test_who_has_a_task_ticks_that_one_and_nothing_else(
    resident: Client, network: Network, playbook: Playbook, joris: Person, hanan: Person
) -> None:
    made = begun(network, playbook, joris)
    mine, theirs = made.tasks.all()[:2]
    assert resident.get(page("tasks", made)).status_code == 404
    hand(mine, hanan, by=by(joris))
    assert resident.get(page("tasks", made)).status_code == 200
    assert resident.post(page("task", made, mine.pk), {"doe": "klaar"}).status_code == 302
    assert resident.post(page("task", made, theirs.pk), {"doe": "klaar"}).status_code == 404
    assert resident.post(page("task", made, mine.pk), {"doe": "geef", "owner": ""}).status_code == 404
    assert resident.post(page("tasks", made), {"text": "x", "due_on": "2026-12-01"}).status_code == 404
    assert resident.get(page("hand_over", made)).status_code == 404
    mine.refresh_from_db()
    assert mine.state == TaskState.DONE


def test_a_task_is_added_by_hand_once(partner: Client, network: Network, playbook: Playbook, joris: Person) -> None:
    made = begun(network, playbook, joris)
    said = {"text": "Bel de dj", "due_on": (today_in(network) + DAY).isoformat(), "form_key": str(uuid4())}
    assert {partner.post(page("tasks", made), said).status_code for _time in range(2)} == {302}
    assert made.tasks.filter(text="Bel de dj").count() == 1
    shown = partner.post(page("tasks", made), {"text": "", "due_on": "ooit", "owner": "x"}).content.decode()
    for sentence in ("Schrijf wat er moet gebeuren.", "Dit is geen datum.", "Kies uit de lijst."):
        assert sentence in shown, sentence


def test_a_key_of_elsewhere_changes_nothing_there(network: Network, playbook: Playbook, joris: Person) -> None:
    theirs = begun(network, playbook, joris).tasks.all()[0]
    mine = begun(network, playbook, joris)
    made = add_task(mine, text="Van mij", due_on=today_in(network), key=theirs.pk, by=by(joris))
    assert made.pk != theirs.pk
    assert (made.activity, theirs.text) == (mine, Task.objects.get(pk=theirs.pk).text)


def test_what_was_ticked_off_stays_in_its_place_until_the_next_tap(
    partner: Client, network: Network, playbook: Playbook, joris: Person
) -> None:
    made = begun(network, playbook, joris)
    first, second = made.tasks.all()[:2]
    for one in (first, second):
        answer = partner.post(page("task", made, one.pk), {"doe": "klaar"})
        assert answer.url == f"{page('tasks', made)}?net={one.pk}#taak-{one.pk}"  # type: ignore[attr-defined]
    shown = partner.get(answer.url).text  # type: ignore[attr-defined]
    assert shown.count(f'id="taak-{second.pk}"') == 1
    assert shown.index(f'id="taak-{second.pk}"') < shown.index("task-fold") < shown.index(f'id="taak-{first.pk}"')
    assert "Nog te doen (2)" in shown
    assert "Wie doet dit?" in shown
    for nonsense in ("x", "\x00", str(uuid4())):
        assert partner.get(page("tasks", made), {"net": nonsense}).status_code in {200, 400}


def test_the_page_says_when_it_is_next(partner: Client, network: Network, joris: Person) -> None:
    made = an_activity(network, owner=joris)
    a_date(made, timezone.now() - 30 * DAY)
    assert "De laatste keer was:" in partner.get(page("tasks", made)).text
    a_date(made)
    shown = partner.get(page("tasks", made)).text
    assert "Volgende keer:" in shown
    assert "De laatste keer was:" not in shown


@pytest.mark.parametrize("do", ["", "weg", "klaar\x1f", "geef-weg"])
def test_a_forged_button_is_not_found(
    do: str, partner: Client, network: Network, playbook: Playbook, joris: Person
) -> None:
    made = begun(network, playbook, joris)
    task = made.tasks.all()[0]
    assert partner.post(page("task", made, task.pk), {"doe": do}).status_code == 404
    assert partner.get(page("task", made, task.pk)).status_code == 405


def test_tasks_of_the_coming_fortnight_wait_in_the_day_of_their_owner(
    network: Network, playbook: Playbook, joris: Person, hanan: Person
) -> None:
    made = begun(network, playbook, joris, days=10)
    now = timezone.now()
    found = task_items(joris, now)
    assert [one.title for one in found] == ["3 taken voor een activiteit"]
    assert found[0].is_late(now)
    assert task_items(hanan, now) == []
    hand(made.tasks.all()[1], hanan, by=by(joris))
    assert [one.title for one in task_items(hanan, now)] == ["Een taak voor een activiteit"]
    made.dates.update(state="cancelled")
    assert task_items(hanan, now) == []
    made.dates.update(state="planned")
    made.tasks.update(owner=None)
    assert len(task_items(joris, now)) == 1  # what nobody does yet is for who pulls it


def test_after_the_day_lessons_are_asked_until_one_is_told(
    partner: Client, network: Network, playbook: Playbook, joris: Person
) -> None:
    made = an_activity(network, owner=joris, playbook=playbook)
    a_date(made, timezone.now() - 3 * DAY)
    assert len(lesson_items(joris, timezone.now())) == 1
    said = {"text": "Een week eerder beginnen."}
    assert partner.post(page("task_lesson", made), said).status_code == 302
    assert PlaybookLesson.objects.get().playbook == playbook
    assert lesson_items(joris, timezone.now()) == []


def test_the_page_asks_as_many_queries_for_many_tasks(
    partner: Client, network: Network, playbook: Playbook, joris: Person
) -> None:
    def asked(activity: Activity) -> int:
        with CaptureQueriesContext(connection) as queries:
            assert partner.get(page("tasks", activity)).status_code == 200
        return len(queries)

    made = begun(network, playbook, joris)
    asked(made)
    few = asked(made)
    for number in range(20):
        add_task(made, text=f"Taak {number}", due_on=today_in(network), key=uuid4(), by=by(joris), owner=joris)
    assert asked(made) == few


def test_another_network_or_a_room_that_is_off_has_none_of_it(
    partner: Client, network: Network, elsewhere: Network, playbook: Playbook, joris: Person, ingrid: Person
) -> None:
    made = begun(network, playbook, joris)
    ingrid.memberships.update(network=elsewhere)
    stranger = ring_one(ingrid)
    for name in ("tasks", "hand_over", "again_activity"):
        assert stranger.get(page(name, made)).status_code == 404, name
        assert stranger.get(reverse(f"agenda:{name}", args=[elsewhere.slug, made.pk])).status_code == 404, name
    again = reverse("agenda:again", args=[network.slug, playbook.pk])
    assert partner.get(again).status_code == 200
    network.rooms = [Room.MAP, Room.AGENDA]
    network.save()
    assert partner.get(again).status_code == 404
    network.rooms = [Room.MAP, Room.PRACTICES]
    network.save()
    for address in (again, page("tasks", made), page("hand_over", made)):
        assert partner.get(address).status_code == 404, address
