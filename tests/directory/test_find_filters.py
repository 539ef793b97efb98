"""Filters: each narrows, each is counted."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from buurtnet.directory.find import find
from buurtnet.directory.models import Service
from buurtnet.directory.search import rebuild_index
from buurtnet.directory.wanted import Wanted
from buurtnet.search.outbox import rebuild_all
from buurtnet.themes.models import Theme
from tests.directory.searchable import (
    CENTRE,
    TODAY,
    ask,
    asked,
    free,
    names,
    offered,
    placed,
    reaching,
    speaks,
    town,
    weekly,
    with_features,
    with_room,
)
from tests.factories import LocationFactory, NetworkFactory, ServiceAtLocationFactory

pytestmark = pytest.mark.django_db
HERE = ZoneInfo("Europe/Amsterdam")


def at(hour: int, minute: int = 0, date: dt.date = TODAY) -> dt.datetime:
    return dt.datetime.combine(date, dt.time(hour, minute), HERE)


@pytest.fixture
def today(monkeypatch: pytest.MonkeyPatch) -> dt.date:
    """The index is made on the day the tests ask about."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: at(9))
    return TODAY


def test_who_is_two_may_be_two_and_a_half_and_twelve_is_not_too_old_for_up_to_twelve() -> None:
    offered("kleuter", minimum_age=2.5, maximum_age=6)
    offered("schoolkind", minimum_age=8, maximum_age=12)
    offered("iedereen")
    assert sorted(asked(age=2)) == ["iedereen", "kleuter"]
    assert sorted(names(ask(age=12))) == ["iedereen", "schoolkind"]
    assert names(ask(age=13)) == ["iedereen"]
    assert names(ask(age=1)) == ["iedereen"]


def test_free_is_when_every_price_is_zero() -> None:
    free(offered("gratis"))
    paid = offered("deels betaald")
    free(paid)
    paid.cost_options.create(amount=3)
    unsaid = offered("een prijs niet gezegd")
    free(unsaid)
    unsaid.cost_options.create(option="materiaal")
    offered("onbekend")
    assert asked(free=True) == ["gratis"]


def test_languages_count_at_the_service_and_at_its_location_and_one_of_those_asked_is_enough() -> None:
    speaks("tr", service=offered("Turks"))
    speaks("ar", location=placed(offered("Arabisch"), 10))
    offered("Nederlands")
    assert sorted(asked(languages=("tr", "ar"))) == ["Arabisch", "Turks"]
    assert names(ask(languages=("tr",))) == ["Turks"]


def test_wheelchair_and_quiet_come_from_the_location() -> None:
    with_features(placed(offered("beide"), 10), "wheelchair", "low_stimulus")
    with_features(placed(offered("stil"), 10), "quiet")
    offered("niets")
    assert asked(wheelchair=True) == ["beide"]
    assert sorted(names(ask(quiet=True))) == ["beide", "stil"]


def test_online_is_a_virtual_location_and_room_is_places_left() -> None:
    ServiceAtLocationFactory(
        service=offered("chat"), location=LocationFactory(location_type="virtual", latitude=None, longitude=None)
    )
    several = offered("plek")
    with_room(several, 0)
    with_room(several, 1)
    with_room(offered("vol"), 0)
    assert asked(online=True) == ["chat"]
    assert names(ask(room=True)) == ["plek"]


def test_gables_functions_and_themes_are_one_of_those_asked() -> None:
    Theme.objects.create(slug="taal", function=1, name="Taal")
    offered("licht", support_level=1, function=1)
    offered("zwaar", support_level=4, function=2).themes.add("taal")
    offered("midden", support_level=2)
    assert sorted(asked(gables=(1, 3))) == ["licht", "zwaar"]
    assert names(ask(functions=(2,))) == ["zwaar"]
    assert names(ask(themes=("taal", "geld"))) == ["zwaar"]


def test_open_now_knows_the_quarter_the_day_and_the_exception(today: dt.date) -> None:
    weekly(offered("maandag"), "MO", "10:00", "12:00")
    weekly(offered("dinsdag"), "TU", "10:00", "12:00")
    weekly(offered("dicht vandaag"), "MO", "10:00", "12:00", exceptions=[{"date": str(today), "closed": True}])
    weekly(offered("om de week"), "MO", "10:00", "12:00", interval=2, dtstart=str(today - dt.timedelta(days=7)))
    weekly(offered("even gesloten", status="temporarily closed"), "MO", "10:00", "12:00")
    offered("op afspraak")
    assert asked(open_="now", now=at(10)) == ["maandag"]
    assert names(ask(open_="nu", now=at(11, 59))) == ["maandag"]
    assert ask(open_="now", now=at(12)).total == ask(open_="now", now=at(9, 44)).total == 0


