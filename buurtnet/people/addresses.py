"""Mail addresses in one form: as they are kept, compared and mailed to.

Databases fold letters in their own ways: the capital of a Turkish dotless i is an I, and a Kelvin sign is a small k.
So an address is made plain before anything is done with it, and what cannot be plain is refused.
"""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _

LONGEST = 254
WRONG_ADDRESS = _("Controleer je mailadres. Er hoort een @ in en een punt, zoals naam@voorbeeld.nl.")
STRANGE_ADDRESS = _("In dit mailadres staat een letter die er niet in kan. Gebruik gewone letters, zonder accenten.")


def clean_address(said: str) -> str:
    """An address in small plain letters; a domain with other letters as the name server knows it (``xn--…``).

    Raises ``ValidationError`` with a sentence.
    """
    local, at, domain = said.strip().rpartition("@")
    if not local.isascii():
        raise ValidationError(STRANGE_ADDRESS, code="strange")
    address = f"{local}{at}{plain_domain(domain)}".lower()
    try:
        validate_email(address)
    except ValidationError:
        raise ValidationError(WRONG_ADDRESS, code="invalid") from None
    if len(address) > LONGEST:
        raise ValidationError(WRONG_ADDRESS, code="max_length")
    return address


def same_mailbox(address: str) -> str:
    """By which addresses of one mailbox are one: without what stands after a plus, in small letters."""
    local, _at, domain = address.strip().casefold().rpartition("@")
    return f"{local.partition('+')[0]}@{domain}"


def plain_domain(domain: str) -> str:
    """The domain in ASCII. A label that only looks like a plain one is refused, and not taken for it."""
    return ".".join(label if label.isascii() else plain_label(label) for label in domain.split("."))


def plain_label(label: str) -> str:
    try:
        plain = label.encode("idna").decode("ascii")
    except UnicodeError:
        plain = ""
    if not plain.startswith("xn--"):
        raise ValidationError(STRANGE_ADDRESS, code="strange")
    return plain


class AddressField(forms.EmailField):
    """A mail address that someone fills in, in the one form."""

    default_validators = []  # as Django writes it; ``clean_address`` validates

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", LONGEST)
        kwargs.setdefault(
            "error_messages", dict.fromkeys(("required", "invalid", "max_length"), WRONG_ADDRESS)
        )  # fmt: skip
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> str:
        said = str(super().to_python(value) or "")
        return clean_address(said) if said else ""
