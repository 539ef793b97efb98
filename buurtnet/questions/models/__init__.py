"""The rows of this room."""

from buurtnet.questions.models.conversation import HandOver, Message
from buurtnet.questions.models.duty import Duty, Leave
from buurtnet.questions.models.others_asked import OthersAsked
from buurtnet.questions.models.question import Question

__all__ = ["Duty", "HandOver", "Leave", "Message", "OthersAsked", "Question"]