def test_what_runs_in_the_holidays_only_is_open_then_and_at_no_other_time(monkeypatch: pytest.MonkeyPatch) -> None:
    christmas, before = dt.date(2026, 12, 28), dt.date(2026, 12, 14)
    here, *_rest = town()
    NetworkFactory(areas=[here], holiday_region="nl-midden")
    camp = offered("kamp")
    reaching(camp, here)
    weekly(camp, "MO", "10:00", "12:00", in_holidays="only")
    for day, found in ((christmas, ["kamp"]), (before, [])):
        monkeypatch.setattr("django.utils.timezone.now", lambda day=day: at(9, date=day))
        assert asked(open_="now", now=at(10, date=day), on=day) == found


def test_times_of_a_building_at_a_secret_address_are_not_told(today: dt.date) -> None:
    for name, hide in (("huis", False), ("blijfhuis", True)):
        placed(offered(name), 10, hide_address=hide).schedules.create(
            freq="WEEKLY", byday="MO", opens_at="10:00", closes_at="12:00"
        )
    assert asked(open_="now", now=at(10)) == ["huis"]


def test_open_past_midnight_is_open_the_next_morning(today: dt.date) -> None:
    weekly(offered("nachtopvang"), "SU", "22:00", "02:00")
    weekly(offered("altijd"), "MO,TU,WE,TH,FR,SA,SU", "00:00", "24:00")
    assert sorted(asked(open_="now", now=at(1, 30))) == ["altijd", "nachtopvang"]
    assert names(ask(open_="now", now=at(2))) == ["altijd"]


def test_open_this_week_is_one_of_seven_days(today: dt.date) -> None:
    weekly(offered("elke week"), "SU", "10:00", "12:00")
    weekly(offered("over een week"), "MO", "10:00", "12:00", interval=2, dtstart=str(today + dt.timedelta(days=7)))
    assert asked(open_="week") == ["elke week"]
    assert sorted(names(ask(open_="week", on=today + dt.timedelta(days=7)))) == ["elke week", "over een week"]


def test_school_holidays_of_the_network_close_what_stops_in_them(monkeypatch: pytest.MonkeyPatch) -> None:
    christmas = dt.date(2026, 12, 28)
    monkeypatch.setattr("django.utils.timezone.now", lambda: at(9, date=christmas))
    here, *_rest = town()
    NetworkFactory(areas=[here], holiday_region="nl-midden")
    for name, in_holidays in (("gewoon", "yes"), ("stopt", "no"), ("juist dan", "only")):
        service = offered(name)
        reaching(service, here)
        weekly(service, "MO", "10:00", "12:00", in_holidays=in_holidays)
    assert sorted(asked(open_="week", on=christmas)) == ["gewoon", "juist dan"]


def test_own_times_of_a_service_at_a_location_win_and_those_of_the_building_count_when_there_are_none(
    today: dt.date,
) -> None:
    own, plain = offered("eigen tijden"), offered("tijden van het huis")
    weekly(own, "TU", "10:00", "12:00")
    link = ServiceAtLocationFactory(service=own)
    link.schedules.create(freq="WEEKLY", byday="MO", opens_at="10:00", closes_at="12:00")
    house = placed(plain, 10)
    house.schedules.create(freq="WEEKLY", byday="MO", opens_at="10:00", closes_at="12:00")
    assert sorted(asked(open_="now", now=at(10))) == ["eigen tijden", "tijden van het huis"]
    assert ask(open_="now", now=at(10, date=today + dt.timedelta(days=1))).total == 0


def test_a_neighbourhood_holds_what_lies_in_it_and_what_serves_it_whole() -> None:
    here, one, other = town("Havendijk", "Molenveld", "Westerkade")
    reaching(offered("in Molenveld"), one)
    reaching(offered("in Westerkade"), other)
    reaching(offered("hele stad"), other, over=(here,))
    inside = (here.pk, one.pk, other.pk)
    assert sorted(asked(inside=inside, over=(here.pk,), neighbourhood=one.pk)) == ["hele stad", "in Molenveld"]
    counts = ask(inside=inside, over=(here.pk,)).counts
    assert (counts[f"in:{one.pk}"], counts[f"in:{other.pk}"]) == (2, 2)
    assert ask(inside=inside, over=(here.pk,), neighbourhood=one.pk).counts[f"in:{other.pk}"] == 2


def test_a_service_for_a_neighbourhood_and_its_town_is_counted_once_in_each() -> None:
    here, one, other = town("Havendijk", "Molenveld", "Westerkade")
    reaching(offered("dubbel"), one, over=(here, one))
    rebuild_all()
    counts = ask(inside=(here.pk, one.pk, other.pk), over=(here.pk,)).counts
    assert [counts[f"in:{area.pk}"] for area in (one, other)] == [1, 1]


