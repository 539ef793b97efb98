"""The direct lane: two yeses, two days to object, and money set aside meanwhile."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.utils import timezone

from buurtnet.agenda.choices import ActivityState
from buurtnet.agenda.models import Activity
from buurtnet.areas.models import Network
from buurtnet.budget.choices import (
    IDEA_ALLOWED,
    Answer,
    IdeaState,
    PotTask,
    SayKind,
)  # fmt: skip
from buurtnet.budget.ideas import hide, let_in, submit, withdraw
from buurtnet.budget.ledger import NotEnoughError, differs
from buurtnet.budget.models import Idea, Pot, PotPerson, Say
from buurtnet.budget.saying import (
    clear,
    kinds_of,
    no_objection,
    object_to,
    say,
    say_as_second,
    waiting_for,
)  # fmt: skip
from buurtnet.budget.whose import hash_of_contact
from buurtnet.kit.moving import NotNowError
from buurtnet.people.models import Mail, Person
from tests.agenda.rows import an_activity
from tests.budget.idea_rows import MAIL, a_shown_idea
from tests.groups.rows import a_group

pytestmark = pytest.mark.django_db
YES, NO = Answer.YES, Answer.NO


@pytest.fixture
def idea(network: Network, pot: Pot, joris: Person) -> Idea:
    """€ 200 asked for, on the site."""
    made = a_shown_idea(network, joris, asked=20_000)
    assert made.state == IdeaState.SUBMITTED
    return made


@pytest.fixture
def keeper(pot: Pot, samira: Person) -> Person:
    PotPerson.objects.create(pot=pot, person=samira, task=PotTask.KEEPER)
    return samira


def both_say_yes(idea: Idea, resident: Person, trekker: Person) -> None:
    say(idea, SayKind.RESIDENT, YES, by=resident)
    say(idea, SayKind.OWNER, YES, by=trekker)


def test_two_yeses_set_the_money_aside_and_after_two_days_it_is_granted(
    idea: Idea, pot: Pot, hanan: Person, joris: Person
) -> None:
    say(idea, SayKind.RESIDENT, YES, by=hanan)
    pot.refresh_from_db()
    assert (idea.clear_at, pot.promised) == (None, 0)
    say(idea, SayKind.OWNER, YES, by=joris)
    pot.refresh_from_db()
    assert idea.clear_at
    assert (pot.free, pot.promised) == (80_000, 20_000)
    assert clear(idea.clear_at - dt.timedelta(minutes=1)) == 0
    assert clear(idea.clear_at) == 1
    assert clear(idea.clear_at) == 0, "done again it does nothing"
    idea.refresh_from_db()
    pot.refresh_from_db()
    assert (idea.state, idea.granted) == (IdeaState.GRANTED, 20_000)
    assert (pot.free, pot.promised) == (80_000, 20_000), "booked once"
    assert differs(pot) == []


def test_a_keeper_objects_in_time_and_the_money_is_free_again(
    idea: Idea, pot: Pot, hanan: Person, joris: Person, keeper: Person
) -> None:
    with pytest.raises(NotNowError):
        object_to(idea, why="te vroeg", by=keeper)
    both_say_yes(idea, hanan, joris)
    with pytest.raises(NotNowError, match="waarom"):
        object_to(idea, why="", by=keeper)
    object_to(idea, why="Dit betaalt de gemeente al.", by=keeper)
    pot.refresh_from_db()
    assert (idea.state, idea.why_not) == (IdeaState.REFUSED, "Dit betaalt de gemeente al.")
    assert (pot.free, pot.promised) == (100_000, 0)
    with pytest.raises(NotNowError):
        no_objection(idea, by=keeper)


def test_a_keeper_who_has_no_objection_grants_at_once(
    idea: Idea, hanan: Person, joris: Person, keeper: Person
) -> None:
    both_say_yes(idea, hanan, joris)
    no_objection(idea, by=keeper)
    assert idea.state == IdeaState.GRANTED


def test_nobody_decides_about_their_own_twice_or_as_what_they_are_not(
    network: Network, pot: Pot, idea: Idea, hanan: Person, joris: Person, wim: Person
) -> None:
    own = a_shown_idea(network, joris, person=hanan, mail="", asked=5_000)
    assert kinds_of(hanan, own) == []
    assert own not in waiting_for(hanan, network)
    assert kinds_of(wim, idea) == [SayKind.RESIDENT], "a resident who pulls nothing is no trekker"
    with pytest.raises(NotNowError):
        say(idea, SayKind.OWNER, YES, by=wim)
    say(idea, SayKind.RESIDENT, YES, by=wim)
    with pytest.raises(NotNowError):
        say(idea, SayKind.RESIDENT, YES, by=wim)
    with pytest.raises(NotNowError):
        say(idea, SayKind.RESIDENT, YES, by=hanan)
    assert Say.objects.count() == 1


def test_who_keeps_out_counts_for_nothing_and_two_noes_refuse(
    idea: Idea, hanan: Person, wim: Person, joris: Person
) -> None:
    say(idea, SayKind.RESIDENT, Answer.CONFLICT, by=hanan)
    with pytest.raises(NotNowError, match="waarom"):
        say(idea, SayKind.RESIDENT, NO, by=wim)
    say(idea, SayKind.RESIDENT, NO, reason="Het plein is niet van ons.", by=wim)
    assert idea.state == IdeaState.SUBMITTED
    say(idea, SayKind.OWNER, NO, reason="De kast past er niet.", by=joris)
    assert (idea.state, idea.why_not) == (IdeaState.REFUSED, "De kast past er niet.")


def test_an_empty_pot_leaves_everything_as_it_was(idea: Idea, pot: Pot, hanan: Person, joris: Person) -> None:
    say(idea, SayKind.RESIDENT, YES, by=hanan)
    Idea.objects.filter(pk=idea.pk).update(asked=24_000)
    Pot.objects.filter(pk=pot.pk).update(free=10_000, promised=90_000)
    with pytest.raises(NotEnoughError):
        say(idea, SayKind.OWNER, YES, by=joris)
    idea.refresh_from_db()
    assert idea.clear_at is None
    assert Say.objects.filter(person=joris).count() == 0, "it can be said once there is money"


def test_no_state_of_an_idea_is_a_dead_end() -> None:
    reached, waiting = {IdeaState.IDEA}, [IdeaState.IDEA]
    while waiting:
        for to in IDEA_ALLOWED[waiting.pop()] - reached:
            reached.add(to)
            waiting.append(to)
    assert reached == set(IdeaState)
    assert {one for one in IdeaState if not IDEA_ALLOWED[one]} == {IdeaState.TOLD, IdeaState.WITHDRAWN}


def test_a_second_click_changes_nothing(idea: Idea, hanan: Person, joris: Person, pot: Pot) -> None:
    ways: list[Callable[[], object]] = [
        lambda: say(idea, SayKind.RESIDENT, YES, by=hanan), lambda: say(idea, SayKind.OWNER, YES, by=joris)
    ]  # fmt: skip
    for way in ways:
        way()
        with pytest.raises(NotNowError):
            way()
    pot.refresh_from_db()
    assert pot.promised == 20_000


def test_who_pulls_a_live_group_is_a_trekker_and_one_with_an_idea_for_an_activity_is_not(
    network: Network, idea: Idea, wim: Person, hanan: Person
) -> None:
    a_group(network, wim)
    an_activity(network, owner=hanan, state=ActivityState.IDEA)
    assert kinds_of(wim, idea) == [SayKind.RESIDENT, SayKind.OWNER]
    assert kinds_of(hanan, idea) == [SayKind.RESIDENT]
    Activity.objects.update(state=ActivityState.LIVE)
    assert SayKind.OWNER in kinds_of(hanan, idea)


def test_who_asked_never_decides_under_another_hat(network: Network, pot: Pot, joris: Person, hanan: Person) -> None:
    by_mail = a_shown_idea(network, joris, mail=hanan.email.upper(), asked=5_000)
    assert kinds_of(hanan, by_mail) == []
    assert by_mail not in waiting_for(hanan, network)
    with pytest.raises(NotNowError, match="eigen idee"):
        say_as_second(by_mail, by_mail.contact_hash, YES)
    mine = a_shown_idea(network, joris, person=hanan, mail="", asked=5_000)
    with pytest.raises(NotNowError, match="eigen idee"):
        say_as_second(mine, hash_of_contact(hanan.email), YES)
    Idea.objects.filter(pk=mine.pk).update(person=None, written_by=hanan)
    mine.refresh_from_db()
    assert kinds_of(hanan, mine) == []
    with pytest.raises(NotNowError, match="eigen idee"):
        say_as_second(mine, hash_of_contact(hanan.email), YES)


def test_who_has_an_account_and_an_address_says_it_once(idea: Idea, hanan: Person, wim: Person) -> None:
    say_as_second(idea, hash_of_contact(hanan.email), NO, reason="Er is al een kast.")
    assert kinds_of(hanan, idea) == []
    assert idea not in waiting_for(hanan, idea.network)
    say(idea, SayKind.RESIDENT, Answer.CONFLICT, by=wim)
    with pytest.raises(NotNowError, match="al iets over"):
        say_as_second(idea, hash_of_contact(wim.email), YES)
    assert Say.objects.count() == 2


def test_a_second_resident_without_account_says_yes_and_a_trekker_completes_it(
    idea: Idea, pot: Pot, joris: Person, hanan: Person
) -> None:
    say_as_second(idea, hash_of_contact("buur@voorbeeld.example"), YES)
    assert kinds_of(hanan, idea) == [], "there is a resident already"
    with pytest.raises(NotNowError, match="andere buur"):
        say_as_second(idea, hash_of_contact("nog@voorbeeld.example"), YES)
    say(idea, SayKind.OWNER, YES, by=joris)
    assert idea.clear_at
    assert not Say.objects.filter(kind=SayKind.RESIDENT).exclude(person=None).exists()


def test_the_words_of_who_only_gave_an_address_go_to_who_asked_and_not_on_the_site(idea: Idea, wim: Person) -> None:
    say_as_second(idea, hash_of_contact("a@voorbeeld.example"), NO, reason="Rare mensen daar.")
    say_as_second(idea, hash_of_contact("b@voorbeeld.example"), NO, reason="Vind ik ook.")
    assert idea.state == IdeaState.REFUSED
    assert "Rare" not in idea.why_not
    assert "Vind ik ook" not in idea.why_not


def test_after_a_no_who_asked_hears_and_another_may_say_yes(
    idea: Idea, hanan: Person, wim: Person, joris: Person
) -> None:
    before = Mail.objects.filter(to=MAIL).count()
    say(idea, SayKind.RESIDENT, NO, reason="Te dicht bij de weg.", by=hanan)
    assert Mail.objects.filter(to=MAIL).count() == before + 1
    assert "weg" not in Mail.objects.filter(to=MAIL).latest("queued_at").body
    both_say_yes(idea, wim, joris)
    assert idea.clear_at


def test_asked_anew_everyone_says_anew(idea: Idea, hanan: Person, wim: Person, joris: Person, pot: Pot) -> None:
    say(idea, SayKind.RESIDENT, NO, reason="Nee.", by=hanan)
    say(idea, SayKind.OWNER, NO, reason="Nee.", by=joris)
    submit(idea, by=None)
    assert idea.attempt == 2
    both_say_yes(idea, hanan, joris)
    assert clear(idea.clear_at) == 1
    pot.refresh_from_db()
    assert pot.promised == 20_000


def test_an_objection_after_the_hours_comes_too_late(
    idea: Idea, hanan: Person, joris: Person, keeper: Person
) -> None:
    both_say_yes(idea, hanan, joris)
    Idea.objects.filter(pk=idea.pk).update(clear_at=timezone.now() - dt.timedelta(seconds=1))
    with pytest.raises(NotNowError, match="voorbij"):
        object_to(idea, why="Toch niet.", by=keeper)
    assert clear() == 1


def test_a_keeper_hears_of_two_yeses_and_decides_as_one_thing_only(
    idea: Idea, hanan: Person, samira: Person, joris: Person, pot: Pot
) -> None:
    for one in (samira, joris):
        PotPerson.objects.create(pot=pot, person=one, task=PotTask.KEEPER)
    both_say_yes(idea, hanan, joris)
    assert Mail.objects.filter(to=samira.email).count() == 1
    with pytest.raises(NotNowError):
        no_objection(idea, by=joris)
    no_objection(idea, by=samira)


def test_what_is_taken_off_the_site_is_not_granted_until_it_is_back(
    idea: Idea, hanan: Person, joris: Person, samira: Person
) -> None:
    both_say_yes(idea, hanan, joris)
    hide(idea, by=samira, why="Er staat een naam in.")
    later = timezone.now() + dt.timedelta(days=3)
    assert clear(later) == 0
    let_in(idea, by=samira)
    assert clear(later) == 1


def test_a_withdrawn_idea_gives_its_money_back(idea: Idea, hanan: Person, joris: Person, pot: Pot) -> None:
    both_say_yes(idea, hanan, joris)
    withdraw(idea, by=None)
    pot.refresh_from_db()
    assert (pot.free, pot.promised) == (100_000, 0)
    assert clear(timezone.now() + dt.timedelta(days=9)) == 0
    assert differs(pot) == []
