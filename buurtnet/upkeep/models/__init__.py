"""What is asked of organizations, the call list, what is doubted and looked at, and how much was confirmed."""

from buurtnet.upkeep.models.asking import Answer, Burden, Link, Request, RequestItem
from buurtnet.upkeep.models.calling import Call, Caller
from buurtnet.upkeep.models.doubting import Doubt, WebLink
from buurtnet.upkeep.models.snapshot import Snapshot
from buurtnet.upkeep.models.visits import Visits

__all__ = [
    "Answer",
    "Burden",
    "Call",
    "Caller",
    "Doubt",
    "Link",
    "Request",
    "RequestItem",
    "Snapshot",
    "Visits",
    "WebLink",
]
