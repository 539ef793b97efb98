"""What a document looks like inside the engine. Text is cut, folded and stemmed here, so both sides agree.

The engine sees finished words apart by spaces. It forgets its tokenizers when an index is opened:
``opened`` registers them again.
"""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from hashlib import blake2b, sha256
from importlib.metadata import version

import tantivy

from buurtnet.kit.folding import fold, words
from buurtnet.search.documents import SearchDocument
from buurtnet.search.dutch import stem

VERSION = "8"  # raise it when the fields or the way text is cut change: indexes are then made anew
TEXT_FIELDS = ("title", "keywords", "simple", "body")
BETWEEN_FACETS = "\n"  # of a bundle
LONGEST_NAME = 200  # signs of a whole name that are compared
STARTS = (2, 3, 4, 6, 9, 12)  # letters and digits of the begin of a name that are kept, to find it while it is typed
LONGEST_WORD = 60  # letters; what is longer is no word anyone types
POINTS = ("lat", "lon")
SAMPLE, SAMPLED = "sample", 32  # the mark of one in so many documents: enough where there are more than can be seen
_NOT_IN_A_WORD = re.compile(r"[\s%]")


def stems(text: str) -> list[str]:
    """The stemmed words of a text, in order."""
    return [stem(word) for word in words(text) if len(word) <= LONGEST_WORD]


def stamp(numbers: Mapping[str, type[int] | type[float]]) -> str:
    """What an index must have been made with to be readable: engine, fields, the way text is cut."""
    parts = [version("tantivy"), VERSION, *sorted(f"{name}:{kind.__name__}" for name, kind in numbers.items())]
    return sha256("\n".join(parts).encode()).hexdigest()[:16]


def main_schema(numbers: Mapping[str, type[int] | type[float]]) -> tantivy.Schema:
    """Documents. ``words`` are the unstemmed words of the title, ``exact`` those of all texts.

    ``starts``: how the names begin. ``tie`` is a number made of the id: equals keep the same order in every index,
    and a few hits can be asked again.
    """
    builder = tantivy.SchemaBuilder()
    builder.add_unsigned_field("tie", indexed=True, fast=True)
    builder.add_text_field("id", stored=True, tokenizer_name="raw", index_option="basic")
    builder.add_text_field("label", stored=True, tokenizer_name="raw", index_option="basic")
    builder.add_text_field("name", tokenizer_name="raw", index_option="basic")
    for name in (*TEXT_FIELDS, "words", "exact", "marks", "starts"):
        builder.add_text_field(name, tokenizer_name="spaces", index_option="basic")
    builder.add_text_field("facets", fast=True, tokenizer_name="raw", index_option="basic")
    builder.add_text_field("points", stored=True, tokenizer_name="raw", index_option="basic")
    for name in POINTS:
        builder.add_float_field(name, fast=True)
    for name, kind in sorted(numbers.items()):
        if kind is int:
            builder.add_integer_field(name, fast=True)
        else:
            builder.add_float_field(name, fast=True)
    return builder.build()


def words_schema() -> tantivy.Schema:
    """The words of all texts: what each is made of, and in how many documents it stood when it was added.

    ``tail``: the last part of a compound when it stands nowhere by itself.
    """
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("word", stored=True, tokenizer_name="raw", index_option="basic")
    builder.add_text_field("stem", tokenizer_name="raw", index_option="basic")
    builder.add_text_field("tail", tokenizer_name="raw", index_option="basic")
    builder.add_text_field("first", tokenizer_name="spaces", index_option="basic")
    builder.add_text_field("last", tokenizer_name="spaces", index_option="basic")
    builder.add_integer_field("count", fast=True)
    return builder.build()


def opened(index: tantivy.Index) -> tantivy.Index:
    """An index with its tokenizer registered, read only when asked to."""
    index.register_tokenizer("spaces", tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build())
    index.config_reader("manual")
    return index


def row_of(document: SearchDocument, numbers: Mapping[str, type[int] | type[float]]) -> tantivy.Document:
    """A document as the engine stores it."""
    row = tantivy.Document()
    name_of_row = f"{document.kind}:{document.key}"
    row.add_text("id", name_of_row)
    tie = int.from_bytes(blake2b(name_of_row.encode(), digest_size=8).digest())
    row.add_unsigned("tie", tie)
    row.add_text("label", document.title)
    for name in {fold(name).strip() for name in (document.title, *document.names) if name}:
        row.add_text("name", name[:LONGEST_NAME])
    starts = {start for name in (document.title, *document.names) for start in starts_of(words(name))}
    row.add_text("starts", " ".join(starts))
    _add_texts(row, document)
    _add_marks(row, document, () if tie % SAMPLED else (SAMPLE,))
    _add_points(row, document.points)
    for number, value in document.numbers.items():
        if numbers[number] is int:
            row.add_integer(number, int(value))
        else:
            row.add_float(number, float(value))
    return row


def starts_of(said: Sequence[str]) -> list[str]:
    """The ways a name with these words begins, shortest first."""
    letters = "".join(said)
    return [letters[:length] for length in STARTS if length <= len(letters)]


def _add_texts(row: tantivy.Document, document: SearchDocument) -> None:
    texts = (f"{document.title} {' '.join(document.names)}", document.keywords, document.simple, document.body)
    seen: set[str] = set()
    for field, text in zip(TEXT_FIELDS, texts, strict=True):
        if text:
            found = [word for word in words(text) if len(word) <= LONGEST_WORD]
            row.add_text(field, " ".join(map(stem, found)))
            seen.update(found)
            if field == "title":
                row.add_text("words", " ".join(found))
    row.add_text("exact", " ".join(seen))


def _add_marks(row: tantivy.Document, document: SearchDocument, more: Sequence[str]) -> None:
    counted = {*map(BETWEEN_FACETS.join, document.bundles), *document.facets} - {""}
    facets = {facet for one in counted for facet in one.split(BETWEEN_FACETS)}
    row.add_text("marks", " ".join(map(mark, facets.union(document.marks, more, [f"kind:{document.kind}"]))))
    for one in counted:
        row.add_text("facets", one)


def _add_points(row: tantivy.Document, points: Sequence[tuple[float, float]]) -> None:
    for latitude, longitude in points:
        row.add_float("lat", latitude)
        row.add_float("lon", longitude)
    if len(points) > 1:
        row.add_text("points", " ".join(f"{latitude:.6f},{longitude:.6f}" for latitude, longitude in points))


@lru_cache(maxsize=200_000)
def mark(text: str) -> str:
    """A mark as one word: spaces, and the sign that stands for them, are written as codes."""
    return _NOT_IN_A_WORD.sub(lambda found: f"%{ord(found[0]):x};", text)
