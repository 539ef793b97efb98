"""Payments of a pot in one file for the bank: pain.001 by its schema, or a list. The file itself is never kept.

What is asked for anew is made anew, and is the same to the last sign, or it is not given at all.
"""

import csv
import datetime as dt
import hashlib
import io
import re
import uuid
from collections.abc import Iterable, Sequence
from typing import Final, NoReturn

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from sepaxml import SepaTransfer  # type: ignore[import-untyped]  # has no types
from sepaxml.validation import try_valid_xml  # type: ignore[import-untyped]  # the same
from text_unidecode import unidecode  # type: ignore[import-untyped]  # the same

from buurtnet.budget.bank_days import bank_day_from
from buurtnet.budget.choices import WITH_IBAN, PaymentState
from buurtnet.budget.ibans import is_iban, plain
from buurtnet.budget.models import Payment, PaymentFile, Pot
from buurtnet.budget.paying import handles, mark_paid
from buurtnet.kit.moving import NotNowError
from buurtnet.people.models import Person
from buurtnet.privacy.choices import Action
from buurtnet.privacy.log import record, record_refusal

SCHEMA: Final = "pain.001.001.09"
NAME, TEXT = 70, 140  # signs that a bank takes
FURTHEST: Final = dt.timedelta(days=30)
# What every bank in the single euro payments area takes (EPC217-08), and never at the ends.
_FORBIDDEN: Final = re.compile(r"[^A-Za-z0-9/\-?:().,'+ ]+")
_ENDS: Final = "/-?:(.,'+ "


def to_pay(pot: Pot) -> QuerySet[Payment]:
    """Payments to an account that two people let go, and that stand in no file yet."""
    rows = Payment.objects.filter(pot=pot, state=PaymentState.RELEASED, way__in=WITH_IBAN)
    return rows.order_by("released_at", "pk")


def make_file(pot: Pot, run_on: dt.date, *, form_key: uuid.UUID, by: Person) -> PaymentFile:
    """All that waits, in one file, to be carried out on the first bank day from ``run_on``. Sent twice it is one.

    Raises ``NotNowError``.
    """
    key, today = uuid.uuid5(form_key, str(pot.pk)), timezone.localdate()
    with transaction.atomic():
        rows = list(to_pay(pot).select_for_update(of=("self",)))
        if earlier := PaymentFile.objects.filter(form_key=key).first():
            return earlier
        if not handles(by, pot):
            _refuse(pot, by, "pay.file", "")
        if not rows:
            _refuse(pot, by, "pay.file.empty", _("Er is nu niets om te betalen."))
        if any(not is_iban(one.iban) or not one.payee for one in rows):
            _refuse(pot, by, "pay.file.iban", _("Bij een betaling is het rekeningnummer weg. Houd die eerst tegen."))
        made = PaymentFile(
            pot=pot, run_on=bank_day_from(min(max(run_on, today), today + FURTHEST)), count=len(rows),
            cents=sum(one.cents for one in rows), form_key=key, made_by=by,
        )  # fmt: skip
        made.message_id = f"BN{made.pk.hex}"
        made.sha256 = _sum_of(made, rows)
        made.save()
        Payment.objects.filter(pk__in=[one.pk for one in rows]).update(state=PaymentState.IN_FILE, file=made)
        _note(Action.CREATE, made, by)
    return made


def take(file: PaymentFile, *, as_list: bool, by: Person) -> bytes:
    """The file, made anew. Raises ``NotNowError`` when it would no longer be the same."""
    rows = rows_of(file)
    if not handles(by, file.pot):
        _refuse(file.pot, by, "pay.file", "")
    is_whole = len(rows) == file.count and all(one.state == PaymentState.IN_FILE for one in rows)
    if not is_whole or _sum_of(file, rows) != file.sha256:
        sentence = _("Dit bestand is al verwerkt, of er is daarna iets veranderd. Het is niet meer te maken.")
        _refuse(file.pot, by, "pay.file.changed", sentence)
    _note(Action.EXPORT, file, by)
    return list_of(file, rows) if as_list or not file.pot.iban else xml_of(file, rows)


def rows_of(file: PaymentFile) -> list[Payment]:
    return list(file.payments.order_by("released_at", "pk"))


