"""A pot: made, changed, opened and closed, filled, and looked after by people."""

import uuid
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from buurtnet.areas.models import Network
from buurtnet.budget.access import is_known
from buurtnet.budget.choices import POT_ALLOWED, BookingKind, PotState, PotTask
from buurtnet.budget.ledger import book, locked_pot, same
from buurtnet.budget.models import Booking, Lanes, Pot, PotPerson
from buurtnet.kit.moving import ChangedMeanwhileError, NotNowError
from buurtnet.people.models import Person
from buurtnet.privacy.choices import Action
from buurtnet.privacy.log import record

RELEASERS = 2  # different people who release each payment


def make_pot(
    network: Network, said: Mapping[str, Any], *, tasks: Iterable[tuple[Person, PotTask]] = (), form_key: uuid.UUID,
    by: Person,
) -> Pot:  # fmt: skip
    """A new pot, not open yet, with who looks after it. Sent twice it is one."""
    key = uuid.uuid5(form_key, f"{network.pk} {by.pk}")
    try:
        with transaction.atomic():
            made = Pot.objects.create(network=network, form_key=key, **said)
            _note(Action.CREATE, made, by)
            for person, task in tasks:
                appoint(made, person, task, by=by)
    except IntegrityError:
        return Pot.objects.select_related("network").get(form_key=key)
    return made


@transaction.atomic
def agree(network: Network, said: Mapping[str, Any], *, by: Person) -> Lanes:
    """Write down what a network agreed about money; what was promised before keeps what it was promised."""
    made, _is_new = Lanes.objects.update_or_create(network=network, defaults=dict(said))
    record(Action.CHANGE, actor=by, obj=made, network=network.pk, fields_group="budget", result="lanes")
    return made


@transaction.atomic
def change_pot(pot: Pot, said: Mapping[str, Any], *, version: int, by: Person) -> Pot:
    """Write down what changed. Raises ``ChangedMeanwhileError``."""
    locked_pot(pot)
    if pot.version != version:
        raise ChangedMeanwhileError
    for name, value in said.items():
        setattr(pot, name, value)
    pot.version += 1
    pot.save(update_fields=[*said, "version"])
    _note(Action.CHANGE, pot, by)
    return pot


@transaction.atomic
def bring_pot(pot: Pot, to: PotState, *, by: Person) -> Pot:
    """Open for asking, or closed. Raises ``NotNowError`` while something lacks, and says what."""
    locked_pot(pot)
    if to not in POT_ALLOWED[PotState(pot.state)]:
        raise NotNowError
    if to == PotState.OPEN and (lacking := lacking_to_open(pot)):
        raise NotNowError(lacking[0])
    pot.state = to
    pot.save(update_fields=["state"])
    _note(Action.CHANGE, pot, by, result=to)
    return pot


def lacking_to_open(pot: Pot) -> list[str]:
    """What must be there before residents can ask from it, in sentences."""
    found = []
    if pot.kassier_id is None:
        found.append(_("Kies eerst een kassier: wie betaalt de rekeningen?"))
    if people_with(pot, PotTask.KEEPER) < 1:
        found.append(_("Wijs eerst iemand aan die het fonds beheert."))
    if people_with(pot, PotTask.RELEASER) < RELEASERS:
        found.append(_("Wijs eerst twee mensen aan die samen betalingen vrijgeven."))
    if pot.put_in == 0:
        found.append(_("Er zit nog geen geld in de pot."))
    return found


def people_with(pot: Pot, task: PotTask) -> int:
    return PotPerson.objects.filter(pot=pot, task=task, person__is_active=True).count()


def deposit(pot: Pot, cents: int, *, contributor: str, why: str, form_key: uuid.UUID, by: Person) -> Booking:
    """Someone puts money in. Sent twice it is booked once; with another amount it raises ``OtherAmountError``."""
    key = uuid.uuid5(form_key, f"{pot.pk} deposit")
    return same(book(pot, BookingKind.DEPOSIT, cents, key=key, by=by, contributor=contributor, why=why), cents)


def take_out(pot: Pot, cents: int, *, contributor: str, why: str, form_key: uuid.UUID, by: Person) -> Booking:
    """Who put it in takes free money back. Raises ``NotEnoughError`` and ``OtherAmountError``."""
    key = uuid.uuid5(form_key, f"{pot.pk} taken out")
    return same(book(pot, BookingKind.TAKEN_OUT, cents, key=key, by=by, contributor=contributor, why=why), cents)


@transaction.atomic
def appoint(pot: Pot, person: Person, task: PotTask, *, by: Person) -> PotPerson:
    """Someone who is known in the network looks after it. Twice is once. Raises ``NotNowError``."""
    locked_pot(pot)
    if not is_known(person, pot.network):
        raise NotNowError(_("Deze persoon doet niet (meer) mee in dit netwerk."))
    made, is_new = PotPerson.objects.get_or_create(pot=pot, person=person, task=task)
    if is_new:
        _note(Action.CHANGE, pot, by, result=f"appoint.{task}")
    return made


@transaction.atomic
def dismiss(held: PotPerson, *, by: Person) -> None:
    """They no longer do. Raises ``NotNowError`` when an open pot would have too few."""
    pot = locked_pot(held.pot)
    least = RELEASERS if held.task == PotTask.RELEASER else 1
    if pot.state == PotState.OPEN and people_with(pot, PotTask(held.task)) <= least:
        raise NotNowError(_("Wijs eerst iemand anders aan. Een open pot kan niet zonder."))
    held.delete()
    _note(Action.CHANGE, pot, by, result="dismiss")


def _note(action: Action, pot: Pot, by: Person, *, result: str = "") -> None:
    record(action, actor=by, obj=pot, network=pot.network_id, fields_group="budget", result=result)
