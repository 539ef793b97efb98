"""My day: what waits for someone in all their networks, what waits longest first, in a constant number of queries."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from buurtnet.areas.finding import forget_network_areas
from buurtnet.areas.models import Area, Network
from buurtnet.home import my_day
from buurtnet.home.my_day import day_of, items_for, line_of, sentence
from buurtnet.kit.today import Item
from buurtnet.people.choices import ConsentState, Role
from buurtnet.people.models import Card, Consent, Mail, Membership, Person
from buurtnet.people.today import items as people_items
from buurtnet.upkeep.choices import Reason
from buurtnet.upkeep.models import Call, Caller
from tests.factories import AreaFactory, NetworkFactory, OrganizationFactory
from tests.mending.tips import tip
from tests.people.cast import person, ring_one
from tests.upkeep.scene import area_of, service

pytestmark = pytest.mark.django_db

HERE = ZoneInfo("Europe/Amsterdam")
MORNING = dt.datetime(2026, 4, 16, 8, 30, tzinfo=HERE)
A_DAY = dt.timedelta(days=1)


@pytest.fixture
def network(areas: list[Area]) -> Network:
    made: Network = NetworkFactory(slug="havendijk", name="Buurtnet Havendijk", areas=areas[1:2])
    forget_network_areas()
    return made


@pytest.fixture
def ingrid(network: Network) -> Person:
    """The director."""
    return person("Ingrid de Wit", Role.DIRECTOR, network)


def to_call(network: Network, number: int, *, days: int = 1) -> None:
    """Calls that are to be made in a network."""
    for _each in range(number):
        about = service(OrganizationFactory(), area_of(network))
        Call.objects.create(service=about, reason=Reason.NO_ANSWER, since=timezone.now() - days * A_DAY)


def titles(who: Person) -> list[str]:
    return [item.title for item in items_for(who, timezone.now())]


def page(who: Person) -> str:
    answer = ring_one(who).get(reverse("home:my_day"))
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_visitor_signs_in_first(client: Client) -> None:
    answer = client.get(reverse("home:my_day"))
    assert answer.status_code == 302
    assert "volgende=" in answer.headers["Location"]


def test_nothing_waits_is_said_with_something_friendly_to_do(network: Network) -> None:
    shown = page(person("Joris Mol", Role.MEMBER, network))
    assert "Er wacht niets op je" in shown
    assert reverse("people:my_card") in shown


def test_someone_without_a_role_has_a_day_too() -> None:
    shown = page(person("Noor"))
    assert "Er wacht niets op je" in shown


def test_it_is_the_first_entry_of_the_menu_for_who_has_a_role(ingrid: Person, network: Network) -> None:
    client = ring_one(ingrid)
    links = client.get(reverse("people:card_list", args=[network.slug])).context["work"].links
    assert (links[0].label, links[0].url) == ("Vandaag", reverse("home:my_day"))
    assert links[0].in_bar


def test_no_one_keeps_a_copy_of_it(ingrid: Person) -> None:
    assert "no-store" in ring_one(ingrid).get(reverse("home:my_day")).headers["Cache-Control"]


def test_what_waits_longest_stands_first(ingrid: Person, network: Network) -> None:
    to_call(network, 1, days=3)
    tip(service(OrganizationFactory(), area_of(network)), network, days_ago=9, name="Huiswerkclub")
    Membership.objects.update(starts_at=timezone.now() - 5 * A_DAY)
    assert titles(ingrid) == [
        "Een verbetering om te bekijken",
        "Maak een sleutel bij je rol",
        "Bel iemand: klopt het nog?",
    ]


def test_things_of_a_kind_are_one_line_with_their_number(ingrid: Person, network: Network) -> None:
    to_call(network, 4)
    assert "Bel er 4: klopt het nog?" in titles(ingrid)
    assert "Bel er 4: klopt het nog?" in page(ingrid)


def test_all_networks_of_a_person_stand_together(ingrid: Person, network: Network) -> None:
    other = NetworkFactory(name="Buurtnet Duinbeke", areas=[AreaFactory()])
    forget_network_areas()
    Membership.objects.create(person=ingrid, role=Role.DIRECTOR, network=other)
    to_call(network, 1)
    to_call(other, 1)
    places = {item.place for item in items_for(ingrid, timezone.now()) if item.icon == "phone"}
    assert places == {"Buurtnet Havendijk", "Buurtnet Duinbeke"}


def test_who_works_in_two_networks_chooses_whose_menu_stands_beside_it(ingrid: Person, network: Network) -> None:
    other = NetworkFactory(slug="duinbeke", areas=[AreaFactory()])
    NetworkFactory(slug="elders")
    Membership.objects.create(person=ingrid, role=Role.MEMBER, network=other)
    client, address = ring_one(ingrid), reverse("home:my_day")

    def beside(query: str) -> Network:
        return client.get(address + query).context["work"].network

    assert beside("") == network
    assert "?netwerk=duinbeke" in client.get(address).content.decode()
    assert beside("?netwerk=duinbeke") == other
    assert beside("?netwerk=elders") == network  # no role there
    assert beside(f"?netwerk={'x' * 3_000}") == network


def test_on_a_phone_the_whole_menu_stands_below_the_list(ingrid: Person, network: Network) -> None:
    shown = page(ingrid)
    menu = shown[shown.index("phone-menu") : shown.index("day-side")]
    for name in ("people:role_list", "mending:suggestion_list", "upkeep:call_list"):
        assert f'href="{reverse(name, args=[network.slug])}"' in menu


def test_what_waits_in_a_network_is_for_its_people_only(network: Network) -> None:
    elsewhere = person("Els", Role.DIRECTOR, NetworkFactory(areas=[AreaFactory()]))
    member = person("Joris Mol", Role.MEMBER, network)
    to_call(network, 2)
    tip(service(OrganizationFactory(), area_of(network)), network, name="Huiswerkclub")
    assert titles(member) == []
    assert titles(elsewhere) == ["Maak een sleutel bij je rol"]


def test_a_role_that_ended_brings_nothing(ingrid: Person, network: Network) -> None:
    to_call(network, 2)
    Membership.objects.update(ends_at=timezone.now())
    assert titles(ingrid) == []


def test_who_was_given_the_call_list_sees_it(network: Network) -> None:
    joris = person("Joris Mol", Role.MEMBER, network)
    Caller.objects.create(network=network, membership=joris.memberships.get())
    to_call(network, 1)
    assert titles(joris) == ["Bel iemand: klopt het nog?"]


def test_a_call_that_can_wait_waits(ingrid: Person, network: Network) -> None:
    to_call(network, 1)
    Call.objects.update(not_before=timezone.localdate() + 2 * A_DAY)
    assert "Bel iemand: klopt het nog?" not in titles(ingrid)


def test_what_its_own_editor_answers_first_waits_for_the_others(ingrid: Person, network: Network) -> None:
    loods = OrganizationFactory()
    joris = person("Joris Mol", Role.EDITOR, organization=loods)
    made = tip(service(loods, area_of(network)), network, days_ago=2, name="Huiswerkclub")
    waiting = "Een verbetering om te bekijken"
    assert waiting in titles(joris)
    assert waiting not in titles(ingrid)
    made.sent_at = timezone.now() - 8 * A_DAY
    made.save()
    assert waiting in titles(ingrid)


def test_what_someone_took_on_waits_for_nobody_else(ingrid: Person, network: Network) -> None:
    other = person("Samira Haddad", Role.CONNECTOR, network)
    made = tip(service(OrganizationFactory(), area_of(network)), network, name="Huiswerkclub")
    made.taken_by = other
    made.save()
    assert "Een verbetering om te bekijken" in titles(other)
    assert "Een verbetering om te bekijken" not in titles(ingrid)


def test_a_question_for_consent_waits_for_its_person() -> None:
    noor = person("Noor")
    Consent.objects.create(
        subject_id=noor.pk, jurisdiction="NL", state=ConsentState.ASKED, asked_at=timezone.now(),
        until=timezone.localdate() + 90 * A_DAY,
    )  # fmt: skip
    assert titles(noor) == ["Iemand vraagt je toestemming"]


def test_a_consent_to_ask_again_waits_for_who_asked(network: Network) -> None:
    buurtteam = OrganizationFactory()
    joris = person("Joris Mol", Role.MEMBER, network, buurtteam)
    made = Consent.objects.create(
        subject_id=joris.pk, jurisdiction="NL", state=ConsentState.RECONFIRM_DUE, asked_by=joris, network=network,
        organization=buurtteam, asked_at=timezone.now(), until=timezone.localdate() + 90 * A_DAY,
    )  # fmt: skip
    assert titles(joris) == ["Vraag een toestemming opnieuw"]
    Consent.objects.create(
        subject_id=person("Noor").pk, jurisdiction="NL", state=ConsentState.ASKED, replaces=made,
        asked_at=timezone.now(), until=timezone.localdate() + 90 * A_DAY,
    )  # fmt: skip
    assert titles(joris) == []


def test_a_resident_who_wants_to_be_found_waits_for_a_word(ingrid: Person, network: Network) -> None:
    mina = person("Mina", Role.RESIDENT, network)
    assert "Ken je deze bewoner?" not in titles(ingrid)
    Card.objects.create(person=mina, gets_things_going=True)
    assert "Ken je deze bewoner?" in titles(ingrid)


def test_the_number_of_queries_does_not_grow_with_what_waits(ingrid: Person, network: Network) -> None:
    client, address = ring_one(ingrid), reverse("home:my_day")

    def queries() -> int:
        client.get(address)
        with CaptureQueriesContext(connection) as captured:
            client.get(address)
        return len(captured)

    to_call(network, 1)
    tip(service(OrganizationFactory(), area_of(network)), network, name="Huiswerkclub")
    few = queries()
    to_call(network, 6)
    for number in range(5):
        tip(service(OrganizationFactory(), area_of(network)), network, name=f"Club {number}")
    assert queries() == few


def test_the_page_tells_no_content(ingrid: Person, network: Network) -> None:
    tip(service(OrganizationFactory(), area_of(network), name="Vrouwenopvang"), network, name="Blijf van mijn lijf")
    shown = page(ingrid)
    assert "Vrouwenopvang" not in shown
    assert "Blijf van mijn lijf" not in shown


def an_item(*, since: dt.datetime = MORNING - A_DAY, due: dt.datetime | None = None) -> Item:
    return Item(since, "Een vraag wacht op antwoord", "/", "phone", due=due)


def test_late_is_said_in_words() -> None:
    line = line_of(an_item(due=MORNING - 2 * A_DAY), MORNING)
    assert line.when == "Te laat: kon tot en met dinsdag 14 april"
    assert line.tone == "steen"
    assert line.mark == "clock-alert"


def test_what_must_today_is_said_in_words() -> None:
    assert line_of(an_item(due=MORNING.replace(hour=23, minute=59)), MORNING).when == "Moet vandaag"
    assert line_of(an_item(due=MORNING + A_DAY), MORNING).when == "Uiterlijk vrijdag 17 april"
    assert line_of(an_item(due=MORNING - dt.timedelta(hours=1)), MORNING).when == "Te laat: kon tot vandaag 07.30 uur"
    midnight = MORNING.replace(hour=0, minute=0)
    assert line_of(an_item(due=midnight), MORNING).when == "Te laat: kon tot en met gisteren"
    assert line_of(an_item(due=midnight + A_DAY), MORNING).when == "Moet vandaag"
    assert line_of(an_item(due=midnight + 2 * A_DAY), MORNING).when == "Uiterlijk vrijdag 17 april"


def test_days_are_those_of_the_network_and_not_of_the_server() -> None:
    at_midnight = dt.datetime(2026, 4, 16, 22, 30, tzinfo=dt.UTC)  # half past twelve at night, here
    assert line_of(an_item(since=at_midnight), at_midnight.astimezone(HERE)).since == "Wacht sinds vandaag"
    assert line_of(an_item(since=MORNING), at_midnight.astimezone(HERE)).since == "Wacht sinds gisteren"


def test_one_sentence_says_what_is_urgent() -> None:
    late, today, later = (an_item(due=MORNING + days * A_DAY) for days in (-1, 0.2, 3))
    assert sentence([], MORNING) == ""
    assert sentence([later], MORNING) == "Niets moet vandaag. Dit kan deze week."
    assert sentence([today, later], MORNING) == "Eén ding moet vandaag."
    assert sentence([late, late, today], MORNING) == "2 dingen zijn te laat."


@pytest.mark.parametrize(
    ("hour", "said"),
    [
        (8, "Goedemorgen, Samira"),
        (12, "Goedemiddag, Samira"),
        (18, "Goedenavond, Samira"),
        (0, "Goedemorgen, Samira"),
    ],
)
def test_it_greets_by_first_name(network: Network, hour: int, said: str) -> None:
    samira = person("Samira Haddad", Role.MEMBER, network)
    assert day_of(samira, MORNING.replace(hour=hour)).greeting == said


def test_the_mail_of_the_day_counts_what_the_page_shows(ingrid: Person, network: Network) -> None:
    to_call(network, 3)
    client = ring_one(ingrid)
    every_day = [str(day) for day in range(7)]
    client.post(reverse("people:day_mail"), {"is_on": "on", "hour": "8", "weekdays": every_day})
    ingrid.day_mail.hour = timezone.now().astimezone(HERE).hour
    ingrid.day_mail.done_on = None
    ingrid.day_mail.save()
    assert my_day.mail_my_days() == 1
    number = len(client.get(reverse("home:my_day")).context["day"].lines)
    assert Mail.objects.get().subject == f"Er staan {number} dingen voor je klaar in Buurtnet"


def test_a_key_is_asked_of_who_needs_one_only(network: Network) -> None:
    now = timezone.now()
    assert people_items(person("Joris Mol", Role.MEMBER, network), now) == []
    assert [one.url for one in people_items(person("Els", Role.DIRECTOR, network), now)] == [
        reverse("people:factors")
    ]
