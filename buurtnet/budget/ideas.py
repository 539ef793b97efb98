"""An idea: having one, the look before it is on the site, asking money for it, taking it back, finding it good."""

import datetime as dt
import uuid
from dataclasses import dataclass, fields
from typing import Any, Final

from django.db import IntegrityError, transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from buurtnet.agenda.where import where_of
from buurtnet.areas.finding import find_places
from buurtnet.areas.models import Area, Network
from buurtnet.budget.access import is_known, is_own, lanes_of
from buurtnet.budget.choices import IdeaState, Lane, PotState
from buurtnet.budget.emails_ideas import mail_own_link, mail_to_confirm
from buurtnet.budget.models import Idea, IdeaLike, IdeaStep, Pot
from buurtnet.budget.models.idea import FORGOTTEN_AFTER, in_two_years
from buurtnet.budget.moving import change, locked, move, note, refuse
from buurtnet.budget.promising import give_back
from buurtnet.budget.whose import hash_of_contact, hash_of_link, is_confirmed, of_the_same
from buurtnet.kit.folding import fold
from buurtnet.kit.moving import ChangedMeanwhileError
from buurtnet.people.access import has_role
from buurtnet.people.choices import PARTNERS
from buurtnet.people.models import Person
from buurtnet.privacy.choices import Action

WITH_OPEN_MONEY: Final = (IdeaState.SUBMITTED, IdeaState.ASKED_BACK, IdeaState.GRANTED, IdeaState.PAID)
LOOKED_AT: Final = ("title", "text", "for_whom", "place_text", "helps_with", "said_by")  # what everyone reads of it
CHANGEABLE: Final = (IdeaState.IDEA, IdeaState.ASKED_BACK, IdeaState.REFUSED)
UNCONFIRMED_FOR: Final = dt.timedelta(days=8)  # a day longer than the link in the mail works


@dataclass(frozen=True)
class What:
    """An idea as someone writes it down; each name is that of the model's field. ``asked`` in cents."""

    title: str
    text: str = ""
    for_whom: str = ""
    area: Area | None = None
    place_text: str = ""
    asked: int = 0
    helps_with: str = ""
    said_by: str = ""
    wants_buddy: bool = False


@dataclass(frozen=True)
class From:
    """Who has it. ``contact``: a mail address or number; ``written_by``: the connector who wrote it down for them."""

    contact: str = ""
    language: str = "nl"
    person: Person | None = None
    written_by: Person | None = None

    @property
    def by(self) -> Person | None:
        return self.written_by or self.person


def have_idea(network: Network, what: What, whose: From, *, form_key: uuid.UUID) -> Idea:
    """Write an idea down. Of a partner it is on the site at once, else after a look; sent twice it is one.

    An address that nobody stands behind yet gets a mail with a link first.
    """
    key = uuid.uuid5(form_key, str(network.pk))
    try:
        with transaction.atomic():
            made = Idea.objects.create(
                network=network, contact=whose.contact, language=whose.language, person=whose.person,
                written_by=whose.written_by, form_key=key, link_hash=hash_of_link(key),
                contact_hash=hash_of_contact(whose.contact) if whose.written_by else "", **columns_of(network, what),
            )  # fmt: skip
            IdeaStep.objects.create(idea=made, state=IdeaState.IDEA, at=made.told_at_first)
            note(Action.CREATE, made, whose.by, result=IdeaState.IDEA)
            if whose.by is not None and is_partner(whose.by, network):
                _show(made, whose.by)
            elif whose.contact and not is_confirmed(made):
                mail_to_confirm(made)
            return made
    except IntegrityError:
        return Idea.objects.select_related("network", "person").get(form_key=key)


def columns_of(network: Network, what: What) -> dict[str, Any]:
    """What goes into the row; a place that is known gives its point, and its neighbourhood when none was chosen."""
    said = {one.name: getattr(what, one.name) for one in fields(what)}
    where = where_of(network, what.place_text)
    point = (where.latitude, where.longitude)
    if where.latitude is None and what.place_text:
        streets = find_places(what.place_text, network)
        found = next((one for one in streets if one.folded == fold(what.place_text)), None)
        point = (found.latitude, found.longitude) if found else (None, None)
    return said | {"area": what.area or where.area, "latitude": point[0], "longitude": point[1]}


def is_partner(person: Person, network: Network) -> bool:
    """Whose idea needs no look by another."""
    return has_role(person, PARTNERS, network=network)


@transaction.atomic
def confirm(idea: Idea, contact_hash: str) -> Idea:
    """They said yes from their mailbox; a second time changes nothing."""
    if not locked(idea).contact_hash:
        change(idea, contact_hash=contact_hash)
        note(Action.CHANGE, idea, None, result="confirmed")
    return idea


