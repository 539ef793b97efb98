"""The words that a row of the log can take."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Action(models.TextChoices):
    """What was done. A refusal is a word of its own; what was refused stands in ``fields_group``."""

    VIEW = "view", _("bekeken")
    LIST = "list", _("in een lijst gezien")
    SEARCH = "search", _("gezocht")
    CREATE = "create", _("toegevoegd")
    CHANGE = "change", _("gewijzigd")
    EXPORT = "export", _("als bestand meegenomen")
    PRINT = "print", _("afgedrukt")
    SHARE = "share", _("gedeeld")
    DENY = "deny", _("geweigerd")
    SIGN_IN = "sign_in", _("ingelogd")
    SIGN_OUT = "sign_out", _("uitgelogd")
    BREAK_GLASS = "break_glass", _("noodtoegang")
    VIEW_LOG = "view_log", _("logboek bekeken")
    ERASE = "erase", _("gewist")
    EXPIRE = "expire", _("gewist na de bewaartermijn")
    ROTATE_KEYS = "rotate_keys", _("sleutels vernieuwd")
    MEND = "mend", _("logboek hersteld")


# What shows someone's data to another: the answer to "who looked at mine".
SEEING = (
    Action.VIEW, Action.LIST, Action.SEARCH, Action.EXPORT, Action.PRINT, Action.SHARE, Action.BREAK_GLASS,
)  # fmt: skip
