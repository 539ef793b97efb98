"""Money that only two people let go, from asked to paid, stopped or come back; and what waits for whom."""

import datetime as dt
import uuid

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from buurtnet.areas.models import Network
from buurtnet.budget import paying
from buurtnet.budget.choices import BookingKind, IdeaState, PaymentState, PotState, PotTask
from buurtnet.budget.ideas import From, What, have_idea
from buurtnet.budget.ledger import book, differs
from buurtnet.budget.looking_back import draw_looks, is_drawn, looked, to_look_at
from buurtnet.budget.models import Booking, Idea, Payment, PaymentFile, Pot, PotPerson
from buurtnet.budget.paying import free_to_ask, mark_paid, release, stop_payment
from buurtnet.budget.payment_files import make_file
from buurtnet.budget.pots import appoint
from buurtnet.budget.promising import promise, promised_to
from buurtnet.budget.refunds import came_back, free_rest, paid_to
from buurtnet.budget.today_paying import paying_items
from buurtnet.budget.waiting_money import promised_in
from buurtnet.kit.moving import NotNowError
from buurtnet.people.choices import Role
from buurtnet.people.models import Mail, Person
from buurtnet.privacy.models import LogRow
from buurtnet.privacy.retention import expire
from tests.at_once import at_once
from tests.budget.idea_rows import a_shown_idea, an_idea, brought_to, url
from tests.budget.payment_rows import IBAN, asked, released
from tests.people.cast import person, ring_two

pytestmark = pytest.mark.django_db
DEEDS = ["ask", "release", "again", "paid", "stop", "rest", "back"]


def figures(pot: Pot) -> tuple[int, int, int, int]:
    pot.refresh_from_db()
    assert differs(pot) == []
    return pot.free, pot.promised, pot.under_way, pot.paid


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
    assert figures(pot) == (80_000, 0, 20_000, 0)
    mark_paid(payment, by=samira)
    assert figures(pot) == (80_000, 0, 0, 20_000)
    granted.refresh_from_db()
    assert granted.state == IdeaState.PAID
    assert granted.paid_at
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
    payment = asked(own, ingrid, 10_000)
    with pytest.raises(NotNowError):
        release(payment, by=ahmed)
    assert "Een betaling wacht op jouw ja" not in {one.title for one in paying_items(ahmed, timezone.now())}


def test_who_has_the_idea_by_their_account_neither_asks_nor_releases(
    network: Network, pot: Pot, ingrid: Person, ahmed: Person, joris: Person
) -> None:
    for who in (ingrid, ahmed):
        appoint(pot, who, PotTask.RELEASER, by=ingrid)
    own = an_idea(network, person=ahmed, asked=10_000)
    promise(own, 10_000, by=joris)
    with pytest.raises(NotNowError, match="eigen idee"):
        asked(own, ahmed, 10_000)
    with pytest.raises(NotNowError):
        release(asked(own, ingrid, 10_000), by=ahmed)


def test_a_connector_readies_a_payment_and_a_resident_does_not(
    network: Network, granted: Idea, hanan: Person, joris: Person
) -> None:
    connector = person("Fatma Kaya", Role.CONNECTOR, network)
    asked(granted, connector, 1_000)
    for who in (hanan, joris):
        with pytest.raises(NotNowError):
            asked(granted, who, 1_000)
    page = ring_two(connector).get(url("pot_list")).text
    assert granted.title in page
    assert ring_two(connector).get(url("pay", Payment.objects.get().pk)).status_code == 404
    assert ring_two(hanan).get(url("pot_list")).status_code == 404


def test_no_more_is_paid_than_was_promised(granted: Idea, samira: Person) -> None:
    asked(granted, samira, 15_000)
    assert free_to_ask(granted) == 5_000
    with pytest.raises(NotNowError, match="meer dan"):
        asked(granted, samira, 5_001)


def test_who_releases_is_mailed_and_the_mail_tells_nothing(
    granted: Idea, ingrid: Person, ahmed: Person, samira: Person
) -> None:
    Mail.objects.all().delete()
    asked(granted, ingrid)
    mails = list(Mail.objects.all())
    assert {one.to for one in mails} == {ahmed.email}
    assert granted.title not in mails[0].body
    assert "200" not in mails[0].body


