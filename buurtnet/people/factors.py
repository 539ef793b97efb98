"""What opens the second ring: passkeys, codes of an app, and recovery codes; and who may set up a first one."""

import logging
import time
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from allauth.mfa.utils import decrypt
from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _

from buurtnet.kit.limits import allowed
from buurtnet.people.access import is_resident_only, needs_strong_door, roles_of
from buurtnet.people.choices import Role
from buurtnet.people.doors import is_strong
from buurtnet.people.mailing import in_their_language, send
from buurtnet.people.models import Person
from buurtnet.privacy.choices import Action
from buurtnet.privacy.encryption import CannotDecryptError
from buurtnet.privacy.log import record

logger = logging.getLogger(__name__)
Kind = Authenticator.Type
STEP = 30  # seconds that a code of an app lasts
DRIFT = 1  # steps that a clock may be off, either way
TRIES, TRIES_IN = 10, 900  # tries of a code by one person, in so many seconds
FIRST_BY, FIRST_AT, REPLACES = "first_factor_by", "first_factor_at", "replaces_factors"  # keys in the session
FIRST_LASTS = 3600  # seconds between an invitation or a code, and the factor that is set up with it


def factors_of(person: Person) -> "QuerySet[Any]":
    """Passkeys and the app; recovery codes are no factor of their own."""
    kinds = [Kind.WEBAUTHN, Kind.TOTP]
    found: QuerySet[Any] = Authenticator.objects.filter(user=person, type__in=kinds).order_by("created_at", "pk")
    return found


def has_factor(person: Person) -> bool:
    return bool(factors_of(person).exists())


def accounts_of(person: Person) -> "QuerySet[Any]":
    """Accounts at a provider by which someone comes in."""
    found: QuerySet[Any] = SocialAccount.objects.filter(user=person).order_by("date_joined", "pk")
    return found


def may_add_factor(request: HttpRequest, person: Person) -> bool:
    """In the second ring; or a first one: after an invitation or beside a director, or by who is a resident only.

    A mailbox alone never makes the key to what people told the network: a member on duty reads their questions.
    """
    if is_strong(request):
        return True
    by = allowed_by(request.session)
    if by == "together":
        return True
    if has_factor(person):
        return False
    return by == "invitation" or is_resident_only(person)


def demo_network(person: Person) -> str:
    """In the demo nobody has a key: the network for which its director can be asked in anew; elsewhere empty."""
    directed = roles_of(person).filter(role=Role.DIRECTOR).first() if settings.DEMO else None
    return directed.network.slug if directed and directed.network else ""


def allow_first_factor(session: SessionBase, *, by: str) -> None:
    """Remember how this session may set up a first factor: "invitation" or "together"."""
    session[FIRST_BY], session[FIRST_AT] = by, time.time()


def allowed_by(session: SessionBase) -> str:
    """How this session may set up a first factor; empty when it may not, or when an hour went by."""
    is_in_time = 0 <= time.time() - session.get(FIRST_AT, 0.0) <= FIRST_LASTS
    return str(session.get(FIRST_BY, "")) if is_in_time else ""


def replaces_old(request: HttpRequest) -> bool:
    """Whether a new factor comes in the place of those that were lost."""
    has_code = allowed_by(request.session) == "together"
    return has_code and bool(request.session.get(REPLACES)) and not is_strong(request)


def takes_code(person: Person, code: str) -> bool:
    """Whether a code of the app or a recovery code is right. Each works once; ten tries in a quarter of an hour."""
    digits = "".join(filter(str.isdigit, code))[:16]
    if not allowed("code", str(person.pk), TRIES, TRIES_IN, time.time()):
        return False
    with transaction.atomic():
        kept = Authenticator.objects.select_for_update().filter(user=person).exclude(type=Kind.WEBAUTHN)
        return any(takes(authenticator, digits) for authenticator in kept.order_by("-type"))


