"""Pictures of activities and of small successes: lying, in two sizes, and gone with what they are of."""

import time
from typing import IO, Final

from django.db import transaction

from buurtnet.agenda.looking_again import look_again
from buurtnet.agenda.models import Activity, Story
from buurtnet.agenda.moving import locked, note_change
from buurtnet.kit.limits import allowed
from buurtnet.kit.pictures import DAY, Shape, delete_files, made_picture, sweep
from buurtnet.people.acting import By
from buurtnet.people.models import Person

LYING: Final = Shape("agenda/photos", ((800, 420), (480, 252)))
LARGE, SMALL = LYING.widths
PICTURES_PER_HOUR: Final = 20  # of one person: each is decoded, which takes a second or more of the machine


def may_send_picture(person: Person) -> bool:
    return allowed("activity-pictures", str(person.pk), PICTURES_PER_HOUR, 3600, time.time())


def put_picture(activity: Activity, sent: IO[bytes], alt: str, *, by: By) -> None:
    """A picture made of a file on an activity; the one before goes once that is certain.

    Of a resident, it waits for a look first (``looking_again``). Raises ``NoPhotoError``, ``NoRoomError`` or
    ``NotNowError``; the activity then stays as it was.
    """
    with made_picture(sent, LYING) as name, transaction.atomic():
        set_picture(activity, name, alt, by=by)


@transaction.atomic
def describe_picture(activity: Activity, alt: str, *, by: By) -> None:
    """Other words for who does not see it. Raises ``NotNowError``."""
    found = locked(activity)
    said = alt if found.photo else ""
    more = look_again(found, by) if said != found.photo_alt else []
    found.photo_alt = said
    note_change(found, by, "activity.picture", ["photo_alt", *more])


@transaction.atomic
def remove_picture(activity: Activity, *, by: By) -> None:
    """No picture any more; its files go once that is certain."""
    set_picture(activity, "", "", by=by)


def set_picture(activity: Activity, name: str, alt: str, *, by: By) -> None:
    found = locked(activity)
    more = look_again(found, by) if name else []
    old, found.photo, found.photo_alt = found.photo, name, alt
    note_change(found, by, "activity.picture", ["photo", "photo_alt", *more])
    forget_files(old)


def forget_files(name: str) -> None:
    """Once it is certain; what does not go then is swept within two days."""
    if name:
        transaction.on_commit(lambda: delete_files(name, LYING), robust=True)


def sweep_pictures(older_than: int = DAY) -> int:
    """A daily job: pictures that nothing names, after a day (in seconds). Returns how many files went."""
    known = set(Activity.objects.exclude(photo="").values_list("photo", flat=True))
    known |= set(Story.objects.exclude(photo="").values_list("photo", flat=True))
    return sweep(LYING, known, older_than)
