import argparse

from buurtnet.config.checks import refuse_unsafe
from buurtnet.config.duties import work
from buurtnet.config.serving import running

NAME = "worker"
HELP = "Do background work until Ctrl-C or SIGTERM ('buurtnet serve' runs a worker of its own)."


def arguments(parser: argparse.ArgumentParser) -> None:
    """Nothing but the data folder."""


def run(args: argparse.Namespace) -> int:
    refuse_unsafe()
    with running():
        work()
    return 0
