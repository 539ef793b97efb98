"""What becomes of an action: told, handed over, made smaller, carried on once per meeting, and mailed."""

import datetime as dt
import re
import uuid
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar
from pytest_django import Settings

from buurtnet.areas.models import Network
from buurtnet.kit.moving import ChangedMeanwhileError, NotNowError
from buurtnet.meetings.acting import carry_open, hand_over, mail_new, remind_due, rewrite, tell
from buurtnet.meetings.agreeing import Agreed, agree
from buurtnet.meetings.choices import ActionState, MeetingState
from buurtnet.meetings.leaving import let_leavers_go
from buurtnet.meetings.minutes import close
from buurtnet.meetings.models import Action, ActionStep, Meeting
from buurtnet.meetings.planning import begin
from buurtnet.meetings.today import items
from buurtnet.people.choices import Role
from buurtnet.people.models import Mail, Membership, Organization, Person
from tests.factories import NetworkFactory, OrganizationFactory
from tests.meetings.meeting_rows import a_meeting, url
from tests.people.cast import person, ring_one

pytestmark = pytest.mark.django_db


def in_days(days: int) -> dt.date:
    return timezone.localdate() + dt.timedelta(days=days)


@pytest.fixture
def meeting(network: Network) -> Meeting:
    return a_meeting(network)


def an_action(meeting: Meeting, owner: Person | None, by: Person, text: str = "Bel de school", **more: Any) -> Action:
    said = Agreed(text, **{"due": timezone.localdate(), "owner": owner, **more})
    return agree(meeting, said, form_key=uuid.uuid4(), by=by)


@pytest.fixture
def action(meeting: Meeting, joris: Person, samira: Person) -> Action:
    return an_action(meeting, joris, samira)


def later(network: Network, number: int, days: int = 0) -> Meeting:
    """A next meeting, to begin."""
    at = timezone.now() + dt.timedelta(days=days)
    return a_meeting(
        network, number=number, state=MeetingState.INVITED, starts_at=at, ends_at=at + dt.timedelta(hours=2)
    )


def test_what_is_told_twice_is_told_once_and_stands_in_its_life(action: Action, joris: Person) -> None:
    assert [tell(action, ActionState.DONE, "De school doet mee", by=joris) for _click in range(2)] == [True, False]
    action.refresh_from_db()
    assert (action.state, action.result) == (ActionState.DONE, "De school doet mee")
    assert action.ended_at is not None
    assert [(one.state, one.why) for one in action.steps.order_by("at")] == [
        (ActionState.OPEN, ""), (ActionState.DONE, "De school doet mee")
    ]  # fmt: skip


def test_not_done_stays_open_with_its_reason_and_another_day(action: Action, joris: Person) -> None:
    tell(action, ActionState.OPEN, "De directeur was ziek", due=in_days(14), by=joris)
    action.refresh_from_db()
    assert (action.state, action.due, action.result) == (ActionState.OPEN, in_days(14), "")


def test_it_does_not_lapse_without_a_reason(action: Action, joris: Person) -> None:
    with pytest.raises(NotNowError, match="waarom het niet meer hoeft"):
        tell(action, ActionState.DROPPED, by=joris)
    tell(action, ActionState.DROPPED, "De school is gesloten", by=joris)
    assert Action.objects.get().state == ActionState.DROPPED


def test_two_who_change_it_at_once_do_not_undo_each_other(action: Action, joris: Person, samira: Person) -> None:
    rewrite(action, "Mail de school", in_days(7), version=action.version, by=joris)
    assert ActionStep.objects.latest("at").why == "Eerst was het: Bel de school"
    with pytest.raises(ChangedMeanwhileError):
        hand_over(Action.objects.get(), samira, version=1, by=samira)
    tell(action, ActionState.DONE, by=joris)
    with pytest.raises(NotNowError, match="loopt niet meer"):
        rewrite(action, "Toch bellen", in_days(7), version=action.version, by=joris)


def test_who_gets_it_hears_of_it_and_does_it_for_their_own_organization(
    action: Action, ingrid: Person, samira: Person, joris: Person
) -> None:
    hand_over(action, ingrid, version=action.version, by=joris)
    hand_over(action, ingrid, version=action.version, by=joris)
    assert [mail.to for mail in Mail.objects.all()] == [ingrid.email]
    assert action.steps.count() == 2


def test_what_was_to_be_done_goes_along_to_the_next_meeting_once(
    network: Network, action: Action, meeting: Meeting, joris: Person, samira: Person
) -> None:
    an_action(meeting, joris, samira, "Over een half jaar", due=in_days(180))
    done = an_action(meeting, joris, samira, "Klaar")
    tell(done, ActionState.DONE, by=joris)
    second = later(network, 2)
    for _click in range(2):
        begin(second, by=samira)
    assert [carry_open(second), carry_open(second)] == [0, 0]
    assert dict(Action.objects.values_list("text", "carried")) == {
        "Bel de school": 1, "Over een half jaar": 0, "Klaar": 0
    }  # fmt: skip


