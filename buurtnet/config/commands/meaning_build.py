import argparse
import time

from buurtnet.config.import_command import Bar
from buurtnet.kit.plain_error import PlainError
from buurtnet.search.embedding import why_none
from buurtnet.search.meaning_making import is_waiting, look_again, make_missing, standing

NAME = "meaning build"
HELP = "Make what searching by meaning needs and is missing, on all processors; the worker does it by itself, slowly."


def arguments(parser: argparse.ArgumentParser) -> None:
    """Nothing but the data folder."""


def run(args: argparse.Namespace) -> int:
    if problem := why_none():
        raise PlainError(problem)
    started = time.monotonic()
    look_again()
    count = make_missing(tell=Told(), by_all_hands=True)
    if is_waiting():
        raise PlainError("Another process makes vectors at this moment, perhaps the worker; try again in a minute.")
    now = standing()
    seconds = time.monotonic() - started
    print(f"{count:,} made in {seconds:.1f} seconds; {now.count:,} of {now.total:,} services have a vector.")
    return 0


class Told:
    """Shows how far it is."""

    def __init__(self) -> None:
        self._bar = Bar()
        self._before: int | None = None

    def __call__(self, done: int, total: int) -> None:
        if self._before is None or done < self._before:
            self._bar.start("reading", total, "services")
            self._before = 0
        self._bar.step(done - self._before)
        self._before = done
        if done == total:
            self._bar.stop()
            self._before = None
