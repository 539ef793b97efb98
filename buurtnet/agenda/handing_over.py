"""An activity from one owner to the next, with its playbook and open tasks. Until the yes, the first one stays."""

import datetime as dt
from typing import Final

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from buurtnet.agenda.access import IN_USE, KEEPERS, organizations_edited, partners_in, people_to_ask
from buurtnet.agenda.choices import ActivityState, TaskState
from buurtnet.agenda.models import Activity, OwnerOffer, Task
from buurtnet.agenda.moving import locked, note, note_change, refuse
from buurtnet.agenda.nudges import may_nudge
from buurtnet.areas.choices import Room
from buurtnet.kit.moving import NotNowError
from buurtnet.kit.today import Item
from buurtnet.people.access import roles_of
from buurtnet.people.acting import By
from buurtnet.people.choices import Role
from buurtnet.people.links import site_url
from buurtnet.people.mailing import in_their_language, send
from buurtnet.people.models import Membership, Organization, Person
from buurtnet.practices.access import may_change as may_change_playbook
from buurtnet.practices.access import people_in
from buurtnet.practices.choices import OFFER_ALLOWED, OfferState
from buurtnet.practices.handing_over import may_take_over
from buurtnet.practices.handing_over import take_over as take_over_playbook
from buurtnet.practices.playbooks import locked as locked_playbook

HANDED: Final = (*IN_USE, ActivityState.WAITING)


@transaction.atomic
def offer(
    activity: Activity, *, by: By, to: Person | None = None, to_organization: Organization | None = None,
    word: str = "",
) -> OwnerOffer:  # fmt: skip
    """Ask a person, or an organization whose editors answer; they hear it by mail. Asked again the same, it is one.

    Raises ``NotNowError``: it stopped, another is asked already, or they do not take part here.
    """
    found = locked(activity)
    if found.state not in HANDED:
        refuse(found, "offer", by, _("Deze activiteit is gestopt. Zet haar eerst weer aan."))
    if not is_of_the_network(found, to, to_organization):
        raise NotNowError(_("Kies iemand anders uit het netwerk."))
    asked = found.owner_offers.filter(state=OfferState.OFFERED).first()
    if asked is not None:
        if (asked.to, asked.to_organization) == (to, to_organization):
            return asked
        refuse(found, "offer", by, _("Er is al iemand gevraagd. Trek die vraag eerst in."))
    try:
        with transaction.atomic():
            made = OwnerOffer.objects.create(
                activity=found, to=to, to_organization=to_organization, by=by.person, word=word
            )
    except IntegrityError:
        raise NotNowError(_("Er is al iemand gevraagd. Trek die vraag eerst in.")) from None
    note(found, by, "activity.offered")
    for person in filter(may_nudge, who_answers(made)):
        tell(person, site_url("agenda:take_over", found.network.slug, made.pk))
    return made


def is_of_the_network(activity: Activity, to: Person | None, to_organization: Organization | None) -> bool:
    """Whether they take part here and do not pull it already; an organization has someone who can answer."""
    if to is not None:
        return to.pk != activity.owner_id and people_in(activity.network).filter(pk=to.pk).exists()
    if to_organization is None or not editors_of(to_organization):
        return False
    return to_organization in partners_in(activity.network)


def editors_of(organization: Organization) -> list[Person]:
    held = Membership.objects.current().filter(role=Role.EDITOR, organization=organization).select_related("person")
    return list({one.person.pk: one.person for one in held}.values())


def no_time(activity: Activity, *, by: By) -> OwnerOffer:
    """One tap: the organization that pulls it along is asked, else who keeps the network.

    Raises ``NotNowError`` when there is nobody else.
    """
    organization = activity.owner_organization
    others = [one for one in editors_of(organization) if one.pk != by.person.pk] if organization else []
    if organization is not None and others and is_of_the_network(activity, None, organization):
        return offer(activity, by=by, to_organization=organization)
    keepers = Membership.objects.current().filter(network=activity.network, role__in=KEEPERS)
    held = keepers.exclude(person__in=[by.person.pk, *([activity.owner_id] if activity.owner_id else [])])
    first = held.select_related("person").order_by("role", "starts_at", "pk").first()
    if first is None:
        raise NotNowError(_("Kies zelf wie je vraagt."))
    return offer(activity, by=by, to=first.person)


@transaction.atomic
def accept(asked: OwnerOffer, *, by: By) -> Activity:
    """Yes: from now on they pull it, with its playbook and open tasks, all at once. Raises ``NotNowError``."""
    found = locked(asked.activity)
    end(asked, OfferState.ACCEPTED, by)
    before = found.owner_id
    found.owner = by.person
    if asked.to_organization_id is not None:
        found.owner_organization_id = asked.to_organization_id
        found.led_by_residents = False
    else:
        held = Membership.objects.current().filter(person=by.person)
        found.led_by_residents = held.filter(network=found.network, role=Role.RESIDENT).exists()
        if not held.filter(organization=found.owner_organization_id).exists():
            found.owner_organization = None
    note_change(found, by, "activity.taken_over", ["owner", "owner_organization", "led_by_residents"])
    # What nobody does yet stays so: it waits on the day page of whoever pulls the activity.
    if before is not None:
        Task.objects.filter(owner=before, activity=found, state=TaskState.OPEN).update(owner=by.person)
    hand_over_playbook(found, before, by.person, asked.by)
    if asked.by is not None and asked.by.is_active:
        tell_answer(asked.by, url_after(found), is_yes=True)
    return found


