"""Names someone may be typing, as suggestions under the search box."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import get_language

from buurtnet.directory.wanted import hidden, reaching
from buurtnet.kit.folding import words
from buurtnet.search.index import NoIndexError, Reader, reader
from buurtnet.search.query import Condition, Marked, Without, named_so
from buurtnet.search.schema import LONGEST_WORD
from buurtnet.themes.models import Theme

KIND_ORDER = ("service", "organization", "place")
LONGEST_TEXT, MOST_WORDS, MOST_THEMES, CANDIDATES = 200, 8, 3, 60


@dataclass(frozen=True)
class Suggestion:
    """What someone may be typing: ``kind`` is service, organization, place or theme, ``key`` its id or slug."""

    label: str
    kind: str
    key: str


def suggest(
    text: str, *, inside: tuple[int, ...] = (), over: tuple[int, ...] = (), limit: int = 8
) -> list[Suggestion]:
    """Names someone may be typing: themes first, then services, organizations and places, best fit first."""
    said = [word for word in words(text[:LONGEST_TEXT]) if len(word) <= LONGEST_WORD][:MOST_WORDS]
    if not said or limit <= 0:
        return []
    found = [
        Suggestion(theme.name_in(get_language() or "nl"), "theme", theme.pk)
        for theme in Theme.objects.all()
        if _begins_all(said, words(f"{theme.name} {theme.name_nl_be} {theme.name_en} {theme.name_fr}"))
    ][:MOST_THEMES]
    try:
        here = reader()
    except NoIndexError:
        return found
    named = _named(here, said, inside, over)
    if not named and not found:
        mended = [next((v.word for v in here.lexicon.corrections(word)), word) for word in said]
        named = _named(here, mended, inside, over) if mended != said else []
    return (found + named)[:limit]


def _named(here: Reader, said: list[str], inside: tuple[int, ...], over: tuple[int, ...]) -> list[Suggestion]:
    conditions: list[Condition] = [
        Marked(tuple(f"kind:{kind}" for kind in KIND_ORDER)),
        Without(hidden(timezone.localdate())),
    ]
    if inside or over:
        conditions.append(reaching(inside, over))
    hits = named_so(here, said, conditions, CANDIDATES)
    start = " ".join(said)
    rows = [Suggestion(hits.label(place), hits.kind(place), hits.key(place)) for place in range(len(hits.scores))]
    rows.sort(key=lambda one: (not " ".join(words(one.label)).startswith(start), KIND_ORDER.index(one.kind),
                               len(one.label), one.label, one.key))  # fmt: skip
    return list({one.label.casefold(): one for one in reversed(rows)}.values())[::-1]


def _begins_all(said: Sequence[str], name: Sequence[str]) -> bool:
    return all(any(word.startswith(one) for word in name) for one in said)
