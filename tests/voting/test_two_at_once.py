"""Two at the same moment: one code from two phones, a vote while it closes, one paper, one pot. On both databases."""

import datetime as dt
import os
import sqlite3
import subprocess
import sys
import uuid
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from buurtnet.budget.choices import BookingKind
from buurtnet.budget.ledger import NotEnoughError, book, differs
from buurtnet.budget.models import Idea, Pot
from buurtnet.kit.moving import NotNowError
from buurtnet.people.models import Person
from buurtnet.voting.casting import NoVoteError, Receipt, cast
from buurtnet.voting.choices import BatchKind, Phase, PlanState
from buurtnet.voting.closing import close_and_count
from buurtnet.voting.models import Ballot, Code, Count, CountedBallot, PaperBallot, Plan, VoteRound
from buurtnet.voting.paper_ballots import enter
from buurtnet.voting.publishing import publish
from tests.at_once import at_once
from tests.voting.conftest import MakeLetters

pytestmark = pytest.mark.django_db(transaction=True)

PHONES = 8
# What one process does: so many threads, each voting with the same code for another plan.
VOTE = r"""
import sys, threading, uuid
import django
from django.conf import settings
settings.FIELD_KEYS, settings.SECRET_KEY = sys.argv[4], sys.argv[5]
django.setup()
from buurtnet.voting.casting import NoVoteError, cast
from buurtnet.voting.models import VoteRound
around = VoteRound.objects.select_related("network").get(pk=sys.argv[1])
def vote(number):
    try:
        cast(around, sys.argv[2], [number % 3 + 1], age="", form_key=uuid.uuid4())
        said = "voted"
    except NoVoteError:
        said = "refused"
    except Exception as error:
        said = f"{type(error).__name__} {error}"
    sys.stdout.write(said + "\n")
threads = [threading.Thread(target=vote, args=[number]) for number in range(int(sys.argv[3]))]
sys.stdin.readline()
for one in threads: one.start()
for one in threads: one.join()
"""


def again(around: VoteRound) -> VoteRound:
    """The same round, as another connection read it."""
    return VoteRound.objects.select_related("network", "pot").get(pk=around.pk)


def test_one_code_from_many_phones_is_one_vote(around: VoteRound, letters: MakeLetters) -> None:
    code = letters()[0].code

    def from_a_phone(number: int) -> Receipt:
        return cast(again(around), code, [number % 3 + 1], age="", form_key=uuid.uuid4())

    jobs = [lambda number=number: from_a_phone(number) for number in range(PHONES)]
    gave = at_once(*jobs, met=(NoVoteError,))
    assert sum(isinstance(one, Receipt) for one in gave) == 1
    assert Ballot.objects.count() == 1
    assert Code.objects.filter(state="used").count() == 1


def test_one_form_sent_twice_at_once_is_one_vote_with_one_receipt(around: VoteRound, letters: MakeLetters) -> None:
    code, key = letters()[0].code, uuid.uuid4()
    gave = at_once(*[lambda: cast(again(around), code, [1], age="", form_key=key)] * 4)
    assert {one.key for one in gave} == {gave[0].key}
    assert Ballot.objects.count() == 1


def test_one_code_from_many_phones_is_one_vote_on_sqlite(
    around: VoteRound, letters: MakeLetters, tmp_path: Path
) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("this is about SQLite; the tests above are about PostgreSQL")
    code = letters()[0].code
    file = tmp_path / "buurtnet.sqlite3"
    with sqlite3.connect(file) as copy:
        connection.connection.backup(copy)
    copy.close()
    env = {
        **os.environ, "DATABASE_URL": f"sqlite:///{file}", "DJANGO_SETTINGS_MODULE": "buurtnet.config.settings",
        "PYTHONPATH": str(Path(__file__).resolve().parents[2]), "BUURTNET_DATA_DIR": str(tmp_path),
    }  # fmt: skip
    words = [sys.executable, "-c", VOTE, str(around.pk), code, "4", settings.FIELD_KEYS, settings.SECRET_KEY]
    pipes: dict[str, Any] = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    running = [subprocess.Popen(words, env=env, text=True, **pipes) for _process in range(2)]
    for one in running:
        assert one.stdin
        one.stdin.write("\n")
        one.stdin.flush()
    ended = [one.communicate(timeout=120) for one in running]
    said = sorted(line for out, _errors in ended for line in out.splitlines())
    assert said == ["refused"] * 7 + ["voted"], ended
    with sqlite3.connect(file) as made:
        assert made.execute("SELECT count(*) FROM voting_ballot").fetchone() == (1,)
        assert made.execute("SELECT count(*) FROM voting_code WHERE state = 'used'").fetchone() == (1,)
    made.close()


