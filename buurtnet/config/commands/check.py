import argparse
from pathlib import Path

from django.conf import settings

from buurtnet.config.health import Verdict, findings
from buurtnet.config.keys import keys_dir
from buurtnet.config.prepare import prepare

NAME = "check"
HELP = (
    "Tell how settings, keys, database, index, worker, tasks and disk fare; exit code 1 when something needs a hand."
)
PREPARE = False


def arguments(parser: argparse.ArgumentParser) -> None:
    """Nothing but the data folder."""


def run(args: argparse.Namespace) -> int:
    if not keys_dir(Path(settings.DATA_DIR)).is_dir():
        prepare()  # a new folder; one that is there is looked at as it is
    found = list(findings())
    for finding in found:
        print(f"{finding.verdict:5}  {finding.what:9} {finding.sentence}")
    return int(any(finding.verdict == Verdict.WRONG for finding in found))
