import argparse
from pathlib import Path

from buurtnet.areas.basemap import import_basemap
from buurtnet.areas.models import Network
from buurtnet.kit.plain_error import PlainError

NAME = "import basemap"
HELP = "Give a network its own drawn map: GeoJSON with a layer for each feature (see docs/areas.md)."


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="FILE")
    parser.add_argument("--network", required=True, metavar="SLUG")
    parser.add_argument("--attribution", default="", help="whose data it is, to stand on the map: '© Kadaster'")


def run(args: argparse.Namespace) -> int:
    network = Network.objects.filter(slug=args.network).first()
    if network is None:
        known = ", ".join(Network.objects.order_by("slug").values_list("slug", flat=True)) or "there are none yet"
        raise PlainError(f"There is no network {args.network} (networks: {known}).")
    drawn = import_basemap(args.file, network, attribution=args.attribution)
    print(f"{network.name} has a map of its own now: {len(drawn.features['features']):,} features.")
    return 0
