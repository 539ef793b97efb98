import argparse
import time
from functools import partial
from typing import Any

from tqdm import tqdm

from buurtnet.kit.plain_error import PlainError
from buurtnet.search.documents import offers
from buurtnet.search.index import BusyError
from buurtnet.search.outbox import rebuild_all

NAME = "index rebuild"
HELP = "Make the search index anew from the database; the site goes on with the old one meanwhile."


def arguments(parser: argparse.ArgumentParser) -> None:
    """Nothing but the data folder."""


def run(args: argparse.Namespace) -> int:
    started = time.monotonic()
    total = sum(offer.count() for offer in offers().values())
    with tqdm(total=total, unit=" documents", disable=None) as bar:
        try:
            count = rebuild_all(partial(step, bar))
        except BusyError:
            raise PlainError("Another process writes the index at this moment; try again in a minute.") from None
    print(f"The index holds {count} documents; it took {time.monotonic() - started:.1f} seconds.")
    return 0


def step(bar: "tqdm[Any]") -> None:
    bar.update()
