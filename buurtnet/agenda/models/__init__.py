"""The rows of this room."""

from buurtnet.agenda.models.activity import Activity, ActivityDate, Partner, Repeat, TrustedResident
from buurtnet.agenda.models.afterwards import Attending, Story, Tally
from buurtnet.agenda.models.joining import JoinQuestion, Signup
from buurtnet.agenda.models.sources import CalendarSource, ReadAlong
from buurtnet.agenda.models.tasks import OwnerOffer, Task

__all__ = [
    "Activity",
    "ActivityDate",
    "Attending",
    "CalendarSource",
    "JoinQuestion",
    "OwnerOffer",
    "Partner",
    "ReadAlong",
    "Repeat",
    "Signup",
    "Story",
    "Tally",
    "Task",
    "TrustedResident",
]
