import argparse
import time

from buurtnet.config.import_command import Bar
from buurtnet.directory.search import rebuild_index
from buurtnet.kit.plain_error import PlainError
from buurtnet.search.index import BusyError

NAME = "index rebuild"
HELP = "Make the search index anew from the database; the site goes on with the old one meanwhile."


def arguments(parser: argparse.ArgumentParser) -> None:
    """Nothing but the data folder."""


def run(args: argparse.Namespace) -> int:
    started = time.monotonic()
    try:
        count = rebuild_index(Bar())
    except BusyError:
        raise PlainError("Another process writes the index at this moment; try again in a minute.") from None
    print(f"The index holds {count} documents; it took {time.monotonic() - started:.1f} seconds.")
    return 0
