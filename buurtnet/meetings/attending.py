"""Who was there: ticked from the list, or added at the door. It is what the minutes and the net are made of."""

import uuid
from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from buurtnet.meetings.inviting import AROUND, MOST, Guest, keys_of, keys_of_row, row_of
from buurtnet.meetings.models import Invitee, Meeting
from buurtnet.meetings.moving import note, refuse
from buurtnet.meetings.noting import writing
from buurtnet.meetings.seen_together import tell_of_meeting
from buurtnet.people.models import Person
from buurtnet.privacy.choices import Action


@transaction.atomic
def save_came(meeting: Meeting, said: Mapping[uuid.UUID, tuple[bool, bool]], *, by: Person) -> int:
    """Who was there and who was not. What another wrote meanwhile stays.

    ``said``: of each what the page showed, and what it is. Returns how many were there. Raises ``NotNowError``.
    """
    writing(meeting, by)
    rows = list(meeting.invitees.select_related("organization"))
    for row in rows:
        was, now = said.get(row.pk, (bool(row.came), bool(row.came)))
        is_untold = row.came is None and row.pk in said
        if was != now or is_untold:
            row.came = now
            row.save(update_fields=["came"])
    tell_of_meeting(meeting)
    note(Action.CHANGE, meeting, by, result="came")
    return sum(bool(row.came) for row in rows)


@transaction.atomic
def add_came(meeting: Meeting, guest: Guest, *, form_key: uuid.UUID, by: Person) -> Invitee:
    """Someone at the door. Sent twice it is one; who stands on the list is ticked. Raises ``NotNowError``."""
    writing(meeting, by)
    key = uuid.uuid5(form_key, f"{meeting.pk} came")
    if there := meeting.invitees.filter(pk=key).first():
        return there
    rows = list(meeting.invitees.select_related(*AROUND))
    found = next((one for one in rows if keys_of(guest) & (keys_of_row(one) | named(one))), None)
    if found is None and len(rows) >= MOST:
        refuse(meeting, "invite.most", by, _("De lijst is vol."))
    row = found or row_of(meeting, guest, key)
    row.came = True
    row.save(force_insert=found is None)
    tell_of_meeting(meeting)
    note(Action.CHANGE, meeting, by, result="came.added")
    return row


def named(row: Invitee) -> set[str]:
    """Someone on the list by their name and organization, also with an account or an address."""
    name = row.person.name if row.person else row.name
    return keys_of(Guest(name, organization=row.organization))
