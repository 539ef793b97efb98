import argparse

from buurtnet.api.public_map import PublicMap
from buurtnet.config.export_command import export_arguments, require_possible, tell, tell_public
from buurtnet.config.import_command import Bar
from buurtnet.exchange.export import count, documents
from buurtnet.exchange.export_files import write

NAME = "export csv"
HELP = "Export the social map as the tables of HSDS 3.1: CSV files with a data package, for other systems."


def arguments(parser: argparse.ArgumentParser) -> None:
    export_arguments(parser, what="a folder that is empty or not there, or a .zip file")
    parser.add_argument(
        "--public",
        action="store_true",
        help="only what the API gives to everyone; without it all that its sources gave, contact persons included",
    )


def run(args: argparse.Namespace) -> int:
    require_possible(args)
    bar = Bar()
    if args.public:
        public = PublicMap(args.source)
        bar.start("exporting", len(public), " services")
        written = write(public.services(), args.path, "csv", bar.step)
        bar.stop()
        tell_public(f"{written:,} services are written to {args.path}.", written, args.source)
        return 0
    bar.start("exporting", count(args.source), " services")
    written = write(documents(args.source), args.path, "csv", bar.step)
    bar.stop()
    tell(f"{written:,} entries are written to {args.path}. Not for everyone: see --public.", args.source)
    return 0
