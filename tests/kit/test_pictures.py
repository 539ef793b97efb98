"""Pictures people send, as every room keeps them. What is refused and why: tests/people/cards/test_photos.py."""

import io
import os
from pathlib import Path

import pytest
from PIL import Image
from pytest_django import Settings

from buurtnet.kit.pictures import HEAVIEST, Shape, delete_files, made_picture, path_of, read_picture

LYING = Shape("tests/lying", ((800, 420), (480, 252)))


@pytest.fixture(autouse=True)
def media(settings: Settings, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def noise(width: int, height: int) -> io.BytesIO:
    """The heaviest there is: no two dots alike."""
    file = io.BytesIO()
    Image.frombytes("RGB", (width, height), os.urandom(3 * width * height)).save(file, "PNG")
    file.seek(0)
    return file


def test_each_size_is_cut_to_its_form() -> None:
    with made_picture(noise(900, 900), LYING) as name:
        pass
    for width, height in LYING.sizes:
        with Image.open(path_of(name, width)) as made:
            assert made.size == (width, height)


def test_a_picture_stays_light_enough_for_a_cheap_phone() -> None:
    with made_picture(noise(480, 252), Shape("tests/small", ((480, 252),))) as name:
        pass
    assert len(read_picture(name, 480) or b"") <= HEAVIEST


def test_its_files_go_when_what_follows_fails(media: Path) -> None:
    with pytest.raises(LookupError), made_picture(noise(100, 100), LYING):
        raise LookupError
    assert [path for path in media.rglob("*") if path.is_file()] == []


def test_a_picture_that_went_is_not_there() -> None:
    with made_picture(noise(100, 100), LYING) as name:
        pass
    delete_files(name, LYING)
    assert read_picture(name, 480) is None
