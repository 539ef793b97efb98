"""What a backup holds: unpacked within bounds, and read as nothing but what a backup of ours can say."""

import datetime
import gzip
import json
import re
import shutil
import tarfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.db.migrations.loader import MigrationLoader

from buurtnet.config.backup import FORMAT
from buurtnet.kit.plain_error import PlainError

LONGEST_TAIL = 10_000_000  # bytes after the last file of an archive; tar fills up to 10 kB


def unpack(path: Path, into: Path) -> None:
    into.mkdir(exist_ok=True)
    try:
        with gzip.open(path) as packed:
            with tarfile.open(fileobj=packed, mode="r|") as archive:
                archive.extractall(into, plain_members(path, archive, shutil.disk_usage(into).free), filter="data")
            tail = 0
            while piece := packed.read(1_000_000):  # to the very end, where the checksum is
                tail += len(piece)
                if tail > LONGEST_TAIL:
                    raise PlainError(f"{path} goes on after its end, so it is not a backup; nothing was changed.")
    except FileNotFoundError:
        raise PlainError(f"There is no file {path}.") from None
    except (tarfile.TarError, EOFError, OSError, zlib.error) as error:
        raise PlainError(f"{path} is not a whole backup ({error}); nothing was changed.") from None


def plain_members(path: Path, archive: tarfile.TarFile, room: int) -> Iterator[tarfile.TarInfo]:
    """Files and folders only, and no more bytes than there is ``room`` for. Raises PlainError."""
    size = 0
    for member in archive:
        if not (member.isfile() or member.isdir()):
            raise PlainError(
                f"{path} holds a link or a device ({member.name!a}); no backup does. Nothing was changed."
            )
        size += member.size
        if size > room:
            raise PlainError(
                f"{path} unpacks to more than the {room / 1e9:.1f} GB that are free; nothing was changed."
            )
        yield member


def read_manifest(path: Path, folder: Path) -> dict[str, Any]:
    """What the backup says of itself. Raises PlainError when it is another kind of file, newer, or not complete."""
    try:
        manifest: Any = json.loads((folder / "manifest.json").read_text("utf-8"))
        is_newer = manifest["format"] > FORMAT
        counts = {} if is_newer else counts_in(manifest, folder)
        (folder / "media").mkdir(exist_ok=True)  # an archive without it is of a site without media
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise PlainError(f"{path} is not a backup of Buurtnet; nothing was changed.") from None
    if is_newer or leaves(manifest) is None:
        by = str(manifest.get("buurtnet", ""))[:20]
        raise PlainError(f"{path} was made by Buurtnet {by!a}, which is newer than this; nothing was changed.")
    if counts != manifest["rows"]:
        raise PlainError(f"{path} does not hold all the rows it names; nothing was changed.")
    whole: dict[str, Any] = manifest
    return whole


def counts_in(manifest: dict[str, Any], folder: Path) -> dict[str, int]:
    """How many rows each table has. Raises ValueError and the like for a manifest that is not written as ours."""
    datetime.datetime.fromisoformat(manifest["made_at"])
    migrations, keys, rows = manifest["migrations"], manifest["keys"], manifest["rows"]
    is_ours = (
        isinstance(migrations, list)
        and all(isinstance(word, str) for app, name in migrations for word in (app, name))
        and isinstance(keys, dict)
        and all(isinstance(print_, str) for print_ in keys.values())
        and all(re.fullmatch(r"\w+\.\w+", label) and type(count) is int for label, count in rows.items())
    )
    if not is_ours:
        raise ValueError("The manifest is of another shape.")
    return {label: rows_in(folder / "tables" / f"{label}.jsonl") for label in rows}


def rows_in(path: Path) -> int:
    with path.open("rb") as file:
        return sum(1 for _ in file) - 1


def leaves(manifest: dict[str, Any]) -> list[tuple[str, str]] | None:
    """The last migration of each app when the backup was made; None when one is not known here."""
    graph = MigrationLoader(None).graph
    had = {(app, name) for app, name in manifest["migrations"]}
    if not had <= set(graph.nodes):
        return None
    return [
        node
        for node in sorted(had)
        if not any(child.key[0] == node[0] and child.key in had for child in graph.node_map[node].children)
    ]
