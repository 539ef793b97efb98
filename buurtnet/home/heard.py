"""What the home of a neighbourhood tells of its people: what others asked, and what plays here."""

from dataclasses import dataclass

from django.urls import reverse

from buurtnet.areas.choices import Room
from buurtnet.areas.kept import Kept
from buurtnet.areas.models import Network
from buurtnet.kit.quoted import Quoted
from buurtnet.needs.access import public_needs
from buurtnet.questions.access import published_in

MOST_ASKED, MOST_NEEDS = 3, 2


@dataclass(frozen=True)
class Heard:
    """One line: words of the network, and the page that tells more."""

    text: str
    url: str


@dataclass(frozen=True)
class Told:
    """Both lists, each with the page of all of them; a list is empty while its room is off."""

    asked: list[Heard]
    asked_url: str
    needs: list[Heard]
    needs_url: str


def told_in(network: Network) -> Told:
    """The newest of each, a minute old at most."""
    asked = _asked.get(network.pk, lambda: asked_in(network)) if network.has(Room.QUESTION) else []
    needs = _needs.get(network.pk, lambda: needs_in(network)) if network.has(Room.NEEDS) else []
    return Told(
        asked,
        reverse("questions:others_asked_list", args=[network.slug]),
        needs,
        reverse("needs:public_list", args=[network.slug]),
    )


def asked_in(network: Network) -> list[Heard]:
    """Questions whose answer a second reader approved, and nobody took back."""
    return [
        Heard(Quoted(one.question, network.locale), reverse("questions:others_asked", args=[network.slug, one.pk]))
        for one in published_in(network)[:MOST_ASKED]
    ]


def needs_in(network: Network) -> list[Heard]:
    """Needs that the network recognized, the one that moved last first."""
    url = reverse("needs:public_list", args=[network.slug])
    return [
        Heard(Quoted(one.title, network.locale), f"{url}#speelt-{one.pk.hex[:12]}")
        for one in public_needs(network).order_by("-changed_at", "pk")[:MOST_NEEDS]
    ]


_asked = Kept[int, list[Heard]](most=500, seconds=60)
_needs = Kept[int, list[Heard]](most=500, seconds=60)
