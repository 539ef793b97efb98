"""Encrypted texts inside a column of JSON: those that a model of another package keeps, as ``others`` declares them.

``encrypted`` in a declaration names the column and the parts in it that hold them, a text or a list of texts. The
place that such a text is sealed with is its table and column, as that of a field of ours.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import models

from buurtnet.privacy.register import declaration_of


@dataclass(frozen=True)
class SealedParts:
    """A column of JSON of a model, and the parts of it that are encrypted."""

    model: type[models.Model]
    column: str
    parts: tuple[str, ...]

    @property
    def place(self) -> str:
        return f"{self.model._meta.db_table}.{self.column}"

    def texts(self, value: Any) -> Iterator[str]:
        """The encrypted texts in one value of the column."""
        for _, found in self.filled(value):
            yield from [found] if isinstance(found, str) else found

    def turned(self, value: Any, turn: Callable[[str], str]) -> dict[str, Any]:
        """The same value with each encrypted text turned into another."""
        anew = {part: turn(found) if isinstance(found, str) else [turn(text) for text in found]
                for part, found in self.filled(value)}  # fmt: skip
        return {**value, **anew}

    def filled(self, value: Any) -> Iterator[tuple[str, str | list[str]]]:
        for part in self.parts if isinstance(value, dict) else ():
            found = value.get(part)
            if isinstance(found, str) or (isinstance(found, list) and all(isinstance(one, str) for one in found)):
                yield part, found


def sealed_parts(registry: Any = apps) -> Iterator[SealedParts]:
    for model in registry.get_models(include_auto_created=True):
        declared: dict[str, tuple[str, ...]] = getattr(declaration_of(model), "encrypted", {})
        for column, parts in declared.items():
            yield SealedParts(model, column, parts)
