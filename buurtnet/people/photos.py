"""Photos of people: looked at before they are decoded, made anew without anything that came along, never as sent."""

import errno
import os
import secrets
import time
import warnings
from pathlib import Path
from typing import IO, Final

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from PIL import Image, ImageOps

from buurtnet.people.models import Card, Person

FOLDER: Final = "people/photos"
SIZES: Final = (480, 96)  # pixels of each side
MOST_BYTES: Final = 12_000_000
# A JPEG is made smaller while it is decoded; the others are decoded whole, four bytes a pixel.
MOST_PIXELS: Final = {"JPEG": 50_000_000, "PNG": 25_000_000, "WEBP": 25_000_000}
LONGEST_SIDE: Final = 16_000
QUALITY: Final = 82
DAY: Final = 86_400  # seconds
CONTENT_TYPE: Final = "image/webp"


class NoPhotoError(Exception):
    """What was sent cannot be someone's photo; its words say so plainly, and what to do."""


class NoRoomError(Exception):
    """The disk is full: nothing was kept, and nothing was lost."""


@transaction.atomic
def keep_photo(card: Card, sent: IO[bytes]) -> None:
    """Make a photo of a file and put it on a card; the one before goes once that is certain.

    Raises ``NoPhotoError`` or ``NoRoomError``; the card then stays as it was.
    """
    picture = square_of(sent)
    name = f"{FOLDER}/{secrets.token_hex(16)}"
    written: list[Path] = []
    try:
        for size in SIZES:
            written.append(write(picture, name, size))
        put_on(card, name)
    except BaseException as error:
        for path in written:
            path.unlink(missing_ok=True)
        if isinstance(error, OSError):
            raise NoRoomError(
                _("Je foto is nu niet bewaard: de schijf is vol. Probeer het later nog eens.")
            ) from None
        raise


@transaction.atomic
def remove_photo(card: Card) -> None:
    """No face on the card any more; the files go once that is certain."""
    put_on(card, "")


def forget_photo(person: Person) -> None:
    """Before a card goes with its person: its files go too, once that is certain."""
    card = Card.objects.filter(person=person).exclude(photo="").first()
    if card is not None:
        remove_photo(card)


def put_on(card: Card, name: str) -> None:
    locked = Card.objects.select_for_update().get(pk=card.pk)
    old, locked.photo = locked.photo, name
    locked.save(update_fields=["photo", "updated_at"])
    card.photo = name
    if old:
        transaction.on_commit(lambda: delete_files(old))


def square_of(sent: IO[bytes]) -> Image.Image:
    """The picture upright, cut to a square, as large as the largest size; only its pixels."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(sent, formats=list(MOST_PIXELS)) as opened:
                require_fair_size(opened)
                opened.draft("RGB", (2 * SIZES[0], 2 * SIZES[0]))
                upright = ImageOps.exif_transpose(opened)
                return ImageOps.fit(on_white(upright), (SIZES[0], SIZES[0]), centering=(0.5, 0.4))
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise too_large() from None
    except NoPhotoError:
        raise
    except Exception:  # a decoder of a foreign file may fail in any way
        raise NoPhotoError(
            _("Dit bestand is geen foto die we kunnen lezen. Kies een foto (JPEG, PNG of WebP) van je telefoon.")
        ) from None


def require_fair_size(opened: Image.Image) -> None:
    """Asked of the head of the file, before anything is decoded."""
    width, height = opened.size
    if width * height > MOST_PIXELS[opened.format or "PNG"] or max(width, height) > LONGEST_SIDE:
        raise too_large()


def too_large() -> NoPhotoError:
    return NoPhotoError(_("Deze foto is te groot. Kies een kleinere, of maak er een met je telefoon."))


def on_white(picture: Image.Image) -> Image.Image:
    """In plain colours; what can be seen through gets white behind it."""
    if picture.mode not in {"RGBA", "LA", "PA"} and "transparency" not in picture.info:
        return picture.convert("RGB")
    picture = picture.convert("RGBA")
    ground = Image.new("RGB", picture.size, "white")
    ground.paste(picture, mask=picture.getchannel("A"))
    return ground


def write(picture: Image.Image, name: str, size: int) -> Path:
    """One size, whole or not at all. Raises ``OSError`` on a full disk."""
    path = path_of(name, size)
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.draft")
    try:
        with draft.open("xb") as file:
            picture.resize((size, size), Image.Resampling.LANCZOS).save(file, "WEBP", quality=QUALITY, method=4)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise
    return path


def path_of(name: str, size: int) -> Path:
    return Path(settings.MEDIA_ROOT) / f"{name}-{size}.webp"


def read_photo(name: str, size: int) -> bytes | None:
    """None when it is not there (any more)."""
    try:
        return path_of(name, size).read_bytes()
    except OSError as error:
        if error.errno != errno.ENOENT:
            raise
        return None


def delete_files(name: str) -> None:
    for size in SIZES:
        path_of(name, size).unlink(missing_ok=True)


def sweep_photos() -> int:
    """A daily job: photos that no card names, after a day. Returns how many files went."""
    known = set(Card.objects.exclude(photo="").values_list("photo", flat=True))
    folder = Path(settings.MEDIA_ROOT) / FOLDER
    gone = 0
    for path in folder.glob("*") if folder.is_dir() else ():
        name = f"{FOLDER}/{path.name.partition('-')[0]}"
        if name not in known and is_a_day_old(path):
            path.unlink(missing_ok=True)
            gone += 1
    return gone


def is_a_day_old(path: Path) -> bool:
    """One that is being written now is left alone."""
    return time.time() - path.stat().st_mtime > DAY
