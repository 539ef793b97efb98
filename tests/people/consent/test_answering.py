"""The pages of who is asked: from an account or a link in a mail; yes, a part, no, and stopping."""

import datetime as dt
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from buurtnet.areas.models import Network
from buurtnet.people.choices import ConsentState, ConsentWay, Role
from buurtnet.people.consent_words import receiver_word
from buurtnet.people.consenting import covers
from buurtnet.people.models import Consent, ConsentParty, Mail, Organization, Person
from buurtnet.people.my_data import erase_account
from buurtnet.privacy.log import seen_by
from buurtnet.privacy.models import LogRow
from tests.people.cast import person, ring_one, ring_two
from tests.people.consent.questions import about_a_child, about_an_adult, link_of, partner, sent

pytestmark = pytest.mark.django_db
YES = {"doe": "antwoord", "answer": "ja"}
NO = {"doe": "antwoord", "answer": "nee"}
STOP = {"doe": "stop"}


@pytest.fixture
def readers(network: Network) -> Organization:
    return partner(network)


@pytest.fixture
def hanan(network: Network) -> Person:
    return person("Hanan Aziz", Role.RESIDENT, network)


@pytest.fixture
def about_hanan(samira: Person, network: Network, readers: Organization, hanan: Person) -> Consent:
    return sent(ring_two(samira), network, about_an_adult(readers) | {"mail_0": hanan.email})


@pytest.fixture
def about_child(samira: Person, network: Network, readers: Organization) -> Consent:
    return sent(ring_two(samira), network, about_a_child(readers))


def state_of(consent: Consent) -> str:
    consent.refresh_from_db()
    return consent.state


def own_page(consent: Consent) -> str:
    return reverse("people:my_consent", args=[consent.pk])


def two_links(consent: Consent) -> list[str]:
    return [link_of(party) for party in consent.parties.all()]


def test_a_person_finds_the_question_in_her_account_and_says_yes(
    hanan: Person, about_hanan: Consent, readers: Organization
) -> None:
    client = ring_one(hanan)
    assert reverse("people:my_consents") in client.get(reverse("people:account")).content.decode()
    assert own_page(about_hanan) in client.get(reverse("people:my_consents")).content.decode()
    page = client.get(own_page(about_hanan))
    assert "no-store" in page.headers["Cache-Control"]
    for word in ("Samira Haddad", "Buurtteam Havendijk", "De leesmaatjes", "Telefoonnummer en mailadres"):
        assert word in page.content.decode()
    assert client.post(own_page(about_hanan), YES).status_code == 302
    assert state_of(about_hanan) == ConsentState.ACTIVE
    assert covers(about_hanan, what="contact", receiver=readers, on=timezone.localdate())
    assert about_hanan.parties.get().way == ConsentWay.WRITTEN


def test_nothing_is_ticked_beforehand(hanan: Person, about_hanan: Consent) -> None:
    page = ring_one(hanan).get(own_page(about_hanan)).content.decode()
    assert page.count('type="checkbox"') == 3
    assert "checked" not in page


def test_opening_a_link_does_nothing_however_often(about_child: Consent) -> None:
    for link in two_links(about_child) * 2:
        page = Client().get(link)
        assert page.status_code == 200
        assert "no-store" in page.headers["Cache-Control"]
        assert "Het gaat over je kind" in page.content.decode()
    assert Client().head(two_links(about_child)[0]).status_code == 200
    assert state_of(about_child) == ConsentState.ASKED


def test_it_is_given_by_all_who_must(about_child: Consent) -> None:
    first, second = two_links(about_child)
    assert Client().post(first, YES).status_code == 302
    assert state_of(about_child) == ConsentState.GIVEN_PARTIAL
    assert "Er moet nog iemand antwoorden" in Client().get(first).content.decode()
    assert "Jij zei ja" not in Client().get(second).content.decode()
    Client().post(second, YES)
    assert state_of(about_child) == ConsentState.ACTIVE


def test_a_part_is_a_yes_without_the_rest(about_child: Consent, readers: Organization) -> None:
    first, second = two_links(about_child)
    part = {"doe": "antwoord", "answer": "deel", "what": ["name"], "receivers": [receiver_word(readers.pk)]}
    Client().post(first, part)
    Client().post(second, YES)
    assert state_of(about_child) == ConsentState.ACTIVE
    today = timezone.localdate()
    assert covers(about_child, what="name", receiver=readers, on=today)
    assert not covers(about_child, what="contact", receiver=readers, on=today)


@pytest.mark.parametrize(
    "part", [{"what": ["name"]}, {"receivers": ["some"]}, {}], ids=["nobody", "nothing", "empty"]
)
def test_a_part_that_is_nothing_is_asked_about_once_more(
    about_child: Consent, readers: Organization, part: dict[str, list[str]]
) -> None:
    if "receivers" in part:
        part = {"receivers": [receiver_word(readers.pk)]}
    link = two_links(about_child)[0]
    answer = Client().post(link, {"doe": "antwoord", "answer": "deel", **part})
    assert answer.status_code == 200
    assert 'class="wrong"' in answer.content.decode()
    assert state_of(about_child) == ConsentState.ASKED


