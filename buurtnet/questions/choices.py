from collections.abc import Mapping
from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _


class AgeBand(models.TextChoices):
    """For whom a question is, without a name or a year of birth (needs, section 2)."""

    BABY = "0-3", _("een kind van 0 tot en met 3 jaar")
    CHILD = "4-11", _("een kind van 4 tot en met 11 jaar")
    TEENAGER = "12-17", _("een jongere van 12 tot en met 17 jaar")
    YOUNG_ADULT = "18-24", _("iemand van 18 tot en met 24 jaar")
    PARENT = "parent", _("een ouder")
    OTHER = "other", _("iemand anders")


class AskedFor(models.TextChoices):
    SELF = "self", _("voor mezelf")
    OWN_CHILD = "child", _("voor mijn kind")
    SOMEONE_KNOWN = "known", _("voor iemand die ik ken")


class ContactWay(models.TextChoices):
    """How an answer reaches who asked."""

    SITE = "site", _("ik kom hier zelf kijken, met een code")
    MAIL = "mail", _("met een mail")
    PHONE = "phone", _("bel mij")


class Channel(models.TextChoices):
    """How a question came in."""

    WEB = "web", _("op de website")
    DOOR = "door", _("aan de deur of op straat")
    PHONE = "phone", _("aan de telefoon")
    TABLE = "table", _("aan een tafel of op een plek")
    PAPER = "paper", _("op papier")
    PARTNER = "partner", _("via een partner")


# As whoever writes a question down for someone else says it.
ASKED_FOR_BY_OTHERS: Final = (
    (AskedFor.SELF.value, _("voor zichzelf")),
    (AskedFor.OWN_CHILD.value, _("voor het eigen kind")),
    (AskedFor.SOMEONE_KNOWN.value, _("voor iemand anders")),
)
CONTACT_WAYS_OF_OTHERS: Final = (
    (ContactWay.SITE.value, _("leest het op de site, met een code")),
    (ContactWay.MAIL.value, _("krijgt een mail")),
    (ContactWay.PHONE.value, _("wordt gebeld")),
)


class State(models.TextChoices):
    NEW = "new", _("nieuw")
    TAKEN = "taken", _("opgepakt")
    PASSED_ON = "passed_on", _("doorgegeven")
    ANSWERED = "answered", _("beantwoord")
    DONE = "done", _("afgerond")
    REOPENED = "reopened", _("heropend")
    WITHDRAWN = "withdrawn", _("ingetrokken")
    CLEARED = "cleared", _("opgeruimd")


OPEN: Final = (State.NEW, State.TAKEN, State.PASSED_ON, State.ANSWERED, State.REOPENED)
GONE: Final = (State.WITHDRAWN, State.CLEARED)  # nothing that was written is left
WAITING: Final = (State.NEW, State.REOPENED)  # for someone to take it
# From which state to which (needs, section 2). That a question belongs to a shared need is a link and no state: it
# keeps its own answer. Back to NEW: who took it lets it go again.
ALLOWED: Final[Mapping[State, frozenset[State]]] = {
    State.NEW: frozenset({State.TAKEN, State.DONE, State.WITHDRAWN}),
    State.TAKEN: frozenset({State.NEW, State.ANSWERED, State.PASSED_ON, State.DONE, State.WITHDRAWN}),
    State.PASSED_ON: frozenset({State.TAKEN, State.WITHDRAWN}),
    State.ANSWERED: frozenset({State.TAKEN, State.PASSED_ON, State.REOPENED, State.DONE, State.WITHDRAWN}),
    State.DONE: frozenset({State.REOPENED, State.WITHDRAWN, State.CLEARED}),
    State.REOPENED: frozenset({State.TAKEN, State.DONE, State.WITHDRAWN}),
    State.WITHDRAWN: frozenset({State.CLEARED}),
    State.CLEARED: frozenset(),
}


class Outcome(models.TextChoices):
    """What became of a question, as far as it is known."""

    HELPED = "helped", _("geholpen")
    NOT_HELPED = "not_helped", _("niet geholpen")
    UNKNOWN = "unknown", _("niet bekend")
    NO_QUESTION = "no_question", _("geen vraag")  # abuse, advertising: closed without an answer


class MessageKind(models.TextChoices):
    """A turn in a conversation. ``NEWS`` comes later: what became of the shared need it belongs to."""

    ASKED_BACK = "asked_back", _("wedervraag")
    ANSWER = "answer", _("antwoord")
    REPLY = "reply", _("reactie van wie vroeg")
    NEWS = "news", _("nieuws")


class HandOverState(models.TextChoices):
    OFFERED = "offered", _("aangeboden")
    ACCEPTED = "accepted", _("aangenomen")
    RETURNED = "returned", _("teruggegeven")
