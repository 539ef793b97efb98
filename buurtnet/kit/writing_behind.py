"""What a process counts in its memory and writes in bulk, so that a visitor waits for no write.

What waits is lost when a process is killed: a minute of counts at most.
"""

import atexit
import logging
import os
import threading
import time
from collections.abc import Callable

from django.db import Error, connection

EVERY = 60.0  # seconds between two writings
PAUSE = 1.0  # seconds between two writings at least, also when the database is away and much waits

logger = logging.getLogger(__name__)


class WritingBehind:
    """Who writes what waits: one thread in each process that serves pages, begun by the first that waits there.

    ``flush`` writes it all; when it raises an error of the database, what waits goes on waiting.
    """

    def __init__(self, what: str, flush: Callable[[], object]) -> None:
        self._what, self._flush = what, flush
        self._is_wanted = False
        self._process = 0
        self._beginning = threading.Lock()
        self._much = threading.Event()

    def want(self) -> None:
        """From now on this process writes by itself, and each that it forks: a thread does not cross a fork."""
        self._is_wanted = True

    def something_waits(self, *, is_much: bool = False) -> None:
        """See to it that it is written: within a minute, or at once when it is much. Asks nothing of the database."""
        if is_much:
            self._much.set()
        if not self._is_wanted or self._process == os.getpid():
            return
        with self._beginning:
            if self._process == os.getpid():
                return
            self._process = os.getpid()
        threading.Thread(target=self._run, name=self._what, daemon=True).start()
        atexit.register(self.write)

    def write(self) -> None:
        """Write now; a database that is away is told to the log, and never to a visitor."""
        self._much.clear()
        try:
            self._flush()
        except Error:
            logger.exception("The %s could not be written; they wait.", self._what)

    def _run(self) -> None:
        while True:
            self._much.wait(EVERY)
            try:
                self.write()
            finally:
                connection.close()
            time.sleep(PAUSE)
