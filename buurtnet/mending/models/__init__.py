"""The nouns of mending, by file: suggestion, draft, need, merge."""

from buurtnet.mending.models.draft import Draft
from buurtnet.mending.models.merge import Merge, NotDouble
from buurtnet.mending.models.need import Need
from buurtnet.mending.models.suggestion import SuggestedValue, Suggestion

__all__ = ["Draft", "Merge", "Need", "NotDouble", "SuggestedValue", "Suggestion"]
