"""Asking one thing back: who decides asks, who asked for the money answers, and nobody decides meanwhile."""

import datetime as dt
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from buurtnet.budget.choices import IdeaState, NoteKind
from buurtnet.budget.deciding import may_decide
from buurtnet.budget.emails_ideas import mail_own_link
from buurtnet.budget.models import Idea, IdeaNote
from buurtnet.budget.moving import locked, move, refuse
from buurtnet.budget.saying import refused
from buurtnet.people.models import Person

WAITS_FOR_ANSWER: Final = dt.timedelta(days=30)
MOST_QUESTIONS: Final = 3  # each time money is asked: who asks for little is not asked for much


@transaction.atomic
def ask_back(idea: Idea, text: str, *, key: UUID, by: Person) -> Idea:
    """One question to who asked; until they answer, nobody decides. Sent twice it is one. Raises ``NotNowError``."""
    locked(idea)
    if IdeaNote.objects.filter(form_key=key, idea=idea).exists():
        return idea
    if not may_decide(by, idea):
        refuse(idea, "idea.ask_back", by)
    asked = notes_of(idea).filter(kind=NoteKind.QUESTION)
    if asked.filter(person=by).exists():
        refuse(idea, "idea.ask_back.twice", by, _("Je stelde al een vraag. Zeg nu ja of nee."))
    if asked.count() >= MOST_QUESTIONS:
        refuse(idea, "idea.ask_back.many", by, _("Er zijn al genoeg vragen gesteld. Zeg nu ja of nee."))
    IdeaNote.objects.create(idea=idea, kind=NoteKind.QUESTION, text=text, person=by, form_key=key)
    move(idea, IdeaState.ASKED_BACK, by=by)
    mail_own_link(idea)
    return idea


@transaction.atomic
def answer_back(idea: Idea, text: str, *, key: UUID, by: Person | None) -> Idea:
    """Who asked for the money answers; who decides goes on. Sent twice it is one. Raises ``NotNowError``."""
    locked(idea)
    if IdeaNote.objects.filter(form_key=key, idea=idea).exists():
        return idea
    if idea.state != IdeaState.ASKED_BACK:
        refuse(idea, f"idea.{idea.state}.answer", by)
    IdeaNote.objects.create(idea=idea, kind=NoteKind.REPLY, text=text, person=by, form_key=key)
    move(idea, IdeaState.SUBMITTED, by=by)
    return idea


def notes_of(idea: Idea) -> QuerySet[IdeaNote]:
    """What was asked and answered since the money was asked for this time, in order."""
    rows = IdeaNote.objects.filter(idea=idea)
    return rows.filter(at__gte=idea.submitted_at) if idea.submitted_at else rows.none()


def close_unanswered(now: dt.datetime | None = None) -> int:
    """A job: a question nobody answered for thirty days ends in a no that leaves the door open. Returns how many."""
    before = (now or timezone.now()) - WAITS_FOR_ANSWER
    asked = IdeaNote.objects.filter(idea=OuterRef("pk"), kind=NoteKind.QUESTION, at__gt=before)
    rows = Idea.objects.filter(~Exists(asked), state=IdeaState.ASKED_BACK).select_related("network", "person", "pot")
    done = 0
    for idea in list(rows):
        with transaction.atomic():
            locked(idea)
            if idea.state == IdeaState.ASKED_BACK:
                why = _("We kregen geen antwoord op onze vraag. Dat kan gebeuren. Vraag het gerust opnieuw.")
                refused(idea, why, None)
                done += 1
    return done