def test_a_stopped_payment_is_promised_again_and_what_is_left_goes_back(
    granted: Idea, pot: Pot, ingrid: Person, ahmed: Person, samira: Person
) -> None:
    payment = released(granted, ingrid, ahmed)
    with pytest.raises(NotNowError, match="waarom"):
        stop_payment(payment, why="", by=samira)
    stop_payment(payment, why="Verkeerde rekening.", by=samira)
    assert figures(pot) == (80_000, 20_000, 0, 0)
    assert free_rest(granted, why="Het ging niet door.", by=samira) == 20_000
    assert free_rest(granted, why="Het ging niet door.", by=samira) == 0
    assert figures(pot) == (100_000, 0, 0, 0)
    granted.refresh_from_db()
    assert granted.state == IdeaState.RETURNED


def test_what_is_left_goes_back_only_when_nothing_waits(
    granted: Idea, pot: Pot, ingrid: Person, ahmed: Person, samira: Person, hanan: Person
) -> None:
    payment = asked(granted, samira, 5_000)
    with pytest.raises(NotNowError, match="wacht nog"):
        free_rest(granted, why="Klaar.", by=samira)
    for who in (ingrid, ahmed):
        release(payment, by=who)
    with pytest.raises(NotNowError):
        free_rest(granted, why="Klaar.", by=hanan)
    free_rest(granted, why="Het was goedkoper.", by=samira)
    granted.refresh_from_db()
    assert granted.state == IdeaState.GRANTED, "something is under way"
    mark_paid(payment, by=samira)
    assert figures(pot) == (95_000, 0, 0, 5_000)


def test_money_that_came_back_is_free_again_and_an_idea_without_any_gave_it_back(
    granted: Idea, pot: Pot, ingrid: Person, ahmed: Person, samira: Person
) -> None:
    mark_paid(released(granted, ingrid, ahmed), by=samira)
    key = uuid.uuid4()
    for _click in range(2):
        came_back(granted, 5_000, why="Het was goedkoper.", form_key=key, by=samira)
    assert figures(pot) == (85_000, 0, 0, 15_000)
    granted.refresh_from_db()
    assert granted.state == IdeaState.PAID
    with pytest.raises(NotNowError, match="niet betaald"):
        came_back(granted, 15_001, why="Alles.", form_key=uuid.uuid4(), by=samira)
    came_back(granted, 15_000, why="Het ging niet door.", form_key=uuid.uuid4(), by=samira)
    granted.refresh_from_db()
    assert granted.state == IdeaState.RETURNED
    assert paid_to(granted) == 0


class AnyOrder(TestCase):
    """Whatever is done in whatever order, no cent is lost and no cent paid that was not promised."""

    @settings(max_examples=25, deadline=None)
    @given(
        st.lists(
            st.tuples(
                st.sampled_from(["ask", "release", "again", "paid", "stop", "rest", "back"]), st.integers(1, 150)
            ),
            max_size=14,
        )
    )
    def test_the_ledger_always_follows_the_payments(self, deeds: list[tuple[str, int]]) -> None:
        network = Network.objects.create(name="Havendijk", slug=f"havendijk-{uuid.uuid4().hex[:6]}", rooms=["budget"])
        one, two = (person(name, Role.DIRECTOR, network) for name in ("Ingrid de Wit", "Ahmed Bensaid"))
        pot = Pot.objects.create(network=network, name="Pot", state=PotState.OPEN)
        book(pot, BookingKind.DEPOSIT, 500, key=uuid.uuid4(), by=None)
        for who in (one, two):
            PotPerson.objects.create(pot=pot, person=who, task=PotTask.RELEASER)
        now = timezone.now()
        idea = Idea.objects.create(
            network=network, title="Kast", pot=pot, lane="direct", link_hash=uuid.uuid4().hex, submitted_at=now,
            state=IdeaState.SUBMITTED, let_in_at=now,
        )  # fmt: skip
        promise(idea, 300, by=one)
        for name, number in deeds:
            newest = Payment.objects.filter(idea=idea).order_by("-asked_at", "-pk").first()
            try:
                self.do(name, number, idea, newest, one, two)
            except NotNowError:
                continue
        assert figures(pot)[0] + figures(pot)[1] + figures(pot)[2] + figures(pot)[3] == 500
        sums = dict.fromkeys(PaymentState, 0)
        for row in Payment.objects.filter(idea=idea):
            sums[PaymentState(row.state)] += row.cents
        assert pot.under_way == sums[PaymentState.RELEASED] + sums[PaymentState.IN_FILE]
        assert pot.promised == promised_to(idea) >= sums[PaymentState.ASKED] + sums[PaymentState.HALF]
        assert pot.paid == paid_to(idea) <= sums[PaymentState.PAID] <= 300

    def do(self, name: str, number: int, idea: Idea, newest: Payment | None, one: Person, two: Person) -> None:
        if name == "ask":
            asked(idea, one, number)
        elif name == "rest":
            free_rest(idea, why="Over.", by=one)
        elif name == "back":
            came_back(idea, number, why="Terug.", form_key=uuid.uuid4(), by=one)
        elif newest and name == "stop":
            stop_payment(newest, why="Fout.", by=one)
        elif newest and name == "paid":
            mark_paid(newest, by=one)
        elif newest:
            release(newest, by=one if name == "release" else two)