def waiting_for_a_look(network: Network) -> QuerySet[Idea]:
    """Ideas to look at before they are on the site, longest first; none that nobody stands behind."""
    stands = Q(asked=0) | ~Q(contact_hash="") | Q(person__isnull=False) | Q(written_by__isnull=False)
    rows = Idea.objects.filter(stands, network=network, let_in_at=None, hidden_at=None)
    return rows.exclude(state=IdeaState.WITHDRAWN).select_related("network", "area").order_by("told_at_first", "pk")


@transaction.atomic
def let_in(idea: Idea, *, by: Person, what: What | None = None) -> Idea:
    """Someone looked: it is on the site, in other words (``what``) where those told too much. Raises ``NotNowError``.

    What asks for money is asked at once, as far as that can be now.
    """
    _line_up(idea)
    locked(idea)
    if idea.let_in_at or idea.state == IdeaState.WITHDRAWN:
        refuse(idea, "idea.let_in", by)
    if is_own(by, idea) and not is_partner(by, idea.network):
        refuse(idea, "idea.let_in.own", by, _("Dit is je eigen idee. Vraag een ander om te kijken."))
    if what is not None:
        change(idea, **columns_of(idea.network, what) | {"asked": idea.asked, "wants_buddy": idea.wants_buddy})
    _show(idea, by)
    mail_own_link(idea)
    return idea


def _show(idea: Idea, by: Person) -> None:
    kept = idea.why_not if idea.state == IdeaState.REFUSED else ""
    change(idea, let_in_at=timezone.now(), looked_at_by=by, hidden_at=None, why_not=kept)
    note(Action.CHANGE, idea, by, result="let_in")
    if idea.state == IdeaState.IDEA and idea.asked and not lacking(idea, idea.asked):
        _submit(idea, idea.asked, by)


@transaction.atomic
def say_no_to_show(idea: Idea, *, by: Person, why: str) -> Idea:
    """Not on the site, and who had it reads why; changed, it comes back for another look. Raises ``NotNowError``."""
    if locked(idea).let_in_at:
        refuse(idea, "idea.say_no", by)
    return _hide(idea, by, why)


@transaction.atomic
def hide(idea: Idea, *, by: Person, why: str) -> Idea:
    """Off the site, until someone lets it in again."""
    return _hide(locked(idea), by, why)


def _hide(idea: Idea, by: Person, why: str) -> Idea:
    kept = idea.why_not if idea.state == IdeaState.REFUSED else why
    change(idea, let_in_at=None, hidden_at=timezone.now(), why_not=kept, looked_at_by=by)
    note(Action.CHANGE, idea, by, result="hidden")
    mail_own_link(idea)
    return idea


@transaction.atomic
def change_idea(idea: Idea, what: What, *, version: int, by: Person | None) -> Idea:
    """In other words. Of who is not a partner it waits for a look again. Raises ``NotNowError``.

    How much is asked stays as it was while others decide about it.
    """
    locked(idea)
    if idea.version != version:
        raise ChangedMeanwhileError
    if idea.state not in CHANGEABLE:
        refuse(idea, f"idea.change.{idea.state}", by, _("Anderen beslissen hier nu over. Daarom blijft het zo."))
    said = columns_of(idea.network, what)
    if idea.state == IdeaState.ASKED_BACK:
        said["asked"] = idea.asked
    says_otherwise = any(said[name] != getattr(idea, name) for name in LOOKED_AT)
    change(idea, **said)
    note(Action.CHANGE, idea, by, result="changed")
    if (says_otherwise or idea.hidden_at) and not (by and is_partner(by, idea.network)):
        kept = idea.why_not if idea.state == IdeaState.REFUSED else ""
        change(idea, let_in_at=None, hidden_at=None, why_not=kept)
    return idea


def lacking(idea: Idea, cents: int) -> str:
    """Why no money can be asked for it now, in a sentence; empty when it can."""
    lanes = lanes_of(idea.network)
    if cents <= 0:
        return _("Schrijf eerst op hoeveel het ongeveer kost.")
    if not is_confirmed(idea):
        return _("Voor geld hebben we een mailadres nodig. Zo weten we wie het vraagt.")
    if not idea.let_in_at:
        return _("Eerst kijkt iemand van het netwerk naar je idee. Daarna kun je geld vragen.")
    if idea.lane == Lane.VOTE and idea.state == IdeaState.IDEA:
        return _("Over dit idee wordt nu gestemd. Na de uitslag kun je er weer geld voor vragen.")
    if lanes.lane_of(cents) == Lane.VOTE:
        return _("Over zo’n bedrag stemt de hele buurt. Je idee kan meedoen met de volgende stemronde.")
    if pot_for(idea, cents) is None:
        return _("Er is nu geen pot met geld open. Je idee blijft staan.")
    return _too_many(idea, lanes.most_open)


def _too_many(idea: Idea, most: int) -> str:
    mine = of_the_same(idea)
    if mine is None:
        return ""
    rows = Idea.objects.filter(mine, network=idea.network, state__in=WITH_OPEN_MONEY).exclude(pk=idea.pk)
    if rows.count() < most:
        return ""
    return ngettext(
        "Je hebt al {number} idee lopen waarvoor je geld vroeg. Vertel eerst hoe dat ging.",
        "Je hebt al {number} ideeën lopen waarvoor je geld vroeg. Vertel eerst hoe het met één daarvan ging.", most,
    ).format(number=most)  # fmt: skip


