"""The pages of who joins, without an account: short, neutral, and closed to everyone else."""

import datetime as dt
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries, Settings

from buurtnet.agenda.choices import ActivityState, DateState, Joining, SignupState
from buurtnet.agenda.join_questions import Asked, ask
from buurtnet.agenda.joining import answers_of
from buurtnet.agenda.models import Activity, ActivityDate, Signup
from buurtnet.agenda.shown import date_text
from buurtnet.agenda.telling import token_of
from buurtnet.areas.choices import Room
from buurtnet.areas.models import Network
from buurtnet.people.models import Mail, Person
from tests.agenda.joining_rows import comes, filled_in, join_url, send, to_join, token_for
from tests.agenda.rows import by

pytestmark = pytest.mark.django_db

AMIRA = "amira@voorbeeld.example"


def own_url(signup: Signup) -> str:
    return reverse("agenda:signup", args=[signup.date.network.slug, token_of(signup.form_key)])


def calendar_url(signup: Signup) -> str:
    return reverse("agenda:signup_calendar", args=[signup.date.network.slug, token_of(signup.form_key)])


def text_of(client: Client, url: str) -> str:
    return client.get(url).content.decode()


def test_without_an_address_one_sees_the_own_link(client: Client, network: Network) -> None:
    date = to_join(network, most=5)
    answer = send(client, date)
    signup = Signup.objects.get()
    assert answer.url == f"{own_url(signup)}?klaar=1"
    page = text_of(client, answer.url)
    assert "Je komt" in page
    assert token_of(signup.form_key) in page
    assert "<svg" in page
    assert signup.people == 2
    assert signup.alias == "Amira"


def test_with_an_address_the_link_goes_by_mail_and_stands_on_no_page(client: Client, network: Network) -> None:
    date = to_join(network)
    answer = send(client, date, contact=AMIRA)
    page = text_of(client, answer.url)
    token = token_of(Signup.objects.get().form_key)
    assert token not in page
    assert token not in answer.url
    assert token in Mail.objects.get().body


@pytest.mark.parametrize("most", [None, 4, 2])
def test_the_page_does_not_tell_that_an_address_joined_before(
    client: Client, network: Network, most: int | None
) -> None:
    date = to_join(network, most=most)
    send(client, date, contact=AMIRA)
    known = send(client, date, contact=AMIRA)
    other = to_join(network, most=most)
    comes(other, 2)
    new = send(client, other, contact="bea@voorbeeld.example")
    assert known.url.partition("?")[2] == new.url.partition("?")[2]
    assert Signup.objects.filter(date=date).count() == 1


def test_sent_twice_is_one_and_leads_to_the_same_page(client: Client, network: Network) -> None:
    date = to_join(network)
    said = filled_in(date)
    first, second = (client.post(join_url(date), said) for _ in range(2))
    assert first.url == second.url
    assert Signup.objects.count() == 1


def test_when_it_is_full_one_is_told_before_and_after(client: Client, network: Network) -> None:
    date = to_join(network, most=2)
    comes(date, 2)
    comes(date, 1)
    assert "wachtlijst" in text_of(client, join_url(date))
    page = text_of(client, send(client, date).url)
    assert "Je staat op de wachtlijst" in page
    assert "Dit is je plek in de rij: 2." in page


def test_without_a_waiting_list_there_is_no_form(client: Client, network: Network) -> None:
    date = to_join(network, most=1, has_waiting_list=False)
    comes(date)
    page = text_of(client, join_url(date))
    assert "Het zit vol." in page
    assert 'name="form_key"' not in page
    assert send(client, date).status_code == 409
    assert Signup.objects.count() == 1


def test_a_name_is_asked_only_where_the_activity_wants_one(client: Client, network: Network) -> None:
    date = to_join(network, registration=Joining.COUNT)
    assert 'name="alias"' not in text_of(client, join_url(date))
    send(client, date, alias="Amira")
    assert Signup.objects.get().alias == ""


def test_the_questions_of_the_owner_are_asked_and_kept(client: Client, network: Network, samira: Person) -> None:
    date = to_join(network)
    must, may = ask(date.activity, [Asked("Eet je iets niet?", is_required=True), Asked("Fiets?")], by=by(samira))
    page = text_of(client, join_url(date))
    assert "Eet je iets niet?" in page
    assert "Fiets? (mag leeg)" in page
    assert "Vul dit in." in send(client, date).content.decode()
    send(client, date, **{f"q_{must.pk.hex}": "Noten"})
    assert answers_of(Signup.objects.get()) == {str(must.pk): "Noten"}
    assert str(may.pk) not in answers_of(Signup.objects.get())


