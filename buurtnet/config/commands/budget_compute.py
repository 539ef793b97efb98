import argparse
import json
import sys
from dataclasses import replace
from pathlib import Path

from django.utils import translation

from buurtnet.config.plain_text import visible
from buurtnet.kit.plain_error import PlainError
from buurtnet.voting.elections import CENTS, Satisfaction
from buurtnet.voting.in_words import per_project, whole_story
from buurtnet.voting.pabulib import read
from buurtnet.voting.protocol import protocol
from buurtnet.voting.rules import Outcome, Rule, UnknownRuleError, decide, own_rule, plain, rule_of

NAME = "budget compute"
HELP = "Count a vote about money in a .pb file (Pabulib), by its own rule or another, and tell why."
PREPARE = False
NOT_COUNTED = 2
LARGEST_STEP = 10**12


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="FILE.pb")
    parser.add_argument("--rule", help=f"instead of the file's own: {', '.join(Rule)}")
    parser.add_argument(
        "--satisfaction", choices=list(Satisfaction), help="for equal shares (default: the file's own, or cost)"
    )
    parser.add_argument(
        "--plain",
        action="store_true",
        help="without bounds per category or neighbourhood, and without leftover money",
    )
    parser.add_argument(
        "--step", type=int, help="equal shares: by how many whole units a share is raised (default 1)"
    )
    parser.add_argument("--seed", help="the public text of the lot between equals, if not the file's own")
    parser.add_argument("--protocol", type=Path, metavar="OUT.json", help="write every turn, for 'budget check'")
    parser.add_argument("--language", choices=["nl", "en", "fr"], default="nl", help="of the explanation")
    parser.add_argument("--json", action="store_true", help="print JSON")


def run(args: argparse.Namespace) -> int:
    if args.step is not None and not 1 <= args.step <= LARGEST_STEP:
        return complain(f"--step is a whole number from 1 to {LARGEST_STEP}.")
    try:
        election = read(args.file)
        if args.seed is not None:
            election = replace(election, seed=args.seed)
        if args.plain:
            election = plain(election)
        rule = rule_of(args.rule) if args.rule else own_rule(election)
        satisfaction = Satisfaction(args.satisfaction) if args.satisfaction else None
        outcome = decide(election, rule, satisfaction=satisfaction, step=args.step and args.step * CENTS)
    except (UnknownRuleError, PlainError) as error:
        return complain(str(error))
    if args.protocol:
        told = json.dumps(protocol(election, outcome, election.seed), ensure_ascii=False, indent=1)
        args.protocol.write_text(f"{told}\n", encoding="utf-8")
    with translation.override(args.language):
        print(json.dumps(as_json(outcome), ensure_ascii=False, indent=1) if args.json else as_text(outcome))
    return 0


def as_json(outcome: Outcome) -> dict[str, object]:
    return {
        "rule": outcome.rule.value,
        "winners": [outcome.election.projects[place].id for place in outcome.winners],
        "cost": units(outcome.cost),
        "explanation": {"whole": whole_story(outcome), "projects": per_project(outcome)},
    }


def units(cents: int) -> int | float:
    """In whole units where that is what it is."""
    return cents // CENTS if cents % CENTS == 0 else cents / CENTS


def as_text(outcome: Outcome) -> str:
    told = per_project(outcome)
    lines = [f"{one.id}  {one.name}\n    {told[one.id]}" for one in outcome.election.projects]
    return "\n".join([whole_story(outcome), "", *lines])


def complain(sentence: str) -> int:
    print(f"buurtnet: {visible(sentence)}", file=sys.stderr)  # it can hold words of a file
    return NOT_COUNTED
