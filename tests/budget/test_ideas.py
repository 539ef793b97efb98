"""An idea: written down, looked at, asked money for, taken back, found good."""

import datetime as dt
import uuid

import pytest
from django.utils import timezone

from buurtnet.areas.here import neighbourhoods_of
from buurtnet.areas.models import Network
from buurtnet.budget.choices import IDEA_ALLOWED, BookingKind, IdeaState, Lane, PotState
from buurtnet.budget.ideas import (
    WITH_OPEN_MONEY,
    From,
    What,
    become_buddy,
    change_idea,
    confirm,
    forget_unconfirmed,
    have_idea,
    hide,
    let_in,
    like,
    say_no_to_show,
    submit,
    waiting_for_a_look,
    withdraw,
)
from buurtnet.budget.ledger import book, differs
from buurtnet.budget.models import Idea, IdeaLike, Lanes, Pot
from buurtnet.budget.whose import hash_of_contact, token_of, with_token
from buurtnet.kit.moving import ChangedMeanwhileError, NotNowError
from buurtnet.people.models import Mail, Person
from buurtnet.privacy.models import LogRow
from buurtnet.privacy.retention import expire
from tests.at_once import at_once
from tests.budget.idea_rows import MAIL, TITLE, a_shown_idea, an_idea, brought_to

pytestmark = pytest.mark.django_db
WHAT = What(title="Soep op zondag", for_whom="wie alleen eet", asked=12_000)


def test_sent_twice_it_is_one_idea(network: Network) -> None:
    key = uuid.uuid4()
    first = have_idea(network, WHAT, From(contact=MAIL), form_key=key)
    again = have_idea(network, WHAT, From(contact=MAIL), form_key=key)
    assert first.pk == again.pk
    assert Mail.objects.count() == 1


def test_of_a_resident_it_waits_for_a_look_and_of_a_partner_it_is_there_at_once(
    network: Network, joris: Person, hanan: Person
) -> None:
    theirs = an_idea(network, person=hanan)
    assert list(waiting_for_a_look(network)) == [theirs]
    ours = an_idea(network, person=joris)
    assert list(Idea.objects.shown_in(network)) == [ours]


def test_who_asks_money_confirms_their_address_first(network: Network, joris: Person, pot: Pot) -> None:
    idea = an_idea(network, mail=MAIL, asked=9_000)
    assert not waiting_for_a_look(network).exists()
    mail = Mail.objects.get()
    assert mail.to == MAIL
    assert not any(one in mail.body for one in (idea.title, "90", "geld"))
    confirm(idea, hash_of_contact(MAIL))
    assert list(waiting_for_a_look(network)) == [idea]
    let_in(idea, by=joris)
    assert (idea.state, idea.lane, idea.pot, idea.asked) == (IdeaState.SUBMITTED, Lane.DIRECT, pot, 9_000)
    assert idea.is_first


def test_without_a_pot_that_is_open_it_is_on_the_site_and_waits(network: Network, joris: Person) -> None:
    idea = a_shown_idea(network, joris, asked=9_000)
    assert idea.state == IdeaState.IDEA
    with pytest.raises(NotNowError, match="geen pot"):
        submit(idea, by=None)


def test_who_looks_may_change_the_words_and_never_the_amount(network: Network, joris: Person) -> None:
    idea = an_idea(network, title="Bel Fatima op 0999 12 34 56", asked=0)
    let_in(idea, by=joris, what=What(title="Samen soep eten", asked=900_000))
    assert (idea.title, idea.asked) == ("Samen soep eten", 0)


def test_one_s_own_idea_another_looks_at(network: Network, joris: Person, hanan: Person) -> None:
    idea = an_idea(network, person=hanan)
    with pytest.raises(NotNowError):
        let_in(idea, by=hanan)
    let_in(idea, by=joris)
    with pytest.raises(NotNowError):
        let_in(idea, by=joris)


def test_what_may_not_be_shown_says_why_and_comes_back_once_it_was_changed(network: Network, joris: Person) -> None:
    idea = an_idea(network)
    say_no_to_show(idea, by=joris, why="Er staat een naam in.")
    assert not waiting_for_a_look(network).exists()
    change_idea(idea, WHAT, version=idea.version, by=None)
    assert (list(waiting_for_a_look(network)), idea.why_not) == ([], ""), "it asks money now, and nobody confirmed"
    change_idea(idea, What(title="Soep"), version=idea.version, by=None)
    assert list(waiting_for_a_look(network)) == [idea]


def test_hidden_it_is_gone_for_visitors(network: Network, joris: Person) -> None:
    idea = a_shown_idea(network, joris)
    hide(idea, by=joris, why="Er staat iemand herkenbaar in.")
    assert not Idea.objects.shown_in(network).exists()
    let_in(idea, by=joris)
    assert Idea.objects.shown_in(network).exists()


