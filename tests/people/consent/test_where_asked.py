"""What was asked stays where and as it was: in its network, with its names and answers."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from buurtnet.areas.models import Network
from buurtnet.people.choices import ConsentState, ConsentWay, Role
from buurtnet.people.consent_pages import shown, with_parts
from buurtnet.people.consent_words import receiver_word
from buurtnet.people.consenting import By, hash_of_text, withdraw
from buurtnet.people.models import Consent, Mail, Membership, Organization, Person
from buurtnet.people.views import consents as views
from buurtnet.privacy.models import LogRow
from tests.factories import NetworkFactory
from tests.people.cast import ring_two
from tests.people.consent.questions import (
    MOTHER,
    about_a_child,
    about_an_adult,
    active_child,
    ask_page,
    checked,
    link_of,
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


def test_who_asks_does_not_write_over_what_a_parent_said_by_link(
    asker: Client, network: Network, readers: Organization
) -> None:
    consent = sent(asker, network, about_a_child(readers))
    mother, _father = consent.parties.all()
    Client().post(link_of(mother), {"doe": "antwoord", "answer": "deel", "what": ["name"],
                                    "receivers": [receiver_word(readers.pk)]})  # fmt: skip
    page = asker.get(one_page(network, consent)).content.decode()
    assert page.count("Noteer wat iemand zei") == 1, "only of the father"
    for said in ("ja", "nee"):
        noted = {"doe": "noteer", "wie_antwoordt": mother.pk, "answer": said, "way": "spoken"}
        assert asker.post(one_page(network, consent), noted).status_code == 302
    mother.refresh_from_db()
    consent.refresh_from_db()
    assert (mother.says_yes, mother.left_out, mother.way) == (True, ["contact"], ConsentWay.WRITTEN)
    assert consent.state == ConsentState.GIVEN_PARTIAL
    asker.post(one_page(network, consent), {"doe": "stop"})
    consent.refresh_from_db()
    assert consent.state == ConsentState.WITHDRAWN


def test_a_question_stays_in_its_network_and_with_its_organization(
    asker: Client, samira: Person, network: Network, readers: Organization
) -> None:
    consent = sent(asker, network, about_a_child(readers))
    elsewhere: Network = NetworkFactory(slug="elders")
    Membership.objects.create(person=samira, role=Role.CONNECTOR, network=elsewhere, organization=readers)
    pages = [reverse("people:consent_list", args=["elders"]), one_page(elsewhere, consent)]
    assert str(consent.pk) not in asker.get(pages[0]).content.decode()
    assert asker.get(pages[1]).status_code == 404
    assert asker.post(pages[1], {"doe": "stop"}).status_code == 404
    samira.memberships.filter(network=network).update(organization=readers)
    assert asker.get(one_page(network, consent)).status_code == 404
    assert asker.post(one_page(network, consent), {"doe": "stop"}).status_code == 404
    consent.refresh_from_db()
    assert consent.state == ConsentState.ASKED


def test_another_name_or_employer_does_not_change_what_was_agreed(
    asker: Client, samira: Person, network: Network, buurtteam: Organization, readers: Organization
) -> None:
    consent = sent(asker, network, about_a_child(readers))
    samira.memberships.update(organization=readers)
    Organization.objects.filter(pk=buurtteam.pk).update(name="Buurtteam Overal")
    Organization.objects.filter(pk=readers.pk).update(name="Alle lezers")
    [one] = shown(with_parts(Consent.objects.filter(pk=consent.pk)))
    assert hash_of_text(one.question.text) == consent.text_hash
    page = Client().get(link_of(consent.parties.all()[0])).content.decode()
    for name, is_there in (
        ("Buurtteam Havendijk", True),
        ("De leesmaatjes", True),
        ("Overal", False),
        ("Alle", False),
    ):
        assert (name in page) is is_there, name


def test_no_address_gets_mail_without_end_from_first_questions_either(
    asker: Client, network: Network, readers: Organization
) -> None:
    words = about_a_child(readers)
    for _time in range(views.MAILS_TO_ONE_ADDRESS):
        sent(asker, network, words)
    known = Consent.objects.count()
    page = asker.post(ask_page(network), checked(asker, network, words)).content.decode()
    assert "Dit adres kreeg net al een paar mails" in page
    assert Consent.objects.count() == known
    assert Mail.objects.filter(to=MOTHER).count() == views.MAILS_TO_ONE_ADDRESS


def test_a_wrong_form_shows_the_question_to_who_asked_and_that_is_noted(
    asker: Client, network: Network, readers: Organization
) -> None:
    consent = sent(asker, network, about_a_child(readers))
    wrong = {"doe": "noteer", "wie_antwoordt": consent.parties.all()[0].pk, "answer": "ja"}
    assert asker.post(one_page(network, consent), wrong).status_code == 200
    assert LogRow.objects.filter(consent=str(consent.pk), action="view").count() == 1


def test_what_is_over_tells_to_share_nothing(asker: Client, network: Network, readers: Organization) -> None:
    consent = active_child(asker, network, readers, birthday_in=90)
    assert "Deel nu niets" not in asker.get(one_page(network, consent)).content.decode()
    asker.post(one_page(network, consent), {"doe": "stop"})
    page = asker.get(one_page(network, consent)).content.decode()
    assert "Wat er toen mocht, mag nu niet meer." in page
    assert "Pas als iedereen ja zei" not in page


def test_what_may_not_be_shared_now_does_not_stand_among_what_may(
    asker: Client, network: Network, readers: Organization
) -> None:
    consent = active_child(asker, network, readers, birthday_in=90)
    Consent.objects.filter(pk=consent.pk).update(until=timezone.localdate())
    context = asker.get(reverse("people:consent_list", args=[network.slug])).context
    assert context["holding"] == []
    assert [one.consent for one in context["waiting"]] == [consent]


def test_an_adult_is_not_called_a_child_and_organizations_are_not_called_people(
    asker: Client, network: Network, readers: Organization
) -> None:
    consent = sent(asker, network, about_an_adult(readers))
    for page in (asker.get(one_page(network, consent)), Client().get(link_of(consent.parties.get()))):
        shown_now = page.content.decode()
        assert "Met deze organisaties" in shown_now
        assert "Met deze mensen" not in shown_now
        assert "kind" not in shown_now.split("<h1")[1].split("</main>")[0].casefold()
    assert "De persoon zelf" in asker.get(one_page(network, consent)).content.decode()


def test_who_lost_a_link_is_told_whom_to_ask(asker: Client, network: Network, readers: Organization) -> None:
    for link in ("/account/vraag/x/", link_of(ended(sent(asker, network, about_an_adult(readers))).parties.get())):
        gone = Client().get(link)
        assert gone.status_code == 410
        assert "aan de persoon die jou de vraag stelde." in gone.content.decode()


def ended(consent: Consent) -> Consent:
    return withdraw(consent, by=By(role_then="parent"))