def test_carried_for_the_third_time_it_asks_whether_it_is_still_needed(
    network: Network, action: Action, joris: Person, samira: Person
) -> None:
    for number in (2, 3):
        begin(later(network, number), by=samira)
    action.refresh_from_db()
    assert (action.carried, action.asked_still) == (2, None)
    begin(later(network, 4), by=samira)
    action.refresh_from_db()
    assert action.asked_still is not None
    assert "Is je actie nog nodig?" in [one.title for one in items(joris, timezone.now())]
    tell(action, ActionState.OPEN, due=in_days(200), by=joris)
    action.refresh_from_db()
    assert action.asked_still is None


def test_another_network_is_not_carried_along(meeting: Meeting, action: Action, samira: Person) -> None:
    other = NetworkFactory(slug="duinbeke", name="Duinbeke", rooms=meeting.network.rooms)
    assert carry_open(later(other, 1)) == 0
    together = later(other, 2)
    together.also.add(meeting.network)
    assert carry_open(together) == 1


def test_carrying_costs_the_same_for_few_and_for_many(
    network: Network, meeting: Meeting, joris: Person, samira: Person
) -> None:
    def cost(count: int, number: int) -> int:
        for place in range(count):
            an_action(meeting, joris, samira, f"Actie {number} {place}")
        with CaptureQueriesContext(connection) as asked:
            carry_open(later(network, number))
        return len(asked)

    assert cost(2, 2) == cost(20, 3)


def test_closing_mails_each_owner_once_with_the_day_for_their_calendar(
    meeting: Meeting, action: Action, joris: Person, samira: Person, settings: Settings
) -> None:
    settings.REPLY_ADDRESS = "antwoord@buurtnet.example"
    for _click in range(2):
        close(meeting, by=samira)
    (mail,) = Mail.objects.filter(person=joris, subject__startswith="Jouw actie")
    assert action.text not in mail.subject
    assert action.text in mail.body
    assert "niet gelukt, want" in mail.body
    assert re.fullmatch(r"antwoord\+[0-9a-f]{48}@buurtnet\.example", mail.reply_to or "")
    (event,) = Calendar.from_ical(mail.calendar or "").walk("VEVENT")
    assert (event["summary"], event["dtstart"].dt) == (action.text, action.due)
    assert mail_new() == 0


def test_what_is_agreed_while_the_minutes_are_put_right_is_mailed_the_next_day(
    meeting: Meeting, joris: Person, samira: Person
) -> None:
    close(meeting, by=samira)
    an_action(meeting, joris, samira, "Vergeten op te schrijven")
    assert [mail_new(), mail_new()] == [1, 0]


def test_two_days_before_its_day_it_is_brought_to_mind_once(meeting: Meeting, joris: Person, samira: Person) -> None:
    soon = an_action(meeting, joris, samira, due=in_days(2))
    an_action(meeting, joris, samira, "Later", due=in_days(3))
    Action.objects.update(mailed_at=timezone.now() - dt.timedelta(days=10))
    assert [remind_due(), remind_due()] == [1, 0]
    (mail,) = Mail.objects.all()
    assert soon.text in mail.body
    assert not mail.calendar


def test_of_who_left_it_asks_for_another_owner_and_keeps_the_organization(
    network: Network, action: Action, joris: Person, samira: Person, buurtteam: Organization
) -> None:
    assert let_leavers_go() == 0
    Membership.objects.filter(person=joris).update(ends_at=timezone.now())
    assert [let_leavers_go(), let_leavers_go()] == [1, 0]
    action.refresh_from_db()
    assert (action.owner, action.organization) == (None, buurtteam)
    colleague = person("Noor Visser", Role.MEMBER, network, buurtteam)
    assert "Een actie zoekt een trekker" in [one.title for one in items(colleague, timezone.now())]
    assert "Een actie zoekt een trekker" in [one.title for one in items(samira, timezone.now())]
    noor = ring_one(colleague)
    assert noor.post(url("action", action.pk), {"take": "1", "version": action.version}).status_code == 302
    action.refresh_from_db()
    assert action.owner == colleague


def test_what_was_agreed_this_week_is_in_the_day_of_its_owner_in_its_own_words(
    meeting: Meeting, joris: Person, samira: Person
) -> None:
    made = an_action(meeting, joris, samira, "Vraag de gymzaal", due=in_days(60))
    shown = ring_one(joris).get(reverse("home:my_day")).text
    assert "Doe je actie" in shown
    assert "Vraag de gymzaal" in shown
    Action.objects.filter(pk=made.pk).update(made_at=timezone.now() - dt.timedelta(days=8))
    assert items(joris, timezone.now()) == []
    Action.objects.filter(pk=made.pk).update(due=in_days(6))
    assert [one.about for one in items(joris, timezone.now())] == ["Vraag de gymzaal"]


