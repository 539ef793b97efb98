"""The rules once more, from their definitions and as slowly as they read: fractions, one step at a time."""

from fractions import Fraction

from buurtnet.voting.elections import CENTS, Election, Satisfaction


def first_pass(
    election: Election, share: Fraction, satisfaction: Satisfaction = Satisfaction.COST
) -> list[tuple[int, Fraction]]:
    """Who is taken in which order, and what each who can pays (cents)."""
    voters = [set(ballot) for ballot, times in election.ballots.items() for _one in range(times)]
    purses = [share] * len(voters)
    taken: list[tuple[int, Fraction]] = []
    while True:
        bids = []
        for place in election.eligible:
            behind = [voter for voter, ballot in enumerate(voters) if place in ballot]
            chosen = [one for one, _pay in taken]
            cost = election.projects[place].cost
            if place in chosen or not behind or election.stands_in_the_way(place, chosen):
                continue
            if sum(purses[voter] for voter in behind) < cost:
                continue
            pay = equal_pay([purses[voter] for voter in behind], cost)
            key = pay / cost if satisfaction == Satisfaction.COST and cost else pay
            bids.append((key, election.tie_order[place], place, pay, behind))
        if not bids:
            return taken
        _key, _tie, place, pay, behind = min(bids)
        for voter in behind:
            purses[voter] -= min(purses[voter], pay)
        taken.append((place, pay))


def equal_pay(purses: list[Fraction], cost: int) -> Fraction:
    left = Fraction(cost)
    for place, purse in enumerate(sorted(purses)):
        pay = left / (len(purses) - place)
        if purse >= pay:
            return pay
        left -= purse
    return Fraction(0)


def raised(
    election: Election, satisfaction: Satisfaction, step: int = CENTS, *, ends_full: bool = False
) -> tuple[set[int], int]:
    """``ends_full``: also stop when nothing that is left fits in the money that is left."""
    raises = 0
    base = Fraction(election.budget, max(1, election.voters))
    wanted = {place for place in election.eligible if election.votes[place]}
    chosen = {place for place, _pay in first_pass(election, base, satisfaction)}

    def could_be_added(place: int) -> bool:
        left = election.budget - election.cost_of(list(chosen))
        if place in chosen or election.stands_in_the_way(place, list(chosen)):
            return False
        return not ends_full or election.projects[place].cost <= left

    while any(map(could_be_added, wanted)):
        following = {place for place, _pay in first_pass(election, base + (raises + 1) * step, satisfaction)}
        if election.cost_of(list(following)) > election.budget:
            break
        chosen, raises = following, raises + 1
    return chosen, raises


def most_votes(election: Election, *, skips: bool) -> list[int]:
    chosen: list[int] = []
    left = election.budget
    rest = [place for place in range(len(election.projects)) if election.scores[place] >= election.threshold]
    while rest:
        place = min(rest, key=lambda one: (-election.scores[one], election.tie_order[one]))
        rest.remove(place)
        if election.stands_in_the_way(place, chosen):
            continue
        if election.projects[place].cost > left:
            if skips:
                continue
            break
        chosen.append(place)
        left -= election.projects[place].cost
    return chosen
