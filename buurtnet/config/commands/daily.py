import argparse

from buurtnet.config.duties import claim_today, do_daily
from buurtnet.privacy.retention import Due, due

NAME = "daily"
HELP = "Do the jobs of each day now (the worker does them by itself, once a day)."


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--dry-run", action="store_true", help="do nothing; list what has been kept for its time and would go"
    )


def run(args: argparse.Namespace) -> int:
    if args.dry_run:
        for line in map(told, due()):
            print(line)
        return 0
    claim_today()  # so that the worker does not do them again
    do_daily.call()
    print("The jobs of the day are done.")
    return 0


def told(found: Due) -> str:
    term = found.term
    oldest = f", the oldest of {found.oldest:%Y-%m-%d}" if found.oldest else ""
    what = "rows" if term.takes_rows else f"rows, emptied of {', '.join(term.fields)}"
    return f"{found.count:>7} {what} of {term.model._meta.label}, {term.days} days after {term.since}{oldest}"
