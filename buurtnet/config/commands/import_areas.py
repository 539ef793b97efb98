import argparse
from pathlib import Path

from buurtnet.areas.choices import AreaKind, CodeSystem
from buurtnet.areas.importing import import_areas
from buurtnet.areas.mapping import mapping_from_words, mapping_of, shipped
from buurtnet.config.area_command import tell, words_of
from buurtnet.config.import_command import follow_areas
from buurtnet.kit.plain_error import PlainError

NAME = "import areas"
HELP = "Import municipalities, districts, neighbourhoods or postcodes from GeoJSON, TopoJSON, CSV or JSON."


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="FILE")
    parser.add_argument("--source", required=True, metavar="SLUG", help="who the data is from, such as cbs")
    parser.add_argument("--licence", default="", help="under which it is used, such as 'CC BY 4.0'")
    parser.add_argument("--encoding", default="", help="of a CSV that is not UTF-8, such as latin-1")
    parser.add_argument(
        "--mapping", metavar="NAME|FILE", help=f"a mapping that comes with Buurtnet ({', '.join(shipped())}), or TOML"
    )
    parser.add_argument("--kind", choices=AreaKind.values, help="when the file does not say it in a property 'kind'")
    parser.add_argument("--code-system", choices=CodeSystem.values, help="who gave the codes (default: own)")
    parser.add_argument(
        "--map", default="", metavar="code=...,name=...,parent=...", help="which property is what, if not so called"
    )
    parser.add_argument("--rejects", type=Path, metavar="CSV", help="write the records that were not taken here")
    parser.add_argument("--dry-run", action="store_true", help="only tell what would change")


def run(args: argparse.Namespace) -> int:
    if args.mapping and (args.map or args.kind or args.code_system):
        raise PlainError("Give either --mapping, or --kind, --code-system and --map.")
    mapping = (
        mapping_of(args.mapping)
        if args.mapping
        else mapping_from_words(words_of(args.map), kind=args.kind or "", code_system=args.code_system or "")
    )
    outcome = import_areas(
        args.file, mapping, source=args.source, licence=args.licence, encoding=args.encoding, dry_run=args.dry_run
    )
    tell(args.file, outcome, "areas", dry_run=args.dry_run, rejects=args.rejects)
    if not args.dry_run and (outcome.added or outcome.changed or outcome.ended):
        moved = follow_areas()
        print("1 service reaches other areas now." if moved == 1 else f"{moved:,} services reach other areas now.")
    return 0
