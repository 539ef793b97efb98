"""Playbooks: steps on a line of days, who may change them, copying, stopping, lessons, paper; and whose they are."""

from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from buurtnet.areas.models import Network
from buurtnet.people.choices import Role
from buurtnet.people.models import Membership, Person
from buurtnet.practices.access import may_change, without_owner
from buurtnet.practices.models import Playbook, PlaybookContact, PlaybookLesson
from buurtnet.practices.playbooks import Step, add_lesson
from buurtnet.practices.words import when_text
from tests.factories import OrganizationFactory
from tests.people.cast import person, ring_one
from tests.practices.rows import STEPS, a_playbook

pytestmark = pytest.mark.django_db
STEP = {"text": "Vraag muziek", "number": "2", "unit": "weken", "when": "ervoor", "role": "dj", "cost_cents": "12,50"}


def page(name: str, network: Network, *args: object) -> str:
    return reverse(f"practices:{name}", args=[network.slug, *args])


@pytest.mark.parametrize(
    ("days", "said"),
    [(-42, "6 weken ervoor"), (-7, "1 week ervoor"), (-10, "10 dagen ervoor"), (-1, "1 dag ervoor"),
     (0, "op de dag zelf"), (1, "1 dag erna"), (7, "1 week erna"), (14, "2 weken erna"), (3, "3 dagen erna")],
)  # fmt: skip
def test_a_day_is_said_in_words(days: int, said: str) -> None:
    assert when_text(days) == said


def test_steps_stand_in_order_of_days_with_what_they_cost_together(
    partner: Client, network: Network, joris: Person
) -> None:
    playbook = a_playbook(network, joris, steps=tuple(reversed(STEPS)))
    shown = partner.get(page("playbook", network, playbook.pk)).content.decode()
    places = [shown.index(text) for text in ("6 weken ervoor", "1 week ervoor", "Op de dag zelf", "1 week erna")]
    assert places == sorted(places)
    assert "€ 170" in shown


def test_a_step_is_added_changed_and_taken_out(partner: Client, network: Network, joris: Person) -> None:
    playbook = a_playbook(network, joris)
    key = str(uuid4())
    for _time in range(2):
        assert partner.post(page("step_new", network, playbook.pk), STEP | {"form_key": key}).status_code == 302
    step = playbook.steps.get(text="Vraag muziek")
    assert (step.days, step.role, step.cost_cents) == (-14, "dj", 1_250)
    playbook.refresh_from_db()
    edit = page("step_edit", network, playbook.pk, step.pk)
    assert 'value="12,50"' in partner.get(edit).content.decode()
    changed = STEP | {"when": "dag", "number": "", "version": playbook.version}
    assert partner.post(edit, changed).status_code == 302
    step.refresh_from_db()
    assert step.days == 0
    assert partner.post(edit, changed).status_code == 409  # the version it was opened with is gone
    playbook.refresh_from_db()
    assert partner.post(edit, {"doe": "weg", "version": playbook.version}).status_code == 302
    assert not playbook.steps.filter(pk=step.pk).exists()


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"text": ""}, "Schrijf wat er moet gebeuren."),
        ({"number": ""}, "Schrijf hoeveel dagen of weken."),
        ({"number": "0"}, "Schrijf hoeveel dagen of weken."),
        ({"number": "105"}, "hoogstens twee jaar"),
        ({"number": "9" * 50}, "hoogstens twee jaar"),
        ({"when": "ooit"}, "Kies uit de lijst."),
        ({"unit": "eeuwen"}, "Kies uit de lijst."),
        ({"cost_cents": "gratis"}, "Vul een bedrag in"),
    ],
)
def test_a_step_that_cannot_be_is_refused_in_a_sentence(
    said: dict[str, str], sentence: str, partner: Client, network: Network, joris: Person
) -> None:
    playbook = a_playbook(network, joris)
    answer = partner.post(page("step_new", network, playbook.pk), STEP | said)
    assert answer.status_code == 200
    assert sentence in answer.content.decode()
    assert playbook.steps.count() == len(STEPS)


