import argparse

from buurtnet.config.duties import do_daily

NAME = "daily"
HELP = "Do the jobs of each day now (the worker does them by itself, once a day)."


def arguments(parser: argparse.ArgumentParser) -> None:
    """Nothing but the data folder."""


def run(args: argparse.Namespace) -> int:
    do_daily.call()
    print("The jobs of the day are done.")
    return 0
