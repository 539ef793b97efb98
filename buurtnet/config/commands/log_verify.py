import argparse

from django.db import transaction

from buurtnet.config.prepare import require_data_dir, require_migrated
from buurtnet.privacy.choices import Action
from buurtnet.privacy.log import record
from buurtnet.privacy.triggers import ensure, guarded, missing
from buurtnet.privacy.verifying import verify

NAME = "log verify"
HELP = "Look whether a row of the log was changed, taken away or put elsewhere; exit code 1 when something is wrong."
PREPARE = False  # it also looks at a site that will not start


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--mend", action="store_true", help="after the look, make triggers anew that are gone; the log says so"
    )


def run(args: argparse.Namespace) -> int:
    require_data_dir()
    require_migrated()
    verdict = verify()
    for sentence in [*verdict.notes, *verdict.sentences]:
        print(sentence)
    if verdict.faults > len(verdict.sentences):
        print(f"And {verdict.faults - len(verdict.sentences)} more.")
    if args.mend and (names := missing(tables=guarded())):
        with transaction.atomic():
            ensure()
            record(Action.MEND, actor=None, role_then="system", result=str(len(names)))
        print(f"Made anew: {', '.join(names)}.")
    print(f"{verdict.sealed} sealed rows looked at; {verdict.faults or 'nothing'} wrong.")
    return int(verdict.faults > 0)
