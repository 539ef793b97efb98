"""The pages: for everyone what went out, and for who makes the newsletter looking one over and sending it."""

import re
import uuid
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from buurtnet.agenda.choices import DateState, StoryState
from buurtnet.areas.choices import Room
from buurtnet.areas.models import Network
from buurtnet.bulletin.choices import EditionState, Rhythm
from buurtnet.bulletin.models import BulletinPlan, Edition, Subscriber
from buurtnet.bulletin.today import items
from buurtnet.people.choices import Role
from buurtnet.people.models import Membership, Person
from tests.agenda.rows import a_date, an_activity
from tests.bulletin.rows import a_story, draft, own, reader, sent, soon

pytestmark = pytest.mark.django_db
NUMBER = ("edition_look", "edition_words", "item_new", "edition_move", "edition_send")


def url(network: Network, name: str, *more: object) -> str:
    return reverse(f"bulletin:{name}", args=[network.slug, *more])


def read(client: Client, network: Network, name: str, *more: object) -> str:
    answer = client.get(url(network, name, *more))
    assert answer.status_code == 200
    return answer.content.decode()


def do(client: Client, network: Network, page: str, /, *more: object, **said: Any) -> Any:
    return client.post(url(network, page, *more), said)


# For everyone


def test_everyone_reads_what_went_out_and_nothing_that_waits(
    client: Client, network: Network, samira: Person
) -> None:
    sent(network, samira, "Soep op het plein")
    draft(network, "Nog niet")
    assert "Nummer 1" in read(client, network, "archive")
    assert "Nummer 2" not in read(client, network, "archive")
    for name in ("edition", "sheet"):
        assert "Soep op het plein" in read(client, network, name, 1)
        assert client.get(url(network, name, 2)).status_code == 404


def test_an_empty_archive_shows_a_way_on(client: Client, network: Network) -> None:
    page = read(client, network, "archive")
    assert "nog geen nieuwsbrief" in page
    assert url(network, "subscribe") in page


def test_what_was_taken_down_later_is_no_longer_told(client: Client, network: Network, samira: Person) -> None:
    story = a_story(an_activity(network))
    sent(network, samira, "Soep")
    assert story.sentence in read(client, network, "edition", 1)
    story.state = StoryState.REMOVED
    story.save()
    for name in ("edition", "sheet"):
        assert story.sentence not in read(client, network, name, 1)


def test_the_sheet_has_a_code_and_the_address_of_the_page(client: Client, network: Network, samira: Person) -> None:
    sent(network, samira)
    page = read(client, network, "sheet", 1)
    assert "<svg" in page
    assert f"{url(network, 'edition', 1)}</b>" in page


@pytest.mark.parametrize("name", ["archive", "edition", "sheet", "subscribe"])
def test_a_network_without_this_room_has_no_page_of_it(
    client: Client, network: Network, other: Network, samira: Person, name: str
) -> None:
    sent(network, samira)
    more = [1] if name in {"edition", "sheet"} else []
    assert client.get(url(network, name, *more)).status_code == 200
    if more:
        assert client.get(url(other, name, *more)).status_code == 404
    network.rooms = [Room.MAP]
    network.save()
    assert client.get(url(network, name, *more)).status_code == 404


@pytest.mark.parametrize("number", [0, 99, 2**31, 10**40])
def test_a_number_that_is_not_there_is_not_found(
    client: Client, connector: Client, network: Network, number: int
) -> None:
    assert client.get(url(network, "edition", number)).status_code == 404
    assert connector.get(url(network, "edition_look", number)).status_code == 404


def test_text_that_someone_wrote_is_shown_as_text(client: Client, network: Network, samira: Person) -> None:
    sent(network, samira, "<script>alert(1)</script>")
    for name in ("edition", "sheet"):
        assert "<script>alert" not in read(client, network, name, 1)


# Who


@pytest.mark.parametrize("name", ["edition_list", "plan", *NUMBER])
def test_partners_residents_and_others_have_nothing_to_make(
    partner: Client, resident: Client, stranger: Client, client: Client, network: Network, name: str
) -> None:
    draft(network, "Soep")
    address = url(network, name, *([1] if name in NUMBER else []))
    for one in (partner, resident, stranger):
        assert {one.get(address).status_code, one.post(address).status_code} <= {404, 405}
    assert client.get(address).status_code == 302
    assert client.post(address).status_code == 302
    assert Edition.objects.get().state == EditionState.DRAFT


