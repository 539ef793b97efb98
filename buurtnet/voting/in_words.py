"""A result in plain words: for the whole, and for each project why it was chosen or not."""

import math
from collections.abc import Iterator
from fractions import Fraction

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from buurtnet.voting.elections import CENTS, Election
from buurtnet.voting.reasons import Fate, PaidAlike, Reason, Reasons, reasons
from buurtnet.voting.rules import Outcome, Rule


def sum_of(cents: int | Fraction, currency: str) -> str:
    """ "€ 1.190,48", in English "€1,190.48", or "PLN 12,50": to the nearest cent, no decimals when round."""
    whole, rest = divmod(math.floor(cents + Fraction(1, 2)), CENTS)
    amount = formats.number_format(f"{whole}.{rest:02}" if rest else str(whole), force_grouping=True)
    if currency == "EUR":
        return pgettext("a sum of money", "€ %(amount)s") % {"amount": amount}
    return pgettext("a sum of money", "%(currency)s %(amount)s") % {"currency": currency, "amount": amount}


def number(count: int) -> str:
    return formats.number_format(count, force_grouping=True)


def whole_story(outcome: Outcome) -> str:
    """A few sentences: who voted, how it was counted, what was chosen, what is left, who got nothing."""
    election, why = outcome.election, reasons(outcome)
    voters = ngettext("%(count)s persoon stemde.", "%(count)s mensen stemden.", election.voters)
    told = [voters % {"count": number(election.voters)}, *how_it_was_counted(outcome, why)]
    chosen = ngettext(
        "Er is %(count)s plan gekozen, samen voor %(cost)s van de %(budget)s.",
        "Er zijn %(count)s plannen gekozen, samen voor %(cost)s van de %(budget)s.",
        len(outcome.winners),
    )
    words = {
        "count": number(len(outcome.winners)),
        "cost": sum_of(outcome.cost, election.currency),
        "budget": sum_of(election.budget, election.currency),
    }
    told += [chosen % words, *who_got_nothing(outcome, why)]
    return " ".join(told)


def how_it_was_counted(outcome: Outcome, why: Reasons) -> Iterator[str]:
    currency = outcome.election.currency
    if why.share_at_the_start is None or why.share_at_the_end is None:
        yield _("Het plan met de meeste stemmen kwam eerst, dan het volgende, zolang er geld was.")
        if outcome.rule == Rule.NO_SKIP:
            yield _("Bij het eerste plan waar te weinig geld voor was, hield het op.")
    else:
        yield _("Ieder kreeg een even groot deel van het geld: %(share)s.") % {
            "share": sum_of(why.share_at_the_start, currency)
        }
        yield _(
            "Wie een plan wilde, betaalde mee. Ieder plan kwam er als de mensen achter het plan het konden betalen."
        )
        if why.share_at_the_end > why.share_at_the_start:
            yield _("Omdat er zo geld overbleef, ging ieders deel stap voor stap omhoog, tot %(share)s.") % {
                "share": sum_of(why.share_at_the_end, currency)
            }
        if why.next_step_overspends:
            yield _("Nog een stap hoger, en de plannen kostten samen meer dan er is.")
    if outcome.election.threshold > 1:
        yield _("Een plan had ten minste %(votes)s stemmen nodig.") % {"votes": number(outcome.election.threshold)}


def who_got_nothing(outcome: Outcome, why: Reasons) -> Iterator[str]:
    """How many got nothing they asked for, beside what the other way of counting would have given: figures only."""
    if why.voters == why.blank:
        return
    if why.without:
        yield ngettext(
            "%(count)s persoon kreeg geen enkel plan van de eigen keuze.",
            "%(count)s mensen kregen geen enkel plan van de eigen keuze.",
            why.without,
        ) % {"count": number(why.without)}
    else:
        yield _("Iedereen kreeg ten minste één plan van de eigen keuze.")
    if outcome.shares is not None:
        yield ngettext(
            "Met de regel ‘meeste stemmen’ had %(count)s persoon niets van de eigen keuze gekregen.",
            "Met de regel ‘meeste stemmen’ hadden %(count)s mensen niets van de eigen keuze gekregen.",
            why.without_with_most_votes,
        ) % {"count": number(why.without_with_most_votes)}


def per_project(outcome: Outcome) -> dict[str, str]:
    """A few sentences for each project, by its id."""
    tell = story_of_votes if outcome.shares is None else story_of_shares
    ids = [project.id for project in outcome.election.projects]
    return {ids[one.project]: " ".join(tell(outcome.election, one)) for one in reasons(outcome).projects}


