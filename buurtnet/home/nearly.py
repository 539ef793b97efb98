"""When little or nothing was found: what comes near, said as such, and what can be tried.

None of it stands in the ranked list.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

from django.urls import reverse
from django.utils.translation import gettext as _

from buurtnet.directory import ranking
from buurtnet.directory.card_rows import services_for_cards
from buurtnet.directory.cards import ServiceCard, Viewpoint, cards_of
from buurtnet.directory.find import Found, Hit, find
from buurtnet.home.asked import NOTHING, Asked
from buurtnet.home.front import Link
from buurtnet.home.understood import Understanding
from buurtnet.people.access import connectors_of

MOST_OF_A_KIND = 3


@dataclass(frozen=True)
class Near:
    """Cards that are no answer, and in what they differ from one."""

    heading: str
    intro: str
    cards: list[ServiceCard]


@dataclass(frozen=True)
class Nearly:
    """``tries``: other ways to search; ``people_url``: who can be asked in the neighbourhood, when someone can."""

    sections: list[Near] = field(default_factory=list)
    tries: list[Link] = field(default_factory=list)
    people_url: str = ""


@dataclass(frozen=True)
class _Kind:
    """One way of coming near: its words, and how to look for it."""

    heading: str
    intro: str
    hits: Callable[[], list[Hit]]


def nearly(asked: Asked, found: Found, understood: Understanding, view: Viewpoint) -> Nearly:
    """What comes near when fewer than ``ranking.FEW`` were found; all there is to try when nothing was."""
    if found.total >= ranking.FEW:
        return Nearly()
    sections = sections_of(asked, found, understood, view)
    if found.total:
        return Nearly(sections)
    people = connectors_of(view.network).exists()
    url = reverse("people:connectors", args=[view.network.slug]) if people else ""
    return Nearly(sections, tries_of(asked, found, understood, view), url)


def sections_of(asked: Asked, found: Found, understood: Understanding, view: Viewpoint) -> list[Near]:
    """At most three of a kind, each entry once."""
    seen = {hit.id for hit in found.hits}
    picked: list[tuple[_Kind, list[str]]] = []
    for kind in kinds_of(asked, found, view):
        ids = [hit.id for hit in kind.hits() if hit.id not in seen][:MOST_OF_A_KIND]
        seen.update(ids)
        picked.append((kind, ids))
    if not found.total and not any(ids for _kind, ids in picked):
        picked = [(kind, [hit.id for hit in kind.hits()]) for kind in themes_of(understood, view)]
    cards = {
        card.id: card for card in cards_of(services_for_cards(key for _kind, ids in picked for key in ids), view)
    }
    return [
        Near(kind.heading, kind.intro, shown)
        for kind, ids in picked
        if (shown := [cards[key] for key in ids if key in cards])
    ]


def kinds_of(asked: Asked, found: Found, view: Viewpoint) -> Iterator[_Kind]:
    """Nearest to the question first: elsewhere in the town, without the filters, only a part of the words."""
    most = MOST_OF_A_KIND + len(found.hits)
    bare = asked.without_filters()
    if asked.area:
        where = {"area": asked.area.name, "town": view.network.town}
        intro = _("Niet in %(area)s, wel ergens anders in %(town)s.") % where
        yield _Kind(_("Iets verder weg"), intro, lambda: hits_of(replace(asked, area=None), most, view))
    if asked.text and bare != replace(asked, area=None):
        intro = _("Dit gaat er wel over. Kijk goed of het bij je past.")
        yield _Kind(_("Past niet bij al je filters"), intro, lambda: hits_of(bare, most, view))
    yield _Kind(_("Bijna wat je zocht"), _("Dit lijkt erop."), lambda: found.near_misses)


def themes_of(understood: Understanding, view: Viewpoint) -> list[_Kind]:
    """The lightest and nearest of the theme that was meant."""
    if not understood.themes:
        return []
    theme = understood.themes[0]
    heading = _("Uit het thema ‘%(theme)s’") % {"theme": theme.label}
    wanted = replace(NOTHING, theme=theme.slug)
    return [_Kind(heading, _("Misschien past hier iets bij."), lambda: hits_of(wanted, MOST_OF_A_KIND, view))]


def hits_of(asked: Asked, most: int, view: Viewpoint) -> list[Hit]:
    return find(asked.wanted(view), limit=most, counting=False).hits


def tries_of(asked: Asked, found: Found, understood: Understanding, view: Viewpoint) -> list[Link]:
    """Other ways to search, the surest first."""
    tries = [Link(_("Zoek op ‘%(text)s’") % {"text": text}, asked.address(q=text)) for text in found.corrected]
    if asked.area:
        tries.append(Link(_("Zoek in heel %(town)s") % {"town": view.network.town}, asked.address(buurt="")))
    if asked.has_filters:
        tries.append(Link(_("Zoek zonder filters"), asked.only_words()))
    tries += [Link(_("Kijk bij het thema ‘%(theme)s’") % {"theme": one.label}, one.url) for one in understood.themes]
    return [*tries, Link(_("Bekijk alle thema's"), reverse("home:themes", args=[view.network.slug]))]
