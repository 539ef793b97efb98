"""What one can do together here, on the home of a network and a neighbourhood: ways in, and a small success."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from buurtnet.agenda.models import Story
from buurtnet.agenda.stories import latest
from buurtnet.areas.choices import Room
from buurtnet.areas.models import Area, Network

# Room, page, what it is called, what one finds there, and its sign; each stands there when its room is on.
WAYS_IN: Final = (
    (
        Room.PLACES, "places:venues_now", _("Waar kan ik nu terecht?"),
        _("Voor jongeren: hier is het open, en er is iemand."), "door-open",
    ),
    (
        Room.PLACES, "places:venue_list", _("Plekken om te gebruiken"),
        _("Een zaal, een keuken, een tuin of een speelplek."), "house",
    ),
    (
        Room.PLACES, "places:clinic_list", _("Spreekuren"),
        _("Praat even met iemand die er veel van weet. Kies zelf een tijd."), "calendar-days",
    ),
    (
        Room.GROUPS, "groups:group_list", _("Groepen"),
        _("Ouders, buren en jongeren die elkaar vaker zien."), "users",
    ),
    (
        Room.PRACTICES, "practices:library", _("Wat werkt in een buurt"),
        _("Goede voorbeelden. Begin er hier ook een."), "sun",
    ),
    (
        Room.BUDGET, "budget:home", _("Buurtbudget"),
        _("Geld voor jouw idee, binnen een paar dagen."), "coins",
    ),
    (
        Room.VOTING, "voting:home", _("Stemmen"),
        _("Kies mee waar het geld van de buurt heen gaat."), "circle-check",
    ),
    (
        Room.BULLETIN, "bulletin:archive", _("Nieuwsbrief"),
        _("Wat er te doen is, in je mail of op papier."), "mail",
    ),
)  # fmt: skip


@dataclass(frozen=True)
class WayIn:
    """``about``: what one finds there, in one line."""

    url: str
    label: str
    about: str
    icon: str


def ways_in(network: Network) -> Iterator[WayIn]:
    """The pages of what is done together, of the rooms this network switched on."""
    for room, name, label, about, icon in WAYS_IN:
        if network.has(room):
            yield WayIn(reverse(name, args=[network.slug]), str(label), str(about), icon)


def small_success(network: Network, area: Area | None) -> Story | None:
    """The last one of the neighbourhood, or of the network."""
    found = latest(network, area, 1) if network.has(Room.AGENDA) else []
    return found[0] if found else None
