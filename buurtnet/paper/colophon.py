"""Where what is printed comes from, and which numbers to call when something is wrong."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from buurtnet.areas.models import Network
from buurtnet.directory.models import Source
from buurtnet.paper.contents import Section
from buurtnet.paper.ground import Ground
from buurtnet.themes.danger import DangerLine, all_lines

OURS = {"", "demo"}  # made here: no source to name


@dataclass(frozen=True)
class Origin:
    name: str
    licence: str


def origins_of(sections: Iterable[Section], ground: Ground | None) -> list[Origin]:
    """The sources of what is printed, each with its licence, and of the map."""
    pairs = {
        (entry.source, entry.licence)
        for section in sections
        for block in section.blocks
        for entry in block.entries
        if entry.source not in OURS
    }
    named = {source.pk: source for source in Source.objects.filter(pk__in={slug for slug, _licence in pairs})}
    found = [
        Origin((named[slug].attribution or str(named[slug])) if slug in named else slug, licence)
        for slug, licence in sorted(pairs)
    ]
    if ground and ground.attribution:
        found.append(Origin(_("Kaart: %(name)s") % {"name": ground.attribution}, ""))
    return found


def lines_to_call(network: Network) -> list[DangerLine]:
    """The lines of danger that have a number, in the language of the page."""
    return [line for line in all_lines(network.country) if line.phone]
