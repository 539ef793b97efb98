"""What stands in the way: told, taken by someone with a mandate, lifted or not with why, and at last practice."""

import datetime as dt
import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from buurtnet.areas.models import Network
from buurtnet.kit.moving import ChangedMeanwhileError, NotNowError
from buurtnet.meetings.choices import ObstacleState
from buurtnet.meetings.leaving import let_leavers_go
from buurtnet.meetings.models import Obstacle
from buurtnet.meetings.obstacles import (
    Told,
    answer_obstacle,
    except_again,
    exceptions_of,
    figures_of,
    give_back,
    take_obstacle,
    tell_obstacle,
    withdraw,
)
from buurtnet.meetings.today import items
from buurtnet.people.choices import MandateKind, Role
from buurtnet.people.models import Mail, Mandate, Membership, Organization, Person
from buurtnet.privacy.models import LogRow
from tests.factories import NetworkFactory
from tests.meetings.meeting_rows import url
from tests.people.cast import person, ring_one

pytestmark = pytest.mark.django_db
FORMS = "Voor een fiets uit het potje zijn drie formulieren nodig"


def in_days(days: int) -> dt.date:
    return timezone.localdate() + dt.timedelta(days=days)


@pytest.fixture
def obstacle(network: Network, joris: Person) -> Obstacle:
    return tell_obstacle(network, Told(FORMS, links=6), form_key=uuid.uuid4(), by=joris)


@pytest.fixture
def mirjam(network: Network, buurtteam: Organization) -> Person:
    """Who may promise something for an organization."""
    made = person("Mirjam Kok", Role.MEMBER, network, buurtteam)
    held = made.memberships.get()
    Mandate.objects.create(membership=held, kind=MandateKind.PROMISE, text="mag een regel loslaten")
    return made


def taken(obstacle: Obstacle, by: Person, days: int = 14) -> Obstacle:
    return take_obstacle(obstacle, in_days(days), version=obstacle.version, by=by)


def test_told_twice_it_is_one_and_has_a_number_of_its_network(network: Network, joris: Person) -> None:
    key = uuid.uuid4()
    made = [tell_obstacle(network, Told(FORMS), form_key=key, by=joris) for _click in range(2)]
    second = tell_obstacle(network, Told("De balie sluit om vier uur"), form_key=uuid.uuid4(), by=joris)
    assert made[0] == made[1]
    assert (made[0].number, second.number) == (1, 2)
    assert not LogRow.objects.filter(result__contains="fiets").exists()


def test_lifted_it_says_how_many_hands_are_left_and_who_told_it_hears(
    network: Network, obstacle: Obstacle, mirjam: Person, joris: Person
) -> None:
    taken(obstacle, mirjam)
    for _click in range(2):
        answer_obstacle(
            obstacle,
            ObstacleState.LIFTED,
            "Eén formulier is genoeg",
            links_after=2,
            version=obstacle.version,
            by=mirjam,
        )
    (mail,) = Mail.objects.all()
    assert mail.to == joris.email
    assert "fiets" not in mail.body
    figures = figures_of(network, timezone.localdate())
    assert (figures.open, figures.lifted, figures.before, figures.after) == (0, 1, 6, 2)
    assert [one.state for one in obstacle.steps.all()] == ["told", "taken", "lifted"]


def test_no_answer_without_a_reason_and_none_by_who_did_not_take_it(
    obstacle: Obstacle, mirjam: Person, samira: Person
) -> None:
    taken(obstacle, mirjam)
    with pytest.raises(NotNowError, match="wat het antwoord is"):
        answer_obstacle(obstacle, ObstacleState.REFUSED, "", version=obstacle.version, by=mirjam)
    page = ring_one(samira)
    said = {"refuse": "1", "answer": "Zo is het", "version": obstacle.version}
    assert page.post(url("obstacle", obstacle.pk), said).status_code == 404
    answer_obstacle(obstacle, ObstacleState.REFUSED, "De wet vraagt het", version=obstacle.version, by=mirjam)
    assert Obstacle.objects.get().answer == "De wet vraagt het"


def test_exceptions_that_repeat_become_practice(obstacle: Obstacle, mirjam: Person) -> None:
    taken(obstacle, mirjam)
    answer_obstacle(obstacle, ObstacleState.EXCEPTION, "Nu mag het", version=obstacle.version, by=mirjam)
    with pytest.raises(NotNowError, match="na 3 uitzonderingen"):
        answer_obstacle(obstacle, ObstacleState.PRACTICE, "Voortaan zo", version=obstacle.version, by=mirjam)
    key = uuid.uuid4()
    assert [except_again(obstacle, "Weer een fiets", form_key=key, by=mirjam) for _click in range(2)] == [2, 2]
    assert except_again(obstacle, "En nog een", form_key=uuid.uuid4(), by=mirjam) == 3
    answer_obstacle(obstacle, ObstacleState.PRACTICE, "Voortaan zo", version=obstacle.version, by=mirjam)
    assert Obstacle.objects.get().state == ObstacleState.PRACTICE
    with pytest.raises(NotNowError):
        except_again(obstacle, "Te laat", form_key=uuid.uuid4(), by=mirjam)
    assert exceptions_of(obstacle) == 3


