"""What a typed text asks, read without looking at what there is to find.

``understand`` reads; each other file here is one reader with its words as data in ``data``.
"""

from buurtnet.directory.understanding.question import EVERYWHERE, Understood, Word, understand
from buurtnet.directory.understanding.readings import NAMES, Reading

__all__ = ["EVERYWHERE", "NAMES", "Reading", "Understood", "Word", "understand"]
