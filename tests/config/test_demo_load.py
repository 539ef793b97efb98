"""The demo comes in through the importers of real data, whole, and once."""

from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from buurtnet.areas.models import BaseMap, Network, Place
from buurtnet.config.demo import load
from buurtnet.config.demo.load import load_demo, read_towns
from buurtnet.directory.models import Location, Service, Source
from buurtnet.kit.plain_error import PlainError
from buurtnet.people.models import Organization
from buurtnet.themes.actions import load_themes
from buurtnet.themes.choices import EssentialFunction, SupportLevel
from tests.factories import NetworkFactory

pytestmark = pytest.mark.django_db


def test_both_towns_come_in_whole_and_a_second_time_nothing_happens(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    load_themes()
    assert load_demo() is True
    towns = list(read_towns())
    assert Organization.objects.filter(source="demo").count() == sum(len(t.content["organization"]) for t in towns)
    services = Service.objects.filter(source="demo")
    assert services.count() == sum(len(o.get("service", [])) for t in towns for o in t.content["organization"])
    assert services.filter(reach=None).count() == 0
    assert set(services.values_list("function", flat=True)) == set(EssentialFunction.values)
    assert set(services.values_list("support_level", flat=True)) == set(SupportLevel.values)
    shown = Location.objects.filter(source="demo", location_type="physical")
    assert shown.filter(neighbourhood=None).count() == 0
    assert set(services.values_list("licence", flat=True)) == {"CC0-1.0"}
    for network in Network.objects.all():
        assert BaseMap.objects.filter(network=network).exists()
        assert network.contact_phone.startswith("0999")
        assert network.contact_email.endswith(".example")
        assert len(network.frequent_searches) == 3
    assert Place.objects.filter(name="Netstraat", neighbourhood="Vuurtorenkwartier", town="Havendijk").exists()
    with CaptureQueriesContext(connection) as captured:
        assert load_demo() is False
    assert len(captured) == 1
    monkeypatch.setattr(load, "stamp", lambda: "demo-of-a-next-version")
    Network.objects.filter(slug="havendijk").update(introduction="Van ons.")
    before = set(services.values_list("pk", flat=True))
    assert load_demo() is True
    assert set(services.values_list("pk", flat=True)) == before
    assert Network.objects.get(slug="havendijk").introduction == "Van ons."


def test_no_demo_comes_into_a_folder_of_real_neighbourhoods() -> None:
    NetworkFactory(slug="vlaardingen")
    with pytest.raises(PlainError, match="of its own"):
        load_demo()
    assert not Network.objects.filter(slug="havendijk").exists()
    Network.objects.all().delete()
    Source.objects.create(slug="gemeente")
    with pytest.raises(PlainError, match="of its own"):
        load_demo()