def hand_over_playbook(activity: Activity, before: object, to: Person, offered_by: Person | None) -> None:
    """The playbook goes along when the same person pulled it, or nobody did.

    It is given only by who may change it, and one of an organization goes to no resident.
    """
    playbook = activity.playbook
    if playbook is None or playbook.network_id != activity.network_id:
        return
    locked_playbook(playbook)
    if offered_by is None or not may_change_playbook(offered_by, playbook) or not may_take_over(to, playbook):
        return
    if playbook.owner_id is None or playbook.owner_id == before:
        take_over_playbook(playbook, to)


@transaction.atomic
def decline(asked: OwnerOffer, *, by: By) -> OwnerOffer:
    """Rather not; no reason is asked. Raises ``NotNowError``."""
    found = locked(asked.activity)
    end(asked, OfferState.DECLINED, by)
    note(found, by, "activity.offer_declined")
    if asked.by is not None and asked.by.is_active:
        tell_answer(asked.by, site_url("agenda:hand_over", found.network.slug, found.pk), is_yes=False)
    return asked


@transaction.atomic
def withdraw(asked: OwnerOffer, *, by: By) -> OwnerOffer:
    """Take the question back. Raises ``NotNowError``."""
    found = locked(asked.activity)
    end(asked, OfferState.WITHDRAWN, by)
    note(found, by, "activity.offer_withdrawn")
    return asked


def end(asked: OwnerOffer, to: OfferState, by: By) -> OwnerOffer:
    asked.refresh_from_db(from_queryset=OwnerOffer.objects.select_for_update(of=("self",)))
    if to not in OFFER_ALLOWED[OfferState(asked.state)]:
        refuse(asked.activity, f"offer.{to}", by, _("Deze vraag is al beantwoord of ingetrokken."))
    asked.state, asked.ended_at = to, timezone.now()
    asked.save(update_fields=["state", "ended_at"])
    return asked


def open_offer(activity: Activity) -> OwnerOffer | None:
    """The question that waits for an answer."""
    rows = activity.owner_offers.filter(state=OfferState.OFFERED)
    return rows.select_related("to", "to_organization", "activity__network").first()


def is_told_to(person: Person, asked: OwnerOffer, activity: Activity) -> bool:
    """Whether someone may read who was asked: of a person asked by their mail address, a resident reads nothing."""
    return asked.to_id is None or people_to_ask(person, activity).filter(pk=asked.to_id).exists()


def make_way(activity: Activity, *, by: By) -> None:
    """A question of which they may not read goes without a word: to ask another never tells whom an address is of."""
    asked = open_offer(activity)
    if asked is not None and not is_told_to(by.person, asked, activity):
        withdraw(asked, by=by)


def may_answer(person: Person, asked: OwnerOffer) -> bool:
    """Who was asked; for an organization, its editors."""
    if asked.to_id is not None:
        return asked.to_id == person.pk
    return asked.to_organization in organizations_edited(person, asked.activity.network)


def who_answers(asked: OwnerOffer) -> list[Person]:
    if asked.to is not None:
        return [asked.to]
    return editors_of(asked.to_organization) if asked.to_organization else []


def tell(person: Person, url: str) -> None:
    """By mail, without saying what it is about."""
    with in_their_language(person):
        subject = _("Er staat iets voor je klaar in Buurtnet")
        body = _("Hallo,\n\nEr staat iets voor je klaar in Buurtnet. Je leest het hier:\n\n{url}").format(url=url)
        send(person.email, subject, body, person=person)


def tell_answer(person: Person, url: str, *, is_yes: bool) -> None:
    """By mail to who asked: yes or no, without saying what it is about or who answered."""
    with in_their_language(person):
        yes = _("Hallo,\n\nJe vroeg iemand om iets over te nemen. Het antwoord is ja. Je leest het hier:\n\n{url}")
        no = _("Hallo,\n\nJe vroeg iemand om iets over te nemen. Het antwoord is nee. Vraag hier een ander:\n\n{url}")
        send(
            person.email, _("Er staat iets voor je klaar in Buurtnet"), (yes if is_yes else no).format(url=url),
            person=person,
        )  # fmt: skip


def url_after(activity: Activity) -> str:
    """A page that who gave it away still sees: its tasks are another's now."""
    slug = activity.network.slug
    if activity.state == ActivityState.LIVE:
        return site_url("agenda:activity", slug, activity.pk)
    return site_url("agenda:activity_list", slug)


def offer_items(person: Person, now: dt.datetime) -> list[Item]:
    """What someone, or an organization they edit, is asked to pull and did not answer."""
    edited = [one.organization_id for one in roles_of(person) if one.role == Role.EDITOR and one.organization_id]
    rows = OwnerOffer.objects.filter(
        Q(to=person) | Q(to_organization__in=edited), state=OfferState.OFFERED, activity__state__in=HANDED
    )
    found = rows.select_related("activity__network").order_by("offered_at", "pk")
    return [
        Item(
            one.offered_at, _("Iemand vraagt je om een activiteit over te nemen"),
            reverse("agenda:take_over", args=[one.activity.network.slug, one.pk]), "handshake", None,
            one.activity.network.name,
        )
        for one in found if one.activity.network.has(Room.AGENDA)
    ]  # fmt: skip
