"""What the three import commands share: their arguments, the progress bar, and the report at the end."""

import argparse
import csv
import re
import sys
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings
from tqdm import tqdm

from buurtnet.config.plain_text import harmless, visible
from buurtnet.directory import reach, search
from buurtnet.exchange.importing import Counts, Options, Outcome, bring_in, remembered
from buurtnet.exchange.reading import Reading
from buurtnet.exchange.records import Kind, Reject
from buurtnet.kit.plain_error import PlainError
from buurtnet.search.index import BusyError, is_readable
from buurtnet.search.models import Change
from buurtnet.search.outbox import drain, rebuild_all

REJECTS_SHOWN = 20
REBUILD_FROM = 20_000  # so many changes are quicker made by writing the index anew


def shared_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--source", metavar="SLUG", help="where the entries come from: a short name, the same each time"
    )
    parser.add_argument("--licence", default="", help="licence of the source, shown with its entries; remembered")
    parser.add_argument("--encoding", default="", help="encoding of the file when it is not UTF-8; remembered")
    parser.add_argument("--dry-run", action="store_true", help="tell what would change and write nothing")
    parser.add_argument(
        "--partial", action="store_true", help="the file is not all of the source: nothing counts as gone"
    )
    parser.add_argument(
        "--rejects", metavar="FILE.csv", type=Path,
        help="where to list what could not be taken over (default: rejects/SLUG.csv in the data folder)",
    )  # fmt: skip


def options_of(args: argparse.Namespace) -> Options:
    """The options given; encoding and licence as they were the last time when they are not given now."""
    slug = args.source or ""
    if not re.fullmatch(r"[a-z0-9]([a-z0-9_-]{0,58}[a-z0-9])?", slug):
        raise PlainError(
            f"{slug!r} is no name for a source: take small letters, digits and hyphens, for example schools-2024."
            if slug
            else "Name the source with --source, for example --source schools-2024."
        )
    before = remembered(slug)
    if len(args.licence) > 120:
        raise PlainError("A licence is named in at most 120 signs, for example CC BY 4.0.")
    return Options(
        source=slug,
        licence=args.licence or before.licence,
        encoding=args.encoding or before.encoding,
        partial=args.partial,
        dry_run=args.dry_run,
    )


def run_import(reading: Reading, options: Options, args: argparse.Namespace) -> int:
    """Import, bring the index up to date, report. Exit code 0, also when single entries were rejected."""
    rejects = Rejects()
    outcome = bring_in(reading, options, rejects, Bar())
    report(reading, options, outcome)
    rejects.report(args.rejects, options.source)
    if not options.dry_run:
        bring_index_up_to_date()
    return 0


def bring_index_up_to_date() -> None:
    """The changes of this import into the search index; another process that writes it takes them along."""
    try:
        if Change.objects.count() >= REBUILD_FROM:
            search.rebuild_index(Bar())
        elif is_readable():
            drain()
        else:
            rebuild_all()
    except BusyError:
        print("Another process is writing the search index: it brings the index up to date.")


def follow_areas() -> int:
    """After areas changed: what services reach is made anew and found anew. Returns how many services moved."""
    moved = reach.recompute()
    bring_index_up_to_date()
    return len(moved)


class Bar:
    """A progress bar on standard error, silent where nobody looks."""

    def __init__(self) -> None:
        self._bar: tqdm[None] | None = None

    def start(self, what: str, total: int, unit: str) -> None:
        self.stop()
        self._bar = tqdm(  # type: ignore[assignment]  # it counts, it goes through nothing
            total=total or None, desc=what, unit=unit, unit_scale=True, disable=None, file=sys.stderr, leave=False
        )

    def step(self, amount: int) -> None:
        if self._bar is not None:
            self._bar.update(amount)

    def stop(self) -> None:
        if self._bar is not None:
            self._bar.close()
            self._bar = None


def report(reading: Reading, options: Options, outcome: Outcome) -> None:
    """The counts, and what there is to say of the file as a whole."""
    begin = "Nothing was written: this is what an import would do." if options.dry_run else "Done."
    entries = "1 entry" if outcome.entries == 1 else f"{outcome.entries:,} entries"
    print(f"{begin} {reading.name} as source {options.source}: {entries} read.")
    print(f"{'':16}" + "".join(f"{name:>11}" for name in Counts.__slots__))
    for kind in reversed(Kind):
        counts = [getattr(outcome.counts[kind], name) for name in Counts.__slots__]
        if any(counts):
            print(f"{kind.plural:16}" + "".join(f"{count:>11,}" for count in counts))
    if outcome.joined:
        print(f"{outcome.joined:,} entries have the id of an earlier one and were put together with it.")
    if outcome.unread:
        print(f"{outcome.unread:,} entries or rows could not be used.")
    if outcome.partial:
        print(f"Nothing counts as gone: {outcome.partial}.")
    for remark in reading.remarks:
        print(visible(remark))


@dataclass
class Rejects:
    """What could not be taken over, gathered while an import goes on."""

    found: list[Reject] = field(default_factory=list)

    def __call__(self, reject: Reject) -> None:
        self.found.append(reject)

    def report(self, asked: Path | None, source: str) -> None:
        """The first ones on screen, all of them in a file that replaces the one of the last import."""
        path = asked or Path(settings.DATA_DIR) / "rejects" / f"{source}.csv"
        if not self.found:
            path.unlink(missing_ok=True) if asked is None else self._write(path)
            return
        self._write(path)
        many = f"{len(self.found):,} things" if len(self.found) > 1 else "1 thing"
        print(f"{many} could not be taken over as they are; listed in {path}")
        for one in self.found[:REJECTS_SHOWN]:
            what = " ".join(part for part in (one.kind, one.id) if part)
            why = f"{one.field} {one.reason}".strip() + (f" ({one.value[:60]})" if one.value else "")
            print(visible(f"  {one.where.file}, row {one.where.row}: {what}: {why}"))
        if len(self.found) > REJECTS_SHOWN:
            print(f"  and {len(self.found) - REJECTS_SHOWN:,} more")

    def _write(self, path: Path) -> None:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with path.open("w", encoding="utf-8", newline="") as file:
            table = csv.writer(file, quoting=csv.QUOTE_ALL, lineterminator="\n")
            table.writerow(["file", "row", "kind", "id", "field", "value", "reason"])
            for one in self.found:
                cells = (one.where.file, str(one.where.row), one.kind, one.id, one.field, one.value, one.reason)
                table.writerow([harmless(cell) for cell in cells])
