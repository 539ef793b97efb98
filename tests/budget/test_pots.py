"""A pot from empty to open: on one page, looked after by people, filled, and agreed about."""

import re
import uuid

import pytest

from buurtnet.areas.models import Network
from buurtnet.budget.choices import PotState, PotTask
from buurtnet.budget.ledger import NotEnoughError
from buurtnet.budget.models import Booking, Lanes, Pot, PotPerson
from buurtnet.budget.pots import appoint, bring_pot, change_pot, deposit, dismiss, lacking_to_open, take_out
from buurtnet.kit.moving import ChangedMeanwhileError, NotNowError
from buurtnet.people.models import Membership, Organization, Person
from buurtnet.privacy.models import LogRow
from tests.budget.idea_rows import url
from tests.budget.payment_rows import IBAN
from tests.people.cast import ring_two

pytestmark = pytest.mark.django_db
LANES = {
    "has_direct": "on", "direct_most": "300", "direct_answer_days": "4", "direct_money_days": "9",
    "objection_hours": "24", "has_panel": "on", "panel_most": "2.000", "panel_answer_days": "10",
    "panel_seats": "9", "panel_quorum": "5", "most_open": "3",
}  # fmt: skip


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


def test_a_director_makes_a_pot_on_one_page_with_who_looks_after_it(
    network: Network, ingrid: Person, ahmed: Person, samira: Person, buurtteam: Organization
) -> None:
    client = ring_two(ingrid)
    said = {
        "name": "Pot van het Molenveld", "text": "Voor kleine plannen", "kassier": str(buurtteam.pk),
        "purse": "Loop binnen bij het buurthuis", "holder": "Stichting Buurt", "iban": "nl02 abna 0123 4567 89",
        "keeper": str(samira.pk), "first": str(ingrid.pk), "second": str(ingrid.pk), "form_key": str(uuid.uuid4()),
    }  # fmt: skip
    assert "Kies hier een ander" in client.post(url("pot_new"), said).text
    for _click in range(2):
        client.post(url("pot_new"), said | {"second": str(ahmed.pk)})
    pot = Pot.objects.get()
    assert (pot.kassier, pot.iban, pot.state) == (buurtteam, IBAN, PotState.SETUP)
    tasks = set(pot.people.values_list("person", "task"))
    assert tasks == {(samira.pk, "keeper"), (ingrid.pk, "releaser"), (ahmed.pk, "releaser")}
    desk = client.get(url("pot_desk", pot.pk)).text
    assert "Er zit nog geen geld in de pot" in desk
    assert IBAN not in re.sub(r"\s", "", desk), "only its end"
    client.post(url("pot_money", pot.pk), {"amount": "€ 1.000", "contributor": "gemeente Havendijk"})
    assert client.post(url("pot_move", pot.pk), {"open": "1"}).status_code == 302
    pot.refresh_from_db()
    assert (pot.state, pot.free) == (PotState.OPEN, 100_000)
    assert ring_two(samira).get(url("pot_new")).status_code == 404


@pytest.mark.parametrize(
    ("amount", "sentence"),
    [("-5", "Vul een bedrag in"), ("0", "Vul een bedrag in"), ("99999999999", "te groot"), ("veel", "bedrag")],
)
def test_an_odd_amount_is_one_clear_sentence(pot: Pot, ingrid: Person, amount: str, sentence: str) -> None:
    said = {"amount": amount, "contributor": "gemeente Havendijk"}
    assert sentence in ring_two(ingrid).post(url("pot_money", pot.pk), said).text
    assert Booking.objects.filter(pot=pot).count() == 1


def test_no_more_is_taken_out_than_is_free(pot: Pot, ingrid: Person) -> None:
    with pytest.raises(NotEnoughError):
        take_out(pot, 100_001, contributor="gemeente Havendijk", why="", form_key=uuid.uuid4(), by=ingrid)
    take_out(pot, 40_000, contributor="gemeente Havendijk", why="", form_key=uuid.uuid4(), by=ingrid)
    pot.refresh_from_db()
    assert (pot.put_in, pot.free) == (60_000, 60_000)


def test_two_people_who_change_a_pot_at_once_do_not_lose_each_others_words(pot: Pot, ingrid: Person) -> None:
    change_pot(pot, {"text": "Voor de straat"}, version=1, by=ingrid)
    with pytest.raises(ChangedMeanwhileError):
        change_pot(pot, {"text": "Voor het plein"}, version=1, by=ingrid)
    pot.refresh_from_db()
    assert pot.text == "Voor de straat"


def test_who_left_the_network_looks_after_nothing(pot: Pot, ingrid: Person, ahmed: Person) -> None:
    appoint(pot, ahmed, PotTask.RELEASER, by=ingrid)
    client = ring_two(ahmed)
    assert client.get(url("pot_desk", pot.pk)).status_code == 200
    Membership.objects.filter(person=ahmed).delete()
    assert client.get(url("pot_desk", pot.pk)).status_code == 404
    with pytest.raises(NotNowError, match="doet niet"):
        appoint(pot, ahmed, PotTask.KEEPER, by=ingrid)


def test_a_director_agrees_about_lanes_in_plain_words(network: Network, ingrid: Person, samira: Person) -> None:
    client = ring_two(ingrid)
    page = client.get(url("lanes")).text
    assert 'value="250"' in page, "the defaults, before anything was agreed"
    assert client.post(url("lanes"), LANES).status_code == 302
    made = Lanes.objects.get(network=network)
    assert (made.direct_most, made.panel_most, made.panel_seats, made.most_open) == (30_000, 200_000, 9, 3)
    assert LogRow.objects.filter(result="lanes").exists()
    assert ring_two(samira).get(url("lanes")).status_code == 404


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({"panel_most": "200"}, "Maak het hoger"),
        ({"panel_quorum": "10"}, "meer dan er in het panel zitten"),
        ({"has_direct": "", "has_panel": ""}, "Kies er ten minste één"),
        ({"direct_answer_days": "0"}, "heel getal"),
        ({"direct_most": "-1"}, "Vul een bedrag in"),
    ],
)
def test_an_agreement_that_cannot_be_is_one_clear_sentence(
    ingrid: Person, more: dict[str, str], sentence: str
) -> None:
    assert sentence in ring_two(ingrid).post(url("lanes"), LANES | more).text
    assert not Lanes.objects.exists()