def test_a_hundred_steps_are_enough(partner: Client, network: Network, joris: Person) -> None:
    playbook = a_playbook(network, joris, steps=tuple(Step(-1, f"Stap {number}") for number in range(100)))
    answer = partner.post(page("step_new", network, playbook.pk), STEP)
    assert answer.status_code == 409
    assert "honderd stappen" in answer.content.decode()


def test_who_owns_it_or_keeps_the_network_changes_it(
    network: Network, other: Network, hanan: Person, joris: Person, samira: Person, griet: Person
) -> None:
    organization = OrganizationFactory()
    editor = person("Lotte Prins", Role.MEMBER, network, organization)
    Membership.objects.create(person=editor, role=Role.EDITOR, organization=organization)
    playbook = a_playbook(network, hanan, owner_organization=organization)
    assert [may_change(one, playbook) for one in (hanan, editor, samira, joris, griet)] == [
        True, True, True, False, False,
    ]  # fmt: skip
    hanan.memberships.all().delete()
    assert not may_change(hanan, playbook)


def test_who_may_not_change_it_reads_it_and_adds_a_lesson(partner: Client, network: Network, hanan: Person) -> None:
    playbook = a_playbook(network, hanan)
    step = playbook.steps.first()
    assert step
    assert partner.get(page("playbook", network, playbook.pk)).status_code == 200
    for name, args in (("playbook_edit", []), ("step_new", []), ("step_edit", [step.pk]), ("contact_new", []),
                       ("playbook_offer", [])):  # fmt: skip
        assert partner.get(page(name, network, playbook.pk, *args)).status_code == 404, name
    assert partner.post(page("playbook_stop", network, playbook.pk)).status_code == 404
    said = {"text": "Begin een maand eerder."}
    assert partner.post(page("lesson_add", network, playbook.pk), said).status_code == 302
    assert playbook.lessons.get().text == said["text"]


def test_a_lesson_told_twice_is_one_and_can_be_taken_out(resident: Client, network: Network, hanan: Person) -> None:
    playbook = a_playbook(network, hanan)
    for _time in range(2):
        add_lesson(playbook, "Eerder beginnen.", by=hanan)
    lesson = PlaybookLesson.objects.get()
    assert resident.post(page("lesson_remove", network, playbook.pk, lesson.pk)).status_code == 302
    assert not PlaybookLesson.objects.exists()
    answer = resident.post(page("lesson_add", network, playbook.pk), {"text": " "})
    assert "Schrijf wat jullie volgende keer anders doen." in answer.content.decode()


def test_a_contact_is_a_role_at_an_organization(resident: Client, network: Network, hanan: Person) -> None:
    playbook = a_playbook(network, hanan)
    new = page("contact_new", network, playbook.pk)
    assert "Kies een organisatie" in resident.post(new, {"role": "vergunning"}).content.decode()
    said = {"role": "vergunning", "name": "loket", "reach": "0999 - 21 40 00", "form_key": str(uuid4())}
    for _time in range(2):
        assert resident.post(new, said).status_code == 302
    contact = PlaybookContact.objects.get()
    edit = page("contact_edit", network, playbook.pk, contact.pk)
    assert resident.post(edit, said | {"name": "balie"}).status_code == 302
    contact.refresh_from_db()
    assert contact.name == "balie"
    resident.post(edit, {"doe": "weg"})
    assert not PlaybookContact.objects.exists()


def test_a_copy_is_of_who_makes_it_with_all_that_was_learned(
    partner: Client, network: Network, hanan: Person, joris: Person
) -> None:
    playbook = a_playbook(network, hanan)
    add_lesson(playbook, "Eerder beginnen.", by=hanan)
    key = str(uuid4())
    for _time in range(2):
        assert partner.post(page("playbook_copy", network, playbook.pk), {"form_key": key}).status_code == 302
    copy = Playbook.objects.get(parent=playbook)
    assert (copy.owner, copy.title, copy.steps.count(), copy.lessons.count()) == (joris, "Straatfeest (kopie)", 4, 1)
    playbook.refresh_from_db()
    assert playbook.owner == hanan


