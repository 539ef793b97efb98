"""A vote is cast once, is secret, and can be changed until the end."""

import datetime as dt
import uuid

import pytest
from django.db import connection

from buurtnet.areas.models import Network
from buurtnet.people.models import Person
from buurtnet.privacy.models import LogRow
from buurtnet.voting.casting import NoVoteError, cast, change, chosen_by
from buurtnet.voting.choices import BatchKind, CodeState, Phase
from buurtnet.voting.codes import hash_of_address, new_code
from buurtnet.voting.letters import (
    AlreadyMadeError,
    code_for_address,
    let_fall,
    make_letters,
    replace_letter,
)  # fmt: skip
from buurtnet.voting.models import Ballot, Batch, Code, MailedCode, Turnout, VoteRound
from tests.voting.conftest import MakeLetters

pytestmark = pytest.mark.django_db


def votes(around: VoteRound) -> list[list[int]]:
    return sorted(Ballot.objects.filter(round=around).values_list("plans", flat=True))


def test_a_letter_votes_once_and_a_second_phone_hears_so(around: VoteRound, letters: MakeLetters) -> None:
    letter = letters()[0]
    cast(around, letter.code, [2, 1], age="", form_key=uuid.uuid4())
    with pytest.raises(NoVoteError, match="al gestemd"):
        cast(around, letter.code, [3], age="", form_key=uuid.uuid4())
    assert votes(around) == [[1, 2]]
    assert Turnout.objects.get(step="voted").count == 1


def test_a_form_sent_twice_is_one_vote_with_one_receipt(around: VoteRound, letters: MakeLetters) -> None:
    letter, key = letters()[0], uuid.uuid4()
    first = cast(around, letter.code, [1], age="", form_key=key)
    assert cast(around, letter.code, [1], age="", form_key=key) == first
    assert votes(around) == [[1]]


def test_a_vote_is_changed_with_its_receipt_and_with_no_other(around: VoteRound, letters: MakeLetters) -> None:
    receipt = cast(around, letters()[0].code, [1], age="", form_key=uuid.uuid4())
    change(around, receipt.key.lower(), [3, 2])
    assert chosen_by(around, receipt.key) == [2, 3]
    with pytest.raises(NoVoteError, match="Bij deze sleutel"):
        change(around, new_code(), [1])
    assert votes(around) == [[2, 3]]


def test_a_blank_vote_is_a_vote(around: VoteRound, letters: MakeLetters) -> None:
    cast(around, letters()[0].code, [], age="", form_key=uuid.uuid4())
    assert votes(around) == [[]]


@pytest.mark.parametrize("typed", ["", "onzin", "0000-0000-0000-1", "' OR 1=1 --", "💥" * 500])
def test_what_is_no_code_is_no_vote(around: VoteRound, typed: str) -> None:
    with pytest.raises(NoVoteError):
        cast(around, typed, [1], age="", form_key=uuid.uuid4())
    assert votes(around) == []


def test_a_code_that_fell_and_one_that_never_was_get_the_same_answer(
    around: VoteRound, letters: MakeLetters, ingrid: Person
) -> None:
    fallen = letters()[0]
    let_fall(Batch.objects.get(), by=ingrid)
    said = []
    for code in (fallen.code, new_code()):
        with pytest.raises(NoVoteError) as found:
            cast(around, code, [1], age="", form_key=uuid.uuid4())
        said.append(str(found.value))
    assert said[0] == said[1]


def test_votes_count_until_the_last_moment_and_not_at_it(around: VoteRound, letters: MakeLetters) -> None:
    first, second, _third = letters()
    assert around.votes_until
    cast(
        around, first.code, [1], age="", form_key=uuid.uuid4(), now=around.votes_until - dt.timedelta(microseconds=1)
    )
    with pytest.raises(NoVoteError, match="voorbij"):
        cast(around, second.code, [1], age="", form_key=uuid.uuid4(), now=around.votes_until)
    assert Code.objects.get(batch__round=around, letter=second.number).state == CodeState.UNUSED
    VoteRound.objects.filter(pk=around.pk).update(phase=Phase.CHECK)
    with pytest.raises(NoVoteError, match="nog niet begonnen"):
        cast(around, second.code, [1], age="", form_key=uuid.uuid4())


def test_a_plan_that_is_not_on_the_ballot_is_refused(around: VoteRound, letters: MakeLetters) -> None:
    with pytest.raises(NoVoteError, match="niet meer op de lijst"):
        cast(around, letters()[0].code, [1, 99], age="", form_key=uuid.uuid4())
    assert not Code.objects.filter(state=CodeState.USED).exists()


