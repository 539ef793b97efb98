"""Photos: what is no photo, what is too large, what comes along with one, and a disk that is full."""

import errno
import io
import os
import struct
import time
import zlib
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from PIL import Image
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

from buurtnet.kit.pictures import NoPhotoError, NoRoomError, fitted, path_of, read_picture
from buurtnet.people.models import Card, Person
from buurtnet.people.photos import FACE, keep_photo, remove_photo, sweep_photos

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def media(settings: Settings, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path / "media"
    return tmp_path / "media"


@pytest.fixture
def card(samira: Person) -> Card:
    return Card.objects.create(person=samira)


def sent(size: tuple[int, int] = (1200, 900), kind: str = "JPEG", colour: Any = "red", **more: Any) -> io.BytesIO:
    file = io.BytesIO()
    Image.new("RGBA" if kind in {"PNG", "WEBP"} else "RGB", size, colour).save(file, kind, **more)
    file.seek(0)
    return file


def files(media: Path) -> list[str]:
    return sorted(path.name for path in media.rglob("*") if path.is_file())


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_photo_is_made_anew_in_two_sizes(card: Card, media: Path, kind: str) -> None:
    keep_photo(card, sent(kind=kind))
    card.refresh_from_db()
    assert card.photo.startswith(FACE.folder)
    for size in (480, 96):
        with Image.open(path_of(card.photo, size)) as made:
            assert (made.format, made.size) == ("WEBP", (size, size))


def test_where_it_was_taken_does_not_come_along(card: Card) -> None:
    exif = Image.Exif()
    exif[0x010E] = "Netstraat 14"
    exif.get_ifd(0x8825)[1] = "N"
    keep_photo(card, sent(exif=exif, comment=b"Netstraat 14"))
    raw = read_picture(card.photo, 480) or b""
    with Image.open(io.BytesIO(raw)) as made:
        assert not dict(made.getexif())
        assert set(made.info) <= {"loop", "background", "timestamp", "duration"}
    assert b"Netstraat" not in raw


def test_a_photo_taken_sideways_stands_upright(card: Card) -> None:
    picture = Image.new("RGB", (800, 800), "white")
    picture.paste("red", (0, 0, 800, 200))  # a red bar above, which is on the right for who turns it
    exif = Image.Exif()
    exif[0x0112] = 6
    file = io.BytesIO()
    picture.save(file, "JPEG", exif=exif)
    file.seek(0)
    made = fitted(file, FACE)
    right, left = made.getpixel((460, 240)), made.getpixel((20, 240))
    assert isinstance(right, tuple)
    assert isinstance(left, tuple)
    assert right[1] < 60 < left[1]


def test_what_can_be_seen_through_gets_white_behind_it() -> None:
    assert fitted(sent(kind="PNG", colour=(0, 0, 0, 0)), FACE).getpixel((5, 5)) == (255, 255, 255)


def png_that_says(width: int, height: int) -> bytes:
    """A few bytes that say they are very many pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 100)) + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize("size", [(50_000, 50_000), (9_000, 9_000), (20_000, 100), (2**31 - 1, 1)])
def test_a_bomb_is_refused_before_it_is_decoded(size: tuple[int, int]) -> None:
    began = time.process_time()
    with pytest.raises(NoPhotoError, match=r"groot|lezen"):
        fitted(io.BytesIO(png_that_says(*size)), FACE)
    assert time.process_time() - began < 0.5


def test_a_photo_of_fifty_megapixels_is_read(card: Card) -> None:
    keep_photo(card, sent((8160, 6120), quality=30))
    assert read_picture(card.photo, 96)
    with pytest.raises(NoPhotoError, match="te groot"):
        fitted(sent((8400, 6200), quality=10), FACE)


SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


@pytest.mark.parametrize(
    "raw",
    [
        SVG,
        b"",
        b"GIF89a" + b"\0" * 50,
        b"%PDF-1.7",
        b"<?xml version='1.0'?>" + SVG,
        b"\xff\xd8\xff\xe0" + b"\0" * 200,
        b"\0\0\0\x18ftypavif" + b"\0" * 50,
        b"heic" * 20,
        b"\x89PNG\r\n\x1a\n<script>",
    ],
)
def test_what_is_no_photo_gets_a_clear_sentence(card: Card, media: Path, raw: bytes) -> None:
    with pytest.raises(NoPhotoError, match="Kies een foto"):
        keep_photo(card, io.BytesIO(raw))
    assert files(media) == []


@pytest.mark.parametrize("brands", [b"heic\0\0\0\0mif1heic", b"mif1\0\0\0\0mif1heic", b"hevc\0\0\0\0msf1hevc"])
def test_a_photo_of_an_iphone_is_known_by_its_first_bytes_and_told_what_to_do(
    card: Card, media: Path, brands: bytes
) -> None:
    with pytest.raises(NoPhotoError, match=r"iPhone .HEIC.*schermafdruk.*Meest compatibel"):
        keep_photo(card, io.BytesIO(b"\0\0\0\x18ftyp" + brands + b"\0" * 500))
    assert files(media) == []


def test_a_photo_with_a_page_hidden_behind_it_loses_that(card: Card) -> None:
    file = sent()
    file = io.BytesIO(file.getvalue() + SVG)
    keep_photo(card, file)
    assert b"script" not in (read_picture(card.photo, 480) or b"")


def test_the_old_photo_goes_once_the_new_one_is_certain(
    card: Card, media: Path, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    keep_photo(card, sent())
    first = files(media)
    with django_capture_on_commit_callbacks(execute=True):
        keep_photo(card, sent(colour="blue"))
        assert set(first) < set(files(media)), "until then both are there"
    assert len(files(media)) == 2
    assert not set(first) & set(files(media))
    with django_capture_on_commit_callbacks(execute=True):
        remove_photo(card)
    assert files(media) == []


def test_a_full_disk_loses_nothing_and_says_so(card: Card, media: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    keep_photo(card, sent())
    before, name = files(media), card.photo
    written: list[int] = []

    def full(descriptor: int) -> None:
        written.append(descriptor)
        if len(written) == 2:
            raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("buurtnet.kit.pictures.os.fsync", full)
    with pytest.raises(NoRoomError, match="schijf is vol"):
        keep_photo(card, sent(colour="blue"))
    assert files(media) == before
    card.refresh_from_db()
    assert card.photo == name


@pytest.mark.parametrize("number", [errno.EIO, errno.EROFS, errno.EACCES])
def test_a_disk_that_does_not_take_it_is_told_to_who_runs_the_site_too(
    card: Card, media: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, number: int
) -> None:
    def broken(descriptor: int) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr("buurtnet.kit.pictures.os.fsync", broken)
    with pytest.raises(NoRoomError, match="een fout bij ons"):
        keep_photo(card, sent())
    assert files(media) == []
    assert os.strerror(number) in caplog.text


def test_photos_that_no_card_names_are_swept_after_a_day(card: Card, media: Path) -> None:
    keep_photo(card, sent())
    folder = django_settings.MEDIA_ROOT / FACE.folder
    for name, days in (("los-96.webp", 2), ("vers-96.webp", 0)):
        (folder / name).write_bytes(b"x")
        os.utime(folder / name, (time.time() - days * 86_400 - 60,) * 2)
    assert sweep_photos() == 1
    assert "vers-96.webp" in files(media)
    assert len(files(media)) == 3
