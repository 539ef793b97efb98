"""Which options a filter offers."""

import pytest
from django.http import QueryDict
from django.test import Client

from buurtnet.areas.finding import forget_network_areas
from buurtnet.home.asked import asked_in
from buurtnet.home.filters import MOST_NEIGHBOURHOODS, day_group, day_part_group, worth_choosing
from buurtnet.search.outbox import rebuild_all
from tests.directory.searchable import offered, reaching, weekly
from tests.factories import AreaFactory, NetworkFactory

pytestmark = pytest.mark.django_db


def test_a_town_offers_all_its_neighbourhoods_also_those_where_nothing_is_found() -> None:
    areas = AreaFactory.create_batch(3)
    network = NetworkFactory(areas=areas)
    assert worth_choosing(asked_in(QueryDict(""), network), {}, areas) == areas


def test_a_region_offers_those_with_most_to_find_and_the_chosen_one_in_their_own_order() -> None:
    areas = AreaFactory.create_batch(MOST_NEIGHBOURHOODS + 5)
    network = NetworkFactory(areas=areas)
    counts = {f"in:{area.pk}": number for number, area in enumerate(areas)}
    chosen = areas[0]
    offered = worth_choosing(asked_in(QueryDict(f"buurt={chosen.slug}"), network), counts, areas)
    assert offered == [chosen, *areas[5:]]


def test_days_are_folded_away_until_one_is_chosen_and_several_can_be() -> None:
    network = NetworkFactory()
    group = day_group(asked_in(QueryDict("q=zwemles"), network), {"day:we": 4})
    assert (group.options, len(group.more)) == ([], 7)
    assert [(one.label, one.count, one.url) for one in group.more][2] == ("Woensdag", 4, "?q=zwemles&dag=we")
    chosen = day_group(asked_in(QueryDict("dag=we&dag=sa"), network), {})
    assert [one.value for one in chosen.options if one.active] == ["we", "sa"]
    assert chosen.options[2].url == "?dag=sa"


def test_one_part_of_the_day_is_chosen_and_let_go() -> None:
    network = NetworkFactory()
    group = day_part_group(asked_in(QueryDict("dagdeel=middag"), network), {"part:avond": 2})
    assert {one.value: one.url for one in group.options} == {
        "": "?", "ochtend": "?dagdeel=ochtend", "middag": "?dagdeel=middag", "avond": "?dagdeel=avond",
    }  # fmt: skip
    assert [one.value for one in group.options if one.active] == ["middag"]


@pytest.mark.parametrize("days", ["TU", "WE,SA"])
def test_a_day_filter_leaves_what_its_count_says(days: str) -> None:
    area = AreaFactory()
    network = NetworkFactory(areas=[area])
    service = offered("Zwemles")
    weekly(service, days, "15:00", "17:00")
    reaching(service, area)
    rebuild_all()
    forget_network_areas()
    shown = Client().get(f"/{network.slug}/zoeken/").context
    groups = {group.name: [*group.options, *group.more] for group in shown["filters"]}
    for option in [*groups["dag"], *groups["dagdeel"]]:
        if option.count is not None:
            total = Client().get(f"/{network.slug}/zoeken/{option.url}").context["total"]
            assert total == option.count, option.label
    assert sum(option.count or 0 for option in groups["dag"]) == len(days.split(","))
    assert [one.value for one in groups["dagdeel"] if one.count] == ["middag"]
