"""All settings, in one file, from the environment. The table of them is docs/operating.md.

Demo mode (``BUURTNET_DEMO=1``) is for a laptop: it serves on localhost over plain http. Outside it,
``config.checks`` refuses to start with an unsafe setting.
"""

from pathlib import Path
from typing import Any

from django.utils.csp import CSP

from buurtnet.config.environment import (
    database,
    flag,
    folder,
    host,
    hosts,
    issuer_address,
    mail_backend,
    needed_with,
    number,
    one_of,
    origins,
    places,
    reply_address,
    require_usable,
    ring_of_keys,
    secret,
    sender,
    site_address,
    text,
    tiles_address,
    verbatim,
    words,
)
from buurtnet.config.keys import key_from

BASE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = folder("BUURTNET_DATA_DIR", Path("buurtnet-data"))
DEMO = flag("BUURTNET_DEMO")
DEBUG = False

SECRET_KEY = secret("SECRET_KEY") or key_from(DATA_DIR, "secret_key")
FIELD_KEYS = ring_of_keys("FIELD_KEYS")  # else those in the data folder; read by privacy.keyring
ALLOWED_HOSTS = hosts("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]")
CSRF_TRUSTED_ORIGINS = origins("CSRF_TRUSTED_ORIGINS")
SITE_URL = site_address("SITE_URL", "http://localhost:8000")

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django_tasks_db",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "buurtnet.kit",
    "buurtnet.areas",
    "buurtnet.themes",
    "buurtnet.privacy",
    "buurtnet.search",
    "buurtnet.people",
    "buurtnet.directory",
    "buurtnet.exchange",
    "buurtnet.mending",
    "buurtnet.wording",
    "buurtnet.upkeep",
    "buurtnet.questions",
    "buurtnet.needs",
    "buurtnet.ties",
    "buurtnet.agenda",
    "buurtnet.places",
    "buurtnet.groups",
    "buurtnet.practices",
    "buurtnet.bulletin",
    "buurtnet.budget",
    "buurtnet.voting",
    "buurtnet.meetings",
    "buurtnet.api",
    "buurtnet.feeds",
    "buurtnet.paper",
    "buurtnet.home",
]

MIDDLEWARE = [
    "buurtnet.kit.headers.HeadersMiddleware",  # first: also on what the next ones refuse
    "buurtnet.privacy.scrubbing.RequestInHandMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "buurtnet.kit.input.CleanInputMiddleware",
    "buurtnet.paper.framed.StrangerMiddleware",  # before sessions: what others embed knows nobody
    "django.contrib.sessions.middleware.SessionMiddleware",
    "buurtnet.areas.here.HereMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "buurtnet.people.doors.DoorsMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "buurtnet.upkeep.visiting.VisitsMiddleware",
    "buurtnet.mending.redirects.MergedMiddleware",  # last: it looks at the page that was asked for
]

ROOT_URLCONF = "buurtnet.config.urls"
WSGI_APPLICATION = "buurtnet.config.wsgi.application"
AUTH_USER_MODEL = "people.Person"
AUTHENTICATION_BACKENDS = ["buurtnet.people.doors.DoorsBackend"]  # no passwords
LOGIN_URL = "people:signin"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
FORM_RENDERER = "django.forms.renderers.DjangoTemplates"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "buurtnet.home.context.frame",
            ],
            "builtins": ["buurtnet.kit.templatetags.kit"],
        },
    },
]

_database = database("DATABASE_URL", DATA_DIR / "buurtnet.sqlite3")
_database["CONN_MAX_AGE"] = None
_database["CONN_HEALTH_CHECKS"] = True
if _database["ENGINE"].endswith("sqlite3"):
    _database["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",  # a writer waits for its turn at the start, and never half-way
        "timeout": 20,  # seconds
        "init_command": (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; "
            "PRAGMA cache_size=-64000; PRAGMA mmap_size=268435456;"
        ),
    }
DATABASES = {"default": _database}

CACHES: dict[str, dict[str, Any]] = {
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
    "shared": {  # what all processes must know together: heartbeats of workers, the jobs of the day
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "shared_cache",
        "OPTIONS": {"MAX_ENTRIES": 20_000},
    },
    "limits": {  # apart: a full cache is cleared in the order of the alphabet, and this one visitors fill
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "limits_cache",
        "OPTIONS": {"MAX_ENTRIES": 20_000},
    },
}

LANGUAGE_CODE = "nl"
LANGUAGES = [("nl", "Nederlands"), ("nl-be", "Nederlands (België)"), ("en", "English"), ("fr", "Français")]
LOCALE_PATHS = [BASE_DIR / "locale"]
LANGUAGE_COOKIE_NAME = "taal"
LANGUAGE_COOKIE_SAMESITE = "Lax"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Europe/Amsterdam"

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
MEDIA_ROOT = DATA_DIR / "media"
MEDIA_URL = "/media/"
for _part in (STATIC_ROOT, MEDIA_ROOT):
    require_usable("BUURTNET_DATA_DIR", _part)
WHITENOISE_ALLOW_ALL_ORIGINS = False
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "buurtnet.kit.static_files.FingerprintedStorage"},
}

SEARCH_INDEX_DIR = folder("BUURTNET_INDEX_DIR", DATA_DIR / "index")

# Searching by meaning (docs/operating.md): by the installed package, or by a model of the operator's own.
MEANING = one_of("MEANING", "AUTO", {"AUTO", "OFF"})
MEANING_MODEL_DIR = Path(text("MEANING_MODEL_DIR")).expanduser() if text("MEANING_MODEL_DIR") else None
MEANING_PREFIXES = one_of("MEANING_PREFIXES", "E5", {"E5", "NONE"})

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}  # run by buurtnet.kit.work

