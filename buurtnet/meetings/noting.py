"""Writing a meeting down while it goes on: notes by line of the agenda, who speaks, and photos of flip charts."""

import uuid
from typing import IO, Final

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from PIL import Image

from buurtnet.kit.moving import ChangedMeanwhileError, NotNowError
from buurtnet.kit.pictures import DAY, MOST_PIXELS, Shape, delete_files, made_picture, sweep
from buurtnet.meetings.choices import MeetingState
from buurtnet.meetings.models import AgendaItem, FlipChart, Meeting
from buurtnet.meetings.moving import change, locked, note, refuse
from buurtnet.people.models import Person
from buurtnet.privacy.choices import Action

WRITING: Final = (MeetingState.BUSY, MeetingState.MINUTES)  # when it can be written down, and put right
LONGEST_NOTES: Final = 4_000
MOST_PHOTOS: Final = 30  # of one meeting
# Nothing of what is written at the edge may be cut off: how high a photo is follows from the photo.
WIDTHS: Final = (1400, 480)
FOLDER: Final = "meetings/flaps"
FLAP: Final = Shape(FOLDER, ((WIDTHS[0], 1400), (WIDTHS[1], 480)))  # by its widths the files are found
HIGHEST: Final = 3.0  # times its width


class NotesChangedError(ChangedMeanwhileError):
    """Someone else wrote notes there since. ``item``: as it is now."""

    def __init__(self, item: AgendaItem) -> None:
        NotNowError.__init__(
            self,
            _(
                "Iemand anders schreef hier net ook. Er is niets weg: hieronder staan beide teksten. Zet bij elkaar "
                "wat erin moet, en bewaar het."
            ),
        )
        self.item = item


def can_write(meeting: Meeting) -> bool:
    return meeting.state in WRITING


def writing(meeting: Meeting, by: Person) -> Meeting:
    """Behind its lock: it goes on, or its minutes can still be put right. Raises ``NotNowError``."""
    if locked(meeting).state not in WRITING:
        sentence = (
            _("Het verslag ligt vast. Er kan niets meer bij.")
            if meeting.state == MeetingState.FIXED
            else _("De bijeenkomst is nog niet begonnen. Druk eerst op ‘We beginnen’.")
        )
        refuse(meeting, f"note.{meeting.state}", by, sentence)
    return meeting


@transaction.atomic
def write_notes(item: AgendaItem, text: str, *, version: int, by: Person) -> AgendaItem:
    """What was said about a line of the agenda. Sent again it is the same. Raises ``NotNowError``.

    ``version``: of what the writer had before them; when it is another now, ``NotesChangedError``.
    """
    writing(item.meeting, by)
    now = AgendaItem.objects.select_related("meeting__network").get(pk=item.pk)
    if now.notes == text:
        return now
    if now.version != version:
        raise NotesChangedError(now)
    now.notes, now.version = text, now.version + 1
    now.save(update_fields=["notes", "version"])
    note(Action.CHANGE, now.meeting, by, result="notes")
    return now


@transaction.atomic
def tally(meeting: Meeting, *, residents: int | None = None, others: int | None = None, by: Person) -> Meeting:
    """One turn more, or one less: how many it becomes. Pressed twice it is one. Raises ``NotNowError``."""
    writing(meeting, by)
    for name, count in (("turns_residents", residents), ("turns_others", others)):
        # Of a page that is further behind the count would jump: it stays, and the page shows it.
        if count is not None and count >= 0 and abs(count - getattr(meeting, name)) == 1:
            change(meeting, **{name: count})
    return meeting


def add_photo(meeting: Meeting, sent: IO[bytes], alt: str, *, form_key: uuid.UUID, by: Person) -> FlipChart:
    """A photo of a flip chart. Sent twice it is one. Raises ``NoPhotoError``, ``NoRoomError`` or ``NotNowError``."""
    key = uuid.uuid5(form_key, f"{meeting.pk} photo")
    if there := FlipChart.objects.filter(form_key=key).first():
        return there
    try:
        with made_picture(sent, shape_of(sent)) as name, transaction.atomic():
            writing(meeting, by)
            if meeting.flip_charts.count() >= MOST_PHOTOS:
                refuse(meeting, "photo.most", by, _("Er hangen al {most} foto's.").format(most=MOST_PHOTOS))
            made = FlipChart.objects.create(meeting=meeting, photo=name, alt=alt, person=by, form_key=key)
            note(Action.CHANGE, meeting, by, result="photo")
            return made
    except IntegrityError:
        return FlipChart.objects.get(form_key=key)


def shape_of(sent: IO[bytes]) -> Shape:
    """Of the form of the photo itself. What cannot be read gets its sentence where the photo is made."""
    ratio = 1.0
    try:
        with Image.open(sent, formats=list(MOST_PIXELS)) as opened:
            turned = opened.getexif().get(0x0112, 1) >= 5  # its orientation: on its side
            width, height = opened.size[::-1] if turned else opened.size
            ratio = min(max(height / max(width, 1), 1 / HIGHEST), HIGHEST)
    except Exception:  # a decoder of a foreign file may fail in any way
        ratio = 1.0
    finally:
        sent.seek(0)
    return Shape(FOLDER, tuple((width, round(width * ratio)) for width in WIDTHS))


@transaction.atomic
def drop_photo(photo: FlipChart, *, by: Person) -> None:
    """A photo goes, as long as the minutes are not fixed. Raises ``NotNowError``."""
    writing(photo.meeting, by)
    name = photo.photo
    photo.delete()
    note(Action.CHANGE, photo.meeting, by, result="photo_away")
    transaction.on_commit(lambda: delete_files(name, FLAP), robust=True)


def sweep_photos(older_than: int = DAY) -> int:
    """A daily job: photos that nothing names, after a day (in seconds). Returns how many files went."""
    return sweep(FLAP, set(FlipChart.objects.values_list("photo", flat=True)), older_than)
