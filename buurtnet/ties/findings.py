"""What stands out in the net, each with one thing to do. About connections: nobody is ranked or judged."""

from dataclasses import dataclass
from itertools import combinations
from statistics import mean, pstdev
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from buurtnet.ties.graphs import components, each_bit
from buurtnet.ties.net import Net

MOST_EACH: Final = 2  # findings of one sort
MOST_PAIRS: Final = 8  # that do not know each other yet
MUCH: Final = 1.5  # standard deviations above the mean, from which on ties are a load
FEW: Final = 5  # knots under which a share says nothing


@dataclass(frozen=True)
class Finding:
    icon: str
    title: str
    text: str
    url: str
    label: str


@dataclass(frozen=True)
class Strangers:
    """Two that were not seen together, and who knows both."""

    one: str
    other: str
    through: str
    url: str


def findings(net: Net, slug: str) -> list[Finding]:
    found = (alone, only_ways, halves, joints, gaps, crossing, loads)
    return [one for sort in found for one in sort(net, slug)]


def alone(net: Net, slug: str) -> list[Finding]:
    found = []
    for knot in net.named(net.results["isolates"])[:MOST_EACH]:
        if knot in net.last_seen:
            text = _("{name} zag anderen maar even of een tijd geleden. Wie nodigt uit?")
        else:
            text = _("{name} was het afgelopen jaar bij niets samen met een ander. Wie nodigt uit?")
        partner = most_open(net, knot)
        if partner is not None:
            found.append(
                Finding("user-plus", _("Nog zonder lijn"), text.format(name=net.name(knot)),
                        introduce_url(net, slug, knot, partner), _("Nodig ze uit"))
            )  # fmt: skip
    return found


def most_open(net: Net, knot: int) -> int | None:
    """Whom to introduce: someone of the same kind, else anyone; who has ties, and not too many to keep up already."""
    others = [one for one in net.organizations if one != knot and net.graph.degrees[one]]
    same = [one for one in others if net.sectors[one] == net.sectors[knot]]
    ways = sorted(same or others, key=lambda one: (net.graph.degrees[one] < 2, net.graph.degrees[one], one))
    return ways[0] if ways else None


def only_ways(net: Net, slug: str) -> list[Finding]:
    """Who holds others to the rest alone: not a merit and no fault, but a risk to share."""
    found = []
    for knot in net.named(net.results["cut_points"]):
        near = net.named(net.graph.neighbours[knot])
        hanging = [one for one in near if net.graph.degrees[one] == 1]
        rest = [one for one in near if one not in hanging] or hanging[1:]
        if not hanging or not rest:
            continue
        names = _(" en ").join(net.name(one) for one in hanging[:2])
        text = _("{others}: alleen via {name} verbonden. Valt dat weg, dan is er geen lijn meer.")
        found.append(
            Finding("waypoints", _("Eén draad"), text.format(others=names, name=net.name(knot)),
                    introduce_url(net, slug, hanging[0], rest[0]), _("Leg een tweede draad"))
        )  # fmt: skip
    return found[:MOST_EACH]


def halves(net: Net, slug: str) -> list[Finding]:
    """A tie that alone holds two parts together, with more than one organization on each side."""
    found = []
    text = _("Alleen de lijn tussen {one} en {other} houdt twee delen van het net bij elkaar.")
    for one, other in net.results["bridges"]:
        near = net.named(net.graph.neighbours[one]), net.named(net.graph.neighbours[other])
        first, second = (next((knot for knot in side if knot not in (one, other)), None) for side in near)
        if one in net.organizations and other in net.organizations and first is not None and second is not None:
            found.append(
                Finding("waypoints", _("Eén brug"), text.format(one=net.name(one), other=net.name(other)),
                        introduce_url(net, slug, first, second), _("Bouw een tweede brug"))
            )  # fmt: skip
    return found[:1]


def joints(net: Net, slug: str) -> list[Finding]:
    """An organization between two circles, each of more than one; what hangs on it alone is told in ``only_ways``."""
    text = _("Alleen {name} houdt twee delen van het net bij elkaar.")
    for knot in net.named(net.results["cut_points"]):
        near = set(net.graph.neighbours[knot])
        parts = [[one + (one >= knot) for one in part] for part in components(net.graph.without(knot))]
        # A part that is held by one tie is told in ``halves``.
        sides = [side for part in parts if len(side := net.named(near.intersection(part))) > 1]
        if len(sides) > 1:
            return [
                Finding("waypoints", _("Eén schakel"), text.format(name=net.name(knot)),
                        introduce_url(net, slug, sides[0][0], sides[1][0]), _("Leg een lijn eromheen"))
            ]  # fmt: skip
    return []


