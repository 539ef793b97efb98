"""The media in a backup, and back in their place."""

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

SET_ASIDE = ".before-restore-"  # begins the name of a folder: what was here before a restore that did not end


def link_media(into: Path) -> None:
    """A copy of every media file by a link to it; before and after the moment, so that none of then is missed."""
    root = Path(settings.MEDIA_ROOT)
    into.mkdir(exist_ok=True)
    for source in files_in(root):
        copy = into / source.relative_to(root)
        if copy.exists():
            continue
        copy.parent.mkdir(parents=True, exist_ok=True)
        try:
            os.link(source.resolve(), copy)  # what a symbolic link stands for, since the copy lies elsewhere
        except FileNotFoundError:  # it was deleted just now
            continue
        except OSError:  # another file system
            shutil.copy2(source, copy)


def files_in(root: Path) -> list[Path]:
    found = [path for piece in pieces(root) for path in (piece, *piece.rglob("*"))]
    return sorted(path for path in found if path.is_file())


@contextmanager
def media_swap(new: Path) -> Iterator[Callable[[], None]]:
    """Gives what puts the media of the backup in place of those that are here; all is put back when anything fails.

    Piece by piece, since the folder itself can be a mount point: the new ones are first brought beside the old, then
    names change. What was here waits within the folder until all is done; killed half-way it stays (``set_aside``).
    """
    root = Path(settings.MEDIA_ROOT)
    clear_unused(root)
    place = Path(tempfile.mkdtemp(prefix=SET_ASIDE, dir=root))
    before, fresh = place / "before", place / "new"
    moved: list[tuple[Path, Path]] = []

    def put() -> None:
        before.mkdir()
        shutil.move(new, fresh)  # it may come from another file system
        for here, there in [(root, before), (fresh, root)]:
            for piece in pieces(here):
                moved.append((piece, there / piece.name))
                piece.rename(there / piece.name)

    try:
        yield put
    except BaseException:
        for was, now in reversed(moved):
            if now.exists(follow_symlinks=False):
                now.rename(was)
        shutil.rmtree(place, ignore_errors=True)
        raise
    shutil.rmtree(place, ignore_errors=True)


def pieces(folder: Path) -> list[Path]:
    """What lies in a media folder, but for what a file system keeps there itself or a restore set aside."""
    found = folder.iterdir() if folder.is_dir() else ()
    return [piece for piece in found if piece.name != "lost+found" and not piece.name.startswith(SET_ASIDE)]


def set_aside() -> list[Path]:
    """The folders with the media that were here before a restore that was killed."""
    return sorted(place / "before" for place in Path(settings.MEDIA_ROOT).glob(f"{SET_ASIDE}*") if holds_media(place))


def clear_unused(root: Path) -> None:
    """What a restore left that was killed before it touched the media that were here."""
    for place in root.glob(f"{SET_ASIDE}*"):
        if not holds_media(place):
            shutil.rmtree(place, ignore_errors=True)


def holds_media(place: Path) -> bool:
    return bool(pieces(place / "before"))
