"""What a question is about: the concepts of the vocabulary in its text, and the themes these belong to.

Only the slugs are kept. The text is read once, when it is saved, and goes into no index, log or task.
"""

import re
from collections.abc import Sequence
from typing import Final

from buurtnet.areas.models import Network
from buurtnet.directory.senses import mentioned
from buurtnet.kit.folding import words
from buurtnet.themes.models import Theme
from buurtnet.themes.vocabulary import vocabulary

MOST_SENTENCES: Final = 30
MOST_CONCEPTS: Final = 12
MOST_THEMES: Final = 3
SURE: Final = 0.6  # weight from which a mention counts; a weaker one only where nothing else is said
_SENTENCE_END: Final = re.compile(r"[.!?;:\n]+")


def concepts_in(text: str, network: Network) -> list[str]:
    """Slugs of the concepts that a text names, surest first.

    Sentence by sentence: in a long text a common word would hide what one short sentence says.
    """
    known = vocabulary(network.pk)
    weights: dict[str, float] = {}
    for sentence in [part for part in _SENTENCE_END.split(text) if part.strip()][:MOST_SENTENCES]:
        for mention in mentioned(known, words(sentence)):
            weights[mention.concept] = max(weights.get(mention.concept, 0.0), mention.weight)
    sure = [slug for slug, weight in weights.items() if weight >= SURE] or list(weights)
    return sorted(sure, key=lambda slug: (-weights[slug], slug))[:MOST_CONCEPTS]


def themes_in(concepts: Sequence[str], network: Network) -> list[Theme]:
    """The themes of these concepts, best first: the surer and the more often, the better."""
    known = vocabulary(network.pk)
    weights: dict[str, float] = {}
    for place, concept in enumerate(concepts):
        for rank, slug in enumerate(known.themes(concept)):
            weights[slug] = weights.get(slug, 0.0) + 1 / ((1 + place) * (1 + rank))
    found = Theme.objects.in_bulk(list(weights))
    best = sorted(found, key=lambda slug: (-weights[slug], slug))
    return [found[slug] for slug in best[:MOST_THEMES]]
