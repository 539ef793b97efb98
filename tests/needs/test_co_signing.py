"""Platforms of parents and residents sign along, or not; their own editor says so."""

import pytest
from django.test import Client

from buurtnet.areas.models import Network
from buurtnet.kit.moving import NotNowError
from buurtnet.needs import policy as verbs
from buurtnet.needs.co_signing import ask_platforms, decline, platforms_of, sign
from buurtnet.needs.models import CoSignature, PolicySignal
from buurtnet.people.acting import By
from buurtnet.people.choices import OrganizationKind, Role
from buurtnet.people.models import Mail, Organization, Person
from tests.factories import OrganizationFactory
from tests.needs.policy_cast import MAIL_TO, decided, decision, drafted, platform, reply, words
from tests.people.cast import person, ring_one, ring_two

pytestmark = pytest.mark.django_db


@pytest.fixture
def group(network: Network) -> tuple[Organization, Person]:
    return platform(network=network)


@pytest.fixture
def signal(network: Network, ingrid: Person) -> PolicySignal:
    return drafted(network, ingrid)


def asked(signal: PolicySignal, group: tuple[Organization, Person], by: Person) -> CoSignature:
    ask_platforms(signal, [group[0]], by=By(by))
    return CoSignature.objects.get(signal=signal)


def test_only_informal_organizations_of_the_network_with_an_editor_can_be_asked(
    network: Network, group: tuple[Organization, Person]
) -> None:
    platform("Bewonersgroep elders")
    formal = OrganizationFactory(name="Welzijn De Kade", kind=OrganizationKind.FORMAL)
    person("Formeel", Role.MEMBER, network, formal)
    without = OrganizationFactory(name="Groep zonder beheerder", kind=OrganizationKind.INFORMAL)
    person("Zonder", Role.MEMBER, network, without)
    assert list(platforms_of(network)) == [group[0]]


def test_its_editor_gets_a_neutral_mail_and_reads_it_behind_the_own_door(
    network: Network, group: tuple[Organization, Person], signal: PolicySignal, ingrid: Person
) -> None:
    row = asked(signal, group, ingrid)
    mail = Mail.objects.get(person=group[1])
    assert mail.subject == "Er staat iets voor je klaar in Buurtnet"
    assert signal.title not in mail.body
    address = f"/havendijk/beheer/meetekenen/{row.pk}/"
    assert address in mail.body
    page = ring_two(group[1]).get(address).content.decode()
    for said in (signal.title, signal.story, signal.asked, "Ouderplatform De Kade"):
        assert said in page, said
    assert ring_one(group[1]).get(address).status_code == 302
    assert ring_two(ingrid).get(address).status_code == 404
    assert ring_two(platform("Andere groep", network)[1]).get(address).status_code == 404
    assert Client().get(address).status_code == 302


def test_yes_stands_in_the_letter_and_no_does_not(
    network: Network, group: tuple[Organization, Person], signal: PolicySignal, ingrid: Person
) -> None:
    row = asked(signal, group, ingrid)
    editor = ring_two(group[1])
    address = f"/havendijk/beheer/meetekenen/{row.pk}/"
    assert editor.post(address, {"doe": "nee"}).status_code == 302
    assert editor.post(address, {"doe": "ja", "antwoord": "1"}).status_code == 302
    row.refresh_from_db()
    assert (row.signed_at is not None, row.declined_at, row.wants_reply, row.answered_by) == (
        True,
        None,
        True,
        group[1],
    )
    assert editor.post(address, {"doe": "misschien"}).status_code == 400
    signal = verbs.decide(signal, decision(network), version=signal.version, by=By(ingrid))
    verbs.send_signal(signal, version=signal.version, by=By(ingrid))
    letter = Mail.objects.get(to=MAIL_TO).body
    assert "Ouderplatform De Kade" in letter
    assert group[1].name not in letter


def test_who_declined_does_not_stand_under_it(
    network: Network, group: tuple[Organization, Person], ingrid: Person
) -> None:
    signal = decided(network, ingrid)
    decline(asked(signal, group, ingrid), by=By(group[1]))
    verbs.send_signal(signal, version=signal.version, by=By(ingrid))
    assert "Ouderplatform" not in Mail.objects.get(to=MAIL_TO).body


def test_once_it_was_sent_nobody_signs_or_is_asked_any_more(
    network: Network, group: tuple[Organization, Person], ingrid: Person
) -> None:
    signal = decided(network, ingrid)
    row = asked(signal, group, ingrid)
    verbs.send_signal(signal, version=signal.version, by=By(ingrid))
    for late in (
        lambda: sign(row, wants_reply=True, by=By(group[1])),
        lambda: decline(row, by=By(group[1])),
        lambda: ask_platforms(signal, [group[0]], by=By(ingrid)),
    ):
        with pytest.raises(NotNowError):
            late()
    answer = ring_two(group[1]).post(f"/havendijk/beheer/meetekenen/{row.pk}/", {"doe": "ja"})
    assert answer.status_code == 409


def test_asked_twice_is_asked_once(
    network: Network, group: tuple[Organization, Person], signal: PolicySignal, ingrid: Person
) -> None:
    assert [ask_platforms(signal, [group[0]], by=By(ingrid)) for _again in range(2)] == [1, 0]
    assert Mail.objects.count() == 1


def test_other_words_are_signed_anew(
    network: Network, group: tuple[Organization, Person], signal: PolicySignal, ingrid: Person
) -> None:
    row = asked(signal, group, ingrid)
    sign(row, wants_reply=True, by=By(group[1]))
    said = {"needs": list(signal.needs.all()), "agreement": signal.agreement}
    signal = verbs.change(signal, words(network, ingrid, **said), version=signal.version, by=By(ingrid))
    row.refresh_from_db()
    assert row.signed_at
    verbs.change(
        signal,
        words(network, ingrid, **said, story="Heel iets anders speelt."),
        version=signal.version,
        by=By(ingrid),
    )
    row.refresh_from_db()
    assert row.signed_at is None
    assert Mail.objects.filter(person=group[1]).count() == 2


@pytest.mark.parametrize(("wants", "mails"), [(True, 2), (False, 1)])
def test_the_answer_goes_to_who_signed_and_wants_it(
    network: Network, group: tuple[Organization, Person], ingrid: Person, *, wants: bool, mails: int
) -> None:
    signal = decided(network, ingrid)
    sign(asked(signal, group, ingrid), wants_reply=wants, by=By(group[1]))
    signal = verbs.send_signal(signal, version=signal.version, by=By(ingrid))
    verbs.answer(signal, reply(), by=None)
    found = list(Mail.objects.filter(person=group[1]).order_by("queued_at"))
    assert len(found) == mails
    assert "winter" not in found[-1].body
    assert (f"/havendijk/beleid/{signal.pk}/" in found[-1].body) is wants
