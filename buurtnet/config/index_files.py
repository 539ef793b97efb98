"""Whether the files of the search index are as the engine wrote them, byte by byte (``buurtnet check``).

Every file of a segment ends with a footer: JSON with the CRC-32 of what stands before it, the length of that JSON,
and a number that all footers have. ``meta.json`` names the segments; a worker may change it while we look.
"""

import json
import struct
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from buurtnet.search.index import CURRENT, MAIN, WORDS, index_dir

META = "meta.json"
PARTS = ("term", "idx", "pos", "fieldnorm", "fast", "store")
FOOTER_MARK = 1337
END = struct.Struct("<II")  # length of the footer, and its mark
LONGEST_FOOTER = 50_000  # bytes
CHUNK = 1 << 20
TRIES = 5


class DamagedError(Exception):
    """What is wrong with the index, in a few words."""


def damage() -> str:
    """What is wrong with the files of the index in use, in a few words; "" when nothing is, or there is none."""
    said = ""
    for _ in range(TRIES):
        before = in_use()
        said = damage_now()
        if not said or in_use() == before:
            return said
    return said


def damage_now() -> str:
    root = index_dir()
    try:
        if not (root / CURRENT).exists():
            return ""
        folder = root / (root / CURRENT).read_text("utf-8")
        for name in (MAIN, WORDS):
            for path in files_of(folder / name):
                require_whole(path)
    except DamagedError as problem:
        return str(problem)
    except (OSError, ValueError) as problem:
        return f"{getattr(problem, 'strerror', None) or 'no text'} in {CURRENT}"
    return ""


def in_use() -> tuple[bytes, ...]:
    """What names the files of this moment; it changes when a writer changes them."""
    root = index_dir()
    folder = root / content(root / CURRENT).decode("utf-8", "replace").replace("\0", "")
    return content(root / CURRENT), *(content(folder / name / META) for name in (MAIN, WORDS))


def content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        return b""


def files_of(folder: Path) -> Iterator[Path]:
    """The files that a part of the index says it has. Raises DamagedError."""
    try:
        meta = json.loads((folder / META).read_bytes())
        segments = [(str(one["segment_id"]).replace("-", ""), one["deletes"]) for one in meta["segments"]]
        names = [name for segment in segments for name in names_of(*segment)]
    except FileNotFoundError:
        raise DamagedError(f"{folder.name}/{META} is missing") from None
    except (OSError, ValueError, KeyError, TypeError):
        raise DamagedError(f"{folder.name}/{META} cannot be read") from None
    yield from (folder / name for name in names)


def names_of(segment: str, deletes: Any) -> Iterator[str]:
    yield from (f"{segment}.{part}" for part in PARTS)
    if deletes is not None:
        yield f"{segment}.{int(deletes['opstamp'])}.del"


def require_whole(path: Path) -> None:
    """Raises DamagedError for a file that is missing, cut off, or not what was written."""
    name = f"{path.parent.name}/{path.name}"
    try:
        is_whole = has_its_sum(path)
    except FileNotFoundError:
        raise DamagedError(f"{name} is missing") from None
    except (OSError, ValueError, KeyError, TypeError):
        is_whole = False
    if not is_whole:
        raise DamagedError(f"{name} is not as it was written")


def has_its_sum(path: Path) -> bool:
    size = path.stat().st_size
    with path.open("rb") as file:
        file.seek(max(0, size - END.size))
        length, mark = END.unpack(file.read(END.size).rjust(END.size, b"\0"))
        left = size - END.size - length
        if mark != FOOTER_MARK or length > LONGEST_FOOTER or left < 0:
            return False
        file.seek(left)
        wanted = json.loads(file.read(length))["crc"]
        file.seek(0)
        found = 0
        while left > 0 and (chunk := file.read(min(CHUNK, left))):
            found = zlib.crc32(chunk, found)
            left -= len(chunk)
    return left == 0 and bool(found == wanted)
