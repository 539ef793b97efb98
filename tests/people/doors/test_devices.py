"""Where someone is signed in: told in plain words, ended by its owner, and by nobody else."""

import pytest
from django.contrib.sessions.models import Session
from django.test import Client

from buurtnet.people.actions import close_account, erase_person
from buurtnet.people.devices import device_name, hash_of
from buurtnet.people.models import Device, Person
from buurtnet.people.signin import send_signin_link
from tests.people.doors.clients import last_link, signed_in
from tests.people.doors.conftest import Clock

pytestmark = pytest.mark.django_db
PAGE = "/account/apparaten/"
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Safari/604.1"


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:130.0) Gecko/20100101 Firefox/130.0", "Firefox op Windows"),
        (
            "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/129.0.0.0 Safari/537.36 Edg/129.0",
            "Edge op Windows",
        ),
        (IPHONE, "Safari op iPhone"),
        ("Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/129.0 Mobile Safari/537.36", "Chrome op Android"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Version/17.0 Safari/605.1.15", "Safari op Mac"),
        ("curl/8.0", "Onbekend apparaat"),
        ("", "Onbekend apparaat"),
        ("<script>" * 500, "Onbekend apparaat"),
    ],
)
def test_a_device_is_told_in_plain_words(agent: str, name: str) -> None:
    assert device_name(agent) == name


def test_one_sees_ones_own_devices_and_which_one_this_is(samira: Person) -> None:
    signed_in(Person.objects.create_user("emre@havendijk.example"), agent="Chrome Windows")
    signed_in(samira, agent=IPHONE)
    page = signed_in(samira).get(PAGE).content.decode()
    assert "Safari op iPhone" in page
    assert "Chrome op Windows" not in page
    assert page.count("dit apparaat</span>") == 1


def test_one_device_is_ended_at_once(samira: Person) -> None:
    phone, here = signed_in(samira, agent=IPHONE), signed_in(samira)
    device = Device.objects.get(name="Safari op iPhone")
    here.post(PAGE, {"apparaat": device.pk})
    assert Session.objects.count() == 1
    assert phone.get("/account/").status_code == 302
    assert here.get("/account/").status_code == 200


def test_all_others_are_ended_and_this_one_stays(samira: Person) -> None:
    others = [signed_in(samira, agent=IPHONE) for _ in range(2)]
    here = signed_in(samira)
    here.post(PAGE, {"apparaat": "anderen"})
    assert [client.get("/account/").status_code for client in (*others, here)] == [302, 302, 200]


@pytest.mark.parametrize("which", ["", "x", "-1", "99999999999999999999999", "²"])
def test_what_is_no_device_ends_nothing(samira: Person, which: str) -> None:
    here = signed_in(samira)
    assert here.post(PAGE, {"apparaat": which}).status_code == 302
    assert here.get("/account/").status_code == 200


def test_the_device_of_another_is_out_of_reach(samira: Person) -> None:
    victim = signed_in(samira)
    other = signed_in(Person.objects.create_user("emre@havendijk.example"))
    other.post(PAGE, {"apparaat": Device.objects.get(person=samira).pk})
    assert victim.get("/account/").status_code == 200


def test_a_session_that_comes_back_from_a_backup_opens_nothing_without_its_device(samira: Person) -> None:
    client = signed_in(samira)
    Device.objects.all().delete()
    assert client.get("/account/").status_code == 302


def test_only_a_hash_of_the_session_is_kept_beside_it(samira: Person) -> None:
    client = signed_in(samira)
    key = client.cookies["sessionid"].value
    assert Device.objects.get().session_hash == hash_of(key)


def test_a_visit_is_noted_once_an_hour_at_most(samira: Person, clock: Clock) -> None:
    client = signed_in(samira)
    first = client.session["seen_at"]
    client.get("/account/")
    assert client.session["seen_at"] == first
    clock.forward(3601)
    client.get("/account/")
    assert client.session["seen_at"] > first


def test_erasing_and_closing_end_every_session(samira: Person) -> None:
    clients = [signed_in(samira) for _ in range(2)]
    erase_person(samira)
    assert [client.get("/account/").status_code for client in clients] == [302, 302]
    assert not Session.objects.exists()


def test_a_closed_account_that_opens_again_has_no_session_of_before(samira: Person, joris: Person) -> None:
    client = signed_in(samira)
    close_account(samira, by=joris)
    Person.objects.filter(pk=samira.pk).update(is_active=True)
    assert client.get("/account/").status_code == 302
    assert not Device.objects.filter(person=samira).exists()


def test_who_comes_in_by_another_account_leaves_the_first(samira: Person, joris: Person) -> None:
    client = signed_in(samira)
    send_signin_link(joris.email)
    client.post(last_link(joris.email))
    assert client.session["_auth_user_id"] == str(joris.pk)
    assert list(Device.objects.values_list("person", flat=True)) == [joris.pk]


def test_a_visitor_gets_no_session_from_looking(samira: Person) -> None:
    client = Client()
    client.get("/account/aanmelden/")
    assert "sessionid" not in client.cookies
