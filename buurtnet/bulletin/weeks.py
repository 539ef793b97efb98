"""Which weeks an edition is about, from a Monday to a Sunday, and what it is called after them."""

import datetime as dt
from typing import Final

from django.utils import formats
from django.utils.translation import gettext as _

from buurtnet.areas.models import Network

WEEK: Final = 7  # days
WEDNESDAY: Final = 2
LONGEST_NAME: Final = 60  # signs of a place, so that its heading fits
LONGEST: Final = 120  # signs of a heading


def first_day(today: dt.date) -> dt.date:
    """The Monday of this week; from Thursday on it is about the coming one, so that nobody reads what is over."""
    monday = today - dt.timedelta(days=today.weekday())
    return monday if today.weekday() <= WEDNESDAY else monday + dt.timedelta(days=WEEK)


def days_text(first: dt.date, last: dt.date) -> str:
    """ "23 t/m 29 november", "30 november t/m 6 december"."""
    is_one_month = (first.year, first.month) == (last.year, last.month)
    begin = str(first.day) if is_one_month else formats.date_format(first, "j F")
    return _("{first} t/m {last}").format(first=begin, last=formats.date_format(last, "j F"))


def title_of(network: Network, name: str, first: dt.date, last: dt.date) -> str:
    """ "Deze week in Havendijk: 23 t/m 29 november". ``name``: of the newsletter, when it has one."""
    place = place_of(network)[:LONGEST_NAME]
    return f"{name or ahead(first, last).format(place=place)}: {days_text(first, last)}"[:LONGEST]


def place_of(network: Network) -> str:
    """The town when that is in the name of the network ("Buurtnet Havendijk"), else its whole name."""
    return network.town if network.town and network.town in network.name else network.name


def ahead(first: dt.date, last: dt.date) -> str:
    days = (last - first).days + 1
    if days <= WEEK:
        return _("Deze week in {place}")
    return _("De komende twee weken in {place}") if days <= 2 * WEEK else _("De komende maand in {place}")