@pytest.mark.parametrize(
    "said",
    [
        {"people": "0"}, {"people": "-1"}, {"people": "9"}, {"people": "veel"}, {"people": ""},
        {"people": "9" * 5_000}, {"alias": ""}, {"alias": "a" * 5_000}, {"contact": "geen adres"},
        {"form_key": "nonsense"}, {"bericht2": "reclame"}, {"begun": "forged"},
        {"begun": ""},
    ],
)  # fmt: skip
def test_nonsense_gets_a_sentence_and_makes_nothing(client: Client, network: Network, said: dict[str, str]) -> None:
    date = to_join(network)
    answer = send(client, date, **said)
    assert answer.status_code == 200
    assert "alert" in answer.content.decode()
    assert not Signup.objects.exists()


def test_a_sign_that_is_none_is_refused(client: Client, network: Network) -> None:
    date = to_join(network)
    signup = comes(date)
    assert send(client, date, alias="\x00").status_code == 400
    assert client.post(own_url(signup), {"doe": "\x00"}).status_code == 400
    assert client.get("/havendijk/agenda/aanmelding/%00/").status_code in {400, 404}
    assert Signup.objects.count() == 1


def test_a_form_that_was_filled_in_faster_than_a_person_can_is_not_taken(client: Client, network: Network) -> None:
    date = to_join(network)
    send(client, date, begun=token_for(date, seconds=0))
    send(client, date, begun=token_for(to_join(network)))
    assert not Signup.objects.exists()


def test_what_was_typed_stays_on_the_page(client: Client, network: Network) -> None:
    page = send(client, to_join(network), people="99", alias="Amira & co").content.decode()
    assert "Amira &amp; co" in page
    assert 'value="99"' in page


def test_too_many_from_one_address_have_to_wait(client: Client, network: Network) -> None:
    date = to_join(network, most_each=8)
    codes = [send(client, date).status_code for _ in range(30)]
    assert codes[0] == 302
    assert codes[-1] == 429


def test_limits_hold_within_a_minute_too(client: Client, network: Network, settings: Settings) -> None:
    settings.FORMS_PER_MINUTE = 2
    date = to_join(network)
    assert send(client, date, people="0").status_code == 200
    assert 429 in [send(client, date, people="0").status_code for _ in range(3)]
    assert client.get(join_url(date)).status_code == 200


@pytest.mark.parametrize("state", [ActivityState.WAITING, ActivityState.IDEA, ActivityState.DECLINED])
def test_what_does_not_stand_in_the_calendar_is_not_there(client: Client, network: Network, state: str) -> None:
    date = to_join(network)
    Activity.objects.update(state=state)
    assert client.get(join_url(date)).status_code == send(client, date).status_code == 404


def test_a_date_that_is_off_says_so_and_takes_nobody(client: Client, network: Network) -> None:
    date = to_join(network)
    ActivityDate.objects.update(state=DateState.CANCELLED, cancelled_because="De zaal is dicht")
    page = text_of(client, join_url(date))
    assert "gaat niet door" in page
    assert "De zaal is dicht" in page
    assert send(client, date).status_code == 409


def test_another_network_and_a_closed_room_know_nothing(client: Client, network: Network, elsewhere: Network) -> None:
    date = to_join(network)
    signup = comes(date)
    token = token_of(signup.form_key)
    for name, key in (("join", date.pk), ("join_sent", date.pk), ("signup", token), ("signup_calendar", token)):
        here, other = (reverse(f"agenda:{name}", args=[slug, key]) for slug in ("havendijk", elsewhere.slug))
        assert client.get(here).status_code == 200
        assert client.get(other).status_code == 404
    network.rooms = [Room.MAP]
    network.save()
    for name, key in (("join", date.pk), ("join_sent", date.pk), ("signup", token), ("signup_calendar", token)):
        assert client.get(reverse(f"agenda:{name}", args=["havendijk", key])).status_code == 404


def test_a_made_up_link_is_a_404(client: Client, network: Network) -> None:
    for token in ("0" * 48, "x", "a" * 300):
        assert client.get(f"/havendijk/agenda/aanmelding/{token}/").status_code == 404


