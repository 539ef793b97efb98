"""Who keeps an activity sees who comes, and no more than they need; what they saw is written down."""

from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from buurtnet.agenda.choices import SignupState
from buurtnet.agenda.join_questions import Asked, ask
from buurtnet.agenda.models import ActivityDate, JoinQuestion, Signup
from buurtnet.areas.choices import Room
from buurtnet.areas.models import Network
from buurtnet.people.models import Mail, Person
from buurtnet.privacy.choices import Action
from buurtnet.privacy.models import LogRow
from tests.agenda.joining_rows import comes, to_join
from tests.agenda.rows import by
from tests.people.cast import ring_one, ring_two

pytestmark = pytest.mark.django_db

AMIRA = "amira@voorbeeld.example"
OF_A_DATE = ("coming", "coming_add", "coming_answers", "door_sheet", "afterwards")


def url(name: str, key: object, slug: str = "havendijk") -> str:
    return reverse(f"agenda:{name}", args=[slug, key])


def addresses(date: ActivityDate, signup: Signup) -> list[str]:
    """Every page of who keeps an activity."""
    return [
        *(url(name, date.pk) for name in OF_A_DATE), url("coming_one", signup.pk),
        url("join_questions", date.activity_id),
    ]  # fmt: skip


def test_who_keeps_it_sees_who_comes_and_who_waits(connector: Client, network: Network) -> None:
    date = to_join(network, most=2)
    comes(date, 2, alias="Amira", contact=AMIRA)
    comes(date, 1, alias="Bea")
    page = connector.get(url("coming", date.pk)).content.decode()
    assert "2 van de 2 plekken bezet" in page
    assert "Amira" in page
    assert "Bea" in page
    assert "op de wachtlijst" in page
    assert AMIRA not in page
    assert LogRow.objects.filter(action=Action.LIST, fields_group="signup", object_id=str(date.pk)).count() == 1


def test_only_who_may_change_the_activity_gets_in(
    network: Network, hanan: Person, joris: Person, ingrid: Person, samira: Person
) -> None:
    date = to_join(network, owner=hanan)
    pages = addresses(date, comes(date))
    for someone in (hanan, ingrid, samira):
        assert {ring_two(someone).get(page).status_code for page in pages} == {200}
    assert {ring_two(joris).get(page).status_code for page in pages} == {404}
    assert {Client().get(page).status_code for page in pages} == {302}


def test_contact_and_answers_ask_for_the_second_ring(network: Network, samira: Person) -> None:
    date = to_join(network)
    signup = comes(date, contact=AMIRA)
    for page in (url("coming_one", signup.pk), url("coming_answers", date.pk)):
        answer = ring_one(samira).get(page)
        assert answer.status_code in {302, 403}
        assert AMIRA not in answer.content.decode()


def test_seeing_a_contact_is_written_down(network: Network, samira: Person) -> None:
    signup = comes(to_join(network), contact=AMIRA)
    assert AMIRA in ring_two(samira).get(url("coming_one", signup.pk)).content.decode()
    row = LogRow.objects.get(action=Action.VIEW, fields_group="contact")
    assert (row.object_id, row.actor) == (str(signup.pk), str(samira.pk))


def test_another_network_and_a_closed_room_know_nothing(network: Network, elsewhere: Network, ingrid: Person) -> None:
    date = to_join(network)
    signup, client = comes(date), ring_two(ingrid)
    for page in addresses(date, signup):
        assert client.get(page.replace("havendijk", elsewhere.slug)).status_code == 404
    network.rooms = [Room.MAP]
    network.save()
    assert {client.get(page).status_code for page in addresses(date, signup)} == {404}


def test_answers_stand_together_for_who_cooks(network: Network, samira: Person) -> None:
    date = to_join(network)
    (question,) = ask(date.activity, [Asked("Eet je iets niet?")], by=by(samira))
    comes(date, alias="Amira", answers={str(question.pk): "Geen noten", "gone": "een oud antwoord"})
    page = ring_two(samira).get(url("coming_answers", date.pk)).content.decode()
    assert "Geen noten" in page
    assert "een oud antwoord" not in page
    assert LogRow.objects.filter(action=Action.LIST, fields_group="answers").exists()


def test_someone_who_called_is_written_down_once(connector: Client, network: Network) -> None:
    date = to_join(network)
    said = {"form_key": str(uuid4()), "people": "3", "alias": "Meneer Yilmaz", "contact": ""}
    for _ in range(2):
        answer = connector.post(url("coming_add", date.pk), said)
        assert answer.url == f"{url('coming', date.pk)}?klaar=komt"
    assert Signup.objects.get().people == 3
    assert not Mail.objects.exists()
    full = connector.post(url("coming_add", date.pk), said | {"people": "99"})
    assert (full.status_code, Signup.objects.count()) == (200, 1)


