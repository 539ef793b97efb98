"""The mails about groups. Neutral: neither subject nor text tells which group, who, or what was asked."""

from collections.abc import Iterable

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from buurtnet.groups.models import Group, JoinRequest
from buurtnet.people.links import site_url
from buurtnet.people.mailing import in_their_language, send
from buurtnet.people.models import Person


def mail_owners(owners: Iterable[tuple[Person, str]], group: Group) -> None:
    """Someone asks to join. To each owner with their own link (a token), behind which a button answers."""
    for person, token in owners:
        with in_their_language(person):
            url = site_url("groups:answer", group.network.slug, token)
            said = _("Iemand vraagt of die mee mag doen met een groep van jou. Zeg je ja of nee?")
            _send(person, said, url)


def mail_invited(person: Person, group: Group, token: str) -> None:
    """Someone is asked into a group."""
    with in_their_language(person):
        url = site_url("groups:invited", group.network.slug, token)
        _send(person, _("Iemand vraagt je voor een groep. Achter deze link lees je welke, en zeg je ja of nee:"), url)


def mail_begun(person: Person, group: Group) -> None:
    """Someone looked at the group they began."""
    with in_their_language(person):
        url = site_url("groups:inside", group.network.slug, group.pk)
        _send(person, _("Er is gekeken naar de groep die jij begon. Lees hier hoe het ervoor staat:"), url)


def mail_answer(request: JoinRequest, token: str) -> None:
    """To who asked: there is an answer. Who left no mail address reads it behind their own link."""
    to, person = address_of(request)
    if not to:
        return
    group = request.group
    spoken = (person.language if person else "") or request.language
    spoken = spoken if spoken in dict(settings.LANGUAGES) else "nl"
    if spoken == "nl":
        spoken = group.network.locale
    with translation.override(spoken):
        url = site_url("groups:request", group.network.slug, token)
        url += "" if spoken.startswith("nl") else f"?taal={spoken}"
        body = [
            _("Hallo,"), _("Er is antwoord op je vraag. Je leest het hier:"), url,
            _("Deze link is alleen voor jou. Stuur hem niet door."),
        ]  # fmt: skip
        send(to, _subject(), "\n\n".join(body), person)


def address_of(request: JoinRequest) -> tuple[str, Person | None]:
    """Where who asked reads a mail; empty when they gave a telephone number, or nothing."""
    if request.person is not None:
        return (request.person.email, request.person) if request.person.is_active else ("", None)
    return (request.contact, None) if "@" in request.contact else ("", None)


def _send(person: Person, sentence: str, url: str) -> None:
    hello = _("Hallo {name},").format(name=person.name) if person.name else _("Hallo,")
    send(person.email, _subject(), "\n\n".join([hello, sentence, url]), person)


def _subject() -> str:
    return _("Er staat iets voor je klaar in Buurtnet")
