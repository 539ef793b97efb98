"""Fifty at once for one slot of a place: that one has it, and in what time; and a month of its calendar.

    python -m bench.booking [--many 50] [--rounds 5]

It fills a data folder of its own with the demo and asks from five processes, ten threads each, as a busy evening
would: on SQLite, or with ``DATABASE_URL`` on PostgreSQL (an empty database). What says most is the ratio: fifty at
once against fifty one after another, each for an hour of its own. Goal: one has it, no error, the slowest answer
within a second; a month at the 95th percentile within 80 ms.
"""

import argparse
import datetime as dt
import os
import shutil
import subprocess
import sys
import tempfile
import time
import uuid
from collections import Counter
from pathlib import Path

from bench.measures import run, spread

PROCESSES = 5
EACH = 60
ASK = r"""
import datetime as dt, sys, threading, time, uuid
import django
django.setup()
from buurtnet.places.access import venues_with_hours
from buurtnet.places.booking import NotFreeError, Wish, book
from buurtnet.places.models import Venue
venue = venues_with_hours(Venue.objects.all()).get(pk=sys.argv[1])
def ask(start):
    began = time.perf_counter()
    try:
        book(venue, Wish(start, start + dt.timedelta(hours=1)), form_key=uuid.uuid4(), by=None)
        said = "had"
    except NotFreeError as error:
        said = error.reason.value
    except Exception as error:
        said = type(error).__name__
    sys.stdout.write(f"{said} {time.perf_counter() - began}\n")
print("ready", flush=True)
for line in sys.stdin:
    start = dt.datetime.fromisoformat(line.strip())
    threads = [threading.Thread(target=ask, args=[start]) for _ in range(int(sys.argv[2]))]
    for one in threads: one.start()
    for one in threads: one.join()
    print("done", flush=True)
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--many", type=int, default=50)
    parser.add_argument("--rounds", type=int, default=5)
    args = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="buurtnet-bench-booking-"))
    try:
        os.environ |= {
            "BUURTNET_DEMO": "1", "MEANING": "off", "SEARCHES_PER_MINUTE": "0", "BUURTNET_DATA_DIR": str(folder),
            "DJANGO_SETTINGS_MODULE": "buurtnet.config.settings",
        }  # fmt: skip
        demo = [sys.executable, "-m", "buurtnet.config", "demo", "--no-serve", "--data-dir", str(folder)]
        run(demo, env=dict(os.environ))
        measure(args.many, args.rounds)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def measure(many: int, rounds: int) -> None:
    import django  # noqa: PLC0415  # the data folder must be named first

    django.setup()
    from django.db import connection, connections  # noqa: PLC0415

    venue, slots = empty_venue(rounds + many)
    print(f"{many} at once, {PROCESSES} processes, on {connection.vendor}")
    connections.close_all()
    alone = one_by_one(venue, slots[rounds:])
    at_once(venue, slots[:rounds], many, alone)
    month(venue)


def empty_venue(slots: int) -> tuple[str, list[dt.datetime]]:
    """A place of its own, open day and night, and so many hours of it that nobody has."""
    from django.utils import timezone  # noqa: PLC0415

    from buurtnet.areas.models import Network  # noqa: PLC0415
    from buurtnet.places.models import OpenHours, Venue  # noqa: PLC0415

    network = Network.objects.get(slug="havendijk")
    venue = Venue.objects.create(network=network, name="Bench", approval="direct", buffer_after=15)
    OpenHours.objects.bulk_create(
        OpenHours(venue=venue, kind="bookable", weekday=day, opens_at=dt.time(0), closes_at=dt.time(23, 59))
        for day in range(7)
    )
    first = timezone.now().replace(minute=0, second=0, microsecond=0) + dt.timedelta(days=2)
    return str(venue.pk), [first + dt.timedelta(hours=2 * number) for number in range(slots)]


def one_by_one(venue: str, slots: list[dt.datetime]) -> float:
    """Seconds in which each of so many is booked after the other, each for an hour of its own."""
    from buurtnet.places.access import venues_with_hours  # noqa: PLC0415
    from buurtnet.places.booking import Wish, book  # noqa: PLC0415
    from buurtnet.places.models import Venue  # noqa: PLC0415

    found = venues_with_hours(Venue.objects.all()).get(pk=venue)
    began = time.perf_counter()
    for start in slots:
        book(found, Wish(start, start + dt.timedelta(hours=1)), form_key=uuid.uuid4(), by=None)
    took = time.perf_counter() - began
    print(f"{len(slots)} one after another, each its own hour   {took:6.2f} s")
    return took


def at_once(venue: str, slots: list[dt.datetime], many: int, alone: float) -> None:
    """All for the same hour, round after round; stops the bench when anything but one winner comes out."""
    command = [sys.executable, "-c", ASK, venue, str(many // PROCESSES)]
    asking = [
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) for _ in range(PROCESSES)
    ]
    for one in asking:
        assert one.stdout
        assert one.stdout.readline() == "ready\n"
    for slot in slots:
        began, words, seconds = time.perf_counter(), Counter[str](), []
        for one in asking:
            assert one.stdin
            one.stdin.write(f"{slot.isoformat()}\n")
            one.stdin.flush()
        for one in asking:
            assert one.stdout
            while (line := one.stdout.readline()) != "done\n":
                word, _blank, took = line.partition(" ")
                words[word] += 1
                seconds.append(float(took))
        whole = time.perf_counter() - began
        if words != {"had": 1, "taken": many // PROCESSES * PROCESSES - 1}:
            raise SystemExit(f"Not one winner: {dict(words)}")
        print(
            f"all for one hour: 1 has it, {words['taken']} hear so   {whole:6.2f} s   {whole / alone:5.2f} times",
            *(f"{name} {value:6.0f} ms" for name, value in spread(seconds).items()), flush=True,
        )  # fmt: skip
    for one in asking:
        assert one.stdin
        one.stdin.close()
        one.wait()


def month(venue: str) -> None:
    """A month of one place, fully booked, through the whole of Django; times are of this process."""
    from django.test import Client  # noqa: PLC0415
    from django.utils import timezone  # noqa: PLC0415

    from buurtnet.places.models import BookedQuarter, Booking, Venue  # noqa: PLC0415

    found = Venue.objects.get(pk=venue)
    found.booked_quarters.all().delete()
    first = timezone.now().replace(minute=0, second=0, microsecond=0)
    booking = Booking.objects.filter(venue=found)[0]
    BookedQuarter.objects.bulk_create(
        BookedQuarter(venue=found, booking=booking, quarter=first + dt.timedelta(minutes=15 * number))
        for number in range(60 * 96)
        if number % 7
    )
    client, seconds = Client(SERVER_NAME="localhost"), []
    url = f"/havendijk/plekken/{venue}/maand/?maand={first + dt.timedelta(days=31):%Y-%m}"
    for _ in range(EACH):
        began = time.process_time()
        if client.get(url).status_code != 200:
            raise SystemExit("The month is no page.")
        seconds.append(time.process_time() - began)
    print("a month, full   ", *(f"{name} {value:7.1f} ms" for name, value in spread(seconds[1:]).items()))


if __name__ == "__main__":
    main()
