"""The ledger of a pot, and the figures, as files for a spreadsheet."""

import csv
import io
from collections.abc import Iterable, Iterator
from typing import Any, Final

from django.utils import timezone
from django.utils.translation import gettext as _

from buurtnet.budget.choices import WAYS, Account, BookingKind
from buurtnet.budget.models import Booking, Pot
from buurtnet.needs.telling_shown import FORMULA

MARK: Final = "\ufeff"  # so that a spreadsheet reads it as UTF-8
AT_A_TIME: Final = 2_000


def book_lines(pot: Pot) -> Iterator[str]:
    """Every booking of a pot, oldest first, with what was free after it. Amounts in euros, as Dutch writes them."""
    yield MARK
    yield from written([[
        _("nummer"), _("dag"), _("soort"), _("van"), _("naar"), _("bedrag"), _("vrij daarna"), _("idee"),
        _("van wie"), _("omschrijving"),
    ]])  # fmt: skip
    rows = Booking.objects.filter(pot=pot).order_by("number").values_list(
        "number", "booked_at", "kind", "cents", "idea__title", "idea__let_in_at", "idea__hidden_at", "contributor",
        "why",
    )  # fmt: skip
    yield from written(_lines_of(rows.iterator(chunk_size=AT_A_TIME)))


def _lines_of(rows: Iterable[tuple[Any, ...]]) -> Iterator[list[object]]:
    free = 0
    for number, at, kind, cents, title, let_in, hidden, contributor, why in rows:
        source, target = WAYS[BookingKind(kind)]
        free += cents * ((target == Account.FREE) - (source == Account.FREE))
        day = timezone.localdate(at).isoformat()
        shown = title if let_in and not hidden else ""
        said = BookingKind(kind).label, source.label, target.label
        yield [number, day, *said, in_euros(cents), in_euros(free), shown, contributor, why]


def in_euros(cents: int) -> str:
    return f"{cents // 100},{cents % 100:02}"


def written(rows: Iterable[Iterable[object]]) -> Iterator[str]:
    """Lines of a file; nothing in it is taken for a formula."""
    held = io.StringIO()
    writer = csv.writer(held, delimiter=";")
    for row in rows:
        writer.writerow([f"'{cell}" if str(cell).startswith(FORMULA) else cell for cell in row])
        yield held.getvalue()
        held.seek(0)
        held.truncate()
