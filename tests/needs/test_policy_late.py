"""The clock of a signal to policy: late the day after, two reminders, then the next level."""

import datetime as dt

import pytest

from buurtnet.areas.models import Network
from buurtnet.directory.access import today_in
from buurtnet.kit.moving import NotNowError
from buurtnet.needs import policy as verbs
from buurtnet.needs.choices import PolicyState
from buurtnet.needs.models import PolicySignal, ReplyAgreement
from buurtnet.needs.policy_late import settle_policy
from buurtnet.needs.policy_mail import link_of
from buurtnet.people.acting import By
from buurtnet.people.models import Mail, Person
from tests.needs.policy_cast import agreement, decided, decision, drafted, reply, sent

pytestmark = pytest.mark.django_db
ABOVE = "raad@gemeente-havendijk.example"


def noon(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(12), tzinfo=dt.UTC)


@pytest.fixture
def council(network: Network, ingrid: Person) -> ReplyAgreement:
    """The level above, with its own days."""
    return agreement(network, ingrid, body="gemeenteraad", mail_to=ABOVE, days=21)


@pytest.fixture
def signal(network: Network, ingrid: Person, council: ReplyAgreement) -> PolicySignal:
    return sent(network, ingrid, agreement=agreement(network, ingrid, next_level=council))


def after(signal: PolicySignal, days: int) -> str:
    """Let the job run so many days after the answer was due; the state then."""
    assert signal.answer_due
    settle_policy(noon(signal.answer_due + dt.timedelta(days=days)))
    fresh = PolicySignal.objects.get(pk=signal.pk)
    return fresh.state


def test_on_its_last_day_it_is_in_time_and_the_day_after_it_is_late(signal: PolicySignal) -> None:
    assert after(signal, 0) == PolicyState.SENT
    assert after(signal, 1) == PolicyState.LATE
    signal.refresh_from_db()
    assert signal.reminders == 1
    assert Mail.objects.count() == 2  # the letter and a reminder


def test_the_day_is_that_of_the_network_and_not_of_the_server(signal: PolicySignal) -> None:
    assert signal.answer_due
    late_evening = dt.datetime.combine(signal.answer_due, dt.time(23, 30), tzinfo=dt.UTC)  # already tomorrow there
    settle_policy(late_evening)
    signal.refresh_from_db()
    assert signal.state == PolicyState.LATE


def test_it_is_reminded_of_twice_and_then_the_next_level_is_asked(
    signal: PolicySignal, council: ReplyAgreement
) -> None:
    seen = []
    for day in range(1, 16):
        state = after(signal, day)
        fresh = PolicySignal.objects.get(pk=signal.pk)
        seen.append((day, state, fresh.reminders))
    assert seen[0] == (1, "late", 1)
    assert seen[6] == (7, "late", 1)
    assert seen[7] == (8, "late", 2)
    assert seen[13] == (14, "late", 2)
    assert seen[14] == (15, "escalated", 0)
    fresh = PolicySignal.objects.get(pk=signal.pk)
    assert signal.answer_due
    assert fresh.agreement == council
    assert fresh.answer_due == signal.answer_due + dt.timedelta(days=15 + council.days)
    assert fresh.sent_on == signal.sent_on
    assert Mail.objects.filter(to=ABOVE).count() == 1
    assert list(fresh.steps.values_list("what", flat=True))[3:] == ["late", "reminded", "reminded", "escalated"]


def test_run_twice_on_one_day_it_reminds_once(signal: PolicySignal) -> None:
    after(signal, 1)
    before = Mail.objects.count()
    after(signal, 1)
    assert Mail.objects.count() == before


def test_the_next_level_is_late_in_its_turn_and_without_another_it_stays_so(signal: PolicySignal) -> None:
    for day in (1, 8, 15):
        after(signal, day)
    fresh = PolicySignal.objects.get(pk=signal.pk)
    assert after(fresh, 1) == PolicyState.LATE
    for day in (8, 15, 22, 60):
        assert after(fresh, day) == PolicyState.LATE
    fresh.refresh_from_db()
    assert fresh.reminders == 2


def test_a_level_whose_agreement_ended_is_not_asked(signal: PolicySignal, council: ReplyAgreement) -> None:
    ReplyAgreement.objects.filter(pk=council.pk).update(ends_on=council.signed_on)
    for day in (1, 8, 15):
        assert after(signal, day) == PolicyState.LATE
    assert not Mail.objects.filter(to=ABOVE).exists()


def test_each_level_has_a_link_of_its_own(signal: PolicySignal) -> None:
    first = link_of(signal)
    for day in (1, 8, 15):
        after(signal, day)
    fresh = PolicySignal.objects.select_related("agreement", "network").get(pk=signal.pk)
    assert link_of(fresh) != first


def test_an_answer_that_comes_late_is_an_answer_and_time_does_no_more(signal: PolicySignal, ingrid: Person) -> None:
    after(signal, 1)
    verbs.answer(signal, reply(), by=By(ingrid))
    assert after(signal, 60) == PolicyState.ANSWERED


def test_what_was_not_sent_is_never_late(network: Network, ingrid: Person) -> None:
    rows = [drafted(network, ingrid), decided(network, ingrid)]
    assert settle_policy(noon(today_in(network) + dt.timedelta(days=400))) == 0
    assert {PolicySignal.objects.get(pk=one.pk).state for one in rows} == {PolicyState.DRAFT, PolicyState.DECIDED}


def test_that_it_is_late_is_shown_by_a_decision_and_only_then(
    network: Network, signal: PolicySignal, ingrid: Person
) -> None:
    with pytest.raises(NotNowError):
        verbs.show_late(signal, decision(network), version=signal.version, by=By(ingrid))
    after(signal, 1)
    signal.refresh_from_db()
    shown = verbs.show_late(signal, decision(network), version=signal.version, by=By(ingrid))
    assert shown.late_shown_by
    assert shown.late_shown_by.by_role == "het netwerk"