def test_other_words_of_a_resident_are_looked_at_again(network: Network, joris: Person, hanan: Person) -> None:
    idea = let_in(an_idea(network, person=hanan), by=joris)
    change_idea(idea, What(title=idea.title, wants_buddy=True), version=idea.version, by=hanan)
    assert idea.let_in_at, "nothing that others read was changed"
    change_idea(idea, What(title="Iets anders"), version=idea.version, by=hanan)
    assert idea.let_in_at is None


def test_what_someone_else_changed_meanwhile_stays(network: Network) -> None:
    idea = an_idea(network)
    with pytest.raises(ChangedMeanwhileError):
        change_idea(idea, WHAT, version=idea.version + 1, by=None)


def test_while_others_decide_it_stays_as_it_is(network: Network, joris: Person, pot: Pot) -> None:
    idea = a_shown_idea(network, joris, asked=9_000)
    with pytest.raises(NotNowError, match="beslissen"):
        change_idea(idea, WHAT, version=idea.version, by=None)


@pytest.mark.parametrize(("cents", "lane"), [(25_000, Lane.DIRECT), (25_001, Lane.PANEL), (250_000, Lane.PANEL)])
def test_the_amount_says_who_decides(network: Network, joris: Person, pot: Pot, cents: int, lane: Lane) -> None:
    Lanes.objects.create(network=network, has_panel=True)
    assert a_shown_idea(network, joris, asked=cents).lane == lane


def test_over_a_large_amount_the_neighbourhood_votes(network: Network, joris: Person, pot: Pot) -> None:
    idea = a_shown_idea(network, joris, asked=250_100)
    assert idea.state == IdeaState.IDEA
    with pytest.raises(NotNowError, match="stemt de hele buurt"):
        submit(idea, by=None)


def test_a_third_open_request_of_one_person_waits(network: Network, joris: Person, pot: Pot) -> None:
    first, second, third = (a_shown_idea(network, joris, asked=1_000) for _ in range(3))
    assert (first.state, second.state, third.state) == (IdeaState.SUBMITTED, IdeaState.SUBMITTED, IdeaState.IDEA)
    with pytest.raises(NotNowError, match="Je hebt al 2 ideeën lopen"):
        submit(third, by=None)
    assert (first.is_first, second.is_first) == (True, False)
    assert a_shown_idea(network, joris, mail="w@voorbeeld.example", asked=1_000).state == IdeaState.SUBMITTED
    withdraw(first, by=None)
    assert submit(third, by=None).state == IdeaState.SUBMITTED


def test_an_account_and_its_own_address_are_one(network: Network, hanan: Person, joris: Person, pot: Pot) -> None:
    with_account = [an_idea(network, person=hanan, asked=1_000) for _ in range(2)]
    assert {let_in(one, by=joris).state for one in with_account} == {IdeaState.SUBMITTED}
    by_mail = a_shown_idea(network, joris, mail=hanan.email, asked=1_000)
    assert by_mail.state == IdeaState.IDEA
    with pytest.raises(NotNowError, match="Je hebt al 2 ideeën lopen"):
        submit(by_mail, by=None)
    with_account[0].refresh_from_db()
    withdraw(with_account[0], by=None)
    assert submit(by_mail, by=None).state == IdeaState.SUBMITTED
    with pytest.raises(NotNowError, match="Je hebt al 2 ideeën lopen"):
        submit(let_in(an_idea(network, person=hanan, asked=1_000), by=joris), by=None)


@pytest.mark.django_db(transaction=True)
def test_two_asked_at_once_are_both_counted(network: Network, joris: Person, pot: Pot) -> None:
    Lanes.objects.create(network=network, most_open=1)
    pot.state = PotState.CLOSED
    pot.save()
    ideas = [a_shown_idea(network, joris, asked=1_000) for _ in range(2)]
    Pot.objects.update(state=PotState.OPEN)
    at_once(*(lambda one=one: submit(one, by=None) for one in ideas), met=(NotNowError,))
    assert Idea.objects.filter(state__in=WITH_OPEN_MONEY).count() == 1


def test_the_pot_of_the_neighbourhood_comes_first(network: Network, joris: Person, pot: Pot) -> None:
    area = neighbourhoods_of(network)[0]
    mine = Pot.objects.create(network=network, name="Straatpot", state=PotState.OPEN, area=area)
    book(mine, BookingKind.DEPOSIT, 5_000, key=uuid.uuid4(), by=None, contributor="bewoners")
    assert a_shown_idea(network, joris, area=area, asked=4_000).pot == mine
    assert a_shown_idea(network, joris, mail="w@voorbeeld.example", area=area, asked=9_000).pot == pot


