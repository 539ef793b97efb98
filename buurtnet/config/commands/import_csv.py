import argparse
from pathlib import Path

from buurtnet.config.import_command import options_of, run_import, shared_arguments
from buurtnet.config.mapping_command import mapping_arguments, mapping_asked, save_mapping
from buurtnet.exchange.mapped_files import open_table

NAME = "import csv"
HELP = "Import the rows of a table (CSV or Excel) as services, with a mapping that says which column goes where."


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("path", metavar="FILE", type=Path)
    mapping_arguments(parser)
    shared_arguments(parser)


def run(args: argparse.Namespace) -> int:
    if args.save_mapping:
        return save_mapping(args, NAME)
    options = options_of(args)
    return run_import(open_table(args.path, options.encoding, mapping_asked(args)), options, args)
