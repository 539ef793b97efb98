import argparse
import sys
from pathlib import Path

from buurtnet.config.import_command import Bar
from buurtnet.directory.models import Source
from buurtnet.exchange.export import count, documents
from buurtnet.exchange.export_files import FORMATS, write
from buurtnet.kit.plain_error import PlainError

NAME = "export hsds"
HELP = "Export the social map in HSDS 3.1, with all its sources gave: JSON Lines, a JSON list, or CSV tables."


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("path", metavar="FILE", type=Path, help="- for standard output; with csv a folder or a .zip")
    parser.add_argument("--format", choices=FORMATS, help="default: what the name of the file says, else jsonl")
    parser.add_argument("--source", metavar="SLUG", default="", help="only what came from this source")


def run(args: argparse.Namespace) -> int:
    if args.source and not Source.objects.filter(pk=args.source).exists():
        raise PlainError(f"Nothing was imported from a source {args.source}.")
    if str(args.path) != "-" and not args.path.absolute().parent.is_dir():
        raise PlainError(f"There is no folder {args.path.absolute().parent}.")
    form = args.format or {".json": "json", ".zip": "csv", "": "csv"}.get(args.path.suffix.lower(), "jsonl")
    if str(args.path) == "-":
        form = args.format or "jsonl"
    bar = Bar()
    bar.start("exporting", count(args.source), " services")
    written = write(documents(args.source), args.path, form, bar.step)
    bar.stop()
    print(f"{written:,} entries are written to {args.path}.", file=sys.stderr)
    for source in Source.objects.filter(pk=args.source) if args.source else Source.objects.all():
        print(f"  {source.slug}: {source.licence or 'licence not named'}", file=sys.stderr)
    return 0
