"""Photos of people: looked at before they are decoded, made anew without anything that came along, never as sent."""

import errno
import logging
import os
import secrets
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
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
# What Pillow calls a JPEG of a telephone with another picture behind the first: smaller, or with more light.
SEVERAL: Final = "MPO"
LONGEST_SIDE: Final = 16_000
QUALITY: Final = 82
DAY: Final = 86_400  # seconds
CONTENT_TYPE: Final = "image/webp"
FULL: Final = (errno.ENOSPC, errno.EDQUOT)
# What an iPhone keeps unless it is told otherwise (ISO 23008-12); the libraries that read it have licences we avoid.
HEIC: Final = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs")

logger = logging.getLogger(__name__)


class NoPhotoError(Exception):
    """What was sent cannot be someone's photo; its words say so plainly, and what to do."""


class NoRoomError(Exception):
    """The disk is full, or does not take it: nothing was kept, and nothing was lost."""


def keep_photo(card: Card, sent: IO[bytes]) -> None:
    """Make a photo of a file and put it on a card; the one before goes once that is certain.

    Raises ``NoPhotoError`` or ``NoRoomError``; the card then stays as it was.
    """
    with made_photo(sent) as name, transaction.atomic():
        put_on(card, name)


@contextmanager
def made_photo(sent: IO[bytes]) -> Iterator[str]:
    """The name of a new photo; its files go again when what follows fails.

    Decoding takes a second or more, in which nobody may wait for the database: begin a transaction within this, and
    not around it. Raises ``NoPhotoError`` or ``NoRoomError``.
    """
    picture = square_of(sent)
    name = f"{FOLDER}/{secrets.token_hex(16)}"
    try:
        write_all(picture, name)
        yield name
    except BaseException:
        delete_files(name)
        raise


def write_all(picture: Image.Image, name: str) -> None:
    try:
        for size in SIZES:
            write(picture, name, size)
    except OSError as error:
        raise no_room(error) from None


def no_room(error: OSError) -> NoRoomError:
    """Told to the operator too, who can do something about it."""
    logger.error("A photo could not be written: %s", os.strerror(error.errno or errno.EIO))
    if error.errno in FULL:
        return NoRoomError(_("Je foto is nu niet bewaard: de schijf is vol. Probeer het later nog eens."))
    return NoRoomError(_("Je foto is nu niet bewaard, door een fout bij ons. Probeer het later nog eens."))


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
        # What does not go now is swept within two days; nothing else that waits for the commit may suffer from it.
        transaction.on_commit(lambda: delete_files(old), robust=True)


def square_of(sent: IO[bytes]) -> Image.Image:
    """The picture upright, cut to a square, as large as the largest size; only its pixels."""
    if is_heic(sent):
        raise NoPhotoError(
            _(
                "Dit is een foto van een iPhone (HEIC), en die kunnen wij niet lezen. Maak op je telefoon een "
                "schermafdruk van de foto en kies die. Of zet bij Instellingen, Camera, Structuren de keuze "
                "‘Meest compatibel’ aan en maak een nieuwe foto."
            )
        )
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(sent, formats=list(MOST_PIXELS)) as opened:
                require_fair_size(opened)
                opened.draft("RGB", (2 * SIZES[0], 2 * SIZES[0]))
                upright = ImageOps.exif_transpose(opened)
                return ImageOps.fit(on_white(in_bytes(upright)), (SIZES[0], SIZES[0]), centering=(0.5, 0.4))
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise too_large() from None
    except NoPhotoError:
        raise
    except Exception:  # a decoder of a foreign file may fail in any way
        raise NoPhotoError(
            _("Dit bestand is geen foto die we kunnen lezen. Kies een foto (JPEG, PNG of WebP) van je telefoon.")
        ) from None


def is_heic(sent: IO[bytes]) -> bool:
    """By the brands in its first box, and never by its name."""
    head = sent.read(64)
    sent.seek(0)
    return head[4:8] == b"ftyp" and any(head[at : at + 4] in HEIC for at in range(8, len(head), 4))


def require_fair_size(opened: Image.Image) -> None:
    """Asked of the head of the file, before anything is decoded. Of more pictures in one file the first counts."""
    width, height = opened.size
    kind = "JPEG" if opened.format == SEVERAL else opened.format or "PNG"
    if width * height > MOST_PIXELS[kind] or max(width, height) > LONGEST_SIDE:
        raise too_large()


def too_large() -> NoPhotoError:
    return NoPhotoError(_("Deze foto is te groot. Kies een kleinere, of maak er een met je telefoon."))


def too_heavy() -> str:
    return _("Deze foto is groter dan {most} MB. Kies een kleinere, of maak er een met je telefoon.").format(
        most=MOST_BYTES // 1_000_000
    )


def in_bytes(picture: Image.Image) -> Image.Image:
    """Eight bits a colour. Grey in sixteen bits, as scanners make it, would otherwise come out white."""
    if not picture.mode.startswith("I"):
        return picture
    grey = picture.point(lambda value: value * (1 / 256)).convert("L")
    grey.info.pop("transparency", None)  # a grey of sixteen bits that is none of these
    return grey


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


def sweep_photos(older_than: int = DAY) -> int:
    """A daily job: photos that no card names, after a day (in seconds). Returns how many files went.

    One that is being written now is left alone; where nobody else is at work, ``older_than`` can be 0.
    """
    known = set(Card.objects.exclude(photo="").values_list("photo", flat=True))
    folder = Path(settings.MEDIA_ROOT) / FOLDER
    gone = 0
    for path in folder.glob("*") if folder.is_dir() else ():
        name = f"{FOLDER}/{path.name.partition('-')[0]}"
        if name not in known and (not older_than or time.time() - path.stat().st_mtime > older_than):
            path.unlink(missing_ok=True)
            gone += 1
    return gone
