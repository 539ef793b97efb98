"""The agenda makes itself: what waits stands on it, once; people drag, time and cut."""

import datetime as dt
import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.translation import override

from buurtnet.areas.choices import Room
from buurtnet.areas.models import Network
from buurtnet.kit.moving import NotNowError
from buurtnet.meetings.agenda import MOST_ITEMS, Typed, add_line, add_new, arrange, cut, fill, shift
from buurtnet.meetings.agreeing import Agreed, agree
from buurtnet.meetings.choices import (
    Format,
    ItemKind,
    ItemSource,
    MeetingState,
    ObstacleState,
    PointState,
)
from buurtnet.meetings.deciding import Put, put, take
from buurtnet.meetings.models import Action, AgendaItem, Meeting, Obstacle, Point
from buurtnet.meetings.proposing import MOST, proposals
from buurtnet.needs.choices import NeedState
from buurtnet.people.choices import Role
from buurtnet.people.models import Membership, Organization, Person
from tests.factories import NetworkFactory, OrganizationFactory
from tests.meetings.meeting_rows import a_meeting, points_of, url
from tests.needs.rows import a_need
from tests.people.cast import ring_one

pytestmark = pytest.mark.django_db


@pytest.fixture
def coming(network: Network) -> Meeting:
    """In four weeks, with the agenda of a regular meeting."""
    at = timezone.now() + dt.timedelta(days=28)
    made = a_meeting(
        network, number=9, state=MeetingState.PREPARING, starts_at=at, ends_at=at + dt.timedelta(hours=2),
        format=Format.REGULAR,
    )  # fmt: skip
    made.items.all().delete()
    fill(made)
    return made


@pytest.fixture
def before(network: Network, coming: Meeting, samira: Person, joris: Person) -> Meeting:
    """One a month ago, written down late: an action, a decision to look at again and a point of nobody are left."""
    made = a_meeting(network, starts_at=timezone.now() - dt.timedelta(days=30))
    said = Agreed("Bel de school", timezone.localdate(), owner=joris)
    agree(made, said, form_key=uuid.uuid4(), by=samira)
    review = timezone.localdate() + dt.timedelta(days=7)
    take(put(made, Put("Elke maand samen eten", review_on=review), form_key=uuid.uuid4(), by=samira), by=samira)
    points_of(made, samira, "De bus stopt te vroeg", "Zwemles is te duur")
    Point.objects.filter(text="Zwemles is te duur").update(state=PointState.DONE)
    return made


def titles(meeting: Meeting) -> list[str]:
    return [one.title for one in meeting.items.filter(is_cut=False)]


def test_what_was_left_open_waits_for_the_next_meeting(before: Meeting, coming: Meeting) -> None:
    assert [(one.source, one.title) for one in proposals(coming)] == [
        (ItemSource.ACTION, "Lukt het? Bel de school"),
        (ItemSource.DECISION, "Klopt dit besluit nog? Elke maand samen eten"),
        (ItemSource.POINT, "Wie pakt dit op? De bus stopt te vroeg"),
    ]  # fmt: skip


def test_it_stands_between_the_welcome_and_the_end_and_comes_once(
    before: Meeting, coming: Meeting, samira: Person
) -> None:
    assert [add_new(coming, by=samira), add_new(coming, by=samira)] == [3, 0]
    found = titles(coming)
    assert found[0].startswith("Welkom")
    assert found[-1] == "Wanneer zien we elkaar weer?"
    assert found.index("Lukt het? Bel de school") < found.index("Nieuwe punten")


def test_what_was_cut_does_not_come_back(before: Meeting, coming: Meeting, samira: Person) -> None:
    add_new(coming, by=samira)
    cut(coming, coming.items.get(source=ItemSource.DECISION), is_cut=True, by=samira)
    assert proposals(coming) == []
    assert "Klopt dit besluit nog? Elke maand samen eten" not in titles(coming)
    cut(coming, coming.items.get(source=ItemSource.DECISION), is_cut=False, by=samira)
    assert "Klopt dit besluit nog? Elke maand samen eten" in titles(coming)


def test_an_action_that_was_carried_twice_is_asked_whether_it_is_needed(before: Meeting, coming: Meeting) -> None:
    Action.objects.update(carried=2)
    assert proposals(coming)[0].title == "Nog nodig? Bel de school"


