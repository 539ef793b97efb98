"""Photos as telephones and scanners make them, and where they were taken."""

import io
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from PIL import Image, ImageDraw
from pytest_django import Settings

from buurtnet.kit import pictures
from buurtnet.kit.pictures import MOST_PIXELS, NoPhotoError, fitted, read_picture
from buurtnet.people import photos
from buurtnet.people.models import Card, Person
from buurtnet.people.photos import FACE, made_photo, put_on, sweep_photos
from buurtnet.people.views import my_card as page
from tests.people.cards.test_my_card import PAGE, filled, picture
from tests.people.cast import ring_one

pytestmark = pytest.mark.django_db
GPS, ORIENTATION, TAKEN_ON_ITS_SIDE = 0x8825, 0x0112, 6
ATTIC = b"zolder-van-niemand"


@pytest.fixture(autouse=True)
def media(settings: Settings, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path / "media"
    return tmp_path / "media"


@pytest.fixture
def card(samira: Person) -> Card:
    return Card.objects.create(person=samira)


def where_it_was_taken(*, sideways: bool = False) -> Image.Exif:
    """What a telephone writes: coordinates in degrees, minutes and seconds, a place name, its maker."""
    exif = Image.Exif()
    exif[0x010F], exif[0x010E] = "Voorbeeldfoon", ATTIC.decode()
    if sideways:
        exif[ORIENTATION] = TAKEN_ON_ITS_SIDE
    exif.get_ifd(GPS).update(
        {0: b"\2\3\0\0", 1: "N", 2: (51.0, 26.0, 31.2), 3: "E", 4: (3.0, 34.0, 12.9), 27: ATTIC, 29: "2026:11:20"}
    )
    return exif


def of_a_telephone(picture: Image.Image, **more: Any) -> io.BytesIO:
    """A JPEG with a second picture behind the first, as telephones keep a preview, depth or more light."""
    file = io.BytesIO()
    picture.save(file, "MPO", save_all=True, append_images=[picture.resize((80, 60))], **more)
    file.seek(0)
    return file


def red_above() -> Image.Image:
    picture = Image.new("RGB", (800, 800), "white")
    picture.paste("red", (0, 0, 800, 200))
    return picture


def is_red(made: Image.Image, place: tuple[int, int]) -> bool:
    colour = made.getpixel(place)
    assert isinstance(colour, tuple)
    return colour[0] > 180 and colour[1] < 80


def test_a_photo_of_a_telephone_with_more_pictures_in_it_is_read(card: Card) -> None:
    file = of_a_telephone(red_above())
    with Image.open(io.BytesIO(file.getvalue()), formats=list(MOST_PIXELS)) as opened:
        assert opened.format == "MPO", "or this tests nothing"
    photos.keep_photo(card, file)
    with Image.open(io.BytesIO(read_picture(card.photo, 480) or b"")) as made:
        assert (made.size, getattr(made, "n_frames", 1)) == ((480, 480), 1)
        assert is_red(made.convert("RGB"), (240, 10))
        assert not is_red(made.convert("RGB"), (240, 300))


def test_its_many_pixels_are_refused_as_those_of_any_other(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(MOST_PIXELS, "JPEG", 800 * 799)
    with pytest.raises(NoPhotoError, match="te groot"):
        fitted(of_a_telephone(red_above()), FACE)


@pytest.mark.parametrize("kind", ["JPEG", "MPO"])
def test_where_and_with_what_it_was_taken_is_gone_and_it_stands_upright(card: Card, kind: str) -> None:
    exif = where_it_was_taken(sideways=True)
    file = io.BytesIO()
    if kind == "MPO":
        file = of_a_telephone(red_above(), exif=exif)
    else:
        red_above().save(file, kind, exif=exif)
    with Image.open(io.BytesIO(file.getvalue())) as opened:
        taken = opened.getexif().get_ifd(GPS)
        assert (taken[1], taken[3], [float(part) for part in taken[2]]) == ("N", "E", [51.0, 26.0, 31.2])
    assert ATTIC in file.getvalue()
    file.seek(0)
    photos.keep_photo(card, file)
    for size in FACE.widths:
        raw = read_picture(card.photo, size) or b""
        assert not any(sign in raw for sign in (ATTIC, b"EXIF", b"Exif", b"XMP", b"ICCP", b"Voorbeeldfoon"))
        with Image.open(io.BytesIO(raw)) as made:
            assert not made.getexif().get_ifd(GPS)
            assert not dict(made.getexif())
            assert is_red(made.convert("RGB"), (size - size // 20, size // 2)), "what was above is on the right"
            assert not is_red(made.convert("RGB"), (size // 2, size // 20))


def grey_of(value: int, **more: Any) -> io.BytesIO:
    picture = Image.new("I;16", (300, 300), value)
    ImageDraw.Draw(picture).rectangle((0, 0, 300, 60), fill=0)
    file = io.BytesIO()
    picture.save(file, "PNG", **more)
    file.seek(0)
    return file


@pytest.mark.parametrize(("value", "expected"), [(0, 0), (30_000, 117), (65_535, 255)])
def test_grey_in_sixteen_bits_stays_grey(value: int, expected: int) -> None:
    made = fitted(grey_of(value), FACE)
    assert made.mode == "RGB"
    assert made.getpixel((240, 400)) == (expected,) * 3
    assert made.getpixel((240, 5)) == (0, 0, 0)


def test_a_grey_that_stands_for_nothing_does_no_harm() -> None:
    assert fitted(grey_of(30_000, transparency=30_000), FACE).getpixel((240, 5)) == (0, 0, 0)


@pytest.mark.django_db(transaction=True)
def test_nobody_waits_for_the_database_while_a_photo_is_made(samira: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    """SQLite has one writer at a time: whoever begins before decoding keeps everyone waiting."""
    seen: list[tuple[str, bool]] = []
    whole = {name: getattr(pictures, name) for name in ("fitted", "write")}

    def watched(name: str) -> Any:
        def watch(*args: Any) -> Any:
            seen.append((name, connection.in_atomic_block))
            return whole[name](*args)

        return watch

    def put(*args: Any) -> None:
        seen.append(("put_on", connection.in_atomic_block))
        put_on(*args)

    for name in whole:
        monkeypatch.setattr(pictures, name, watched(name))
    monkeypatch.setattr("buurtnet.people.my_card.put_on", put)
    assert ring_one(samira).post(PAGE, filled(new_photo=picture())).status_code == 302
    assert seen == [("fitted", False), ("write", False), ("write", False), ("put_on", True)]


def test_what_fails_after_a_photo_was_made_leaves_no_files(media: Path, samira: Person) -> None:
    def fail() -> None:
        with made_photo(picture()):
            assert len(list(media.rglob("*.webp"))) == 2
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert list(media.rglob("*.webp")) == []


def test_one_person_sends_some_photos_an_hour_and_keeps_what_was_typed(samira: Person) -> None:
    client = ring_one(samira)
    for _ in range(page.PHOTOS_PER_HOUR):
        assert client.post(PAGE, filled(new_photo=picture())).status_code == 302
    last = Card.objects.get().photo
    told = client.post(PAGE, filled(ask_me="mijn eigen woorden", new_photo=picture("blue"))).content.decode()
    assert "over een uur nog eens" in told
    assert "mijn eigen woorden" in told
    assert Card.objects.get().photo == last
    assert client.post(PAGE, filled(ask_me="zonder foto")).status_code == 302
    assert Card.objects.get().ask_me == "zonder foto"


def test_a_card_is_sent_so_many_times_a_minute_from_one_address(samira: Person, settings: Settings) -> None:
    settings.FORMS_PER_MINUTE = 5
    client = ring_one(samira)
    answers = [client.post(PAGE, filled()).status_code for _ in range(9)]
    assert answers[:5] == [302] * 5
    assert answers[-1] == 429
    assert client.get(PAGE).status_code == 200


def test_where_nobody_else_is_at_work_photos_without_a_card_go_at_once(card: Card, media: Path) -> None:
    photos.keep_photo(card, io.BytesIO(picture().read()))
    Card.objects.all().delete()
    assert sweep_photos() == 0
    assert sweep_photos(older_than=0) == 2
    assert list(media.rglob("*.webp")) == []
