"""Equal shares: everyone has the same part of the money, and supporters of a project pay for it together.

The Method of Equal Shares for approval ballots (Peters, Pierczyński, Skowron 2021), completed by raising everyone's
share until the next step would overspend. Supporters pay the same, or all they have left when that is less; each turn
takes the project with the most effective votes (cost satisfaction), or the smallest share per payer (cardinality).

The outcome is not monotone in the share, so it is never sought by halving; steps are left out only where nothing can
change (``Run.room``). Quick runs go ahead; the last run and the one that overspends are exact, and should these tell
otherwise than the quick ones, all are done again, exactly.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from buurtnet.voting.elections import CENTS, Election, Satisfaction
from buurtnet.voting.one_run import TooCloseError, Walk
from buurtnet.voting.turns import Layout, Mark, Run

__all__ = ["EqualShares", "Result"]


@dataclass(frozen=True)
class Result:
    """The last run that did not overspend, after so many raises of the share by ``step`` cents, and the first run.

    ``is_at_the_edge``: one raise more costs more than there is.
    """

    run: Run
    first: Run
    raises: int
    step: int
    is_at_the_edge: bool = False


class EqualShares:
    """The rule on one election."""

    def __init__(self, election: Election, satisfaction: Satisfaction = Satisfaction.COST) -> None:
        self.election = election
        self.layout = Layout(election, satisfaction)

    def run(self, raises: int, step: int, *, exact: bool, measured: bool = False, marks: Sequence[Mark] = ()) -> Run:
        """Everyone begins with an equal part and ``raises`` times ``step`` cents. See ``Walk``."""
        return Walk(self.layout, raises * step, exact=exact, measured=measured, marks=marks).down()

    def first_only(self) -> Result:
        run = self.run(0, CENTS, exact=True)
        return Result(run, run, 0, CENTS)

    def until_next_overspends(self, step: int = CENTS, *, leaps: bool = True, is_exact: bool = False) -> Result:
        """Raise the share by ``step`` as long as what is taken costs no more than there is (completion ``add1``)."""
        return self.raised(step, ends_full=False, leaps=leaps, is_exact=is_exact)

    def until_nothing_fits(self, step: int = CENTS, *, leaps: bool = True, is_exact: bool = False) -> Result:
        """The other completion: stop as soon as no project left fits in the money left, or the next overspends."""
        return self.raised(step, ends_full=True, leaps=leaps, is_exact=is_exact)

    def raised(self, step: int, *, ends_full: bool, leaps: bool, is_exact: bool) -> Result:
        first = self.run(0, step, exact=True)
        raises, at, overspends = 0, first, False
        while not overspends and not self.is_enough(at, ends_full=ends_full):
            ahead = raises + 1
            if leaps and raises:
                if math.isinf(at.room):
                    break
                ahead = raises + max(1, math.ceil(at.room / step))
            following = self.quick(ahead, step, is_exact=is_exact, measured=leaps, marks=at.marks)
            overspends = self.overspends(following)
            if overspends:
                raises = ahead - 1
            else:
                raises, at = ahead, following
        last = self.run(raises, step, exact=True)
        if not is_exact and not self.agrees(last, at, raises, step, overspends=overspends):
            return self.raised(step, ends_full=ends_full, leaps=leaps, is_exact=True)
        return Result(last, first, raises, step, is_at_the_edge=overspends)

    def agrees(self, last: Run, quick: Run, raises: int, step: int, *, overspends: bool) -> bool:
        if last.chosen != quick.chosen:
            return False
        return not overspends or self.overspends(self.run(raises + 1, step, exact=True))

    def overspends(self, run: Run) -> bool:
        return self.election.cost_of(run.chosen) > self.election.budget

    def is_enough(self, run: Run, *, ends_full: bool) -> bool:
        return self.is_full(run) or (ends_full and self.is_exhaustive(run.order))

    def is_full(self, run: Run) -> bool:
        """Nothing wanted is left that could be added, whatever the money."""
        return all(
            place in run.chosen or self.election.stands_in_the_way(place, run.order) for place in self.layout.wanted
        )

    def is_exhaustive(self, order: Sequence[int]) -> bool:
        left = self.election.budget - self.election.cost_of(list(order))
        return all(
            self.election.projects[place].cost > left or self.election.stands_in_the_way(place, list(order))
            for place in self.layout.wanted
            if place not in order
        )

    def quick(self, raises: int, step: int, *, is_exact: bool, measured: bool, marks: Sequence[Mark]) -> Run:
        if not is_exact:
            try:
                return self.run(raises, step, exact=False, measured=measured, marks=marks)
            except TooCloseError:
                pass
        return self.run(raises, step, exact=True, measured=measured)
