import argparse
from pathlib import Path

from buurtnet.config.import_command import options_of, run_import, shared_arguments
from buurtnet.config.mapping_command import mapping_arguments, mapping_asked, save_mapping
from buurtnet.exchange.mapped_files import open_geojson

NAME = "import geojson"
HELP = "Import the features of a GeoJSON file as services, with a mapping that says which property goes where."


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("path", metavar="FILE", type=Path)
    mapping_arguments(parser)
    shared_arguments(parser)


def run(args: argparse.Namespace) -> int:
    if args.save_mapping:
        return save_mapping(args, NAME)
    options = options_of(args)
    return run_import(open_geojson(args.path, options.encoding, mapping_asked(args)), options, args)
