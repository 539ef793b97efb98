"""Doing it again: an activity with its day, from a playbook or as it was before, and its tasks counted from that."""

from typing import Final
from uuid import UUID

from django.db import transaction

from buurtnet.agenda.access import announces_at_once, organizations_of
from buurtnet.agenda.choices import ActivityState
from buurtnet.agenda.dates import Times, make_dates, repeat_of
from buurtnet.agenda.models import Activity, JoinQuestion, Partner
from buurtnet.agenda.moving import move, note
from buurtnet.agenda.tasks import crew_of, make_tasks
from buurtnet.agenda.words import KIND
from buurtnet.areas.models import Network
from buurtnet.people.acting import By
from buurtnet.people.models import Organization
from buurtnet.practices.models import Playbook
from buurtnet.privacy.choices import Action
from buurtnet.search.outbox import changed

# What stays the same from one year to the next; the day, who looked at it and what came of it do not.
KEPT: Final = (
    "area", "summary", "text", "for_whom", "age_from", "age_to", "price_cents", "price_note", "languages",
    "facilities", "bring", "weather", "venue", "location", "place_text", "latitude", "longitude", "online_url",
    "functions", "service", "shows_owner", "contact", "registration", "most", "most_each", "has_waiting_list",
)  # fmt: skip


@transaction.atomic
def begin_again(
    network: Network,
    times: Times,
    *,
    title: str,
    key: UUID,
    by: By,
    playbook: Playbook | None = None,
    like: Activity | None = None,
) -> Activity:
    """An idea with its day, pulled by who begins it, and with a task for each step of the playbook.

    A series has them for its first date; who did what for the last one (``like``) does it again.

    It is filled as the last one was (``like``), and comes into the calendar with ``put_in_calendar``. The same form
    sent twice (``key``) makes one.
    """
    Network.objects.select_for_update(of=("self",), no_key=True).get(pk=network.pk)
    if earlier := Activity.objects.filter(form_key=key, network=network, made_by=by.person).first():
        return earlier
    kept = {name: getattr(like, name) for name in KEPT} if like else {}
    if playbook is not None and not kept.get("summary"):
        kept["summary"] = playbook.flyer.split("\n")[0][:200]
    made = Activity.objects.create(
        network=network, title=title, state=ActivityState.IDEA, form_key=key, made_by=by.person, owner=by.person,
        playbook=playbook, owner_organization=organization_for(by, network, playbook, like),
        led_by_residents=playbook.led_by_residents if playbook else bool(like and like.led_by_residents), **kept,
    )  # fmt: skip
    if like is not None:
        made.themes.set(like.themes.all())
        Partner.objects.bulk_create(
            Partner(activity=made, organization_id=one.organization_id) for one in like.partners.all()
        )
        JoinQuestion.objects.bulk_create(
            JoinQuestion(activity=made, text=one.text, is_required=one.is_required, position=one.position)
            for one in like.join_questions.all()
        )
    repeat_of(made, times).save()
    make_dates(made)
    if first := made.dates.order_by("starts_at", "pk").first():
        make_tasks(first, owner=by.person, crew=crew_of(like, by.person), by=by)
    changed(KIND, [made.pk])
    note(made, by, "activity.again", Action.CREATE)
    return made


def organization_for(
    by: By, network: Network, playbook: Playbook | None, like: Activity | None
) -> Organization | None:
    """The organization that pulled it, when who begins it now works for it too."""
    before = like.owner_organization_id if like else None
    wanted = before or (playbook.owner_organization_id if playbook else None)
    return next((one for one in organizations_of(by.person, network) if one.pk == wanted), None)


def last_of(playbook: Playbook) -> Activity | None:
    """The last activity that was made with a playbook, as which the next one is filled."""
    return playbook.activities.filter(network=playbook.network_id).order_by("-created_at", "pk").first()


def put_in_calendar(activity: Activity, *, by: By) -> Activity:
    """In the calendar, or first before the eyes of another, as with everything that is announced.

    Raises ``NotNowError``.
    """
    at_once = announces_at_once(by.person, activity.network)
    return move(activity, ActivityState.LIVE if at_once else ActivityState.WAITING, by=by)
