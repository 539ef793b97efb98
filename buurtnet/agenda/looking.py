"""Looking at what a resident announces: into the calendar, or back with a reason. They hear it by mail."""

import datetime as dt

from django.db import transaction
from django.db.models import Min, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from buurtnet.agenda.access import LOOKERS
from buurtnet.agenda.choices import ActivityState
from buurtnet.agenda.dates import make_dates
from buurtnet.agenda.models import Activity, TrustedResident
from buurtnet.agenda.moving import locked, move, note_change, refuse
from buurtnet.areas.choices import Room
from buurtnet.areas.models import Network
from buurtnet.kit.today import Item
from buurtnet.people.access import roles_of
from buurtnet.people.acting import By
from buurtnet.people.choices import Role
from buurtnet.people.links import site_url
from buurtnet.people.mailing import in_their_language, send
from buurtnet.people.models import Person
from buurtnet.privacy.choices import Action
from buurtnet.privacy.log import record


def waiting_in(network: Network) -> QuerySet[Activity]:
    """What waits for a look, longest first."""
    return Activity.objects.filter(network=network, state=ActivityState.WAITING).order_by("created_at", "pk")


def look_items(person: Person, _now: dt.datetime) -> list[Item]:
    """For who looks: one line for each network in which something waits, in one query more than their roles."""
    roles = roles_of(person).filter(role__in=LOOKERS, network__isnull=False)
    networks = {one.network.pk: one.network for one in roles if one.network and one.network.has(Room.AGENDA)}
    waiting = Activity.objects.filter(network__in=networks, state=ActivityState.WAITING)
    rows = waiting.filter(~Q(made_by=person) | Q(made_by=None))
    since = dict(rows.order_by().values_list("network").annotate(Min("created_at"))) if networks else {}
    return [
        Item(
            since[pk], _("Een bewoner meldde een activiteit: kijk je mee?"),
            reverse("agenda:look_list", args=[network.slug]), "calendar-days", None, network.name,
        )
        for pk, network in networks.items() if pk in since
    ]  # fmt: skip


@transaction.atomic
def put_in_calendar(activity: Activity, *, by: By) -> Activity:
    """It stands in the calendar. Raises ``NotNowError``; one's own another looks at."""
    found = move(not_own(activity, by), ActivityState.LIVE, by=by)
    found.looked_at_by, found.declined_because = by.person, ""
    found.save(update_fields=["looked_at_by", "declined_because"])
    make_dates(found)
    tell(found, by)
    return found


@transaction.atomic
def decline(activity: Activity, because: str, *, by: By) -> Activity:
    """It does not; ``because`` tells why, in a sentence. Raises ``NotNowError``."""
    found = move(not_own(activity, by), ActivityState.DECLINED, by=by)
    found.looked_at_by, found.declined_because = by.person, because
    found.save(update_fields=["looked_at_by", "declined_because"])
    tell(found, by)
    return found


def not_own(activity: Activity, by: By) -> Activity:
    if activity.made_by_id == by.person.pk:
        refuse(activity, "looked", by, _("Je meldde dit zelf. Vraag iemand anders om mee te kijken."))
    return activity


@transaction.atomic
def offer_again(activity: Activity, *, by: By) -> Activity:
    """Who announced it changed it, and asks for another look. Raises ``NotNowError``."""
    found = locked(activity)
    if found.state != ActivityState.DECLINED:
        refuse(found, "waiting", by)
    found.state = ActivityState.WAITING
    note_change(found, by, "activity.waiting", ["state"])
    return found


def tell(activity: Activity, by: By) -> None:
    """A mail to who announced it and to who pulls it: yes or no, without what it is, with one link."""
    people = {one.pk: one for one in (activity.made_by, activity.owner) if one is not None and one.is_active}
    for person in people.values():
        if person.pk != by.person.pk:
            tell_one(activity, person)


def tell_one(activity: Activity, person: Person) -> None:
    with in_their_language(person):
        if activity.state == ActivityState.LIVE:
            body = _(
                "Hallo,\n\nHet antwoord is ja: je activiteit staat nu in de agenda. Je ziet haar hier:\n{url}\n\n"
                "Groet,\n{network}"
            )
        else:
            body = _(
                "Hallo,\n\nHet antwoord is nee: je activiteit staat niet in de agenda. Lees hier waarom. Je kunt "
                "haar aanpassen en het opnieuw vragen:\n{url}\n\nGroet,\n{network}"
            )
        url = site_url("agenda:activity_own", activity.network.slug, activity.pk)
        text = body.format(url=url, network=activity.network.name)
        send(person.email, _("Er staat iets voor je klaar in Buurtnet"), text, person)


@transaction.atomic
def trust(person: Person, network: Network, *, by: By) -> bool:
    """From now on what a resident announces stands in the calendar at once. Returns whether they are one here."""
    if not roles_of(person).filter(role=Role.RESIDENT, network=network).exists():
        return False
    TrustedResident.objects.get_or_create(network=network, person=person, defaults={"by": by.person})
    log_trust(person, network, "resident.trusted", by)
    return True


@transaction.atomic
def trust_no_more(row: TrustedResident, *, by: By) -> None:
    """What they announce is looked at first again."""
    person, network = row.person, row.network
    row.delete()
    log_trust(person, network, "resident.untrusted", by)


def log_trust(person: Person, network: Network, what: str, by: By) -> None:
    record(
        Action.CHANGE, actor=by.person, subject=person, network=network, role_then=by.role, rule=what,
        request=by.request,
    )  # fmt: skip
