"""Asking, answering, taking back and letting it end, with rows."""

import datetime as dt
from collections.abc import Callable
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from buurtnet.people.choices import ConsentState, ConsentWay, PartyKind
from buurtnet.people.consent import Jurisdiction, required
from buurtnet.people.consent_words import receiver_word
from buurtnet.people.consenting import By, NotNowError, answer, ask, covers, let_time_pass, withdraw
from buurtnet.people.models import Consent, ConsentParty, Organization
from buurtnet.privacy.models import LogRow
from tests.factories import OrganizationFactory, PersonFactory

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
NEXT_MONTH = TODAY + dt.timedelta(days=30)
PARENT = By(role_then="parent")


def asked(*, age: int = 8, parents: int | None = 2, to: Organization | None = None, **more: object) -> Consent:
    wishes: dict[str, object] = {
        "jurisdiction": Jurisdiction.NL,
        "required": required(Jurisdiction.NL, age, parents=parents),
        "asked_for": ["contact", "question"],
        "receivers": [to or OrganizationFactory()],
        "text": "We delen je naam en nummer met de leesmaatjes.",
        "language": "nl",
        "until": NEXT_MONTH,
        "born": None,
        "asker": PersonFactory(),
        "by": By(role_then="member"),
    }
    return ask(uuid4(), **(wishes | more))  # type: ignore[arg-type]


def yes(party: ConsentParty, *, left_out: tuple[str, ...] = ()) -> Consent:
    return answer(party, says_yes=True, way=ConsentWay.SPOKEN, by=PARENT, left_out=left_out)


def no(party: ConsentParty) -> Consent:
    return answer(party, says_yes=False, way=ConsentWay.SPOKEN, by=PARENT)


def withdraw_by_parent(party: ConsentParty) -> Consent:
    return withdraw(party.consent, by=PARENT)


def expire(party: ConsentParty) -> Consent:
    Consent.objects.filter(pk=party.consent_id).update(until=TODAY)
    let_time_pass()
    return party.consent


def all_say_yes(consent: Consent, *left_out: str) -> Consent:
    for party in consent.parties.all():
        consent = yes(party, left_out=left_out)
    return consent


def test_it_is_active_only_when_both_parents_said_yes() -> None:
    mother, father = asked().parties.all()
    assert yes(mother).state == ConsentState.GIVEN_PARTIAL
    assert answer(father, says_yes=True, way=ConsentWay.INTERPRETER, by=PARENT).state == ConsentState.ACTIVE


def test_one_no_ends_it_and_a_later_yes_does_not_count() -> None:
    mother, father = asked().parties.all()
    assert no(mother).state == ConsentState.REFUSED
    with pytest.raises(NotNowError):
        yes(father)


def test_nobody_writes_over_what_someone_said_and_stopping_stays_possible() -> None:
    mother, father = (consent := asked()).parties.all()
    yes(mother, left_out=("question",))
    for write_over in (yes, no):
        with pytest.raises(NotNowError):
            write_over(mother)
    mother.refresh_from_db()
    assert (mother.says_yes, mother.left_out) == (True, ["question"])
    assert withdraw(consent, by=PARENT).state == ConsentState.WITHDRAWN
    with pytest.raises(NotNowError):
        yes(father)


def test_only_what_everyone_agreed_to_may_be_shared_and_only_with_who_was_named() -> None:
    readers, others = OrganizationFactory(), OrganizationFactory()
    consent = all_say_yes(asked(to=readers), "question")
    assert covers(consent, what="contact", receiver=readers, on=TODAY)
    assert not covers(consent, what="question", receiver=readers, on=TODAY)
    assert not covers(consent, what="contact", receiver=others, on=TODAY)
    assert not covers(consent, what="contact", receiver=readers, on=NEXT_MONTH)


def test_a_receiver_whom_one_of_them_leaves_out_gets_nothing() -> None:
    readers, school = OrganizationFactory(), OrganizationFactory()
    mother, father = (question := asked(receivers=[readers, school])).parties.all()
    yes(mother, left_out=(receiver_word(school.pk),))
    consent = yes(father)
    assert consent.pk == question.pk
    assert covers(consent, what="contact", receiver=readers, on=TODAY)
    assert not covers(consent, what="contact", receiver=school, on=TODAY)


def test_a_yes_to_nothing_is_a_no() -> None:
    assert all_say_yes(asked(), "contact", "question").state == ConsentState.REFUSED
    assert all_say_yes(asked(asked_for=["introduce", "contact"]), "contact").state == ConsentState.REFUSED


def test_a_yes_with_nobody_to_share_with_is_a_no() -> None:
    readers = OrganizationFactory()
    assert all_say_yes(asked(to=readers), receiver_word(readers.pk)).state == ConsentState.REFUSED


def test_what_was_not_asked_cannot_be_left_out() -> None:
    with pytest.raises(NotNowError):
        all_say_yes(asked(), receiver_word(OrganizationFactory().pk))


