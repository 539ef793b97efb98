"""Signing in by a link: the same for every address, once, in time, and never by looking."""

import datetime
import re
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import Settings

from buurtnet.areas.models import Network
from buurtnet.people.choices import Role
from buurtnet.people.models import Device, Mail, Membership, Person, SigninLink
from buurtnet.privacy.models import LogRow
from tests.people.doors.clients import change_session, last_link, signed_in

PAGE = "/account/aanmelden/"
pytestmark = pytest.mark.django_db


def ask(email: str, client: Client | None = None, **more: str) -> str:
    answer = (client or Client()).post(PAGE, {"email": email, **more})
    assert answer.status_code == 200
    return answer.content.decode().replace(email, "")


def test_the_answer_is_the_same_whether_or_not_an_address_has_an_account(samira: Person) -> None:
    assert ask("samira@havendijk.example") == ask("nobody.@havendijk.example".replace(".@", "@"))


def test_the_work_is_the_same_whether_or_not_an_address_has_an_account(samira: Person) -> None:
    def work(email: str) -> list[str]:
        with CaptureQueriesContext(connection) as asked:
            ask(email)
        return [re.sub(r"[0-9a-f]{6,}\S*|x\d+", "", query["sql"])[:60] for query in asked]

    work("warm@havendijk.example")
    known, unknown = work("samira@havendijk.example"), work("nobody@havendijk.example")
    assert known == unknown
    assert not any("people_person" in sql for sql in known), "whose address it is, is not even looked up"


def test_the_mails_say_the_same_and_their_subject_says_nothing(samira: Person) -> None:
    ask("samira@havendijk.example")
    ask("nobody@havendijk.example")
    known, unknown = Mail.objects.order_by("queued_at")
    assert known.subject == unknown.subject == "Je link voor Buurtnet"
    assert known.body.split("http")[0] == unknown.body.split("http")[0]


def test_asking_makes_no_person_and_the_button_does(network: Network) -> None:
    ask("nieuw@havendijk.example", volgende="/havendijk/")
    client, link = Client(), last_link()
    assert "Maak mijn account" in client.get(link).content.decode()
    assert Person.objects.count() == 0
    assert client.post(link, {"onthoud": "1"}).headers["Location"] == "/havendijk/"
    person = Person.objects.get()
    assert not person.has_usable_password()
    assert Membership.objects.get(person=person).role == Role.RESIDENT


def test_a_scanner_that_opens_the_link_first_does_not_use_it_up(samira: Person) -> None:
    ask(samira.email)
    link = last_link()
    for method in ("get", "head", "get"):
        assert getattr(Client(), method)(link).status_code == 200
    assert Client().post(link).status_code == 302


def late() -> None:
    SigninLink.objects.update(expires_at=timezone.now() - datetime.timedelta(seconds=1))


@pytest.mark.parametrize(
    "spoil",
    [
        lambda link: (Client().post(link), link)[1],
        lambda link: (late(), link)[1],
        lambda link: link[:-4] + "/",
        lambda link: link.replace("/link/", "/link/x"),
        lambda link: "/account/link/" + "x" * 1500 + "/",
    ],
    ids=["used", "late", "truncated", "forged", "long"],
)
def test_a_link_that_cannot_be_used_says_so_in_a_sentence_and_shows_a_way_on(
    samira: Person, spoil: Callable[[str], str]
) -> None:
    ask(samira.email)
    link = spoil(last_link())
    for answer in (Client().get(link), Client().post(link)):
        assert answer.status_code == 410
        assert "Vraag een nieuwe" in answer.content.decode()
        assert "_auth_user_id" not in answer.client.session


def test_a_closed_account_opens_to_no_link_and_its_sessions_end_at_once(samira: Person) -> None:
    client = signed_in(samira)
    Person.objects.filter(pk=samira.pk).update(is_active=False)
    assert client.get("/account/").status_code == 302
    ask(samira.email)
    assert "gesloten" in Client().post(last_link()).content.decode()


def test_an_address_in_capitals_is_the_same_person(samira: Person) -> None:
    ask("SAMIRA@Havendijk.example")
    client = Client()
    client.post(last_link())
    assert client.session["_auth_user_id"] == str(samira.pk)


@pytest.mark.parametrize("email", ["", "samira", "a@b", "x" * 300 + "@b.nl", "a@b.nl\r\nBcc: c@d.nl"])
def test_what_is_no_address_gets_a_sentence_and_no_mail(email: str) -> None:
    assert "Controleer je mailadres" in Client().post(PAGE, {"email": email}).content.decode()
    assert not Mail.objects.exists()


@pytest.mark.parametrize("path", ["https://elders.example/", "//elders.example", "/\\elders.example", "javascript:x"])
def test_nobody_is_sent_to_another_site(samira: Person, path: str) -> None:
    ask(samira.email, volgende=path)
    assert Client().post(last_link()).headers["Location"] == "/account/"


def test_one_address_gets_five_mails_an_hour_and_the_answer_stays_the_same(samira: Person) -> None:
    answers = {ask(samira.email) for _ in range(7)}
    assert len(answers) == 1
    assert Mail.objects.count() == 5


def test_who_asks_too_often_waits(settings: Settings) -> None:
    settings.SIGN_INS_PER_HOUR = 3
    codes = [Client().post(PAGE, {"email": f"a{number}@b.example"}).status_code for number in range(4)]
    assert codes == [200, 200, 200, 429]


def test_signing_in_gives_a_new_session_key_and_is_logged(samira: Person) -> None:
    client = Client()
    change_session(client, {"something": 1})
    before = client.cookies["sessionid"].value
    ask(samira.email)
    client.post(last_link())
    assert client.cookies["sessionid"].value != before
    row = LogRow.objects.get(action="sign_in")
    assert (row.actor, row.subject) == (str(samira.pk), str(samira.pk))


def test_pages_of_an_account_are_kept_by_no_cache(samira: Person) -> None:
    client = signed_in(samira)
    for path in ("/account/", "/account/apparaten/", "/account/gegevens/", "/account/sleutels/"):
        answer = client.get(path)
        assert answer.status_code == 200
        assert "no-store" in answer.headers["Cache-Control"], path
    assert "no-store" in Client().get(PAGE).headers["Cache-Control"]


def test_signing_out_ends_the_device_and_only_by_a_button(samira: Person) -> None:
    client = signed_in(samira)
    assert client.get("/account/afmelden/").status_code == 405
    assert Device.objects.count() == 1
    client.post("/account/afmelden/")
    assert Device.objects.count() == 0
    assert client.get("/account/").status_code == 302


def test_a_form_from_another_page_is_refused(samira: Person) -> None:
    assert Client(enforce_csrf_checks=True).post(PAGE, {"email": samira.email}).status_code == 403
