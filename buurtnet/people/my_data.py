"""My data: another mail address, and what goes when an account is erased."""

import logging
import secrets
from collections.abc import Iterable, Iterator
from contextlib import suppress
from functools import reduce
from operator import or_
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
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
from buurtnet.privacy.actions import erase_all_of, record_erasures
from buurtnet.privacy.choices import Action
from buurtnet.privacy.encryption import CannotDecryptError, as_stored
from buurtnet.privacy.keyring import KeyRingError
from buurtnet.privacy.log import record
from buurtnet.privacy.models import Erasure

logger = logging.getLogger(__name__)


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
    """The change a token belongs to, from the old or the new address, when it can still be confirmed.

    One whose address was tampered with cannot.
    """
    hashed = hash_of(token)
    still_open = AddressChange.objects.open().select_related("person")
    try:
        return still_open.filter(old_token_hash=hashed).first() or still_open.filter(new_token_hash=hashed).first()
    except CannotDecryptError as error:
        logger.error("A change of address is not made: %s", error)
        return None


@transaction.atomic
def confirm_address(request: HttpRequest, token: str) -> str:
    """One of both says yes. Returns "changed", "half" (the other still has to), or "none"."""
    found = open_change(token)
    if found is None:
        return "none"
    change = AddressChange.objects.unused().select_for_update().select_related("person").filter(pk=found.pk).first()
    if change is None:
        return "none"  # the same button, pressed twice at once
    side = "old_confirmed_at" if change.old_token_hash == hash_of(token) else "new_confirmed_at"
    setattr(change, side, timezone.now())
    change.save(update_fields=[side])
    if not (change.old_confirmed_at and change.new_confirmed_at):
        return "half"
    return "changed" if take_address(request, change) else "none"


def take_address(request: HttpRequest, change: AddressChange) -> bool:
    """The new address holds, unless someone else has an account there.

    What was sent to the old one is known as this person's from now on: it goes with them.
    """
    change.used_at = timezone.now()
    change.save(update_fields=["used_at"])
    person, old = change.person, change.person.email
    if not person.is_active or Person.objects.filter(email__iexact=change.new_email).exclude(pk=person.pk).exists():
        return False
    person.email = change.new_email
    try:
        with transaction.atomic():
            person.save(update_fields=["email"])
    except IntegrityError:  # someone else took it a moment ago
        return False
    Mail.objects.filter(to__iexact=old, person=None).update(person=person)
    SigninLink.objects.filter(email__iexact=old, person=None).update(person=person)
    record(Action.CHANGE, actor=person, subject=person, obj=person, fields_group="email", request=request)
    return True


def sole_director_of(person: Person) -> list[Network]:
    """Networks that would be left without a director."""
    directing = Membership.objects.current().filter(role=Role.DIRECTOR)
    others = directing.filter(ends_at=None).exclude(person=person).values("network")
    mine = directing.filter(person=person).exclude(network__in=others).values("network")
    return list(Network.objects.filter(pk__in=mine).order_by("name"))


@transaction.atomic
def erase_account(person: Person) -> None:
    """Everything about a person goes, in every room, and so do mails and links to their addresses.

    What their roles held in trust is handed over first. Raises ``LastDirectorError``. An account that was erased a
    moment ago, by another press of the button, is done.
    """
    hand_over_all(person)  # which locks the account: two who erase it wait in line
    person = Person.objects.get(pk=person.pk)
    if not is_erased(person):
        forget(person, by=person)


def is_erased(person: Person) -> bool:
    return Erasure.objects.filter(model_label=person._meta.label, object_id=str(person.pk)).exists()


@transaction.atomic
def forget_again(person: Person) -> None:
    """A restored backup brought back someone who was erased since: all of it goes again, as the backup has it."""
    forget(person, by=None, role_then="system")


def forget(person: Person, *, by: Person | None, role_then: str = "") -> None:
    """All rows are remembered as erased, also those that only an address leads to: no backup brings them back."""
    addresses = addresses_of(person)
    with as_stored():  # also without the key of what stands on the card
        forget_photo(person)
    of_theirs = Q(person=None) | Q(person=person)
    forget_rows(Mail.objects.filter(of_theirs, is_one_of("to", addresses)))
    forget_rows(SigninLink.objects.filter(of_theirs, is_one_of("email", addresses)))
    forget_rows(Invitation.objects.filter(is_one_of("email", addresses), used_by=None))
    erase_all_of(person.pk, by=by, role_then=role_then)
    erase_person(person)


def addresses_of(person: Person) -> set[str]:
    """Where someone gets mail and got it: by their account, an invitation, a link or a finished change.

    An address that is another's account now is not theirs: an invitation can be passed on.
    """
    found = {
        person.email,
        *Invitation.objects.filter(used_by=person).values_list("email", flat=True),
        *SigninLink.objects.filter(person=person).values_list("email", flat=True),
        *confirmed_addresses(person),
    }
    others = Person.objects.exclude(pk=person.pk).filter(is_one_of("email", found))
    return {one.lower() for one in found if one} - {one.lower() for one in others.values_list("email", flat=True)}


def confirmed_addresses(person: Person) -> Iterator[str]:
    """New addresses that both sides said yes to; one that was tampered with, or has no key here, leads nowhere."""
    finished = AddressChange.objects.filter(
        person=person, old_confirmed_at__isnull=False, new_confirmed_at__isnull=False
    )
    for key in finished.values_list("pk", flat=True):
        with suppress(CannotDecryptError, KeyRingError):
            yield AddressChange.objects.get(pk=key).new_email


def is_one_of(column: str, addresses: Iterable[str]) -> Q:
    return reduce(or_, (Q(**{f"{column}__iexact": one}) for one in addresses), Q(pk__in=[]))


def forget_rows(rows: "QuerySet[Any]") -> None:
    with as_stored():  # what was tampered with does not open, and goes all the same
        found = list(rows)
    record_erasures(found)
    with as_stored():  # a row that others point at is read once more on its way out
        rows.filter(pk__in=[row.pk for row in found]).delete()
