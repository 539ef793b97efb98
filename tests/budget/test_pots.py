"""A pot from empty to open, and money that only two people let go."""

import uuid

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from buurtnet.areas.models import Network
from buurtnet.budget.choices import IdeaState, PaymentState, PayWay, PotState, PotTask
from buurtnet.budget.ibans import in_groups, is_iban, tail
from buurtnet.budget.ledger import differs
from buurtnet.budget.models import Idea, Payment, Pot, PotPerson
from buurtnet.budget.paying import Paid, ask_payment, free_to_ask, mark_paid, release, stop_payment
from buurtnet.budget.pots import appoint, bring_pot, deposit, dismiss, lacking_to_open
from buurtnet.budget.promising import give_back, promise
from buurtnet.kit.moving import NotNowError
from buurtnet.people.choices import Role
from buurtnet.people.models import Organization, Person
from tests.budget.idea_rows import a_shown_idea, an_idea, url
from tests.people.cast import person, ring_two

pytestmark = pytest.mark.django_db
IBAN = "NL02ABNA0123456789"  # an example number of no bank account


@pytest.fixture
def ahmed(network: Network) -> Person:
    return person("Ahmed Bensaid", Role.MEMBER, network)


@pytest.fixture
def granted(network: Network, pot: Pot, joris: Person, ingrid: Person, samira: Person, ahmed: Person) -> Idea:
    """€ 200 promised; Samira keeps the fund, Ingrid and Ahmed release."""
    for who, task in ((samira, PotTask.KEEPER), (ingrid, PotTask.RELEASER), (ahmed, PotTask.RELEASER)):
        appoint(pot, who, task, by=ingrid)
    idea = a_shown_idea(network, joris, asked=20_000)
    promise(idea, 20_000, by=joris)
    return idea


def asked(idea: Idea, by: Person, cents: int = 20_000) -> Payment:
    return ask_payment(idea, Paid(cents, PayWay.BILL, "Bouwmarkt", IBAN), form_key=uuid.uuid4(), by=by)


def test_a_pot_opens_when_nothing_lacks(
    network: Network, ingrid: Person, ahmed: Person, buurtteam: Organization
) -> None:
    pot = Pot.objects.create(network=network, name="Wijkpot")
    assert len(lacking_to_open(pot)) == 4
    with pytest.raises(NotNowError, match="kassier"):
        bring_pot(pot, PotState.OPEN, by=ingrid)
    Pot.objects.filter(pk=pot.pk).update(kassier=buurtteam)
    for who, task in ((ingrid, PotTask.KEEPER), (ingrid, PotTask.RELEASER), (ahmed, PotTask.RELEASER)):
        appoint(pot, who, task, by=ingrid)
        appoint(pot, who, task, by=ingrid)
    assert PotPerson.objects.filter(pot=pot).count() == 3
    key = uuid.uuid4()
    for _click in range(2):
        deposit(pot, 50_000, contributor="Fonds Havendijk", why="", form_key=key, by=ingrid)
    pot.refresh_from_db()
    assert pot.free == 50_000, "two clicks are one deposit"
    bring_pot(pot, PotState.OPEN, by=ingrid)
    with pytest.raises(NotNowError, match="iemand anders"):
        dismiss(PotPerson.objects.get(pot=pot, person=ahmed), by=ingrid)


def test_two_different_people_release_and_the_ledger_follows(
    granted: Idea, pot: Pot, ingrid: Person, ahmed: Person, samira: Person
) -> None:
    payment = asked(granted, samira)
    release(payment, by=ingrid)
    for _click in range(2):
        with pytest.raises(NotNowError, match="een ander"):
            release(payment, by=ingrid)
    with pytest.raises(NotNowError):
        release(payment, by=samira)
    with pytest.raises(NotNowError):
        mark_paid(payment, by=samira)
    release(payment, by=ahmed)
    pot.refresh_from_db()
    assert (pot.promised, pot.under_way) == (0, 20_000)
    mark_paid(payment, by=samira)
    pot.refresh_from_db()
    granted.refresh_from_db()
    assert (granted.state, pot.under_way, pot.paid) == (IdeaState.PAID, 0, 20_000)
    assert granted.paid_at
    assert differs(pot) == []
    with pytest.raises(NotNowError):
        mark_paid(payment, by=samira)
    with pytest.raises(IntegrityError), transaction.atomic():
        Payment.objects.filter(pk=payment.pk).update(second_by=ingrid)


