"""The frame of the working side: who is signed in, what they are in this network, and where they can go."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import NoReturn, Protocol, cast

from django.apps import apps
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from buurtnet.areas.here import network_or_404
from buurtnet.areas.models import Network
from buurtnet.people.access import WELCOMERS, roles_of
from buurtnet.people.cards import ORDER
from buurtnet.people.choices import ASKERS, PARTNERS, Role
from buurtnet.people.models import Membership, Organization, Person
from buurtnet.privacy.log import record_refusal

MOST_IN_THE_BAR = 5  # what a phone shows beside each other

type Entry = tuple[str, str, str, bool]  # address, label, icon, whether it stands in the bar of a phone too


@dataclass(frozen=True)
class WorkLink:
    url: str
    label: str
    icon: str
    is_current: bool
    in_bar: bool = True
    group: str = ""


@dataclass(frozen=True)
class Work:
    """One person at work in one network (or, without one, for an organization)."""

    person: Person
    network: Network | None
    roles: list[Membership]
    links: list[WorkLink]

    @property
    def role_then(self) -> str:
        """The role in which someone reads, for the log."""
        here = {Role(one.role) for one in self.roles if one.network_id == (self.network.pk if self.network else None)}
        return next((role.value for role in ORDER if role in here), "")

    @property
    def bar(self) -> list[WorkLink]:
        """The first of the menu, and one's own account, which stands last."""
        found = [link for link in self.links if link.in_bar]
        return [*found[: MOST_IN_THE_BAR - 1], *found[MOST_IN_THE_BAR - 1 :][-1:]]

    def is_partner(self) -> bool:
        return self.has(PARTNERS)

    def is_director(self) -> bool:
        return self.has((Role.DIRECTOR,))

    def has(self, roles: tuple[Role, ...]) -> bool:
        return self.network is not None and any(
            one.network_id == self.network.pk and one.role in roles for one in self.roles
        )


def at_work(request: HttpRequest, slug: str) -> Work:
    """Whoever reads the who-is-who of this network; 404 for everyone else."""
    work = work_of(request, network_or_404(request, slug))
    if not work.is_partner():
        refuse(request, work, "cards")
    return work


def directing(request: HttpRequest, slug: str) -> Work:
    """The director of this network; 404 for everyone else."""
    work = work_of(request, network_or_404(request, slug))
    if not work.is_director():
        refuse(request, work, "roles")
    return work


def refuse(request: HttpRequest, work: Work, what: str) -> NoReturn:
    """Written down, and answered as if there were nothing here."""
    record_refusal(actor=work.person, network=work.network, fields_group=what, request=request)
    raise Http404


def work_of(request: HttpRequest, network: Network | None) -> Work:
    """Roles are asked of the database once, for the page and for its menu."""
    person = request.user
    if not isinstance(person, Person):
        raise Http404
    roles = list(roles_of(person))
    work = Work(person, network, roles, [])
    return Work(person, network, roles, list(links_of(request, work)))


def links_of(request: HttpRequest, work: Work) -> list[WorkLink]:
    """The menu of someone at work: of this room and of the rooms above it, in groups; last what is one's own."""
    entries = {name: own(work) for name, own in OWN.items()}
    for room in menus():
        entries[room.GROUP] += room.entries(work)
    account = reverse("people:account")
    return [
        WorkLink(url, label, icon, request.path.startswith(url) and url != account, in_bar, str(GROUPS[group]))
        for group, rows in entries.items()
        for url, label, icon, in_bar in rows
    ]


def of_today(work: Work) -> list[Entry]:
    return [(reverse("home:my_day"), _("Vandaag"), "sun", True)] if work.roles else []


def of_people(work: Work) -> list[Entry]:
    """The people of a network and of one's organizations, for who takes part, welcomes, directs or edits."""
    entries: list[Entry] = []
    if work.network and work.is_partner():
        entries.append((reverse("people:card_list", args=[work.network.slug]), _("Wie is wie"), "users", True))
    if work.network and may_ask_consent(work, work.network):
        url = reverse("people:consent_list", args=[work.network.slug])
        entries.append((url, _("Toestemmingen"), "handshake", False))
    if work.network and work.has(WELCOMERS):
        entries.append((reverse("people:resident_list", args=[work.network.slug]), _("Gangmakers"), "users", False))
    if work.network and work.is_director():
        slug = work.network.slug
        entries += [
            (reverse("people:role_list", args=[slug]), _("Mensen"), "user-plus", True),
            (reverse("people:holding", args=[slug]), _("Wie houdt het bij elkaar"), "waypoints", False),
            (reverse("people:network_settings", args=[slug]), _("Instellingen"), "settings", False),
        ]
    for organization in edited_by(work):
        url = reverse("people:organization_people", args=[organization.pk])
        entries.append((url, _("Mensen van {name}").format(name=organization.name), "user-plus", False))
    return entries


def of_oneself(work: Work) -> list[Entry]:
    return [
        (reverse("people:my_card"), _("Mijn kaart"), "id-card", True),
        (reverse("people:account"), _("Mijn account"), "circle-user", True),
    ]


class Menu(Protocol):
    """What a room adds to the menu: ``<room>/menu.py``."""

    GROUP: str

    def entries(self, work: Work) -> Iterable[Entry]: ...


# The groups of the menu, in order, with their headings; and what this room has in them. In a group the rooms stand in
# the order in which they are installed.
GROUPS = {
    "today": "", "asked": gettext_lazy("Vragen en signalen"), "together": gettext_lazy("Samen doen"),
    "people": gettext_lazy("Mensen"), "map": gettext_lazy("Sociale kaart"), "own": gettext_lazy("Van mij"),
}  # fmt: skip
OWN: dict[str, Callable[[Work], list[Entry]]] = {
    "today": of_today, "asked": lambda _work: [], "together": lambda _work: [], "people": of_people,
    "map": lambda _work: [], "own": of_oneself,
}  # fmt: skip


@cache
def menus() -> tuple[Menu, ...]:
    """What the rooms above add to the menu: ``<room>/menu.py`` with ``entries(work)``, and in which ``GROUP``."""
    rooms = [config.name for config in apps.get_app_configs() if find_spec(f"{config.name}.menu")]
    return tuple(cast("Menu", import_module(f"{room}.menu")) for room in rooms)


def may_ask_consent(work: Work, network: Network) -> bool:
    """Who helps from an organization, in this network."""
    return any(one.role in ASKERS and one.organization_id and one.network_id == network.pk for one in work.roles)


def edited_by(work: Work) -> list[Organization]:
    return [one.organization for one in work.roles if one.role == Role.EDITOR and one.organization]
