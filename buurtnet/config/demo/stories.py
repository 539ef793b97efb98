"""What was good in the demo's towns: told through the same action as real successes, on the evening of the date."""

import datetime as dt
import uuid
from io import BytesIO
from typing import IO, Final

from django.db import transaction
from django.utils import timezone

from buurtnet.agenda.choices import DateState, Faces, StoryState
from buurtnet.agenda.models import ActivityDate, Story
from buurtnet.agenda.stories import Said, tell
from buurtnet.areas.models import Network
from buurtnet.config.demo.agenda import key_of
from buurtnet.config.demo.documents import Town
from buurtnet.config.demo.questions import by_of
from buurtnet.config.demo.rows import DATA, Row, here, rows_of

AN_EVENING: Final = dt.timedelta(hours=2)  # after the end


def load_stories(towns: list[Town]) -> None:
    """For a town in which nothing was told yet."""
    tables = rows_of("stories")
    for town in towns:
        network = Network.objects.get(slug=town.slug)
        if not Story.objects.filter(network=network).exists():
            load_town(town, network, here(tables["story"], town))


@transaction.atomic
def load_town(town: Town, network: Network, rows: list[Row]) -> None:
    for row in rows:
        if date := date_before(row, town, network):
            load_story(row, date, town, network)


def date_before(row: Row, town: Town, network: Network) -> ActivityDate | None:
    """The last (1), or last but one (2), date that was; None on a day before it was on so often."""
    over = ActivityDate.objects.filter(network=network, ends_at__lte=timezone.now() - AN_EVENING)
    mine = over.filter(activity__form_key=key_of(town, row["activity"])).exclude(state=DateState.CANCELLED)
    rows = mine.select_related("activity__network", "activity__area").order_by("-starts_at")
    return next(iter(rows[row["ago"] - 1 : row["ago"]]), None)


def load_story(row: Row, date: ActivityDate, town: Town, network: Network) -> None:
    said = Said(row["sentence"], row["said_by"], *picture_of(row))
    key = uuid.UUID(town.id("story", f"{row['activity']} {row['ago']}"))
    made = tell(date, said, by=by_of(row, network), key=key)
    moment = date.ends_at + AN_EVENING
    # A resident's waited for a look; in the demo someone looked on the same evening.
    Story.objects.filter(pk=made.pk).update(state=StoryState.SHOWN, told_at=moment, shown_at=moment)


def picture_of(row: Row) -> tuple[IO[bytes] | None, str, str]:
    """A drawn one, so that nobody is on it; of most stories none."""
    if "picture" not in row:
        return None, "", ""
    drawn = BytesIO((DATA / "successes" / f"{row['picture']}.webp").read_bytes())
    return drawn, row["alt"], Faces.NOBODY
