"""What the models of other packages keep, declared here because they cannot declare it themselves."""

from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from buurtnet.kit.declare import Erase, Keep, Subject

# What allauth calls the kinds of keys, as people read them.
KINDS_OF_KEYS = {
    "webauthn": _("sleutel"), "totp": _("app met codes"), "recovery_codes": _("herstelcodes"),
}  # fmt: skip


class Permission:
    subject = Subject.NOBODY
    public: ClassVar = ["id", "name", "content_type", "codename"]


class Group:
    subject = Subject.NOBODY
    public: ClassVar = ["id", "name", "permissions"]


class ContentType:
    subject = Subject.NOBODY
    public: ClassVar = ["id", "app_label", "model"]


class Session:
    """Django moves ``expire_date`` with each visit; when it is over, so is the session."""

    subject = Subject.PERSON
    of = None
    of_nobody = "whose it is stands inside, packed; signing out everywhere ends it"
    personal: ClassVar = {
        "session_key": Keep(Erase.DELETE_ROW, days=0, since="expire_date", why="to stay signed in"),
        "session_data": Keep(Erase.DELETE_ROW, days=0, since="expire_date", why="to stay signed in"),
        "expire_date": Keep(Erase.DELETE_ROW, days=0, why="to end a session in time"),
    }


class DBTaskResult:
    """A task takes ids only; an id can be a person's, and a traceback can show one."""

    subject = Subject.PERSON
    of = None
    of_nobody = "ids only, and gone in thirty days"
    public: ClassVar = [
        "id", "status", "enqueued_at", "started_at", "finished_at", "priority", "task_path", "worker_ids",
        "queue_name", "backend_name", "run_after", "exception_class_path",
    ]  # fmt: skip
    personal: ClassVar = {
        "args_kwargs": Keep(Erase.DELETE_ROW, days=30, since="enqueued_at", why="which row the work is for"),
        "return_value": Keep(Erase.DELETE_ROW, days=30, since="enqueued_at", why="what the work came to"),
        "traceback": Keep(Erase.DELETE_ROW, days=30, since="enqueued_at", why="to find out why work failed"),
    }


class Authenticator:
    """allauth: a passkey, the app of codes, or recovery codes; secrets in ``data`` are encrypted."""

    subject = Subject.PERSON
    of = "user"
    heading = _("je sleutels")
    labels: ClassVar = {
        "type": _("soort"), "created_at": _("gemaakt op"), "last_used_at": _("laatst gebruikt op"),
    }  # fmt: skip
    in_words: ClassVar = {"type": lambda key: KINDS_OF_KEYS.get(key.type, "")}
    withheld: ClassVar = {"data": "it opens a door; the name of a passkey stands on one's own page"}
    encrypted: ClassVar = {"data": ("secret", "seed", "migrated_codes")}  # what the name of a passkey is, is no part
    public: ClassVar = ["id"]
    personal: ClassVar = {
        "user": Keep(Erase.DELETE_ROW, why="to open the second ring"),
        "type": Keep(Erase.DELETE_ROW),
        "data": Keep(Erase.DELETE_ROW, why="the public key, or an encrypted secret"),
        "created_at": Keep(Erase.DELETE_ROW),
        "last_used_at": Keep(Erase.DELETE_ROW, why="to see which one is not used any more"),
    }


class SocialAccount:
    """allauth: by which account of a provider someone comes in. What the provider tells is not kept."""

    subject = Subject.PERSON
    of = "user"
    heading = _("aanmelden via je organisatie")
    labels: ClassVar = {
        "provider": _("langs welke weg"), "uid": _("je nummer daar"), "last_login": _("laatst aangemeld op"),
        "date_joined": _("eerste keer aangemeld op"), "extra_data": _("wat je organisatie nog meer vertelde"),
    }  # fmt: skip
    public: ClassVar = ["id", "provider"]
    personal: ClassVar = {
        "user": Keep(Erase.DELETE_ROW, why="to sign in at one's own organization"),
        "uid": Keep(Erase.DELETE_ROW),
        "last_login": Keep(Erase.DELETE_ROW),
        "date_joined": Keep(Erase.DELETE_ROW),
        "extra_data": Keep(Erase.DELETE_ROW, why="left empty"),
    }


class SocialApp:
    """allauth: providers; ours stand in the settings and never here."""

    subject = Subject.NOBODY
    public: ClassVar = ["id", "provider", "provider_id", "name", "client_id", "secret", "key", "settings"]


class SocialToken:
    """allauth: keys to someone's account at a provider; never kept."""

    subject = Subject.PERSON
    of = "account__user"
    heading = _("sleutels bij je organisatie")
    labels: ClassVar = {"app": _("langs welke weg"), "account": _("account"), "expires_at": _("geldig tot")}
    withheld: ClassVar = {"token": "it opens a door elsewhere", "token_secret": "it opens a door elsewhere"}
    public: ClassVar = ["id", "app"]
    personal: ClassVar = {name: Keep(Erase.DELETE_ROW) for name in ("account", "token", "token_secret", "expires_at")}


class EmailAddress:
    """allauth: more addresses of a person; not used, a person has one."""

    subject = Subject.PERSON
    of = "user"
    heading = _("meer mailadressen")
    labels: ClassVar = {"email": _("mailadres"), "verified": _("bevestigd"), "primary": _("eerste adres")}
    public: ClassVar = ["id"]
    personal: ClassVar = {name: Keep(Erase.DELETE_ROW) for name in ("user", "email", "verified", "primary")}


class EmailConfirmation:
    """allauth: not used."""

    subject = Subject.PERSON
    of = "email_address__user"
    heading = _("mailadressen die je bevestigde")
    labels: ClassVar = {
        "email_address": _("mailadres"), "created": _("gemaakt op"), "sent": _("verstuurd op"),
    }  # fmt: skip
    withheld: ClassVar = {"key": "it opens a door"}
    public: ClassVar = ["id"]
    personal: ClassVar = {name: Keep(Erase.DELETE_ROW) for name in ("email_address", "created", "sent", "key")}


OTHERS: dict[str, type] = {
    "auth.Permission": Permission,
    "auth.Group": Group,
    "contenttypes.ContentType": ContentType,
    "sessions.Session": Session,
    "django_tasks_database.DBTaskResult": DBTaskResult,
    "mfa.Authenticator": Authenticator,
    "socialaccount.SocialAccount": SocialAccount,
    "socialaccount.SocialApp": SocialApp,
    "socialaccount.SocialToken": SocialToken,
    "account.EmailAddress": EmailAddress,
    "account.EmailConfirmation": EmailConfirmation,
}
