import argparse

from buurtnet.config.health import Verdict, findings
from buurtnet.config.prepare import require_data_dir

NAME = "check"
HELP = (
    "Tell how settings, keys, database, index, worker, tasks and disk fare; exit code 1 when something needs a hand."
)
PREPARE = False


def arguments(parser: argparse.ArgumentParser) -> None:
    """Nothing but the data folder."""


def run(args: argparse.Namespace) -> int:
    require_data_dir()
    found = list(findings())
    for finding in found:
        print(f"{finding.verdict:5}  {finding.what:9} {finding.sentence}")
    return int(any(finding.verdict == Verdict.WRONG for finding in found))
