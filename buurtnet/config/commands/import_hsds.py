import argparse
from pathlib import Path

from buurtnet.config.import_command import options_of, run_import, shared_arguments
from buurtnet.exchange.hsds_files import open_hsds

NAME = "import hsds"
HELP = "Import services, organizations, locations, taxonomies in HSDS: JSON, JSON Lines, CSV tables, a folder or zip."


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("path", metavar="FILE|DIR", type=Path)
    shared_arguments(parser)


def run(args: argparse.Namespace) -> int:
    options = options_of(args)
    return run_import(open_hsds(args.path, options.encoding), options, args)
