"""What is unsafe, in one sentence each: outside the demo nothing is served with it."""

import stat
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

from django.conf import settings
from django.core.mail import mailers
from django.core.mail.backends.base import BaseEmailBackend
from django.db import connection

from buurtnet.config.environment import WrongSettingError
from buurtnet.config.keys import KEY_NAMES, keys_dir

SHORTEST_KEY = 40  # characters
FEWEST_SIGNS = 10  # different ones in a key


def refuse_unsafe() -> None:
    """Raises WrongSettingError with all that is unsafe; the demo, which is for one's own machine, is let through."""
    if settings.DEMO:
        return
    if complaints := list(unsafe_settings()):
        raise WrongSettingError("Not safe to start.\n" + "\n".join(f"  - {complaint}" for complaint in complaints))


def require_mail_backend() -> None:
    """Raises WrongSettingError when no mail could be sent: the class is not there, or wants what we do not give."""
    name = settings.MAILERS["default"]["BACKEND"]
    try:
        is_backend = isinstance(mailers["default"], BaseEmailBackend)
    except Exception:  # whatever a package of someone else raises when it is imported
        is_backend = False
    if not is_backend:
        raise WrongSettingError(f"EMAIL_BACKEND must be a mail backend that is installed, and {name} is none.")


def unsafe_settings() -> Iterator[str]:
    """One clear sentence for each setting that would put people at risk on the open internet."""
    if settings.DEBUG:
        yield "DEBUG is on: error pages would show the inside of the site to everyone."
    if len(settings.SECRET_KEY) < SHORTEST_KEY or len(set(settings.SECRET_KEY)) < FEWEST_SIGNS:
        yield "SECRET_KEY can be guessed: leave it out, and a strong one is made in the data folder."
    yield from unsafe_addresses()
    yield from unsafe_files()


def unsafe_addresses() -> Iterator[str]:
    site = urlsplit(settings.SITE_URL)
    if site.scheme != "https":
        yield f"SITE_URL is {settings.SITE_URL}: set it to the address of the site, with https."
    if not settings.SECURE_SSL_REDIRECT:
        yield "HTTPS is off: sign-ins and questions would cross the internet in the open."
    elif not settings.TRUST_PROXY:
        yield (
            "TRUST_PROXY is off while HTTPS is on, so that every page would redirect to itself: put a proxy that "
            "ends TLS in front (docs/operating.md) and set TRUST_PROXY=1."
        )
    if any(host in {"*", "."} for host in settings.ALLOWED_HOSTS):
        yield "ALLOWED_HOSTS is *: name the host of the site, or others can put their name in our links."
    elif not any(host_matches(host_in(site), host) for host in settings.ALLOWED_HOSTS):
        yield f"ALLOWED_HOSTS does not name {host_in(site)}, the host of SITE_URL."
    for origin in settings.CSRF_TRUSTED_ORIGINS:
        if not origin.startswith("https://") or origin == "https://*":
            yield f"CSRF_TRUSTED_ORIGINS holds {origin}: name whole https addresses only."
    if settings.OIDC_ISSUER and not settings.OIDC_ISSUER.startswith("https://"):
        yield "OIDC_ISSUER is not https: what the provider says could be changed on its way."
    if settings.MAP_TILES_URL and not settings.MAP_TILES_URL.startswith("https://"):
        yield "MAP_TILES_URL is not https: browsers would not show the map."


def host_in(site: SplitResult) -> str:
    """As ``ALLOWED_HOSTS`` writes it: an IPv6 address in brackets."""
    name = site.hostname or ""
    return f"[{name}]" if ":" in name else name


def host_matches(host: str, allowed: str) -> bool:
    return host == allowed or (allowed.startswith(".") and (host == allowed[1:] or host.endswith(allowed)))


def unsafe_files() -> Iterator[str]:
    data_dir = Path(settings.DATA_DIR)
    private = [data_dir, keys_dir(data_dir), *(keys_dir(data_dir) / name for name in KEY_NAMES)]
    if connection.vendor == "sqlite":
        private.append(Path(connection.settings_dict["NAME"]))
    for path in private:
        if path.exists() and (mode := stat.S_IMODE(path.stat().st_mode)) & 0o077:
            wanted = "700" if path.is_dir() else "600"
            yield f"{path} can be read by other users of this machine (mode {mode:o}): chmod {wanted} {path}"
