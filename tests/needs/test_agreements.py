"""Reply agreements: who promised to answer, and who is asked when it stays silent."""

import datetime as dt

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from buurtnet.areas.models import Network
from buurtnet.directory.access import today_in
from buurtnet.needs.agreements import Kept, agreements_of, change_agreement
from buurtnet.needs.models import ReplyAgreement
from buurtnet.needs.policy_moving import NotReadyYetError
from buurtnet.people.acting import By
from buurtnet.people.models import Person
from buurtnet.privacy.models import LogRow
from tests.factories import NetworkFactory
from tests.needs.policy_cast import MAIL_TO, agreement, gemeente, key_on

pytestmark = pytest.mark.django_db
LIST = "/havendijk/beheer/antwoordafspraken/"
SAID = {
    "organization": "Gemeente Havendijk", "body": "afdeling jeugd", "signed_by_role": "wethouder jeugd",
    "signed_on": "2026-03-02", "days": "42", "mail_to": MAIL_TO, "next_level": "", "ends_on": "",
}  # fmt: skip


def test_the_director_notes_what_a_body_signed(network: Network, director: Client) -> None:
    gemeente()
    assert director.post(f"{LIST}nieuw/", SAID).status_code == 302
    row = ReplyAgreement.objects.get()
    assert (str(row), row.days, row.mail_to) == ("Gemeente Havendijk, afdeling jeugd", 42, MAIL_TO)
    page = director.get(f"{LIST}?klaar=nieuw").content.decode()
    for said in ("afdeling jeugd", "antwoord binnen 42 dagen", "wethouder jeugd", "Bewaard."):
        assert said in page, said
    assert LogRow.objects.filter(rule="agreement.signed", object_id=str(row.pk)).exists()


def test_what_was_signed_is_noted_once_however_often_the_form_is_sent(network: Network, director: Client) -> None:
    gemeente()
    key = key_on(director.get(f"{LIST}nieuw/"))
    for _time in range(2):
        assert director.post(f"{LIST}nieuw/", {**SAID, "key": key}).status_code == 302
    assert ReplyAgreement.objects.count() == 1
    director.post(f"{LIST}nieuw/", {**SAID, "key": key_on(director.get(f"{LIST}nieuw/"))})
    assert ReplyAgreement.objects.count() == 2


def test_a_key_of_elsewhere_makes_a_row_of_its_own(network: Network, director: Client, ingrid: Person) -> None:
    elsewhere = agreement(NetworkFactory(slug="duinbeke"), ingrid)
    assert director.post(f"{LIST}nieuw/", {**SAID, "key": str(elsewhere.pk)}).status_code == 302
    assert ReplyAgreement.objects.get(network=network).pk != elsewhere.pk


def test_its_address_is_encrypted_in_the_database(network: Network, ingrid: Person) -> None:
    row = agreement(network, ingrid)
    with connection.cursor() as cursor:
        cursor.execute("SELECT mail_to FROM needs_replyagreement")
        value = cursor.fetchone()[0]
    assert MAIL_TO not in str(value)
    assert ReplyAgreement.objects.get(pk=row.pk).mail_to == MAIL_TO


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("organization", "", "Schrijf welke organisatie antwoordt."),
        ("organization", "Bestaat niet", "kennen we niet"),
        ("body", "", "Schrijf welk onderdeel antwoordt."),
        ("signed_by_role", "", "Schrijf welke functie ondertekende."),
        ("signed_on", "gisteren", "Kies een dag."),
        ("days", "0", "Schrijf een getal van 1 tot 365."),
        ("days", "9" * 5000, "Schrijf een getal van 1 tot 365."),
        ("mail_to", "geen adres", "Dit is geen mailadres."),
        ("next_level", "onzin", "Kies er een uit de lijst."),
    ],
)
def test_what_is_missing_or_nonsense_is_said_beside_its_field(
    network: Network, director: Client, field: str, value: str, said: str
) -> None:
    gemeente()
    answer = director.post(f"{LIST}nieuw/", {**SAID, field: value})
    assert answer.status_code == 200
    assert said in answer.content.decode()
    assert not ReplyAgreement.objects.exists()


def test_a_day_to_come_is_no_signature(network: Network, director: Client) -> None:
    gemeente()
    tomorrow = today_in(network) + dt.timedelta(days=1)
    answer = director.post(f"{LIST}nieuw/", {**SAID, "signed_on": f"{tomorrow}"})
    assert answer.status_code == 409
    assert "Kies een dag die al geweest is." in answer.content.decode()


def test_what_was_signed_stays_and_the_rest_can_change(network: Network, director: Client, ingrid: Person) -> None:
    row = agreement(network, ingrid)
    above = agreement(network, ingrid, body="gemeenteraad", organization=row.organization)
    changed = {
        "mail_to": "",
        "next_level": str(above.pk),
        "ends_on": "2030-01-01",
        "days": "7",
        "body": "iets anders",
    }
    assert director.post(f"{LIST}{row.pk}/", changed).status_code == 302
    row.refresh_from_db()
    assert (row.mail_to, row.next_level, row.days, row.body) == ("", above, 42, "afdeling jeugd")
    assert row.ends_on == dt.date(2030, 1, 1)


def test_levels_never_lead_back_to_where_they_began(network: Network, ingrid: Person) -> None:
    first = agreement(network, ingrid)
    second = agreement(network, ingrid, body="raad", next_level=first)
    third = agreement(network, ingrid, body="provincie", next_level=second)
    with pytest.raises(NotReadyYetError):
        change_agreement(first, Kept(next_level=third), by=By(ingrid))
    elsewhere = agreement(NetworkFactory(slug="duinbeke"), ingrid)
    with pytest.raises(NotReadyYetError):
        change_agreement(first, Kept(next_level=elsewhere), by=By(ingrid))
    with pytest.raises(NotReadyYetError):
        change_agreement(first, Kept(ends_on=first.signed_on - dt.timedelta(days=1)), by=By(ingrid))
    with pytest.raises(IntegrityError), transaction.atomic():
        ReplyAgreement.objects.filter(pk=first.pk).update(next_level=first)


def test_those_that_hold_stand_first(network: Network, ingrid: Person) -> None:
    over = agreement(network, ingrid, body="aanpak", ends_on=today_in(network) - dt.timedelta(days=1))
    holds = agreement(network, ingrid, body="zorg")
    assert agreements_of(network) == [holds, over]


def test_the_list_takes_as_many_questions_to_the_database_whatever_its_length(
    network: Network, director: Client, ingrid: Person
) -> None:
    counts = []
    director.get(LIST)  # what is kept for a while is looked up once
    for number in range(2):
        agreement(network, ingrid, body=f"onderdeel {number}")
        with CaptureQueriesContext(connection) as seen:
            director.get(LIST)
        counts.append(len(seen))
    assert counts[0] == counts[1]
