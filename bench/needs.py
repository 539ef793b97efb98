"""Times the board of what plays here, and what is likely together, in a network with 50,000 questions and signals.

    python -m bench.needs [--items 50000] [--needs 200]

It fills a data folder of its own (SQLite) with the demo and made-up rows without texts that mean anything, and
asks through the whole of Django, in this process; times are of its processor. As a server does, it collects what is
left between two answers. Goals: board p95 80 ms; proposals for one item 1 s.
"""

import argparse
import datetime as dt
import gc
import os
import random
import shutil
import sys
import tempfile
import time
import uuid
from collections.abc import Callable
from itertools import batched
from pathlib import Path

from bench.measures import run, spread

EACH = 60
AT_A_TIME = 2_000
DAYS = 170
CONCEPTS = 400


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--items", type=int, default=50_000)
    parser.add_argument("--needs", type=int, default=200)
    args = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="buurtnet-bench-needs-"))
    try:
        os.environ |= {
            "BUURTNET_DEMO": "1", "MEANING": "off", "SEARCHES_PER_MINUTE": "0", "BUURTNET_DATA_DIR": str(folder),
            "DJANGO_SETTINGS_MODULE": "buurtnet.config.settings",
        }  # fmt: skip
        demo = [sys.executable, "-m", "buurtnet.config", "demo", "--no-serve", "--data-dir", str(folder)]
        run(demo, env=dict(os.environ))
        measure(args.items, args.needs)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def measure(items: int, needs: int) -> None:
    import django  # noqa: PLC0415  # the data folder must be named first

    django.setup()
    from django.utils import timezone  # noqa: PLC0415

    from buurtnet.areas.models import Network  # noqa: PLC0415
    from buurtnet.kit.collecting import collected_between_answers  # noqa: PLC0415
    from buurtnet.needs.models import SharedNeed  # noqa: PLC0415
    from buurtnet.needs.proposing import SIGNAL, alike, alike_to_need, proposals, the_item  # noqa: PLC0415

    network = Network.objects.get(slug="havendijk")
    network.rooms = [*{*network.rooms, "needs"}]
    network.save()
    signals = fill(network, items, needs)
    now, dice = timezone.now(), random.Random(8)

    def one_item() -> object:
        item = the_item(network, SIGNAL, dice.choice(signals), now)
        return alike(item, network, now) if item else None

    some = list(SharedNeed.objects.filter(network=network)[:20])
    client = come_in(network)
    board = f"/{network.slug}/beheer/wat-speelt/"
    collected_between_answers()
    print(f"{items:,} questions and signals, {needs} needs, in this process on SQLite")
    timed("board", EACH, lambda: client.get(board))
    timed("board of one neighbourhood", EACH, lambda: client.get(f"{board}?buurt=molenveld"))
    timed("a need, for who reads", EACH, lambda: client.get(f"{board}{dice.choice(some).pk}/"))
    timed("what looks like one item", 20, one_item)
    timed("what looks like one need", 20, lambda: alike_to_need(dice.choice(some), now))
    timed("all proposals of the network", 5, lambda: proposals(network, now))


def timed(what: str, times: int, ask: Callable[[], object]) -> None:
    ask()
    seconds = []
    for _ in range(times):
        gc.collect(0)  # as a server does when an answer has gone out
        start = time.process_time()  # all of it is in this process, and others may use the machine
        answer = ask()
        seconds.append(time.process_time() - start)
        if getattr(answer, "status_code", 200) != 200:
            raise SystemExit(f"{what}: {answer}")
    print(f"{what:<34}", *(f"{name} {value:7.1f} ms" for name, value in spread(seconds).items()), flush=True)


def fill(network: object, items: int, needs: int) -> list[uuid.UUID]:
    """Half questions and half signals, a fifth of which points to a need. Returns signals that point to none."""
    from django.utils import timezone  # noqa: PLC0415

    from buurtnet.areas.here import neighbourhoods_of  # noqa: PLC0415
    from buurtnet.areas.models import Network  # noqa: PLC0415
    from buurtnet.needs.models import Evidence, SharedNeed, Signal  # noqa: PLC0415
    from buurtnet.questions.models import Question  # noqa: PLC0415
    from buurtnet.themes.models import Theme  # noqa: PLC0415

    assert isinstance(network, Network)
    dice, now = random.Random(3), timezone.now()
    areas, themes = neighbourhoods_of(network), list(Theme.objects.all())
    made = [SharedNeed(network=network, title=f"Nood {number}") for number in range(needs)]
    SharedNeed.objects.bulk_create(made)
    for one in made:
        one.themes.add(dice.choice(themes))
        one.areas.add(dice.choice(areas))

    def about() -> dict[str, object]:
        return {"network": network, "area": dice.choice(areas), "text": "x", "take_by": now, "concepts": concepts()}

    def concepts() -> list[str]:
        return [f"begrip-{min(int(dice.expovariate(0.02)), CONCEPTS)}" for _ in range(dice.randint(0, 3))]

    def when() -> dt.datetime:
        return now - dt.timedelta(days=dice.random() * DAYS)

    free: list[uuid.UUID] = []
    for numbers in batched(range(items // 2), AT_A_TIME):
        signals = [Signal(kind="collective", theme=dice.choice(themes), given_at=when(), **about()) for _ in numbers]
        questions = [
            Question(
                age_band="parent", asked_for="self", code_hash=uuid.uuid4().hex, link_hash=uuid.uuid4().hex,
                asked_at=when(), answer_by=now, **about(),
            )
            for _ in numbers
        ]  # fmt: skip
        Signal.objects.bulk_create(signals)
        Question.objects.bulk_create(questions)
        through = Question.themes.through
        through.objects.bulk_create(through(question_id=one.pk, theme_id=dice.choice(themes).pk) for one in questions)
        days = {"counted_on": now.date()}
        rows = [Evidence(need=dice.choice(made), signal=one, area=one.area, **days) for one in signals[::5]]
        rows += [Evidence(need=dice.choice(made), question=one, area=one.area, **days) for one in questions[::5]]
        Evidence.objects.bulk_create(rows)
        free += [one.pk for one in signals[1::5]]
    return free


def come_in(network: object) -> "Client":  # noqa: F821  # known once Django is set up
    from django.test import Client  # noqa: PLC0415

    from buurtnet.people import doors  # noqa: PLC0415
    from buurtnet.people.choices import Role  # noqa: PLC0415
    from buurtnet.people.models import Membership  # noqa: PLC0415

    held = Membership.objects.current().filter(network=network, role=Role.DIRECTOR).select_related("person").first()
    assert held
    client = Client(SERVER_NAME="localhost")
    client.force_login(held.person, backend="buurtnet.people.doors.DoorsBackend")
    session = client.session
    session.update({doors.STRONG_AT: time.time(), doors.STRONG_SEEN_AT: time.time()})
    session.save()
    return client


if __name__ == "__main__":
    main()
