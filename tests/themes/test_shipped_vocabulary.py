"""The vocabulary that comes with the product: what its files must hold to."""

import sys
import tomllib
from collections import Counter
from typing import Any

import pytest

from buurtnet.kit.folding import fold, words
from buurtnet.search.stop_words import stop_words
from buurtnet.themes.actions import DATA, load_themes, load_vocabulary
from buurtnet.themes.choices import LabelKind
from buurtnet.themes.guessing import Evidence, guesses_in
from buurtnet.themes.matching import Index, Word, mentions_in
from buurtnet.themes.models import Concept, Label
from buurtnet.themes.shipped import CONCEPTS, LONGEST, files, read_shipped, said_in
from buurtnet.themes.vocabulary import vocabulary

FIELDS = {
    "slug", "themes", "broader", "related", "nl", "nl_be", "en", "fr", "terms", "says", "flemish", "abbreviations",
    "misspelt", "others",
}  # fmt: skip
LANGUAGES = {"nl", "nl-BE", "en", "fr", "tr", "ar", "pl", "uk", "de", "es"}
LONGEST_TERM = 4  # words that are no stop words: a longer phrase stands in no text
MOST_RELATED = 4
FEWEST_CONCEPTS, FEWEST_LABELS = 500, 8_000
GUESSED = 0.33  # of sayings that were left out; measured 0.40

ROWS: dict[str, list[dict[str, Any]]] = {
    path.name: tomllib.loads(path.read_text(encoding="utf-8"))["concept"] for path in files(CONCEPTS)
}
ALL = [row for rows in ROWS.values() for row in rows]
SLUGS = Counter(row["slug"] for row in ALL)
BROADER = {row["slug"]: row.get("broader", "") for row in ALL}


@pytest.mark.parametrize("name", ROWS)
def test_every_concept_of_a_file_is_whole(name: str) -> None:
    themes = {row["slug"] for row in tomllib.loads(DATA.read_text(encoding="utf-8"))["theme"]}
    faults = [f"{row['slug']}: {fault}" for row in ROWS[name] for fault in faults_of(row, themes)]
    assert faults == []


def faults_of(row: dict[str, Any], themes: set[str]) -> list[str]:
    labels = list(said_in(row))
    texts = [text for text, _language, _kind in labels]
    twice = Counter((language, " ".join(words(text))) for text, language, _kind in labels)
    faults = {
        "fields nobody knows": set(row) - FIELDS,
        "no slug of words": [row["slug"]] if "-".join(words(fold(row["slug"]))) != row["slug"] else [],
        "a slug that is there twice": [row["slug"]] if SLUGS[row["slug"]] > 1 else [],
        "a language without a name": [name for name in ("nl", "en", "fr") if not row.get(name, "").strip()],
        "a theme that is none": set(row.get("themes", ())) - themes,
        "no concept": {one for one in [*row.get("related", ()), row.get("broader", "")] if one} - set(SLUGS),
        "related to itself": [one for one in row.get("related", ()) if one in (row["slug"], row.get("broader"))],
        "too many related": row.get("related", [])[MOST_RELATED:],
        "a language nobody reads": set(row.get("others", {})) - LANGUAGES,
        "a label without words": [text for text in texts if not words(text)],
        "a label with spaces around it": [text for text in texts if text != text.strip()],
        "a label that is too long": [text for text in texts if len(text) > LONGEST],
        "a label twice": [label for label, count in twice.items() if count > 1],
        "a term of too many words": [text for text in row.get("terms", ()) if telling_words(text) > LONGEST_TERM],
    }
    return [f"{fault}: {sorted(map(str, found))}" for fault, found in faults.items() if found]


def telling_words(text: str) -> int:
    return sum(word not in stop_words() for word in words(text))


def test_nothing_is_broader_than_itself_by_a_detour() -> None:
    for slug in BROADER:
        seen, above = {slug}, BROADER[slug]
        while above:
            assert above not in seen, f"{slug} is broader than itself"
            seen.add(above)
            above = BROADER.get(above, "")


def test_there_is_enough_to_be_useful_anywhere(capsys: pytest.CaptureFixture[str]) -> None:
    concepts = read_shipped().concepts
    kinds = Counter(label.kind.value for concept in concepts for label in concept.labels)
    languages = Counter(label.language for concept in concepts for label in concept.labels)
    counts = f"{len(concepts):,} concepts, {sum(kinds.values()):,} labels: {dict(kinds)}, {dict(languages)}"
    with capsys.disabled():
        sys.stdout.write(f"\n{counts}\n")
    assert len(concepts) >= FEWEST_CONCEPTS
    assert sum(kinds.values()) >= FEWEST_LABELS
    assert set(languages) == LANGUAGES


@pytest.mark.django_db
def test_every_concept_is_found_by_each_of_its_names_and_searches_with_words() -> None:
    load_themes()
    load_vocabulary()
    known = vocabulary()
    assert Concept.objects.count() == len(SLUGS)
    assert Label.objects.count() == len(known.shared.words.index.labels)
    for concept in read_shipped().concepts:
        assert known.expansion(concept.slug)
        for label in concept.labels:
            found = {mention.concept for mention in known.mentions(label.folded.split())}
            assert concept.slug in found, f"{label.text} does not lead to {concept.slug}"


def test_a_saying_that_nobody_wrote_down_is_often_guessed() -> None:
    """Every twentieth saying is left out and then asked for; chance would be three in hundreds."""
    labels = [
        Word(0, concept.slug, label.text, label.folded, label.language, label.kind, label.order)
        for concept in read_shipped().concepts
        for label in concept.labels
    ]
    sayings = [
        word for word in labels if word.kind == LabelKind.SAYING and word.language == "nl" and " " in word.folded
    ]
    left_out = sayings[::20]
    index = Index(set(labels) - set(left_out))
    evidence = Evidence(index)
    right = 0
    for word in left_out:
        said = word.folded.split()
        mentioned = [mention.concept for mention in mentions_in(said, [index], frozenset())]
        guessed = [guess.concept for guess in guesses_in(said, index, evidence, 3)]
        right += word.concept in [*mentioned, *guessed][:3]
    assert len(left_out) > 200
    assert right / len(left_out) > GUESSED
