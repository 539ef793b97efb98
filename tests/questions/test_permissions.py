"""Every address of the working side of questions × every role × own, other or ended."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from buurtnet.areas.models import Network
from buurtnet.people.choices import IN_A_NETWORK, OF_AN_ORGANIZATION, PARTNERS, Role
from buurtnet.people.models import Person
from buurtnet.questions.answering import pass_on, take
from buurtnet.questions.models import Duty, OthersAsked, Question
from buurtnet.questions.urls import urlpatterns
from tests.factories import NetworkFactory, OrganizationFactory
from tests.people.cast import person, ring_one, ring_two
from tests.questions.public import hidden
from tests.questions.rows import DAY, a_question, as_, away, on_duty, others_asked

pytestmark = pytest.mark.django_db

OWN, OTHER, ENDED = "own", "another network", "ended yesterday"
DIRECTOR, WRITERS = (Role.DIRECTOR,), (Role.DIRECTOR, Role.CONNECTOR)
# name: the roles that reach it in their own network, without being on its roster.
TABLE: dict[str, tuple[Role, ...]] = {
    "question_list": PARTNERS,
    "question_new": PARTNERS,
    "question": (),  # nobody by a role alone
    "roster": DIRECTOR,
    "duty_new": DIRECTOR,
    "duty": DIRECTOR,
    "publish_list": WRITERS,
    "publish_new": WRITERS,
    "publish": WRITERS,
}


@pytest.fixture
def duty(network: Network, samira: Person, joris: Person) -> Duty:
    on_duty(network, joris)
    return on_duty(network, samira)


@pytest.fixture
def question(network: Network, duty: Duty) -> Question:
    return a_question(network)


@pytest.fixture
def row(network: Network, samira: Person) -> OthersAsked:
    return others_asked(network, samira)


@pytest.fixture
def addresses(network: Network, question: Question, duty: Duty, row: OthersAsked) -> dict[str, str]:
    ids = {"question": [question.pk], "duty": [duty.pk], "publish": [row.pk]}
    return {name: reverse(f"questions:{name}", args=[network.slug, *ids.get(name, [])]) for name in TABLE}


def someone(role: Role, network: Network, *, ended: bool = False) -> Person:
    organization = OrganizationFactory() if role in OF_AN_ORGANIZATION else None
    who = person(f"Iemand {role}", role, network if role in IN_A_NETWORK else None, organization)
    if ended:
        now = timezone.now()
        who.memberships.update(starts_at=now - timedelta(days=9), ends_at=now - timedelta(days=1))
    return who


def test_every_address_of_the_working_side_stands_in_this_table() -> None:
    names = {str(one.name) for one in urlpatterns if "/beheer/" in str(one.pattern)}
    assert names == set(TABLE)


@pytest.mark.parametrize("relation", [OWN, OTHER, ENDED])
@pytest.mark.parametrize("role", list(Role))
def test_a_role_reaches_what_it_is_for_and_no_more(
    network: Network, addresses: dict[str, str], role: Role, relation: str
) -> None:
    where = NetworkFactory() if relation == OTHER else network
    client = ring_two(someone(role, where, ended=relation == ENDED))
    found = {name: client.get(url).status_code for name, url in addresses.items()}
    posted = {name: client.post(url, {"doe": "pak"}).status_code for name, url in addresses.items()}
    for name, roles in TABLE.items():
        may = relation == OWN and role in roles
        assert found[name] == (200 if may else 404), name
        assert posted[name] in ({200, 400, 405} if may else {404, 405}), name


@pytest.mark.parametrize("name", TABLE)
def test_a_visitor_is_asked_to_sign_in_first(addresses: dict[str, str], name: str) -> None:
    for response in (Client().get(addresses[name]), Client().post(addresses[name])):
        assert response.status_code == 302
        assert response["Location"].startswith(reverse("people:signin"))


@pytest.mark.parametrize("name", TABLE)
def test_a_link_by_mail_alone_does_not_open_it(addresses: dict[str, str], name: str, ingrid: Person) -> None:
    response = ring_one(ingrid).get(addresses[name])
    assert response.status_code == 302
    assert response["Location"].startswith(reverse("people:strong"))


def reads(who: Person, question: Question) -> bool:
    url = reverse("questions:question", args=[question.network.slug, question.pk])
    return ring_two(who).get(url).status_code == 200


def test_a_duty_that_is_over_opens_nothing(question: Question, samira: Person, today: object) -> None:
    assert reads(samira, question)
    Duty.objects.filter(person=samira).update(ends_on=timezone.localdate() - DAY)
    assert not reads(samira, question)


def test_a_role_that_ended_yesterday_opens_nothing_even_of_one_s_own(question: Question, samira: Person) -> None:
    take(question, by=as_(samira))
    assert reads(samira, question)
    now = timezone.now()
    samira.memberships.update(starts_at=now - timedelta(days=9), ends_at=now - timedelta(days=1))
    assert not reads(samira, question)


def test_a_duty_in_another_network_opens_nothing_here(question: Question, emre: Person) -> None:
    elsewhere = NetworkFactory()
    on_duty(elsewhere, emre)
    assert not reads(emre, question)


def test_whom_it_is_handed_to_reads_it_until_it_is_settled(question: Question, samira: Person, emre: Person) -> None:
    taken = take(question, by=as_(samira))
    assert not reads(emre, taken)
    offer = pass_on(taken, emre, "", by=as_(samira))
    assert reads(emre, taken)
    offer.delete()
    assert not reads(emre, taken)


def test_an_organization_of_another_network_reads_nothing(question: Question, samira: Person) -> None:
    club = OrganizationFactory()
    elsewhere = person("Noor Kaya", Role.MEMBER, NetworkFactory(), club)
    here = person("Ali Demir", Role.MEMBER, question.network, club)
    pass_on(take(question, by=as_(samira)), club, "", by=as_(samira))
    assert reads(here, question)
    assert not reads(elsewhere, question)


@pytest.mark.parametrize("state", ["withdrawn", "cleared"])
def test_what_was_taken_back_or_cleared_nobody_reads(
    question: Question, samira: Person, ingrid: Person, state: str
) -> None:
    Question.objects.update(state=state, closed_at=timezone.now(), owner=samira)
    assert not reads(samira, question)
    assert not reads(ingrid, question)


def test_a_closed_account_opens_nothing(question: Question, samira: Person) -> None:
    client = ring_two(samira)
    Person.objects.filter(pk=samira.pk).update(is_active=False)
    url = reverse("questions:question", args=[question.network.slug, question.pk])
    assert client.get(url).status_code == 302


def test_who_is_away_reads_what_is_theirs_and_nothing_more(question: Question, samira: Person, joris: Person) -> None:
    mine = take(a_question(question.network), by=as_(samira))
    away(samira, timezone.localdate())
    assert reads(samira, mine)
    assert not reads(samira, question)
    assert reads(joris, question)


def test_the_roster_of_another_network_is_not_changed(duty: Duty, ingrid: Person) -> None:
    Duty.objects.update(network=NetworkFactory())
    url = reverse("questions:duty", args=["havendijk", duty.pk])
    assert ring_two(ingrid).post(url, {"doe": "stop"}).status_code == 404
    assert Duty.objects.filter(ends_on=None).count() == 2


def test_a_director_keeps_the_roster(network: Network, duty: Duty, ingrid: Person, emre: Person) -> None:
    client = ring_two(ingrid)
    said = {
        "person": str(emre.pk), "deputy": "", "theme": "", "area": "", "weekdays": ["0", "2"],
        "starts_on": timezone.localdate().isoformat(), "ends_on": "",
    }  # fmt: skip
    assert client.post(reverse("questions:duty_new", args=[network.slug]), said).status_code == 302
    made = Duty.objects.get(person=emre)
    assert made.weekdays == [0, 2]
    url = reverse("questions:duty", args=[network.slug, made.pk])
    client.post(url, {**said, "weekdays": ["4"], "answers_children": "1"})
    made.refresh_from_db()
    assert (made.weekdays, made.answers_children) == ([4], True)
    client.post(url, {"doe": "stop"})
    assert not Duty.objects.filter(pk=made.pk).exists()  # it began today
    client.post(reverse("questions:duty", args=[network.slug, duty.pk]), {"doe": "stop"})
    assert Duty.objects.get(pk=duty.pk).ends_on == timezone.localdate() - DAY


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"person": "x"}, "Kies iemand van het netwerk."),
        ({"person": ""}, "Kies wie er antwoordt."),
        ({"weekdays": []}, "Kies minstens één dag."),
        ({"weekdays": ["9"]}, "Kies dagen uit de lijst."),
        ({"starts_on": ""}, "Kies een dag."),
        ({"starts_on": "9999-12-31"}, "3 jaar"),
        ({"ends_on": "2001-01-01"}, "ligt voor de eerste"),
        ({"deputy": "self"}, "kan niet voor zichzelf invallen"),
        ({"theme": "bestaat-niet"}, "Kies een thema uit de lijst."),
        ({"area": "99999999"}, "Kies een buurt uit de lijst."),
        ({"area": "x"}, "Kies een buurt uit de lijst."),
    ],
)
def test_a_line_that_cannot_be_is_refused_in_a_sentence(
    network: Network, ingrid: Person, emre: Person, wrong: dict[str, str], says: str
) -> None:
    said = {"person": str(emre.pk), "weekdays": ["0"], "starts_on": timezone.localdate().isoformat()} | wrong
    if said.get("deputy") == "self":
        said["deputy"] = str(emre.pk)
    page = ring_two(ingrid).post(reverse("questions:duty_new", args=[network.slug]), said)
    assert says in page.content.decode()
    assert not Duty.objects.exists()


def test_a_line_that_is_sent_twice_is_one(network: Network, emre: Person, ingrid: Person) -> None:
    client, url = ring_two(ingrid), reverse("questions:duty_new", args=[network.slug])
    key = hidden(client.get(url), "form_key")
    said = {
        "person": str(emre.pk), "weekdays": ["0"], "starts_on": timezone.localdate().isoformat(), "form_key": key,
    }  # fmt: skip
    for _time in range(2):
        assert client.post(url, said).status_code == 302
    assert str(Duty.objects.get().pk) == key
    client.post(url, said | {"form_key": str(uuid4())})
    assert Duty.objects.count() == 2


def test_the_roster_page_says_whether_the_door_is_open(network: Network, duty: Duty, ingrid: Person) -> None:
    client, url = ring_two(ingrid), reverse("questions:roster", args=[network.slug])
    assert "Bewoners kunnen nu een vraag stellen." in client.get(url).content.decode()
    duty.delete()
    assert "Bewoners kunnen nu geen vraag stellen." in client.get(url).content.decode()
