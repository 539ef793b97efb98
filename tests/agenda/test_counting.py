"""After a date: numbers without names, who of the network was there, and what is learned for next time."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from buurtnet.agenda.choices import Counted, DateState, Joining
from buurtnet.agenda.counting import count, tell, untold_items
from buurtnet.agenda.models import ActivityDate, Attending, Partner, Tally
from buurtnet.areas.models import Network
from buurtnet.kit.moving import NotNowError
from buurtnet.people.models import Organization, Person
from buurtnet.practices.models import Playbook, PlaybookLesson
from tests.agenda.rows import a_date, an_activity, by
from tests.factories import OrganizationFactory

pytestmark = pytest.mark.django_db

LESSON = "Zet de limonade verder van de springkussens."


@pytest.fixture
def date(network: Network) -> ActivityDate:
    """Yesterday."""
    return a_date(an_activity(network), timezone.now() - dt.timedelta(days=1))


def url(date: ActivityDate) -> str:
    return reverse("agenda:afterwards", args=[date.network.slug, date.pk])


def numbers(date: ActivityDate) -> dict[str, int]:
    return {one.counted: one.count for one in Tally.objects.filter(date=date)}


def test_numbers_are_kept_for_each_kind_and_replaced(date: ActivityDate, samira: Person) -> None:
    count(date, {Counted.CHILDREN: 12, Counted.ADULTS: 7}, by=by(samira))
    count(date, {Counted.CHILDREN: 13}, by=by(samira))
    assert numbers(date) == {"children": 13, "adults": 7}


def test_before_it_began_and_when_it_was_off_nothing_is_counted(network: Network, samira: Person) -> None:
    later = a_date(an_activity(network))
    off = a_date(an_activity(network), timezone.now() - dt.timedelta(days=1), state=DateState.CANCELLED)
    for one in (later, off):
        with pytest.raises(NotNowError):
            count(one, {Counted.CHILDREN: 1}, by=by(samira))
        with pytest.raises(NotNowError):
            tell(one, organizations=[], next_time="", by=by(samira))
    assert not Tally.objects.exists()


def test_a_tally_knows_nobody_who_joined() -> None:
    assert {field.name for field in Tally._meta.get_fields()} == {"id", "date", "counted", "count"}


def test_it_is_told_with_who_was_there(date: ActivityDate, joris: Person, kompas: Organization) -> None:
    other = OrganizationFactory(name="Van elders")
    told = tell(date, organizations=[kompas.pk, other.pk], next_time="", by=by(joris))
    assert told.state == DateState.TOLD
    assert [one.organization_id for one in Attending.objects.all()] == [kompas.pk]
    tell(date, organizations=[], next_time="", by=by(joris))
    assert not Attending.objects.exists()


def test_what_is_learned_goes_into_the_playbook_once(date: ActivityDate, network: Network, samira: Person) -> None:
    date.activity.playbook = Playbook.objects.create(network=network, title="Samen koken")
    date.activity.save()
    for _ in range(2):
        tell(date, organizations=[], next_time=LESSON, by=by(samira))
    assert PlaybookLesson.objects.get().text == LESSON
    date.refresh_from_db()
    assert date.next_time == LESSON


def test_without_a_playbook_the_words_stay_with_the_date(date: ActivityDate, samira: Person) -> None:
    tell(date, organizations=[], next_time=LESSON, by=by(samira))
    assert not PlaybookLesson.objects.exists()


def test_a_button_counts_at_once_and_keeps_what_was_typed(connector: Client, date: ActivityDate) -> None:
    said = {"children": "4", "adults": "", "next_time": LESSON, "stap": "children+"}
    page = connector.post(url(date), said).content.decode()
    assert numbers(date)["children"] == 5
    assert 'value="5"' in page
    assert LESSON in page
    connector.post(url(date), said)
    assert numbers(date)["children"] == 5
    connector.post(url(date), {"children": "0", "stap": "children-"})
    assert numbers(date)["children"] == 0
    date.refresh_from_db()
    assert date.state == DateState.PLANNED


def test_the_page_tells_it_and_can_be_changed_later(
    connector: Client, date: ActivityDate, kompas: Organization, joris: Person
) -> None:
    Partner.objects.create(activity=date.activity, organization=kompas)
    assert f'value="{kompas.pk}" checked' in connector.get(url(date)).content.decode()
    said = {"children": "4", "organizations": [str(kompas.pk)], "next_time": LESSON}
    assert connector.post(url(date), said).status_code == 302
    assert connector.post(url(date), said | {"children": "5"}).status_code == 302
    assert numbers(date)["children"] == 5
    assert Attending.objects.count() == 1
    date.refresh_from_db()
    assert (date.state, date.next_time) == (DateState.TOLD, LESSON)


@pytest.mark.parametrize(
    "said",
    [
        {"children": "veel"}, {"children": "-1"}, {"children": "9" * 400},
        {"organizations": ["nonsense"]}, {"next_time": "a" * 5_000},
    ],
)  # fmt: skip
def test_nonsense_gets_a_sentence_and_tells_nothing(
    connector: Client, date: ActivityDate, said: dict[str, str]
) -> None:
    answer = connector.post(url(date), said)
    assert answer.status_code == 200
    assert "alert-fout" in answer.content.decode()
    date.refresh_from_db()
    assert date.state == DateState.PLANNED


@pytest.mark.parametrize("step", ["nonsense", "children*", "children++", "=", "nobody+"])
def test_a_made_up_button_changes_no_number(connector: Client, date: ActivityDate, step: str) -> None:
    assert connector.post(url(date), {"children": "4", "stap": step}).status_code == 200
    assert numbers(date)["children"] == 4


def test_before_it_began_the_page_says_so(connector: Client, network: Network) -> None:
    later = a_date(an_activity(network))
    assert "nog niet begonnen" in connector.get(url(later)).content.decode()
    assert connector.post(url(later), {"children": "1"}).status_code == 409
    assert not Tally.objects.exists()


def test_the_owner_is_asked_how_it_was_once_for_each_activity(network: Network, samira: Person) -> None:
    now = timezone.now()
    activity = an_activity(network, owner=samira, registration=Joining.NAMES)
    older, last = (a_date(activity, now - dt.timedelta(days=days), taken=3) for days in (8, 1))
    a_date(activity, now - dt.timedelta(days=30), taken=3)
    a_date(activity, now - dt.timedelta(days=2))
    (item,) = untold_items(samira, now)
    assert item.url == url(last)
    tell(last, organizations=[], next_time="", by=by(samira))
    assert [one.url for one in untold_items(samira, now)] == [url(older)]
    network.rooms = []
    network.save()
    assert untold_items(samira, now) == []


def test_nobody_else_is_asked(network: Network, samira: Person, ingrid: Person) -> None:
    activity = an_activity(network, owner=samira, registration=Joining.NAMES)
    a_date(activity, timezone.now() - dt.timedelta(days=1), taken=3)
    assert untold_items(ingrid, timezone.now()) == []