def test_a_code_of_another_round_is_none_here(around: VoteRound, letters: MakeLetters, network: Network) -> None:
    letter = letters()[0]
    other = VoteRound.objects.create(
        network=network, pot=around.pot, name="Jongeren", budget=10_000, phase=Phase.VOTE, fixed_at=around.fixed_at,
        votes_from=around.votes_from, votes_until=around.votes_until,
    )  # fmt: skip
    with pytest.raises(NoVoteError, match="niet geldig"):
        cast(other, letter.code, [], age="", form_key=uuid.uuid4())


def test_a_test_code_shows_all_and_counts_nowhere(around: VoteRound, letters: MakeLetters) -> None:
    letter = letters(kind=BatchKind.TEST)[0]
    for _time in range(2):
        assert cast(around, letter.code, [1], age="", form_key=uuid.uuid4()).is_test
    assert votes(around) == []
    assert not Turnout.objects.exists()


def test_nothing_kept_of_a_vote_leads_to_its_code_or_its_hour(around: VoteRound, letters: MakeLetters) -> None:
    letter = letters()[0]
    before = LogRow.objects.count()
    receipt = cast(around, letter.code, [1], age="", form_key=uuid.uuid4())
    assert LogRow.objects.count() == before, "a line in the log would tell when"
    kept = []
    with connection.cursor() as cursor:
        for model in (Code, Ballot, Turnout):
            cursor.execute(f"SELECT * FROM {model._meta.db_table}")
            kept.append(str(cursor.fetchall()))
    for secret in (letter.code, receipt.key):
        assert secret not in "".join(kept)
    assert not {field.get_internal_type() for field in Ballot._meta.fields} & {"DateTimeField", "DateField"}
    assert not {field.get_internal_type() for field in Code._meta.fields} & {"DateTimeField", "DateField"}
    links = {field.related_model for field in Ballot._meta.get_fields() if field.is_relation}
    assert not links & {Code, Batch, MailedCode, Person}


def test_letters_are_shown_once_and_a_lost_one_is_replaced(
    around: VoteRound, letters: MakeLetters, ingrid: Person
) -> None:
    key = uuid.uuid4()
    made = make_letters(around, BatchKind.LETTERS, 2, name="kade", area=None, form_key=key, by=ingrid)
    with pytest.raises(AlreadyMadeError):
        make_letters(around, BatchKind.LETTERS, 2, name="kade", area=None, form_key=key, by=ingrid)
    batch = Batch.objects.get()
    new = replace_letter(batch, 1, by=ingrid)
    assert new.number == 3
    with pytest.raises(NoVoteError, match="niet geldig"):
        cast(around, made[0].code, [1], age="", form_key=uuid.uuid4())
    cast(around, new.code, [1], age="", form_key=uuid.uuid4())
    with pytest.raises(Exception, match="al gestemd"):
        replace_letter(batch, 3, by=ingrid)


def test_an_address_gets_one_code_and_which_is_not_kept(around: VoteRound) -> None:
    code = code_for_address(around, "Oma@havendijk.example")
    assert code
    assert code_for_address(around, " oma@havendijk.example ") is None
    cast(around, code, [2], age="", form_key=uuid.uuid4())
    assert votes(around) == [[2]]
    row = MailedCode.objects.get()
    assert "oma" not in row.address_hash
    assert not [field for field in MailedCode._meta.fields if field.related_model in {Code, Batch}]


def test_the_order_in_which_addresses_are_kept_is_not_that_in_which_they_came(around: VoteRound) -> None:
    addresses = [f"buur{number}@havendijk.example" for number in range(25)]
    assert all(code_for_address(around, one) for one in addresses)
    kept = list(MailedCode.objects.order_by("pk").values_list("address_hash", flat=True))
    came = [hash_of_address(around.pk, one) for one in addresses]
    assert sorted(kept) == sorted(came)
    assert kept != came


def test_one_mailbox_is_one_voter_and_a_page_sent_with_another_code_another_vote(
    around: VoteRound, letters: MakeLetters
) -> None:
    assert code_for_address(around, "oma+1@havendijk.example")
    assert code_for_address(around, "oma+2@havendijk.example") is None
    key, (first, second, _third) = uuid.uuid4(), letters()
    one = cast(around, first.code, [1], age="", form_key=key)
    other = cast(around, second.code, [2], age="", form_key=key)
    assert one.key != other.key
    with pytest.raises(NoVoteError, match="al gestemd"):
        cast(around, second.code, [3], age="", form_key=uuid.uuid4())
    assert votes(around) == [[1], [2]]
