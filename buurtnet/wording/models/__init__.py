"""The rows of this room."""

from buurtnet.wording.models.agreed import AgreedWord
from buurtnet.wording.models.changes import WordChange
from buurtnet.wording.models.missing import MissingOffer
from buurtnet.wording.models.searches import LeftAlone, SearchCount

__all__ = ["AgreedWord", "LeftAlone", "MissingOffer", "SearchCount", "WordChange"]