def mark_file_paid(file: PaymentFile, *, by: Person) -> int:
    """The bank carried it out: all of it that is not marked or stopped yet. Returns how many.

    Raises ``NotNowError``, and then nothing is marked.
    """
    with transaction.atomic():
        rows = file.payments.filter(state=PaymentState.IN_FILE).select_related("idea__network", "pot__network")
        found = list(rows.order_by("idea", "pk"))
        for one in found:
            mark_paid(one, by=by)
    return len(found)


def xml_of(file: PaymentFile, rows: Iterable[Payment]) -> bytes:
    """By the bank's own schema, which it is held against. Raises ``sepaxml.validation.ValidationError``."""
    holder = file.pot.holder or (file.pot.kassier.name if file.pot.kassier else "") or file.pot.name
    made = SepaTransfer(
        {"name": for_bank(holder, NAME), "IBAN": plain(file.pot.iban), "batch": True, "currency": "EUR"}, SCHEMA
    )
    for one in rows:
        made.add_payment(
            {
                "name": for_bank(one.payee, NAME), "IBAN": plain(one.iban), "amount": one.cents,
                "execution_date": file.run_on, "description": description_of(file, one), "endtoend_id": one.pk.hex,
            }
        )  # fmt: skip
    said = made.export(validate=False).decode()
    # The package draws these by lot and by the clock; and where no bank is named, a bank wants that said.
    at = file.made_at.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%S")
    for tag, value in (("MsgId", file.message_id), ("PmtInfId", file.message_id), ("CreDtTm", at)):
        said = re.sub(rf"<{tag}>[^<]*</{tag}>", f"<{tag}>{value}</{tag}>", said)
    said = said.replace("<FinInstnId />", "<FinInstnId><Othr><Id>NOTPROVIDED</Id></Othr></FinInstnId>")
    whole: bytes = said.encode()
    try_valid_xml(whole, SCHEMA)
    return whole


def list_of(file: PaymentFile, rows: Iterable[Payment]) -> bytes:
    """For who pays by hand; with a mark in front, so that a spreadsheet reads it as UTF-8."""
    held = io.StringIO()
    writer = csv.writer(held, delimiter=";")
    writer.writerow([_("naam"), _("IBAN"), _("bedrag"), _("omschrijving"), _("uitvoeren op"), _("kenmerk")])
    for one in rows:
        amount = f"{one.cents // 100},{one.cents % 100:02}"
        name, text = for_bank(one.payee, NAME), description_of(file, one)
        writer.writerow([name, plain(one.iban), amount, text, file.run_on.isoformat(), one.pk.hex])
    return ("\ufeff" + held.getvalue()).encode()


def description_of(file: PaymentFile, payment: Payment) -> str:
    return for_bank(payment.what_for or file.pot.name, TEXT)


def for_bank(said: str, most: int) -> str:
    """In letters that every bank takes, cut where it has to be; never empty."""
    plain_letters = _FORBIDDEN.sub(" ", unidecode(said).replace("&", "+"))
    short = re.sub(r"/{2,}", "/", " ".join(plain_letters.split())).lstrip(_ENDS + ")")[:most]
    return short.rstrip(_ENDS) or "NOTPROVIDED"


def _sum_of(file: PaymentFile, rows: Sequence[Payment]) -> str:
    """Of the file for the bank; of a pot without an account of its own, of the list."""
    return hashlib.sha256(xml_of(file, rows) if file.pot.iban else _language_free(file, rows)).hexdigest()


def _language_free(file: PaymentFile, rows: Sequence[Payment]) -> bytes:
    """The same for who reads the list in another language."""
    lines = [f"{one.pk.hex} {one.cents} {plain(one.iban)} {one.payee}" for one in rows]
    return "\n".join([file.message_id, *lines]).encode()


def _note(action: Action, file: PaymentFile, by: Person) -> None:
    record(action, actor=by, obj=file, network=file.pot.network_id, fields_group="budget", result=str(file.count))


def _refuse(pot: Pot, by: Person, rule: str, sentence: str) -> NoReturn:
    record_refusal(actor=by, obj=pot, network=pot.network_id, fields_group="budget", rule=rule)
    raise NotNowError(sentence)
