import argparse
import csv
from pathlib import Path

from buurtnet.areas.choices import AreaKind, CodeSystem
from buurtnet.areas.importing import Outcome, import_areas
from buurtnet.areas.mapping import mapping_from_words, mapping_of, shipped
from buurtnet.kit.plain_error import PlainError

NAME = "import areas"
HELP = "Import municipalities, districts, neighbourhoods or postcodes from GeoJSON, TopoJSON, CSV or JSON."
SHOWN = 20


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
    return 0


def words_of(text: str) -> dict[str, str]:
    """``code=postcode4,name=plaats`` as a dictionary. Raises PlainError."""
    pairs = [part.partition("=") for part in text.split(",") if part.strip()]
    if any(not sign or not value.strip() for _, sign, value in pairs):
        raise PlainError("--map is written as code=...,name=...,parent=...")
    return {name.strip(): value.strip() for name, _, value in pairs}


def tell(file: Path, outcome: Outcome, what: str, *, dry_run: bool, rejects: Path | None) -> None:
    """Print what an import did, its notes and the records that were not taken; write those to a file when asked."""
    would = "would be " if dry_run else ""
    print(
        f"{file.name}: {outcome.read:,} records read; {what} {would}added {outcome.added:,}, "
        f"changed {outcome.changed:,}, unchanged {outcome.unchanged:,}; rejected {len(outcome.rejected):,}."
    )
    for note in outcome.notes[:SHOWN]:
        print(f"  {note}")
    for reject in outcome.rejected[:SHOWN]:
        print(f"  record {reject.number}: {reject.field} {reject.reason}")
    if len(outcome.rejected) > SHOWN:
        print(f"  and {len(outcome.rejected) - SHOWN:,} more")
    if rejects is not None:
        with rejects.open("w", newline="", encoding="utf-8") as written:
            table = csv.writer(written)
            table.writerow(["record", "field", "reason"])
            table.writerows((reject.number, reject.field, reject.reason) for reject in outcome.rejected)
