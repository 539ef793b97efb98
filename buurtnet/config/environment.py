"""Reads settings from the environment: each is what it should be, or is told in one sentence (WrongSettingError).

A variable that is blank counts as left out, but for those that say where the data is, who the site is and with which
keys it works: left blank by mistake, they would start another site than was meant.
"""

import ipaddress
import os
import re
from collections.abc import Collection
from email.utils import parseaddr
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, urlsplit

import dj_database_url
from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.core.validators import validate_email

from buurtnet.kit.plain_error import PlainError
from buurtnet.privacy.keyring import SHORTEST_KEY, keys_in

YES, NO = {"1", "true", "yes", "on"}, {"0", "false", "no", "off"}
SHOWN = 60  # signs of a value that is told
LABEL = r"[A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?"
HOST_NAME = re.compile(rf"{LABEL}(\.{LABEL})*\.?")
UNWANTED = re.compile("[\x00-\x1f\x7f\ud800-\udfff]")  # control signs, and bytes that are no UTF-8
SLOT = re.compile(r"\{[^{}]*\}|[{}]")
POSTGRES = {"postgres", "postgresql", "pgsql"}
POSTGRES_OPTIONS = {
    "host", "sslmode", "sslrootcert", "sslcert", "sslkey", "sslcrl", "connect_timeout", "application_name", "options",
    "target_session_attrs", "channel_binding", "passfile", "service", "gssencmode", "keepalives", "currentSchema",
}  # fmt: skip
DJANGO_MAIL = "django.core.mail.backends."
DJANGO_BACKENDS = {f"{DJANGO_MAIL}{name}.EmailBackend" for name in ("smtp", "console", "dummy", "locmem")}


class WrongSettingError(ImproperlyConfigured, PlainError):
    """A setting with which nothing should start: which, and what is expected. The command ends with 2."""


def text(name: str, default: str = "") -> str:
    """A line of text, without blanks around it."""
    return verbatim(name).strip() or default


def verbatim(name: str) -> str:
    """A line as it is written: blanks may belong to a password."""
    value = os.environ.get(name, "")
    if UNWANTED.search(value.strip()):
        raise WrongSettingError(f"{name} must be one line of UTF-8 without control signs.")
    return value


def filled(name: str, default: str, what: str) -> str:
    """The same, of a setting that may be left out and may not be blank."""
    if name in os.environ and not os.environ[name].strip():
        raise WrongSettingError(f"{name} is blank: give {what}, or leave the variable out.")
    return text(name, default)


def words(name: str, default: str = "") -> list[str]:
    return [word.strip() for word in text(name, default).split(",") if word.strip()]


def shown(value: str | Path) -> str:
    """What is told of a value; of a folder all, since it is looked for."""
    told = str(value)
    return repr(told if len(told) <= SHOWN or isinstance(value, Path) else f"{told[:SHOWN]}…")


def flag(name: str, default: bool = False) -> bool:
    value = text(name).lower()
    if value not in YES | NO | {""}:
        raise WrongSettingError(
            f"{name} must be yes or no (1, true, yes, on; 0, false, no, off), not {shown(value)}."
        )
    return value in YES if value else default


def number(name: str, default: int, *, least: int = 0, most: int = 1_000_000) -> int:
    value = text(name)
    try:
        found = int(value or default)
    except ValueError:
        raise WrongSettingError(f"{name} must be a whole number, not {shown(value)}.") from None
    if not least <= found <= most:
        raise WrongSettingError(f"{name} must be a number from {least} to {most}, not {value[:SHOWN]}.")
    return found


def one_of(name: str, default: str, choices: set[str]) -> str:
    value = text(name).upper() or default
    if value not in choices:
        raise WrongSettingError(f"{name} must be one of {', '.join(sorted(choices))}, not {shown(value)}.")
    return value


# Folders


def folder(name: str, default: Path) -> Path:
    """A folder that is there and can be written to, or that can be made."""
    said = filled(name, str(default), "a folder")
    try:
        path = Path(said).expanduser().resolve()
    except (RuntimeError, OSError) as error:  # ~somebody who is not here, links in a circle
        raise WrongSettingError(
            f"{name} must be a folder, and {shown(said)} cannot be one: {str(error).rstrip('.')}."
        ) from None
    require_usable(name, path)
    return path


