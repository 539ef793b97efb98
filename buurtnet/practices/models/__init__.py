"""The rows of this room."""

from buurtnet.practices.models.playbook import (
    Playbook,
    PlaybookContact,
    PlaybookLesson,
    PlaybookOffer,
    PlaybookStep,
)
from buurtnet.practices.models.practice import DidItToo, GoodPractice

__all__ = [
    "DidItToo",
    "GoodPractice",
    "Playbook",
    "PlaybookContact",
    "PlaybookLesson",
    "PlaybookOffer",
    "PlaybookStep",
]
