"""What of the calendar can be found: activities as documents for the index."""

from collections.abc import Iterator, Sequence

from buurtnet.agenda.choices import ActivityState, ForWhom
from buurtnet.agenda.models import Activity
from buurtnet.agenda.words import KIND, mark_of
from buurtnet.kit.form_keys import uuid_in
from buurtnet.search.documents import Offer, SearchDocument
from buurtnet.themes.choices import EssentialFunction

BATCH = 1_000


def activity_documents(keys: Sequence[str]) -> Iterator[SearchDocument]:
    """The activities of these ids that stand in a calendar. An id that is none gives nothing."""
    ids = [key for key in keys if uuid_in(key)]
    for start in range(0, len(ids), BATCH):
        rows = Activity.objects.filter(pk__in=ids[start : start + BATCH], state=ActivityState.LIVE)
        rows = rows.select_related("venue", "owner_organization").prefetch_related("themes")
        for activity in rows:
            yield document_of(activity)


def document_of(activity: Activity) -> SearchDocument:
    """For whom and about what are the words people look with beside its name; where and who stand further down."""
    whom = [str(ForWhom(one).label) for one in activity.for_whom if one in ForWhom.values]
    about = [str(EssentialFunction(one).label) for one in activity.functions if one in EssentialFunction.values]
    where = activity.venue.name if activity.venue else activity.place_text
    who = activity.owner_organization.name if activity.owner_organization else ""
    return SearchDocument(
        kind=KIND,
        key=str(activity.pk),
        title=activity.title,
        keywords=" ".join([*(theme.name for theme in activity.themes.all()), *about, *whom]),
        simple=activity.summary,
        body=" ".join(filter(None, [activity.text, where, who])),
        marks=[mark_of(activity.network_id)],
    )


def keys() -> list[str]:
    rows = Activity.objects.filter(state=ActivityState.LIVE).order_by("network", "pk")
    return [str(pk) for pk in rows.values_list("pk", flat=True)]


OFFERS = (Offer(KIND, activity_documents, keys),)
