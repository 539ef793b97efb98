"""A decision is looked at again on its day: still right, or it holds no longer; and a word agreed with it."""

import datetime as dt

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from buurtnet.kit.moving import ChangedMeanwhileError
from buurtnet.meetings.choices import DECISION_ALLOWED, DecisionState
from buurtnet.meetings.models import Decision, Meeting
from buurtnet.meetings.moving import change, locked, note, refuse
from buurtnet.people.acting import By
from buurtnet.people.models import Person
from buurtnet.people.work import Work
from buurtnet.privacy.choices import Action
from buurtnet.wording import agreeing


def decisions_seen(work: Work) -> QuerySet[Decision]:
    """Those of a network and of meetings it takes part in; what is still before a meeting is not among them."""
    assert work.network
    here = Q(network=work.network) | Q(meeting__in=Meeting.objects.of(work.network))
    rows = Decision.objects.filter(here).exclude(state=DecisionState.OPEN)
    return rows.select_related("network", "meeting__network", "word", "replaces")


def to_review(on: dt.date) -> Q:
    """Which decisions are due to be looked at again on a day."""
    return Q(state=DecisionState.TAKEN, review_on__lte=on, reviewed_at=None)


@transaction.atomic
def still_right(decision: Decision, outcome: str, review_on: dt.date | None, *, version: int, by: Person) -> Decision:
    """It stays, with what it brought so far, until the next look. Raises ``NotNowError``."""
    _before(decision, version, by)
    reviewed = None if review_on else timezone.now()
    change(decision, outcome=outcome, review_on=review_on or decision.review_on, reviewed_at=reviewed)
    note(Action.CHANGE, decision, by, result="reviewed")
    return decision


@transaction.atomic
def hold_no_longer(
    decision: Decision, outcome: str, *, instead: Decision | None = None, version: int, by: Person
) -> Decision:
    """It holds no longer, and why; ``instead``: a later decision that takes its place. Raises ``NotNowError``."""
    _before(decision, version, by)
    if DecisionState.CHANGED not in DECISION_ALLOWED[DecisionState(decision.state)]:
        refuse(decision, f"decision.{decision.state}.changed", by)
    if not outcome:
        refuse(decision, "decision.outcome", by, _("Schrijf in één zin waarom dit niet meer geldt."))
    change(decision, state=DecisionState.CHANGED, outcome=outcome, reviewed_at=timezone.now())
    if instead is not None:
        if locked(instead).replaces_id is not None:
            refuse(decision, "decision.instead", by, _("Dat besluit kwam al in de plaats van een ander."))
        change(instead, replaces=decision)
    note(Action.CHANGE, decision, by, result=DecisionState.CHANGED)
    return decision


def _before(decision: Decision, version: int, by: Person) -> None:
    if locked(decision).version != version:
        raise ChangedMeanwhileError
    if decision.state != DecisionState.TAKEN:
        refuse(decision, f"decision.{decision.state}.review", by, _("Dit besluit geldt niet meer."))


@transaction.atomic
def agree_word(decision: Decision, word: str, meaning: str, *, version: int, by: By) -> Decision:
    """What the network calls something, as this decision agreed it. Raises ``NotNowError``.

    Also what ``wording.agreeing`` raises when someone writes about the same word at the same moment.
    """
    _before(decision, version, by.person)
    if decision.word_id is not None:
        return decision
    day = decision.meeting.starts_at.astimezone(decision.meeting.zone()).date()
    said = agreeing.Meaning(
        word=word, forms=(), meaning=meaning, agreed_by=decision.meeting.title[:200], agreed_on=day,
        review_on=decision.review_on,
    )  # fmt: skip
    draft = agreeing.save_draft(decision.network, said, by=by)
    change(decision, word=agreeing.agree(draft, by=by))
    note(Action.CHANGE, decision, by.person, result="word")
    return decision
