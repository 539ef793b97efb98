"""A network is started on areas that are there, with an address that is free, or not at all."""

import pytest

from buurtnet.areas.models import Area, Network
from buurtnet.areas.networks import create_network
from buurtnet.kit.plain_error import PlainError

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def areas() -> None:
    for kind, system, code in [
        ("municipality", "cbs", "GM0622"), ("postcode", "pc4", "3131"), ("neighbourhood", "own", "3131"),
    ]:  # fmt: skip
        Area.objects.create(kind=kind, code_system=system, code=code, name=f"Gebied {code}", slug=code.lower())


def create(slug: str = "vlaardingen", **more: object) -> Network:
    said = {"name": "Buurtnet", "town": "Vlaardingen", "country": "NL", "areas": ["GM0622"]} | more
    return create_network(slug, **said)  # type: ignore[arg-type]  # wrong ones are meant


def test_a_network_covers_its_areas_and_speaks_the_language_of_its_country() -> None:
    network = create(areas=["gm0622", "pc4:3131"], breadth="everyone")
    assert set(network.areas.values_list("code", flat=True)) == {"GM0622", "3131"}
    assert (network.locale, network.time_zone, network.breadth) == ("nl", "Europe/Amsterdam", "everyone")
    flemish = create("gent", country="BE")
    assert (flemish.locale, flemish.time_zone, flemish.holiday_region) == ("nl-be", "Europe/Brussels", "be-vl")


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ({"slug": "Vlaardingen"}, "cannot be the address"),
        ({"slug": "privacy"}, "cannot be the address"),
        ({"slug": "a--b"}, "cannot be the address"),
        ({"slug": "a" * 61}, "cannot be the address"),
        ({"country": "FR"}, "can be NL or BE"),
        ({"areas": []}, "one area at least"),
        ({"areas": ["GM9999"]}, "no area with the code GM9999"),
        ({"areas": ["3131"]}, "more than one area: .*pc4:3131"),
        ({"areas": ["zip:3131"]}, "no code system zip"),
        ({"holiday_region": "mars"}, "no holiday region mars"),
    ],
)
def test_a_network_that_cannot_be_is_not_made(said: dict[str, object], reason: str) -> None:
    with pytest.raises(PlainError, match=reason):
        create(**said)  # type: ignore[arg-type]
    assert Network.objects.count() == 0


def test_an_address_is_given_once() -> None:
    create()
    with pytest.raises(PlainError, match="already"):
        create()