def test_it_is_put_away_once_and_taken_up_again(resident: Client, network: Network, hanan: Person) -> None:
    playbook = a_playbook(network, hanan)
    stop = page("playbook_stop", network, playbook.pk)
    assert [resident.post(stop).status_code for _time in range(2)] == [302, 409]
    assert resident.post(stop, {"doe": "verder"}).status_code == 302
    playbook.refresh_from_db()
    assert playbook.state == "in_use"


def test_a_change_of_its_texts_that_came_in_between_is_told(
    resident: Client, network: Network, hanan: Person
) -> None:
    playbook = a_playbook(network, hanan)
    said = {"title": "Zomerfeest", "version": playbook.version}
    edit = page("playbook_edit", network, playbook.pk)
    assert [resident.post(edit, said).status_code for _time in range(2)] == [302, 409]


def test_one_that_nobody_here_pulls_is_found(network: Network, hanan: Person, joris: Person) -> None:
    left, kept = a_playbook(network, hanan), a_playbook(network, joris)
    assert not without_owner(network).exists()
    hanan.memberships.all().delete()
    assert list(without_owner(network)) == [left]
    organization = OrganizationFactory()
    Playbook.objects.filter(pk=left.pk).update(owner_organization=organization)
    assert list(without_owner(network)) == [left]
    Membership.objects.create(person=joris, role=Role.EDITOR, organization=organization)
    assert not without_owner(network).exists()
    assert kept.owner == joris


def test_the_list_says_whose_they_are(partner: Client, network: Network, hanan: Person, joris: Person) -> None:
    a_playbook(network, hanan, led_by_residents=True)
    a_playbook(network, joris)
    shown = partner.get(page("playbook_list", network)).content.decode()
    assert "1 van de 2 draaiboeken zijn van bewoners" in shown
    assert shown.count("van bewoners</span>") == 1
    assert hanan.name in shown


def test_on_paper_each_step_has_a_box(partner: Client, network: Network, joris: Person) -> None:
    playbook = a_playbook(network, joris, things="tafels\nbanken")
    shown = partner.get(page("playbook_sheet", network, playbook.pk)).content.decode()
    assert shown.count("book-box") == len(STEPS) + 2


def test_a_longer_list_asks_no_more_queries(partner: Client, network: Network, joris: Person) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            partner.get(page("playbook_list", network))
        return len(queries)

    a_playbook(network, joris)
    asked()
    few = asked()
    for _number in range(8):
        a_playbook(network, joris)
    assert asked() == few


def test_pages_of_another_network_or_without_the_room_are_not_found(
    stranger: Client, partner: Client, network: Network, other: Network, joris: Person
) -> None:
    playbook = a_playbook(network, joris)
    names = (
        "playbook",
        "playbook_edit",
        "playbook_sheet",
        "playbook_file",
        "playbook_offer",
        "step_new",
        "contact_new",
    )
    for name in names:
        assert stranger.get(page(name, network, playbook.pk)).status_code == 404, name
        assert stranger.get(page(name, other, playbook.pk)).status_code == 404, name
    network.rooms = ["map"]
    network.save()
    for name in names:
        assert partner.get(page(name, network, playbook.pk)).status_code == 404, name
    assert partner.get(page("playbook_list", network)).status_code == 404


def test_who_only_reads_policy_has_no_playbooks(network: Network) -> None:
    reader = ring_one(person("Mirjam Kok", Role.POLICY_READER, network))
    assert reader.get(page("playbook_list", network)).status_code == 404


def test_a_state_is_never_changed_by_looking(resident: Client, network: Network, hanan: Person) -> None:
    playbook = a_playbook(network, hanan)
    for name in ("playbook_copy", "playbook_stop", "lesson_add"):
        assert resident.get(page(name, network, playbook.pk)).status_code == 405, name
