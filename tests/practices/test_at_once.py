"""Two who do the same at the same moment: one row, one owner, and the other hears of it."""

import datetime as dt
from uuid import uuid4

import pytest

from buurtnet.agenda import handing_over as of_activities
from buurtnet.agenda.again import begin_again
from buurtnet.agenda.dates import Times
from buurtnet.agenda.models import Activity, OwnerOffer, Task
from buurtnet.agenda.tasks import make_tasks
from buurtnet.areas.models import Network
from buurtnet.kit.moving import NotNowError
from buurtnet.kit.moving import NotNowError as NotNowInAgendaError
from buurtnet.people.acting import By
from buurtnet.people.acting import By as InAgenda
from buurtnet.people.models import Person
from buurtnet.practices import handing_over, playbooks, writing
from buurtnet.practices.choices import OfferState, PracticeState
from buurtnet.practices.desk import today_in
from buurtnet.practices.files import file_of, read, take_in
from buurtnet.practices.models import GoodPractice, Playbook, PlaybookOffer
from buurtnet.practices.moving import move
from tests.at_once import at_once
from tests.practices.rows import STEPS, a_playbook, a_practice, a_shared

pytestmark = pytest.mark.django_db(transaction=True)
SAID = {"title": "Soep", "what": "Samen koken.", "source": "buren"}


def test_one_form_sent_twice_makes_one_example(network: Network, joris: Person) -> None:
    key = uuid4()
    made = at_once(*[lambda: writing.write_down(network, SAID, key=key, by=By(joris))] * 4)
    assert len({one.pk for one in made}) == GoodPractice.objects.count() == 1


def test_one_form_sent_twice_makes_one_playbook_with_its_steps_once(network: Network, joris: Person) -> None:
    key = uuid4()
    at_once(*[lambda: playbooks.make(network, {"title": "Feest"}, key=key, by=By(joris), steps=STEPS)] * 4)
    assert Playbook.objects.get().steps.count() == len(STEPS)


def test_of_two_who_read_it_as_second_one_does(
    network: Network, joris: Person, ingrid: Person, samira: Person
) -> None:
    made = a_practice(network, joris)
    met = at_once(
        *[
            lambda who=who: move(
                GoodPractice.objects.get(pk=made.pk), PracticeState.READ, version=1, by=By(who)
            )
            for who in (ingrid, samira)
        ],
        met=(NotNowError,),
    )  # fmt: skip
    assert sum(isinstance(one, NotNowError) for one in met) == 1


def test_one_file_read_in_twice_makes_nothing_double(
    network: Network, other: Network, joris: Person, ingrid: Person, griet: Person
) -> None:
    practice, playbook = a_shared(network, joris, ingrid), a_playbook(network, joris)
    raw = file_of(network, practices=[practice], playbooks=[playbook]).encode()
    taken = at_once(*[lambda: take_in(other, read(raw), by=By(griet))] * 3)
    assert sorted(one.new for one in taken) == [0, 0, 2]
    assert GoodPractice.objects.filter(network=other).count() == 1
    assert Playbook.objects.get(network=other).steps.count() == len(STEPS)


def test_two_are_not_asked_at_once(network: Network, joris: Person, hanan: Person, samira: Person) -> None:
    playbook = a_playbook(network, joris)
    met = at_once(
        *[
            lambda who=who: handing_over.offer(Playbook.objects.get(pk=playbook.pk), who, by=By(joris))
            for who in (hanan, samira)
        ],
        met=(NotNowError,),
    )
    assert sum(isinstance(one, NotNowError) for one in met) == 1
    assert PlaybookOffer.objects.filter(state=OfferState.OFFERED).count() == 1


def begun(network: Network, who: Person, key: object) -> Activity:
    times = Times(today_in(network) + dt.timedelta(days=60), dt.time(14), 180)
    playbook = Playbook.objects.get()
    return begin_again(network, times, title="Feest", key=key, by=InAgenda(who), playbook=playbook)  # type: ignore[arg-type]


def test_begun_twice_at_once_is_one_activity_with_its_tasks_once(network: Network, joris: Person) -> None:
    a_playbook(network, joris)
    key = uuid4()
    made = at_once(*[lambda: begun(network, joris, key)] * 3)
    assert len({one.pk for one in made}) == 1
    assert Task.objects.count() == len(STEPS)
    date = Activity.objects.get().dates.get()
    at_once(*[lambda: make_tasks(date, owner=joris)] * 3)
    assert Task.objects.count() == len(STEPS)


def test_a_yes_and_taking_the_question_back_do_not_both_happen(
    network: Network, joris: Person, hanan: Person
) -> None:
    a_playbook(network, joris)
    activity = begun(network, joris, uuid4())
    asked = of_activities.offer(activity, by=InAgenda(joris), to=hanan)
    met = at_once(
        lambda: of_activities.accept(OwnerOffer.objects.get(pk=asked.pk), by=InAgenda(hanan)),
        lambda: of_activities.withdraw(OwnerOffer.objects.get(pk=asked.pk), by=InAgenda(joris)),
        met=(NotNowInAgendaError,),
    )
    assert sum(isinstance(one, NotNowInAgendaError) for one in met) == 1
    is_accepted = OwnerOffer.objects.get().state == OfferState.ACCEPTED
    assert Activity.objects.get().owner == (hanan if is_accepted else joris)