def pot_for(idea: Idea, cents: int) -> Pot | None:
    """An open pot of the network: of the neighbourhood first, with enough in it first, then with most in it."""
    pots = Pot.objects.filter(network=idea.network, state=PotState.OPEN)
    open_here = pots.filter(Q(area=None) | Q(area=idea.area_id))
    ordered = sorted(open_here, key=lambda one: (one.free < cents, one.area_id is None, -one.free, str(one.pk)))
    return ordered[0] if ordered else None


@transaction.atomic
def submit(idea: Idea, *, by: Person | None, cents: int | None = None) -> Idea:
    """Ask the money for it, from a pot, of who decides about so much. Raises ``NotNowError`` with what lacks.

    After a no it is asked anew, and everyone says anew what they find.
    """
    _line_up(idea)
    locked(idea)
    asked = idea.asked if cents is None else cents
    if idea.state not in {IdeaState.IDEA, IdeaState.REFUSED}:
        refuse(idea, f"idea.{idea.state}.submitted", by)
    if wrong := lacking(idea, asked):
        refuse(idea, "idea.submit", by, wrong)
    if idea.state == IdeaState.REFUSED:
        move(
            idea, IdeaState.IDEA, by=by, attempt=idea.attempt + 1, why_not="", answered_at=None, clear_at=None,
            ended_at=None, forget_on=in_two_years(),
        )  # fmt: skip
    _submit(idea, asked, by)
    return idea


def _submit(idea: Idea, cents: int, by: Person | None) -> None:
    mine = of_the_same(idea)
    earlier = Idea.objects.filter(mine, network=idea.network, submitted_at__isnull=False) if mine else None
    move(
        idea, IdeaState.SUBMITTED, by=by, asked=cents, lane=lanes_of(idea.network).lane_of(cents),
        pot=pot_for(idea, cents), submitted_at=timezone.now(), forget_on=in_two_years(),
        is_first=idea.is_first or earlier is None or not earlier.exclude(pk=idea.pk).exists(),
    )  # fmt: skip


def _line_up(idea: Idea) -> None:
    """Two ideas of one person that ask at once wait for each other here, so that both are counted."""
    Network.objects.select_for_update(of=("self",), no_key=True).get(pk=idea.network_id)


@transaction.atomic
def withdraw(idea: Idea, *, by: Person | None) -> Idea:
    """Who had it takes it back; what was set aside for it is free again. Twice is once. Raises ``NotNowError``."""
    if locked(idea).state == IdeaState.WITHDRAWN:
        return idea
    move(idea, IdeaState.WITHDRAWN, by=by, clear_at=None, **ending())
    give_back(idea, by=by)
    return idea


def ending() -> dict[str, Any]:
    """What changes when an idea comes to its end: who had it is forgotten ninety days later."""
    return {"ended_at": timezone.now(), "forget_on": timezone.localdate() + FORGOTTEN_AFTER}


@transaction.atomic
def like(idea: Idea, by_hash: str, *, good: bool = True) -> None:
    """Someone finds it a good idea, or no longer; a browser counts once."""
    rows = IdeaLike.objects.filter(idea=idea, by_hash=by_hash)
    if good:
        _one, is_new = IdeaLike.objects.get_or_create(idea=idea, by_hash=by_hash)
        more = int(is_new)
    else:
        more = -rows.delete()[0]
    if more:
        Idea.objects.filter(pk=idea.pk).update(likes=F("likes") + more)


@transaction.atomic
def become_buddy(idea: Idea, *, by: Person) -> Idea:
    """Someone of the network helps whoever had it; twice is once. Raises ``NotNowError`` when someone else does."""
    if locked(idea).buddy_id == by.pk:
        return idea
    is_free = idea.wants_buddy and idea.buddy_id is None and idea.state != IdeaState.WITHDRAWN
    if not is_free or is_own(by, idea) or not is_known(by, idea.network):
        refuse(idea, "idea.buddy", by)
    change(idea, buddy=by)
    note(Action.CHANGE, idea, by, result="buddy")
    mail_own_link(idea)
    return idea


def forget_unconfirmed() -> int:
    """A daily job: an address that nobody confirmed goes, and with it an idea that needs one. Returns how many."""
    long_ago = timezone.now() - UNCONFIRMED_FOR
    nobody = Idea.objects.filter(contact_hash="", person=None, written_by=None, told_at_first__lt=long_ago)
    gone = list(nobody.filter(asked__gt=0, let_in_at=None, submitted_at=None, state=IdeaState.IDEA))
    for one in gone:
        one.delete()
    nobody.filter(told_at_first__gte=long_ago - UNCONFIRMED_FOR).update(contact="")
    return len(gone)
