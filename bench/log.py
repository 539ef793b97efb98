"""Measures the log: writing one row, sealing, and the look at the whole chain, beside their goals.

    python -m bench.log [--rows 1000000]

On SQLite in a folder that goes away, or on the empty database in ``DATABASE_URL``.
"""

import argparse
import os
import resource
import shutil
import statistics
import tempfile
import time
import uuid
from collections.abc import Callable
from itertools import batched
from pathlib import Path

import django
from django.utils.module_loading import import_string

WRITES = 2_000
AT_A_TIME = 5_000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=1_000_000)
    args = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="buurtnet-bench-log-"))
    try:
        os.environ.update(
            DJANGO_SETTINGS_MODULE="buurtnet.config.settings", BUURTNET_DATA_DIR=str(folder), BUURTNET_DEMO="1"
        )
        django.setup()
        import_string("buurtnet.config.prepare.prepare")()
        write_some()
        look_at(args.rows)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def write_some() -> None:
    """One row after the other, each in a transaction of its own: the dearest way."""
    record, view = import_string("buurtnet.privacy.log.record"), import_string("buurtnet.privacy.choices.Action").VIEW
    actor, subject = uuid.uuid4(), uuid.uuid4()
    times = sorted(
        seconds(lambda: record(view, actor=actor, subject=subject, object_kind="people.Card", object_id="7")) * 1_000
        for _ in range(WRITES)
    )
    middle, most = statistics.median(times), times[int(WRITES * 0.95)]
    print(f"writing one row   median {middle:.2f} ms, 95 % {most:.2f} ms (goal: 2 ms)")


def look_at(rows: int) -> None:
    log_row = import_string("buurtnet.privacy.models.LogRow")
    ids = [str(uuid.uuid4()) for _ in range(1_000)]
    for numbers in batched(range(rows - WRITES), AT_A_TIME):
        log_row.objects.bulk_create(
            log_row(
                action="view", actor=ids[n % 997], subject=ids[n % 1_000], object_kind="people.Card", object_id=str(n)
            )
            for n in numbers
        )
    print(f"sealing           {seconds(import_string('buurtnet.privacy.sealing.seal')):.1f} s for {rows:,} rows")
    idle = seconds(lambda: import_string("buurtnet.privacy.sealing.seal")(everything=False))
    print(f"sealing nothing   {idle * 1_000:.1f} ms")
    import_string("buurtnet.privacy.heads.note_newest")(patience=0)
    before = memory()
    verify, found = import_string("buurtnet.privacy.verifying.verify"), []
    took = seconds(lambda: found.append(verify()))
    sealed, faults = found[0].sealed, found[0].faults
    print(f"looking at all    {took:.1f} s for {sealed:,} rows, {faults} faults (goal: 60 s for a million)")
    print(f"                  memory grew by {memory() - before:.0f} MB")


def seconds(job: Callable[[], object]) -> float:
    begin = time.perf_counter()
    job()
    return time.perf_counter() - begin


def memory() -> float:
    """The most this process ever had, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1_024


if __name__ == "__main__":
    main()