def test_after_a_no_it_is_asked_anew(network: Network, joris: Person, pot: Pot) -> None:
    idea = a_shown_idea(network, joris, asked=9_000)
    brought_to(idea, IdeaState.REFUSED, why_not="Te duur", answered_at=timezone.now())
    submit(idea, by=None, cents=4_000)
    assert (idea.state, idea.attempt, idea.asked, idea.why_not) == (IdeaState.SUBMITTED, 2, 4_000, "")
    assert idea.answered_at is None
    assert idea.is_first


def test_taken_back_what_was_set_aside_is_free_again(network: Network, joris: Person, pot: Pot) -> None:
    idea = a_shown_idea(network, joris, asked=9_000)
    book(pot, BookingKind.PROMISE, 9_000, key=uuid.uuid4(), by=None, idea=idea)
    withdraw(idea, by=None)
    withdraw(idea, by=None)
    pot.refresh_from_db()
    assert (pot.free, pot.promised, differs(pot)) == (100_000, 0, [])
    assert idea.forget_on == timezone.localdate() + dt.timedelta(days=90)


@pytest.mark.parametrize("state", [one for one in IdeaState if IdeaState.WITHDRAWN not in IDEA_ALLOWED[one]])
def test_what_is_granted_or_over_is_not_taken_back(network: Network, joris: Person, state: IdeaState) -> None:
    idea = a_shown_idea(network, joris)
    Idea.objects.filter(pk=idea.pk).update(state=state, why_not="Te duur")
    idea.refresh_from_db()
    if state == IdeaState.WITHDRAWN:
        assert withdraw(idea, by=None).state == state
    else:
        with pytest.raises(NotNowError):
            withdraw(idea, by=None)


def test_a_browser_finds_it_good_once(network: Network, joris: Person) -> None:
    idea = a_shown_idea(network, joris)
    like(idea, "a" * 64)
    like(idea, "a" * 64)
    like(idea, "b" * 64)
    idea.refresh_from_db()
    assert (idea.likes, IdeaLike.objects.count()) == (2, 2)
    like(idea, "a" * 64, good=False)
    like(idea, "a" * 64, good=False)
    idea.refresh_from_db()
    assert idea.likes == 1


def test_a_buddy_is_someone_else_and_one(network: Network, joris: Person, hanan: Person, wim: Person) -> None:
    idea = let_in(an_idea(network, person=hanan, wants_buddy=True), by=joris)
    with pytest.raises(NotNowError):
        become_buddy(idea, by=hanan)
    become_buddy(idea, by=wim)
    become_buddy(idea, by=wim)
    with pytest.raises(NotNowError):
        become_buddy(idea, by=joris)
    assert idea.buddy == wim


def test_of_paper_it_is_there_at_once_and_the_number_counts(network: Network, samira: Person, pot: Pot) -> None:
    whose = From(contact="+31999123456", written_by=samira)
    ideas = [have_idea(network, WHAT, whose, form_key=uuid.uuid4()) for _ in range(3)]
    assert [one.state for one in ideas] == [IdeaState.SUBMITTED, IdeaState.SUBMITTED, IdeaState.IDEA]
    assert not Mail.objects.exists()


def test_nobody_confirmed_and_it_goes(network: Network, joris: Person) -> None:
    long_ago = timezone.now() - dt.timedelta(days=9)
    asks, not_yet = an_idea(network, mail=MAIL, asked=100), an_idea(network, mail=MAIL, asked=100)
    without, shown = an_idea(network, mail=MAIL), a_shown_idea(network, joris, asked=100)
    Idea.objects.exclude(pk=not_yet.pk).update(told_at_first=long_ago)
    assert forget_unconfirmed() == 1
    assert not Idea.objects.filter(pk=asks.pk).exists()
    contacts = {one.pk: one.contact for one in Idea.objects.all()}
    assert contacts == {not_yet.pk: MAIL, without.pk: "", shown.pk: MAIL}


def test_ninety_days_after_the_end_who_had_it_is_forgotten(network: Network, joris: Person) -> None:
    idea = a_shown_idea(network, joris, said_by="Een vader")
    token = token_of(idea)
    withdraw(idea, by=None)
    assert with_token(network, token)
    expire(timezone.now() + dt.timedelta(days=89))
    idea.refresh_from_db()
    assert (idea.contact, idea.said_by) == (MAIL, "Een vader")
    expire(timezone.now() + dt.timedelta(days=92))
    idea.refresh_from_db()
    assert (idea.contact, idea.contact_hash, idea.said_by, idea.title) == ("", "", "", TITLE)
    Idea.objects.update(forget_on=timezone.localdate())
    assert with_token(network, token) is None


def test_the_log_tells_who_and_nothing_of_what(network: Network, joris: Person, hanan: Person) -> None:
    idea = let_in(an_idea(network, person=hanan, title="Wandelen met Zonnetje"), by=joris)
    rows = list(LogRow.objects.filter(object_id=str(idea.pk)))
    assert rows
    assert not any("Zonnetje" in str(vars(one)) for one in rows)
