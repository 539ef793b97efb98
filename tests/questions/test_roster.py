"""The roster: who stands behind the door, what it promises, and who answers what."""

import datetime as dt
from uuid import UUID, uuid4

import pytest
from django.utils import timezone
from django.utils.formats import date_format
from hypothesis import given
from hypothesis import strategies as st

from buurtnet.areas.holidays import Holiday
from buurtnet.areas.models import Area, Network
from buurtnet.people.choices import Role
from buurtnet.people.models import Membership, Person
from buurtnet.questions.choices import AgeBand, AskedFor
from buurtnet.questions.free_days import easter, free_days, is_working_day, working_days_between
from buurtnet.questions.models import Duty
from buurtnet.questions.roster import answerers, door_of, promised, sentence
from buurtnet.questions.standing import AHEAD, Roster, Shift, days_ahead
from tests.people.cast import person
from tests.questions.rows import MONDAY, a_question, a_theme, away, on_duty

PEOPLE = [UUID(int=number) for number in range(1, 5)]
FIRST = dt.date(2026, 2, 20)
days = st.integers(0, 40).map(lambda number: FIRST + dt.timedelta(days=number))
spans = st.tuples(days, days).map(lambda pair: (min(pair), max(pair)))


@st.composite
def shifts(draw: st.DrawFn) -> Shift:
    first, last = draw(spans)
    who, deputy = draw(st.sampled_from(PEOPLE)), draw(st.sampled_from([None, *PEOPLE]))
    return Shift(
        person=who, first=first, last=draw(st.sampled_from([None, last])), deputy=deputy if deputy != who else None,
        weekdays=draw(st.frozensets(st.integers(0, 6), min_size=1)), is_off_in_holidays=draw(st.booleans()),
        answers_children=draw(st.booleans()),
    )  # fmt: skip


rosters = st.builds(
    Roster,
    country=st.sampled_from(["NL", "BE"]),
    shifts=st.lists(shifts(), max_size=6).map(tuple),
    away=st.dictionaries(st.sampled_from(PEOPLE), st.lists(spans, max_size=3)),
    holidays=st.lists(spans.map(lambda span: Holiday("voorjaarsvakantie", *span)), max_size=2).map(tuple),
)


@given(rosters, days)
def test_nobody_who_is_away_is_at_it(roster: Roster, day: dt.date) -> None:
    assert not [one for one in roster.at_work_on(day) if roster.is_away(one, day)]


@given(rosters, days)
def test_whoever_is_at_it_stands_on_the_roster_or_stands_in_for_who_is_away(roster: Roster, day: dt.date) -> None:
    for one in roster.at_work_on(day):
        lines = [shift for shift in roster.shifts if shift.runs_on(day) and day.weekday() in shift.weekdays]
        stands_in = [shift for shift in lines if shift.deputy == one and roster.is_away(shift.person, day)]
        assert stands_in or [shift for shift in lines if shift.person == one]


@given(rosters, days)
def test_the_door_is_open_exactly_when_two_people_stand_behind_it_soon(roster: Roster, day: dt.date) -> None:
    there = {one for ahead in days_ahead(day, roster.country) for one in roster.at_work_on(ahead)}
    assert roster.is_open(day) == (len(there) >= 2)


@given(rosters, days)
def test_a_door_looks_as_many_working_days_ahead_as_it_says(roster: Roster, day: dt.date) -> None:
    found = list(days_ahead(day, roster.country))
    assert sum(is_working_day(one, roster.country) for one in found) == AHEAD


@given(rosters, days, st.integers(1, 7))
def test_what_is_promised_lies_later_and_on_a_day_with_someone_when_there_is_one(
    roster: Roster, day: dt.date, number: int
) -> None:
    promise = roster.nth_day(day, number)
    assert promise > day
    between = [day + dt.timedelta(days=ahead) for ahead in range(1, (promise - day).days + 1)]
    if sum(bool(roster.at_work_on(one)) for one in between) >= number:
        assert roster.at_work_on(promise)
        assert sum(bool(roster.at_work_on(one)) for one in between) == number


@given(rosters, days)
def test_who_stands_in_for_a_youth_worker_is_one(roster: Roster, day: dt.date) -> None:
    for shift in roster.shifts:
        who = roster.behind(shift, day)
        assert who is None or not shift.answers_children or roster.is_youth_worker(who, day)


def test_a_deputy_who_is_away_too_does_not_count() -> None:
    who, deputy = uuid4(), uuid4()
    shift = Shift(person=who, deputy=deputy, first=FIRST)
    span = [(FIRST, FIRST)]
    assert Roster("NL", (shift,), {who: span}).behind(shift, FIRST) == deputy
    assert Roster("NL", (shift,), {who: span, deputy: span}).behind(shift, FIRST) is None