@pytest.mark.parametrize("name", ["edition_words", "item_new", "edition_move"])
def test_opening_the_address_of_a_button_does_nothing(connector: Client, network: Network, name: str) -> None:
    draft(network, "Soep")
    assert connector.get(url(network, name, 1)).status_code == 405


def test_without_the_room_who_makes_it_finds_nothing(connector: Client, network: Network) -> None:
    draft(network, "Soep")
    network.rooms = [Room.MAP]
    network.save()
    for name in ("edition_list", "plan"):
        assert connector.get(url(network, name)).status_code == 404
    assert connector.get(url(network, "edition_look", 1)).status_code == 404


# Making, looking over, sending


def test_from_a_button_to_all_readers_in_five_taps(director: Client, network: Network) -> None:
    for number in range(3):
        reader(network, number)
    a_date(an_activity(network, title="Samen koken"), soon())
    answer = do(director, network, "edition_make")
    assert answer["Location"] == url(network, "edition_look", 1)
    assert "Samen koken" in read(director, network, "edition_look", 1)
    answer = do(director, network, "edition_move", 1, doe="nagekeken")
    assert answer["Location"] == url(network, "edition_send", 1)
    assert "Versturen naar 3 lezers?" in read(director, network, "edition_send", 1)
    assert Edition.objects.get().state == EditionState.CHECKED
    assert do(director, network, "edition_send", 1)["Location"].startswith(url(network, "edition_look", 1))
    assert Edition.objects.get().state == EditionState.SENT
    assert do(director, network, "edition_send", 1).status_code == 302  # tapped twice
    assert do(director, network, "edition_make").status_code == 302
    assert Edition.objects.count() == 2


def test_pressed_twice_there_is_one_draft(connector: Client, network: Network) -> None:
    for _time in range(2):
        do(connector, network, "edition_make")
    assert Edition.objects.count() == 1


def test_a_draft_is_not_sent_without_a_look(connector: Client, network: Network) -> None:
    draft(network, "Soep")
    assert connector.get(url(network, "edition_send", 1)).status_code == 302
    answer = do(connector, network, "edition_send", 1)
    assert answer.status_code == 409
    assert "Dit kan nu niet meer" in answer.content.decode()
    assert Edition.objects.get().state == EditionState.DRAFT


def test_items_go_out_back_up_down_and_away_by_buttons(connector: Client, network: Network) -> None:
    edition = draft(network, "Een", "Twee")
    two = edition.items.get(title="Twee")
    for word in ("eruit", "omhoog"):
        assert do(connector, network, "item", 1, two.pk, doe=word)["Location"].endswith(f"#s-{two.pk}")
    two.refresh_from_db()
    assert (two.is_left_out, two.position) == (True, 0)
    assert "Staat er niet in" in read(connector, network, "edition_look", 1)
    do(connector, network, "item", 1, two.pk, doe="terug")
    do(connector, network, "item", 1, two.pk, doe="omlaag")
    two.refresh_from_db()
    assert (two.is_left_out, two.position) == (False, 1)
    do(connector, network, "item", 1, two.pk, doe="weg")
    assert edition.items.count() == 1
    assert do(connector, network, "item", 1, two.pk, doe="anders").status_code == 400
    assert do(connector, network, "edition_move", 1, doe="\0").status_code == 400


def test_what_was_called_off_since_is_marked_and_left_out(connector: Client, network: Network) -> None:
    date = a_date(an_activity(network, title="Samen koken"), soon())
    draft(network, "Soep")
    assert "Vervallen of voorbij" not in read(connector, network, "edition_look", 1)
    date.state = DateState.CANCELLED
    date.save()
    assert "Vervallen of voorbij" in read(connector, network, "edition_look", 1)
    do(connector, network, "edition_move", 1, doe="nagekeken")
    do(connector, network, "edition_send", 1)
    assert "Samen koken" not in read(connector, network, "edition", 1)


