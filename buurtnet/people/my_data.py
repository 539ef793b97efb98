"""My data: another mail address, who looked, and what goes when an account is erased."""

import datetime
import secrets
import uuid
from dataclasses import dataclass

from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from buurtnet.areas.models import Network
from buurtnet.people.actions import erase_person
from buurtnet.people.choices import Role
from buurtnet.people.devices import hash_of
from buurtnet.people.links import site_url
from buurtnet.people.mailing import send
from buurtnet.people.models import AddressChange, Invitation, Mail, Membership, Person, SigninLink
from buurtnet.people.models.door import CHANGE_LASTS
from buurtnet.people.photos import forget_photo
from buurtnet.people.roles import hand_over_all
from buurtnet.privacy.actions import erase_all_of
from buurtnet.privacy.choices import Action
from buurtnet.privacy.log import record
from buurtnet.privacy.models import LogRow


@transaction.atomic
def ask_both_addresses(person: Person, new_email: str) -> None:
    """Mail the old and the new address; an earlier change that was not finished ends here.

    Whether the new address has an account already is not told here: its owner finds out when they say yes.
    """
    old, new = secrets.token_urlsafe(32), secrets.token_urlsafe(32)
    now = timezone.now()
    AddressChange.objects.unused().filter(person=person).update(used_at=now)
    AddressChange.objects.create(
        person=person, new_email=new_email.lower(), old_token_hash=hash_of(old), new_token_hash=hash_of(new),
        expires_at=now + CHANGE_LASTS,
    )  # fmt: skip
    for address, token in ((person.email, old), (new_email, new)):
        send(
            address,
            _("Bevestig je mailadres"),
            _(
                "Hallo,\n\nEr is gevraagd om een ander mailadres voor een account van Buurtnet. Open deze link en "
                "bevestig het. Dat moet vanaf het oude en het nieuwe adres, binnen een dag.\n\n{url}\n\n"
                "Heb je hier niet om gevraagd? Doe dan niets: er verandert niets."
            ).format(url=site_url("people:address", token)),
            person=person,
        )


def open_change(token: str) -> AddressChange | None:
    """The change a token belongs to, from the old or the new address, when it can still be confirmed."""
    hashed = hash_of(token)
    still_open = AddressChange.objects.open().select_related("person")
    return still_open.filter(old_token_hash=hashed).first() or still_open.filter(new_token_hash=hashed).first()


@transaction.atomic
def confirm_address(request: HttpRequest, token: str) -> str:
    """One of both says yes. Returns "changed", "half" (the other still has to), or "none"."""
    found = open_change(token)
    if found is None:
        return "none"
    change = AddressChange.objects.select_for_update().select_related("person").get(pk=found.pk)
    side = "old_confirmed_at" if change.old_token_hash == hash_of(token) else "new_confirmed_at"
    setattr(change, side, timezone.now())
    change.save(update_fields=[side])
    if not (change.old_confirmed_at and change.new_confirmed_at):
        return "half"
    return "changed" if take_address(request, change) else "none"


def take_address(request: HttpRequest, change: AddressChange) -> bool:
    """The new address holds, unless someone else has an account there."""
    change.used_at = timezone.now()
    change.save(update_fields=["used_at"])
    person = change.person
    if not person.is_active or Person.objects.filter(email__iexact=change.new_email).exclude(pk=person.pk).exists():
        return False
    person.email = change.new_email
    person.save(update_fields=["email"])
    record(Action.CHANGE, actor=person, subject=person, obj=person, fields_group="email", request=request)
    return True


@dataclass(frozen=True)
class Reading:
    """One time that someone looked: who (their name, or what they are), what they did, when and for what."""

    at: datetime.datetime
    who: str
    did: str
    role: str
    is_emergency: bool


def in_words(rows: list[LogRow]) -> list[Reading]:
    """Rows of the log as their subject reads them."""
    names = {str(person.pk): person.name for person in Person.objects.filter(pk__in=keys_of(rows))}
    return [
        Reading(
            at=row.at,
            who=names.get(row.actor) or _("iemand zonder naam of account"),
            did=str(Action(row.action).label),
            role=str(Role(row.role_then).label) if row.role_then in Role.values else "",
            is_emergency=row.emergency,
        )
        for row in rows
    ]


def keys_of(rows: list[LogRow]) -> set[uuid.UUID]:
    return {uuid.UUID(row.actor) for row in rows if len(row.actor) == len(str(uuid.UUID(int=0)))}


def sole_director_of(person: Person) -> list[Network]:
    """Networks that would be left without a director."""
    directing = Membership.objects.current().filter(role=Role.DIRECTOR)
    others = directing.filter(ends_at=None).exclude(person=person).values("network")
    mine = directing.filter(person=person).exclude(network__in=others).values("network")
    return list(Network.objects.filter(pk__in=mine).order_by("name"))


@transaction.atomic
def erase_account(person: Person) -> None:
    """Everything about a person goes, in every room, and so do mails and links to their address.

    What their roles held in trust is handed over first. Raises ``LastDirectorError``.
    """
    address = person.email
    hand_over_all(person)
    forget_photo(person)
    Mail.objects.filter(to__iexact=address).delete()
    SigninLink.objects.filter(email__iexact=address).delete()
    Invitation.objects.filter(email__iexact=address, used_by=None).delete()
    erase_all_of(person.pk, by=person)
    erase_person(person)
