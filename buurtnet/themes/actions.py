"""Verbs of the themes room."""

import datetime as dt
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from buurtnet.areas.models import Network
from buurtnet.kit.folding import words
from buurtnet.kit.inserting import Row, insert
from buurtnet.themes.choices import LabelKind
from buurtnet.themes.models import Concept, Edition, Label, LabelOff, Theme
from buurtnet.themes.shipped import CONCEPTS, ShippedConcept, ShippedLabel, digest_of, read_shipped

DATA = Path(__file__).parent / "data" / "themes.toml"
FIELDS = ["function", "name", "name_nl_be", "name_en", "name_fr", "order"]
CONCEPT_FIELDS = ["name", "name_nl_be", "name_en", "name_fr", "broader", "is_gone"]
BATCH = 500


@transaction.atomic
def load_themes(path: Path = DATA) -> int:
    """Make the themes in the database those of the data file; done twice it changes nothing. Returns how many.

    A theme that left the file stays, since services may carry it.
    """
    with path.open("rb") as file:
        rows = tomllib.load(file)["theme"]
    themes = [
        Theme(
            slug=row["slug"],
            function=row["function"],
            name=row["name"],
            name_nl_be=row.get("nl_be", ""),
            name_en=row.get("en", ""),
            name_fr=row.get("fr", ""),
            order=place,
        )
        for place, row in enumerate(rows)
    ]
    Theme.objects.bulk_create(themes, update_conflicts=True, unique_fields=["slug"], update_fields=FIELDS)
    return len(themes)


@dataclass(frozen=True)
class Loaded:
    """What the vocabulary holds; ``is_new``: something was written."""

    concepts: int
    labels: int
    is_new: bool


def load_vocabulary(folder: Path = CONCEPTS) -> Loaded:
    """Make the shipped vocabulary in the database that of the files; quick when it is. Raises DamagedError.

    After ``load_themes``: a theme that is not there is left out. A shipped label that left the files goes; what a
    network said itself stays, and so does its concept, marked as gone.
    """
    newest = Edition.objects.first()
    if newest and newest.digest == digest_of(folder):
        return Loaded(newest.concepts, newest.labels, is_new=False)
    shipped = read_shipped(folder)
    with transaction.atomic():
        _write_concepts(shipped.concepts)
        _write_links(shipped.concepts)
        labels = _write_labels(shipped.concepts)
        Edition.objects.create(digest=shipped.digest, concepts=len(shipped.concepts), labels=labels)
    return Loaded(len(shipped.concepts), labels, is_new=True)


def add_label(network: Network, concept: Concept, text: str, *, kind: LabelKind, language: str) -> Label:
    """A network's own label; the one it has when it said so before. Raises ValueError for a text without words."""
    folded = " ".join(words(text))
    if not folded:
        raise ValueError("a label has words")
    label, _made = Label.objects.get_or_create(
        network=network, concept=concept, language=language, folded=folded, defaults={"text": text, "kind": kind}
    )
    return label


def remove_label(label: Label) -> None:
    """A network takes its own label away. Raises ValueError for one of everyone: that can only be switched off."""
    if label.network_id is None:
        raise ValueError("a shipped label is switched off, not removed")
    label.delete()


def switch_off(network: Network, label: Label) -> None:
    """A network does not use a shipped label any more."""
    LabelOff.objects.get_or_create(network=network, label=label)


def switch_on(network: Network, label: Label) -> None:
    """A network uses a shipped label again."""
    LabelOff.objects.filter(network=network, label=label).delete()


def _write_concepts(shipped: Sequence[ShippedConcept]) -> None:
    """All concepts first without what is broader, since that may be one that comes later."""
    known = {concept.slug for concept in shipped}

    def row(concept: ShippedConcept, broader: str | None) -> Concept:
        names = concept.names
        return Concept(
            slug=concept.slug,
            name=names["nl"],
            name_nl_be=names.get("nl_be", ""),
            name_en=names.get("en", ""),
            name_fr=names.get("fr", ""),
            broader_id=broader,
        )

    new = known - set(Concept.objects.values_list("slug", flat=True))
    Concept.objects.bulk_create([row(concept, None) for concept in shipped if concept.slug in new], BATCH)
    Concept.objects.bulk_create(
        [row(concept, concept.broader if concept.broader in known - {concept.slug} else None) for concept in shipped],
        BATCH,
        update_conflicts=True,
        unique_fields=["slug"],
        update_fields=CONCEPT_FIELDS,
    )
    Concept.objects.exclude(slug__in=known).update(is_gone=True, broader=None)


def _write_links(shipped: Sequence[ShippedConcept]) -> None:
    """Themes and related concepts, as far as they exist."""
    slugs = {concept.slug for concept in shipped}
    themes = set(Theme.objects.values_list("slug", flat=True))
    to_theme, to_concept = Concept.themes.through, Concept.related.through
    to_theme.objects.all().delete()
    to_concept.objects.all().delete()
    to_theme.objects.bulk_create(
        [to_theme(concept_id=one.slug, theme_id=slug) for one in shipped for slug in sorted({*one.themes} & themes)],
        BATCH,
    )
    to_concept.objects.bulk_create(
        [
            to_concept(from_concept_id=one.slug, to_concept_id=slug)
            for one in shipped
            for slug in dict.fromkeys(one.related)
            if slug in slugs and slug != one.slug
        ],
        BATCH,
    )


def _write_labels(shipped: Sequence[ShippedConcept]) -> int:
    """Only what differs is written, so that a label a network switched off stays the same row. Returns how many."""
    wanted = {(concept.slug, label.language, label.folded): label for concept in shipped for label in concept.labels}
    rows = Label.objects.filter(network=None).values_list(
        "concept_id", "language", "folded", "pk", "text", "kind", "order"
    )
    there = {(slug, language, folded): (pk, tuple(rest)) for slug, language, folded, pk, *rest in rows.iterator()}
    gone = [pk for key, (pk, _rest) in there.items() if key not in wanted]
    for start in range(0, len(gone), BATCH):
        Label.objects.filter(pk__in=gone[start : start + BATCH]).delete()
    now = timezone.now()
    insert(Label, (_row(key[0], label, now) for key, label in wanted.items() if key not in there))
    Label.objects.bulk_update(
        [
            Label(pk=there[key][0], text=label.text, kind=label.kind, order=label.order)
            for key, label in wanted.items()
            if key in there and there[key][1] != (label.text, label.kind, label.order)
        ],
        ["text", "kind", "order"],
        BATCH,
    )
    return len(wanted)


def _row(slug: str, label: ShippedLabel, now: dt.datetime) -> Row:
    return {
        "concept_id": slug,
        "text": label.text,
        "folded": label.folded,
        "language": label.language,
        "kind": label.kind.value,
        "order": label.order,
        "changed_at": now,
    }
