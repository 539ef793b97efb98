"""What someone wants on paper or on their own site: a neighbourhood, a theme, an organization, or a list."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from django.conf import settings
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _

from buurtnet.areas.finding import network_areas
from buurtnet.areas.here import neighbourhood_in
from buurtnet.areas.models import Area, Network
from buurtnet.directory.access import organizations_in, shown_services_in
from buurtnet.directory.cards import Viewpoint
from buurtnet.directory.find import find
from buurtnet.directory.my_list import pack, unpack
from buurtnet.directory.wanted import Wanted
from buurtnet.people.models import Organization
from buurtnet.themes.choices import EssentialFunction
from buurtnet.themes.models import Theme

LONGEST_SLUG = 120


@dataclass(frozen=True)
class Chosen:
    """Ids of services, the lightest and nearest first, and how many there are in all."""

    ids: list[str]
    total: int


@dataclass(frozen=True)
class Choice:
    """A choice within a network; nothing chosen is all of it. ``ids``: a list someone made, in its own order."""

    network: Network
    area: Area | None = None
    function: int | None = None
    theme: Theme | None = None
    organization: Organization | None = None
    ids: tuple[uuid.UUID, ...] = ()

    def title(self, language: str) -> str:
        """What it is about, in a word or two."""
        if self.ids:
            return _("Mijn lijst")
        about = self.subject(language)
        if self.organization:
            return self.organization.name
        place = self.area.name if self.area else self.network.town
        return _("%(about)s in %(place)s") % {"about": about, "place": place} if about else place

    def subject(self, language: str) -> str:
        if self.theme:
            return self.theme.name_in(language)
        return str(EssentialFunction(self.function).label) if self.function else ""

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """The choice as parameters of an address."""
        found = [
            ("buurt", self.area.slug if self.area else ""),
            ("functie", str(self.function or "")),
            ("thema", self.theme.pk if self.theme else ""),
            ("organisatie", str(self.organization.pk) if self.organization else ""),
            ("lijst", pack(self.ids)),
        ]
        return [(name, value) for name, value in found if value]

    @property
    def is_one_theme(self) -> bool:
        return bool(self.function or self.theme)

    @property
    def page_url(self) -> str:
        """The page on the site that shows the same, and stays up to date."""
        slug = self.network.slug
        if self.ids:
            return reverse("directory:shared_list", args=[slug, pack(self.ids)])
        if self.organization:
            return reverse("directory:organization", args=[slug, self.organization.pk])
        if self.area and not self.is_one_theme:
            return reverse("home:neighbourhood", args=[slug, self.area.slug])
        if self.function and not self.area and not self.theme:
            return reverse("home:theme", args=[slug, self.function])
        if self.pairs:
            return f"{reverse('home:search', args=[slug])}?{urlencode(self.pairs)}"
        return reverse("home:network", args=[slug])


def choice_in(query: Mapping[str, str], network: Network) -> Choice:
    """The choice in an address. What this network does not have is a 404, and never a wider list."""
    words = {name: str(query.get(name) or "") for name in ("buurt", "functie", "thema", "organisatie", "lijst")}
    if words["lijst"]:
        return Choice(network, ids=listed_here(words["lijst"], network))
    return Choice(
        network,
        area=found(neighbourhood_in(network, words["buurt"])) if words["buurt"] else None,
        function=function_in(words["functie"]),
        theme=found(Theme.objects.filter(pk=words["thema"][:LONGEST_SLUG]).first()) if words["thema"] else None,
        organization=organization_in(words["organisatie"], network),
    )


def found[Thing](thing: Thing | None) -> Thing:
    if thing is None:
        raise Http404
    return thing


def listed_here(word: str, network: Network) -> tuple[uuid.UUID, ...]:
    """The entries of a shared list that this network shows today, in the order of the list."""
    wanted = unpack(word)
    known = set(shown_services_in(network).filter(pk__in=wanted).values_list("pk", flat=True)) if wanted else set()
    ids = tuple(key for key in wanted if key in known)
    return found(ids or None)


def function_in(text: str) -> int | None:
    if not text:
        return None
    return found(int(text) if text in {str(value) for value in EssentialFunction.values} else None)


def organization_in(text: str, network: Network) -> Organization | None:
    if not text:
        return None
    try:
        key = uuid.UUID(text)
    except ValueError as error:
        raise Http404 from error
    return found(organizations_in(network).filter(pk=key).first())


def chosen(choice: Choice, view: Viewpoint, most: int) -> Chosen:
    """The services of a choice that stand in public lists today, at most so many."""
    if choice.ids:
        return Chosen([str(key) for key in choice.ids[:most]], len(choice.ids))
    if choice.organization:
        return of_organization(choice, choice.organization, most)
    areas = network_areas(choice.network)
    wanted = Wanted(
        inside=areas.inside,
        over=areas.over,
        near=view.near,
        functions=(choice.function,) if choice.function else (),
        themes=(choice.theme.pk,) if choice.theme else (),
        neighbourhood=choice.area.pk if choice.area else None,
        on=view.today,
        now=view.now,
    )
    answer = find(wanted, limit=most, counting=False)
    return Chosen([hit.id for hit in answer.hits], answer.total)


def of_organization(choice: Choice, organization: Organization, most: int) -> Chosen:
    """An organization has few services, and the index does not know them by it."""
    services = shown_services_in(choice.network).filter(organization=organization)
    if choice.area:
        services = services.in_areas([choice.area.pk], choice.area.line)
    if choice.function:
        services = services.filter(function=choice.function)
    if choice.theme:
        services = services.filter(themes=choice.theme)
    ids = [str(key) for key in services.lightest_first().values_list("pk", flat=True)[:most]]
    return Chosen(ids, services.count())


def online(path: str) -> str:
    """A path as the whole address, for a code or a link from elsewhere."""
    return settings.SITE_URL + path


def in_words(path: str) -> str:
    """A path as people read it aloud: without https and without the last slash."""
    return online(path).partition("://")[2].rstrip("/")
