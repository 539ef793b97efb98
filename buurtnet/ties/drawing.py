"""The picture as shapes and lines for an SVG: a shape per kind of partner, a width per strength (networks, 8)."""

import textwrap
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from buurtnet.ties.attendance import level
from buurtnet.ties.choices import Sector
from buurtnet.ties.graphs import Graph
from buurtnet.ties.layout import places, size_for
from buurtnet.ties.net import Net

MOST_DRAWN: Final = 80  # organizations; with more, kinds of partners are drawn, and one of them unfolded
WIDE, LONGEST_WORD, MOST_LINES = 18, 22, 2  # signs of a name under its shape
SHAPES: Final[Mapping[Sector, str]] = {
    Sector.WELFARE: "M-14 15V-4L0-17 14-4V15Z",
    Sector.EDUCATION: "M-14-14H14V14H-14Z",
    Sector.HEALTH: "M0-16A16 16 0 1 1-.1-16Z",
    Sector.LEISURE: "M0-18 18 0 0 18-18 0Z",
    Sector.RESIDENTS: "M-9-15H9L18 0 9 15H-9L-18 0Z",
    Sector.LIVING: "M0-17 18 14H-18Z",
    Sector.UNSAID: "M0-17 16-5 10 14H-10L-16-5Z",
}


@dataclass(frozen=True)
class Node:
    """``said``: what a screen reader says of it, after its name. ``text_at``: the first line of its name."""

    x: float
    y: float
    shape: str
    sector: Sector
    name: str
    lines: list[tuple[float, str]]
    said: str
    url: str


@dataclass(frozen=True)
class Line:
    """All ties of one width: ``level`` 1 to 4; ``together``: drawn whole, else in dashes."""

    level: int
    together: bool
    path: str


@dataclass(frozen=True)
class Drawing:
    width: int
    height: int
    nodes: list[Node]
    lines: list[Line]
    legend: list[tuple[Sector, str]]
    title: str
    told: str
    folded: bool


def draw(net: Net, slug: str, *, unfolded: Sector | None = None) -> Drawing:
    folded = len(net.organizations) > MOST_DRAWN
    nodes, ties = folded_parts(net, slug, unfolded) if folded else parts(net, slug)
    width, height = size_for(len(nodes))
    present = Counter(net.sectors[knot] for knot in net.organizations)
    return Drawing(
        round(width), round(height), list(nodes.values()), lines_of(nodes, ties),
        [(one, SHAPES[one]) for one in Sector if present[one]], _("Zo hangt ons net samen"), told(net), folded,
    )  # fmt: skip


type Parts = tuple[dict[int, Node], dict[tuple[int, int], tuple[float, bool]]]


def parts(net: Net, slug: str) -> Parts:
    """Every organization that may be named, where the picture put it."""
    width, height = size_for(len(net.organizations))
    positions, ids = net.picture.positions, net.results["knots"]
    nodes = {}
    for knot in sorted(net.organizations, key=net.order):
        x, y = positions[ids[knot]]
        nodes[knot] = node_of(net, knot, slug, x * width, y * height)
    ties = {pair: row[:2] for pair, row in net.rows.items() if pair[0] in nodes and pair[1] in nodes}
    return nodes, ties


def node_of(net: Net, knot: int, slug: str, x: float, y: float) -> Node:
    count, sector = len(net.graph.neighbours[knot]), net.sectors[knot]
    said = ngettext("{kind}, {number} lijn", "{kind}, {number} lijnen", count).format(kind=sector.label, number=count)
    url = reverse("ties:knot", args=[slug, net.organizations[knot].pk])
    return Node(round(x, 1), round(y, 1), SHAPES[sector], sector, net.name(knot), wrapped(net.name(knot)), said, url)


def wrapped(name: str) -> list[tuple[float, str]]:
    """Under its shape, each line with how far; what does not fit ends in an ellipsis, and is whole in the table."""
    words = (word if len(word) <= LONGEST_WORD else f"{word[: LONGEST_WORD - 1]}…" for word in name.split())
    lines = textwrap.wrap(
        " ".join(words), WIDE, max_lines=MOST_LINES, placeholder="…", break_long_words=False, break_on_hyphens=False
    )
    return [(34 + 16 * place, line) for place, line in enumerate(lines)]