def test_questions_need_no_answer_by_telephone(connector: Client, network: Network, samira: Person) -> None:
    date = to_join(network)
    ask(date.activity, [Asked("Eet je iets niet?", is_required=True)], by=by(samira))
    said = {"form_key": str(uuid4()), "people": "1", "alias": "Bea", "contact": ""}
    assert connector.post(url("coming_add", date.pk), said).status_code == 302


def test_someone_is_taken_off_and_the_line_goes_on(connector: Client, network: Network) -> None:
    date = to_join(network, most=1)
    first, second = comes(date, contact=AMIRA), comes(date)
    asked = connector.post(url("coming", date.pk), {"wie": str(first.pk), "doe": "afmelden"})
    assert "Ja, meld af" in asked.content.decode()
    second.refresh_from_db()
    assert second.state == SignupState.WAITING
    answer = connector.post(url("coming", date.pk), {"wie": str(first.pk), "doe": "zeker"})
    assert answer.status_code == 302
    second.refresh_from_db()
    assert second.state == SignupState.JOINED


def test_someone_is_moved_up_by_hand_when_there_is_room(connector: Client, network: Network) -> None:
    date = to_join(network, most=3)
    comes(date, 2)
    large, small = comes(date, 2), comes(date, 1)
    page = url("coming", date.pk)
    assert connector.post(page, {"wie": str(large.pk), "doe": "erbij"}).status_code == 409
    assert connector.post(page, {"wie": str(small.pk), "doe": "erbij"}).status_code == 302
    small.refresh_from_db()
    assert small.state == SignupState.JOINED


@pytest.mark.parametrize("who", ["", "nonsense", "9" * 5_000, "00000000-0000-4000-8000-000000000000"])
def test_whom_one_does_not_know_is_a_404(connector: Client, network: Network, who: str) -> None:
    date = to_join(network)
    assert connector.post(url("coming", date.pk), {"wie": who, "doe": "afmelden"}).status_code == 404


def test_someone_of_another_date_is_a_404(connector: Client, network: Network) -> None:
    other = comes(to_join(network))
    answer = connector.post(url("coming", to_join(network).pk), {"wie": str(other.pk), "doe": "zeker"})
    assert answer.status_code == 404


def test_an_unknown_deed_is_a_sentence(connector: Client, network: Network) -> None:
    signup = comes(to_join(network))
    answer = connector.post(url("coming", signup.date_id), {"wie": str(signup.pk), "doe": "nonsense"})
    assert answer.status_code == 409
    assert "Kies wat je wilt doen." in answer.content.decode()


def test_the_sheet_for_the_door_has_names_and_numbers_and_no_more(connector: Client, network: Network) -> None:
    date = to_join(network, most=2)
    comes(date, 2, alias="Amira", contact=AMIRA, answers={"x": "Geen noten"})
    comes(date, 1, alias="Bea")
    page = connector.get(url("door_sheet", date.pk)).content.decode()
    assert "Amira" in page
    for hidden in ("Bea", AMIRA, "Geen noten"):
        assert hidden not in page
    assert LogRow.objects.filter(action=Action.PRINT).exists()


def test_the_owner_asks_at_most_three_questions(connector: Client, network: Network) -> None:
    activity = to_join(network).activity
    page = url("join_questions", activity.pk)
    said = {"text_0": "Eet je iets niet?", "must_0": "on", "text_1": "", "text_2": "Kom je met de fiets?"}
    assert connector.post(page, said).status_code == 302
    rows = list(JoinQuestion.objects.order_by("position").values_list("text", "is_required"))
    assert rows == [("Eet je iets niet?", True), ("Kom je met de fiets?", False)]
    assert "Eet je iets niet?" in connector.get(page).content.decode()
    twice = connector.post(page, {"text_0": "Fiets?", "text_1": "Fiets?", "text_2": ""})
    assert "Twee vragen zijn gelijk" in twice.content.decode()
    assert connector.post(page, {"text_0": "\x00"}).status_code == 400
    assert connector.post(page, {"text_0": "a" * 5_000}).status_code == 200
    assert JoinQuestion.objects.count() == 2


def test_the_list_costs_as_much_with_many_as_with_few(
    connector: Client, network: Network, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    date = to_join(network)
    comes(date, alias="Amira")
    connector.get(url("coming", date.pk))
    rows = [Signup(date=date, line=number, link_hash=uuid4().hex, alias="Bea") for number in range(2, 121)]
    Signup.objects.bulk_create(rows)
    with django_assert_max_num_queries(22):
        page = connector.get(url("coming", date.pk)).content.decode()
    assert page.count("Bea</bdi>") == 49
