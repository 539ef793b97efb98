"""The files entries come in: on disk, in a folder or packed in a zip; what they really are, and their encoding."""

import codecs
import io
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Final

from buurtnet.kit.plain_error import PlainError

PEEK: Final = 1_000_000
LARGEST_UNPACKED: Final = 8_000_000_000
LONGEST_LINE: Final = 20_000_000  # signs
# A packed file this large that grows so many times is made to fill a memory: tables shrink 10 to 40 times.
SUSPECT_SIZE: Final = 500_000_000
SUSPECT_TIMES: Final = 200
_BINARY_STARTS: Final = (
    (b"\x1f\x8b", "a gzip file: unpack it first"),
    (b"%PDF", "a PDF document"),
    (b"\x89PNG", "a picture (PNG)"),
    (b"\xff\xd8\xff", "a picture (JPEG)"),
    (b"GIF8", "a picture (GIF)"),
    (b"SQLite format 3", "an SQLite database"),
    (b"\xd0\xcf\x11\xe0", "an old Office file (.xls or .doc): save it as .xlsx or CSV first"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90", "a program"),
    (b"PAR1", "a Parquet file"),
    (b"7z\xbc\xaf", "a 7-Zip file: unpack it first"),
    (b"Rar!", "a RAR file: unpack it first"),
)
_UTF16: Final = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_ONE_BYTE: Final = frozenset({"iso8859-1", "cp1252", "iso8859-15"})


@dataclass(frozen=True)
class Input:
    """A file on disk, or a file packed in a zip."""

    path: Path
    member: str = ""

    @property
    def name(self) -> str:
        return Path(self.member).name if self.member else self.path.name

    @property
    def suffix(self) -> str:
        return Path(self.name).suffix.lower()

    def size(self) -> int:
        if self.member:
            with zipfile.ZipFile(self.path) as packed:
                return packed.getinfo(self.member).file_size
        return self.path.stat().st_size

    def open(self, advance: Callable[[int], None]) -> IO[bytes]:
        if self.member:
            # The archive is read through the handle of its member and goes with it.
            return zipfile.ZipFile(self.path).open(self.member)
        return io.BufferedReader(_Watched(self.path, advance), buffer_size=PEEK)

    def start(self) -> bytes:
        with self.open(lambda _amount: None) as file:
            return file.read(PEEK)


class _Watched(io.FileIO):
    """A file that tells how much of it was read."""

    def __init__(self, path: Path, advance: Callable[[int], None]) -> None:
        super().__init__(path)
        self._advance = advance

    def readinto(self, buffer: Any) -> int | None:
        amount = super().readinto(buffer)
        self._advance(amount or 0)
        return amount


def inputs_at(path: Path, suffixes: frozenset[str]) -> list[Input]:
    """The file at a path, the files of a folder, or those packed in a zip, that end so; sorted by name."""
    if not path.exists():
        raise PlainError(f"There is no file {path}.")
    if path.is_dir():
        found = [Input(one) for one in sorted(path.iterdir()) if one.is_file() and one.suffix.lower() in suffixes]
        if not found:
            raise PlainError(f"The folder {path} holds no {' or '.join(sorted(suffixes))} file.")
        return found
    if is_zip(path):
        with zip_of(path) as packed:
            infos = [
                info for info in packed.infolist() if not info.is_dir() and not info.filename.startswith("__MACOSX")
            ]
        refuse_bomb(path.name, infos)
        members = sorted(info.filename for info in infos)
        found = [Input(path, name) for name in members if Path(name).suffix.lower() in suffixes]
        if not found:
            raise PlainError(f"{path.name} is a zip file without a {' or '.join(sorted(suffixes))} file in it.")
        return found
    return [Input(path)]


def refuse_bomb(name: str, infos: Iterable[zipfile.ZipInfo]) -> None:
    """Raises PlainError for a zip that unpacks to more than any list of entries."""
    unpacked = 0
    for info in infos:
        unpacked += info.file_size
        if info.file_size > SUSPECT_SIZE and info.file_size > SUSPECT_TIMES * info.compress_size:
            raise PlainError(f"{name} unpacks to over {SUSPECT_TIMES} times its size, as no list of entries does.")
    if unpacked > LARGEST_UNPACKED:
        raise PlainError(f"{name} is larger than {LARGEST_UNPACKED // 10**9} GB when unpacked.")


def is_zip(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(4) == b"PK\x03\x04"


def zip_of(path: Path) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(path)
    except (zipfile.BadZipFile, OSError):
        raise PlainError(f"{path.name} is a zip file that is damaged or cut off: fetch it again.") from None


def encoding_of(source: Input, asked: str) -> str:
    """The encoding to read a text file in. Raises PlainError for what is no text at all."""
    start = source.start()
    name = source.name
    if not start:
        raise PlainError(f"{name} is empty (0 bytes).")
    if not asked and start.startswith(_UTF16):
        return "utf-16"
    for sign, what in _BINARY_STARTS:
        if start.startswith(sign):
            raise PlainError(f"{name} is {what}, not a text file with entries.")
    if start.startswith(b"PK\x03\x04"):
        raise PlainError(f"{name} is a zip or Office file, not a text file with entries.")
    wide = asked.lower().replace("_", "-").startswith(("utf-16", "utf-32", "utf16", "utf32"))
    if b"\0" in start and not wide:
        raise PlainError(f"{name} is a binary file, not a text file with entries.")
    encoding = _known_encoding(asked or "utf-8-sig")
    if not start.strip(b" \t\r\n\xef\xbb\xbf"):
        raise PlainError(f"{name} is empty (only blanks).")
    head = start.lstrip(b"\xef\xbb\xbf \t\r\n")[:200].lower()
    if head.startswith((b"<!doctype html", b"<html", b"<head", b"<body")):
        raise PlainError(f"{name} is a web page (HTML), not a file with entries: download the file itself.")
    if head.startswith(b"<"):
        raise PlainError(f"{name} is XML, which cannot be read here.")
    if codecs.lookup(encoding).name in _ONE_BYTE and _is_utf8_with_accents(start):
        raise PlainError(f"{name} is UTF-8, not {asked}: leave out --encoding.")
    return encoding


def _known_encoding(name: str) -> str:
    try:
        codecs.lookup(name)
        "".encode(name)
    except (LookupError, ValueError, AttributeError, TypeError):
        raise PlainError(f"There is no encoding {name}. Usual ones are utf-8, latin-1 and cp1252.") from None
    return name


def _is_utf8_with_accents(start: bytes) -> bool:
    """Every byte of the start fits UTF-8, and it holds more than ASCII; a sign cut in two at the end is forgiven."""
    if start.isascii():
        return False
    try:
        codecs.getincrementaldecoder("utf-8")().decode(start, final=False)
    except UnicodeDecodeError:
        return False
    return True


class Lines:
    """The lines of a text file with their ends. ``number``: the last line given; ``is_whole``: it had an end.

    Raises PlainError at a byte that does not fit the encoding, and at a line that is longer than any entry.
    """

    def __init__(self, source: Input, encoding: str, advance: Callable[[int], None]) -> None:
        self.number = 0
        self.is_whole = True
        self._source = source
        self._encoding = encoding
        self._advance = advance

    def __iter__(self) -> Iterator[str]:
        try:
            with (
                self._source.open(self._advance) as raw,
                io.TextIOWrapper(raw, encoding=self._encoding, newline="") as text,
            ):
                while line := text.readline(LONGEST_LINE + 1):
                    self.number += 1
                    if len(line) > LONGEST_LINE:
                        raise PlainError(
                            f"{self._source.name} has a line (line {self.number}) of over "
                            f"{LONGEST_LINE // 10**6} million signs, which is no entry."
                        )
                    self.is_whole = line.endswith(("\n", "\r"))
                    yield line
        except UnicodeError:
            raise wrong_encoding(self._source, self._encoding) from None
        except (zipfile.BadZipFile, zlib.error, EOFError):
            raise PlainError(f"{self._source.name} is damaged inside its zip file: fetch it again.") from None


def whole_text(source: Input, encoding: str, advance: Callable[[int], None]) -> str:
    return "".join(Lines(source, encoding, advance))


def wrong_encoding(source: Input, encoding: str) -> PlainError:
    """The sentence for a text in another encoding, with the first line where it shows."""
    shown = "UTF-8" if encoding.startswith("utf-8") else encoding
    with source.open(lambda _amount: None) as raw:
        for number, line in enumerate(iter(lambda: raw.readline(4 * LONGEST_LINE), b""), 1):
            try:
                line.decode(encoding)
            except UnicodeDecodeError as problem:
                byte = problem.object[problem.start]
                return PlainError(
                    f"{source.name} is not {shown}: line {number} holds the byte 0x{byte:02X}. "
                    "Name its encoding, often --encoding latin-1 or --encoding cp1252."
                )
    return PlainError(f"{source.name} is not {shown}. Name its encoding with --encoding.")
