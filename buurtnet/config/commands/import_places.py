import argparse
from pathlib import Path

from buurtnet.areas.choices import PlaceKind
from buurtnet.areas.placing import import_places
from buurtnet.config.area_command import tell, words_of

NAME = "import places"
HELP = "Import streets, neighbourhoods and towns with a point from CSV, GeoJSON or JSON."


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="FILE")
    parser.add_argument("--source", required=True, metavar="SLUG", help="who the data is from, such as bag")
    parser.add_argument("--licence", default="", help="under which it is used, such as 'CC0 1.0'")
    parser.add_argument("--encoding", default="", help="of a CSV that is not UTF-8, such as latin-1")
    parser.add_argument(
        "--kind", choices=PlaceKind.values, default=PlaceKind.STREET, help="when the file does not say"
    )
    parser.add_argument("--town", default="", help="when the file does not say")
    parser.add_argument(
        "--map", default="", metavar="name=...,latitude=...", help="which column is what, if not so called"
    )
    parser.add_argument("--rejects", type=Path, metavar="CSV", help="write the records that were not taken here")
    parser.add_argument("--dry-run", action="store_true", help="only tell what would change")


def run(args: argparse.Namespace) -> int:
    outcome = import_places(
        args.file,
        source=args.source,
        licence=args.licence,
        encoding=args.encoding,
        words=words_of(args.map),
        kind=args.kind,
        town=args.town,
        dry_run=args.dry_run,
    )
    tell(args.file, outcome, "places", dry_run=args.dry_run, rejects=args.rejects)
    return 0
