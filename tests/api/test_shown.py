"""What nobody is told: where a safe address is, who a contact person is, what a source sent beyond the columns."""

from typing import Any

import pytest
from django.test import Client

from buurtnet.areas.models import Area
from buurtnet.directory.models import (
    Address,
    Attribute,
    Capacity,
    Location,
    Phone,
    Schedule,
    Service,
    ServiceArea,
    ServiceAtLocation,
)
from buurtnet.themes.models import TaxonomyTerm
from tests.api.asking import ROOT, ask, ids, indexed, names, public
from tests.directory.searchable import addressed, placed, weekly, with_features

pytestmark = pytest.mark.django_db

EVERYWHERE = (
    "services?full=true", "services", "organizations?full=true&full_service=true", "organizations",
    "service_at_locations?full=true", "service_at_locations", "taxonomies", "taxonomy_terms",
)  # fmt: skip


def everything() -> str:
    """All that the API says, in every form, as one text."""
    told = [Client().get(ROOT + path).content.decode() for path in EVERYWHERE]
    for path in ("services", "organizations", "service_at_locations"):
        told += [Client().get(f"{ROOT}{path}/{one}").content.decode() for one in ids(path)]
    assert len(told) >= len(EVERYWHERE) + 3
    return "\n".join(told)


def refuge(area: Area) -> tuple[Service, Location]:
    """A service at a safe address, of which everything can be told that must not be."""
    service = public("Veilig onderdak", area, scope="Vuurtorenkwartier-geheim")
    place = placed(service, 123.4, hide_address=True, external_identifier="pand 77", description="naast de sluis")
    Location.objects.filter(pk=place.pk).update(name="Huis Geheim", neighbourhood=area)
    addressed(place, "Schuilstraat 7")
    Address.objects.update(postal_code="8991 ZZ", directions="achterom", attention="mevrouw Voorbeeld")
    Service.objects.filter(pk=service.pk).update(source="bron", source_id="made:0123456789abcdef")
    with_features(place, "lift")
    Phone.objects.create(location=place, number="0999 111 222")
    weekly(service, "MO", "09:00", "10:00")
    Schedule.objects.create(location=place, notes="bel twee keer aan", opens_at="08:00")
    link = ServiceAtLocation.objects.get(service=service)
    ServiceAtLocation.objects.filter(pk=link.pk).update(description="de deur aan de Schuilstraat")
    ServiceArea.objects.create(at_location=link, name="Zoutkeet-geheim")
    Attribute.objects.create(at_location=link, term=TaxonomyTerm.objects.create(name="Opvang"), value="aan-zee")
    return service, place


def test_of_a_safe_address_nothing_is_told(areas: list[Area]) -> None:
    service, place = refuge(areas[1])
    indexed()

    told = everything()
    assert "Veilig onderdak" in told
    for secret in (
        str(place.pk), str(place.latitude), str(place.longitude), "Huis Geheim", "Schuilstraat", "8991 ZZ",
        "achterom", "Voorbeeld", "pand 77", "sluis", "lift", "0999 111", "twee keer", "geheim", "aan-zee", "made:",
    ):  # fmt: skip
        assert secret not in told
    [at_location] = ask(f"services/{service.pk}")["service_at_locations"]
    assert at_location == {"id": at_location["id"], "bn_hide_address": True}


def test_a_safe_address_is_not_found_by_asking_near_it(areas: list[Area]) -> None:
    _service, place = refuge(areas[1])
    indexed()

    for path in ("services", "service_at_locations"):
        near = {"lat": place.latitude, "lon": place.longitude, "proximity": 100_000}
        assert ask(path, **near)["total_items"] == 0
    for words in ("Schuilstraat", "Huis Geheim", "8991 ZZ"):
        assert ask("services", search=words)["total_items"] == 0
    assert ask("services", taxonomy_term_id=TaxonomyTerm.objects.get().pk)["total_items"] == 0
    assert names("services", day="MO") == ["Veilig onderdak"]  # its own hours may be known


