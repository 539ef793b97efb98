"""Mails and links of a signal to policy: to the body that must answer, and to the platforms that sign along.

The link of a reply is made from its row and the site's secret key, so that a reminder and a printed letter hold the
same one, while the database has a hash only.
"""

import hashlib
from base64 import urlsafe_b64encode
from typing import Final

from django.conf import settings
from django.utils import translation
from django.utils.crypto import salted_hmac
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from buurtnet.needs.models import CoSignature, PolicySignal, ReplyLink
from buurtnet.people.choices import Role
from buurtnet.people.links import site_url
from buurtnet.people.mailing import in_their_language, send
from buurtnet.people.models import Membership, Organization, Person

SALT: Final = "needs.policy.reply"


def link_of(signal: PolicySignal) -> str:
    """The whole address at which the level that must answer now does so; its row is made when there is none."""
    links = ReplyLink.objects.filter(signal=signal, agreement=signal.agreement_id).order_by("-made_at")
    link = next((one for one in links if hash_of(token_of(one)) == one.token_hash), None)
    if link is None:  # the first of this level, or the site has another secret key since
        link = ReplyLink(signal=signal, agreement_id=signal.agreement_id)
        link.token_hash = hash_of(token_of(link))
        link.save()
    return site_url("needs:policy_reply", signal.network.slug, token_of(link))


def token_of(link: ReplyLink) -> str:
    digest = salted_hmac(SALT, str(link.pk), settings.SECRET_KEY, algorithm="sha256").digest()
    return urlsafe_b64encode(digest).decode().rstrip("=")


def hash_of(token: str) -> str:
    """Not keyed: a token has 256 bits, and its link works on when the site gets another key."""
    return hashlib.sha256(token.encode()).hexdigest()


def mail_signal(signal: PolicySignal) -> None:
    """To the address of the agreement, in the language of the network. Without an address there is the letter."""
    url, letter = link_of(signal), public_address(signal)
    with translation.override(signal.network.locale):
        subject = _("Signaal van {network}: {title}").format(network=signal.network.name, title=signal.title)
        body = "\n\n".join([*letter_lines(signal), _("Antwoord hier, zonder account:\n{url}").format(url=url),
                            _("Iedereen leest dit signaal hier:\n{url}").format(url=letter)])  # fmt: skip
        post(signal, subject, body)


def mail_reminder(signal: PolicySignal, *, is_last: bool) -> None:
    """The answer is late. ``is_last``: after this the next level is asked."""
    url = link_of(signal)
    with translation.override(signal.network.locale):
        lines = [
            _("Goedendag,"),
            _("Op {day} stuurden we je dit signaal: {title}.").format(day=on(signal), title=signal.title),
            _("We spraken af dat we uiterlijk {day} een antwoord krijgen. We hebben nog niets gehoord.").format(
                day=due(signal)
            ),
            _("Antwoord hier, zonder account:\n{url}").format(url=url),
        ]
        if is_last and signal.agreement.next_level is not None:
            lines.append(_("Komt er geen antwoord? Dan vragen we het aan: {body}.").format(
                body=signal.agreement.next_level))  # fmt: skip
        lines.append(signal.network.name)
        subject = _("Herinnering van {network}: {title}").format(network=signal.network.name, title=signal.title)
        post(signal, subject, "\n\n".join(lines))


def post(signal: PolicySignal, subject: str, body: str) -> None:
    if signal.agreement.mail_to:
        send(signal.agreement.mail_to, " ".join(subject.split()), body)


def letter_lines(signal: PolicySignal) -> list[str]:
    """What the letter says, in paragraphs; the same in a mail and on paper. No names of people."""
    signed = co_signers(signal)
    lines = [
        _("Aan: {body}").format(body=signal.agreement),
        _("Goedendag,"),
        _("Het netwerk {network} legt je dit voor: {title}.").format(network=signal.network.name, title=signal.title),
        f"{_('Wat er speelt')}\n{signal.story}",
        f"{_('Wat we vragen')}\n{signal.asked}",
    ]
    if signal.proposal:
        lines.append(f"{_('Ons voorstel')}\n{signal.proposal}")
    if signed:
        lines.append(_("Dit tekenen mee: {names}.").format(names=", ".join(one.name for one in signed)))
    if signal.decision is not None:
        said = _("Besloten op {day} ({where}), door {role}.")
        day, where, role = signal.decision.decided_on, signal.decision.where, signal.decision.by_role
        lines.append(said.format(day=date_format(day, "j F Y"), where=where, role=role))
    return lines


def letter_parts(signal: PolicySignal) -> list[tuple[str, str]]:
    """The same paragraphs for paper: each with its heading, or an empty one."""
    cut = (line.partition("\n") for line in letter_lines(signal))
    return [(head, text) if text else ("", head) for head, _newline, text in cut]


def co_signers(signal: PolicySignal) -> list[Organization]:
    """The platforms that said yes, by name."""
    rows = signal.co_signatures.filter(signed_at__isnull=False).select_related("organization")
    return sorted((one.organization for one in rows), key=lambda one: one.name.casefold())


def ask_to_sign(co_signature: CoSignature) -> None:
    """To the editors of a platform; what it is about they read behind their own door."""
    url = site_url("needs:co_sign", co_signature.signal.network.slug, co_signature.pk)
    for person in editors_of(co_signature.organization):
        tell_that_something_waits(person, url)


def tell_co_signers(signal: PolicySignal) -> None:
    """The platforms that signed and want the reply themselves get it: the address where it stands."""
    rows = signal.co_signatures.filter(signed_at__isnull=False, wants_reply=True).select_related("organization")
    told: set[object] = set()
    for row in rows:
        for person in editors_of(row.organization):
            if person.pk not in told:
                told.add(person.pk)
                tell_that_something_waits(person, public_address(signal))


def editors_of(organization: Organization) -> list[Person]:
    held = Membership.objects.current().filter(role=Role.EDITOR, organization=organization).select_related("person")
    return [one.person for one in held.order_by("person__email")]


def tell_that_something_waits(person: Person, url: str) -> None:
    """Neutral: a mail to a person tells nothing of what is behind the link."""
    with in_their_language(person):
        send(
            person.email,
            _("Er staat iets voor je klaar in Buurtnet"),
            _("Hallo,\n\nEr staat iets voor je klaar. Je leest het hier:\n\n{url}").format(url=url),
            person=person,
        )


def public_address(signal: PolicySignal) -> str:
    return site_url("needs:policy_shown", signal.network.slug, signal.pk)


def on(signal: PolicySignal) -> str:
    return date_format(signal.sent_on, "j F Y") if signal.sent_on else ""


def due(signal: PolicySignal) -> str:
    return date_format(signal.answer_due, "j F Y") if signal.answer_due else ""
