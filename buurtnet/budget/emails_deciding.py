"""The mails about deciding. Neutral: neither subject nor text tells about which idea, or what was said."""

from collections.abc import Callable, Iterable

from django.utils.translation import gettext as _

from buurtnet.areas.models import Network
from buurtnet.budget.emails_ideas import in_language
from buurtnet.people.links import site_url
from buurtnet.people.mailing import in_their_language, send
from buurtnet.people.models import Person


def mail_drawn(person: Person, network: Network) -> None:
    """Someone was drawn for a panel: whether they take the seat."""
    url = site_url("budget:panel_desk", network.slug)
    _mail(person, url, lambda: _("Er is een vraag aan jou. Je leest hem hier, en zegt daar ja of nee:"))


def mail_directors(directors: Iterable[Person], network: Network, pk: object) -> None:
    """Too few of a panel answered: it got a week longer."""
    url = site_url("budget:decide", network.slug, pk)
    for person in directors:
        _mail(person, url, lambda: _("Er ligt iets langer stil dan afgesproken. Kijk of je iemand kunt vragen:"))


def mail_keepers(keepers: Iterable[Person], network: Network, pk: object) -> None:
    """Two said yes: who keeps the fund may object for some time."""
    url = site_url("budget:decide", network.slug, pk)
    for person in keepers:
        _mail(person, url, lambda: _("Er is een besluit waar jij nog iets van mag zeggen. Je leest het hier:"))


def mail_second(contact: str, network: Network, token: str, spoken: str) -> None:
    """Whether it was really they who want to say something about an idea of a neighbour. ``spoken``: a language."""
    url = in_language(site_url("budget:second_say", network.slug, token), spoken)
    body = [
        _("Hallo,"), _("Iemand gaf op onze site dit mailadres. Was jij dat? Ga dan hier verder:"), url,
        _("De link werkt een week en is alleen voor jou. Was jij het niet? Dan hoef je niets te doen."),
    ]  # fmt: skip
    send(contact, _subject(), "\n\n".join(body))


def _mail(person: Person, url: str, sentence: Callable[[], str]) -> None:
    with in_their_language(person):
        hello = _("Hallo {name},").format(name=person.name) if person.name else _("Hallo,")
        send(person.email, _subject(), "\n\n".join([hello, sentence(), url]), person)


def _subject() -> str:
    return _("Er staat iets voor je klaar in Buurtnet")