def test_what_is_not_due_is_one_line_together(before: Meeting, coming: Meeting, samira: Person) -> None:
    for number in range(3):
        said = Agreed(f"Later {number}", timezone.localdate() + dt.timedelta(days=90))
        agree(before, said, form_key=uuid.uuid4(), by=samira)
    assert [one.title for one in proposals(coming)][1] == "3 lopende acties"


def test_of_many_of_a_kind_the_rest_is_one_line(before: Meeting, coming: Meeting, samira: Person) -> None:
    points_of(before, samira, *(f"Punt {number} van de buurt" for number in range(20)))
    found = [one for one in proposals(coming) if one.source == ItemSource.POINT]
    assert len(found) == MOST + 1
    assert found[-1].title == "De andere punten die niemand oppakte"


def test_needs_obstacles_and_entries_of_nobody_come_from_the_other_rooms(network: Network, coming: Meeting) -> None:
    a_need(network, title="Nergens binnen spelen", state=NeedState.RECOGNIZED)
    a_need(network, title="Nog maar een vermoeden", state=NeedState.SUSPECTED)
    Obstacle.objects.create(network=network, number=1, text="Eerst drie formulieren", state=ObstacleState.TOLD)
    Obstacle.objects.create(network=network, number=2, text="Is weg", state=ObstacleState.LIFTED, answer="Mag nu")
    found = [(one.source, one.title) for one in proposals(coming)]
    assert found == [
        (ItemSource.NEED, "Dit speelt: Nergens binnen spelen"),
        (ItemSource.OBSTACLE, "Dit zit in de weg: Eerst drie formulieren"),
    ]


def test_of_another_network_nothing_is_proposed(coming: Meeting, samira: Person, network: Network) -> None:
    other = NetworkFactory(slug="duinbeke", rooms=[Room.MEETINGS])
    a_need(other, state=NeedState.RECOGNIZED)
    assert proposals(coming) == []
    coming.also.add(other)
    assert [one.source for one in proposals(coming)] == [ItemSource.NEED]


def test_a_line_is_brought_in_once_and_an_agenda_can_be_full(coming: Meeting, samira: Person) -> None:
    key = uuid.uuid4()
    typed = Typed("Zomerfeest", ItemKind.TALK, 10)
    assert add_line(coming, typed, form_key=key, by=samira) == add_line(coming, typed, form_key=key, by=samira)
    AgendaItem.objects.bulk_create(
        AgendaItem(meeting=coming, position=100 + n, title=f"Regel {n}", kind=ItemKind.TALK)
        for n in range(MOST_ITEMS)
    )
    with pytest.raises(NotNowError, match="agenda is vol"):
        add_line(coming, typed, form_key=uuid.uuid4(), by=samira)


def test_dragged_lines_keep_their_order_and_what_is_not_named_comes_after(coming: Meeting, samira: Person) -> None:
    lines = list(coming.items.all())
    last, first = str(lines[-1].pk), str(lines[0].pk)
    arrange(coming, [last, first, last, "geen-regel"], {first: 7, "geen-regel": 3}, by=samira)
    found = list(coming.items.all())
    assert [str(one.pk) for one in found[:2]] == [last, first]
    assert (found[1].minutes, [one.position for one in found]) == (7, list(range(1, len(found) + 1)))


def test_with_the_arrows_a_line_moves_one_place_and_stops_at_the_ends(coming: Meeting, samira: Person) -> None:
    first, second = list(coming.items.all())[:2]
    shift(coming, first, -1, by=samira)
    assert titles(coming)[0] == first.title
    shift(coming, first, 1, by=samira)
    assert titles(coming)[:2] == [second.title, first.title]


def test_a_line_that_was_cut_stays_where_it_is(coming: Meeting, samira: Person) -> None:
    first, second, third, *_rest = coming.items.all()
    cut(coming, second, is_cut=True, by=samira)
    shift(coming, first, 1, by=samira)
    assert list(coming.items.all())[:3] == [third, second, first]


def test_its_own_lines_are_in_the_language_of_the_network_whoever_calls_it(coming: Meeting) -> None:
    dutch = titles(coming)
    coming.items.all().delete()
    with override("en"):
        fill(coming)
        assert titles(coming) == dutch


