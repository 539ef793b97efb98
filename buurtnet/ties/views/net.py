"""The picture of the net, one organization in it, what breaks without it, and introducing two to each other."""

from urllib.parse import quote
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from buurtnet.areas.models import Network
from buurtnet.kit.limits import limited
from buurtnet.people.doors import ring_one, ring_two
from buurtnet.people.work import Work
from buurtnet.ties.access import at_the_net, directing_the_net
from buurtnet.ties.choices import Sector
from buurtnet.ties.drawing import draw
from buurtnet.ties.findings import findings, strangers
from buurtnet.ties.models import Endorsement
from buurtnet.ties.net import Net, net_of
from buurtnet.ties.picturing import latest, renew
from buurtnet.ties.removal import remove
from buurtnet.ties.shown import first_ring, further, row_of, table
from buurtnet.ties.shown import without as told_without
from buurtnet.ties.sorting import KINDS, knots_of, save_knots

FORM = ["GET", "HEAD", "POST"]


@ring_one
@limited("ties_renew", setting="FORMS_PER_MINUTE", only="POST")
@require_http_methods(FORM)
def net(request: HttpRequest, network: str) -> HttpResponse:
    """The newest picture; the director can ask for a new one at once."""
    work = directing_the_net(request, network) if request.method == "POST" else at_the_net(request, network)
    assert work.network
    if request.method == "POST":
        renew(work.network)
        return redirect("ties:net", network)
    picture = latest(work.network)
    context: dict[str, object] = {"work": work, "picture": picture}
    if picture is not None:
        asked, found = request.GET.get("soort", ""), net_of(picture)
        unfolded = Sector(asked) if asked in Sector else None
        context |= {
            "net": found, "drawing": draw(found, network, unfolded=unfolded), "rows": table(found),
            "findings": findings(found, network), "strangers": strangers(found, network), "unfolded": unfolded,
            "by_chance": by_chance(found),
            "unsaid": sum(found.sectors[one] == Sector.UNSAID for one in found.organizations),
        }  # fmt: skip
    return render(request, "ties/net.html", context)


def by_chance(net: Net) -> int:
    """How many ties would run between residents and professionals if it made no difference."""
    expected: float = net.results["mixing"]["formal"]["expected"]
    return round(len(net.rows) * (1 + expected) / 2)


def knot_or_404(network: Network | None, pk: UUID) -> tuple[Net, int]:
    """The newest picture, and an organization that may be named in it."""
    picture = latest(network) if network else None
    found = net_of(picture) if picture else None
    number = found.number_of(pk) if found else None
    if found is None or number is None:
        raise Http404
    return found, number


@ring_one
@require_safe
def knot(request: HttpRequest, network: str, pk: UUID) -> HttpResponse:
    """One organization: who it was seen with, and by whom it reaches the others."""
    work = at_the_net(request, network)
    found, number = knot_or_404(work.network, pk)
    first, (second, far) = first_ring(found, number), further(found, number)
    context = {
        "work": work, "row": row_of(found, number), "first": first, "second": second, "far": far,
        "unnamed": len(found.graph.neighbours[number]) - len(first),
        "said": Endorsement.objects.current().filter(network=work.network, organization=pk).first(),
    }  # fmt: skip
    return render(request, "ties/knot.html", context)


@ring_two
@require_safe
def without(request: HttpRequest, network: str, pk: UUID) -> HttpResponse:
    """For the director alone: to prepare for a loss, and not to judge anyone."""
    work = directing_the_net(request, network)
    found, number = knot_or_404(work.network, pk)
    context = {
        "work": work, "organization": found.organizations[number],
        "told": told_without(found, remove(found.graph, number, among=found.organizations)),
    }  # fmt: skip
    return render(request, "ties/without.html", context)


@ring_one
@require_safe
def introduce(request: HttpRequest, network: str, pk: UUID, other: UUID) -> HttpResponse:
    """A mail ready to send, to two organizations at once."""
    work = at_the_net(request, network)
    found, one = knot_or_404(work.network, pk)
    second = found.number_of(other)
    if second is None or second == one:
        raise Http404
    if found.graph.near[one] >> second & 1:  # seen together since the page with this link was made
        return redirect("ties:knot", network, pk)
    text = mail_for(work, found, one, second)
    subject = _("Kennen jullie elkaar al?")
    to = [found.organizations[knot].email for knot in (one, second) if found.organizations[knot].email]
    context = {
        "work": work, "one": found.organizations[one], "other": found.organizations[second], "text": text,
        "subject": subject, "to": to,
        "mailto": f"mailto:{','.join(quote(each) for each in to)}?subject={quote(subject)}&body={quote(text)}",
    }  # fmt: skip
    return render(request, "ties/introduce.html", context)


def mail_for(work: Work, found: Net, one: int, other: int) -> str:
    lines = (
        _("Dag allebei,"),
        _("{one} en {other} werken in dezelfde buurt en zien elkaar weinig. Jullie hebben vast iets aan elkaar."),
        _("Zullen jullie samen koffie drinken? Ik schuif graag aan."),
        _("Groet,"),
    )  # fmt: skip
    said = "\n\n".join(lines).format(one=found.name(one), other=found.name(other))
    return f"{said}\n{work.person.name}"


@ring_two
@limited("ties_kinds", setting="FORMS_PER_MINUTE", only="POST")
@require_http_methods(FORM)
def kinds(request: HttpRequest, network: str) -> HttpResponse:
    """What kind of partner each organization is, and which stay out of the picture."""
    work = directing_the_net(request, network)
    assert work.network
    if request.method == "POST":
        save_knots(work.network, request.POST, by=work.person)
        renew(work.network)
        return redirect("ties:net", network)
    return render(request, "ties/kinds.html", {"work": work, "rows": knots_of(work.network), "kinds": KINDS})
