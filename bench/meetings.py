"""Times the pages of a network with 500 open actions: the agenda of its next meeting, lists, what came of points.

    python -m bench.meetings [--actions 500]

It fills a data folder of its own (SQLite) with the demo and made-up actions, and asks through the whole of Django, in
this process; times are of its processor. Goal: agenda p95 80 ms.
"""

import argparse
import datetime as dt
import os
import shutil
import sys
import tempfile
from pathlib import Path

from bench.measures import run
from bench.needs import come_in, timed

EACH = 60


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--actions", type=int, default=500)
    args = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="buurtnet-bench-meetings-"))
    try:
        os.environ |= {
            "BUURTNET_DEMO": "1", "MEANING": "off", "SEARCHES_PER_MINUTE": "0", "BUURTNET_DATA_DIR": str(folder),
            "DJANGO_SETTINGS_MODULE": "buurtnet.config.settings",
        }  # fmt: skip
        demo = [sys.executable, "-m", "buurtnet.config", "demo", "--no-serve", "--data-dir", str(folder)]
        run(demo, env=dict(os.environ))
        measure(args.actions)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def measure(count: int) -> None:
    import django  # noqa: PLC0415  # the data folder must be named first

    django.setup()
    from django.utils import timezone  # noqa: PLC0415

    from buurtnet.areas.models import Network  # noqa: PLC0415
    from buurtnet.kit.collecting import collected_between_answers  # noqa: PLC0415
    from buurtnet.meetings.agreeing import can_own  # noqa: PLC0415
    from buurtnet.meetings.choices import COMING  # noqa: PLC0415
    from buurtnet.meetings.models import Action, Meeting  # noqa: PLC0415

    network = Network.objects.get(slug="havendijk")
    owners, today = list(can_own([network])), timezone.localdate()
    Action.objects.bulk_create(
        Action(
            network=network, text=f"Actie {number} van het netwerk", owner=owners[number % len(owners)],
            due=today + dt.timedelta(days=number % 60 - 20), reply_hash=f"bench {number}",
        )
        for number in range(count)
    )  # fmt: skip
    coming = Meeting.objects.filter(network=network, state__in=COMING).earliest("starts_at")
    first = Meeting.objects.filter(network=network).earliest("starts_at")
    client, site = come_in(network), f"/{network.slug}/beheer/"
    collected_between_answers()
    print(f"{count} open actions, in this process on SQLite")
    timed("agenda of the next meeting", EACH, lambda: client.get(f"{site}bijeenkomsten/{coming.pk}/agenda/"))
    timed("desk of the next meeting", EACH, lambda: client.get(f"{site}bijeenkomsten/{coming.pk}/"))
    timed("open actions", EACH, lambda: client.get(f"{site}acties/?lijst=lopend"))
    timed("points of the first meeting", EACH, lambda: client.get(f"{site}punten/?bijeenkomst={first.pk}"))
    timed("obstacles", EACH, lambda: client.get(f"{site}belemmeringen/"))


if __name__ == "__main__":
    main()
