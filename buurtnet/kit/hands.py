"""The same work done by several processes at once, its results in order.

Each process is a new Python with Django set up: it shares no connection, lock or thread with this one, and ends
with it, however that ends.
"""

import ctypes
import multiprocessing
import os
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from typing import Final

import django

from buurtnet.kit.plain_error import PlainError

WAITING_A_HAND: Final = 2  # results that may wait, so that memory holds a few whatever there is to do
PR_SET_PDEATHSIG: Final = 1


def by_many_hands[Given, Made](work: Callable[[Given], Made], given: Iterable[Given]) -> Iterator[Made]:
    """What ``work`` (a function at the top of a module) makes of each thing, on all processors.

    Raises PlainError when one of the processes was killed, and what ``work`` itself raises.
    """
    hands = os.process_cpu_count() if hasattr(os, "process_cpu_count") else os.cpu_count()
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(hands, mp_context=context, initializer=_begin, initargs=(os.getpid(),)) as pool:
        waiting: deque[Future[Made]] = deque()
        try:
            for one in given:
                if len(waiting) >= WAITING_A_HAND * (hands or 1):
                    yield waiting.popleft().result()
                waiting.append(pool.submit(work, one))
            while waiting:
                yield waiting.popleft().result()
        except BrokenProcessPool as error:
            raise PlainError("A process that helped was ended, perhaps for lack of memory. Try again.") from error
        finally:
            pool.shutdown(wait=False, cancel_futures=True)


def end_with_parent(sign: signal.Signals) -> None:
    """Get this sign when the process that began this one ends. Where the system cannot do that, nothing happens."""
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, sign)


def _begin(parent: int) -> None:
    end_with_parent(signal.SIGKILL)
    if os.getppid() != parent:  # it ended before we could ask
        os._exit(1)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the one who gave the work
    django.setup()
