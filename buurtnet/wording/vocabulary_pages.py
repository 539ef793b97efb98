"""The vocabulary of a network as its director reads it: concepts to find, and the words of one."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, Lower

from buurtnet.areas.models import Network
from buurtnet.kit.folding import fold, words
from buurtnet.themes.choices import LabelKind
from buurtnet.themes.models import Concept, Label, LabelOff
from buurtnet.themes.vocabulary import vocabulary
from buurtnet.wording.forms.words import KINDS, LANGUAGES

MOST_PROPOSED = 6
MOST_FOUND = 20
MOST_EXAMPLES = 4


@dataclass(frozen=True)
class Choice:
    """A concept to choose: its name in the language of the page, and a few of its words to know it by."""

    slug: str
    name: str
    examples: list[str]


@dataclass(frozen=True)
class WordRow:
    """A word of a concept. ``is_own``: of this network; ``is_off``: shipped, and not used here."""

    label: Label
    language: str
    is_own: bool
    is_off: bool


@dataclass(frozen=True)
class WordGroup:
    kind: str
    heading: str
    rows: list[WordRow]


def proposed(network: Network, text: str, language: str) -> list[Choice]:
    """Concepts that a searched text may belong to, likeliest first."""
    here, said = vocabulary(network.pk), words(text)
    found = [one.concept for one in here.mentions(said)]
    found += [one.concept for one in here.guesses(said, MOST_PROPOSED)]
    found += [one.concept for word in said for one in here.beginning_with(word, 2) if len(word) > 3]
    return choices(list(dict.fromkeys(found))[:MOST_PROPOSED], language)


def found_for(network: Network, text: str, language: str) -> list[Choice]:
    """Concepts by a piece of their name or of one of their words."""
    slugs = concepts_with(network, text).order_by(Lower("name"), "pk").values_list("pk", flat=True)[:MOST_FOUND]
    return choices(list(slugs), language)


def choices(slugs: list[str], language: str) -> list[Choice]:
    """In the order of the slugs."""
    examples = Label.objects.filter(network=None, kind__in=[LabelKind.TERM, LabelKind.SAYING])
    examples = examples.filter(language__startswith="nl").order_by("-kind", "order")
    rows = Concept.objects.filter(is_gone=False).prefetch_related(Prefetch("labels", examples)).in_bulk(slugs)
    return [
        Choice(slug, rows[slug].name_in(language), [one.text for one in rows[slug].labels.all()[:MOST_EXAMPLES]])
        for slug in slugs
        if slug in rows
    ]


def concepts_with(network: Network, text: str) -> QuerySet[Concept]:
    """Concepts with this in their name or in a word that this network has; all for no text."""
    rows, piece = Concept.objects.filter(is_gone=False), " ".join(words(text))
    if not piece:
        return rows if not text.strip() else rows.none()
    labels = Label.objects.filter(Q(network=None) | Q(network=network), concept=OuterRef("pk"))
    return rows.filter(
        Exists(labels.filter(folded__contains=piece)) | Q(slug__contains=fold(piece).replace(" ", "-"))
    )


def counted(rows: QuerySet[Concept], network: Network) -> "QuerySet[Any]":
    """With how many words there are for each, how many are the network's own, and how many it switched off."""
    labels = Label.objects.filter(concept=OuterRef("pk")).order_by().values("concept")
    off = LabelOff.objects.filter(network=network, label__concept=OuterRef("pk")).order_by().values("label__concept")
    return rows.annotate(
        shipped=Coalesce(Subquery(labels.filter(network=None).annotate(n=Count("pk")).values("n")), 0),
        own=Coalesce(Subquery(labels.filter(network=network).annotate(n=Count("pk")).values("n")), 0),
        off=Coalesce(Subquery(off.annotate(n=Count("pk")).values("n")), 0),
    )  # fmt: skip


def groups_of(concept: Concept, network: Network) -> list[WordGroup]:
    """Its words by kind; the network's own first."""
    off = set(LabelOff.objects.filter(network=network, label__concept=concept).values_list("label_id", flat=True))
    labels = list(Label.objects.filter(Q(network=None) | Q(network=network), concept=concept).order_by("order", "pk"))
    headings = {str(LabelKind.PREFERRED): str(LabelKind.PREFERRED.label).capitalize()}
    headings |= {str(kind): str(heading) for kind, heading in KINDS.items()}
    groups = []
    for kind, heading in headings.items():
        rows = [row_of(one, off) for one in labels if one.kind == kind]
        if rows:
            groups.append(WordGroup(kind, heading, sorted(rows, key=lambda row: not row.is_own)))
    return groups


def row_of(label: Label, off: Iterable[int]) -> WordRow:
    language = str(LANGUAGES.get(label.language, label.language))
    return WordRow(label, language, label.network_id is not None, label.pk in off)
