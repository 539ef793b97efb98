"""Times the calendar of a network with 20,000 activities in series: a month, a week, and making dates ahead.

    python -m bench.agenda [--activities 20000]

It fills a data folder of its own (SQLite) with the demo and made-up activities, and asks through the whole of
Django, in this process; times are of its processor. Goal: the month p95 80 ms.
"""

import argparse
import datetime as dt
import os
import random
import shutil
import sys
import tempfile
from itertools import batched
from pathlib import Path

from bench.measures import run
from bench.needs import timed

EACH = 40
AT_A_TIME = 1_000
MONTH = dt.timedelta(days=31)
# Of how many in twenty: every week, every month, every year, and once.
PACES = ["FREQ=WEEKLY;BYDAY={day}"] * 3 + ["FREQ=MONTHLY;BYDAY=2{day}"] * 7 + ["FREQ=YEARLY"] * 2 + [""] * 8


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--activities", type=int, default=20_000)
    args = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="buurtnet-bench-agenda-"))
    try:
        os.environ |= {
            "BUURTNET_DEMO": "1", "MEANING": "off", "SEARCHES_PER_MINUTE": "0", "BUURTNET_DATA_DIR": str(folder),
            "DJANGO_SETTINGS_MODULE": "buurtnet.config.settings",
        }  # fmt: skip
        demo = [sys.executable, "-m", "buurtnet.config", "demo", "--no-serve", "--data-dir", str(folder)]
        run(demo, env=dict(os.environ))
        measure(args.activities)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def measure(activities: int) -> None:
    import django  # noqa: PLC0415  # the data folder must be named first

    django.setup()
    from django.test import Client  # noqa: PLC0415
    from django.utils import timezone  # noqa: PLC0415

    from buurtnet.agenda.dates import extend_all, make_dates  # noqa: PLC0415
    from buurtnet.agenda.finding import EVERYTHING, dates_in  # noqa: PLC0415
    from buurtnet.agenda.models import Activity  # noqa: PLC0415
    from buurtnet.areas.models import Network  # noqa: PLC0415

    network = Network.objects.get(slug="havendijk")
    dates = fill(network, activities)
    now, client = timezone.now(), Client(HTTP_HOST="localhost")
    some = list(Activity.objects.filter(network=network, repeats__rule__startswith="FREQ=WEEKLY")[:EACH])
    print(f"{activities:,} activities, {dates:,} dates, in this process on SQLite")
    timed("dates of a month, 50 of them", EACH, lambda: dates_in(network, EVERYTHING, now, now + MONTH, 50))
    timed("the page of a month", EACH, lambda: client.get("/havendijk/agenda/maand/"))
    timed("the page of a week", EACH, lambda: client.get("/havendijk/agenda/"))
    timed("dates of one series, made again", EACH, lambda: make_dates(some[0]))
    timed("the job of a day with nothing to do", 5, extend_all)


def fill(network: object, activities: int) -> int:
    """Activities with a repeat and the dates of thirteen months. Returns how many dates came."""
    from django.utils import timezone  # noqa: PLC0415

    from buurtnet.agenda.choices import ActivityState, ForWhom  # noqa: PLC0415
    from buurtnet.agenda.dates import Times, date_at, horizon, moments_of, repeat_of  # noqa: PLC0415
    from buurtnet.agenda.models import Activity, ActivityDate, Repeat  # noqa: PLC0415
    from buurtnet.areas.here import neighbourhoods_of  # noqa: PLC0415
    from buurtnet.areas.models import Network  # noqa: PLC0415
    from buurtnet.directory.hours import WEEKDAYS  # noqa: PLC0415

    assert isinstance(network, Network)
    dice, now, count = random.Random(4), timezone.now(), 0
    areas, whom = neighbourhoods_of(network), list(ForWhom.values)
    for numbers in batched(range(activities), AT_A_TIME):
        made = [
            Activity(
                network=network, title=f"Activiteit {number}", state=ActivityState.LIVE, area=dice.choice(areas),
                for_whom=[dice.choice(whom)], price_cents=dice.choice([0, 0, 250]), latitude=52.05, longitude=4.15,
            )
            for number in numbers
        ]  # fmt: skip
        Activity.objects.bulk_create(made)
        repeats = []
        for one in made:
            first = timezone.localdate() + dt.timedelta(days=dice.randrange(365))
            rule = dice.choice(PACES).format(day=WEEKDAYS[first.weekday()])
            repeats.append(repeat_of(one, Times(first, dt.time(dice.randrange(8, 21)), 90, rule)))
        rows = []
        for repeat in repeats:
            repeat.made_until = horizon(network, repeat.starts_on, now)
            times = Times(repeat.starts_on, repeat.starts_at, repeat.minutes, repeat.rule)
            found = moments_of(times, network, repeat.starts_on, repeat.made_until)
            rows += [date_at(moment, repeat, repeat.activity) for moment in found]
        Repeat.objects.bulk_create(repeats)
        ActivityDate.objects.bulk_create(rows, batch_size=500)
        count += len(rows)
    return count


if __name__ == "__main__":
    main()
