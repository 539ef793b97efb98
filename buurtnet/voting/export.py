"""A counted vote as a ``.pb`` file (Pabulib) that gives the same winners to whoever counts it again.

Ballots are numbered anew and shuffled, without age, sex or neighbourhood of who voted; below ``LEAST_VOTERS`` there
is only how many votes each project got, since few ballots may tell who cast them.
"""

import csv
import io
import random
import unicodedata
from collections.abc import Iterator

from buurtnet.voting.elections import CENTS, Cap, Election
from buurtnet.voting.pabulib import CONFLICTS, SATISFACTION, SECTIONS, SEED, STEP, TOTALS
from buurtnet.voting.rules import Outcome

LEAST_VOTERS = 30
BY_TICKS = ("approval", "choose-1")  # of other ballots only what they add up to is kept
LEFTOVER = "Fund additional projects that fit within leftover budget ordered by score"

type Line = list[str]


def written(election: Election, outcome: Outcome, dice: random.Random) -> str:
    """The file. ``dice`` should be one that nobody can guess (``random.SystemRandom``).

    Raises ``ValueError`` for a project id, the name of an upper bound or a text of the lot that it cannot hold.
    """
    check_labels(election)
    has_ballots = election.voters >= LEAST_VOTERS and election.kind in BY_TICKS
    into = io.StringIO(newline="")
    lines = csv.writer(into, delimiter=";", lineterminator="\n")
    lines.writerow(["META"])
    lines.writerow(["key", "value"])
    lines.writerows([key, one_line(value)] for key, value in meta(election, outcome, has_ballots=has_ballots))
    lines.writerow(["PROJECTS"])
    lines.writerows(projects(election, outcome))
    lines.writerow(["VOTES"])
    lines.writerow(["voter_id", "vote"])
    if has_ballots:
        lines.writerows(ballots(election, dice))
    return into.getvalue()


def meta(election: Election, outcome: Outcome, *, has_ballots: bool) -> Iterator[tuple[str, str]]:
    yield "description", election.title
    yield "num_projects", str(len(election.projects))
    yield "num_votes", str(election.voters)
    yield "budget", units(election.budget)
    yield "vote_type", election.kind
    yield "rule", outcome.rule.value
    yield "currency", election.currency
    if election.threshold:
        yield "min_project_score_threshold", str(election.threshold)
    for per, several in (("category", "categories"), ("neighborhood", "neighborhoods")):
        if caps := [cap for cap in election.caps if cap.per == per]:
            yield several, ",".join(cap.name for cap in caps)
            yield f"budget_per_{per}", ",".join(units(cap.most) for cap in caps)
    if election.funds_leftover:
        yield "leftover_budget", LEFTOVER
    if outcome.shares:
        yield SATISFACTION, outcome.election.satisfaction.value
        yield STEP, str(outcome.shares.step)
    yield SEED, election.seed
    if election.conflicts:
        ids = [one.id for one in election.projects]
        yield CONFLICTS, "|".join(f"{ids[a]},{ids[b]}" for a, b in sorted(election.conflicts))
    if not has_ballots:
        yield TOTALS, "1"


def projects(election: Election, outcome: Outcome) -> Iterator[Line]:
    has_points = election.kind not in BY_TICKS
    yield ["project_id", "cost", "votes", *(["score"] if has_points else []), "name", "category", "neighborhood",
           "selected"]  # fmt: skip
    chosen = set(outcome.winners)
    for place, one in enumerate(election.projects):
        points = [str(election.scores[place])] if has_points else []
        labels = [one_line(label) for label in (one.name, one.category, one.neighbourhood)]
        yield [one.id, units(one.cost), str(election.votes[place]), *points, *labels, str(int(place in chosen))]


def ballots(election: Election, dice: random.Random) -> Iterator[Line]:
    told = [ballot for ballot, times in sorted(election.ballots.items()) for _one in range(times)]
    dice.shuffle(told)
    for number, ballot in enumerate(told, start=1):
        yield [str(number), ",".join(election.projects[place].id for place in ballot)]


def units(cents: int) -> str:
    whole, rest = divmod(cents, CENTS)
    return f"{whole}.{rest:02}" if rest else str(whole)


def one_line(label: str) -> str:
    """A label may not begin a line of its own, whatever a reader takes for the end of a line."""
    plain = ("\ufffd" if unicodedata.category(one) == "Cs" else " " if is_break(one) else one for one in label)
    return "".join(plain).strip()


def is_break(character: str) -> bool:
    return unicodedata.category(character) in ("Cc", "Zl", "Zp")


def check_labels(election: Election) -> None:
    if election.seed != one_line(election.seed):
        raise ValueError("a .pb file cannot hold a text of the lot of more than one line, or with spaces around it")
    for one in election.projects:
        if one.id != one_line(one.id) or not one.id or set(one.id) & set(",|") or one.id.upper() in SECTIONS:
            raise ValueError(f"a .pb file cannot hold a project called {one.id!r}")
    for cap in election.caps:
        if not can_be_told(cap, election):
            raise ValueError(f"a .pb file cannot hold an upper bound called {cap.name!r}")


def can_be_told(cap: Cap, election: Election) -> bool:
    """A list of names has commas between them, and who is in it is told by category or neighbourhood."""
    labels = [one.category if cap.per == "category" else one.neighbourhood for one in election.projects]
    members = {place for place, label in enumerate(labels) if cap.name in [label, *map(str.strip, label.split(","))]}
    return cap.name == one_line(cap.name) and "," not in cap.name and members == cap.members
