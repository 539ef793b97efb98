"""Payments for tests, asked and let go by two people."""

import uuid

from buurtnet.budget.choices import PayWay
from buurtnet.budget.models import Idea, Payment
from buurtnet.budget.paying import Paid, ask_payment, release
from buurtnet.people.models import Person

IBAN = "NL02ABNA0123456789"  # an example number of no bank account
OTHER = "BE68539007547034"  # another, of the standard


def asked(idea: Idea, by: Person, cents: int = 20_000, **more: str) -> Payment:
    said = Paid(cents, PayWay(more.pop("way", PayWay.BILL)), **{"payee": "Bouwmarkt", "iban": IBAN} | more)
    return ask_payment(idea, said, form_key=uuid.uuid4(), by=by)


def released(idea: Idea, first: Person, second: Person, cents: int = 20_000, **more: str) -> Payment:
    made = asked(idea, first, cents, **more)
    for one in (first, second):
        release(made, by=one)
    return made