def test_of_two_places_only_the_safe_one_is_kept_secret(areas: list[Area]) -> None:
    service, _place = refuge(areas[1])
    placed(service, 5_000)
    indexed()

    at_locations = ask(f"services/{service.pk}")["service_at_locations"]
    assert sorted("location" in one for one in at_locations) == [False, True]
    assert len(ask("service_at_locations", full="true")["contents"]) == 2


@pytest.mark.parametrize("extra", [{"contact_id": "jan"}, {"§": {"person": True}}])
def test_a_number_of_a_contact_person_is_not_told(areas: list[Area], extra: dict[str, Any]) -> None:
    service = public("Club", areas[1], at=0)
    assert service.organization
    link = ServiceAtLocation.objects.get()
    assert link.location
    for of in ({"service": service}, {"organization": service.organization}, {"at_location": link}):
        Phone.objects.create(number="0999 65 43 21", extra=extra, **of)
    Phone.objects.create(number="0999 65 43 21", extra=extra, location=link.location)
    Phone.objects.create(number="0999 00 00 01", service=service)
    indexed()

    told = everything()
    assert "0999 00 00 01" in told
    assert "0999 65 43 21" not in told


def test_what_a_source_sent_beyond_the_columns_is_not_told(areas: list[Area]) -> None:
    sent = {
        "contacts": [{"name": "Jan Voorbeeld", "email": "jan@voorbeeld.example"}],
        "metadata": [{"updated_by": "Jan Voorbeeld"}],
        "§": {"read": {"name": ["Club", "Club van Jan Voorbeeld"]}, "id": "jan-voorbeeld"},
    }
    service = public("Club", areas[1], at=0, extra=sent, assurer_email="jan@voorbeeld.example")
    weekly(service, "MO", "09:00", "10:00")
    addressed(Location.objects.get(), "Netstraat 1")
    for model in (Schedule, Address, Location, ServiceAtLocation):
        model._default_manager.update(extra=sent)
    type(service.organization)._default_manager.update(extra=sent)  # type: ignore[union-attr]
    Address.objects.update(attention="Jan Voorbeeld")
    indexed()

    told = everything()
    assert "Netstraat 1" in told
    assert "oorbeeld" not in told.replace("jan-voorbeeld", "oorbeeld")


def test_what_someone_has_to_bring_is_told_as_the_page_tells_it(areas: list[Area]) -> None:
    listed = [{"document": "een brief", "contacts": [{"name": "Jan"}]}, {"document": ["geen"]}, "geen", {"uri": "x"}]
    service = public("Club", areas[1], extra={"required_documents": listed})
    indexed()

    [needed] = ask(f"services/{service.pk}")["required_documents"]
    assert needed == {"id": needed["id"], "document": "een brief"}


def test_what_hsds_has_no_word_for_is_told_under_a_name_of_our_own(areas: list[Area]) -> None:
    service = public("Club", areas[1], at=0)
    Schedule.objects.create(service=service, freq="DAILY", opens_at="09:00", position=0)
    Schedule.objects.create(service=service, freq="YEARLY", wkst="XX", position=1)
    Phone.objects.create(service=service, number="0999 00 00 01", extension="tst 3")
    Capacity.objects.create(service=service, available=3)
    indexed()

    whole = ask(f"services/{service.pk}")
    daily, yearly = whole["schedules"]
    assert (daily["freq"], daily["byday"]) == ("WEEKLY", "MO,TU,WE,TH,FR,SA,SU")
    assert yearly == {"id": yearly["id"], "bn_freq": "YEARLY", **{k: yearly[k] for k in yearly if k[:3] == "bn_"}}
    assert whole["phones"][0]["bn_extension"] == "tst 3"
    assert "capacities" not in whole  # nobody said when


def test_an_entry_tells_where_it_came_from_and_how_fresh_it_is(areas: list[Area]) -> None:
    public("Club", areas[1], at=0, source="bron", source_id="club-7", licence="CC-BY-4.0", scope="T1")
    indexed()

    [one] = ask("services")["contents"]
    assert (one["bn_source"], one["bn_source_id"], one["bn_licence"]) == ("bron", "club-7", "CC-BY-4.0")
    assert one["bn_freshness"] == {"score": 50, "label": "not_checked_here"}
    assert one["bn_area"] == "T1"
