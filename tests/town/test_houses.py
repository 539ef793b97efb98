"""Where what the demo has stands on the map."""

import pytest

from buurtnet.config.demo.load import read_towns
from buurtnet.directory.models import Location

pytestmark = pytest.mark.django_db


def test_a_house_lies_in_the_neighbourhood_its_file_says() -> None:
    said = {
        town.id("location", row["key"]): row["neighbourhood"]
        for town in read_towns()
        for row in town.content["location"]
    }
    found = {
        str(location.pk): location.neighbourhood.name
        for location in Location.objects.filter(pk__in=said, hide_address=False).select_related("neighbourhood")
        if location.neighbourhood
    }
    assert {key: (said[key], name) for key, name in found.items() if said[key] != name} == {}
