"""What is asked of organizations, the call list, and how much of the map was confirmed."""

from buurtnet.upkeep.models.asking import Answer, Burden, Link, Request, RequestItem
from buurtnet.upkeep.models.calling import Call, Caller
from buurtnet.upkeep.models.snapshot import Snapshot

__all__ = ["Answer", "Burden", "Call", "Caller", "Link", "Request", "RequestItem", "Snapshot"]
