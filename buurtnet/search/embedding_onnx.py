"""A sentence model of the operator's own, as ONNX: ``model.onnx`` and ``tokenizer.json`` in a folder.

Works with models such as multilingual-e5: a transformer whose first output is a vector for each piece of text, of
which the mean is taken. It needs the packages ``onnxruntime`` and ``tokenizers``, which Buurtnet does not bring.
"""

import threading
from collections.abc import Sequence
from functools import lru_cache
from hashlib import blake2b
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from buurtnet.kit.plain_error import PlainError

MODEL, TOKENIZER = "model.onnx", "tokenizer.json"
NEEDED: Final = ("onnxruntime", "tokenizers")
PREFIXES: Final = {"E5": ("query: ", "passage: "), "NONE": ("", "")}
MOST_PIECES = 512  # of a text; what models of this kind were made with
CHUNK = 1 << 20  # bytes read at once


def name_of(folder: Path, prefixes: str) -> str:
    """The name of the model in a folder, by what is in its files; "" when something that it needs is missing."""
    if what_is_missing(folder):
        return ""
    said = [(path.stat().st_size, path.stat().st_mtime_ns) for path in (folder / MODEL, folder / TOKENIZER)]
    return f"onnx:{_sum_of(folder, tuple(said))}:{prefixes.lower()}"


def what_is_missing(folder: Path) -> str:
    """One sentence on what keeps the model of a folder from being used; "" for nothing."""
    absent = [name for name in (MODEL, TOKENIZER) if not (folder / name).is_file()]
    if absent:
        return f"MEANING_MODEL_DIR must hold {MODEL} and {TOKENIZER}; in {folder} there is no {absent[0]}."
    packages = [name for name in NEEDED if not find_spec(name)]
    if packages:
        return f"The model in {folder} needs the packages {' and '.join(NEEDED)}; install {' and '.join(packages)}."
    return ""


class OnnxBackend:
    """The model of a folder, on one thread. Raises PlainError when it cannot be used."""

    def __init__(self, folder: Path, prefixes: str) -> None:
        if problem := what_is_missing(folder):
            raise PlainError(problem)
        self.name = name_of(folder, prefixes)
        self._question, self._passage = PREFIXES[prefixes]
        self._asking = threading.Lock()
        try:
            self._tokenizer, self._session = _loaded(folder)
            self._inputs = {one.name for one in self._session.get_inputs()}
            self.dimensions = self._vectors(["a"]).shape[1]
        except Exception as error:  # whatever these packages raise for a file that is no model
            first = (str(error).strip().splitlines() or [type(error).__name__])[0]
            raise PlainError(f"The model in {folder} cannot be used: {first[:200]}") from error

    def of_questions(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return self._vectors([self._question + text for text in texts])

    def of_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return self._vectors([self._passage + text for text in texts])

    def _vectors(self, texts: Sequence[str]) -> NDArray[np.float32]:
        if not texts:
            return np.zeros((0, self.dimensions), dtype=np.float32)
        with self._asking:
            read = self._tokenizer.encode_batch(list(texts))
            given = {
                "input_ids": np.array([one.ids for one in read], dtype=np.int64),
                "attention_mask": np.array([one.attention_mask for one in read], dtype=np.int64),
                "token_type_ids": np.array([one.type_ids for one in read], dtype=np.int64),
            }
            pieces = self._session.run(None, {name: given[name] for name in given if name in self._inputs})[0]
        weight = given["attention_mask"][:, :, None].astype(np.float32)
        mean = (np.asarray(pieces, dtype=np.float32) * weight).sum(axis=1) / weight.sum(axis=1)
        length = np.linalg.norm(mean, axis=1, keepdims=True)
        return np.asarray(mean / np.maximum(length, 1e-9), dtype=np.float32)


def _loaded(folder: Path) -> tuple[Any, Any]:
    """Its tokenizer and its session. These packages are absent where nobody has a model of his own."""
    import onnxruntime  # noqa: PLC0415
    import tokenizers  # noqa: PLC0415

    tokenizer = tokenizers.Tokenizer.from_file(str(folder / TOKENIZER))
    tokenizer.enable_truncation(MOST_PIECES)
    tokenizer.enable_padding()
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    session = onnxruntime.InferenceSession(str(folder / MODEL), options, providers=["CPUExecutionProvider"])
    return tokenizer, session


@lru_cache(maxsize=4)
def _sum_of(folder: Path, _said: tuple[tuple[int, int], ...]) -> str:
    """The sum of both files, read again when their sizes or times are others."""
    total = blake2b(digest_size=8)
    for name in (MODEL, TOKENIZER):
        with (folder / name).open("rb") as file:
            while chunk := file.read(CHUNK):
                total.update(chunk)
    return total.hexdigest()
