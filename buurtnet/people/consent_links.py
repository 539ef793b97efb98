"""Sending questions for consent: a signed link for each of those who must answer, and neutral words around it.

The link belongs to one answer, works as long as the question or the consent lives, and does nothing when it is
opened: the buttons on its page do. Nothing of the question stands in a mail, and no address in the question.
"""

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode
from uuid import UUID, uuid4

from django.core import signing
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from buurtnet.areas.models import Network
from buurtnet.people.access import keeps_as
from buurtnet.people.choices import PartyKind
from buurtnet.people.consent import Jurisdiction, Required
from buurtnet.people.consent_left import has_asker, keepers_of
from buurtnet.people.consent_words import explained
from buurtnet.people.consenting import By, ask, note
from buurtnet.people.links import site_url
from buurtnet.people.mailing import in_their_language, send
from buurtnet.people.models import Consent, ConsentParty, Organization, Person
from buurtnet.privacy.choices import Action

SALT = "people.consent.party"
KEY_SALT = "people.consent.key"


@dataclass(frozen=True)
class Question:
    """What is asked, and of whom. ``addresses``: one for each of ``required.parties``; empty: answers aloud."""

    jurisdiction: Jurisdiction
    required: Required
    asked_for: Collection[str]
    receivers: Sequence[Organization]
    until: dt.date
    born: dt.date | None
    language: str
    addresses: Sequence[str]
    replaces: Consent | None = None
    key: UUID | None = None


@transaction.atomic
def send_question(question: Question, *, asker: Person, by: By) -> Consent:
    """Ask, and mail everyone who has an address their own link. What they read is what its hash is kept of."""
    with translation.override(question.language):
        text = explained(
            question.asked_for,
            receivers=[one.name for one in question.receivers],
            until=question.until,
            asker=asker.name,
            organization=by.organization.name if by.organization else "",
        ).text
    consent = ask(
        subject_of(question),
        jurisdiction=question.jurisdiction, required=question.required, asked_for=question.asked_for,
        receivers=question.receivers, text=text, language=question.language, until=question.until,
        born=question.born, asker=asker, by=by, replaces=question.replaces,
        key=question.key,
    )  # fmt: skip
    for party, address in zip(parties_in_order(consent, question.required), question.addresses, strict=True):
        if address:
            mail_link(party, address, by=by)
    return consent


def subject_of(question: Question) -> UUID:
    """About whom: as before, or the account of who answers for themselves, or someone without a name here.

    Whether there is an account is told to nobody: for who asks, both look the same.
    """
    if question.replaces:
        return question.replaces.subject_id
    for kind, address in zip(question.required.parties, question.addresses, strict=True):
        if kind == PartyKind.YOUNG_PERSON and address:
            person = Person.objects.filter(email=address, is_active=True).first()
            if person:
                return person.pk
    return uuid4()


def parties_in_order(consent: Consent, required: Required) -> list[ConsentParty]:
    """The rows of those who must answer, in the order in which they were named."""
    rows = {(PartyKind(one.kind), one.number): one for one in consent.parties.select_related("consent")}
    return [rows[kind, required.parties[: place + 1].count(kind)] for place, kind in enumerate(required.parties)]


def key_for(asker: Person) -> str:
    """A key for one question of this person, to carry along in a page: a second press asks nothing more."""
    return signing.dumps([str(uuid4()), str(asker.pk)], salt=KEY_SALT)


def key_of(said: str, asker: Person) -> UUID | None:
    """The id that a question with this key gets; None for a key that is not one, or of someone else."""
    try:
        key, person = signing.loads(said, salt=KEY_SALT)
    except signing.BadSignature:
        return None
    return UUID(key) if person == str(asker.pk) else None


def token_of(party: ConsentParty) -> str:
    return signing.dumps(party.pk, salt=SALT)


def party_of(token: str) -> ConsentParty | None:
    """Whose answer a link belongs to; None for a link that was forged, cut off, or whose question was erased."""
    try:
        pk = signing.loads(token, salt=SALT)
    except signing.BadSignature:
        return None
    return ConsentParty.objects.select_related("consent__asked_by").filter(pk=pk).first()


@transaction.atomic
def mail_link(party: ConsentParty, email: str, *, by: By) -> None:
    """Mail someone who must answer. The address is in the mail and nowhere else; it goes with the mail."""
    language = party.consent.explained_in
    url = site_url("people:consent_link", token_of(party))
    if language == "en":
        url += f"?{urlencode({'taal': language})}"
    with translation.override(language):
        send(
            email,
            _("Bericht van Buurtnet"),
            _(
                "Hallo,\n\nIemand van het netwerk vraagt je iets. Met deze link lees je de vraag. Jij kiest wat je "
                "antwoordt. Nee zeggen mag altijd.\n\n{url}\n\nBewaar deze mail: met dezelfde link kun je later "
                "stoppen.\n\nKen je dit niet? Dan hoef je niets te doen."
            ).format(url=url),
            person=Person.objects.filter(email=email).first(),
        )
    note(Action.CHANGE, party.consent, by=by, rule=f"consent.mailed.{party.kind}")


def tell_asker(consent: Consent) -> None:
    """Something changed about a question they asked; what, they read behind their own door."""
    if consent.asked_by is not None and has_asker(consent):
        tell(consent.asked_by)
    elif consent.organization is not None and consent.network is not None:
        tell_keepers(consent.organization, consent.network)


def tell_keepers(organization: Organization, network: Network, *, by: Person | None = None) -> None:
    """Something waits for another asker; ``by``, who saw to that just now, needs no mail about it."""
    for person in keepers_of(organization, network):
        if by is not None and person.pk == by.pk:
            continue
        if keeps_as(person, organization):
            tell_of_work_left(person, site_url("people:organization_people", organization.pk))
        else:
            tell_of_work_left(person, site_url("people:role_list", network.slug))


def tell_of_work_left(person: Person, url: str) -> None:
    with in_their_language(person):
        send(
            person.email,
            _("Bericht van Buurtnet"),
            _(
                "Hallo,\n\nEen collega is gestopt. Er is nog werk dat iemand anders moet overnemen. "
                "Je regelt het hier:\n\n{url}"
            ).format(url=url),
            person=person,
        )


def tell_subject(consent: Consent) -> None:
    """Who asked wrote down an answer, or stopped it. When the person it is about has an account, they hear so."""
    person = Person.objects.filter(pk=consent.subject_id, is_active=True).first()
    if person:
        tell(person)


def tell(person: Person) -> None:
    """A neutral mail in the language that someone chose."""
    with in_their_language(person):
        send(
            person.email,
            _("Bericht van Buurtnet"),
            _("Hallo,\n\nEr is iets veranderd dat jou aangaat. Je leest het bij je account:\n\n{url}").format(
                url=site_url("people:account")
            ),
            person=person,
        )
