"""Who does something, for the log and for the rules of who may."""

from dataclasses import dataclass

from django.http import HttpRequest

from buurtnet.people.models import Person


@dataclass(frozen=True)
class By:
    """Who does something, and in which role."""

    person: Person
    role: str = ""
    request: HttpRequest | None = None
