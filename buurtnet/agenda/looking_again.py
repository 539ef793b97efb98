"""What everyone reads of an activity: when a resident changes that, someone looks again before it is in the calendar.

Dates, the place, what to bring and the like change at once: who wants to come needs them, and they hold no message.
"""

from typing import Final

from django.utils.translation import gettext as _

from buurtnet.agenda.access import announces_at_once
from buurtnet.agenda.announcing import What
from buurtnet.agenda.choices import ActivityState
from buurtnet.agenda.models import Activity
from buurtnet.agenda.moving import refuse
from buurtnet.people.access import Visitor
from buurtnet.people.acting import By

LOOKED_AT: Final = ("title", "summary", "text", "online_url", "contact", "price_note")


def says_otherwise(activity: Activity, what: What) -> bool:
    """Whether ``what`` is another message than the one someone looked at; one more organization makes it so too."""
    if any(getattr(activity, name) != getattr(what, name) for name in LOOKED_AT):
        return True
    known = set(activity.partners.values_list("organization", flat=True))
    return any(one.pk not in known for one in what.partners)


def leaves_calendar(activity: Activity, person: Visitor) -> bool:
    """Whether it goes out of the calendar, until someone looked, when this person changes what it says."""
    return activity.state == ActivityState.LIVE and not announces_at_once(person, activity.network)


def look_again(activity: Activity, by: By) -> list[str]:
    """The look at it no longer counts, after a change by who does not announce at once. Returns the fields to save.

    The activity is ``locked``. Raises ``NotNowError`` for one that stopped: its page is there for everyone.
    """
    if announces_at_once(by.person, activity.network):
        return []
    if activity.state == ActivityState.STOPPED:
        refuse(activity, "written", by, _("Deze activiteit is gestopt. Begin eerst weer. Daarna pas je haar aan."))
    if activity.state == ActivityState.LIVE:
        activity.state = ActivityState.WAITING
    activity.looked_at_by = None
    return ["state", "looked_at_by"]
