"""Every object of the demo is HSDS 3.1, as its own schemas say."""

from pathlib import Path

import pytest

from buurtnet.areas.kept import forget_all
from buurtnet.areas.models import Network
from tests.api.conforming import conforming, validators_in

pytestmark = pytest.mark.django_db


def test_every_object_of_the_demo_is_hsds(shared_data: Path) -> None:
    forget_all()
    counted = conforming(validators_in(shared_data))
    assert Network.objects.filter(is_listed=True).exists()
    assert counted["services"] > 50
    assert all(counted[path] > 10 for path in ("organizations", "service_at_locations"))