def test_looking_at_the_own_page_changes_nothing(client: Client, network: Network) -> None:
    signup = comes(to_join(network), 2)
    for query in ("", "?doe=zeker", "?doe=afmelden", "?klaar=1"):
        assert client.get(own_url(signup) + query).status_code == 200
    signup.refresh_from_db()
    assert (signup.state, signup.people) == (SignupState.JOINED, 2)


def test_cancelling_asks_once_more_and_then_it_is_done(client: Client, network: Network) -> None:
    signup = comes(to_join(network), 2)
    assert "Ja, meld me af" in client.post(own_url(signup), {"doe": "afmelden"}).content.decode()
    signup.refresh_from_db()
    assert signup.state == SignupState.JOINED
    page = client.post(own_url(signup), {"doe": "zeker"}).content.decode()
    assert "Je bent afgemeld" in page
    assert "Geef je opnieuw op" in page
    signup.refresh_from_db()
    assert signup.state == SignupState.CANCELLED


def test_with_how_many_can_be_changed(client: Client, network: Network) -> None:
    signup = comes(to_join(network, most=4), 2)
    assert client.post(own_url(signup), {"doe": "aantal", "people": "3"}).status_code == 302
    signup.refresh_from_db()
    assert signup.people == 3
    assert client.post(own_url(signup), {"doe": "aantal", "people": "5"}).status_code == 409
    assert client.post(own_url(signup), {"doe": "aantal", "people": "veel"}).status_code == 200
    signup.refresh_from_db()
    assert signup.people == 3


def test_the_own_page_shows_nothing_of_others_and_nothing_to_be_kept(client: Client, network: Network) -> None:
    date = to_join(network)
    comes(date, alias="Fatima", contact="fatima@voorbeeld.example")
    answer = client.get(own_url(comes(date, alias="Amira")))
    page = answer.content.decode()
    assert "Amira" in page
    assert "Fatima" not in page
    assert "fatima@" not in page
    assert "no-store" in answer["Cache-Control"]
    assert answer["Referrer-Policy"] == "strict-origin"
    assert 'name="robots" content="noindex"' in page


def test_who_only_reads_gets_no_cookie(client: Client, network: Network) -> None:
    signup = comes(to_join(network))
    client.get(reverse("agenda:join_sent", args=["havendijk", signup.date_id]))
    assert not client.session.keys()


def test_the_date_comes_as_a_file_for_ones_own_calendar(client: Client, network: Network) -> None:
    date = to_join(network)
    answer = client.get(calendar_url(comes(date, alias="Amira")))
    body = answer.content.decode()
    assert answer["Content-Type"].startswith("text/calendar")
    assert f"DTSTART:{date.starts_at.astimezone(dt.UTC):%Y%m%dT%H%M%SZ}" in body
    assert "SUMMARY:Samen koken op het plein" in body
    assert "Amira" not in body


def test_a_whole_day_in_the_calendar_has_days_and_no_times(client: Client, network: Network) -> None:
    date = to_join(network)
    start = dt.datetime(2027, 5, 1, 22, tzinfo=dt.UTC)  # midnight by the clock of the network
    date.starts_at, date.ends_at, date.whole_day = start, start + dt.timedelta(days=1), True
    date.save()
    body = client.get(calendar_url(comes(date))).content.decode()
    assert "DTSTART;VALUE=DATE:20270502" in body
    assert "DTEND;VALUE=DATE:20270503" in body


def test_the_pages_are_as_fast_with_many_who_joined(
    client: Client, network: Network, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    date = to_join(network, most=3_000)
    client.get(join_url(date))
    Signup.objects.bulk_create(
        Signup(date=date, line=number, link_hash=uuid4().hex) for number in range(1, 2_001)
    )  # fmt: skip
    ActivityDate.objects.update(taken=2_000)
    with django_assert_max_num_queries(14):
        assert client.get(join_url(date)).status_code == 200
    mine = comes(date)
    with django_assert_max_num_queries(14):
        assert client.get(own_url(mine)).status_code == 200


def test_who_comes_reads_that_it_is_at_another_moment(client: Client, network: Network) -> None:
    date = to_join(network)
    assert "op een ander moment" not in client.get(join_url(date)).text
    ActivityDate.objects.filter(pk=date.pk).update(
        starts_at=date.starts_at + dt.timedelta(days=1), ends_at=date.ends_at + dt.timedelta(days=1)
    )
    own = send(client, date).url
    for shown in (client.get(own).text, client.get(join_url(date)).text):
        assert f"Eerst was het {date_text(date.day)}" in shown