def words_for(election: Election, one: Reason) -> dict[str, str]:
    return {
        "votes": number(one.supporters),
        "score": number(one.score),
        "place": str(one.turn),
        "order": str(one.turn),
        "cost": sum_of(one.cost, election.currency),
        "left": sum_of(one.behind, election.currency),
        "behind": sum_of(one.behind, election.currency),
        "missing": sum_of(math.ceil(one.missing), election.currency),
        "pay": sum_of(one.pay or 0, election.currency),
        "threshold": number(election.threshold),
    }


def story_of_votes(election: Election, one: Reason) -> Iterator[str]:
    words = words_for(election, one)
    place = ngettext("Plek %(place)s, met %(score)s stem.", "Plek %(place)s, met %(score)s stemmen.", one.score)
    if election.kind in ("cumulative", "scoring", "ordinal"):
        place = ngettext("Plek %(place)s, met %(score)s punt.", "Plek %(place)s, met %(score)s punten.", one.score)
    yield place % words
    yield what_became_of(one.fate) % words


def what_became_of(fate: Fate) -> str:
    return {
        Fate.CHOSEN: _("Gekozen: het kost %(cost)s en er was nog %(left)s."),
        Fate.LEFTOVER: _("Gekozen uit wat overbleef: het kost %(cost)s en er was nog %(left)s."),
        Fate.NO_MONEY: _("Niet gekozen: het kost %(cost)s en er was nog maar %(left)s."),
        Fate.STOPPED: _("Niet gekozen: er was al een plan waar te weinig geld voor was."),
        Fate.TOO_FEW: _("Niet gekozen: er waren ten minste %(threshold)s stemmen nodig."),
        Fate.NO_VOTES: _("Niet gekozen: niemand stemde hiervoor."),
        Fate.CAP: _("Niet gekozen: voor deze soort plannen of deze buurt was het geld op."),
        Fate.CONFLICT: _("Niet gekozen: het gaat niet samen met een plan dat al gekozen was."),
    }[fate]


def story_of_shares(election: Election, one: Reason) -> Iterator[str]:
    words = words_for(election, one)
    if one.supporters:
        yield (
            ngettext("%(votes)s persoon stemde hiervoor.", "%(votes)s mensen stemden hiervoor.", one.supporters)
            % words
        )
    yield _("Het kost %(cost)s.") % words
    if one.is_chosen:
        yield from story_of_turn(election, one, words)
    elif one.fate == Fate.NO_MONEY:
        yield _("Niet gekozen: wie hiervoor stemde, had samen nog %(behind)s. Er ontbrak %(missing)s.") % words
    else:
        yield what_became_of(one.fate) % words
    if one.is_chosen != one.with_most_votes:
        yield (
            _("Met de regel ‘meeste stemmen’ was dit plan er wel gekomen.")
            if one.with_most_votes
            else _("Met de regel ‘meeste stemmen’ was dit plan er niet gekomen.")
        )


def story_of_turn(election: Election, one: Reason, words: dict[str, str]) -> Iterator[str]:
    if not one.cost:
        yield _("Als nummer %(order)s gekozen. Niemand hoefde te betalen.") % words
        return
    if not one.last_payers and not one.had_nothing:
        yield _("Als nummer %(order)s gekozen. Ieder betaalde %(pay)s mee.") % words
        return
    yield _("Als nummer %(order)s gekozen. Wie genoeg over had, betaalde %(pay)s mee.") % words
    if one.last_payers:
        yield ngettext(
            "%(count)s persoon had minder over en gaf het laatste.",
            "%(count)s mensen hadden minder over en gaven het laatste.",
            one.last_payers,
        ) % {"count": number(one.last_payers)}
    if one.had_nothing:
        yield ngettext(
            "%(count)s persoon had niets meer over en betaalde niet mee.",
            "%(count)s mensen hadden niets meer over en betaalden niet mee.",
            one.had_nothing,
        ) % {"count": number(one.had_nothing)}
    if one.effective_votes is not None:
        equal = math.floor(one.effective_votes + Fraction(1, 2))
        yield ngettext(
            "Het is alsof %(count)s persoon dit plan helemaal betaalde.",
            "Het is alsof %(count)s mensen dit plan betaalden, ieder evenveel.",
            equal,
        ) % {"count": number(equal)}


def who_paid(one: Reason, currency: str) -> list[str]:
    """A line for each group of people who paid about the same, for beside a picture."""
    return [line_of(group, currency) for group in one.paid]


def line_of(group: PaidAlike, currency: str) -> str:
    words = {
        "count": number(group.people),
        "least": sum_of(group.least, currency),
        "most": sum_of(group.most, currency),
    }
    if not group.most:
        return _("%(count)s mensen betaalden niets") % words
    if words["least"] == words["most"]:
        return _("%(count)s mensen betaalden %(most)s") % words
    return _("%(count)s mensen betaalden tussen %(least)s en %(most)s") % words