def test_what_moved_since_is_shown_as_it_is_now(connector: Client, network: Network) -> None:
    date = a_date(an_activity(network, title="Samen koken"), soon())
    draft(network, "Soep")
    date.place_text = "In de tuin"
    date.save()
    page = read(connector, network, "edition_look", 1)
    assert "Aangepast sinds dit klaarstond" in page
    assert "In de tuin" in page


def test_words_are_kept_and_wrong_ones_are_asked_for_again(connector: Client, network: Network) -> None:
    draft(network, "Soep")
    long = "a" * 600
    ok = do(connector, network, "edition_words", 1, title=" Lente  in de buurt ", introduction=long, version=1)
    assert ok.status_code == 302
    edition = Edition.objects.get()
    assert (edition.title, edition.introduction) == ("Lente in de buurt", long)
    for said in (
        {"title": "", "version": 2},
        {"title": "x" * 121, "version": 2},
        {"title": "Goed", "introduction": long + "a", "version": 2},
        {"title": "Goed", "version": "nee"},
        {"title": "Goed"},
    ):
        answer = do(connector, network, "edition_words", 1, **said)
        assert 'class="wrong"' in answer.content.decode()
    assert Edition.objects.get().title == "Lente in de buurt"


def test_who_writes_after_someone_else_keeps_their_words_on_the_page(connector: Client, network: Network) -> None:
    draft(network, "Soep")
    do(connector, network, "edition_words", 1, title="Van Samira", introduction="", version=1)
    answer = do(connector, network, "edition_words", 1, title="Van Ingrid", introduction="Dag", version=1)
    assert answer.status_code == 409
    page = answer.content.decode()
    assert 'value="Van Ingrid"' in page
    assert 'name="version" value="2"' in page


def test_something_of_one_s_own_sent_twice_stands_once(connector: Client, network: Network) -> None:
    edition = draft(network)
    said = {
        "title": "Soep",
        "text": "Neem een kom mee.",
        "address": "https://soep.example/",
        "form_key": uuid.uuid4(),
    }
    for _time in range(2):
        assert do(connector, network, "item_new", 1, **said).status_code == 302
    assert edition.items.count() == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"title": ""}, {"title": "x" * 161}, {"text": "x" * 401}, {"address": "javascript:alert(1)"},
        {"address": "ftp://soep.example/"}, {"address": "x" * 400}, {"form_key": "nee"}, {"form_key": ""},
    ],
)  # fmt: skip
def test_something_of_one_s_own_that_cannot_be_is_asked_for_again(
    connector: Client, network: Network, wrong: dict[str, str]
) -> None:
    edition = draft(network)
    said = {"title": "Soep", "text": "Kom", "address": "", "form_key": str(uuid.uuid4())} | wrong
    answer = do(connector, network, "item_new", 1, **said)
    assert answer.status_code == 200
    assert 'class="wrong"' in answer.content.decode()
    assert not edition.items.exists()


def test_no_two_boxes_on_the_page_have_one_name_for_their_label(connector: Client, network: Network) -> None:
    draft(network, "Soep", "Nog een")
    found = re.findall(r'\bid="([^"]+)"', read(connector, network, "edition_look", 1))
    assert len(found) == len(set(found))


def test_one_is_skipped_and_taken_up_again(connector: Client, network: Network) -> None:
    draft(network, "Soep")
    do(connector, network, "edition_move", 1, doe="overslaan")
    assert "overgeslagen" in read(connector, network, "edition_look", 1)
    do(connector, network, "edition_move", 1, doe="open")
    assert Edition.objects.get().state == EditionState.DRAFT


def test_filled_again_by_a_button(connector: Client, network: Network) -> None:
    draft(network, "Soep")
    a_date(an_activity(network, title="Samen koken"), soon())
    do(connector, network, "edition_move", 1, doe="opnieuw")
    assert "Samen koken" in read(connector, network, "edition_look", 1)


