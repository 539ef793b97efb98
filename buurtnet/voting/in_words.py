"""A result in plain words: for the whole, and for each project why it was chosen or not."""

import math
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from buurtnet.voting.elections import CENTS, Election
from buurtnet.voting.equal_shares import Result
from buurtnet.voting.greedy import Step, Why, most_votes, winners
from buurtnet.voting.rules import Outcome, Rule, left_without
from buurtnet.directory.facts import money


def sum_of(cents: int | Fraction, currency: str) -> str:
    """ "€ 1.190,48", or "PLN 12,50": to the nearest cent."""
    return money(Decimal(math.floor(cents + Fraction(1, 2))) / CENTS, "€" if currency == "EUR" else currency)


def number(count: int) -> str:
    return formats.number_format(count, force_grouping=True)


def whole_story(outcome: Outcome) -> str:
    """A few sentences: who voted, how it was counted, what was chosen, what is left, who got nothing."""
    election = outcome.election
    voters = ngettext("%(count)s persoon stemde.", "%(count)s mensen stemden.", election.voters)
    told = [voters % {"count": number(election.voters)}, *how_it_was_counted(outcome)]
    chosen = ngettext(
        "Er is %(count)s plan gekozen, samen voor %(cost)s van de %(budget)s.",
        "Er zijn %(count)s plannen gekozen, samen voor %(cost)s van de %(budget)s.",
        len(outcome.winners),
    )
    told.append(
        chosen
        % {
            "count": number(len(outcome.winners)),
            "cost": sum_of(outcome.cost, election.currency),
            "budget": sum_of(election.budget, election.currency),
        }
    )
    told.append(nobody_forgotten(outcome))
    return " ".join(told)


def how_it_was_counted(outcome: Outcome) -> Iterator[str]:
    election = outcome.election
    if outcome.shares is None:
        yield _("Het plan met de meeste stemmen kwam eerst, dan het volgende, zolang er geld was.")
        if outcome.rule == Rule.NO_SKIP:
            yield _("Bij het eerste plan waar te weinig geld voor was, hield het op.")
        if election.threshold:
            yield _("Een plan had ten minste %(votes)s stemmen nodig.") % {"votes": number(election.threshold)}
        return
    first, last = outcome.shares.first.share, outcome.shares.run.share
    yield _("Ieder kreeg een even groot deel van het geld: %(share)s.") % {"share": sum_of(first, election.currency)}
    yield _("Wie een plan wilde, betaalde mee. Ieder plan kwam er als de mensen achter het plan het konden betalen.")
    if outcome.shares.raises:
        yield _("Omdat er zo geld overbleef, ging ieders deel stap voor stap omhoog, tot %(share)s.") % {
            "share": sum_of(last, election.currency)
        }
    if outcome.shares.is_at_the_edge:
        yield _("Nog een stap hoger, en de plannen kostten samen meer dan er is.")


def nobody_forgotten(outcome: Outcome) -> str:
    """How many got nothing they asked for, beside what the other way of counting would have given: figures only."""
    election = outcome.election
    without = left_without(outcome)
    told = _("Iedereen kreeg ten minste één plan van de eigen keuze.")
    if without:
        told = ngettext(
            "%(count)s persoon kreeg geen enkel plan van de eigen keuze.",
            "%(count)s mensen kregen geen enkel plan van de eigen keuze.",
            without,
        ) % {"count": number(without)}
    if outcome.shares is None:
        return told
    chosen = winners(most_votes(election))
    other = Outcome(Rule.GREEDY, election, chosen, [])
    return (
        f"{told} "
        + _("Met de regel ‘meeste stemmen’ had dit voor %(count)s mensen gegolden.")
        % {"count": number(left_without(other))}
        if without
        else told
    )


def per_project(outcome: Outcome) -> dict[str, str]:
    """A sentence or two for each project, by its id."""
    if outcome.shares is not None:
        return dict(stories_of_shares(outcome.election, outcome.shares))
    places = {step.project: place for place, step in enumerate(outcome.steps, start=1)}
    return {
        outcome.election.projects[step.project].id: story_of_step(outcome.election, step, places[step.project])
        for step in sorted(outcome.steps, key=lambda one: one.project)
    }


def story_of_step(election: Election, step: Step, place: int) -> str:
    project = election.projects[step.project]
    words = {
        "score": number(election.scores[step.project]),
        "place": place,
        "cost": sum_of(project.cost, election.currency),
        "left": sum_of(step.left, election.currency),
        "threshold": number(election.threshold),
    }
    stood = (
        ngettext(
            "Plek %(place)s, met %(score)s stem.",
            "Plek %(place)s, met %(score)s stemmen.",
            election.scores[step.project],
        )
        % words
    )
    what = {
        Why.CHOSEN: _("Gekozen: het kost %(cost)s en er was nog %(left)s."),
        Why.LEFTOVER: _("Gekozen uit wat overbleef: het kost %(cost)s en er was nog %(left)s."),
        Why.NO_MONEY: _("Niet gekozen: het kost %(cost)s en er was nog maar %(left)s."),
        Why.STOPPED: _("Niet gekozen: er was al een plan waar te weinig geld voor was."),
        Why.TOO_FEW: _("Niet gekozen: er waren ten minste %(threshold)s stemmen nodig."),
        Why.CAP: _("Niet gekozen: voor deze soort plannen of deze buurt was het geld op."),
        Why.CONFLICT: _("Niet gekozen: het gaat niet samen met een plan dat al gekozen was."),
    }[step.why]
    return f"{stood} {what % words}"


def stories_of_shares(election: Election, result: Result) -> Iterator[tuple[str, str]]:
    turns = {turn.project: (place, turn) for place, turn in enumerate(result.run.turns, start=1)}
    for place, project in enumerate(election.projects):
        words = {
            "votes": number(election.votes[place]),
            "cost": sum_of(project.cost, election.currency),
        }
        votes = ngettext(
            "%(votes)s persoon stemde hiervoor.", "%(votes)s mensen stemden hiervoor.", election.votes[place]
        )
        told = f"{votes % words} {_('Het kost %(cost)s.') % words}"
        if place in turns:
            order, turn = turns[place]
            paid = _("Als nummer %(order)s gekozen. Ieder betaalde %(pay)s mee.") % {
                "order": order,
                "pay": sum_of(turn.pay, election.currency),
            }
            if turn.last_payers:
                paid += " " + ngettext(
                    "%(count)s persoon had minder over en gaf het laatste.",
                    "%(count)s mensen hadden minder over en gaven het laatste.",
                    turn.last_payers,
                ) % {"count": number(turn.last_payers)}
            yield project.id, f"{told} {paid}"
        elif place in result.run.behind:
            behind = result.run.behind[place]
            missing = max(Fraction(0), project.cost - behind)
            yield (
                project.id,
                f"{told} "
                + (
                    _("Niet gekozen: wie hiervoor stemde, had samen nog %(behind)s. Er ontbrak %(missing)s.")
                    % {
                        "behind": sum_of(behind, election.currency),
                        "missing": sum_of(math.ceil(missing), election.currency),
                    }
                    if missing
                    else _("Niet gekozen: het gaat niet samen met wat al gekozen was.")
                ),
            )
        else:
            yield project.id, f"{told} " + _("Niet gekozen: er waren te weinig stemmen.")