def test_each_deed_is_written_in_the_log_with_whom_it_is_about() -> None:
    mother, father = (consent := asked(asked_for=["introduce", "contact", "question"])).parties.all()
    yes(mother)
    yes(father, left_out=("question",))
    withdraw(consent, by=PARENT)
    rows = LogRow.objects.filter(subject=str(consent.subject_id)).order_by("id")
    assert [(row.rule, row.result) for row in rows] == [
        ("consent.asked", "asked"),
        ("consent.yes.parent", "given_partial"),
        ("consent.part.parent", "active"),
        ("consent.withdrawn", "withdrawn"),
    ]
    assert {row.consent for row in rows} == {str(consent.pk)}
    assert {row.purpose for row in rows} == {"introduce"}


def test_it_is_taken_back_at_once() -> None:
    readers = OrganizationFactory()
    consent = withdraw(all_say_yes(asked(to=readers)), by=PARENT)
    assert consent.ended_at
    assert not covers(consent, what="contact", receiver=readers, on=TODAY)
    with pytest.raises(NotNowError):
        withdraw(consent, by=PARENT)


def test_time_ends_it_and_a_birthday_pauses_it() -> None:
    readers = OrganizationFactory()
    birthday = TODAY + dt.timedelta(days=10)
    consent = all_say_yes(asked(to=readers, born=birthday.replace(year=birthday.year - 12)))
    assert covers(consent, what="contact", receiver=readers, on=TODAY)
    assert not covers(consent, what="contact", receiver=readers, on=birthday), "also before the duty ran"
    assert let_time_pass(TODAY) == 0
    assert let_time_pass(birthday) == 1
    assert let_time_pass(birthday) == 0
    consent.refresh_from_db()
    assert consent.state == ConsentState.RECONFIRM_DUE
    assert let_time_pass(NEXT_MONTH) == 1
    consent.refresh_from_db()
    assert consent.state == ConsentState.EXPIRED
    told = LogRow.objects.filter(role_then="job", consent=str(consent.pk)).order_by("id")
    assert [row.rule for row in told] == ["consent.reconfirm_due", "consent.expired"]


def test_a_question_that_nobody_answered_ends_on_its_last_day() -> None:
    consent = asked()
    assert let_time_pass(NEXT_MONTH) == 1
    consent.refresh_from_db()
    assert consent.state == ConsentState.EXPIRED


def test_after_a_birthday_others_must_answer_so_that_the_question_ends() -> None:
    birthday = TODAY + dt.timedelta(days=10)
    consent = asked(born=birthday.replace(year=birthday.year - 12))
    mother, _father = consent.parties.all()
    yes(mother)
    assert let_time_pass(birthday) == 1
    consent.refresh_from_db()
    assert consent.state == ConsentState.EXPIRED


def test_an_answer_that_comes_after_the_last_day_does_not_count() -> None:
    mother, _father = (consent := asked()).parties.all()
    Consent.objects.filter(pk=consent.pk).update(until=TODAY)
    with pytest.raises(NotNowError):
        yes(mother)


def test_a_new_yes_takes_the_place_of_the_one_before() -> None:
    before = all_say_yes(asked())
    all_say_yes(asked(replaces=before))
    before.refresh_from_db()
    assert before.state == ConsentState.SUPERSEDED


@pytest.mark.parametrize("end", [no, withdraw_by_parent, expire], ids=["no", "stopped", "too late"])
def test_when_a_new_question_comes_to_nothing_it_can_be_asked_once_more(
    end: Callable[[ConsentParty], Consent],
) -> None:
    before = all_say_yes(asked())
    first = asked(replaces=before)
    with pytest.raises(NotNowError):
        asked(replaces=before)
    end(first.parties.all()[0])
    second = all_say_yes(asked(replaces=before))
    before.refresh_from_db()
    assert (before.state, second.state) == (ConsentState.SUPERSEDED, ConsentState.ACTIVE)


def test_the_database_refuses_two_questions_in_the_place_of_one() -> None:
    before, other = all_say_yes(asked()), asked()
    asked(replaces=before)
    with pytest.raises(IntegrityError), transaction.atomic():
        Consent.objects.filter(pk=other.pk).update(replaces=before)


@pytest.mark.parametrize(
    "wrong",
    [
        {"until": TODAY}, {"until": TODAY + dt.timedelta(days=368)}, {"asked_for": []}, {"receivers": []},
        {"parents": None}, {"asked_for": ["introduce"]},
    ],
)  # fmt: skip
def test_asking_for_too_much_or_too_vaguely_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(NotNowError):
        asked(**wrong)  # type: ignore[arg-type]
    assert not Consent.objects.exists()


def test_no_word_of_the_text_and_no_birthday_is_kept() -> None:
    born = dt.date(TODAY.year - 8, 1, 2)
    consent = asked(born=born)
    kept = str(Consent.objects.filter(pk=consent.pk).values().get())
    assert "leesmaatjes" not in kept
    assert str(born) not in kept


def test_the_database_refuses_an_answer_without_a_moment_and_an_end_without_one() -> None:
    consent = asked()
    with pytest.raises(IntegrityError), transaction.atomic():
        consent.parties.filter(kind=PartyKind.PARENT).update(says_yes=True)
    with pytest.raises(IntegrityError), transaction.atomic():
        Consent.objects.filter(pk=consent.pk).update(state=ConsentState.WITHDRAWN)
