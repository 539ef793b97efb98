"""What who keeps an activity asks of who joins: at most three questions, each answered in a line."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from buurtnet.agenda.models import Activity, JoinQuestion
from buurtnet.agenda.models.joining import MOST_QUESTIONS
from buurtnet.agenda.moving import locked, note
from buurtnet.people.acting import By


@dataclass(frozen=True)
class Asked:
    """One question as it is written down; an empty text is none."""

    text: str
    is_required: bool = False


@transaction.atomic
def ask(activity: Activity, questions: Sequence[Asked], *, by: By) -> list[JoinQuestion]:
    """These are asked from now on, in this order. One whose words stay keeps its answers; others go unseen."""
    found = locked(activity)
    wanted = {one.text: one for one in questions if one.text}
    kept = {one.text: one for one in found.join_questions.all()}
    found.join_questions.exclude(text__in=wanted).delete()
    for position, one in enumerate(list(wanted.values())[:MOST_QUESTIONS]):
        row = kept.get(one.text) or JoinQuestion(activity=found, text=one.text)
        row.is_required, row.position = one.is_required, position
        row.save()
    note(found, by, "activity.questions")
    return list(found.join_questions.all())