def test_who_has_the_idea_by_their_mail_address_neither_asks_nor_releases(
    network: Network, pot: Pot, ingrid: Person, ahmed: Person, joris: Person
) -> None:
    for who in (ingrid, ahmed):
        appoint(pot, who, PotTask.RELEASER, by=ingrid)
    own = a_shown_idea(network, joris, mail=ahmed.email, asked=10_000)
    promise(own, 10_000, by=joris)
    with pytest.raises(NotNowError, match="eigen idee"):
        asked(own, ahmed, 10_000)
    with pytest.raises(NotNowError):
        release(asked(own, ingrid, 10_000), by=ahmed)


def test_no_more_is_paid_than_was_promised(granted: Idea, samira: Person) -> None:
    asked(granted, samira, 15_000)
    assert free_to_ask(granted) == 5_000
    with pytest.raises(NotNowError, match="meer dan"):
        asked(granted, samira, 5_001)


def test_a_stopped_payment_is_promised_again_and_what_is_left_goes_back(
    granted: Idea, pot: Pot, ingrid: Person, ahmed: Person, samira: Person
) -> None:
    payment = asked(granted, samira)
    release(payment, by=ingrid)
    release(payment, by=ahmed)
    with pytest.raises(NotNowError, match="waarom"):
        stop_payment(payment, why="", by=samira)
    stop_payment(payment, why="Verkeerde rekening.", by=samira)
    pot.refresh_from_db()
    assert (pot.promised, pot.under_way, payment.state) == (20_000, 0, PaymentState.STOPPED)
    assert give_back(granted, by=samira) == 20_000
    assert give_back(granted, by=samira) == 0
    pot.refresh_from_db()
    assert (pot.free, pot.promised) == (100_000, 0)


def test_who_has_the_idea_neither_asks_nor_releases(
    network: Network, pot: Pot, ingrid: Person, ahmed: Person, joris: Person
) -> None:
    for who in (ingrid, ahmed):
        appoint(pot, who, PotTask.RELEASER, by=ingrid)
    own = an_idea(network, person=ahmed, asked=10_000)
    promise(own, 10_000, by=joris)
    with pytest.raises(NotNowError, match="eigen idee"):
        asked(own, ahmed, 10_000)
    payment = asked(own, ingrid, 10_000)
    with pytest.raises(NotNowError):
        release(payment, by=ahmed)


@pytest.mark.parametrize("typed", ["NL02 ABNA 0123 4567 89", "nl02abna0123456789", "BE68 5390 0754 7034"])
def test_an_account_number_is_read_as_people_write_it(typed: str) -> None:
    assert is_iban(typed)


@pytest.mark.parametrize(
    "typed", ["", "NL03ABNA0123456789", "NL02ABNA012345678", "XX02ABNA0123456789", "NL٠٢ABNA0123456789", "12"]
)
def test_a_wrong_account_number_is_found(typed: str) -> None:
    assert not is_iban(typed)


def test_lists_show_the_end_of_a_number_only() -> None:
    assert in_groups(IBAN) == "NL02 ABNA 0123 4567 89"
    assert tail(IBAN) == "NL … 6789"


def test_the_pages_of_money_work_from_pot_to_paid(
    network: Network, granted: Idea, pot: Pot, ingrid: Person, ahmed: Person, samira: Person, joris: Person
) -> None:
    keeper, first, second = ring_two(samira), ring_two(ingrid), ring_two(ahmed)
    said = {"amount": "200", "way": "own_account", "payee": "Z", "iban": IBAN, "form_key": str(uuid.uuid4())}
    warned = keeper.post(url("pay_new", granted.pk), said)
    assert "als inkomen kan tellen" in warned.text
    assert keeper.post(url("pay_new", granted.pk), said | {"iban": "NL00", "is_warned": "on"}).text.count(
        "klopt niet"
    )
    assert keeper.post(url("pay_new", granted.pk), said | {"is_warned": "on"}).status_code == 302
    payment = Payment.objects.get()
    assert IBAN not in keeper.get(url("pay", payment.pk)).text
    first.post(url("pay", payment.pk), {"vrij": "1"})
    assert first.post(url("pay", payment.pk), {"vrij": "1"}).status_code == 409
    second.post(url("pay", payment.pk), {"vrij": "1"})
    assert in_groups(IBAN) in keeper.get(url("pay", payment.pk)).text, "to pay it, once two people said yes"
    keeper.post(url("pay", payment.pk), {"betaald": "1"})
    granted.refresh_from_db()
    assert granted.state == IdeaState.PAID
    book = first.get(url("pot", pot.pk)).text
    assert "gemeente Havendijk" in book
    assert "€ 200" in book
    assert ring_two(joris).get(url("pay", payment.pk)).status_code == 404
    assert ring_two(joris).get(url("pot_desk", pot.pk)).status_code == 404
    assert first.get(url("pot_desk", pot.pk)).status_code == 200
    assert first.get(url("pot_edit", pot.pk)).status_code == 200
    assert timezone.localdate() < payment.forget_on