@pytest.mark.django_db(transaction=True)
def test_what_is_killed_between_release_and_booking_did_not_happen(
    granted: Idea, pot: Pot, ingrid: Person, ahmed: Person, samira: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    payment = asked(granted, samira)
    release(payment, by=ingrid)

    def killed(*_args: object, **_kwargs: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(paying, "book", killed)
        with pytest.raises(KeyboardInterrupt):
            release(payment, by=ahmed)
    payment.refresh_from_db()
    assert (payment.state, payment.second_by) == (PaymentState.HALF, None)
    assert figures(pot) == (80_000, 20_000, 0, 0)
    release(payment, by=ahmed)
    assert figures(pot) == (80_000, 0, 20_000, 0)


def test_account_and_payee_are_forgotten_sixty_days_after_and_the_booking_stays(
    granted: Idea, pot: Pot, ingrid: Person, ahmed: Person, samira: Person
) -> None:
    payment = released(granted, ingrid, ahmed)
    mark_paid(payment, by=samira)
    today = timezone.localdate()
    assert payment.forget_on == today + dt.timedelta(days=60)
    Payment.objects.filter(pk=payment.pk).update(forget_on=today)
    expire()
    payment.refresh_from_db()
    assert (payment.iban, payment.payee) == (IBAN, "Bouwmarkt")
    Payment.objects.filter(pk=payment.pk).update(forget_on=today - dt.timedelta(days=2))
    expire()
    payment.refresh_from_db()
    assert (payment.iban, payment.payee, payment.cents) == ("", "", 20_000)
    assert figures(pot) == (80_000, 0, 0, 20_000)


def test_the_pages_of_money_work_from_promised_to_paid(
    granted: Idea, pot: Pot, ingrid: Person, ahmed: Person, samira: Person, joris: Person
) -> None:
    keeper, first, second = ring_two(samira), ring_two(ingrid), ring_two(ahmed)
    said = {"amount": "200", "way": "own_account", "payee": "Z", "iban": IBAN, "form_key": str(uuid.uuid4())}
    assert granted.title in keeper.get(url("pot_list")).text
    warned = keeper.post(url("pay_new", granted.pk), said)
    assert "Bespreek eerst" in warned.text
    wrong = keeper.post(url("pay_new", granted.pk), said | {"iban": "NL03 ABNA 0123 4567 89", "is_warned": "on"})
    assert "klopt niet" in wrong.text
    for _click in range(2):
        assert keeper.post(url("pay_new", granted.pk), said | {"is_warned": "on"}).status_code == 302
    payment = Payment.objects.get()
    assert "Geef jij dit vrij?" in first.get(url("pot_list")).text
    assert "Geef jij dit vrij?" not in keeper.get(url("pot_list")).text
    assert "NL02 ABNA 0123 4567 89" in first.get(url("pay", payment.pk)).text, "to compare it with the bill"
    assert LogRow.objects.filter(action="view", object_id=str(payment.pk), actor=ingrid.pk).exists()
    first.post(url("pay", payment.pk), {"vrij": "1"})
    assert first.post(url("pay", payment.pk), {"vrij": "1"}).status_code == 409
    second.post(url("pay", payment.pk), {"vrij": "1"})
    listed = keeper.get(url("pot_list")).text
    assert "Maak het betaalbestand" in listed
    assert "0123" not in listed
    keeper.post(url("pay", payment.pk), {"betaald": "1"})
    granted.refresh_from_db()
    assert granted.state == IdeaState.PAID
    assert "NL … 6789" in keeper.get(url("pay", payment.pk)).text
    assert ring_two(joris).get(url("pay", payment.pk)).status_code == 404
    assert ring_two(joris).get(url("pot_desk", pot.pk)).status_code == 404
    assert first.get(url("pot_edit", pot.pk)).status_code == 200


def test_a_card_needs_no_account_and_the_others_do(granted: Idea, samira: Person) -> None:
    keeper, said = ring_two(samira), {"amount": "20", "payee": "Hanan", "form_key": str(uuid.uuid4())}
    assert "rekeningnummer nodig" in keeper.post(url("pay_new", granted.pk), said | {"way": "bill"}).text
    assert keeper.post(url("pay_new", granted.pk), said | {"way": "card", "iban": IBAN}).status_code == 302
    assert Payment.objects.get().iban == "", "what is not needed is not kept"


def test_money_comes_back_on_a_page(granted: Idea, pot: Pot, ingrid: Person, ahmed: Person, samira: Person) -> None:
    mark_paid(released(granted, ingrid, ahmed, 15_000), by=samira)
    keeper = ring_two(samira)
    page = keeper.get(url("pay_back", granted.pk)).text
    assert "€ 50" in page
    assert "€ 150" in page
    assert "waarom" in keeper.post(url("pay_back", granted.pk), {"rest": "1"}).text
    assert keeper.post(url("pay_back", granted.pk), {"rest": "1", "rest_why": "Over."}).status_code == 302
    too_much = {"amount": "151", "why": "Terug", "form_key": str(uuid.uuid4())}
    assert "niet betaald" in keeper.post(url("pay_back", granted.pk), too_much).text
    assert keeper.post(url("pay_back", granted.pk), too_much | {"amount": "50"}).status_code == 302
    assert figures(pot) == (90_000, 0, 0, 10_000)
    assert ring_two(person("Z", Role.RESIDENT, pot.network)).get(url("pay_back", granted.pk)).status_code == 404


def test_each_hears_today_what_waits_for_them(
    granted: Idea, ingrid: Person, ahmed: Person, samira: Person, joris: Person
) -> None:
    def waits(who: Person) -> set[str]:
        return {one.title for one in paying_items(who, timezone.now())}

    assert waits(samira) == {"Zet een betaling klaar voor een idee"}
    payment = asked(granted, samira)
    assert waits(samira) == set()
    assert waits(ingrid) == waits(ahmed) == {"Een betaling wacht op jouw ja"}
    release(payment, by=ingrid)
    assert waits(ingrid) == set()
    release(payment, by=ahmed)
    assert waits(ahmed) == waits(samira) == {"Er is geld om te betalen"}
    mark_paid(payment, by=samira)
    assert waits(samira) == set()
    assert waits(joris) == set()


def test_one_in_twenty_of_what_was_told_is_looked_at_once(
    granted: Idea, ingrid: Person, ahmed: Person, samira: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    mark_paid(released(granted, ingrid, ahmed), by=samira)
    granted.refresh_from_db()
    brought_to(granted, IdeaState.DONE, IdeaState.TOLD, sentence="Er staat een kast.", ended_at=timezone.now())
    monkeypatch.setattr("buurtnet.budget.looking_back.ONE_IN", 1)
    assert [draw_looks(), draw_looks()] == [1, 0]
    assert "Kijk even wat een idee werd" in {one.title for one in paying_items(samira, timezone.now())}
    keeper = ring_two(samira)
    assert "Er staat een kast." in keeper.get(url("pay_look", granted.pk)).text
    assert keeper.post(url("pay_look", granted.pk)).status_code == 302
    assert not to_look_at(granted.pot).exists()
    granted.refresh_from_db()
    assert granted.checked_at
    with pytest.raises(NotNowError):
        looked(granted, by=person("Z", Role.RESIDENT, granted.network))


def test_about_one_in_twenty_is_drawn_and_it_never_changes() -> None:
    ideas = [Idea(pk=uuid.UUID(int=number)) for number in range(4_000)]
    drawn = [one.pk for one in ideas if is_drawn(one)]
    assert 140 <= len(drawn) <= 260
    assert drawn == [one.pk for one in ideas if is_drawn(one)]


def test_the_page_of_money_asks_no_more_for_more(
    network: Network, granted: Idea, pot: Pot, ingrid: Person, ahmed: Person, samira: Person, joris: Person
) -> None:
    def one_more(number: int) -> None:
        idea = a_shown_idea(network, joris, mail=f"z{number}@voorbeeld.example", asked=1_000)
        promise(idea, 1_000, by=joris)
        if number % 2:
            released(idea, ingrid, ahmed, 1_000)
        else:
            asked(idea, samira, 500)

    def queries() -> tuple[int, int]:
        with CaptureQueriesContext(connection) as page:
            assert client.get(url("pot_list")).status_code == 200
        with CaptureQueriesContext(connection) as day:
            paying_items(ingrid, timezone.now())
        return len(page), len(day)

    client = ring_two(ingrid)
    for number in range(2):
        one_more(number)
    client.get(url("pot_list"))
    few = queries()
    for number in range(2, 8):
        one_more(number)
    assert queries() == few


def test_what_is_promised_is_the_same_for_one_idea_and_for_all(
    granted: Idea, pot: Pot, ingrid: Person, ahmed: Person, samira: Person
) -> None:
    asked(granted, samira, 3_000)
    released(granted, ingrid, ahmed, 4_000)
    pot.refresh_from_db()
    assert [(one.idea, one.cents) for one in promised_in([pot]).to_ready] == [(granted, free_to_ask(granted))]
    assert Booking.objects.filter(idea=granted).count() == 2


@pytest.mark.django_db(transaction=True)
def test_one_person_who_clicks_twice_at_once_is_one_yes(
    granted: Idea, pot: Pot, ingrid: Person, ahmed: Person, samira: Person
) -> None:
    payment = asked(granted, samira)
    at_once(*[lambda one=one: release(one, by=ingrid) for one in (anew(payment), anew(payment))], met=(NotNowError,))
    payment.refresh_from_db()
    assert (payment.state, payment.first_by, payment.second_by) == (PaymentState.HALF, ingrid, None)
    release(payment, by=ahmed)
    assert figures(pot) == (80_000, 0, 20_000, 0)


@pytest.mark.django_db(transaction=True)
def test_paid_and_stopped_at_once_is_one_of_both(
    granted: Idea, pot: Pot, ingrid: Person, ahmed: Person, samira: Person
) -> None:
    payment = released(granted, ingrid, ahmed)
    first, second = anew(payment), anew(payment)
    gave = at_once(
        lambda: mark_paid(first, by=samira), lambda: stop_payment(second, why="Fout.", by=ingrid), met=(NotNowError,)
    )
    assert sum(isinstance(one, NotNowError) for one in gave) == 1
    assert figures(pot) in {(80_000, 0, 0, 20_000), (80_000, 20_000, 0, 0)}


@pytest.mark.django_db(transaction=True)
def test_two_files_made_at_once_hold_each_payment_once(
    granted: Idea, pot: Pot, ingrid: Person, ahmed: Person, samira: Person
) -> None:
    released(granted, ingrid, ahmed)
    today = timezone.localdate()
    jobs = [
        lambda one=one: make_file(Pot.objects.get(pk=pot.pk), today, form_key=uuid.uuid4(), by=one)
        for one in (samira, ingrid)
    ]
    gave = at_once(*jobs, met=(NotNowError,))
    assert sum(isinstance(one, NotNowError) for one in gave) == 1
    assert PaymentFile.objects.get().count == 1


@pytest.mark.django_db(transaction=True)
def test_two_clicks_do_not_ask_more_than_was_promised(granted: Idea, samira: Person, ingrid: Person) -> None:
    first, second = Idea.objects.get(pk=granted.pk), Idea.objects.get(pk=granted.pk)
    gave = at_once(lambda: asked(first, samira, 15_000), lambda: asked(second, ingrid, 15_000), met=(NotNowError,))
    assert sum(isinstance(one, NotNowError) for one in gave) == 1
    assert free_to_ask(granted) == 5_000


def anew(payment: Payment) -> Payment:
    """As another browser has read it before."""
    return Payment.objects.select_related("idea__network", "pot__network").get(pk=payment.pk)


def test_a_payment_that_would_wait_for_ever_says_so(
    network: Network, pot: Pot, ingrid: Person, ahmed: Person, samira: Person
) -> None:
    for who in (ingrid, samira):
        appoint(pot, who, PotTask.RELEASER, by=ingrid)
    written = have_idea(network, What(title="Op papier", asked=5_000), From(written_by=samira), form_key=uuid.uuid4())
    payment = asked(promise(written, 5_000, by=ingrid), ingrid, 5_000)
    release(payment, by=ingrid)
    with pytest.raises(NotNowError, match="jij schreef het op"):
        release(payment, by=samira)
    assert "te weinig mensen" in ring_two(ingrid).get(url("pay", payment.pk)).text
    appoint(pot, ahmed, PotTask.RELEASER, by=ingrid)
    assert "te weinig mensen" not in ring_two(ingrid).get(url("pay", payment.pk)).text
    release(payment, by=ahmed)
    assert payment.state == PaymentState.RELEASED
