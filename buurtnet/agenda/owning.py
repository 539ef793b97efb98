"""Who pulls an activity: taking up one that asks for someone."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from buurtnet.agenda.access import free_for
from buurtnet.agenda.choices import ActivityState
from buurtnet.agenda.models import Activity
from buurtnet.agenda.moving import locked, note_change, refuse
from buurtnet.people.acting import By
from buurtnet.people.choices import PARTNERS
from buurtnet.people.links import site_url
from buurtnet.people.mailing import in_their_language, send
from buurtnet.people.models import Membership, Person


@transaction.atomic
def take_up(activity: Activity, *, by: By) -> Activity:
    """I pull it; who pulled it before hears so. Raises ``NotNowError`` when it is not free for them: the first who
    says so has it.
    """
    found = locked(activity)
    if not free_for(by.person, found.network, timezone.now()).filter(pk=found.pk).exists():
        refuse(found, "owner", by, _("Iemand anders regelt dit al."))
    before = found.owner
    found.owner, found.owner_organization = by.person, None
    found.led_by_residents = not works_here(found, by)
    note_change(found, by, "activity.owner", ["owner", "owner_organization", "led_by_residents"])
    if before is not None and before.pk != by.person.pk and before.is_active:
        tell_before(found, before)
    return found


def tell_before(activity: Activity, person: Person) -> None:
    """A mail to who pulled it, without saying what it is."""
    slug, is_live = activity.network.slug, activity.state == ActivityState.LIVE
    url = site_url("agenda:activity", slug, activity.pk) if is_live else site_url("agenda:calendar", slug)
    with in_their_language(person):
        body = _(
            "Hallo,\n\nEen activiteit stond op jouw naam. Iemand anders zorgt er nu voor. Klopt dat niet? Neem dan "
            "contact op met je netwerk.\n\nJe ziet het hier:\n{url}\n\nGroet,\n{network}"
        )
        text = body.format(url=url, network=activity.network.name)
        send(person.email, _("Er staat iets voor je klaar in Buurtnet"), text, person)


def works_here(activity: Activity, by: By) -> bool:
    """Whether who takes it up works for an organization in this network."""
    held = Membership.objects.current().filter(person=by.person, network=activity.network, role__in=PARTNERS)
    return held.filter(organization__isnull=False).exists()