def test_two_with_a_mandate_at_once_are_one(obstacle: Obstacle, mirjam: Person, ingrid: Person) -> None:
    other = Obstacle.objects.select_related("network").get()
    taken(obstacle, mirjam)
    taken(obstacle, mirjam)
    with pytest.raises(ChangedMeanwhileError):
        taken(other, ingrid)
    assert Obstacle.objects.get().holder == mirjam


def test_who_cannot_answer_gives_it_back_and_who_left_no_longer_holds_it(obstacle: Obstacle, mirjam: Person) -> None:
    give_back(taken(obstacle, mirjam), "Dit is van de provincie", version=obstacle.version, by=mirjam)
    assert (Obstacle.objects.get().state, Obstacle.objects.get().holder) == (ObstacleState.TOLD, None)
    taken(obstacle, mirjam)
    Membership.objects.filter(person=mirjam).update(ends_at=timezone.now())
    assert [let_leavers_go(), let_leavers_go()] == [1, 0]
    assert Obstacle.objects.get().state == ObstacleState.TOLD


def test_who_told_it_takes_it_back(obstacle: Obstacle, joris: Person, mirjam: Person) -> None:
    page = ring_one(joris)
    assert ring_one(mirjam).post(url("obstacle", obstacle.pk), {"withdraw": "1"}).status_code == 404
    assert page.post(url("obstacle", obstacle.pk), {"withdraw": "1"}).status_code == 302
    assert withdraw(obstacle, by=joris).state == ObstacleState.WITHDRAWN


@pytest.mark.parametrize("text", ["Bel mevrouw Jansen op 0999-214014", "Mail jan@gezin.example voor het formulier"])
def test_a_number_or_address_never_comes_in(network: Network, joris: Person, text: str) -> None:
    page = ring_one(joris)
    said = {"text": text, "no_name": "on", "form_key": str(uuid.uuid4())}
    answer = page.post(url("obstacle_new"), said)
    assert answer.status_code == 200
    assert "Haal het weg" in answer.content.decode()
    assert not Obstacle.objects.exists()


def test_what_looks_like_a_name_is_shown_first(network: Network, joris: Person) -> None:
    page = ring_one(joris)
    said = {"text": "Mevrouw Jansen moest drie keer langskomen", "form_key": str(uuid.uuid4())}
    shown = page.post(url("obstacle_new"), said)
    assert "Jansen" in shown.content.decode()
    assert not Obstacle.objects.exists()
    assert page.post(url("obstacle_new"), {**said, "no_name": "on"}).status_code == 302


@pytest.mark.parametrize(("name", "field"), [("except", "answer"), ("refuse", "answer"), ("back", "why")])
def test_what_looks_like_a_name_in_an_answer_is_shown_first_too(
    obstacle: Obstacle, mirjam: Person, name: str, field: str
) -> None:
    taken(obstacle, mirjam)
    page, address = ring_one(mirjam), url("obstacle", obstacle.pk)
    said = {name: "1", field: "Voor mevrouw Jansen mag het", "version": obstacle.version}
    shown = page.post(address, said)
    assert "Dit kan over iemand gaan: Jansen" in shown.content.decode()
    assert 'name="no_name"' in shown.content.decode()
    assert page.post(address, {**said, field: "Bel 0999-214014", "no_name": "on"}).status_code == 200
    assert Obstacle.objects.get().state == ObstacleState.TAKEN
    assert page.post(address, {**said, "no_name": "on"}).status_code == 302


def test_a_page_without_doubt_asks_no_box_and_names_of_partners_are_none(
    network: Network, joris: Person, buurtteam: Organization
) -> None:
    page = ring_one(joris)
    assert 'name="no_name"' not in page.get(url("obstacle_new")).content.decode()
    said = {"text": f"Bij {buurtteam.name} is om vier uur niemand meer", "form_key": str(uuid.uuid4())}
    assert page.post(url("obstacle_new"), said).status_code == 302


