"""The rows of this room."""

from buurtnet.voting.models.ballot import Ballot, CountedBallot, PaperBallot
from buurtnet.voting.models.code import Batch, Code, MailedCode
from buurtnet.voting.models.result import Count, HandDecision, Turnout
from buurtnet.voting.models.round import Plan, PlanText, VoteRound

__all__ = [
    "Ballot",
    "Batch",
    "Code",
    "Count",
    "CountedBallot",
    "HandDecision",
    "MailedCode",
    "PaperBallot",
    "Plan",
    "PlanText",
    "Turnout",
    "VoteRound",
]