def test_on_its_page_the_owner_says_how_it_stands(action: Action, joris: Person) -> None:
    page = ring_one(joris)
    address = url("action", action.pk)
    assert page.post(address, {"busy": "1"}).status_code == 302
    assert page.post(address, {"not_done": "1", "why": "", "due": ""}).status_code == 200
    said = {"not_done": "1", "why": "Ze namen niet op", "due": in_days(9).isoformat()}
    assert page.post(address, said).status_code == 302
    action.refresh_from_db()
    assert (action.state, action.due) == (ActionState.BUSY, in_days(9))
    body = page.get(address).content.decode()
    assert "Ze namen niet op" in body
    assert page.post(address, {"drop": "1", "why": ""}).status_code == 200
    assert page.post(address, {"still": "1", "due": "1999-01-01"}).status_code == 200
    assert page.post(address, {"done": "1", "result": "Gelukt"}).status_code == 302
    late = page.post(address, {"rewrite": "1", "text": "Toch", "due": in_days(3).isoformat(), "version": "99"})
    assert late.status_code == 409
    assert page.post(address, {"again": "1"}).status_code == 302
    assert page.post(address, {"iets": "1"}).status_code == 404


def test_who_neither_owns_it_nor_calls_meetings_only_reads(
    network: Network, action: Action, buurtteam: Organization, samira: Person
) -> None:
    noor = ring_one(person("Noor Visser", Role.MEMBER, network, buurtteam))
    address = url("action", action.pk)
    assert noor.get(address).status_code == 200
    assert noor.post(address, {"done": "1"}).status_code == 404
    assert noor.post(address, {"take": "1", "version": action.version}).status_code == 404
    assert Action.objects.get().state == ActionState.OPEN
    assert ring_one(samira).post(address, {"done": "1"}).status_code == 302


def test_a_resident_sees_only_what_is_theirs(meeting: Meeting, hanan: Person, action: Action, samira: Person) -> None:
    mine = an_action(meeting, hanan, samira, "Koffie zetten")
    page = ring_one(hanan)
    assert page.get(url("action", mine.pk)).status_code == 200
    assert page.get(url("action", action.pk)).status_code == 404
    assert page.get(url("action_list")).status_code == 404
    assert page.get(url("action_calendar", mine.pk)).status_code == 200
    assert page.get(url("action_calendar", action.pk)).status_code == 404


def test_the_list_begins_with_ones_own_and_counts_the_others(
    meeting: Meeting, action: Action, joris: Person, samira: Person
) -> None:
    an_action(meeting, None, samira, "Zonder naam", organization=action.organization)
    an_action(meeting, samira, samira, "Van Samira", due=in_days(5))
    page = ring_one(joris).get(url("action_list"))
    assert [one.text for one in page.context["page"]] == ["Bel de school"]
    assert dict(page.context["counts"]) == {"mijn": 1, "lopend": 3, "laat": 0, "zonder": 1, "klaar": 0}
    rest = ring_one(joris).get(url("action_list"), {"lijst": "zonder"})
    assert [one.text for one in rest.context["page"]] == ["Zonder naam"]


def test_a_page_of_five_hundred_actions_costs_as_much_as_one_of_five(
    meeting: Meeting, joris: Person, samira: Person
) -> None:
    page = ring_one(joris)

    def cost() -> int:
        page.get(url("agenda", meeting.pk))
        with CaptureQueriesContext(connection) as asked:
            assert page.get(url("agenda", meeting.pk)).status_code == 200
            assert page.get(url("action_list"), {"lijst": "lopend"}).status_code == 200
        return len(asked)

    an_action(meeting, joris, samira)
    few = cost()
    Action.objects.bulk_create(
        Action(
            network=meeting.network,
            meeting=meeting,
            text=f"Actie {n}",
            owner=joris,
            due=in_days(n % 40),
            reply_hash=str(n),
        )
        for n in range(100)
    )
    assert cost() == few


def test_where_networks_met_together_an_owner_of_the_other_keeps_it(
    network: Network, meeting: Meeting, samira: Person, joris: Person
) -> None:
    other, house = NetworkFactory(slug="duinbeke", rooms=network.rooms), OrganizationFactory(name="Sociaal Huis")
    naima = person("Naima Peeters", Role.MEMBER, other, house)
    meeting.also.add(other)
    action = an_action(meeting, joris, samira)
    hand_over(action, naima, version=action.version, by=samira)
    assert Action.objects.get().organization == house
    (mail,) = Mail.objects.filter(person=naima)
    assert f"/duinbeke/beheer/acties/{action.pk}/" in mail.body
    assert let_leavers_go() == 0
    meeting.also.clear()
    assert let_leavers_go() == 1
