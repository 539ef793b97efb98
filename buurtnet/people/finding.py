"""Finding people in the who-is-who: words, theme, neighbourhood, function; counted, and all of it in the database.

What a person shows to nobody is not found by either.
"""

from dataclasses import dataclass, replace
from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from buurtnet.areas.models import Network
from buurtnet.kit.folding import fold
from buurtnet.people.access import people_of
from buurtnet.people.choices import PARTNERS, Audience, Role
from buurtnet.people.models import Card, CardField, Membership, Organization, Person

MOST_WORDS = 6
LONGEST_TEXT = 100
SAFETY, GANGMAKER = "aandachtsfunctionaris", "gangmaker"
FUNCTIONS = {
    "regisseur": Role.DIRECTOR.label,
    "verbinder": Role.CONNECTOR.label,
    "partner": Role.MEMBER.label,
    "vrijwilliger": Role.VOLUNTEER.label,
    SAFETY: Role.SAFETY_OFFICER.label,
    GANGMAKER: _("gangmaker"),
}
ROLE_OF = {
    "regisseur": Role.DIRECTOR, "verbinder": Role.CONNECTOR, "partner": Role.MEMBER, "vrijwilliger": Role.VOLUNTEER,
}  # fmt: skip


@dataclass(frozen=True)
class Asked:
    """What someone looks for; each empty part asks nothing. ``named``: whom the text meant, once looked up."""

    text: str = ""
    theme: str = ""
    area: str = ""
    function: str = ""
    named: tuple[UUID, ...] | None = None

    @property
    def is_empty(self) -> bool:
        return self == Asked()

    @property
    def is_narrowed(self) -> bool:
        """Whether more than a text was asked."""
        return bool(self.theme or self.area or self.function)

    def query(self) -> str:
        """As it stands in an address, to share."""
        said = QueryDict(mutable=True)
        for name, value in (
            ("q", self.text),
            ("thema", self.theme),
            ("buurt", self.area),
            ("functie", self.function),
        ):
            if value:
                said[name] = value
        return said.urlencode()


def asked_in(said: QueryDict) -> Asked:
    return Asked(
        text=" ".join(said.get("q", "")[:LONGEST_TEXT].split()),
        theme=said.get("thema", "")[:60],
        area=said.get("buurt", "")[:120],
        function=said.get("functie", "")[:40],
    )


def found(network: Network, asked: Asked) -> "QuerySet[Person]":
    """Those who are asked for, in order of name."""
    return matching(network, asked).order_by("name_folded", "pk")


def matching(network: Network, asked: Asked) -> "QuerySet[Person]":
    people = people_of(network)
    if asked.named is not None:
        people = Person.objects.filter(pk__in=asked.named)
    else:
        for word in asked.text.split()[:MOST_WORDS]:
            people = people.filter(has_word(network, word))
    if asked.theme:
        cards = Card.objects.filter(shown_in_network(CardField.THEMES), themes=asked.theme)
        people = people.filter(pk__in=cards.values("person"))
    if asked.area:
        cards = Card.objects.filter(shown_in_network(CardField.AREAS), areas__slug=asked.area)
        people = people.filter(pk__in=cards.values("person"))
    if asked.function:
        people = people.filter(has_function(network, asked.function))
    return people


def looked_up(network: Network, asked: Asked) -> Asked:
    """The same, with the text looked up once for the list, its length and the counts of all filters.

    In the order of the list, so that a list of nothing but a text needs no question more.
    """
    if not asked.text:
        return asked
    return replace(asked, named=tuple(found(network, Asked(text=asked.text)).values_list("pk", flat=True)))


def has_word(network: Network, word: str) -> Q:
    """In someone's name, in that of their organization here, or in what one may ask them."""
    folded = fold(word)
    ask_me = Card.objects.filter(shown_in_network(CardField.ASK_ME), ask_me_folded__contains=folded)
    there = Membership.objects.holding().filter(
        network=network, role__in=PARTNERS, organization__in=organizations_named(network, folded)
    )
    return Q(name_folded__contains=folded) | Q(pk__in=there.values("person")) | Q(pk__in=ask_me.values("person"))


def organizations_named(network: Network, folded: str) -> list[UUID]:
    """Of those that take part: some hundreds at most, so that their names need no column of their own."""
    held = Membership.objects.current().filter(network=network, organization__isnull=False)
    names = Organization.objects.filter(pk__in=held.values("organization")).values_list("pk", "name")
    return [pk for pk, name in names if folded in fold(name)]


def has_function(network: Network, function: str) -> Q:
    held = Membership.objects.holding()
    if function == SAFETY:
        return Q(pk__in=held.filter(role=Role.SAFETY_OFFICER).values("person"))
    if function == GANGMAKER:
        return Q(card__gets_things_going=True)
    if function not in ROLE_OF:
        return Q(pk=None)
    return Q(pk__in=held.filter(network=network, role=ROLE_OF[function]).values("person"))


def shown_in_network(field: CardField, prefix: str = "") -> Q:
    """Cards that show a field to the network: those that say so, and those that say nothing."""
    audience = f"{prefix}audiences__{field}"
    return Q(**{f"{audience}__isnull": True}) | Q(**{f"{audience}__in": [Audience.NETWORK, Audience.PUBLIC]})