def test_when_it_is_over_the_agenda_stays(network: Network, samira: Person) -> None:
    held = a_meeting(network, state=MeetingState.MINUTES)
    line = held.items.get(position=1)
    for deed in (
        lambda: cut(held, line, is_cut=True, by=samira),
        lambda: shift(held, line, 1, by=samira),
        lambda: arrange(held, [], {}, by=samira),
        lambda: add_new(held, by=samira),
    ):
        with pytest.raises(NotNowError):
            deed()


def test_on_its_page_a_partner_brings_in_and_who_prepares_it_orders(
    coming: Meeting, joris: Person, samira: Person
) -> None:
    address = url("agenda", coming.pk)
    partner, keeper = ring_one(joris), ring_one(samira)
    said = {"line": "1", "title": "Zomerfeest", "kind": "talk", "minutes": "10", "form_key": str(uuid.uuid4())}
    assert partner.post(address, said).status_code == 302
    assert coming.items.get(title="Zomerfeest").brought_by is not None
    assert partner.post(address, {**said, "title": "", "form_key": str(uuid.uuid4())}).status_code == 200
    first = coming.items.first()
    assert first is not None
    for button in ({"new": "1"}, {"order": "1"}, {"down": str(first.pk)}, {"cut": str(first.pk)}):
        assert partner.post(address, button).status_code == 404
        assert keeper.post(address, button).status_code == 302
    assert keeper.post(address, {"back": str(first.pk)}).status_code == 302
    assert keeper.post(address, {"cut": "geen-uuid"}).status_code == 404
    order = {
        "order": "1",
        "line_id": [str(one.pk) for one in coming.items.all()],
        f"minutes-{first.pk}": "9999999999",
    }
    assert keeper.post(address, order).status_code == 302
    first.refresh_from_db()
    assert first.minutes < 480


def test_the_agenda_asks_the_database_as_often_for_much_as_for_little(
    network: Network, coming: Meeting, samira: Person
) -> None:
    page = ring_one(samira)

    def cost() -> int:
        page.get(url("agenda", coming.pk))
        with CaptureQueriesContext(connection) as asked:
            assert page.get(url("agenda", coming.pk)).status_code == 200
        return len(asked)

    few = cost()
    Action.objects.bulk_create(
        Action(network=network, text=f"Actie {n}", owner=samira, due=timezone.localdate(), reply_hash=str(n))
        for n in range(500)
    )
    for place in range(30):
        AgendaItem.objects.create(meeting=coming, position=50 + place, title=f"Regel {place}", kind=ItemKind.TALK)
    assert cost() <= few


def test_no_line_takes_longer_than_a_day(coming: Meeting, samira: Person) -> None:
    item = coming.items.first()
    assert item
    client, page = ring_one(samira), url("agenda", coming.pk)
    for said in ("0480" + "9" * 40, "481", "-5", "0"):
        assert client.post(page, {"order": "1", f"minutes-{item.pk}": said}).status_code == 302
    item.refresh_from_db()
    assert item.minutes == 10


def test_who_left_an_organization_brings_nothing_in_for_it(
    network: Network, coming: Meeting, joris: Person, buurtteam: Organization
) -> None:
    speeltuin = OrganizationFactory(name="Speeltuin de Kade")
    joris.memberships.update(
        starts_at=timezone.now() - dt.timedelta(days=9), ends_at=timezone.now() - dt.timedelta(days=1)
    )
    Membership.objects.create(person=joris, role=Role.MEMBER, network=network, organization=speeltuin)
    said = {"line": "1", "title": "De speeltuin in de winter", "kind": ItemKind.TALK, "minutes": "10"}
    assert ring_one(joris).post(url("agenda", coming.pk), said).status_code == 302
    assert coming.items.get(title="De speeltuin in de winter").brought_by == speeltuin


def test_minutes_that_were_typed_and_lines_that_were_dragged_go_with_the_next_button(
    coming: Meeting, samira: Person
) -> None:
    first, second, *others = coming.items.all()
    dragged = [second, first, *others]
    page = {"line_id": [one.pk for one in dragged], f"minutes-{first.pk}": "25", "cut": others[0].pk}
    assert ring_one(samira).post(url("agenda", coming.pk), page).status_code == 302
    assert list(coming.items.filter(is_cut=False)) == [second, first, *others[1:]]
    first.refresh_from_db()
    assert first.minutes == 25
