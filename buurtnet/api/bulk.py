"""The whole social map as files, for who wants all of it at once: made each night, of the site and of each network.

A file takes the place of the one before when it is whole. Only what may be given on is in it: what was made here, and
what came under a licence that its source names; the licence file beside it says which.
"""

import datetime as dt
import json
import logging
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from django.conf import settings
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from buurtnet.api.access import ground
from buurtnet.api.public_map import PublicMap
from buurtnet.areas.models import Network
from buurtnet.exchange.export_files import draft_of, whole_file, write
from buurtnet.exchange.features import write_features
from buurtnet.exchange.records import Document
from buurtnet.exchange.workbook import write_workbook
from buurtnet.kit.plain_error import PlainError

HSDS, LICENCES = "buurtnet.jsonl", "licences.txt"
# What each file is called, its type, and what it is for.
FILES: Final[dict[str, tuple[str, str | Promise]]] = {
    HSDS: ("application/x-ndjson", _("HSDS 3.1, voor andere systemen: één aanbod per regel")),
    "buurtnet-csv.zip": ("application/zip", _("HSDS 3.1 als tabellen (CSV)")),
    "buurtnet.xlsx": (
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        _("om te openen als spreadsheet (Excel)"),
    ),
    "buurtnet.geojson": ("application/geo+json", _("punten voor op een kaart")),
    LICENCES: ("text/plain; charset=utf-8", _("de bronnen en hun licenties")),
}

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class BulkFile:
    """A file that is there. ``size`` in bytes; ``made_at``: when it took the place of the one before."""

    network: str  # its address; "" for the whole site
    name: str
    path: Path

    @property
    def content_type(self) -> str:
        return FILES[self.name][0]

    @property
    def meant_for(self) -> str:
        """What it is for, in the language of now."""
        return str(FILES[self.name][1])

    @property
    def url(self) -> str:
        words = [self.network, self.name] if self.network else [self.name]
        return reverse("api:network_bulk_file" if self.network else "api:bulk_file", args=words)

    @property
    def size(self) -> int:
        return self.path.stat().st_size

    @property
    def made_at(self) -> dt.datetime:
        return dt.datetime.fromtimestamp(self.path.stat().st_mtime, dt.UTC)


def folder(network: str = "") -> Path:
    """Where the files of a network stand, or those of the whole site."""
    root = Path(settings.MEDIA_ROOT) / "open"
    return root / "networks" / network if network else root


def bulk_files(network: str = "") -> list[BulkFile]:
    """The files of a network or of the site that are there, in their order."""
    found = [BulkFile(network, name, folder(network) / name) for name in FILES]
    return [one for one in found if one.path.is_file()]


def listed_slugs() -> list[str]:
    return list(Network.objects.filter(is_listed=True).order_by("slug").values_list("slug", flat=True))


def bulk_file(network: str, name: str) -> BulkFile | None:
    """A file by its name; None for one that is not there, or of a network that is listed no more."""
    if name not in FILES or (network and not Network.objects.filter(slug=network, is_listed=True).exists()):
        return None
    return next((one for one in bulk_files(network) if one.name == name), None)


def write_bulk_files() -> None:
    """The work of a night. What fails for one network stops no other; PlainError at the end when one failed."""
    networks: list[Network | None] = [None, *Network.objects.filter(is_listed=True).order_by("slug")]
    failed = []
    for network in networks:
        name = network.slug if network else ""
        try:
            _write_all(PublicMap(network=network, to_give_on=True), folder(name))
        except Exception:
            logger.exception("The files of %s could not be made; those before stay.", name or "the site")
            failed.append(name or "the site")
    _sweep({network.slug for network in networks if network})
    if failed:
        raise PlainError(f"Could not make the files of {', '.join(failed)}.")


def _write_all(public: PublicMap, into: Path) -> None:
    """All files of one map. The database is read once; the other files are made of the first."""
    into.mkdir(parents=True, exist_ok=True)
    if not ground().inside or not len(public):
        for name in FILES:
            (into / name).unlink(missing_ok=True)
        return
    with draft_of(into / HSDS) as draft:
        write(public.services(), draft, "jsonl", _nothing)
        write(_lines_of(draft), into / "buurtnet-csv.zip", "csv", _nothing)
        write_workbook(_lines_of(draft), public.organizations(), into / "buurtnet.xlsx", _nothing)
        write_features(_lines_of(draft), into / "buurtnet.geojson", _nothing)
    with whole_file(into / LICENCES) as file:
        file.writelines(_licence_lines(public))


def _lines_of(path: Path) -> Iterator[Document]:
    with path.open(encoding="utf-8") as file:
        for line in file:
            yield json.loads(line)


def _licence_lines(public: PublicMap) -> Iterator[str]:
    """One line a source and licence, to go with every copy."""
    yield f"{settings.SITE_URL}\n\n"
    for source, licence, count in public.licences():
        yield f"{source or 'made here'}: {licence or 'no licence of another applies'} ({count:,} services)\n"


def _sweep(listed: set[str]) -> None:
    """Files of networks that are listed no more go."""
    networks = folder("x").parent
    for path in networks.iterdir() if networks.is_dir() else ():
        if path.name not in listed:
            shutil.rmtree(path, ignore_errors=True)


def _nothing(_amount: int) -> None:
    pass
