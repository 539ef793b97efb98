"""Passkeys: asked of the browser and checked, by allauth and fido2. Each checks who holds it (finger, face, PIN).

What comes from the browser is anyone's guess: whatever is wrong with it, the answer is "no".
"""

from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.internal import auth
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext as _

from buurtnet.people.devices import device_name
from buurtnet.people.factors import replace_old, tell
from buurtnet.people.models import Person

WRONG = (ValidationError, ValueError, TypeError, KeyError, AttributeError, IndexError)


class WrongKeyError(Exception):
    """A passkey did not come through: another site, another person, a used or changed answer."""


def ask_for_new(person: Person) -> dict[str, Any]:
    """What a browser needs to make a passkey. The question is remembered in the session, for one answer."""
    return dict(auth.begin_registration(person, True))


@transaction.atomic
def add_passkey(request: HttpRequest, person: Person, answer: Any) -> None:
    """Raises ``WrongKeyError``."""
    try:
        auth.parse_registration_response(answer)
        made = auth.complete_registration(answer)
    except WRONG:
        raise WrongKeyError from None
    if not made.is_user_verified():
        raise WrongKeyError
    replace_old(request, person)
    auth.WebAuthn.add(person, key_name(request, person), answer)
    tell(request, person, "factor.passkey")


def key_name(request: HttpRequest, person: Person) -> str:
    """Named after where it was made, as people know it."""
    name = device_name(request.META.get("HTTP_USER_AGENT", ""))
    number = Authenticator.objects.filter(user=person, type=Authenticator.Type.WEBAUTHN).count() + 1
    return name if number == 1 else _("{name} ({number})").format(name=name, number=number)


def ask_for_known(person: Person | None = None) -> dict[str, Any]:
    """What a browser needs to show a passkey: one of this person, or any it has for this site."""
    return dict(auth.begin_authentication(person))


def show_passkey(answer: Any, person: Person | None = None) -> Person:
    """Whose passkey was shown. Raises ``WrongKeyError``; also for another than ``person``, or a closed account."""
    try:
        auth.parse_authentication_response(answer)
        found = person or auth.extract_user_from_response(answer)
        authenticator = auth.complete_authentication(found, answer)
    except WRONG:
        raise WrongKeyError from None
    if not found.is_active:
        raise WrongKeyError
    authenticator.record_usage()
    assert isinstance(found, Person)
    return found
