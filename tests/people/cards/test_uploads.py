"""What is sent along: in memory or not at all, whatever its size and however full the disk is."""

import errno
import io
import os
import tempfile
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, RequestFactory
from PIL import Image
from pytest_django import Settings

from buurtnet.kit.pictures import MOST_BYTES
from buurtnet.people.models import Card, Person
from buurtnet.people.uploads import InMemory
from tests.people.cards.test_my_card import PAGE, filled, picture
from tests.people.cast import ring_one

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nothing_on_the_disk(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The disk is full for whoever makes a temporary file, and nobody does."""
    settings.MEDIA_ROOT = tmp_path / "media"

    def full(*args: Any, **kwargs: Any) -> Any:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(tempfile, "NamedTemporaryFile", full)
    monkeypatch.setattr("django.core.files.uploadedfile.tempfile.NamedTemporaryFile", full)
    return tmp_path / "media"


@pytest.fixture
def client(samira: Person) -> Client:
    return ring_one(samira)


def heavy(count: int) -> SimpleUploadedFile:
    """A photo with so many bytes behind it."""
    raw = picture().read()
    return SimpleUploadedFile("ik.jpg", raw + b"\0" * (count - len(raw)), "image/jpeg")


@pytest.mark.parametrize("count", [MOST_BYTES + 1, 12_600_000, 40_000_000])
def test_a_photo_over_the_limit_gets_a_sentence_with_the_limit_and_is_nowhere(
    client: Client, nothing_on_the_disk: Path, count: int
) -> None:
    answer = client.post(PAGE, filled(ask_me="mijn eigen woorden", new_photo=heavy(count)))
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "Deze foto is groter dan 12 MB." in page
    assert "mijn eigen woorden" in page
    assert not Card.objects.exists()
    assert not nothing_on_the_disk.exists()


def test_a_photo_at_the_limit_is_kept(client: Client, samira: Person) -> None:
    assert client.post(PAGE, filled(new_photo=heavy(MOST_BYTES))).status_code == 302
    assert Card.objects.get().photo


def test_a_heavy_photo_to_a_page_without_photos_does_no_harm(client: Client) -> None:
    answer = client.post("/account/gegevens/", {"name": "Samira", "language": "", "x": heavy(MOST_BYTES + 1)})
    assert answer.status_code == 302
    assert Client().post("/account/aanmelden/", {"email": "x", "y": heavy(MOST_BYTES + 1)}).status_code == 200


def test_a_whole_photo_arrives_as_it_was_sent() -> None:
    raw = os.urandom(200_000)
    request = RequestFactory().post("/", {"photo": SimpleUploadedFile("ik.jpg", raw, "image/jpeg")})
    sent = request.FILES["photo"]
    assert (sent.name, sent.size, sent.content_type) == ("ik.jpg", len(raw), "image/jpeg")
    assert sent.read() == raw


def test_many_files_together_take_no_more_memory_than_one() -> None:
    parts = {f"photo{number}": heavy(5_000_000) for number in range(4)}
    request = RequestFactory().post("/", parts)
    [handler] = [one for one in request.upload_handlers if isinstance(one, InMemory)]
    kept = [len(one.read()) for one in request.FILES.values()]
    assert kept == [5_000_000, 5_000_000, 0, 0]
    assert handler.kept == 10_000_000
    assert all((one.size or 0) > MOST_BYTES for one in list(request.FILES.values())[2:])


def test_an_iphone_s_photo_gets_its_sentence_on_the_page(client: Client) -> None:
    photo = SimpleUploadedFile("IMG_0001.HEIC", b"\0\0\0\x18ftypheic" + b"\0" * 900, "image/heic")
    page = client.post(PAGE, filled(new_photo=photo)).content.decode()
    assert "een foto van een iPhone (HEIC)" in page
    assert not Card.objects.exists()


def test_a_photo_of_a_telephone_of_today_is_kept(client: Client) -> None:
    file = io.BytesIO()
    Image.effect_noise((4000, 3000), 60).convert("RGB").save(file, "JPEG", quality=85)
    assert 4_000_000 < len(file.getvalue()) < MOST_BYTES
    photo = SimpleUploadedFile("ik.jpg", file.getvalue(), "image/jpeg")
    assert client.post(PAGE, filled(new_photo=photo)).status_code == 302
