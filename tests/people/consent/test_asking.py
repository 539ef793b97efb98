"""The pages of who asks: who may, what is sent, what is seen, and what is sent along in vain."""

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from buurtnet.areas.models import Network
from buurtnet.people.choices import ConsentState, ConsentWay, PartyKind, Role
from buurtnet.people.consent_words import explained
from buurtnet.people.consenting import hash_of_text
from buurtnet.people.models import Consent, Mail, Organization, Person
from buurtnet.privacy import refusals
from buurtnet.privacy.choices import Action
from buurtnet.privacy.models import LogRow
from tests.factories import NetworkFactory
from tests.people.cast import person, ring_one, ring_two
from tests.people.consent.questions import (
    FATHER,
    MOTHER,
    about_a_child,
    about_an_adult,
    ask_page,
    born,
    one_page,
    partner,
    sent,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def readers(network: Network) -> Organization:
    return partner(network)


@pytest.fixture
def asker(samira: Person) -> Client:
    return ring_two(samira)


@pytest.mark.parametrize("role", [Role.RESIDENT, Role.VOLUNTEER, Role.DIRECTOR, Role.POLICY_READER])
def test_only_who_helps_from_an_organization_asks(network: Network, buurtteam: Organization, role: Role) -> None:
    client = ring_two(person("Iemand", role, network, buurtteam))
    assert client.get(ask_page(network)).status_code == 404


def test_who_has_no_organization_behind_them_asks_nothing_and_is_noted(
    network: Network, settings: Settings, tmp_path: Path
) -> None:
    settings.DATA_DIR = tmp_path
    alone = person("Iemand", Role.CONNECTOR, network)
    assert ring_two(alone).get(ask_page(network)).status_code == 404
    refusals.take_up(patience=0)
    assert [(row.actor, row.fields_group) for row in LogRow.objects.filter(action=Action.DENY)] == [
        (str(alone.pk), "consent")
    ]


def test_a_link_by_mail_alone_opens_none_of_it(samira: Person, network: Network, readers: Organization) -> None:
    consent = sent(ring_two(samira), network, about_an_adult(readers))
    client = ring_one(samira)
    for page in (ask_page(network), reverse("people:consent_list", args=[network.slug]), one_page(network, consent)):
        assert client.get(page).headers["Location"].startswith(reverse("people:strong"))
        assert client.post(page, {"doe": "stop"}).status_code in {403, 405}
    consent.refresh_from_db()
    assert consent.state == ConsentState.ASKED


def test_nothing_goes_before_the_text_was_read(asker: Client, network: Network, readers: Organization) -> None:
    answer = asker.post(ask_page(network), about_a_child(readers, verstuur=""))
    shown = answer.content.decode()
    assert "Klopt deze vraag?" in shown
    assert shown.count('type="email"') == 2
    assert not Consent.objects.exists()
    assert not Mail.objects.exists()


def test_each_parent_gets_a_link_of_their_own_and_nothing_else(
    asker: Client, network: Network, readers: Organization
) -> None:
    consent = sent(asker, network, about_a_child(readers))
    mails = {mail.to: mail for mail in Mail.objects.all()}
    assert set(mails) == {MOTHER, FATHER}
    links = {mail.body.split("http")[1].split()[0] for mail in mails.values()}
    assert len(links) == 2
    for mail in mails.values():
        assert mail.subject == "Bericht van Buurtnet"
        told = mail.body.casefold()
        for word in ("samira", "leesmaatjes", "buurtteam", "kind", "toestemming", "naam", str(consent.pk)):
            assert word not in told, word
    assert [party.kind for party in consent.parties.all()] == [PartyKind.PARENT, PartyKind.PARENT]


def test_no_address_and_no_birthday_is_kept_with_the_question(
    asker: Client, network: Network, readers: Organization
) -> None:
    consent = sent(asker, network, about_a_child(readers))
    kept = str(Consent.objects.filter(pk=consent.pk).values().get()) + str(list(consent.parties.values()))
    for secret in (MOTHER, FATHER, born(8).isoformat()):
        assert secret not in kept
    assert consent.reconfirm_on
    assert consent.reconfirm_on.year == born(8).year + 12


def test_what_they_read_can_be_made_again_and_has_the_hash_that_was_kept(
    asker: Client, network: Network, readers: Organization, samira: Person
) -> None:
    consent = sent(asker, network, about_a_child(readers))
    text = explained(
        consent.asked_for, receivers=[readers.name], until=consent.until, asker=samira.name,
        organization="Buurtteam Havendijk",
    ).text  # fmt: skip
    assert "Samira Haddad van Buurtteam Havendijk" in text
    assert consent.text_hash == hash_of_text(text)


@pytest.mark.parametrize(
    ("country", "age", "parents", "parties"),
    [
        ("NL", 11, "2", [PartyKind.PARENT] * 2),
        ("NL", 12, "1", [PartyKind.YOUNG_PERSON, PartyKind.PARENT]),
        ("NL", 16, "", [PartyKind.YOUNG_PERSON]),
        ("BE", 12, "", [PartyKind.YOUNG_PERSON]),
        ("BE", 11, "1", [PartyKind.PARENT]),
    ],
)
def test_who_must_say_yes_follows_the_age_and_the_country(
    asker: Client, network: Network, readers: Organization, country: str, age: int, parents: str,
    parties: list[PartyKind],
) -> None:  # fmt: skip
    Network.objects.update(country=country)
    consent = sent(asker, network, about_a_child(readers, age=age, parents=parents))
    assert sorted(party.kind for party in consent.parties.all()) == sorted(parties)
    assert consent.jurisdiction == ("VL" if country == "BE" else "NL")


def test_a_mature_flemish_child_decides_and_who_cannot_decide_has_a_representative(
    asker: Client, network: Network, readers: Organization
) -> None:
    assert "nog geen 12" not in asker.get(ask_page(network)).content.decode()
    unable = sent(asker, network, about_an_adult(readers, able="no"))
    assert [party.kind for party in unable.parties.all()] == [PartyKind.REPRESENTATIVE]
    Network.objects.update(country="BE")
    assert "nog geen 12" in asker.get(ask_page(network)).content.decode()
    mature = sent(asker, network, about_a_child(readers, age=10, able="yes", parents=""))
    assert [party.kind for party in mature.parties.all()] == [PartyKind.YOUNG_PERSON]


@pytest.mark.parametrize(
    "wrong",
    [
        {"who": ""}, {"born": ""}, {"born": "31 februari"}, {"born": "1980-01-01"}, {"born": "2999-01-01"},
        {"parents": ""}, {"parents": "9"}, {"purpose": "gossip"}, {"what": []}, {"what": ["bsn"]},
        {"receivers": []}, {"months": "240"}, {"months": "abc"}, {"language": "xx"},
        {"mail_0": "geen adres"}, {"mail_1": MOTHER}, {"mail_0": "samira.haddad@havendijk.example"},
    ],
    ids=str,
)  # fmt: skip
def test_a_question_that_is_not_right_is_asked_of_nobody(
    asker: Client, network: Network, readers: Organization, wrong: dict[str, Any]
) -> None:
    answer = asker.post(ask_page(network), about_a_child(readers) | wrong)
    assert answer.status_code == 200
    assert 'class="wrong"' in answer.content.decode()
    assert not Consent.objects.exists()
    assert not Mail.objects.exists()


def test_it_is_shared_only_with_who_takes_part_and_not_with_who_asks(
    asker: Client, network: Network, buurtteam: Organization
) -> None:
    elsewhere = partner(NetworkFactory(), "Ver weg")
    for receiver in (elsewhere, buurtteam):
        assert asker.post(ask_page(network), about_a_child(receiver)).status_code == 200
    assert not Consent.objects.exists()


def test_who_asks_cannot_tell_whether_someone_has_an_account(
    asker: Client, network: Network, readers: Organization
) -> None:
    hanan = person("Hanan Aziz")
    known = sent(asker, network, about_an_adult(readers) | {"mail_0": hanan.email.upper()})
    unknown = sent(asker, network, about_an_adult(readers))
    assert known.subject_id == hanan.pk
    assert not Person.objects.filter(pk=unknown.subject_id).exists()
    pages = [asker.get(one_page(network, one)).content.decode() for one in (known, unknown)]
    assert hanan.name not in pages[0]
    assert hanan.email not in pages[0]


def test_a_list_shows_only_what_one_asked_oneself_and_is_noted(
    asker: Client, samira: Person, network: Network, buurtteam: Organization, readers: Organization
) -> None:
    mine = sent(asker, network, about_a_child(readers))
    joris = person("Joris Bakker", Role.MEMBER, network, buurtteam)
    his = sent(ring_two(joris), network, about_an_adult(readers))
    page = asker.get(reverse("people:consent_list", args=[network.slug])).content.decode()
    assert str(mine.pk) in page
    assert str(his.pk) not in page
    seen = LogRow.objects.filter(action="list", fields_group="consent")
    assert [(row.actor, row.subject, row.role_then) for row in seen] == [
        (str(samira.pk), str(mine.subject_id), Role.CONNECTOR)
    ]
    assert asker.get(one_page(network, his)).status_code == 404
    assert asker.post(one_page(network, his), {"doe": "stop"}).status_code == 404
    his.refresh_from_db()
    assert his.state == ConsentState.ASKED


def test_a_list_asks_the_database_the_same_number_of_times_for_twice_as_much(
    asker: Client, network: Network, readers: Organization
) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert asker.get(reverse("people:consent_list", args=[network.slug])).status_code == 200
        return len(captured)

    sent(asker, network, about_a_child(readers))
    cost()
    once = cost()
    for _time in range(3):
        sent(asker, network, about_a_child(readers))
    assert cost() == once <= 25


def test_what_was_said_aloud_is_noted_with_how_and_the_person_hears_so(
    asker: Client, network: Network, readers: Organization
) -> None:
    hanan = person("Hanan Aziz")
    consent = sent(asker, network, about_an_adult(readers) | {"mail_0": hanan.email})
    party = consent.parties.get()
    Mail.objects.all().delete()
    noted = {"doe": "noteer", "wie_antwoordt": party.pk, "answer": "deel", "what": ["name"],
             "receivers": [f"to:{readers.pk}"], "way": ConsentWay.INTERPRETER}  # fmt: skip
    assert asker.post(one_page(network, consent), noted).status_code == 302
    party.refresh_from_db()
    assert (party.says_yes, party.left_out, party.way) == (True, ["contact"], ConsentWay.INTERPRETER)
    mail = Mail.objects.get()
    assert mail.to == hanan.email
    assert "toestemming" not in mail.body
    assert "Ja, een deel mag" in asker.get(one_page(network, consent)).content.decode()


@pytest.mark.parametrize(
    "wrong",
    [{"answer": ""}, {"answer": "misschien"}, {"way": ""}, {"answer": "deel"}, {"answer": "deel", "what": ["bsn"]}],
    ids=str,
)
def test_an_answer_that_is_not_one_is_not_noted(
    asker: Client, network: Network, readers: Organization, wrong: dict[str, Any]
) -> None:
    consent = sent(asker, network, about_a_child(readers))
    party = consent.parties.all()[0]
    noted = {"doe": "noteer", "wie_antwoordt": party.pk, "answer": "ja", "way": "spoken"} | wrong
    answer = asker.post(one_page(network, consent), noted)
    assert answer.status_code == 200
    assert 'class="wrong"' in answer.content.decode()
    party.refresh_from_db()
    assert party.says_yes is None


def test_the_answer_of_another_question_is_not_noted_here(
    asker: Client, network: Network, readers: Organization
) -> None:
    here, there = sent(asker, network, about_a_child(readers)), sent(asker, network, about_an_adult(readers))
    party = there.parties.get()
    for said in (party.pk, "0", "x"):
        noted = {"doe": "noteer", "wie_antwoordt": said, "answer": "ja", "way": "spoken"}
        assert asker.post(one_page(network, here), noted).status_code == 404
    party.refresh_from_db()
    assert party.says_yes is None


def test_a_lost_link_is_mailed_again_but_not_to_oneself_nor_without_end(
    asker: Client, samira: Person, network: Network, readers: Organization
) -> None:
    consent = sent(asker, network, about_an_adult(readers))
    party = consent.parties.get()
    Mail.objects.all().delete()
    again = {"doe": "link", "wie_antwoordt": party.pk, "email": "nieuw@havendijk.example"}
    answer = asker.post(one_page(network, consent), again, follow=True)
    assert "De link is verstuurd" in answer.content.decode()
    assert Mail.objects.get().to == "nieuw@havendijk.example"
    assert asker.post(one_page(network, consent), again | {"email": samira.email}).status_code == 200
    for _time in range(6):
        asker.post(one_page(network, consent), again)
    assert Mail.objects.count() == 5


def test_who_asked_stops_it_when_someone_says_so(asker: Client, network: Network, readers: Organization) -> None:
    consent = sent(asker, network, about_an_adult(readers))
    assert asker.post(one_page(network, consent), {"doe": "stop"}).status_code == 302
    assert asker.post(one_page(network, consent), {"doe": "stop"}).status_code == 302, "once more does nothing"
    consent.refresh_from_db()
    assert consent.state == ConsentState.WITHDRAWN
    assert LogRow.objects.filter(rule="consent.withdrawn").count() == 1


def test_a_role_that_ended_sees_nothing_any_more(
    asker: Client, samira: Person, network: Network, readers: Organization
) -> None:
    consent = sent(asker, network, about_an_adult(readers))
    now = timezone.now()
    samira.memberships.update(starts_at=now - dt.timedelta(days=9), ends_at=now - dt.timedelta(days=1))
    for page in (ask_page(network), reverse("people:consent_list", args=[network.slug]), one_page(network, consent)):
        assert asker.get(page).status_code == 404
