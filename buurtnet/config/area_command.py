"""What the imports of areas and of places share: naming their columns, and the report at the end."""

import csv
from pathlib import Path

from buurtnet.areas.importing import Outcome
from buurtnet.config.plain_text import harmless, visible
from buurtnet.kit.plain_error import PlainError

SHOWN = 20


def words_of(text: str) -> dict[str, str]:
    """``code=postcode4,name=plaats`` as a dictionary. Raises PlainError."""
    pairs = [part.partition("=") for part in text.split(",") if part.strip()]
    if any(not sign or not value.strip() for _, sign, value in pairs):
        raise PlainError("--map is written as code=...,name=...,parent=...")
    return {name.strip(): value.strip() for name, _, value in pairs}


def tell(file: Path, outcome: Outcome, what: str, *, dry_run: bool, rejects: Path | None) -> None:
    """Print what an import did, its notes and the records that were not taken; write those to a file when asked."""
    would = "would be " if dry_run else ""
    print(
        f"{visible(file.name)}: {outcome.read:,} records read; {what} {would}added {outcome.added:,}, "
        f"changed {outcome.changed:,}, unchanged {outcome.unchanged:,}; rejected {len(outcome.rejected):,}."
    )
    for note in outcome.notes[:SHOWN]:
        print(visible(f"  {note}"))
    for reject in outcome.rejected[:SHOWN]:
        print(visible(f"  record {reject.number}: {reject.field} {reject.reason}"))
    if len(outcome.rejected) > SHOWN:
        print(f"  and {len(outcome.rejected) - SHOWN:,} more")
    if rejects is not None:
        with rejects.open("w", newline="", encoding="utf-8") as written:
            table = csv.writer(written)
            table.writerow(["record", "field", "reason"])
            for reject in outcome.rejected:
                table.writerow([str(reject.number), harmless(reject.field), harmless(reject.reason)])
