"""Python's search for objects that hold each other, held back where a great many live that do not.

It goes through all objects there are, over and over: half as long again for a page with cards, and the larger an
import, the more for each of its records.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

OBJECTS_A_LOOK: Final = 100_000
LOOKS_A_WIDER_LOOK: Final = (50, 100)
ANSWERS_A_FULL_LOOK: Final = 100


@contextmanager
def seldom_collected() -> Iterator[None]:
    """What lives already is not looked at, what is made now only now and then. What was set before is set again."""
    before = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(OBJECTS_A_LOOK, *LOOKS_A_WIDER_LOOK)
    try:
        yield
    finally:
        gc.set_threshold(*before)
        gc.unfreeze()


def collected_between_answers() -> None:
    """From now on nothing is collected by itself: whoever answers calls ``collect`` when an answer has gone out."""
    gc.collect()
    gc.freeze()
    gc.disable()


def collect(answers: int) -> None:
    """Collect what the last answer left; now and then, by the number of ``answers``, what earlier ones left too."""
    gc.collect(0 if answers % ANSWERS_A_FULL_LOOK else 2)