def test_a_no_ends_the_question_for_all_and_no_link_tells_who_said_it(about_child: Consent) -> None:
    first, second = two_links(about_child)
    Client().post(first, NO)
    assert state_of(about_child) == ConsentState.REFUSED
    after = Client().get(second)
    assert after.status_code == 410
    assert "Dit wordt niet gedeeld" in after.content.decode()
    for word in ("Samira", "leesmaatjes", "ouder", "zei nee"):
        assert word not in after.content.decode()
    Client().post(second, YES)
    assert state_of(about_child) == ConsentState.REFUSED


def test_one_of_those_who_gave_it_stops_it_with_one_button(about_child: Consent) -> None:
    first, second = two_links(about_child)
    for link in (first, second):
        Client().post(link, YES)
    assert 'value="stop"' in Client().get(second).content.decode()
    assert Client().post(second, STOP).status_code == 302
    assert state_of(about_child) == ConsentState.WITHDRAWN
    for link in (first, second):
        assert Client().get(link).status_code == 410


def test_stopping_from_the_list_of_an_account_is_one_button_too(hanan: Person, about_hanan: Consent) -> None:
    client = ring_one(hanan)
    client.post(own_page(about_hanan), YES)
    listed = client.get(reverse("people:my_consents")).content.decode()
    assert f'action="{own_page(about_hanan)}"' in listed
    assert 'value="stop"' in listed
    client.post(own_page(about_hanan), STOP)
    assert state_of(about_hanan) == ConsentState.WITHDRAWN
    assert "Gestopt" in client.get(reverse("people:my_consents")).content.decode()


def test_each_question_about_me_stands_in_one_list_also_before_the_job_of_the_day(
    hanan: Person, about_hanan: Consent
) -> None:
    def lists() -> list[str]:
        context = ring_one(hanan).get(reverse("people:my_consents")).context
        return [name for name in ("waiting", "holding", "ended") for _one in context[name]]

    assert lists() == ["waiting"]
    Consent.objects.update(until=timezone.localdate())
    assert lists() == ["ended"]
    Consent.objects.update(state=ConsentState.ACTIVE)
    assert lists() == ["ended"]
    Consent.objects.update(until=timezone.localdate() + dt.timedelta(days=9))
    assert lists() == ["holding"]


def test_since_a_birthday_it_stands_still_and_can_still_be_stopped(hanan: Person, about_hanan: Consent) -> None:
    client = ring_one(hanan)
    client.post(own_page(about_hanan), YES)
    Consent.objects.update(state=ConsentState.RECONFIRM_DUE, reconfirm_on=timezone.localdate())
    assert "staat stil" in client.get(own_page(about_hanan)).content.decode()
    client.post(own_page(about_hanan), STOP)
    assert state_of(about_hanan) == ConsentState.WITHDRAWN


def test_who_asked_hears_that_something_changed_and_not_what(samira: Person, about_child: Consent) -> None:
    Mail.objects.all().delete()
    Client().post(two_links(about_child)[0], NO)
    mail = Mail.objects.get()
    assert (mail.to, mail.subject) == (samira.email, "Bericht van Buurtnet")
    for word in ("nee", "kind", "toestemming", "leesmaatjes", str(about_child.pk)):
        assert word not in mail.body


def test_a_forged_a_cut_and_an_erased_link_open_nothing(about_child: Consent) -> None:
    link = two_links(about_child)[0]
    number, rest = link.rstrip("/").rsplit("/", 1)[1].split(":", 1)
    for token in (f"{number}x:{rest}", f"{number}:{rest[:-1]}", number, f"{number}:{rest}x", str(uuid4())):
        for answer in (Client().get(f"/account/vraag/{token}/"), Client().post(f"/account/vraag/{token}/", YES)):
            assert answer.status_code == 410, token
    assert state_of(about_child) == ConsentState.ASKED
    about_child.delete()
    assert Client().get(link).status_code == 410


def test_the_question_of_another_is_not_there(about_hanan: Consent, about_child: Consent, network: Network) -> None:
    other = ring_one(person("Wim", Role.VOLUNTEER, network))
    for consent in (about_hanan, about_child):
        assert other.get(own_page(consent)).status_code == 404
        assert other.post(own_page(consent), STOP).status_code == 404
        assert state_of(consent) == ConsentState.ASKED
    assert str(about_hanan.pk) not in other.get(reverse("people:my_consents")).content.decode()


def test_where_others_decide_the_person_reads_and_stops_but_does_not_answer(
    samira: Person, network: Network, readers: Organization, hanan: Person
) -> None:
    consent = sent(ring_two(samira), network, about_an_adult(readers, able="no"))
    Consent.objects.update(subject_id=hanan.pk)
    client = ring_one(hanan)
    assert 'value="ja"' not in client.get(own_page(consent)).content.decode()
    client.post(own_page(consent), YES)
    assert state_of(consent) == ConsentState.ASKED
    client.post(own_page(consent), STOP)
    assert state_of(consent) == ConsentState.WITHDRAWN


