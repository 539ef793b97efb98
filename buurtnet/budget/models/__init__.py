"""The rows of this room."""

from buurtnet.budget.models.deciding import IdeaNote, Panel, Say, Seat, Willing
from buurtnet.budget.models.idea import Idea, IdeaLike, IdeaStep
from buurtnet.budget.models.ledger import Booking, BookingLine
from buurtnet.budget.models.payment import Payment, PaymentFile
from buurtnet.budget.models.pot import Lanes, Pot, PotPerson

__all__ = [
    "Booking",
    "BookingLine",
    "Idea",
    "IdeaLike",
    "IdeaNote",
    "IdeaStep",
    "Lanes",
    "Panel",
    "Payment",
    "PaymentFile",
    "Pot",
    "PotPerson",
    "Say",
    "Seat",
    "Willing",
]
