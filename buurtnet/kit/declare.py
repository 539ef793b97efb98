"""How a model declares what it keeps of people: ``class Privacy`` with one line a field.

Example::

    class Privacy:
        subject = Subject.PERSON
        of = "person"
        public = ["id", "made_at"]
        personal = {"phone": Keep(Erase.BLANK, days=365, since="made_at", why="to be called back")}
        special = {}

``of`` is the way from a row to its person: the name of a link, or of a column that holds the id. A row about a person
that nobody can be found by has ``of = None`` and says why in ``of_nobody``. ``withheld`` names fields, each with its
reason, that a person's export leaves out.
"""

from dataclasses import dataclass
from enum import StrEnum


class Subject(StrEnum):
    """About whom a row speaks."""

    NOBODY = "nobody"
    ORGANIZATION = "organization"
    PERSON = "person"


class Erase(StrEnum):
    """What happens to a field when its person asks to be forgotten, or its time is over."""

    BLANK = "blank"
    DELETE_ROW = "delete row"
    REPLACE = "replace by a tombstone"
    IN_TIME = "delete row when its time is over, and not before"


@dataclass(frozen=True)
class Keep:
    """How long a personal field is kept (``None``: as long as the row itself) and how it is erased.

    The days count from the date in the field ``since`` of the same row; left out, from the field itself.
    """

    erase: Erase
    days: int | None = None
    why: str = ""
    since: str = ""
