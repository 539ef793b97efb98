"""My data: seen, taken along, corrected, erased; and who looked."""

import json

import pytest
from django.test import Client

from buurtnet.areas.models import Network
from buurtnet.people.choices import Role
from buurtnet.people.models import Device, Mail, Membership, Person, SigninLink
from buurtnet.privacy.choices import Action
from buurtnet.privacy.log import record
from buurtnet.privacy.models import LogRow
from tests.people.doors.authenticator import Phone
from tests.people.doors.clients import LINK, last_link, signed_in, strong
from tests.people.doors.test_passkeys import make_key

pytestmark = pytest.mark.django_db
PAGES = ["", "mailadres/", "alles.json", "alles/", "gezien/", "wissen/"]


@pytest.mark.parametrize("page", PAGES)
def test_a_visitor_signs_in_first_and_a_key_holder_shows_it_where_all_goes_out(samira: Person, page: str) -> None:
    path = f"/account/gegevens/{page}"
    assert Client().get(path).headers["Location"].startswith("/account/aanmelden/")
    assert signed_in(samira).get(path).status_code == 200
    make_key(signed_in(samira), Phone())
    expected = 200 if page in {"", "gezien/"} else 302
    assert signed_in(samira).get(path).status_code == expected


def test_everything_can_be_taken_along_and_is_logged(samira: Person, network: Network) -> None:
    Membership.objects.create(person=samira, role=Role.VOLUNTEER, network=network)
    client = signed_in(samira)
    answer = client.get("/account/gegevens/alles.json")
    kinds = {kind["model"]: kind["rows"] for kind in json.loads(answer.content)["kinds"]}
    assert kinds["people.Person"][0]["email"] == samira.email
    assert kinds["people.Membership"][0]["role"] == "volunteer"
    assert kinds["people.Device"][0]["name"]
    told = answer.content.decode()
    assert Device.objects.get().session_hash not in told, "a file lies about; a door must not lie in it"
    assert SigninLink.objects.get().token_hash not in told
    assert "attachment" in answer.headers["Content-Disposition"]
    assert LogRow.objects.filter(action=Action.EXPORT, subject=str(samira.pk)).count() == 1
    page = client.get("/account/gegevens/alles/").content.decode()
    assert samira.email in page


def test_name_and_language_are_corrected_and_nothing_else(samira: Person) -> None:
    client = signed_in(samira)
    sent = {
        "name": "Samira B.",
        "language": "en",
        "email": "x@y.example",
        "is_active": "",
        "id": "1",
        "password": "a",
    }
    assert client.post("/account/gegevens/", sent).status_code == 302
    samira.refresh_from_db()
    assert (samira.name, samira.language, samira.email) == ("Samira B.", "en", "samira@havendijk.example")
    assert samira.is_active
    assert client.post("/account/gegevens/", {"name": "x" * 121}).status_code == 200


def links_to(*addresses: str) -> list[str]:
    return [last_link(address) for address in addresses]


def test_another_address_holds_once_both_said_yes(samira: Person) -> None:
    client = signed_in(samira)
    client.post("/account/gegevens/mailadres/", {"new_email": "Nieuw@havendijk.example"})
    old, new = links_to(samira.email, "nieuw@havendijk.example")
    assert Client().get(new).status_code == 200
    assert "Nog één keer" in Client().post(new).content.decode()
    samira.refresh_from_db()
    assert samira.email == "samira@havendijk.example"
    assert "is veranderd" in Client().post(old).content.decode()
    samira.refresh_from_db()
    assert samira.email == "nieuw@havendijk.example"
    assert Client().post(old).status_code == 410


def test_an_address_of_another_is_asked_as_any_and_not_taken(samira: Person) -> None:
    other = Person.objects.create_user("emre@havendijk.example")
    client = signed_in(samira)
    known = client.post("/account/gegevens/mailadres/", {"new_email": other.email}).content.decode()
    old, new = links_to(samira.email, other.email)
    unknown = client.post("/account/gegevens/mailadres/", {"new_email": "emre@elders.example"}).content.decode()
    assert known.replace(other.email, "") == unknown.replace("emre@elders.example", "")
    assert Client().post(old).status_code == 410, "the newer wish ended this one"
    client.post("/account/gegevens/mailadres/", {"new_email": other.email})
    old, new = links_to(samira.email, other.email)
    Client().post(old)
    assert Client().post(new).status_code == 410
    samira.refresh_from_db()
    assert samira.email == "samira@havendijk.example"