@pytest.mark.parametrize(
    ("year", "day"), [(1961, (4, 2)), (2024, (3, 31)), (2025, (4, 20)), (2026, (4, 5)), (2038, (4, 25))]
)
def test_easter_falls_where_the_church_has_it(year: int, day: tuple[int, int]) -> None:
    assert easter(year) == dt.date(year, *day)


def test_kings_day_moves_from_a_sunday_to_the_saturday_before() -> None:
    assert dt.date(2025, 4, 26) in free_days("NL", 2025)
    assert dt.date(2025, 4, 27) not in free_days("NL", 2025)
    assert dt.date(2026, 4, 27) in free_days("NL", 2026)


def test_each_country_has_its_own_days_off() -> None:
    assert len(free_days("BE", 2026)) == 10
    assert dt.date(2026, 7, 21) in free_days("BE", 2026) - free_days("NL", 2026)
    assert dt.date(2025, 5, 5) in free_days("NL", 2025)  # once in five years
    assert dt.date(2026, 5, 5) not in free_days("NL", 2026)
    assert free_days("LU", 2026) == frozenset()


def test_working_days_leave_out_weekends_and_days_off() -> None:
    before_easter = dt.date(2026, 4, 3)
    assert working_days_between(before_easter, dt.date(2026, 4, 7), "NL") == 1  # Easter Monday is off
    assert working_days_between(before_easter, before_easter, "NL") == 0


@pytest.mark.django_db
def test_the_door_says_who_answers_and_within_how_many_days(network: Network, roster: list[Duty]) -> None:
    door = door_of(network, MONDAY)
    assert door.is_open
    assert sorted(door.names) == ["Joris", "Samira"]
    assert door.working_days == 2
    assert door.reads in {
        "Samira en Joris lezen je vraag binnen 2 werkdagen", "Joris en Samira lezen je vraag binnen 2 werkdagen",
    }  # fmt: skip


@pytest.mark.django_db
def test_one_person_alone_keeps_the_door_shut(network: Network, samira: Person) -> None:
    on_duty(network, samira)
    on_duty(network, samira, weekdays=[1])
    assert not door_of(network, MONDAY).is_open


@pytest.mark.django_db
def test_both_ill_shuts_the_door(network: Network, roster: list[Duty], samira: Person, joris: Person) -> None:
    until = MONDAY.date() + dt.timedelta(days=10)
    away(samira, MONDAY.date(), until)
    assert not door_of(network, MONDAY).is_open
    away(joris, MONDAY.date(), until)
    assert door_of(network, MONDAY).names == []


@pytest.mark.django_db
def test_a_deputy_keeps_the_door_open(network: Network, samira: Person, joris: Person, emre: Person) -> None:
    on_duty(network, samira, deputy=emre)
    on_duty(network, joris)
    away(samira, MONDAY.date(), MONDAY.date() + dt.timedelta(days=10))
    assert sorted(door_of(network, MONDAY).names) == ["Emre", "Joris"]


@pytest.mark.django_db
def test_a_role_that_ended_takes_someone_off_the_roster_at_once(
    network: Network, roster: list[Duty], joris: Person
) -> None:
    assert door_of(network, MONDAY).is_open
    Membership.objects.filter(person=joris).update(ends_at=timezone.now())
    assert not door_of(network, MONDAY).is_open


@pytest.mark.django_db
def test_in_school_holidays_who_is_free_then_is_not_there(
    network: Network, roster: list[Duty], samira: Person
) -> None:
    Duty.objects.filter(person=samira).update(is_off_in_holidays=True)
    in_spring_break = dt.datetime(2026, 2, 16, 9, tzinfo=dt.UTC)  # nl-midden: 14 to 22 February
    assert not door_of(network, in_spring_break).is_open
    assert door_of(network, MONDAY).is_open


@pytest.mark.django_db
def test_a_promise_counts_the_days_on_which_someone_is_there(network: Network, samira: Person, joris: Person) -> None:
    on_duty(network, samira, weekdays=[0])
    on_duty(network, joris, weekdays=[3])
    promise = promised(network, MONDAY)
    assert promise.take_by.date() == dt.date(2026, 3, 9)  # Thursday is the first day, the next Monday the second
    assert door_of(network, MONDAY).working_days == 5
    assert promise.answer_by > promise.take_by


@pytest.mark.django_db
def test_without_a_roster_a_promise_counts_working_days(network: Network) -> None:
    promise = promised(network, MONDAY)
    assert (promise.take_by.date(), promise.answer_by.date()) == (dt.date(2026, 3, 4), dt.date(2026, 3, 11))