def require_usable(name: str, path: Path) -> None:
    """Raises WrongSettingError when a folder of ours is a file, or nobody lets us write there."""
    there = path
    while not is_there(name, there):
        there = there.parent
    if not there.is_dir():
        raise WrongSettingError(f"{name} must be a folder, and {shown(there)} is a file.")
    if not os.access(there, os.W_OK | os.X_OK):
        raise WrongSettingError(f"{name} must be a folder that can be written to, and {shown(there)} cannot.")


def is_there(name: str, path: Path) -> bool:
    try:
        path.lstat()
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError as error:  # a name that is too long, a folder that we may not look into
        problem = error.strerror or type(error).__name__
        raise WrongSettingError(
            f"{name} must be a folder, and {shown(path.name)} cannot be one: {problem}."
        ) from None
    return True


# Addresses


def site_address(name: str, default: str) -> str:
    """The address of the site itself, without a slash at its end: Buurtnet stands at the top of a host."""
    value = filled(name, default, "the address of the site")
    wanted = "the address of the site and nothing after it, such as https://buurt.example"
    found = web_address(name, value, wanted)
    if found.path.strip("/") or "?" in value or "#" in value:
        raise WrongSettingError(f"{name} must be {wanted}, not {shown(value)}.")
    return f"{found.scheme}://{found.netloc}"


def issuer_address(name: str) -> str:
    value = text(name).rstrip("/")
    wanted = "the https address of a provider, without a query"
    if value and (web_address(name, value, wanted).query or "?" in value or "#" in value):
        raise WrongSettingError(f"{name} must be {wanted}, not {shown(value)}.")
    return value


def tiles_address(name: str) -> str:
    """A tile server. Its place in the content security policy is made of its scheme and host."""
    value = text(name)
    if not value:
        return ""
    wanted = "the https address of a tile server with {z}, {x} and {y}"
    web_address(name, value.replace("://{s}.", "://a.", 1), wanted)
    slots = set(SLOT.findall(value))
    if not {"{z}", "{x}", "{y}"} <= slots <= {"{z}", "{x}", "{y}", "{s}", "{r}"}:
        raise WrongSettingError(f"{name} must be {wanted} ({{s}} and {{r}} may be there too), not {shown(value)}.")
    return value


def web_address(name: str, value: str, wanted: str) -> SplitResult:
    try:
        found = urlsplit(value)
        is_good = found.scheme in {"http", "https"} and is_host(found.hostname or "") and "@" not in found.netloc
        is_good = is_good and found.port != 0 and not found.netloc.endswith(":") and not re.search(r"[\s\\]", value)
    except ValueError:
        is_good = False
    if not is_good:
        # What stands before an @ can be a password.
        raise WrongSettingError(f"{name} must be {wanted}, not {shown(re.sub(r'//.*@', '//…@', value))}.")
    return found


def is_host(value: str) -> bool:
    """A name in plain letters (of another alphabet its xn-- form), or an address of the internet."""
    try:
        return bool(ipaddress.ip_address(value.strip("[]")))
    except ValueError:
        return len(value) < 254 and bool(HOST_NAME.fullmatch(value))


def host(name: str, default: str) -> str:
    value = text(name, default)
    if not is_host(value):
        raise WrongSettingError(f"{name} must be the name of a machine, without port or scheme, not {shown(value)}.")
    return value


def hosts(name: str, default: str) -> list[str]:
    """Names as Django matches them: ``.buurt.example`` is the domain with all under it."""
    filled(name, default, "the hosts of the site")
    found = words(name, default)
    wrong = [one for one in found if one not in {"*", "."} and not is_host(one.removeprefix("."))]
    wrong += [one for one in found if ":" in one and not one.startswith("[")]
    if wrong or not found:
        problem = f"not {shown(wrong[0])}" if wrong else "and names none"
        raise WrongSettingError(
            f"{name} must name hosts with commas between them, without port or scheme, {problem}."
        )
    return found


def places(name: str) -> frozenset[str]:
    """Hosts with their ports (``127.0.0.1:8123``), as ``kit.fetch`` names them."""
    found = [one.lower() for one in words(name)]
    for one in found:
        host_part, _, port = one.rpartition(":")
        is_port = port.isascii() and port.isdigit() and len(port) < 6 and 0 < int(port) < 65_536
        if not is_port or port[0] == "0" or not is_host(host_part) or (":" in host_part) != host_part.startswith("["):
            raise WrongSettingError(
                f"{name} must name hosts, each with its port, with commas between them, such as 10.0.0.7:443, "
                f"not {shown(one)}."
            )
    return frozenset(found)


