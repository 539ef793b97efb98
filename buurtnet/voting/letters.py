"""Letters with codes: made in one go and shown once, replaced when lost or stolen, fallen when they go astray."""

import secrets
import uuid
from dataclasses import dataclass
from typing import Final

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from buurtnet.areas.models import Area
from buurtnet.kit.moving import NotNowError
from buurtnet.people.models import Person
from buurtnet.privacy.choices import Action
from buurtnet.voting.choices import BatchKind, CodeState, Phase
from buurtnet.voting.codes import hash_of_address, hash_of_code, new_code
from buurtnet.voting.models import Batch, Code, MailedCode, VoteRound
from buurtnet.voting.moving import locked, note, refuse

MOST_LETTERS: Final = 20_000  # in one batch
BEFORE_THE_END: Final = (Phase.SETUP, Phase.IDEAS, Phase.CHECK, Phase.VOTE)
MAIL_NUMBERS: Final = 2**31 - 1
PLACES: Final = 2**62


@dataclass(frozen=True)
class Letter:
    """A code as it is printed, with the number on its envelope. Nothing keeps it."""

    number: int
    code: str


class AlreadyMadeError(NotNowError):
    """These letters were made by an earlier click; their codes can be shown once only."""

    def __init__(self) -> None:
        super().__init__(
            _("Deze brieven zijn al gemaakt, en het bestand kun je maar één keer krijgen. Kwam het niet aan? Laat ze "
              "dan vervallen en maak nieuwe.")
        )  # fmt: skip


@transaction.atomic
def make_letters(
    around: VoteRound, kind: BatchKind, count: int, *, name: str, area: Area | None, form_key: uuid.UUID, by: Person
) -> list[Letter]:
    """So many new codes. Raises ``AlreadyMadeError`` when sent twice, ``NotNowError`` when the vote is over."""
    locked(around)
    if around.phase not in BEFORE_THE_END:
        refuse(around, f"letters.{around.phase}", by)
    if not 0 < count <= MOST_LETTERS:
        refuse(around, "letters.count", by, _("Maak tussen de 1 en 20.000 brieven in één keer."))
    try:
        with transaction.atomic():
            batch = Batch.objects.create(
                round=around, kind=kind, count=count, name=name, area=area, form_key=form_key, made_by=by
            )
    except IntegrityError:
        raise AlreadyMadeError from None
    letters = [Letter(number, new_code()) for number in range(1, count + 1)]
    Code.objects.bulk_create(
        [Code(batch=batch, letter=one.number, hash=hash_of_code(one.code)) for one in letters], batch_size=500
    )
    note(Action.CREATE, around, by, result=f"letters.{kind}")
    return letters


@transaction.atomic
def replace_letter(batch: Batch, number: int, *, by: Person) -> Letter:
    """The old code falls, and there is a new one. Raises ``NotNowError``, also when someone voted with it already.

    A vote cannot be taken back: nothing tells which vote came with which letter.
    """
    around = locked(batch.round)
    if around.phase not in BEFORE_THE_END:
        refuse(around, f"letters.{around.phase}", by)
    fell = Code.objects.filter(batch=batch, letter=number, state=CodeState.UNUSED).update(state=CodeState.VOID)
    if not fell:
        sentence = _("Met deze brief is al gestemd, of hij was al vervallen. Kijk of het nummer klopt.")
        refuse(around, "letters.replace", by, sentence)
    last = Code.objects.filter(batch=batch).aggregate(last=Max("letter"))["last"]
    letter = Letter(last + 1, new_code())
    Code.objects.create(batch=batch, letter=letter.number, hash=hash_of_code(letter.code))
    note(Action.CHANGE, around, by, result="letter.replaced")
    return letter


@transaction.atomic
def let_fall(batch: Batch, *, by: Person) -> int:
    """All letters of a batch that nobody used yet fall. Returns how many."""
    around = locked(batch.round)
    fell = Code.objects.filter(batch=batch, state=CodeState.UNUSED).update(state=CodeState.VOID)
    note(Action.CHANGE, around, by, result="letters.fell")
    return fell


def code_for_address(around: VoteRound, address: str) -> str | None:
    """A code for a mail address that has none yet in this round; None when it had one, or none can be had by mail."""
    if not around.by_mail or around.phase != Phase.VOTE:
        return None
    code = new_code()
    try:
        with transaction.atomic():
            MailedCode.objects.create(pk=_any_place(), round=around, address_hash=hash_of_address(around.pk, address))
            Code.objects.create(batch=_mail_batch(around), letter=_any_number(), hash=hash_of_code(code))
    except IntegrityError:
        return None
    return code


def _mail_batch(around: VoteRound) -> Batch:
    key = uuid.uuid5(around.pk, "mail")
    made, _new = Batch.objects.get_or_create(
        form_key=key, defaults={"round": around, "kind": BatchKind.MAIL, "name": _("per mail"), "count": 0}
    )
    return made


def _any_number() -> int:
    # By chance: a number in the order of coming would lead from an address to its code.
    return secrets.randbelow(MAIL_NUMBERS) + 1


def _any_place() -> int:
    # SQLite keeps rows in the order of this key: counted up, the nth address would be that of the nth code.
    return secrets.randbelow(PLACES) + 1