@pytest.mark.parametrize(
    ("names", "days", "says"),
    [
        (["Samira", "Joris"], 1, "Samira en Joris lezen je vraag binnen 1 werkdag"),
        (["Samira", "Joris", "Emre"], 2, "Samira, Joris en Emre lezen je vraag binnen 2 werkdagen"),
        (["Samira", "Joris", "Emre", "Noor"], 2, "Samira, Joris en 2 anderen lezen je vraag binnen 2 werkdagen"),
        ([], 3, "We lezen je vraag binnen 3 werkdagen"),
    ],
)
def test_the_sentence_of_the_door_is_plain(names: list[str], days: int, says: str) -> None:
    assert sentence(names, days) == says


@pytest.mark.django_db
def test_who_has_the_theme_comes_first(network: Network, samira: Person, joris: Person, emre: Person) -> None:
    swimming, money = a_theme("Zwemmen"), a_theme("Geld")
    on_duty(network, samira)
    on_duty(network, joris, theme=swimming)
    on_duty(network, emre, theme=money)
    question = a_question(network, themes=[swimming])
    assert answerers(question, MONDAY) == [joris, samira]


@pytest.mark.django_db
def test_of_a_question_without_a_theme_nobody_is_left_out(network: Network, roster: list[Duty], emre: Person) -> None:
    on_duty(network, emre, theme=a_theme("Geld"))
    assert len(answerers(a_question(network), MONDAY)) == 3


@pytest.mark.django_db
def test_another_neighbourhood_is_for_another(network: Network, area: Area, samira: Person, joris: Person) -> None:
    elsewhere = Area.objects.exclude(pk=area.pk).first() or Area.objects.create(
        kind=area.kind, code_system=area.code_system, code="XX1", name="Elders", slug="elders"
    )
    on_duty(network, samira, area=area)
    on_duty(network, joris, area=elsewhere)
    assert answerers(a_question(network, area=area), MONDAY) == [samira]


@pytest.mark.django_db
def test_who_is_away_is_left_out_and_the_deputy_answers(
    network: Network, samira: Person, joris: Person, emre: Person
) -> None:
    on_duty(network, samira, deputy=emre)
    on_duty(network, joris)
    question = a_question(network, asked_at=MONDAY)
    assert set(answerers(question, MONDAY)) == {samira, joris}
    away(samira, MONDAY.date())
    assert set(answerers(question, MONDAY)) == {emre, joris}


@pytest.mark.django_db
def test_what_nobody_took_in_time_comes_to_the_deputies_too(
    network: Network, samira: Person, joris: Person, emre: Person
) -> None:
    on_duty(network, samira, deputy=emre)
    on_duty(network, joris)
    question = a_question(network, asked_at=MONDAY)
    later = MONDAY + dt.timedelta(days=3)
    assert set(answerers(question, later)) == {samira, joris, emre}


@pytest.mark.django_db
def test_a_child_that_asks_alone_comes_to_who_answers_children_and_else_to_the_director(
    network: Network, roster: list[Duty], ingrid: Person, emre: Person
) -> None:
    child = a_question(network, age_band=AgeBand.TEENAGER, asked_for=AskedFor.SELF)
    assert answerers(child, MONDAY) == [ingrid]
    on_duty(network, emre, answers_children=True, theme=a_theme("Geld"))
    assert answerers(child, MONDAY) == [emre]


@pytest.mark.django_db
def test_a_deputy_who_answers_no_children_does_not_stand_in_for_a_youth_worker(
    network: Network, ingrid: Person, emre: Person, joris: Person
) -> None:
    on_duty(network, emre, answers_children=True, deputy=joris)
    away(emre, MONDAY.date())
    child = a_question(network, age_band=AgeBand.CHILD, asked_for=AskedFor.SELF)
    assert answerers(child, MONDAY) == [ingrid]


@pytest.mark.django_db
def test_a_roster_costs_the_same_number_of_queries_however_long_it_is(
    network: Network, roster: list[Duty], django_assert_num_queries: object
) -> None:
    for number in range(6):
        on_duty(network, person(f"Iemand {number}", Role.MEMBER, network))
    with django_assert_num_queries(3):  # type: ignore[operator]  # a fixture of pytest-django
        door_of(network, MONDAY)


def test_the_door_names_the_very_day_that_a_question_promises(network: Network, roster: list[Duty]) -> None:
    door = door_of(network, MONDAY)
    day = promised(network, MONDAY).answer_by
    assert door.says == f"{door.reads}. Uiterlijk {date_format(day, 'l j F')} staat je antwoord klaar"
    assert "antwoord" not in door.reads
