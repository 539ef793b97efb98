"""What someone may be typing in the search box, in groups.

The answer to ``/<network>/zoeken/suggesties/?q=`` as JSON::

    {"count": "3 suggesties", "groups": [
        {"key": "subjects", "label": "Onderwerpen",
         "options": [{"label": "Huiswerk en leren", "note": "", "url": "/havendijk/zoeken/?thema=huiswerk"}]}]}

``count`` is what a screen reader says, in the language of the page. ``key`` is subjects, services, names or streets;
a group without options is left out. ``note`` tells two of one name apart, and may be empty.
"""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from buurtnet.areas.models import Network
from buurtnet.directory.suggestions import Suggestion, suggested

EACH = 4  # a list that fits a phone with its keyboard open
SHORTEST = 2  # letters
PAGES = {"service": "directory:service", "organization": "directory:organization", "place": "directory:place"}


@dataclass(frozen=True)
class Option:
    label: str
    url: str
    note: str = ""


@dataclass(frozen=True)
class Group:
    key: str
    label: str
    options: list[Option] = field(default_factory=list)


def groups_for(text: str, network: Network) -> list[Group]:
    """Subjects, services, organizations with places, and streets that begin so; none for one letter."""
    if len(text) < SHORTEST:
        return []
    found = suggested(text, network, each=EACH)
    address = address_in(network)

    def group(key: str, label: str, rows: Sequence[Suggestion]) -> Group:
        return Group(key, label, [Option(one.label, address(one), note_of(one)) for one in rows])

    groups = [
        group("subjects", _("Onderwerpen"), found.subjects),
        group("services", _("Aanbod"), found.services),
        group("names", _("Organisaties en plekken"), found.names),
        group("streets", _("Buurten en straten"), found.streets),
    ]
    return [one for one in groups if one.options]


def note_of(one: Suggestion) -> str:
    """A neighbourhood says that it is one: a street may have the same name."""
    return one.note or (_("buurt") if one.kind == "area" else "")


def address_in(network: Network) -> Callable[[Suggestion], str]:
    """Where a suggestion leads: to its own page, or to a search."""
    search_url = reverse("home:search", args=[network.slug])

    def address(one: Suggestion) -> str:
        if one.kind in PAGES:
            return reverse(PAGES[one.kind], args=[network.slug, one.key])
        name, value = {
            "theme": ("thema", one.key), "area": ("buurt", one.key), "street": ("bij", one.key),
        }.get(one.kind, ("q", one.label))  # fmt: skip
        return f"{search_url}?{urlencode({name: value})}"

    return address


def as_json(groups: Sequence[Group]) -> dict[str, Any]:
    """The groups as the answer says them."""
    count = sum(len(group.options) for group in groups)
    said = ngettext("%(count)d suggestie", "%(count)d suggesties", count) % {"count": count} if count else ""
    return {"count": said, "groups": [asdict(group) for group in groups]}
