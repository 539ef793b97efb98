"""Afterwards a photo and a sentence are enough: what an idea became, in the words of who did it."""

import time
from dataclasses import dataclass
from typing import IO, Final

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from buurtnet.agenda.choices import Faces
from buurtnet.areas.models import Network
from buurtnet.budget.access import is_own
from buurtnet.budget.choices import IDEA_ALLOWED, IdeaState
from buurtnet.budget.emails_ideas import mail_own_link
from buurtnet.budget.ideas import ending, is_partner
from buurtnet.budget.models import Idea
from buurtnet.budget.moving import change, locked, move, note, refuse
from buurtnet.kit.limits import allowed
from buurtnet.kit.pictures import DAY, Shape, delete_files, made_picture, sweep
from buurtnet.people.models import Person
from buurtnet.privacy.choices import Action

LYING: Final = Shape("budget/photos", ((1200, 630), (800, 420), (480, 252)))
LARGE, MIDDLE, SMALL = LYING.widths
PHOTOS_PER_HOUR: Final = 10  # for one idea: each is decoded, which takes a second or more of the machine


@dataclass(frozen=True)
class Told:
    """What someone tells. ``otherwise``: it became something else. Without a photo ``faces`` says nothing."""

    sentence: str
    story: str = ""
    otherwise: bool = False
    sent: IO[bytes] | None = None
    alt: str = ""
    faces: str = ""


def may_tell(idea: Idea) -> bool:
    """Whether there is something to tell now: it is done, or money came back."""
    state = IdeaState(idea.state)
    return IdeaState.DONE in IDEA_ALLOWED[state] or IdeaState.TOLD in IDEA_ALLOWED[state]


def may_send_photo(idea: Idea) -> bool:
    return allowed("idea-photos", str(idea.pk), PHOTOS_PER_HOUR, 3600, time.time())


def tell(idea: Idea, told: Told, *, by: Person | None) -> Idea:
    """It is done, and told: in one go. Of a partner it is shown at once, else after a look.

    Raises ``NotNowError``, ``NoPhotoError`` or ``NoRoomError``; nothing is told then.
    """
    if told.sent is None or told.faces not in Faces.values:
        return _tell(idea, told, "", by)
    with made_picture(told.sent, LYING) as name, transaction.atomic():
        return _tell(idea, told, name, by)


@transaction.atomic
def _tell(idea: Idea, told: Told, photo: str, by: Person | None) -> Idea:
    if not may_tell(locked(idea)):
        refuse(idea, f"idea.{idea.state}.told", by)
    if IdeaState.DONE in IDEA_ALLOWED[IdeaState(idea.state)]:
        otherwise = told.otherwise and IdeaState.DONE_OTHERWISE in IDEA_ALLOWED[IdeaState(idea.state)]
        move(idea, IdeaState.DONE_OTHERWISE if otherwise else IdeaState.DONE, by=by)
    at_once = by is not None and is_partner(by, idea.network)
    move(
        idea, IdeaState.TOLD, by=by, sentence=told.sentence, story=told.story, photo=photo,
        photo_alt=told.alt if photo else "", faces=told.faces if photo else "",
        told_shown_at=timezone.now() if at_once else None, **ending(),
    )  # fmt: skip
    return idea


def told_waiting(network: Network) -> QuerySet[Idea]:
    """What was told and waits for a look, longest first."""
    rows = Idea.objects.filter(network=network, state=IdeaState.TOLD, told_shown_at=None)
    return rows.exclude(sentence="").select_related("network", "area").order_by("ended_at", "pk")


@transaction.atomic
def show_told(idea: Idea, *, by: Person) -> Idea:
    """Someone looked: it is on the site. Raises ``NotNowError``; one's own another looks at."""
    locked(idea)
    if idea.state != IdeaState.TOLD or (is_own(by, idea) and not is_partner(by, idea.network)):
        refuse(idea, "idea.show_told", by)
    if idea.told_shown_at is None:
        change(idea, told_shown_at=timezone.now())
        note(Action.CHANGE, idea, by, result="told_shown")
    return idea


@transaction.atomic
def take_told_away(idea: Idea, *, by: Person) -> Idea:
    """What was told goes, with its photo; that it was done stays."""
    locked(idea)
    old = idea.photo
    change(idea, sentence="", story="", photo="", photo_alt="", faces="", told_shown_at=None)
    note(Action.CHANGE, idea, by, result="told_away")
    forget_files(old)
    return idea


@transaction.atomic
def take_photo_away(idea: Idea) -> None:
    """Someone on the photo takes it away: at once, and the sentence stays. Who told it hears so."""
    if locked(idea).photo:
        old = idea.photo
        change(idea, photo="", photo_alt="", faces="")
        note(Action.CHANGE, idea, None, result="photo_away")
        forget_files(old)
        mail_own_link(idea)


def forget_files(name: str) -> None:
    """Once it is certain; what does not go then is swept within two days."""
    if name:
        transaction.on_commit(lambda: delete_files(name, LYING), robust=True)


def sweep_photos(older_than: int = DAY) -> int:
    """A daily job: photos that nothing names, after a day (in seconds). Returns how many files went."""
    return sweep(LYING, set(Idea.objects.exclude(photo="").values_list("photo", flat=True)), older_than)
