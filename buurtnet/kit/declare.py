"""How a model declares what it keeps of people: ``class Privacy`` with one line a field.

Example::

    class Privacy:
        subject = Subject.ORGANIZATION
        public = ["name", "description"]
        personal = {"email": Keep(days=365, erase=Erase.BLANK)}
        special = {}
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


@dataclass(frozen=True)
class Keep:
    """How long a personal field is kept (``None``: as long as the row itself) and how it is erased."""

    erase: Erase
    days: int | None = None
    why: str = ""
