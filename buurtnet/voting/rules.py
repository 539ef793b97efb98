"""The counting rules by name, and what each makes of an election."""

from dataclasses import dataclass, replace
from enum import StrEnum

from buurtnet.voting.elections import Election, Satisfaction
from buurtnet.voting.equal_shares import EqualShares, Result
from buurtnet.voting.greedy import Step, most_votes, winners


class Rule(StrEnum):
    """The names Pabulib uses; the last two are ours for the ways to end equal shares that have no name there."""

    GREEDY = "greedy"
    NO_SKIP = "greedy-no-skip"
    THRESHOLD = "greedy-threshold"
    EQUAL_SHARES = "equalshares/add1"
    EXHAUSTIVE = "equalshares/add1-exhaustive"
    FIRST_ONLY = "equalshares"


MOST_VOTES = (Rule.GREEDY, Rule.NO_SKIP, Rule.THRESHOLD)


class UnknownRuleError(Exception):
    """There is no rule here to count by; the text says why."""


@dataclass(frozen=True)
class Outcome:
    """What was decided: winners in the order in which they were taken, and how it went."""

    rule: Rule
    election: Election
    winners: list[int]
    steps: list[Step]
    shares: Result | None = None

    @property
    def cost(self) -> int:
        """Cents."""
        return self.election.cost_of(self.winners)


def rule_of(name: str) -> Rule:
    """Raises ``UnknownRuleError``."""
    try:
        return Rule(name.strip().lower())
    except ValueError:
        raise UnknownRuleError(f"The rule '{name[:60]}' is not one of: {', '.join(Rule)}.") from None


def own_rule(election: Election) -> Rule:
    """The rule a file names. Raises ``UnknownRuleError``, also when it says more of it than is known here."""
    if election.unread:
        raise UnknownRuleError(f"What the file says of '{election.unread[:60]}' is not known here.")
    return rule_of(election.rule)


def plain(election: Election) -> Election:
    """Without upper bounds per category or neighbourhood, and without what is done with money left."""
    return replace(election, caps=(), funds_leftover=False, unread="")


def decide(
    election: Election, rule: Rule, *, satisfaction: Satisfaction | None = None, step: int | None = None
) -> Outcome:
    """Count. For equal shares with another ``satisfaction`` or ``step`` than the election's own, if given.

    Raises ``UnknownRuleError`` when the rule asks for a threshold and the election has none.
    """
    election = replace(election, satisfaction=satisfaction or election.satisfaction, step=step or election.step)
    if rule in MOST_VOTES:
        if rule == Rule.THRESHOLD and not election.threshold:
            raise UnknownRuleError("The rule 'greedy-threshold' needs a least number of votes, and none is given.")
        steps = most_votes(election, skips=rule != Rule.NO_SKIP)
        return Outcome(rule, election, winners(steps), steps)
    shares = EqualShares(election, election.satisfaction)
    if rule == Rule.FIRST_ONLY:
        result = shares.first_only()
    elif rule == Rule.EXHAUSTIVE:
        result = shares.until_nothing_fits(election.step)
    else:
        result = shares.until_next_overspends(election.step)
    return Outcome(rule, election, list(result.run.order), [], result)


def left_without(outcome: Outcome) -> int:
    """How many voters got nothing they asked for (blank ballots asked for nothing)."""
    chosen = set(outcome.winners)
    return sum(times for ballot, times in outcome.election.ballots.items() if ballot and not chosen & set(ballot))
