"""A model for tests: a text is the groups of three letters in it. Small, quick, and the same everywhere."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from zlib import crc32

import numpy as np

from buurtnet.search import embedding, vectors
from buurtnet.search.embedding import Floats

NAME = "letters"
DIMENSIONS = 64


class Letters:
    """``read`` counts the texts it was given."""

    def __init__(self, name: str = NAME) -> None:
        self.name = name
        self.dimensions = DIMENSIONS
        self.read = 0

    def of_questions(self, texts: Sequence[str]) -> Floats:
        return np.array([self._vector(text) for text in texts], dtype=np.float32).reshape(-1, DIMENSIONS)

    def of_passages(self, texts: Sequence[str]) -> Floats:
        self.read += len(texts)
        return self.of_questions(texts)

    def _vector(self, text: str) -> Floats:
        found = np.full(DIMENSIONS, 0.01, dtype=np.float32)
        for start in range(len(text) - 2):
            found[crc32(text[start : start + 3].lower().encode()) % DIMENSIONS] += 1
        return found / np.float32(np.linalg.norm(found))


@contextmanager
def letters(name: str = NAME) -> Iterator[Letters]:
    """Meaning goes by letters meanwhile."""
    model = Letters(name)
    undo = embedding.register(name, lambda: model)
    vectors.forget()
    try:
        yield model
    finally:
        undo()
        vectors.forget()
