"""Faces and the log: a face belongs to the card that showed it, and nobody looks at one past the log."""

import datetime
import io
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from PIL import Image
from pytest_django import Settings

from buurtnet.areas.models import Network
from buurtnet.people import logged
from buurtnet.people.choices import Audience, Role
from buurtnet.people.models import Card, CardField, Person
from buurtnet.people.photos import keep_photo
from buurtnet.privacy.models import LogRow
from buurtnet.privacy.refusals import refusals_path, take_up
from tests.people.cast import person, ring_one

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def media(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    refusals_path().unlink(missing_ok=True)


@pytest.fixture
def faces(network: Network, samira: Person) -> list[Person]:
    """Twenty colleagues with a face, and Samira."""
    people = [samira, *(person(f"Collega {number}", Role.MEMBER, network) for number in range(12))]
    for one in people:
        file = io.BytesIO()
        Image.new("RGB", (100, 100), "red").save(file, "JPEG")
        file.seek(0)
        keep_photo(Card.objects.create(person=one), file)
    return people


@pytest.fixture
def noor(network: Network) -> Client:
    return ring_one(person("Noor Visser", Role.MEMBER, network))


def look(client: Client, network: Network, who: Person) -> int:
    return client.get(reverse("people:photo", args=[network.slug, who.pk, 96])).status_code


def test_a_page_with_faces_makes_no_more_rows_than_its_list(
    noor: Client, network: Network, faces: list[Person]
) -> None:
    noor.get(reverse("people:card_list", args=[network.slug]))
    before = LogRow.objects.count()
    assert before >= len(faces)
    assert {look(noor, network, one) for one in faces} == {200}
    assert LogRow.objects.count() == before


def test_a_face_that_is_asked_for_apart_has_a_row_and_not_two(
    noor: Client, network: Network, samira: Person, faces: list[Person]
) -> None:
    assert look(noor, network, samira) == look(noor, network, samira) == 200
    row = LogRow.objects.get(subject=str(samira.pk))
    assert (row.action, row.object_kind, row.fields_group) == ("view", "people.Card", "photo")
    assert (row.role_then, row.network) == ("member", str(network.pk))


def test_a_face_that_is_seen_again_later_has_a_row_again(
    noor: Client, network: Network, samira: Person, faces: list[Person], monkeypatch: pytest.MonkeyPatch
) -> None:
    look(noor, network, samira)
    later = timezone.now() + logged.GOES_WITH_ITS_CARD + datetime.timedelta(minutes=1)
    monkeypatch.setattr(logged.timezone, "now", lambda: later)
    look(noor, network, samira)
    assert LogRow.objects.filter(subject=str(samira.pk)).count() == 2


def test_what_another_saw_does_not_count_for_me(
    noor: Client, network: Network, samira: Person, faces: list[Person]
) -> None:
    joris = ring_one(person("Joris Bakker", Role.MEMBER, network))
    for client in (noor, joris):
        look(client, network, samira)
    assert LogRow.objects.filter(subject=str(samira.pk)).values("actor").distinct().count() == 2


def test_ones_own_face_and_one_for_everyone_are_not_noted(
    noor: Client, network: Network, samira: Person, faces: list[Person]
) -> None:
    assert look(ring_one(samira), network, samira) == 200
    Card.objects.filter(person=samira).update(is_public=True, audiences={CardField.PHOTO: Audience.PUBLIC})
    assert look(Client(), network, samira) == look(noor, network, samira) == 200
    assert not LogRow.objects.filter(subject=str(samira.pk)).exists()


def test_who_may_not_see_it_is_refused_and_the_refusal_is_noted(
    network: Network, samira: Person, faces: list[Person]
) -> None:
    resident = person("Hanan Aziz", Role.RESIDENT, network)
    assert look(ring_one(resident), network, samira) == 404
    take_up(patience=0)
    [row] = LogRow.objects.filter(actor=str(resident.pk))
    assert (row.action, row.fields_group) == ("deny", "cards")
