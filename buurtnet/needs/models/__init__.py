"""The rows of this room."""

from buurtnet.needs.models.policy import (
    CoSignature,
    DecisionNote,
    PolicyEvent,
    PolicyPromise,
    PolicySignal,
    PolicyStep,
    ReplyAgreement,
    ReplyLink,
)
from buurtnet.needs.models.rounds import OutreachRound, RoundStreet
from buurtnet.needs.models.shared_need import Evidence, NeedStep, NotTogether, SharedNeed
from buurtnet.needs.models.signal import Feedback, Signal, SignalGiver
from buurtnet.needs.models.telling import TakenUpBy, Telling, TellingTheme

__all__ = [
    "CoSignature",
    "DecisionNote",
    "Evidence",
    "Feedback",
    "NeedStep",
    "NotTogether",
    "OutreachRound",
    "PolicyEvent",
    "PolicyPromise",
    "PolicySignal",
    "PolicyStep",
    "ReplyAgreement",
    "ReplyLink",
    "RoundStreet",
    "SharedNeed",
    "Signal",
    "SignalGiver",
    "TakenUpBy",
    "Telling",
    "TellingTheme",
]
