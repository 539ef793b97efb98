import argparse
import sys
from pathlib import Path

from django.conf import settings

from buurtnet.exchange.export_files import whole_file
from buurtnet.kit.plain_error import PlainError
from buurtnet.themes.models import Edition
from buurtnet.themes.skos import FORMATS

NAME = "vocabulary export"
HELP = "Export the words people find things by as SKOS: concepts with their names, other words, languages and themes."


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("path", metavar="FILE", type=Path, help="a .ttl (Turtle) or .jsonld (JSON-LD) file")


def run(args: argparse.Namespace) -> int:
    written = FORMATS.get(args.path.suffix.lower())
    if written is None:
        raise PlainError(f"{args.path} should end in {' or '.join(FORMATS)}.")
    if not args.path.absolute().parent.is_dir():
        raise PlainError(f"There is no folder {args.path.absolute().parent}.")
    with whole_file(args.path) as file:
        file.writelines(written(settings.SITE_URL.rstrip("/")))
    edition = Edition.objects.first()
    count, labels = (edition.concepts, edition.labels) if edition else (0, 0)
    print(f"{count:,} concepts with {labels:,} words are written to {args.path}; licence CC0.", file=sys.stderr)
    return 0
