"""Times the counting of votes about money, beside pabutools when it can be imported.

    python -m bench.votes [--files ../shared/data/pb] [--patience 120]

Equal shares by ``until_next_overspends``, cost satisfaction, one whole unit a step, without bounds and thresholds;
the same order of equals in both. ``PABUTOOLS_PATH`` names a folder (``site-packages``) that holds pabutools and
what it needs: it is GPL, so it is installed outside, and no part of Buurtnet. Times are of the processor, without
reading; what takes less than a second is done twice, and timed the second time. Goals: 20 times as fast on every
file it finishes within the patience (by the clock), with the same winners; the largest file in 3 s and 500 MB,
reading included.
"""

import argparse
import importlib
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from bench.measures import run
from buurtnet.voting.elections import CENTS, Election
from buurtnet.voting.pabulib import read
from buurtnet.voting.rules import Rule, decide, plain

LARGEST = "Poland_Lodz_2022.pb"
WHERE = "PABUTOOLS_PATH"
PLAIN, GROUPED = WAYS = ("voter by voter", "equal ballots as one")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--files", type=Path, default=Path(__file__).resolve().parents[2] / "shared" / "data" / "pb")
    parser.add_argument("--patience", type=float, default=120)
    parser.add_argument("--other", type=Path, help="count this one file with pabutools, and print JSON")
    parser.add_argument("--way", choices=WAYS, default=PLAIN)
    args = parser.parse_args()
    if args.other:
        print(json.dumps(counted_by_pabutools(args.other, args.way)))
        return
    files = sorted(args.files.glob("*.pb"))
    if not files:
        print(f"No files of votes in {args.files}: the counting is not measured.")
        return
    print("\n== Counting votes by equal shares (goal: 20 times as fast as pabutools)")
    largest(args.files / LARGEST)
    has_other = is_there()
    if not has_other:
        print(f"pabutools cannot be imported from ${WHERE}: only our own times.")
    for file in files:
        compare(file, args.patience if has_other else 0)


def largest(file: Path) -> None:
    """As anyone recomputes it: a command of its own, with all it takes to start."""
    if file.exists():
        for rule in ([], ["--rule", Rule.EQUAL_SHARES]):
            command = [sys.executable, "-m", "buurtnet.config", "budget", "compute", str(file), "--json", *rule]
            print(f"{file.stem:<36}{run(command)}   {' '.join(rule) or 'by its own rule'} (goal: 3 s, 500 MB)")


def is_there() -> bool:
    sys.path.append(os.environ.get(WHERE, "/nowhere"))
    try:
        importlib.import_module("pabutools")
    except ImportError:
        return False
    return True


def compare(file: Path, patience: float) -> None:
    began = time.process_time()
    election = bare(file)
    ready = time.process_time()
    ours, outcome = timed(lambda: decide(election, Rule.EQUAL_SHARES))
    told = f"{file.stem[:35]:<36}read {ready - began:6.2f} s  counted {ours:8.3f} s"
    if not patience:
        print(told, flush=True)
        return
    winners = {election.projects[place].id for place in outcome.winners}
    print(f"{told}  pabutools", *(beside(file, way, patience, ours, winners) for way in WAYS), flush=True)


def beside(file: Path, way: str, patience: float, ours: float, winners: set[str]) -> str:
    other = [sys.executable, "-m", "bench.votes", "--other", str(file), "--way", way]
    try:
        said = subprocess.run(other, capture_output=True, text=True, timeout=patience, check=True).stdout
    except subprocess.TimeoutExpired:
        return f"{way}: not within {patience:.0f} s"
    theirs = json.loads(said)
    same = "same winners" if winners == set(theirs["winners"]) else "OTHER WINNERS"
    return f"{way}: {theirs['seconds']:8.2f} s, {theirs['seconds'] / ours:6.1f} times as long, {same};"


def bare(file: Path) -> Election:
    return replace(plain(read(file)), threshold=0)


def counted_by_pabutools(file: Path, way: str) -> dict[str, object]:
    """One ballot a voter, as its reader gives them, or equal ballots as one (``as_multiprofile``)."""
    if not is_there():
        raise SystemExit(f"pabutools cannot be imported from ${WHERE}.")
    election_of = importlib.import_module("pabutools.election")
    rules = importlib.import_module("pabutools.rules")
    ties: Any = importlib.import_module("pabutools.tiebreaking")
    election = bare(file)
    rank = dict(ranks(election))
    order = ties.TieBreakingRule(lambda _instance, _profile, project: rank[project.name])
    projects = [election_of.Project(one.id, one.cost // CENTS) for one in election.projects]
    instance = election_of.Instance(projects, budget_limit=election.budget // CENTS)
    profile = election_of.ApprovalProfile(instance=instance)
    for ballot, times in election.ballots.items():
        for _one in range(times):
            profile.append(election_of.ApprovalBallot(projects[place] for place in ballot))
    if way == GROUPED:
        profile = profile.as_multiprofile()
    seconds, chosen = timed(
        lambda: rules.exhaustion_by_budget_increase(
            instance,
            profile,
            rules.method_of_equal_shares,
            {"sat_class": election_of.Cost_Sat, "tie_breaking": order},
            exhaustive_stop=False,
            budget_step=election.voters,
        )
    )
    return {"seconds": seconds, "winners": [project.name for project in chosen]}


def timed[Found](job: Callable[[], Found]) -> tuple[float, Found]:
    """The first time much is looked up and laid out that is there the second time."""
    began = time.process_time()
    found = job()
    if time.process_time() - began < 1:
        began = time.process_time()
        found = job()
    return time.process_time() - began, found


def ranks(election: Election) -> Iterator[tuple[str, int]]:
    ordered = sorted(range(len(election.projects)), key=lambda place: election.tie_order[place])
    for rank, place in enumerate(ordered):
        yield election.projects[place].id, rank


if __name__ == "__main__":
    main()
