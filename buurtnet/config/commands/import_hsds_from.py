import argparse

from buurtnet.config.import_command import Bar, options_of, run_import, shared_arguments
from buurtnet.exchange.following import followed
from buurtnet.exchange.importing import remembered
from buurtnet.kit.plain_error import PlainError

NAME = "import hsds-from"
HELP = "Import the services of another HSDS site by its address, page by page; again: what changed there."


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "address", metavar="ADDRESS", nargs="?", default="",
        help="of its API, as the operator gives it: https://buurt.example/api/hsds/; remembered",
    )  # fmt: skip
    parser.add_argument(
        "--changes",
        action="store_true",
        help="ask only what changed since the last time, and which services there still are; without it all is read",
    )
    shared_arguments(parser)


def run(args: argparse.Namespace) -> int:
    if args.encoding:
        raise PlainError("What a site sends is UTF-8: leave out --encoding.")
    options = options_of(args)
    address = args.address or remembered(options.source).address
    if not address:
        raise PlainError("Name the address the first time: buurtnet import hsds-from https://… --source SLUG.")
    with followed(address, options.source, Bar(), only_changes=args.changes) as reading:
        return run_import(reading, options, args)
