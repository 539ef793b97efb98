"""What the commands that export share: their arguments, and what they tell."""

import argparse
import sys
from pathlib import Path

from buurtnet.directory.models import Source
from buurtnet.kit.plain_error import PlainError


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
