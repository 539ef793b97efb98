"""Saying that one comes: places are counted, sent twice is once, and nothing of it leaks."""

import datetime as dt
from uuid import uuid4

import pytest
from django.core import mail
from django.db import connection
from django.utils import timezone

from buurtnet.agenda.choices import ActivityState, DateState, Joining, SignupState
from buurtnet.agenda.forgetting import forget_day
from buurtnet.agenda.join_questions import Asked, ask
from buurtnet.agenda.joining import Coming, answers_of, come_with, join, with_token
from buurtnet.agenda.leaving_date import leave, take_off
from buurtnet.agenda.models import ActivityDate, Signup, Tally
from buurtnet.agenda.telling import tell_cancelled, tell_moved, token_of
from buurtnet.areas.models import Network
from buurtnet.kit.moving import NotNowError
from buurtnet.people.models import Mail, Person
from buurtnet.privacy.models import LogRow
from buurtnet.privacy.retention import expire
from tests.agenda.joining_rows import comes, states, to_join
from tests.agenda.rows import by

pytestmark = pytest.mark.django_db

DAY = dt.timedelta(days=1)
AMIRA, BEA = "amira@voorbeeld.example", "bea@voorbeeld.example"
NUTS = "Geen noten voor Noor"


def taken(date: ActivityDate) -> int:
    date.refresh_from_db()
    return date.taken


def test_who_joins_comes_and_takes_their_places(network: Network) -> None:
    date = to_join(network, most=5)
    assert comes(date, 2).state == SignupState.JOINED
    assert comes(date, 3).state == SignupState.JOINED
    assert taken(date) == 5


def test_the_same_form_twice_is_one(network: Network) -> None:
    date, key = to_join(network), uuid4()
    first, second = (join(date, Coming(people=2), key=key) for _ in range(2))
    assert (first.pk, taken(date)) == (second.pk, 2)


def test_the_key_of_one_date_is_no_key_of_another(network: Network) -> None:
    key = uuid4()
    first, second = (join(to_join(network), Coming(), key=key) for _ in range(2))
    assert first.pk != second.pk


def test_the_same_address_joins_once_and_gets_its_own_link_again(network: Network) -> None:
    date = to_join(network)
    first = comes(date, 2, contact=AMIRA)
    Mail.objects.all().delete()
    assert comes(date, 4, contact=AMIRA).pk == first.pk
    assert taken(date) == 2
    told = Mail.objects.get()
    assert told.to == AMIRA
    assert token_of(first.form_key) in told.body
    assert "stond er al op" in told.body


def test_the_same_address_can_join_another_date(network: Network) -> None:
    one, other = to_join(network), to_join(network)
    assert comes(one, contact=AMIRA).contact_hash != comes(other, contact=AMIRA).contact_hash


def test_an_address_is_not_flooded_with_its_own_link(network: Network) -> None:
    date = to_join(network)
    for _ in range(9):
        comes(date, contact=AMIRA)
    assert Mail.objects.count() == 1 + 3


def test_who_cancelled_can_join_again_with_the_same_address(network: Network) -> None:
    date = to_join(network)
    first = comes(date, contact=AMIRA)
    leave(first)
    assert comes(date, contact=AMIRA).pk != first.pk
    assert taken(date) == 1


def test_cancelling_frees_the_places_and_forgets_who_it_was_at_once(network: Network) -> None:
    date = to_join(network, most=4)
    signup = comes(date, 3, alias="Amira", contact=AMIRA, answers={"x": NUTS})
    leave(signup)
    leave(signup)
    signup.refresh_from_db()
    assert signup.state == SignupState.CANCELLED
    assert (signup.alias, signup.contact, signup.contact_hash, signup.answers) == ("", "", "", "")
    assert taken(date) == 0


def test_after_it_began_nobody_joins_changes_or_cancels(network: Network) -> None:
    date = to_join(network)
    signup = comes(date)
    later = date.starts_at + dt.timedelta(minutes=1)
    with pytest.raises(NotNowError):
        join(date, Coming(), key=uuid4(), now=later)
    with pytest.raises(NotNowError):
        come_with(signup, 2, now=later)
    with pytest.raises(NotNowError):
        leave(signup, now=later)
    assert states(date) == [SignupState.JOINED]


def test_who_keeps_it_can_write_someone_down_until_it_is_over(network: Network, samira: Person) -> None:
    date = to_join(network)
    assert join(date, Coming(), key=uuid4(), by=by(samira), now=date.ends_at - dt.timedelta(minutes=1))
    with pytest.raises(NotNowError):
        join(date, Coming(), key=uuid4(), by=by(samira), now=date.ends_at)


@pytest.mark.parametrize(
    ("field", "value"),
    [("state", ActivityState.STOPPED), ("state", ActivityState.WAITING), ("registration", Joining.NONE)],
)
def test_one_only_joins_what_stands_in_the_calendar_and_asks_for_it(network: Network, field: str, value: str) -> None:
    date = to_join(network)
    setattr(date.activity, field, value)
    date.activity.save()
    with pytest.raises(NotNowError):
        comes(date)


def test_a_date_that_is_off_takes_nobody(network: Network) -> None:
    date = to_join(network)
    ActivityDate.objects.update(state=DateState.CANCELLED)
    with pytest.raises(NotNowError):
        comes(date)
    assert not Signup.objects.exists()