def gaps(net: Net, slug: str) -> list[Finding]:
    pairs = unacquainted(net)[:1]
    text = _("{one} en {other} zijn het afgelopen jaar niet samen gezien. {through} kent ze allebei.")
    return [
        Finding("handshake", _("Gat in het net"),
                text.format(one=net.name(one), other=net.name(other), through=net.name(through)),
                introduce_url(net, slug, one, other), _("Stel ze aan elkaar voor"))
        for one, other, through in pairs
    ]  # fmt: skip


def crossing(net: Net, slug: str) -> list[Finding]:
    """Whether residents and professionals meet: fewer ties than chance alone would give."""
    mixes = net.results["mixing"]
    found, formal = mixes["formal"], mixes["is_formal"]
    if found["index"] is None or found["index"] >= found["low"] or net.graph.size < FEW:
        return []
    pairs = [pair for pair in unacquainted(net) if formal[pair[0]] != formal[pair[1]]]
    count = mixes["crossing"]
    text = ngettext(
        "Er is {number} lijn tussen bewonersgroepen en beroepskrachten. Dat is minder dan je zou verwachten.",
        "Er zijn {number} lijnen tussen bewonersgroepen en beroepskrachten. Dat is minder dan je zou verwachten.",
        count,
    ).format(number=count)  # fmt: skip
    return [
        Finding("users", _("Bewoners en beroepskrachten"), text, introduce_url(net, slug, one, other),
                _("Breng er twee bij elkaar"))
        for one, other, _through in pairs[:1]
    ]  # fmt: skip


def loads(net: Net, slug: str) -> list[Finding]:
    """Much to keep up. One at most: it is a question to them, and no first place."""
    degrees = [net.graph.degrees[one] for one in net.organizations]
    if len(degrees) < FEW:
        return []
    much = mean(degrees) + MUCH * pstdev(degrees)
    knot = max(net.organizations, key=lambda one: (net.graph.degrees[one], -one))
    if net.graph.degrees[knot] <= much:
        return []
    text = _("{name} houdt {number} lijnen vast. Dat kost tijd. Vraag wat ze nodig hebben.")
    return [
        Finding("heart-handshake", _("Veel om vast te houden"),
                text.format(name=net.name(knot), number=net.graph.degrees[knot]),
                reverse("ties:knot", args=[slug, net.organizations[knot].pk]), _("Bekijk hun lijnen"))
    ]  # fmt: skip


def unacquainted(net: Net) -> list[tuple[int, int, int]]:
    """Pairs not seen together, with someone who knows both; across kinds of partners first, then most in common."""
    found = []
    for one, other in combinations(sorted(net.organizations), 2):
        if net.graph.near[one] >> other & 1 or (one, other) in net.met:
            continue
        both = [
            third for third in each_bit(net.graph.near[one] & net.graph.near[other]) if third in net.organizations
        ]
        if both:
            crosses = net.sectors[one] != net.sectors[other]
            found.append((not crosses, -len(both), net.name(one), one, other, net.named(both)[0]))
    return [(one, other, through) for *_order, one, other, through in spread(sorted(found))]


def spread(pairs: list[tuple[bool, int, str, int, int, int]]) -> list[tuple[bool, int, str, int, int, int]]:
    """Nobody twice among the first: the list is about the whole net."""
    met: set[int] = set()
    first, later = [], []
    for pair in pairs:
        if met & {pair[3], pair[4]}:
            later.append(pair)
        else:
            met |= {pair[3], pair[4]}
            first.append(pair)
    return first + later


def strangers(net: Net, slug: str) -> list[Strangers]:
    return [
        Strangers(net.name(one), net.name(other), net.name(through), introduce_url(net, slug, one, other))
        for one, other, through in unacquainted(net)[:MOST_PAIRS]
    ]


def introduce_url(net: Net, slug: str, one: int, other: int) -> str:
    return reverse("ties:introduce", args=[slug, net.organizations[one].pk, net.organizations[other].pk])
