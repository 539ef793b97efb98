"""A time of the clock as people here write it: 9.00 uur, and midnight as a closing time 24.00."""

import datetime as dt

from django.utils.formats import time_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext


def clock_text(time: dt.time, *, closing: bool = False) -> str:
    """ "15.30 uur"; midnight as a closing time is 24.00."""
    return unbroken(_("%(time)s uur") % {"time": digits(time, closing=closing)})


def digits(time: dt.time, *, closing: bool = False) -> str:
    """ "9.00"; midnight as a closing time is 24.00."""
    if closing and time == dt.time():
        return pgettext("clock", "24.00")
    return time_format(time, _("G.i"))


def unbroken(text: str) -> str:
    """A time that stays on one line: only after the dash it may break."""
    return text.replace(" ", "\u00a0").replace("–\u00a0", "– ")
