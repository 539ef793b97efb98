"""What the commands that export share: their arguments, what is public as the API gives it, and what they tell."""

import argparse
import sys
from collections.abc import Iterator
from itertools import batched
from pathlib import Path
from typing import Any, Final

from django.db.models import QuerySet

from buurtnet.api import access
from buurtnet.api.shown import Shown, tidied
from buurtnet.directory.models import Source
from buurtnet.exchange.records import Document
from buurtnet.kit.plain_error import PlainError

BATCH: Final = 500


class PublicMap:
    """What everyone may have (of one source, or of all), in the order of ids: what the API gives, no more."""

    def __init__(self, source: str = "") -> None:
        self._where = {"source": source} if source else {}

    def __len__(self) -> int:
        return access.public_services().filter(**self._where).count()

    def services(self) -> Iterator[Document]:
        """Services in full."""
        for ids in _batches(access.public_services().filter(**self._where)):
            found = Shown().services_of(ids)
            yield from (tidied(found[pk]) for pk in ids if pk in found)

    def organizations(self) -> Iterator[Document]:
        """The organizations that offer something public."""
        for ids in _batches(access.public_organizations().filter(**self._where)):
            found = Shown().organizations_of(ids)
            yield from (tidied(found[pk]) for pk in ids if pk in found)


def _batches(rows: QuerySet[Any]) -> Iterator[list[Any]]:
    for ids in batched(rows.order_by("pk").values_list("pk", flat=True).iterator(BATCH), BATCH):
        yield list(ids)


def export_arguments(parser: argparse.ArgumentParser, *, what: str) -> None:
    parser.add_argument("path", metavar="FILE", type=Path, help=what)
    parser.add_argument("--source", metavar="SLUG", default="", help="only what came from this source")


def require_possible(args: argparse.Namespace) -> None:
    """Raises PlainError when there is no such source, or no folder to write in."""
    if args.source and not Source.objects.filter(pk=args.source).exists():
        raise PlainError(f"Nothing was imported from a source {args.source}.")
    if str(args.path) != "-" and not args.path.absolute().parent.is_dir():
        raise PlainError(f"There is no folder {args.path.absolute().parent}.")


def tell(sentence: str, source: str) -> None:
    """What was done, and under which licences it may be given on."""
    print(sentence, file=sys.stderr)
    for one in Source.objects.filter(pk=source) if source else Source.objects.all():
        print(f"  {one.slug}: {one.licence or 'licence not named'}", file=sys.stderr)


def tell_public(sentence: str, count: int, source: str) -> None:
    tell(sentence, source)
    if not count:
        print(
            "Nothing is public here: that takes a listed network with areas, and services in them.", file=sys.stderr
        )
