"""Pictures people send: looked at before they are decoded, made anew without what came along, never as sent."""

import errno
import logging
import os
import secrets
import time
import warnings
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import IO, Final

from django.conf import settings
from django.utils.translation import gettext as _
from PIL import Image, ImageOps

MOST_BYTES: Final = 12_000_000
# A JPEG is made smaller while it is decoded; the others are decoded whole, four bytes a pixel.
MOST_PIXELS: Final = {"JPEG": 50_000_000, "PNG": 25_000_000, "WEBP": 25_000_000}
# What Pillow calls a JPEG of a telephone with another picture behind the first: smaller, or with more light.
SEVERAL: Final = "MPO"
LONGEST_SIDE: Final = 16_000
QUALITIES: Final = (82, 70, 55, 40, 25)  # the best that is light enough
HEAVIEST: Final = 60_000  # bytes of one picture, for a cheap phone
DAY: Final = 86_400  # seconds
CONTENT_TYPE: Final = "image/webp"
FULL: Final = (errno.ENOSPC, errno.EDQUOT)
# What an iPhone keeps unless it is told otherwise (ISO 23008-12); the libraries that read it have licences we avoid.
HEIC: Final = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs")

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Shape:
    """How pictures of a kind are kept: under a folder of the media, in sizes (width, height) in pixels, the largest
    first, all of one form. ``centering``: what of a larger picture stays, from the left and from the top (0 to 1).
    """

    folder: str
    sizes: tuple[tuple[int, int], ...]
    centering: tuple[float, float] = (0.5, 0.5)

    @property
    def widths(self) -> tuple[int, ...]:
        """By which a size is asked for."""
        return tuple(width for width, _height in self.sizes)


class NoPhotoError(Exception):
    """What was sent cannot be a photo; its words say so plainly, and what to do."""


class NoRoomError(Exception):
    """The disk is full, or does not take it: nothing was kept, and nothing was lost."""


@contextmanager
def made_picture(sent: IO[bytes], shape: Shape) -> Iterator[str]:
    """The name of a new picture; its files go again when what follows fails.

    Decoding takes a second or more, in which nobody may wait for the database: begin a transaction within this, and
    not around it. Raises ``NoPhotoError`` or ``NoRoomError``.
    """
    picture = fitted(sent, shape)
    name = f"{shape.folder}/{secrets.token_hex(16)}"
    try:
        write_all(picture, name, shape)
        yield name
    except BaseException:
        delete_files(name, shape)
        raise


def write_all(picture: Image.Image, name: str, shape: Shape) -> None:
    try:
        for size in shape.sizes:
            write(picture, name, size)
    except OSError as error:
        raise no_room(error) from None


def no_room(error: OSError) -> NoRoomError:
    """Told to the operator too, who can do something about it."""
    logger.error("A photo could not be written: %s", os.strerror(error.errno or errno.EIO))
    if error.errno in FULL:
        return NoRoomError(_("Je foto is nu niet bewaard: de schijf is vol. Probeer het later nog eens."))
    return NoRoomError(_("Je foto is nu niet bewaard, door een fout bij ons. Probeer het later nog eens."))


def fitted(sent: IO[bytes], shape: Shape) -> Image.Image:
    """The picture upright, cut to a form, as large as its largest size; only its pixels."""
    if is_heic(sent):
        raise NoPhotoError(
            _(
                "Dit is een foto van een iPhone (HEIC), en die kunnen wij niet lezen. Maak op je telefoon een "
                "schermafdruk van de foto en kies die. Of zet bij Instellingen, Camera, Structuren de keuze "
                "‘Meest compatibel’ aan en maak een nieuwe foto."
            )
        )
    largest = max(shape.sizes[0])
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(sent, formats=list(MOST_PIXELS)) as opened:
                require_fair_size(opened)
                opened.draft("RGB", (2 * largest, 2 * largest))
                upright = ImageOps.exif_transpose(opened)
                return ImageOps.fit(on_white(in_bytes(upright)), shape.sizes[0], centering=shape.centering)
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


def write(picture: Image.Image, name: str, size: tuple[int, int]) -> Path:
    """One size, whole or not at all. Raises ``OSError`` on a full disk."""
    path = path_of(name, size[0])
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.draft")
    try:
        with draft.open("xb") as file:
            file.write(light(picture.resize(size, Image.Resampling.LANCZOS)))
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise
    return path


def light(picture: Image.Image) -> bytes:
    """As WebP: of what is heavier than ``HEAVIEST``, full of leaves or faces, with less quality."""
    for quality in QUALITIES:
        made = BytesIO()
        picture.save(made, "WEBP", quality=quality, method=4)
        if made.tell() <= HEAVIEST:
            break
    return made.getvalue()


def path_of(name: str, width: int) -> Path:
    return Path(settings.MEDIA_ROOT) / f"{name}-{width}.webp"


def read_picture(name: str, width: int) -> bytes | None:
    """None when it is not there (any more)."""
    try:
        return path_of(name, width).read_bytes()
    except OSError as error:
        if error.errno != errno.ENOENT:
            raise
        return None


def delete_files(name: str, shape: Shape) -> None:
    for width in shape.widths:
        path_of(name, width).unlink(missing_ok=True)


def sweep(shape: Shape, known: Collection[str], older_than: int = DAY) -> int:
    """Take away pictures that nothing names, after a day (in seconds). Returns how many files went.

    ``known``: the names that are in use. One that is being written now is left alone; where nobody else is at work,
    ``older_than`` can be 0.
    """
    folder = Path(settings.MEDIA_ROOT) / shape.folder
    gone = 0
    for path in folder.glob("*") if folder.is_dir() else ():
        name = f"{shape.folder}/{path.name.partition('-')[0]}"
        if name not in known and (not older_than or time.time() - path.stat().st_mtime > older_than):
            path.unlink(missing_ok=True)
            gone += 1
    return gone
