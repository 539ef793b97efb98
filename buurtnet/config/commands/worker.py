import argparse

from buurtnet.config.checks import refuse_unsafe
from buurtnet.config.duties import work

NAME = "worker"
HELP = "Do background work until Ctrl-C or SIGTERM ('buurtnet serve' runs a worker of its own)."


def arguments(parser: argparse.ArgumentParser) -> None:
    """Nothing but the data folder."""


def run(args: argparse.Namespace) -> int:
    refuse_unsafe()
    work()
    return 0
