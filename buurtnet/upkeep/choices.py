"""The words of asking, answering and calling, and the times and estimates that belong to them."""

import datetime as dt
from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _

LEAD: Final = dt.timedelta(days=14)  # so long before an interval ends someone is asked
LINK_LASTS: Final = dt.timedelta(days=30)
# Days after the mail before: a first reminder on day 14, a second on day 42, the call list on day 56.
WAITS: Final = (dt.timedelta(days=14), dt.timedelta(days=28), dt.timedelta(days=14))
CALLED_WITHIN: Final = dt.timedelta(days=90)  # what waits so long on the call list is mailed about again
CALL_AGAIN: Final = dt.timedelta(days=7)
CHANGE_TAKES: Final = dt.timedelta(days=14)  # someone said that they change it; then we ask how far they are
MOST_ITEMS: Final = 100  # services in one message, the oldest first
DEAD_AFTER: Final = 3  # days on which a link did not work
DEAD_WITHIN: Final = dt.timedelta(days=14)
VISITS_COUNT: Final = dt.timedelta(days=90)  # so far back looking at a page counts for who is called first
VISITS_KEPT: Final = dt.timedelta(days=400)
MOST_MISSED: Final = 3  # after so many times without anyone at the phone the list says so

# What we reckon that we ask of someone, in seconds, where nothing can be measured.
MAIL_SECONDS: Final = 30  # to read a mail of ours; counted for every mail, read or not, since we do not spy
REPLY_SECONDS: Final = 60  # to write one word back
CALL_SECONDS: Final = 180  # to speak with us by phone
PAGE_MOST_SECONDS: Final = 300  # one step on the page takes so long at most: who took longer had coffee


class Said(models.TextChoices):
    """What was answered about one service."""

    RIGHT = "right", _("klopt nog")
    CHANGE = "change", _("wordt aangepast")
    STOPPED = "stopped", _("gestopt")


class Way(models.TextChoices):
    """How it was answered."""

    PAGE = "page", _("op de pagina")
    MAIL = "mail", _("per mail")


class Reason(models.TextChoices):
    """Why a service is on the call list."""

    NO_ANSWER = "no_answer", _("We mailden drie keer. Er kwam geen antwoord.")
    BOUNCE = "bounce", _("Onze mail kwam niet aan.")
    NOTE = "note", _("Er kwam een antwoord dat iemand moet lezen.")
    NO_ADDRESS = "no_address", _("We hebben geen mailadres. Bel even.")
    CHANGING = "changing", _("Iemand zou dit aanpassen. Dat is nog niet gebeurd.")
    REPORTED = "reported", _("Iemand uit de buurt meldde dat dit niet klopt.")
    DEAD_LINK = "dead_link", _("De link naar de website werkt niet meer.")


class Doubted(models.TextChoices):
    """Why an entry is to be checked before its interval ends (te controleren)."""

    REPORTED = "reported", _("iemand meldde dat dit niet klopt")
    BOUNCE = "bounce", _("onze mail kwam niet aan")
    DEAD_LINK = "dead_link", _("de link naar de website werkt niet")


class Result(models.TextChoices):
    """How a call ended. Without an end it is still to be made."""

    RIGHT = "right", _("klopt")
    STOPPED = "stopped", _("gestopt")
    SETTLED = "settled", _("is intussen nagekeken")


class Asked(models.TextChoices):
    """What took someone's time."""

    MAIL = "mail", _("een mail lezen")
    PAGE = "page", _("antwoorden op de pagina")
    REPLY = "reply", _("een mail terugsturen")
    CALL = "call", _("een telefoongesprek")
