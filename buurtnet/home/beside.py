"""What a search finds beside the services: groups, places to use and turns with a specialist, a few of each.

They stand in no index. A network has some dozens of each, so their names and sentences are read and compared.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from buurtnet.areas.choices import Room
from buurtnet.areas.models import Network
from buurtnet.directory.cards import Viewpoint
from buurtnet.groups.models import Group
from buurtnet.groups.shown import cards_of as group_cards
from buurtnet.home.meant import Meant, meant_by, stems_of
from buurtnet.kit.folding import words
from buurtnet.kit.quoted import Quoted
from buurtnet.places.access import shown_venues
from buurtnet.places.choices import Approval, SafeFor, VenueKind
from buurtnet.places.clinic_shown import cards_of as clinic_cards
from buurtnet.places.clinics import shown_clinics
from buurtnet.places.models import Venue
from buurtnet.places.shown import card_of as venue_card
from buurtnet.themes.vocabulary import Vocabulary, vocabulary

MOST: Final = 3  # of a kind
MOST_READ: Final = 500  # of a kind, of which the words are compared
ROOMS: Final = (Room.GROUPS, Room.PLACES)
# Words people look for that a name and a sentence leave unsaid, because it is so plain. None of them is shown.
GROUP_WORDS: Final = "groep praatgroep"
CLINIC_WORDS: Final = "spreekuur afspraak gesprek deskundige"
BOOKABLE_WORDS: Final = "huren reserveren boeken gebruiken rent hire book louer"
KIND_WORDS: Final = {
    VenueKind.ROOM: "zaal zaaltje feestzaal ruimte lokaal room hall venue salle",
    VenueKind.PLAYGROUND: "speelplek speeltuin playground",
    VenueKind.SPORT: "sportplek sportzaal gym",
    VenueKind.KITCHEN: "keuken kitchen cuisine",
    VenueKind.GARDEN: "tuin garden jardin",
    VenueKind.YOUTH: "jongerenplek jeugdhuis",
}
SAFE_WORDS: Final = {
    SafeFor.CHILDREN: "veilig kinderen", SafeFor.YOUNG_PEOPLE: "veilig jongeren tieners",
    SafeFor.WOMEN: "veilig vrouwen meisjes", SafeFor.QUIET: "rust stil",
}  # fmt: skip
ENDINGS: Final = ("zaal", "ruimte", "lokaal")
# What is for parents is for a mother too; what is for fathers is not.
ALSO_FOR: Final = {
    "ouders": "moeders vaders mama papa", "moeders": "mama", "vaders": "papa", "mama": "moeders", "papa": "vaders",
}  # fmt: skip

type Row = tuple[UUID, str, str]  # key, name, all that is said of it


@dataclass(frozen=True)
class Line:
    """One of them: its name and, in a few words, when and where."""

    url: str
    name: str
    when: str
    where: str


@dataclass(frozen=True)
class Kind:
    """At most ``MOST`` of a kind; ``url``: all of them."""

    heading: str
    icon: str
    url: str
    lines: list[Line]


def beside_url(network: Network) -> str:
    """Where this stands; nothing when the network has none of it."""
    return reverse("home:beside", args=[network.slug]) if any(map(network.has, ROOMS)) else ""


def beside(text: str, view: Viewpoint) -> list[Kind]:
    """What answers a text, by kind; a kind without an answer is not there. A fixed number of queries a kind."""
    network = view.network
    meant = meant_by(text, vocabulary(network.pk))
    found = [groups(meant, view)] if network.has(Room.GROUPS) else []
    found += [venues(meant, view), clinics(meant, view)] if network.has(Room.PLACES) else []
    return [kind for kind in found if kind.lines]


def groups(meant: Meant, view: Viewpoint) -> Kind:
    """Never a closed one."""
    shown = Group.objects.shown_in(view.network)
    rows = shown.values_list("pk", "name", "summary", "for_whom")[:MOST_READ]
    keys = answering(meant, ((pk, name, f"{name} {said} {whom} {GROUP_WORDS}") for pk, name, said, whom in rows))
    found = sorted(shown.filter(pk__in=keys).select_related("network"), key=lambda one: keys.index(one.pk))
    cards = group_cards(found, view.now)
    lines = [
        Line(one.url, Quoted(one.name, view.network.locale), one.next.text if one.next else one.when, one.where)
        for one in cards
    ]
    return Kind(_("Groepen"), "users", reverse("groups:group_list", args=[view.network.slug]), lines)


def places_asked_for(text: str, view: Viewpoint, known: Vocabulary) -> Kind | None:
    """The places to use, for who names one ("zaal huren"): those are an answer, and no extra. For others None."""
    if not view.network.has(Room.PLACES) or not names_a_place(text):
        return None
    found = venues(meant_by(text, known), view)
    return found if found.lines else None


def names_a_place(text: str) -> bool:
    """Whether a word of it is a sort of place, also as the end of a longer word: "vergaderzaal"."""
    said, kinds = words(text), stems_of(" ".join(KIND_WORDS.values()))
    return any(one.endswith(ENDINGS) for one in said) or not stems_of(text).isdisjoint(kinds)


def venues(meant: Meant, view: Viewpoint) -> Kind:
    shown = Venue.objects.shown_in(view.network)
    rows = shown.values_list("pk", "name", "summary", "for_whom", "kind", "approval", "safe_for")[:MOST_READ]
    keys = answering(
        meant,
        (
            (pk, name, " ".join([name, said, whom, *unsaid_of(kind, approval, safe_for)]))
            for pk, name, said, whom, kind, approval, safe_for in rows
        ),
    )
    found = sorted(shown_venues(view.network).filter(pk__in=keys), key=lambda one: keys.index(one.pk))
    cards = [venue_card(one, view) for one in found]
    lines = [Line(one.url, Quoted(one.name, view.network.locale), one.when, one.where) for one in cards]
    return Kind(_("Plekken"), "door-open", reverse("places:venue_list", args=[view.network.slug]), lines)


def unsaid_of(kind: str, approval: str, safe_for: Iterable[str]) -> list[str]:
    """The words for what a venue is, whether it can be booked and for whom it is safe."""
    found = [KIND_WORDS[VenueKind(kind)], *(SAFE_WORDS[one] for one in SafeFor if one.value in safe_for)]
    return found if approval == Approval.NONE else [*found, BOOKABLE_WORDS]


def clinics(meant: Meant, view: Viewpoint) -> Kind:
    """Those for parents; what is for who works here stands in their own list."""
    shown = shown_clinics(view.network)
    rows = shown.values_list("pk", "title", "expertise")[:MOST_READ]
    keys = answering(meant, ((pk, title, f"{title} {said} {CLINIC_WORDS}") for pk, title, said in rows))
    cards = clinic_cards(shown.filter(pk__in=keys), view.now)
    lines = []
    for one in cards:
        said = {"day": one.next.name, "time": one.next.turns[0].text} if one.next else {}
        when = _("Eerste vrije tijd: %(day)s, %(time)s") % said if said else one.when
        lines.append(Line(one.url, Quoted(one.title, view.network.locale), when, one.where))
    return Kind(_("Spreekuren"), "calendar-days", reverse("places:clinic_list", args=[view.network.slug]), lines)


def answering(meant: Meant, rows: Iterable[Row]) -> list[UUID]:
    """The keys of the first that answer, those whose name says it before others."""
    fitting = [(pk, name) for pk, name, said in rows if meant.is_answered_by(stems_of(with_kin(said)))]
    fitting.sort(key=lambda row: not meant.is_answered_by(stems_of(row[1])))
    return [pk for pk, _name in fitting[:MOST]]


def with_kin(said: str) -> str:
    """A text with the words for who belongs to those it names."""
    stems = stems_of(said)
    return " ".join([said, *(more for word, more in ALSO_FOR.items() if stems_of(word) <= stems)])