def folded_parts(net: Net, slug: str, unfolded: Sector | None) -> Parts:
    """A knot for each kind of partner, and the members of the one that is unfolded."""
    single = [one for one in sorted(net.organizations, key=net.order) if net.sectors[one] == unfolded]
    kinds = [one for one in Sector if one != unfolded and one in {net.sectors[knot] for knot in net.organizations}]
    place: dict[int, int] = {knot: number for number, knot in enumerate(single)}
    for knot in net.organizations.keys() - place.keys():
        place[knot] = len(single) + kinds.index(net.sectors[knot])
    strength: dict[tuple[int, int], float] = defaultdict(float)
    together: dict[tuple[int, int], bool] = defaultdict(bool)
    for (one, other), (weight, shared, _last) in net.rows.items():
        if one in place and other in place and place[one] != place[other]:
            pair = (min(place[one], place[other]), max(place[one], place[other]))
            strength[pair] += weight
            together[pair] |= shared
    count = len(single) + len(kinds)
    corners = [0] * len(single) + list(range(1, len(kinds) + 1))
    spots, (width, height) = places(Graph.of(count, strength), corners, {}), size_for(count)
    nodes = {
        number: node_of(net, knot, slug, spots[number][0] * width, spots[number][1] * height)
        for number, knot in enumerate(single)
    }
    for number, kind in enumerate(kinds, start=len(single)):
        nodes[number] = kind_node(net, kind, slug, spots[number][0] * width, spots[number][1] * height)
    return nodes, {pair: (weight, together[pair]) for pair, weight in strength.items()}


def kind_node(net: Net, kind: Sector, slug: str, x: float, y: float) -> Node:
    count = sum(net.sectors[knot] == kind for knot in net.organizations)
    said = ngettext("{number} organisatie", "{number} organisaties", count).format(number=count)
    url = reverse("ties:net", args=[slug]) + f"?soort={kind.value}#beeld"
    name = kind.label.capitalize()
    return Node(round(x, 1), round(y, 1), SHAPES[kind], kind, name, wrapped(f"{name} ({count})"), said, url)


def lines_of(nodes: Mapping[int, Node], ties: Mapping[tuple[int, int], tuple[float, bool]]) -> list[Line]:
    """One path for all of a width, a little bent, so that a line through a shape is seen to go on."""
    paths: dict[tuple[bool, int], list[str]] = defaultdict(list)
    for (one, other), (strength, together) in sorted(ties.items()):
        a, b = nodes[one], nodes[other]
        bend_x = (a.x + b.x) / 2 - (b.y - a.y) * 0.06
        bend_y = (a.y + b.y) / 2 + (b.x - a.x) * 0.06
        paths[together, level(strength)].append(f"M{a.x:.0f} {a.y:.0f}Q{bend_x:.0f} {bend_y:.0f} {b.x:.0f} {b.y:.0f}")
    return [Line(width, together, "".join(path)) for (together, width), path in sorted(paths.items())]


def told(net: Net) -> str:
    """The picture in words, for who does not see it."""
    count, ties, alone = net.graph.size, len(net.rows), len(net.results["isolates"])
    said = [
        ngettext("{number} organisatie", "{number} organisaties", count).format(number=count),
        ngettext("{number} lijn", "{number} lijnen", ties).format(number=ties),
    ]
    sentence = _("{who} en {ties}.").format(who=said[0], ties=said[1])
    if alone:
        sentence += " " + ngettext(
            "{number} organisatie heeft nog geen lijn.", "{number} organisaties hebben nog geen lijn.", alone
        ).format(number=alone)
    return f"{sentence} {leaning(net.results['degree_centralisation'])}"


def leaning(value: float) -> str:
    if value < 0.3:
        return _("De lijnen zijn goed verdeeld.")
    if value < 0.6:
        return _("Een deel van de lijnen loopt langs dezelfde organisaties.")
    return _("Veel lijnen lopen langs één organisatie.")
