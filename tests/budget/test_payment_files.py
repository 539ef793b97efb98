"""Files for the bank: by its schema, on a bank day, the same each time, and once however often someone clicks."""

import datetime as dt
import hashlib
import re
import uuid
import xml.etree.ElementTree as ET

import pytest
from django.utils import timezone
from hypothesis import example, given
from hypothesis import strategies as st
from sepaxml.validation import ValidationError, try_valid_xml

from buurtnet.areas.models import Network
from buurtnet.budget.bank_days import bank_day_from, is_bank_day
from buurtnet.budget.choices import IdeaState, PaymentState
from buurtnet.budget.ledger import differs
from buurtnet.budget.models import Idea, Payment, PaymentFile, Pot
from buurtnet.budget.paying import mark_paid, stop_payment
from buurtnet.budget.payment_files import SCHEMA, for_bank, make_file, mark_file_paid, rows_of, take
from buurtnet.budget.promising import promise
from buurtnet.kit.moving import NotNowError
from buurtnet.people.models import Person
from buurtnet.privacy.models import LogRow
from tests.budget.idea_rows import a_shown_idea, url
from tests.budget.payment_rows import IBAN, OTHER, released
from tests.people.cast import ring_two

NAMES = {"p": f"urn:iso:std:iso:20022:tech:xsd:{SCHEMA}"}


@pytest.fixture
def purse(pot: Pot) -> Pot:
    """With an account that payments leave from."""
    pot.holder, pot.iban = "Stichting Buurt & Zo", OTHER
    pot.save(update_fields=["holder", "iban"])
    return pot


@pytest.fixture
def two(
    network: Network, granted: Idea, purse: Pot, ingrid: Person, ahmed: Person, joris: Person
) -> tuple[Payment, Payment]:
    """Two payments that were let go, of two ideas."""
    other = a_shown_idea(network, joris, mail="y@voorbeeld.example", asked=5_050, title="Een bankje")
    promise(other, 5_050, by=joris)
    first = released(granted, ingrid, ahmed, payee="Çağla Öztürk-Łoś & zonen 🎲", what_for="Kast; <b>spelletjes</b>")
    return first, released(other, ingrid, ahmed, 5_050, iban=OTHER, payee="x" * 70)


def made_by(pot: Pot, by: Person, **more: uuid.UUID) -> PaymentFile:
    pot = Pot.objects.select_related("network", "kassier").get(pk=pot.pk)
    return make_file(pot, timezone.localdate(), form_key=more.get("form_key") or uuid.uuid4(), by=by)


def found(root: ET.Element, path: str) -> list[str]:
    return [one.text or "" for one in root.findall(path, NAMES)]


@pytest.mark.django_db
def test_a_file_is_by_the_schema_of_the_bank_and_says_who_gets_what(
    two: tuple[Payment, Payment], purse: Pot, samira: Person
) -> None:
    file = made_by(purse, samira)
    whole = take(file, as_list=False, by=samira)
    try_valid_xml(whole, SCHEMA)
    root = ET.fromstring(whole)
    assert found(root, ".//p:GrpHdr/p:MsgId") == [file.message_id] == found(root, ".//p:PmtInfId")
    assert found(root, ".//p:NbOfTxs") == ["2", "2"], "one batch"
    assert found(root, ".//p:CtrlSum") == ["250.50", "250.50"]
    assert found(root, ".//p:InstdAmt") == ["200.00", "50.50"]
    assert found(root, ".//p:DbtrAcct/p:Id/p:IBAN") == [OTHER]
    assert found(root, ".//p:CdtrAcct/p:Id/p:IBAN") == [IBAN, OTHER]
    assert found(root, ".//p:Dbtr/p:Nm") == ["Stichting Buurt + Zo"]
    assert found(root, ".//p:Cdtr/p:Nm") == ["Cagla Ozturk-Los + zonen", "x" * 70]
    assert found(root, ".//p:Ustrd") == ["Kast b spelletjes /b", "Buurtpot Havendijk"]
    assert found(root, ".//p:ReqdExctnDt/p:Dt") == [file.run_on.isoformat()]
    assert is_bank_day(file.run_on)
    assert sorted(found(root, ".//p:EndToEndId")) == sorted(one.pk.hex for one in two)


@pytest.mark.django_db
def test_made_again_it_is_the_same_to_the_last_sign_and_it_is_logged_and_not_kept(
    two: tuple[Payment, Payment], purse: Pot, samira: Person
) -> None:
    file = made_by(purse, samira)
    first = take(file, as_list=False, by=samira)
    again = PaymentFile.objects.select_related("pot__network", "pot__kassier").get(pk=file.pk)
    assert take(again, as_list=False, by=samira) == first
    assert hashlib.sha256(first).hexdigest() == again.sha256
    assert LogRow.objects.filter(action="export", object_id=str(file.pk)).count() == 2
    assert IBAN not in str(PaymentFile.objects.values())


@pytest.mark.django_db
def test_two_clicks_are_one_file_and_a_payment_is_in_one_file_only(
    two: tuple[Payment, Payment], purse: Pot, samira: Person
) -> None:
    key = uuid.uuid4()
    assert made_by(purse, samira, form_key=key) == made_by(purse, samira, form_key=key)
    with pytest.raises(NotNowError, match="niets om te betalen"):
        made_by(purse, samira)
    assert PaymentFile.objects.count() == 1
    assert set(Payment.objects.values_list("state", flat=True)) == {PaymentState.IN_FILE}


