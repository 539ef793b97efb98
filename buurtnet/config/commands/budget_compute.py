import argparse
import json
import sys
from dataclasses import replace
from pathlib import Path

from django.utils import translation

from buurtnet.voting.elections import CENTS
from buurtnet.voting.equal_shares import Satisfaction
from buurtnet.voting.in_words import per_project, whole_story
from buurtnet.voting.pabulib import read
from buurtnet.voting.rules import Outcome, Rule, UnknownRuleError, decide, own_rule, plain, rule_of

NAME = "budget compute"
HELP = "Count a vote about money in a .pb file (Pabulib), by its own rule or another, and tell why."
PREPARE = False
UNKNOWN_RULE = 2


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="FILE.pb")
    parser.add_argument("--rule", help=f"instead of the file's own: {', '.join(Rule)}")
    parser.add_argument(
        "--satisfaction", choices=list(Satisfaction), default=Satisfaction.COST, help="for equal shares"
    )
    parser.add_argument(
        "--plain",
        action="store_true",
        help="without bounds per category or neighbourhood, and without leftover money",
    )
    parser.add_argument("--step", type=int, default=1, help="equal shares: by how many whole units a share is raised")
    parser.add_argument("--seed", default="", help="the public text of the lot between equals")
    parser.add_argument("--language", choices=["nl", "en", "fr"], default="nl", help="of the explanation")
    parser.add_argument("--json", action="store_true", help="print JSON")


def run(args: argparse.Namespace) -> int:
    if args.step < 1:
        return complain("--step is a whole number from 1.")
    election = replace(read(args.file), seed=args.seed)
    if args.plain:
        election = plain(election)
    try:
        rule = rule_of(args.rule) if args.rule else own_rule(election)
        outcome = decide(election, rule, satisfaction=Satisfaction(args.satisfaction), step=args.step * CENTS)
    except UnknownRuleError as error:
        return complain(str(error))
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
    print(f"buurtnet: {sentence}", file=sys.stderr)
    return UNKNOWN_RULE
