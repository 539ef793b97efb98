"""Where "Stel je vraag" leads: to the question door while two people stand behind it, else to phone and hours."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language

from buurtnet.areas.choices import Room
from buurtnet.areas.kept import Kept
from buurtnet.areas.models import Network
from buurtnet.questions.roster import Door, door_of

OPEN, CLOSED = "questions:ask", "home:contact"  # names of the pages behind it
SECONDS_KEPT = 60


@dataclass(frozen=True)
class QuestionDoor:
    """``says``: who answers and within how long, in a sentence; "" while the door is closed."""

    page: str
    url: str
    is_open: bool
    says: str = ""


def question_door(network: Network) -> QuestionDoor:
    """The door of a network as it stood less than a minute ago, so that a page costs no query."""
    if not network.has(Room.QUESTION):
        return closed(network)
    # Its sentence is in the language of the page.
    door = _doors.get((network.pk, get_language() or ""), lambda: door_of(network, timezone.now()))
    if not door.is_open:
        return closed(network)
    return QuestionDoor(OPEN, reverse(OPEN, args=[network.slug]), is_open=True, says=door.says)


def closed(network: Network) -> QuestionDoor:
    return QuestionDoor(CLOSED, reverse(CLOSED, args=[network.slug]), is_open=False)


_doors = Kept[tuple[int, str], Door](most=500, seconds=SECONDS_KEPT)