def test_a_vote_that_comes_in_while_it_closes_counts_or_is_refused_and_is_never_lost(
    around: VoteRound, letters: MakeLetters
) -> None:
    made = letters(PHONES)
    end = around.votes_until
    assert end
    just_before = end - dt.timedelta(microseconds=1)

    def vote(number: int) -> Receipt:
        return cast(again(around), made[number].code, [1], age="", form_key=uuid.uuid4(), now=just_before)

    jobs: list[Any] = [lambda number=number: vote(number) for number in range(PHONES)]
    gave = at_once(*jobs, lambda: close_and_count(again(around), by=None, now=end), met=(NoVoteError,))
    voted = sum(isinstance(one, Receipt) for one in gave)
    assert Count.objects.get().voters == voted
    assert sum(one.times for one in CountedBallot.objects.all()) == voted
    assert Code.objects.filter(state="used").count() == voted
    assert not Ballot.objects.exists()


def test_two_who_count_at_once_count_once(around: VoteRound, letters: MakeLetters) -> None:
    for letter in letters(3):
        cast(around, letter.code, [1, 2], age="", form_key=uuid.uuid4())
    end = around.votes_until
    gave = at_once(*[lambda: close_and_count(again(around), by=None, now=end)] * 3)
    assert {one.pk for one in gave} == {Count.objects.get().pk}
    assert CountedBallot.objects.get().times == 3


def test_one_paper_entered_by_two_at_once_is_one_vote(
    around: VoteRound, letters: MakeLetters, ingrid: Person, samira: Person
) -> None:
    code = letters(1, BatchKind.PAPER)[0].code
    jobs: list[Any] = [lambda by=by: enter(again(around), 1, code, [1], by=by) for by in (ingrid, samira)]
    gave = at_once(*jobs, met=(NoVoteError, NotNowError))
    assert PaperBallot.objects.count() == 1
    assert Ballot.objects.count() <= 1
    if not Ballot.objects.exists():  # both came first, and one of them heard so
        heard = next(by for by, one in zip((ingrid, samira), gave, strict=True) if isinstance(one, Exception))
        enter(around, 1, code, [1], by=heard)
    assert Ballot.objects.get().plans == [1]
    assert PaperBallot.objects.get().state == "counted"


def test_a_paper_and_a_phone_with_one_code_are_one_vote(
    around: VoteRound, letters: MakeLetters, ingrid: Person, samira: Person
) -> None:
    code = letters(1, BatchKind.PAPER)[0].code
    enter(around, 1, code, [1], by=ingrid)
    gave = at_once(
        lambda: enter(again(around), 1, code, [1], by=samira),
        lambda: cast(again(around), code, [2], age="", form_key=uuid.uuid4()), met=(NoVoteError,),
    )  # fmt: skip
    assert sum(isinstance(one, Exception) for one in gave) == 1
    assert Ballot.objects.count() == 1


def counted(around: VoteRound, name: str) -> VoteRound:
    """Another round about the same pot, counted: one plan of 700 euros won."""
    made = VoteRound.objects.create(
        network=around.network, pot=around.pot, name=name, budget=70_000, seed="zee", phase=Phase.COUNT
    )
    idea = Idea.objects.create(
        network=around.network, title=name, asked=70_000, link_hash=uuid.uuid4().hex, let_in_at=timezone.now()
    )
    Plan.objects.create(
        round=made, idea=idea, number=1, title=name, cost=70_000, state=PlanState.FEASIBLE, votes=9, won=True,
        checked_at=timezone.now(),
    )  # fmt: skip
    return made


def test_a_pot_is_not_overspent_by_two_results_at_once(around: VoteRound, ingrid: Person) -> None:
    rounds = [counted(around, "Zomer"), counted(around, "Winter")]
    jobs: list[Any] = [lambda one=one: publish(again(one), by=ingrid) for one in rounds]
    gave = at_once(*jobs, met=(NotEnoughError,))
    one_of_two(around, gave)


def test_a_pot_is_not_overspent_by_two_results_after_each_other(around: VoteRound, ingrid: Person) -> None:
    gave: list[Any] = []
    for one in (counted(around, "Zomer"), counted(around, "Winter")):
        try:
            gave.append(publish(one, by=ingrid))
        except NotEnoughError as error:
            gave.append(error)
    one_of_two(around, gave)


def one_of_two(around: VoteRound, gave: list[Any]) -> None:
    assert sum(isinstance(one, NotEnoughError) for one in gave) == 1
    pot = Pot.objects.get(pk=around.pot_id)
    assert (pot.free, pot.promised) == (20_000, 70_000)
    assert not differs(pot)
    phases = sorted(VoteRound.objects.exclude(pk=around.pk).values_list("phase", flat=True))
    assert phases == [Phase.COUNT, Phase.RESULT], "what could not be promised is not public either"
    with transaction.atomic(), pytest.raises(NotEnoughError):
        book(pot, BookingKind.PROMISE, 20_001, key=uuid.uuid4(), by=None)