# The map: our own vector base unless a tile server is named (docs/areas.md shows PDOK and Flanders).
MAP_TILES_URL = tiles_address("MAP_TILES_URL")
MAP_TILES_ATTRIBUTION = text("MAP_TILES_ATTRIBUTION")
_tiles_origin = ["/".join(MAP_TILES_URL.replace("{s}", "*").split("/")[:3])] if MAP_TILES_URL else []

# The button to a provider is a form of ours that is answered by a redirect to the provider.
OIDC_ISSUER = issuer_address("OIDC_ISSUER")
_provider_origin = ["/".join(OIDC_ISSUER.split("/")[:3])] if OIDC_ISSUER else []

SECURE_CSP = {
    "default-src": [CSP.NONE],
    "script-src": [CSP.SELF],
    "style-src": [CSP.SELF],
    "img-src": [CSP.SELF, "data:", *_tiles_origin],
    "font-src": [CSP.SELF],
    "connect-src": [CSP.SELF],
    "manifest-src": [CSP.SELF],
    "form-action": [CSP.SELF, *_provider_origin],
    "base-uri": [CSP.NONE],
    "frame-ancestors": [CSP.NONE],
}

# Behind a proxy that ends TLS, HTTPS is the default; the demo on localhost has none. TRUST_PROXY believes the
# proxy's X-Forwarded-Proto and the last address of its X-Forwarded-For.
_https = flag("HTTPS", default=not DEMO)
TRUST_PROXY = flag("TRUST_PROXY")
SECURE_SSL_REDIRECT = _https
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUST_PROXY else None
SECURE_HSTS_SECONDS = 31_536_000 if _https else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = _https and flag("HSTS_SUBDOMAINS")
# W005 and W021 want both always; a site beside others of a municipality must not decide for their subdomains.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]
SESSION_COOKIE_SECURE = _https
CSRF_COOKIE_SECURE = _https
LANGUAGE_COOKIE_SECURE = _https
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 3600  # seconds; people.signin lengthens it on a device that is remembered
CSRF_COOKIE_HTTPONLY = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 200
FILE_UPLOAD_HANDLERS = ["buurtnet.people.uploads.InMemory"]  # nothing that is sent lies on the disk

_mail_backend = mail_backend(
    "EMAIL_BACKEND",
    "django.core.mail.backends.console.EmailBackend" if DEMO else "django.core.mail.backends.smtp.EmailBackend",
)
_mail_server = {
    "host": host("EMAIL_HOST", "localhost"),
    "port": number("EMAIL_PORT", 25, least=1, most=65_535),
    "username": text("EMAIL_HOST_USER"),
    "password": verbatim("EMAIL_HOST_PASSWORD"),
    "use_tls": flag("EMAIL_USE_TLS"),
    "timeout": 10,  # seconds
}
_is_smtp = _mail_backend == "django.core.mail.backends.smtp.EmailBackend"
MAILERS = {"default": {"BACKEND": _mail_backend, "OPTIONS": _mail_server if _is_smtp else {}}}
DEFAULT_FROM_EMAIL = sender("DEFAULT_FROM_EMAIL", "buurtnet@localhost")

# allauth keeps passkeys and codes and speaks with a provider; doors, pages and rings are ours (people.doors).
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*"]
MFA_ADAPTER = "buurtnet.people.adapters.FactorAdapter"
MFA_SUPPORTED_TYPES = ["webauthn", "totp", "recovery_codes"]
MFA_WEBAUTHN_USER_VERIFICATION = "required"
SOCIALACCOUNT_ADAPTER = "buurtnet.people.adapters.ProviderAdapter"
OIDC_NAME = text("OIDC_NAME", "je organisatie")
OIDC_STRONG_ACR = words("OIDC_STRONG_ACR")
OIDC_STRONG_AMR = words("OIDC_STRONG_AMR")
_provider = {
    "provider_id": "oidc",
    "name": OIDC_NAME,
    "client_id": needed_with("OIDC_CLIENT_ID", text("OIDC_CLIENT_ID"), "OIDC_ISSUER", OIDC_ISSUER),
    "secret": verbatim("OIDC_CLIENT_SECRET"),
    "settings": {"server_url": OIDC_ISSUER},
}
SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [_provider] if OIDC_ISSUER else [], "OAUTH_PKCE_ENABLED": True}}

# From one address, before a kind "wait a moment" (0 switches a limit off).
SEARCHES_PER_MINUTE = number("SEARCHES_PER_MINUTE", 120)
FORMS_PER_MINUTE = number("FORMS_PER_MINUTE", 30)
PDFS_PER_HOUR = 30
SIGN_INS_PER_HOUR = number("SIGN_INS_PER_HOUR", 120)

# Where an organization mails its answer ("klopt"): a mailbox that is piped to ``buurtnet mail receive``.
REPLY_ADDRESS = reply_address("REPLY_ADDRESS")

# What is fetched from elsewhere comes from the public internet, but for these hosts (kit.fetch).
FETCH_HOSTS = places("FETCH_HOSTS")

_log_level = one_of("LOG_LEVEL", "WARNING", {"DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"})
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "filters": {
        "paths": {"()": "buurtnet.config.shown_paths.PathFilter"},
        "scrub": {"()": "buurtnet.privacy.scrubbing.ScrubbingFilter"},
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "plain", "filters": ["paths", "scrub"]}},
    "root": {"handlers": ["stderr"], "level": _log_level},
    "loggers": {
        "django": {"level": _log_level},
        "django.security.DisallowedHost": {"level": "CRITICAL"},  # every scanner of the internet would fill the log
    },
}