@pytest.mark.django_db
def test_what_changed_since_is_not_given_to_a_bank_twice(
    two: tuple[Payment, Payment], purse: Pot, samira: Person
) -> None:
    file = made_by(purse, samira)
    Pot.objects.filter(pk=purse.pk).update(holder="Een ander")
    with pytest.raises(NotNowError, match="verwerkt"):
        take(PaymentFile.objects.get(pk=file.pk), as_list=False, by=samira)
    Pot.objects.filter(pk=purse.pk).update(holder="Stichting Buurt & Zo")
    take(PaymentFile.objects.get(pk=file.pk), as_list=True, by=samira)
    mark_paid(rows_of(file)[0], by=samira)
    with pytest.raises(NotNowError, match="verwerkt"):
        take(PaymentFile.objects.get(pk=file.pk), as_list=True, by=samira)


@pytest.mark.django_db
def test_a_line_that_the_bank_refused_is_stopped_and_the_rest_is_paid(
    two: tuple[Payment, Payment], purse: Pot, samira: Person
) -> None:
    file = made_by(purse, samira)
    stop_payment(Payment.objects.get(pk=two[1].pk), why="De bank weigerde.", by=samira)
    assert mark_file_paid(file, by=samira) == 1
    assert mark_file_paid(file, by=samira) == 0
    purse.refresh_from_db()
    assert (purse.promised, purse.under_way, purse.paid) == (5_050, 0, 20_000)
    assert differs(purse) == []
    assert set(Idea.objects.values_list("state", flat=True)) == {IdeaState.PAID, IdeaState.GRANTED}


@pytest.mark.django_db
def test_a_pot_without_an_account_has_a_list_and_an_account_that_is_gone_stops_it(
    two: tuple[Payment, Payment], purse: Pot, samira: Person
) -> None:
    Pot.objects.filter(pk=purse.pk).update(iban="")
    Payment.objects.filter(pk=two[0].pk).update(iban="")
    with pytest.raises(NotNowError, match="rekeningnummer weg"):
        made_by(purse, samira)
    Payment.objects.filter(pk=two[0].pk).update(iban=IBAN)
    file = made_by(purse, samira)
    listed = take(file, as_list=False, by=samira).decode()
    assert f";{IBAN};200,00;" in listed
    assert re.search(r"^Cagla Ozturk-Los \+ zonen;", listed, re.MULTILINE)


@pytest.mark.django_db
def test_who_does_not_look_after_the_pot_makes_and_takes_no_file(
    two: tuple[Payment, Payment], purse: Pot, samira: Person, joris: Person
) -> None:
    with pytest.raises(NotNowError):
        made_by(purse, joris)
    file = made_by(purse, samira)
    with pytest.raises(NotNowError):
        take(file, as_list=False, by=joris)
    for name, args in (("pay_file", ()), ("pay_file_get", ("xml",))):
        assert ring_two(joris).get(url(name, file.pk, *args)).status_code == 404


@pytest.mark.django_db
def test_from_the_button_to_paid(two: tuple[Payment, Payment], purse: Pot, samira: Person) -> None:
    keeper = ring_two(samira)
    said = {"run_on": "geen dag", "form_key": str(uuid.uuid4())}
    assert "Kies een dag" in keeper.post(url("pay_file_new", purse.pk), said).text
    made = keeper.post(url("pay_file_new", purse.pk), said | {"run_on": ""})
    file = PaymentFile.objects.get()
    assert made.url == url("pay_file", file.pk)
    assert file.run_on > timezone.localdate()
    page = keeper.get(made.url).text
    assert "NL … 6789" in page
    assert "0123" not in page
    taken = keeper.get(url("pay_file_get", file.pk, "xml"))
    assert taken.headers["Content-Type"] == "application/xml"
    assert "no-store" in taken.headers["Cache-Control"]
    assert hashlib.sha256(taken.content).hexdigest() == file.sha256
    assert keeper.get(url("pay_file_get", file.pk, "csv")).content.startswith(b"\xef\xbb\xbf")
    assert keeper.get(url("pay_file_get", file.pk, "exe")).status_code == 404
    assert "is het betaald?" in keeper.get(url("pot_list")).text
    assert keeper.post(url("pay_file", file.pk)).status_code == 302
    assert keeper.get(url("pay_file_get", file.pk, "xml")).status_code == 409
    assert set(Payment.objects.values_list("state", flat=True)) == {PaymentState.PAID}


def test_a_file_that_is_none_is_refused_by_the_schema() -> None:
    with pytest.raises(ValidationError):
        try_valid_xml(f'<Document xmlns="{NAMES["p"]}"><CstmrCdtTrfInitn/></Document>'.encode(), SCHEMA)


@given(st.text(max_size=200))
@example("//naam//")
@example("🎲")
@example("Ибрагим Ø. O'Brien")
@example("=cmd()|' /C calc'!A1")
@example("+31 0999")
def test_whatever_someone_is_called_a_bank_takes_it(said: str) -> None:
    cut = for_bank(said, 70)
    assert re.fullmatch(r"[A-Za-z0-9/\-?:().,'+ ]{1,70}", cut)
    assert cut == cut.strip(" /+-'")
    assert "//" not in cut


@pytest.mark.parametrize(
    "day", [(2026, 1, 1), (2026, 4, 3), (2026, 4, 6), (2026, 5, 1), (2026, 12, 25), (2026, 11, 28), (2026, 11, 29)]
)
def test_banks_rest_on_these_days(day: tuple[int, int, int]) -> None:
    assert not is_bank_day(dt.date(*day))
    assert is_bank_day(bank_day_from(dt.date(*day)))


def test_over_christmas_it_takes_days() -> None:
    assert bank_day_from(dt.date(2026, 12, 25)) == dt.date(2026, 12, 28)
    assert bank_day_from(dt.date(2026, 4, 3)) == dt.date(2026, 4, 7)
    assert bank_day_from(dt.date(2026, 5, 5)) == dt.date(2026, 5, 5), "Dutch Liberation Day is a bank day"
