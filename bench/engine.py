"""Times questions inside one process: the engine's own search, and the whole ``find`` with blending and counts."""

import json
import os
import random
import resource
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from typing import TypedDict

import django

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # as the product is served; more threads only wait for each other
django.setup()

from bench.make_services import ACTIVITIES, STREETS, WORDS  # noqa: E402
from bench.measures import spread  # noqa: E402
from buurtnet.areas.finding import network_areas  # noqa: E402  # Django must be set up first
from buurtnet.areas.models import Network  # noqa: E402
from buurtnet.directory import find as finding  # noqa: E402
from buurtnet.directory.find import find  # noqa: E402
from buurtnet.directory.ranking import WEIGHTS, Weights  # noqa: E402
from buurtnet.directory.suggestions import suggest  # noqa: E402
from buurtnet.directory.wanted import Wanted  # noqa: E402
from buurtnet.search import meaning  # noqa: E402

EACH = 120
NEAR = (52.0, 4.8)
# As people type: worries, wishes, a language, several concepts at once.
SENTENCES = (
    "mijn kind wil niet naar school", "ik kan de huur niet meer betalen", "praten over mijn scheiding",
    "gratis sporten op woensdagmiddag voor mijn peuter", "my child is being bullied", "kinderopvang in het weekend",
    "hulp bij formulieren in het Turks", "samen eten met buren maar geen bingo",
)  # fmt: skip


class Areas(TypedDict):
    inside: tuple[int, ...]
    over: tuple[int, ...]


def main(slug: str) -> None:
    network = Network.objects.get(slug=slug)
    areas = network_areas(network)
    here: Areas = {"inside": areas.inside, "over": areas.over}
    spent = watch_the_engine()
    measure(questions(random.Random(2), here), spent, replace(WEIGHTS, meaning=0.0), "")
    if meaning.is_available():
        measure(questions(random.Random(2), here), spent, WEIGHTS, " and meaning")
    dice = random.Random(2)
    times, own = [], []
    for _ in range(EACH):
        start, busy = time.perf_counter(), time.process_time()
        suggest(dice.choice(ACTIVITIES)[: dice.randrange(3, 7)], **here, limit=8)
        times.append(time.perf_counter() - start)
        own.append(time.process_time() - busy)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    note = f"processor p95 {spread(own)['p95']:.1f} ms, memory {memory:.0f} MB"
    print(json.dumps({"what": "suggestions while typing", "ms": spread(times), "note": note}))


def measure(asked: dict[str, Callable[[], Wanted]], spent: list[float], weights: Weights, more: str) -> None:
    """The engine's own time (of the processor), that of the whole answer, and the processor's part of it."""
    for what, question in asked.items():
        whole, bare, own = [], [], []
        for number in range(EACH + 10):
            spent.append(0.0)
            start, busy = time.perf_counter(), time.process_time()
            find(question(), weights=weights)
            if number >= 10:
                whole.append(time.perf_counter() - start)
                own.append(time.process_time() - busy)
                bare.append(spent[-1])
        print(json.dumps({"what": f"engine{more}: {what}", "ms": spread(bare)}))
        note = "processor p95 {p95:.1f} ms".format(**spread(own))
        print(json.dumps({"what": f"with blend{more} and counts: {what}", "ms": spread(whole), "note": note}))


def watch_the_engine() -> list[float]:
    """Seconds of the processor in the engine's own search are added to the last of the list that is returned."""
    spent: list[float] = []
    engine_search = finding.search

    def timed_search(*args: object, **kwargs: object) -> object:
        start = time.process_time()
        try:
            return engine_search(*args, **kwargs)  # type: ignore[arg-type]
        finally:
            spent[-1] += time.process_time() - start

    finding.search = timed_search  # type: ignore[assignment]
    return spent


def questions(dice: random.Random, here: Areas) -> dict[str, Callable[[], Wanted]]:
    return {
        "one word": lambda: Wanted(text=dice.choice(ACTIVITIES), **here),
        "three words": lambda: Wanted(
            text=f"{dice.choice(ACTIVITIES)} {dice.choice(WORDS)} {dice.choice(STREETS)}", **here
        ),
        "common words": lambda: Wanted(text=" ".join(dice.sample(WORDS, 2)), **here),
        "half a word": lambda: Wanted(text=dice.choice(ACTIVITIES)[:5], **here),
        "a typo": lambda: Wanted(text=typo(dice.choice(ACTIVITIES), dice), **here),
        "word, near, age, free": lambda: Wanted(text=dice.choice(ACTIVITIES), near=NEAR, age=3, free=True, **here),
        "a sentence": lambda: Wanted(text=dice.choice(SENTENCES), **here),
        "no words, near": lambda: Wanted(near=NEAR, **here),
        "no words, open this week": lambda: Wanted(open_="week", gables=(1,), **here),
    }


def typo(word: str, dice: random.Random) -> str:
    place = dice.randrange(1, len(word) - 2)
    return word[:place] + word[place + 1] + word[place] + word[place + 2 :]


if __name__ == "__main__":
    main(sys.argv[1])
