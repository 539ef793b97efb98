"""A playbook from one owner to the next: asked, then yes or no. Until the yes, the first one stays."""

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from buurtnet.kit.moving import NotNowError
from buurtnet.people.access import has_role
from buurtnet.people.acting import By
from buurtnet.people.choices import PARTNERS, Role
from buurtnet.people.links import site_url
from buurtnet.people.mailing import in_their_language, send
from buurtnet.people.models import Membership, Person
from buurtnet.practices.access import may_change_for, people_in
from buurtnet.practices.choices import OFFER_ALLOWED, OfferState, PlaybookState
from buurtnet.practices.models import Playbook, PlaybookOffer
from buurtnet.practices.moving import note, refuse
from buurtnet.practices.playbooks import changed, locked
from buurtnet.privacy.choices import Action


@transaction.atomic
def offer(playbook: Playbook, to: Person, *, by: By) -> PlaybookOffer:
    """Ask someone of the network to take over; they hear it by mail. Asked again of the same person, it is one.

    Raises ``NotNowError`` when it was put away, when another is asked already, or when they are not of the network.
    """
    locked(playbook)
    if playbook.state != PlaybookState.IN_USE:
        refuse(playbook, "offer", by, _("Dit draaiboek is gestopt. Neem het eerst weer in gebruik."))
    if to.pk == playbook.owner_id or not people_in(playbook.network).filter(pk=to.pk).exists():
        raise NotNowError(_("Kies iemand anders uit het netwerk."))
    if not may_take_over(to, playbook):
        refuse(playbook, "offer", by, _("Dit draaiboek is van een organisatie. Kies iemand die hier werkt."))
    asked = playbook.offers.filter(state=OfferState.OFFERED).first()
    if asked is not None and asked.to_id == to.pk:
        return asked
    if asked is not None:
        refuse(playbook, "offer", by, _("Er is al iemand gevraagd. Trek die vraag eerst in."))
    try:
        with transaction.atomic():
            made = PlaybookOffer.objects.create(playbook=playbook, to=to, by=by.person)
    except IntegrityError:
        raise NotNowError(_("Er is al iemand gevraagd. Trek die vraag eerst in.")) from None
    note(Action.CHANGE, playbook, "offered", by)
    tell(to, "practices:playbook_take_over", made)
    return made


@transaction.atomic
def accept(asked: PlaybookOffer, *, by: By) -> Playbook:
    """Who was asked says yes and pulls it from now on. Raises ``NotNowError``."""
    playbook = locked(asked.playbook)
    if not may_take_over(by.person, playbook):
        refuse(playbook, "accept", by, _("Dit draaiboek is van een organisatie. Vraag iemand die hier werkt."))
    end(asked, OfferState.ACCEPTED, by)
    take_over(playbook, by.person)
    note(Action.CHANGE, playbook, "taken_over", by)
    if asked.by is not None:
        tell(asked.by, "practices:playbook", asked)
    return playbook


def may_take_over(person: Person, playbook: Playbook) -> bool:
    """Of an organization, only who works in the network or keeps what the organization owns; a resident does not."""
    if playbook.owner_organization is None:
        return True
    return has_role(person, PARTNERS, network=playbook.network) or may_change_for(person, playbook.owner_organization)


def take_over(playbook: Playbook, person: Person) -> None:
    """From now on this person pulls it: as a resident, it is of residents; else of their organization, if any.

    The row is locked by who calls.
    """
    held = Membership.objects.current().filter(person=person)
    playbook.owner = person
    playbook.led_by_residents = held.filter(network=playbook.network, role=Role.RESIDENT).exists()
    if not held.filter(organization=playbook.owner_organization_id).exists():
        playbook.owner_organization = None
    changed(playbook, ["owner", "owner_organization", "led_by_residents"])


@transaction.atomic
def decline(asked: PlaybookOffer, *, by: By) -> PlaybookOffer:
    """Rather not; no reason is asked. Raises ``NotNowError``."""
    locked(asked.playbook)
    end(asked, OfferState.DECLINED, by)
    if asked.by is not None:
        tell(asked.by, "practices:playbook", asked)
    return asked


@transaction.atomic
def withdraw(asked: PlaybookOffer, *, by: By) -> PlaybookOffer:
    """Take the question back. Raises ``NotNowError``."""
    locked(asked.playbook)
    return end(asked, OfferState.WITHDRAWN, by)


def end(asked: PlaybookOffer, to: OfferState, by: By) -> PlaybookOffer:
    asked.refresh_from_db(from_queryset=PlaybookOffer.objects.select_for_update(of=("self",)))
    if to not in OFFER_ALLOWED[OfferState(asked.state)]:
        refuse(asked, to, by, _("Deze vraag is al beantwoord of ingetrokken."))
    asked.state, asked.ended_at = to, timezone.now()
    asked.save(update_fields=["state", "ended_at"])
    return asked


def tell(person: Person, page: str, asked: PlaybookOffer) -> None:
    """By mail, without saying what it is about."""
    key = asked.pk if page.endswith("take_over") else asked.playbook_id
    url = site_url(page, asked.playbook.network.slug, key)
    with in_their_language(person):
        subject = _("Er staat iets voor je klaar in Buurtnet")
        body = _("Hallo,\n\nEr staat iets voor je klaar in Buurtnet. Je leest het hier:\n\n{url}").format(url=url)
        send(person.email, subject, body, person=person)


def open_offers(person: Person) -> list[PlaybookOffer]:
    """What someone is asked to take over and did not answer."""
    rows = PlaybookOffer.objects.filter(to=person, state=OfferState.OFFERED, playbook__state=PlaybookState.IN_USE)
    return list(rows.select_related("playbook__network").order_by("offered_at", "pk"))


def address_of(asked: PlaybookOffer) -> str:
    return reverse("practices:playbook_take_over", args=[asked.playbook.network.slug, asked.pk])