def test_more_people_come_along_as_long_as_there_is_room(network: Network) -> None:
    date = to_join(network, most=4)
    signup = comes(date, 2)
    assert come_with(signup, 4).people == 4
    with pytest.raises(NotNowError):
        come_with(signup, 5)
    assert taken(date) == 4


def test_fewer_people_make_room(network: Network) -> None:
    date = to_join(network, most=4)
    signup = comes(date, 4)
    come_with(signup, 1)
    assert comes(date, 3).state == SignupState.JOINED


def test_no_more_at_once_than_the_activity_takes(network: Network) -> None:
    signup = comes(to_join(network, most_each=3), 2)
    with pytest.raises(NotNowError):
        come_with(signup, 4)


def test_a_link_leads_to_ones_own_and_a_made_up_one_nowhere(network: Network) -> None:
    signup = comes(to_join(network))
    assert with_token(token_of(signup.form_key)) == signup
    assert with_token("0" * 48) is None
    assert with_token("\x00") is None


def test_the_mail_names_the_day_and_nothing_else(network: Network) -> None:
    date = to_join(network)
    comes(date, alias="Amira", contact=AMIRA, answers={"x": NUTS})
    told = Mail.objects.get()
    for text in (told.subject, told.body):
        assert date.activity.title not in text
        assert "Amira" not in text
        assert NUTS not in text
    assert told.subject.startswith("Bericht over ")


def test_the_mail_is_in_the_language_someone_joined_in(network: Network) -> None:
    comes(to_join(network), contact=AMIRA, language="en")
    assert "?taal=en" in Mail.objects.get().body


def test_nothing_of_who_joins_stands_in_the_log(network: Network) -> None:
    comes(to_join(network), alias="Amira", contact=AMIRA, answers={"x": NUTS})
    for row in LogRow.objects.all():
        words = " ".join(str(getattr(row, field.attname)) for field in LogRow._meta.concrete_fields)
        assert "Amira" not in words
        assert AMIRA not in words
        assert NUTS not in words
    assert LogRow.objects.filter(fields_group="signup", role_then="visitor").count() == 1


def test_answers_are_kept_by_question_and_unreadable_in_the_database(network: Network, samira: Person) -> None:
    date = to_join(network)
    (question,) = ask(date.activity, [Asked("Eet je iets niet?")], by=by(samira))
    comes(date, answers={str(question.pk): NUTS})
    assert answers_of(Signup.objects.get()) == {str(question.pk): NUTS}
    with connection.cursor() as cursor:
        cursor.execute("SELECT answers FROM agenda_signup")
        raw = str(cursor.fetchone())
    assert len(raw) > len(NUTS)
    assert NUTS not in raw


def test_a_question_that_changes_hides_what_was_answered_to_the_old_one(network: Network, samira: Person) -> None:
    date = to_join(network)
    (old,) = ask(date.activity, [Asked("Eet je iets niet?")], by=by(samira))
    (kept,) = ask(date.activity, [Asked("Eet je iets niet?", is_required=True)], by=by(samira))
    assert kept.pk == old.pk
    (new,) = ask(date.activity, [Asked("Kom je met de fiets?")], by=by(samira))
    assert new.pk != old.pk


def test_no_more_than_three_questions_are_asked(network: Network, samira: Person) -> None:
    date = to_join(network)
    assert len(ask(date.activity, [Asked(f"Vraag {number}") for number in range(5)], by=by(samira))) == 3


def test_everyone_hears_that_it_is_off_and_who_cancelled_does_not(network: Network) -> None:
    date = to_join(network, most=1)
    comes(date, contact=AMIRA)
    comes(date, contact=BEA)
    comes(date)
    leave(comes(date, contact="carla@voorbeeld.example"))
    Mail.objects.all().delete()
    assert tell_cancelled(date) == 2
    assert {one.to for one in Mail.objects.all()} == {AMIRA, BEA}


def test_a_moved_date_is_told_and_forgotten_later(network: Network) -> None:
    date = to_join(network)
    signup = comes(date, contact=AMIRA)
    before = signup.forget_on
    date.starts_at, date.ends_at = date.starts_at + 7 * DAY, date.ends_at + 7 * DAY
    date.save()
    Signup.objects.update(reminded_at=timezone.now())
    Mail.objects.all().delete()
    assert tell_moved(date) == 1
    signup.refresh_from_db()
    assert signup.forget_on == before + 7 * DAY
    assert signup.reminded_at is None


def test_who_is_taken_off_hears_so(network: Network, samira: Person) -> None:
    signup = comes(to_join(network), contact=AMIRA)
    Mail.objects.all().delete()
    take_off(signup, by=by(samira))
    assert Mail.objects.get().to == AMIRA
    signup.refresh_from_db()
    assert (signup.state, signup.contact) == (SignupState.CANCELLED, "")


def test_a_fortnight_after_the_date_nothing_is_left_of_who_joined(network: Network) -> None:
    date = to_join(network)
    comes(date, 3, alias="Amira", contact=AMIRA, answers={"x": NUTS})
    Tally.objects.create(date=date, counted="children", count=3)
    last = dt.datetime.combine(forget_day(date), dt.time(12), dt.UTC)
    expire(last)
    assert Signup.objects.count() == 1
    expire(last + DAY)
    assert not Signup.objects.exists()
    assert taken(date) == 3
    assert Tally.objects.get().count == 3


def test_nothing_is_mailed_to_who_gave_no_address(network: Network) -> None:
    leave(comes(to_join(network)))
    assert not Mail.objects.exists()
    assert mail.outbox == []
