"""What waits for who looks after pots: to ready, to let go, to pay, to come back. A few queries each."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from django.db.models import BigIntegerField, Case, F, Q, QuerySet, Sum, When

from buurtnet.budget.choices import WITH_IBAN, IdeaState, PaymentState, PotTask
from buurtnet.budget.models import Booking, Idea, Payment, PaymentFile, Pot, PotPerson
from buurtnet.budget.paying import PAYABLE, WAITING
from buurtnet.budget.promising import GROWS, SHRINKS
from buurtnet.budget.refunds import OVER
from buurtnet.budget.whose import hash_of_contact
from buurtnet.people.models import Person

MOST: Final = 100  # of a kind on one page
SIGNED: Final = Case(When(kind__in=GROWS, then=F("cents")), default=-F("cents"), output_field=BigIntegerField())


@dataclass(frozen=True)
class Left:
    """An idea, and the cents promised to it for which nothing is asked yet."""

    idea: Idea
    cents: int


@dataclass(frozen=True)
class Promised:
    """``to_ready``: a payment is still to be asked; ``to_return``: it is over, and this is left."""

    to_ready: list[Left]
    to_return: list[Left]


def promised_in(pots: Iterable[Pot]) -> Promised:
    """Every idea of these pots with something left of its promise, longest first."""
    filled = [one.pk for one in pots if one.promised]
    if not filled:
        return Promised([], [])
    rows = Booking.objects.filter(pot__in=filled, idea__isnull=False, kind__in=(*GROWS, *SHRINKS)).order_by()
    left = dict(rows.values_list("idea").annotate(left=Sum(SIGNED)).filter(left__gt=0))
    asked = Payment.objects.filter(pot__in=filled, state__in=WAITING).order_by()
    for idea, cents in asked.values_list("idea").annotate(Sum("cents")):
        left[idea] = left.get(idea, 0) - cents
    rest = {pk: int(cents) for pk, cents in left.items() if cents > 0}
    ideas = Idea.objects.filter(pk__in=rest, state__in={*PAYABLE, *OVER}).select_related("network").defer("contact")
    found = [Left(one, rest[one.pk]) for one in ideas.order_by("answered_at", "pk")]
    return Promised(
        [one for one in found if not _is_over(one.idea)][:MOST], [one for one in found if _is_over(one.idea)][:MOST]
    )


def _is_over(idea: Idea) -> bool:
    """What was done before any money came is still to be paid."""
    return idea.state in OVER and (idea.paid_at is not None or idea.state == IdeaState.RETURNED)


def to_release(person: Person, pots: Iterable[Pot]) -> QuerySet[Payment]:
    """Payments that someone may let go: of pots they do that for, not theirs, and not let go by them before."""
    mine = PotPerson.objects.filter(person=person, task=PotTask.RELEASER, pot__in=list(pots)).values("pot")
    rows = Payment.objects.filter(pot__in=mine, state__in=WAITING).exclude(first_by=person)
    return around(rows.exclude(of_their_own(person))).order_by("asked_at", "pk")


def of_their_own(person: Person) -> Q:
    mine = Q(idea__person=person) | Q(idea__written_by=person)
    address = hash_of_contact(person.email)
    return mine | Q(idea__contact_hash=address) if address else mine


def half_way(pots: Iterable[Pot]) -> QuerySet[Payment]:
    """Payments that wait for two people, whoever those are."""
    return around(Payment.objects.filter(pot__in=list(pots), state__in=WAITING)).order_by("asked_at", "pk")


def to_hand_over(pots: Iterable[Pot]) -> QuerySet[Payment]:
    """Let go, and not for a file: a card or cash that goes along."""
    rows = Payment.objects.filter(pot__in=list(pots), state=PaymentState.RELEASED).exclude(way__in=WITH_IBAN)
    return around(rows).order_by("released_at", "pk")


def to_put_in_file(pots: Iterable[Pot]) -> Mapping[Pot, list[Payment]]:
    """Let go, to an account, and in no file yet: by pot."""
    listed = list(pots)
    rows = Payment.objects.filter(pot__in=listed, state=PaymentState.RELEASED, way__in=WITH_IBAN)
    by_pot: dict[Pot, list[Payment]] = {one: [] for one in listed}
    for one in around(rows).order_by("released_at", "pk"):
        by_pot[one.pot].append(one)
    return {pot: found for pot, found in by_pot.items() if found}


def open_files(pots: Iterable[Pot]) -> QuerySet[PaymentFile]:
    """With a payment in it that is neither paid nor stopped."""
    waiting = Payment.objects.filter(pot__in=list(pots), state=PaymentState.IN_FILE).order_by()
    rows = PaymentFile.objects.filter(pk__in=waiting.values("file")).select_related("pot__network")
    return rows.order_by("made_at", "pk")


def around(rows: QuerySet[Payment]) -> QuerySet[Payment]:
    return rows.select_related("idea__network", "pot__network").defer("iban", "payee", "idea__contact")