def test_asked_anew_the_answer_of_before_is_called_so(obstacle: Obstacle, mirjam: Person) -> None:
    answer_obstacle(
        taken(obstacle, mirjam), ObstacleState.REFUSED, "De wet vraagt het", version=obstacle.version, by=mirjam
    )
    page, address = ring_one(mirjam), url("obstacle", obstacle.pk)
    assert "Wat eerder het antwoord was" not in page.get(address).content.decode()
    taken(obstacle, mirjam)
    assert "Wat eerder het antwoord was" in page.get(address).content.decode()


def test_a_volunteer_tells_it_on_a_page(network: Network, buurtteam: Organization) -> None:
    emre = ring_one(person("Emre Kaya", Role.VOLUNTEER, network, buurtteam))
    key = str(uuid.uuid4())
    answer = emre.post(url("obstacle_new"), {"text": "de balie sluit om vier uur", "links": "4", "form_key": key})
    made = Obstacle.objects.get()
    assert answer["Location"] == url("obstacle", made.pk)
    assert emre.get(url("obstacle", made.pk)).status_code == 200
    assert (
        emre.post(url("obstacle", made.pk), {"take": "1", "answer_by": in_days(9), "version": "1"}).status_code == 404
    )
    assert emre.post(url("obstacle_new"), {"text": " ", "form_key": key}).status_code == 200
    assert emre.post(url("obstacle_new"), {"text": "traag", "links": "-3", "form_key": key}).status_code == 200


def test_with_a_mandate_it_is_taken_and_answered_on_its_page(obstacle: Obstacle, mirjam: Person) -> None:
    page, address = ring_one(mirjam), url("obstacle", obstacle.pk)

    def press(name: str, **said: object) -> int:
        version = Obstacle.objects.get().version
        return page.post(address, {name: "1", "version": version, **said}).status_code

    assert press("take", answer_by=in_days(100)) == 200
    assert press("take", answer_by=in_days(10)) == 302
    assert press("lift", answer="") == 200
    assert press("except", answer="Nu mag het") == 302
    assert press("more", why="Weer een", form_key=uuid.uuid4()) == 302
    assert press("lift", answer="De regel is weg", links_after="1") == 302
    assert press("refuse", answer="Toch niet") == 409
    assert Obstacle.objects.get().links_after == 1
    assert "schijven" in page.get(url("obstacle_list"), {"lijst": "weg"}).content.decode()


def test_of_another_network_it_is_not_there(joris: Person, network: Network) -> None:
    other = NetworkFactory(slug="duinbeke", rooms=network.rooms)
    made = tell_obstacle(other, Told("Iets"), form_key=uuid.uuid4(), by=joris)
    assert ring_one(joris).get(url("obstacle", made.pk)).status_code == 404


def test_what_nobody_looks_at_waits_for_who_may_promise_and_its_day_for_who_took_it(
    obstacle: Obstacle, mirjam: Person, joris: Person, ingrid: Person
) -> None:
    def waits(who: Person) -> set[str]:
        return {one.title for one in items(who, timezone.now())}

    waiting = "Iemand vertelde wat in de weg zit"
    assert waiting in waits(mirjam)
    assert waiting in waits(ingrid)
    assert waiting not in waits(joris)
    taken(obstacle, mirjam, days=0)
    assert "Antwoord op wat in de weg zit" in waits(mirjam)
    assert waiting not in waits(ingrid)
    late = [one for one in items(mirjam, timezone.now() + dt.timedelta(days=2)) if one.icon == "triangle-alert"]
    assert late[0].is_late(timezone.now() + dt.timedelta(days=2))


def test_what_must_be_answered_stands_first_and_what_nobody_took_last(
    network: Network, obstacle: Obstacle, mirjam: Person, joris: Person
) -> None:
    later, sooner = (
        tell_obstacle(network, Told(text), form_key=uuid.uuid4(), by=joris) for text in ("Later", "Eerder")
    )
    taken(later, mirjam, days=20)
    taken(sooner, mirjam, days=3)
    page = ring_one(joris).get(url("obstacle_list"))
    assert list(page.context["page"]) == [sooner, later, obstacle]


def test_a_list_of_many_asks_the_database_as_often(network: Network, joris: Person, mirjam: Person) -> None:
    page = ring_one(joris)

    def cost() -> int:
        page.get(url("obstacle_list"))
        with CaptureQueriesContext(connection) as asked:
            assert page.get(url("obstacle_list")).status_code == 200
        return len(asked)

    taken(tell_obstacle(network, Told("De eerste"), form_key=uuid.uuid4(), by=joris), mirjam)
    few = cost()
    for number in range(20):
        taken(tell_obstacle(network, Told(f"Nummer {number}"), form_key=uuid.uuid4(), by=joris), mirjam)
    assert cost() == few
