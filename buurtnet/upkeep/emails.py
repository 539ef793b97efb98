"""The mails to an organization: neutral, with one link, and saying that no answer is fine too."""

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from buurtnet.areas.models import Network
from buurtnet.people.devices import hash_of
from buurtnet.people.links import site_url
from buurtnet.people.mailing import send
from buurtnet.people.models import Person
from buurtnet.upkeep.access import Recipient
from buurtnet.upkeep.choices import LINK_LASTS
from buurtnet.upkeep.models import Link, Request
from buurtnet.upkeep.tokens import new_token


def mail_link(request: Request, recipient: Recipient, *, number: int | None, count: int) -> Link:
    """Write down a mail with a new link. ``number``: which mail of the request; None for one that was asked for.

    Raises ``IntegrityError`` when that mail was written already. ``count``: services to look at.
    """
    token, reply = new_token(request.key), new_token(request.key)
    now = timezone.now()
    link = Link.objects.create(
        request=request, number=number, person=recipient.person, token_hash=hash_of(token),
        reply_hash=hash_of(reply), sent_at=now, expires_at=now + LINK_LASTS,
    )  # fmt: skip
    language = (recipient.person and recipient.person.language) or request.network.locale
    with translation.override(language):
        subject, body = words(request, token, number, count)
    answers = reply_address(reply) if settings.REPLY_ADDRESS else ""
    mail = send(recipient.address, subject, body, person=recipient.person, reply_to=answers)
    Link.objects.filter(pk=link.pk).update(mail=mail)
    return link


def words(request: Request, token: str, number: int | None, count: int) -> tuple[str, str]:
    """Subject and text, in the language of now, which the page speaks too.

    Neither says which services: a mailbox is read by many.
    """
    network, language = request.network.name, translation.get_language()
    parts = [
        _("Hallo,"),
        opening(number, network),
        ngettext(
            "Wil je {count} tekst nakijken? Het kost ongeveer een minuut en je hebt geen account nodig:",
            "Wil je {count} teksten nakijken? Het kost ongeveer een minuut en je hebt geen account nodig:",
            count,
        ).format(count=count),
        site_url("upkeep:confirm", token) + ("" if language.startswith("nl") else f"?taal={language}"),
    ]
    if settings.REPLY_ADDRESS:
        parts.append(_("Klopt alles nog? Dan mag je deze mail ook beantwoorden met alleen het woord klopt."))
    parts.append(
        _(
            "De link werkt 30 dagen. We mailen je hooguit één keer per kwartaal, en soms nog een of twee "
            "herinneringen. Geen tijd? Dat is niet erg: dan bellen we later een keer."
        )
    )
    return _("Klopt het nog? Bericht van {network}").format(network=network), "\n\n".join(parts)


def opening(number: int | None, network: str) -> str:
    if number is None:
        return _("Hier is een nieuwe link van {network}.").format(network=network)
    if number:
        return _("Een herinnering: op {network} staat wat jouw organisatie doet. Klopt het nog?").format(
            network=network
        )
    return _(
        "Op {network} staat wat jouw organisatie doet. Mensen uit de buurt rekenen daarop. Klopt het nog?"
    ).format(network=network)


def reply_address(token: str) -> str:
    """The address that an answer by mail goes to: ``{token}`` filled in, else behind a plus."""
    address = str(settings.REPLY_ADDRESS)
    if "{token}" in address:
        return address.replace("{token}", token)
    name, _at, host = address.rpartition("@")
    return f"{name}+{token}@{host}"


def mail_caller(person: Person, network: Network) -> None:
    """Someone was given the call list."""
    with translation.override(person.language or network.locale):
        send(
            person.email,
            _("Bericht van Buurtnet"),
            _(
                "Hallo,\n\nJe bent gevraagd om te helpen met bellen voor {network}. De lijst staat hier:\n\n{url}"
            ).format(network=network.name, url=site_url("upkeep:call_list", network.slug)),
            person=person,
        )