def test_every_option_counts_what_is_left_when_it_is_chosen(today: dt.date) -> None:
    a_map_of_all_sorts()
    rebuild_all()
    start = Wanted(text="", on=today, now=at(10))
    options: dict[str, dict[str, object]] = {
        "free": {"free": True}, "wheelchair": {"wheelchair": True}, "room": {"room": True},
        "online": {"online": True},
        "gable:1": {"gables": (1,)}, "gable:3": {"gables": (3,)}, "function:2": {"functions": (2,)},
        "lang:tr": {"languages": ("tr",)}, "age:3": {"age": 3}, "age:14": {"age": 14}, "age:70": {"age": 70},
        "open_now": {"open_": "now"}, "open_week": {"open_": "week"},
    }  # fmt: skip
    for chosen in ({}, {"free": True}, {"gables": (1,)}, {"age": 3}, {"open_": "week"}, {"text": "club"}):
        counts = find(Wanted(**{**vars(start), **chosen})).counts
        for facet, option in options.items():
            with_option = Wanted(**{**vars(start), **chosen, **option})
            assert counts.get(facet, 0) == find(with_option).total, (chosen, facet)


def a_map_of_all_sorts() -> list[Service]:
    services = []
    for number in range(24):
        service = offered(
            f"Club {number}" if number % 2 else f"Groep {number}",
            at=number * 150 if number % 5 else None,
            support_level=number % 5,
            function=number % 7 + 1,
            minimum_age=(None, 0, 4, 12)[number % 4],
            maximum_age=(None, 4, 12, 18)[number % 4],
            is_at_home=number % 6 == 0,
        )
        if number % 3 == 0:
            free(service)
        if number % 4 == 1:
            speaks("tr", service=service)
        if number % 5 == 2:
            with_room(service, number % 2)
        if number % 3 == 1:
            weekly(service, ("MO", "TU", "WE")[number % 3], "09:00", "11:00")
        services.append(service)
    return services


FILTERS: st.SearchStrategy[dict[str, object]] = st.fixed_dictionaries(
    {},
    optional={
        "age": st.integers(0, 80), "free": st.booleans(), "open_": st.sampled_from(["", "now", "week"]),
        "languages": st.sampled_from([(), ("tr",), ("tr", "ar")]), "room": st.booleans(), "online": st.booleans(),
        "gables": st.sets(st.integers(1, 3)).map(tuple), "functions": st.sets(st.integers(1, 7)).map(tuple),
        "text": st.sampled_from(["", "club", "groep 3", "clbu"]),
    },
)  # fmt: skip


def test_a_filter_never_finds_more_and_what_it_finds_is_among_the_rest(today: dt.date) -> None:
    a_map_of_all_sorts()
    rebuild_all()

    @settings(suppress_health_check=[HealthCheck.differing_executors])
    @given(FILTERS, FILTERS)
    def narrows(some: dict[str, object], more: dict[str, object]) -> None:
        more = {name: value for name, value in more.items() if name != "text" and not some.get(name)}
        base = {"near": CENTRE, "on": TODAY, "now": at(10)}
        wide = find(Wanted(**base, **some), limit=100, counting=False)  # type: ignore[arg-type]
        narrow = find(Wanted(**base, **(some | more)), limit=100, counting=False)  # type: ignore[arg-type]
        assert narrow.total <= wide.total
        assert {hit.id for hit in narrow.hits} <= {hit.id for hit in wide.hits}
        assert len(narrow.hits) == narrow.total

    narrows()


def test_what_is_nearer_never_scores_less_all_else_being_equal() -> None:
    distances = [0, 200, 799, 801, 1_500, 3_000, 8_000, 20_000]
    for metres in distances:
        offered("Naaikamer", at=metres)
    rebuild_all()
    hits = ask("naaikamer", near=CENTRE).hits
    by_distance = sorted(hits, key=lambda hit: hit.distance_m or 0)
    assert [hit.score for hit in by_distance] == sorted((hit.score for hit in hits), reverse=True)


def test_a_question_costs_the_same_number_of_queries_however_much_is_found() -> None:
    here, *rest = town("Havendijk", "Molenveld")
    inside = (here.pk, *(area.pk for area in rest))

    def queries() -> int:
        rebuild_index()
        with CaptureQueriesContext(connection) as captured:
            ask("club in Molenveld", inside=inside, over=(here.pk,), neighbourhood=rest[0].pk, near=CENTRE)
        return len(captured)

    reaching(offered("Club"), rest[0])
    queries()  # the areas are read once and kept
    few = queries()
    for number in range(30):
        reaching(offered(f"Club {number}"), rest[0])
    assert queries() == few <= 6
