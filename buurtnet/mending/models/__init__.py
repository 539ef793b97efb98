"""The nouns of mending, by file: suggestion, draft, need, merge, pasted list."""

from buurtnet.mending.models.draft import Draft
from buurtnet.mending.models.merge import Merge, NotDouble
from buurtnet.mending.models.need import Need
from buurtnet.mending.models.pasted import Pasted
from buurtnet.mending.models.suggestion import SuggestedValue, Suggestion

__all__ = ["Draft", "Merge", "Need", "NotDouble", "Pasted", "SuggestedValue", "Suggestion"]