def takes(authenticator: Any, digits: str) -> bool:
    """Whether this is a code of it, which is used up by that. One that was tampered with takes none."""
    try:
        if authenticator.type == Kind.RECOVERY_CODES:
            is_right = bool(RecoveryCodes(authenticator).validate_code(digits))
        else:
            is_right = takes_app_code(authenticator, digits)
    except CannotDecryptError as error:
        logger.error("Codes of someone open nothing: %s", error)
        return False
    if is_right:
        authenticator.refresh_from_db()
        authenticator.record_usage()
    return is_right


def takes_app_code(authenticator: Any, digits: str) -> bool:
    """A code of a moment later than the last one that was used: the same code, or an older one, opens nothing."""
    used = authenticator.data.get("last_step", 0)
    step = step_of(decrypt(authenticator.data["secret"]), digits)
    if step is None or step <= used:
        return False
    authenticator.data["last_step"] = step
    authenticator.save(update_fields=["data"])
    return True


def step_of(secret: str, digits: str, now: float | None = None) -> int | None:
    """The step of the clock to which a code belongs, when that is about now."""
    here = int((time.time() if now is None else now) // STEP)
    for step in range(here - DRIFT, here + DRIFT + 1):
        if constant_time_compare(format_hotp_value(hotp_value(secret, step)), digits):
            return step
    return None


@transaction.atomic
def add_app(request: HttpRequest, person: Person, secret: str, step: int) -> None:
    """The app is set up; the code that showed it counts as used."""
    replace_old(request, person)
    Authenticator.objects.filter(user=person, type=Kind.TOTP).delete()
    authenticator = TOTP.activate(person, secret).instance
    authenticator.data["last_step"] = step
    authenticator.save(update_fields=["data"])
    tell(request, person, "factor.app")


def replace_old(request: HttpRequest, person: Person) -> None:
    """With a code of a director the new factor comes in the place of all that opened this account before."""
    if replaces_old(request):
        Authenticator.objects.filter(user=person).delete()
        accounts_of(person).delete()
    for key in (FIRST_BY, FIRST_AT, REPLACES):
        request.session.pop(key, None)


@transaction.atomic
def new_recovery_codes(request: HttpRequest, person: Person) -> list[str]:
    """Ten codes, each for once; those of before are of no use any more. They are shown now and never again."""
    Authenticator.objects.filter(user=person, type=Kind.RECOVERY_CODES).delete()
    codes: list[str] = RecoveryCodes.activate(person).generate_codes()
    tell(request, person, "factor.codes")
    return codes


def may_remove(person: Person, authenticator: Any) -> bool:
    """Not the last one of who has a role that needs the second ring."""
    return factors_of(person).exclude(pk=authenticator.pk).exists() or not needs_strong_door(person)


def may_unlink(person: Person, account: Any) -> bool:
    """Not the only way in of who has a role that needs the second ring."""
    others = has_factor(person) or accounts_of(person).exclude(pk=account.pk).exists()
    return others or not needs_strong_door(person)


@transaction.atomic
def unlink(request: HttpRequest, person: Person, account: Any) -> None:
    """The provider's account opens this one no more, and is not linked again but by its owner."""
    account.delete()
    person.unlinked_at = timezone.now()
    person.save(update_fields=["unlinked_at"])
    tell(request, person, "factor.removed")


@transaction.atomic
def remove(request: HttpRequest, person: Person, authenticator: Any) -> None:
    authenticator.delete()
    if not has_factor(person):
        Authenticator.objects.filter(user=person).delete()  # recovery codes that recover nothing
    tell(request, person, "factor.removed")


def tell(request: HttpRequest, person: Person, what: str) -> None:
    """Log a change to someone's doors, and let them know by mail: whoever did it, they will hear."""
    record(Action.CHANGE, actor=request.user.pk, subject=person, obj=person, rule=what, request=request)
    with in_their_language(person):
        send(
            person.email,
            _("Er is iets veranderd aan je account"),
            _(
                "Hallo,\n\nEr is een sleutel, app of herstelcode bij je account gekomen of weggehaald. "
                "Deed je dat zelf? Dan hoef je niets te doen.\n\nDeed je dat niet zelf? Bel dan meteen je netwerk."
            ),
            person=person,
        )
