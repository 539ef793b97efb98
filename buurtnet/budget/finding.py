"""Which ideas a page shows: by how it stands with them, by neighbourhood, newest or best liked first."""

from dataclasses import dataclass
from typing import Any, Final

from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from buurtnet.areas.here import neighbourhood_in
from buurtnet.areas.models import Area, Network
from buurtnet.budget.choices import IdeaState
from buurtnet.budget.models import Idea

# How it stands with them, as the address says it; the words on the chip; and the states.
STANDS: Final = {
    "idee": (_("Nieuwe ideeën"), (IdeaState.IDEA,)),
    "vraagt-geld": (_("Vraagt geld"), (IdeaState.SUBMITTED, IdeaState.ASKED_BACK)),
    "bezig": (_("Aan de slag"), (IdeaState.GRANTED, IdeaState.PAID)),
    "gelukt": (_("Gelukt"), (IdeaState.DONE, IdeaState.DONE_OTHERWISE, IdeaState.TOLD)),
    "niet-door": (_("Niet doorgegaan"), (IdeaState.REFUSED, IdeaState.RETURNED)),
}  # fmt: skip
LIKED: Final = "goed"


@dataclass(frozen=True)
class Wanted:
    """What someone wants to see. ``stand``: a key of ``STANDS``, or all; ``order``: newest, or best liked first."""

    stand: str = ""
    area: Area | None = None
    order: str = ""
    on_map: bool = False


@dataclass(frozen=True)
class Chip:
    label: str
    url: str
    is_on: bool


def wanted_in(said: QueryDict, network: Network) -> Wanted:
    """As the address says it; nonsense counts as not said."""
    stand = said.get("stand", "")
    return Wanted(
        stand=stand if stand in STANDS else "",
        area=neighbourhood_in(network, said.get("buurt", "")[:120]) if said.get("buurt") else None,
        order=LIKED if said.get("orde") == LIKED else "",
        on_map=said.get("bekijk") == "kaart",
    )


def find(network: Network, wanted: Wanted) -> QuerySet[Idea]:
    rows = Idea.objects.shown_in(network).select_related("network", "area").defer("contact")
    if wanted.stand:
        rows = rows.filter(state__in=STANDS[wanted.stand][1])
    if wanted.area:
        rows = rows.filter(area=wanted.area)
    return rows.order_by(*(["-likes"] if wanted.order else []), "-told_at_first", "pk")


def chips_of(said: QueryDict, wanted: Wanted) -> list[Chip]:
    """One for each way it can stand, and one for all."""
    ways: list[tuple[str, Any]] = [("", _("Alles")), *((key, label) for key, (label, _states) in STANDS.items())]
    return [Chip(str(label), address(said, stand=key), wanted.stand == key) for key, label in ways]


def address(said: QueryDict, **changes: str) -> str:
    """The same list with one thing otherwise, from its first page."""
    query = said.copy()
    query.pop("pagina", None)
    for name, value in changes.items():
        query.pop(name, None)
        if value:
            query[name] = value
    return f"?{query.urlencode()}"
