"""Where allauth asks the house: how secrets are kept, what a passkey belongs to, who comes in by a provider."""

from typing import Any
from urllib.parse import urlsplit

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.conf import settings
from django.http import HttpRequest

from buurtnet.people.models import Person
from buurtnet.people.provider import come_in, refused
from buurtnet.privacy.encryption import decrypted, encrypted

PLACE = "mfa_authenticator.data"


class FactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # allauth has no types
    """Secrets of codes are encrypted with the keys of the house; passkeys belong to the address of the site."""

    def encrypt(self, text: str) -> str:
        return encrypted(text, PLACE)

    def decrypt(self, encrypted_text: str) -> str:
        return decrypted(encrypted_text, PLACE)

    def get_totp_issuer(self) -> str:
        return f"Buurtnet ({site_host()})"

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return {"id": site_host(), "name": "Buurtnet"}

    def get_public_key_credential_user_entity(self, user: Person) -> dict[str, Any]:
        return {"id": user.pk.hex.encode(), "display_name": user.name or user.email, "name": user.email}


class ProviderAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """A sign-in at a provider ends at our own door; allauth opens none itself and makes no accounts."""

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        raise ImmediateHttpResponse(come_in(request, sociallogin))

    def on_authentication_error(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        raise ImmediateHttpResponse(refused(request, "failed"))

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        return False


def site_host() -> str:
    return urlsplit(settings.SITE_URL).hostname or "localhost"
