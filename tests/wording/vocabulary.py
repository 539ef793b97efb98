"""A small vocabulary, as the shipped one is kept."""

from buurtnet.kit.folding import words
from buurtnet.themes.choices import LabelKind
from buurtnet.themes.models import Concept, Label


def concept(slug: str, name: str, **labels: str) -> Concept:
    """A concept with words by kind: ``concept("taal", "taal leren", term="taalles", saying="nederlands leren")``."""
    made = Concept.objects.create(slug=slug, name=name)
    label(made, name, LabelKind.PREFERRED)
    for kind, text in labels.items():
        label(made, text, LabelKind[kind.upper()])
    return made


def label(of: Concept, text: str, kind: LabelKind = LabelKind.TERM, language: str = "nl") -> Label:
    """A shipped word."""
    return Label.objects.create(
        concept=of, text=text, folded=" ".join(words(text)), language=language, kind=kind, order=of.labels.count()
    )
