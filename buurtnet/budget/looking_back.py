"""In place of receipts: of the ideas that got money and told what they became, one in twenty gets a look."""

from typing import Final

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from buurtnet.budget.choices import IdeaState
from buurtnet.budget.models import Idea, Pot
from buurtnet.budget.moving import change, locked, note, refuse
from buurtnet.budget.paying import handles
from buurtnet.budget.saying import is_theirs
from buurtnet.kit import own_links
from buurtnet.people.models import Person
from buurtnet.privacy.choices import Action

ONE_IN: Final = 20


def is_drawn(idea: Idea) -> bool:
    """By a keyed hash, so that nobody can foresee it, and it never changes."""
    return int(own_links.keyed("budget.look", "draw", str(idea.pk)), 16) % ONE_IN == 0


def draw_looks() -> int:
    """A job: note which of what was told is drawn. Returns how many; done again it does nothing."""
    rows = Idea.objects.filter(state=IdeaState.TOLD, granted__gt=0, is_checked=False, checked_at=None)
    drawn = [one.pk for one in rows.only("pk").iterator() if is_drawn(one)]
    return Idea.objects.filter(pk__in=drawn).update(is_checked=True)


def to_look_at(*pots: Pot) -> QuerySet[Idea]:
    """Drawn, and nobody looked yet; longest first."""
    rows = Idea.objects.filter(pot__in=pots, is_checked=True, checked_at=None, state=IdeaState.TOLD)
    return rows.select_related("network", "pot__network").order_by("ended_at", "pk")


@transaction.atomic
def looked(idea: Idea, *, by: Person) -> Idea:
    """Someone who looks after the pot saw what it became, and it is well; twice is once. Raises ``NotNowError``."""
    pot = locked(idea).pot
    if pot is None or not idea.is_checked or not handles(by, pot) or is_theirs(by, idea):
        refuse(idea, "idea.look", by)
    if idea.checked_at is None:
        change(idea, checked_at=timezone.now())
        note(Action.CHANGE, idea, by, result="looked")
    return idea
