import argparse

from buurtnet.api.public_map import PublicMap
from buurtnet.config.export_command import export_arguments, require_possible, tell_public
from buurtnet.config.import_command import Bar
from buurtnet.exchange.features import write_features

NAME = "export geojson"
HELP = "Export what is public of the social map as GeoJSON: each service at each of its places, without secret ones."


def arguments(parser: argparse.ArgumentParser) -> None:
    export_arguments(parser, what="a .geojson file; - for standard output")


def run(args: argparse.Namespace) -> int:
    require_possible(args)
    public, bar = PublicMap(args.source), Bar()
    count = len(public)
    bar.start("exporting", count, " services")
    features, nowhere = write_features(public.services(), args.path, bar.step)
    bar.stop()
    tell_public(
        f"{features:,} features are written to {args.path}; {nowhere:,} services have no place on the map.",
        count,
        args.source,
    )
    return 0