def test_the_plan_is_kept_and_nonsense_is_not(connector: Client, network: Network) -> None:
    assert do(connector, network, "plan", name="De Kade", rhythm="weekly", weekday="3").status_code == 302
    plan = BulletinPlan.objects.get()
    assert (plan.name, plan.rhythm, plan.weekday) == ("De Kade", Rhythm.WEEKLY, 3)
    for said in ({"rhythm": "elk uur", "weekday": "3"}, {"rhythm": "weekly", "weekday": "9"}, {}):
        assert do(connector, network, "plan", name="Anders", **said).status_code == 200
    assert BulletinPlan.objects.get().name == "De Kade"
    assert "elke week" in read(connector, network, "edition_list")


def test_an_edition_of_another_network_is_not_found(connector: Client, network: Network, other: Network) -> None:
    draft(network, "Soep")
    draft(other, "Van hen")
    theirs = own(draft(other), "Nog iets")
    for name in set(NUMBER) - {"edition_look"}:
        assert connector.post(url(other, name, 1)).status_code == 404
    assert connector.get(url(other, "edition_look", 1)).status_code == 404
    do(connector, network, "item", 1, theirs.pk, doe="weg")
    theirs.refresh_from_db()
    assert theirs.title == "Nog iets"


# What waits, the menu, and what it costs


def test_what_waits_is_told_to_who_makes_it(
    network: Network, other: Network, samira: Person, partner: Client
) -> None:
    draft(network, "Soep")
    draft(other, "Van hen")
    found = items(samira, timezone.now())
    assert [(one.title, one.url) for one in found] == [
        ("De nieuwsbrief moet nog nagekeken worden", url(network, "edition_look", 1))
    ]
    Edition.objects.update(state=EditionState.CHECKED, checked_at=timezone.now())
    assert items(samira, timezone.now())[0].title == "De nieuwsbrief is nagekeken en kan weg"
    Edition.objects.update(state=EditionState.DROPPED)
    assert items(samira, timezone.now()) == []
    assert items(Person.objects.get(name="Joris Bakker"), timezone.now()) == []


def test_what_waits_costs_the_same_in_one_network_or_in_two(network: Network, other: Network, samira: Person) -> None:
    counts = []
    for here in (network, other):
        draft(here, "Soep")
        Membership.objects.get_or_create(person=samira, network=here, role=Role.CONNECTOR)
        with CaptureQueriesContext(connection) as queries:
            items(samira, timezone.now())
        counts.append(len(queries))
    assert counts[0] == counts[1]
    assert len(items(samira, timezone.now())) == 2


def test_the_menu_shows_it_to_who_makes_it(connector: Client, partner: Client, network: Network) -> None:
    link = url(network, "edition_list")
    people = reverse("people:card_list", args=[network.slug])
    assert link in connector.get(people).content.decode()
    assert link not in partner.get(people).content.decode()


def test_pages_cost_the_same_with_few_items_or_many(
    client: Client, connector: Client, network: Network, samira: Person
) -> None:
    counts = []
    for number in (1, 5):
        for one in range(number):
            activity = an_activity(network, title=f"Nummer {number} {one}")
            a_date(activity, soon(20 + one))
            a_story(activity)
        sent(network, samira, *[f"Eigen {one}" for one in range(number)])
        draft(network, *[f"Eigen {one}" for one in range(number)])
        last = Edition.objects.sent().first()
        waiting = Edition.objects.filter(state=EditionState.DRAFT).first()
        assert last is not None
        assert waiting is not None
        counts.append([
            queries_of(client, url(network, "archive")), queries_of(client, url(network, "edition", last.number)),
            queries_of(connector, url(network, "edition_list")),
            queries_of(connector, url(network, "edition_look", waiting.number)),
        ])  # fmt: skip
        waiting.delete()
    assert counts[0] == counts[1]


def queries_of(client: Client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


def test_how_many_readers_there_are_is_told_and_never_who(connector: Client, network: Network) -> None:
    reader(network, 1)
    reader(network, 2, confirmed_at=None)
    draft(network, "Soep")
    pages = [read(connector, network, "edition_list"), read(connector, network, "edition_look", 1)]
    assert "1 lezer krijgt hem per mail" in pages[0]
    assert not any(re.search(r"lezer\d@", page) for page in pages)
    assert Subscriber.objects.count() == 2
