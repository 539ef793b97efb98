"""Handing over what someone asked who does not ask there any more. Who asked it first stays known."""

from uuid import UUID

from django.db import transaction
from django.db.models.functions import Coalesce

from buurtnet.people.consent_left import colleagues_who_ask, without_asker
from buurtnet.people.consent_links import tell
from buurtnet.people.consenting import By, note
from buurtnet.people.models import Consent, Membership, Person
from buurtnet.privacy.choices import Action
from buurtnet.privacy.log import Who, id_text


class AsksNoMoreError(Exception):
    """Who would take it over does not ask there any more either."""


@transaction.atomic
def hand_over_consents(to: Membership, *, by: By, only: UUID | None = None) -> int:
    """Give what runs without an asker, all or one, to the colleague with this role, in its organization and network.

    They and the people it is about hear that something changed. Returns how many; 0 when someone was first.
    Raises ``AsksNoMoreError``.
    """
    assert to.organization
    Membership.objects.select_for_update(no_key=True).get(pk=to.pk)  # who ends this role now waits, or went first
    if not colleagues_who_ask(to.organization).filter(pk=to.pk).exists():
        raise AsksNoMoreError
    found = without_asker().filter(organization=to.organization, network=to.network)
    if only is not None:
        found = found.filter(pk=only)
    list(found.order_by("pk").select_for_update(of=("self",)).values_list("pk"))  # two who do so at once wait in line
    given = list(found)
    for consent in given:
        note(Action.CHANGE, consent, by=by, rule="consent.handed_over")
    first = Coalesce("asked_first_by", "asked_by")
    Consent.objects.filter(pk__in=[one.pk for one in given]).update(asked_first_by=first, asked_by=to.person)
    if given:
        tell_of_change({to.person_id, *(consent.subject_id for consent in given)}, but=by.actor)
    return len(given)


def tell_of_change(people: set[UUID], *, but: Who) -> None:
    """Who of these has an open account, but who did it themselves."""
    for person in Person.objects.filter(pk__in=people, is_active=True):
        if id_text(person) != id_text(but):
            tell(person)