def test_nobody_fills_the_mailbox_of_another_with_wishes(samira: Person) -> None:
    client = signed_in(samira)
    for _ in range(8):
        assert client.post("/account/gegevens/mailadres/", {"new_email": "emre@elders.example"}).status_code == 200
    assert Mail.objects.filter(to="emre@elders.example").count() == 5


def test_erasing_takes_everything_and_every_door(samira: Person, network: Network) -> None:
    Membership.objects.create(person=samira, role=Role.MEMBER, network=network)
    client, elsewhere = strong(samira), signed_in(samira)
    make_key(client, Phone())
    assert client.get("/account/gegevens/wissen/").status_code == 200
    samira.refresh_from_db()
    assert samira.email, "looking erases nothing"
    assert client.post("/account/gegevens/wissen/").headers["Location"] == "/account/gewist/"
    assert Client().get("/account/gewist/").status_code == 200
    assert elsewhere.get("/account/").status_code == 302
    samira.refresh_from_db()
    assert not samira.is_active
    assert not samira.memberships.exists()
    assert not samira.authenticator_set.exists()  # type: ignore[attr-defined]  # allauth's name for one's keys
    for model in (Person, Mail, SigninLink, Device, Membership):
        assert "samira" not in str(list(model.objects.values())).lower(), model
    assert LogRow.objects.filter(action=Action.ERASE, subject=str(samira.pk)).exists()


@pytest.mark.parametrize("role", [Role.DIRECTOR, Role.CONNECTOR])
def test_a_mailbox_alone_does_not_erase_who_holds_a_role_that_asks_for_a_key(
    samira: Person, network: Network, role: Role
) -> None:
    Membership.objects.create(person=samira, role=role, network=network)
    page = "/account/gegevens/wissen/"
    client = signed_in(samira)
    assert client.get(page).headers["Location"].startswith("/account/sterk/")
    assert client.post(page).status_code == 403
    samira.refresh_from_db()
    assert samira.is_active


def test_the_only_director_hands_over_first(joris: Person) -> None:
    client = strong(joris)
    assert "enige regisseur" in client.get("/account/gegevens/wissen/").content.decode()
    client.post("/account/gegevens/wissen/")
    joris.refresh_from_db()
    assert joris.is_active


def test_one_reads_who_looked_and_not_who_looked_at_another(samira: Person, joris: Person) -> None:
    other = Person.objects.create_user("emre@havendijk.example", name="Emre")
    record(Action.VIEW, actor=joris, subject=samira, obj=samira, role_then=Role.DIRECTOR)
    record(Action.VIEW, actor=other, subject=joris, obj=joris)
    record(Action.LIST, actor=None, subject=samira, obj=samira)
    page = signed_in(samira).get("/account/gegevens/gezien/").content.decode()
    assert "Joris, netwerkregisseur" in page
    assert "Iemand zonder naam" in page
    assert "Emre" not in page


def test_ones_account_tells_roles_with_what_they_mean_from_and_until(samira: Person, network: Network) -> None:
    Membership.objects.create(person=samira, role=Role.CONNECTOR, network=network)
    page = signed_in(samira).get("/account/").content.decode()
    assert "Verbinder · Netwerk Havendijk" in page
    assert "Je verbindt mensen in de buurt" in page
    assert "Bij jouw rol hoort een sleutel" in page


def test_no_mail_of_an_account_tells_what_it_is_about(samira: Person) -> None:
    client = signed_in(samira)
    client.post("/account/gegevens/mailadres/", {"new_email": "nieuw@havendijk.example"})
    make_key(client, Phone())
    for mail in Mail.objects.all():
        words = LINK.sub("", mail.subject + mail.body)
        assert "Samira" not in words
        assert "@" not in words
