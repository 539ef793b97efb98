"""Which options a filter offers."""

import pytest
from django.http import QueryDict

from buurtnet.home.asked import asked_in
from buurtnet.home.filters import MOST_NEIGHBOURHOODS, worth_choosing
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
