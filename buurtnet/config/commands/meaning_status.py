import argparse

from buurtnet.search.embedding import why_none
from buurtnet.search.meaning_making import standing

NAME = "meaning status"
HELP = "Tell whether searching by meaning works, with which model, and how far it is."


def arguments(parser: argparse.ArgumentParser) -> None:
    """Nothing but the data folder."""


def run(args: argparse.Namespace) -> int:
    if problem := why_none():
        print(f"{problem} Searching goes by words.")
        return 0
    now = standing()
    print(f"Model: {now.model}")
    print(f"{now.count:,} of {now.total:,} services have a vector.")
    print("Something waits to be looked at; the worker does that." if now.is_waiting else "All is up to date.")
    return 0