def test_what_is_sent_along_changes_nothing_else(about_child: Consent) -> None:
    party = about_child.parties.all()[0]
    other = about_child.parties.all()[1]
    words = YES | {"state": "active", "party": str(other.pk), "wie_antwoordt": str(other.pk), "way": "spoken",
                   "subject_id": str(uuid4()), "until": "2999-01-01"}  # fmt: skip
    before = (about_child.subject_id, about_child.until)
    Client().post(link_of(party), words)
    assert state_of(about_child) == ConsentState.GIVEN_PARTIAL
    assert (about_child.subject_id, about_child.until) == before
    assert ConsentParty.objects.get(pk=other.pk).says_yes is None
    assert ConsentParty.objects.get(pk=party.pk).way == ConsentWay.WRITTEN


def test_a_form_that_did_not_come_from_our_page_is_refused(about_child: Consent) -> None:
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(two_links(about_child)[0], YES).status_code == 403
    assert state_of(about_child) == ConsentState.ASKED


def test_a_no_after_ones_own_yes_takes_it_back(about_child: Consent) -> None:
    first, second = two_links(about_child)
    Client().post(first, YES)
    Client().post(first, NO)
    assert state_of(about_child) == ConsentState.WITHDRAWN
    Client().post(second, YES)
    assert state_of(about_child) == ConsentState.WITHDRAWN


def test_who_holds_the_link_of_a_person_is_not_that_person_for_the_log(
    about_hanan: Consent, hanan: Person, network: Network
) -> None:
    link = link_of(about_hanan.parties.get())
    for client in (Client(), ring_one(person("Wim", Role.VOLUNTEER, network))):
        client.get(link)
    assert [(row.actor, row.role_then) for row in seen_by(hanan)] == [("", "young_person")] * 2


def test_a_wrong_form_shows_the_question_once_more_and_that_is_noted(about_child: Consent) -> None:
    link = two_links(about_child)[0]
    assert Client().post(link, {"doe": "antwoord", "answer": "deel"}).status_code == 200
    assert LogRow.objects.filter(consent=str(about_child.pk), action="view", role_then="parent").count() == 1


def test_each_reading_and_answer_is_in_the_log_without_a_name(about_hanan: Consent, hanan: Person) -> None:
    link = link_of(about_hanan.parties.get())
    client = ring_one(hanan)
    client.get(link)
    client.post(link, YES)
    rows = LogRow.objects.filter(consent=str(about_hanan.pk), role_then="young_person").order_by("id")
    assert [(row.action, row.rule, row.actor, row.subject) for row in rows] == [
        ("view", "", str(hanan.pk), str(hanan.pk)),
        ("change", "consent.yes.young_person", str(hanan.pk), str(hanan.pk)),
    ]
    assert not seen_by(hanan).filter(role_then="young_person").exists(), "she looked at her own"


def test_who_looks_at_a_question_about_me_stands_in_my_log(
    samira: Person, network: Network, hanan: Person, about_hanan: Consent
) -> None:
    ring_two(samira).get(reverse("people:consent", args=[network.slug, about_hanan.pk]))
    [row] = seen_by(hanan)
    assert (row.actor, row.role_then, row.fields_group) == (str(samira.pk), Role.CONNECTOR, "consent")


def test_an_erased_account_takes_its_questions_along(hanan: Person, about_hanan: Consent) -> None:
    link = link_of(about_hanan.parties.get())
    erase_account(hanan)
    assert not Consent.objects.exists()
    assert Client().get(link).status_code == 410


def test_flemish_people_read_their_own_dutch_and_others_english(
    samira: Person, network: Network, readers: Organization
) -> None:
    Network.objects.update(country="BE", locale="nl-be")
    consent = sent(ring_two(samira), network, about_an_adult(readers, language="en"))
    mail = Mail.objects.get()
    assert mail.body.count("?taal=en") == 1
    link = link_of(consent.parties.get())
    assert 'lang="nl-BE"' in Client().get(link).content.decode()
    assert 'lang="en"' in Client().get(f"{link}?taal=en").content.decode()


def test_who_looked_with_a_link_from_a_mail_is_called_so(hanan: Person, about_hanan: Consent) -> None:
    Client().get(link_of(about_hanan.parties.get()))
    page = ring_one(hanan).get(reverse("people:seen")).content.decode()
    assert "Wie de link uit de mail heeft" in page
    assert "Toestemming: bekeken" in page


def test_without_anyone_s_name_the_page_still_reads(about_child: Consent) -> None:
    Person.objects.update(name="")
    Consent.objects.update(asked_by=None)
    assert "Iemand van het netwerk" in Client().get(two_links(about_child)[0]).content.decode()