def origins(name: str) -> list[str]:
    found = words(name)
    wanted = "https addresses of hosts with commas between them"
    for one in found:
        if one != "https://*" and web_address(name, one.replace("://*.", "://", 1), wanted)[2:] != ("", "", ""):
            raise WrongSettingError(f"{name} must be {wanted}, not {shown(one)}.")
    return found


# The database


def database(name: str, default: Path) -> dict[str, Any]:
    """What ``DATABASE_URL`` says, as Django wants it; a file when it is left out. No word of it is told: it may hold
    a password."""
    if name not in os.environ:
        return {"ENGINE": "django.db.backends.sqlite3", "NAME": str(default)}
    url = filled(name, "", "the address of a database")
    scheme = url.partition(":")[0].lower()
    try:
        found: dict[str, Any] = dict(dj_database_url.parse(url)) if scheme in POSTGRES | {"sqlite"} else {}
    except ValueError:
        found = {}
    if not found or any("\x00" in str(value) for value in found.values()):
        raise WrongSettingError(
            f"{name} must be written as postgres://user:password@host:5432/name or sqlite:////folder/file; "
            "in a password signs such as @ / : # are quoted (%40 %2F %3A %23)."
        )
    require_file(name, found) if scheme == "sqlite" else require_server(name, found)
    return found


def require_file(name: str, found: dict[str, Any]) -> None:
    path = Path(found["NAME"])
    if not path.is_absolute() or found.get("HOST") or path.is_dir() or not path.parent.is_dir():
        raise WrongSettingError(
            f"{name} must name a file by its whole path, in a folder that is there: sqlite:////folder/file "
            "(a database in memory would keep nothing)."
        )


def require_server(name: str, found: dict[str, Any]) -> None:
    options = found.get("OPTIONS", {})
    if not (found["HOST"] or options.get("host")) or not found["NAME"]:
        raise WrongSettingError(
            f"{name} must name a host and a database: postgres://user:password@host:5432/name; "
            "the socket of this machine is a host too: %2Frun%2Fpostgresql."
        )
    wrong = [key for key, value in options.items() if key not in POSTGRES_OPTIONS or isinstance(value, list)]
    if wrong:
        known = ", ".join(sorted(POSTGRES_OPTIONS))
        raise WrongSettingError(f"{name} may hold, once each, {known}; it holds {shown(wrong[0])}.")


# Keys and mail


def secret(name: str) -> str:
    """A key; "" when it is left out."""
    filled(name, "", "a key")
    return verbatim(name)


def ring_of_keys(name: str) -> str:
    value = filled(name, "", "the keys")
    if value and min(map(len, keys_in(value)), default=0) < SHORTEST_KEY:
        raise WrongSettingError(
            f"{name} must be keys of {SHORTEST_KEY} characters or more, with commas between them."
        )
    return value


def mail_backend(name: str, default: str) -> str:
    """The dotted name of a class. One of Django's own must need no other setting (``filebased`` does)."""
    value = text(name, default)
    parts = value.split(".")
    is_django = value.startswith("django.")
    if len(parts) < 2 or not all(map(str.isidentifier, parts)) or (is_django and value not in DJANGO_BACKENDS):
        raise WrongSettingError(
            f"{name} must be a mail backend: {', '.join(sorted(DJANGO_BACKENDS))} or that of another package, "
            f"not {shown(value)}."
        )
    return value


def sender(name: str, default: str) -> str:
    value = text(name, default)
    try:
        validate_email(parseaddr(value, strict=True)[1])
    except ValidationError:
        raise WrongSettingError(
            f"{name} must be one mail address, such as Buurtnet <buurtnet@buurt.example>, not {shown(value)}."
        ) from None
    return value


def reply_address(name: str) -> str:
    """A mail address, or one with ``{token}`` where the secret of a question comes; empty for none."""
    value = text(name)
    try:
        if value:
            validate_email(value.replace("{token}", "token"))
    except ValidationError:
        raise WrongSettingError(
            f"{name} must be a mail address, such as antwoord@buurt.example, not {shown(value)}."
        ) from None
    return value


def needed_with(name: str, value: str, other: str, others: Collection[str]) -> str:
    """A setting that may not be left out when another is given."""
    if others and not value:
        raise WrongSettingError(f"{name} must be given too when {other} is.")
    return value
