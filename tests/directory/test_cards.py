"""Facts of a service in words."""

import datetime as dt
from decimal import Decimal

import pytest
from django.utils import translation

from buurtnet.areas.models import Network
from buurtnet.directory.alternatives import age_meant
from buurtnet.directory.card_rows import services_for_cards
from buurtnet.directory.cards import (
    Viewpoint,
    ages_text,
    card_of,
    distance_text,
    freshness_line,
    lead_of,
    named_at,
)
from buurtnet.directory.facts import money, room_left
from buurtnet.directory.models import (
    Accessibility,
    Address,
    Capacity,
    CostOption,
    Location,
    Phone,
    Schedule,
    Service,
    ServiceAtLocation,
)
from buurtnet.directory.pages import location_view, map_points, service_page, web_address
from buurtnet.people.models import Organization

TODAY = dt.date(2026, 11, 21)
NOW = dt.datetime(2026, 11, 21, 12, tzinfo=dt.UTC)
HERE = Network(slug="havendijk", name="Havendijk", time_zone="Europe/Amsterdam")
SEEN = Viewpoint(HERE, NOW, near=(52.05, 4.15))


@pytest.mark.parametrize(
    ("low", "high", "text"),
    [
        (8, 12, "8 tot 12 jaar"), (None, None, "Alle leeftijden"), (0, None, "Alle leeftijden"),
        (18, None, "Vanaf 18 jaar"),
        (None, 4, "0 tot 4 jaar"), (0, 4, "0 tot 4 jaar"), (2.5, 4, "2,5 tot 4 jaar"), (6, 6, "6 jaar"),
    ],
)  # fmt: skip
def test_ages_in_words(low: float | None, high: float | None, text: str) -> None:
    assert ages_text(low, high) == text


@pytest.mark.parametrize(("amount", "text"), [("0", "€ 0"), ("2.50", "€ 2,50"), ("3200", "€ 3.200")])
def test_money_in_words(amount: str, text: str) -> None:
    assert money(Decimal(amount)) == text


def test_distance_is_minutes_on_foot_then_by_bicycle_then_kilometres() -> None:
    home = (52.05, 4.15)
    assert distance_text(home, (52.053, 4.15)) == "5 minuten lopen"
    assert distance_text(home, (52.08, 4.15)) == "19 minuten fietsen"
    assert distance_text(home, (52.25, 4.15)) == "22 km"
    assert distance_text(None, home) == ""


@pytest.mark.parametrize(
    ("name", "street", "text"),
    [
        ("Dobbertje, Meeuwenlaan", "Meeuwenlaan 27", "Dobbertje, Meeuwenlaan 27"),
        ("Bibliotheek Meeuwenlaan", "Meeuwenlaan 27b", "Bibliotheek Meeuwenlaan 27b"),
        ("De Loods, Kade 3", "Kade 3", "De Loods, Kade 3"), ("meeuwenlaan", "Meeuwenlaan 27", "Meeuwenlaan 27"),
        ("Zeekade", "Kade 3", "Zeekade, Kade 3"), ("De Loods", "Kade 3", "De Loods, Kade 3"),
        ("", "Kade 3", "Kade 3"), ("De Loods", "", "De Loods"),
        ("Bij (de) Kade.", "Kade 3", "Bij (de) Kade., Kade 3"),
    ],
)  # fmt: skip
def test_a_place_and_its_street_say_the_street_once(name: str, street: str, text: str) -> None:
    assert named_at(name, street) == text


@pytest.mark.parametrize(
    ("low", "high", "age"),
    [(8, 12, 10), (0, 4, 2), (None, 4, 2), (0, 99, None), (18, None, None), (None, None, None), (4, 13, None)],
)
def test_other_offers_are_for_the_age_in_the_middle_of_a_childhood(
    low: float | None, high: float | None, age: float | None
) -> None:
    assert age_meant(Service(minimum_age=low, maximum_age=high)) == age


def test_old_information_says_it_is_old() -> None:
    fresh = freshness_line(Service(assured_date=dt.date(2026, 11, 1)), TODAY)
    assert (fresh.text, fresh.is_old) == ("Gecontroleerd op 1 november 2026", False)
    old = freshness_line(Service(assured_date=dt.date(2026, 3, 1)), TODAY)
    assert old.is_old
    assert "Bel eerst even" in old.extra
    assert freshness_line(Service(), TODAY).text == "Hier nog niet nagekeken"


def test_a_long_text_is_cut_at_a_word() -> None:
    lead = lead_of(Service(description="woord " * 60), "nl")
    assert lead.endswith("woord…")
    assert len(lead) <= 201


def test_a_translation_is_used_where_there_is_one() -> None:
    service = Service(
        description="Samen eten.", description_i18n={"en": {"text": "Eat together.", "origin": "human"}}
    )
    assert lead_of(service, "en") == "Eat together."
    assert lead_of(service, "nl") == "Samen eten."


@pytest.mark.parametrize("address", ["javascript:alert(1)", "data:text/html,x", "ftp://x.example", ""])
def test_only_web_addresses_are_linked(address: str) -> None:
    assert web_address(address) == ""


@pytest.mark.django_db
def test_room_left_is_never_a_guess() -> None:
    service = Service.objects.create(name="Kookclub")
    assert room_left(services_for_cards([service.pk])[0]) is None
    Capacity.objects.create(service=service, available=0, maximum=4, unit_name="gezinnen")
    Capacity.objects.create(service=service, available=3, maximum=8, unit_name="plekken", position=1)
    left = room_left(services_for_cards([service.pk])[0])
    assert left is not None
    assert left.text == "Er is plek: nog 3 plekken"
    assert left.seats.count(True) == 5
    Capacity.objects.update(available=0)
    left = room_left(services_for_cards([service.pk])[0])
    assert left is not None
    assert left.text == "Nu is het vol"


@pytest.fixture
def shelter(db: None) -> Service:
    """A service at a secret address."""
    place = Location.objects.create(name="Blijfhuis Geheimstraat", latitude=52.05, longitude=4.15, hide_address=True)
    Accessibility.objects.create(location=place, description="Een trap aan de Geheimstraat")
    Schedule.objects.create(
        location=place, freq="WEEKLY", byday="MO", opens_at="09:00", notes="Bel aan, Geheimstraat"
    )
    Address.objects.create(location=place, address_1="Geheimstraat 1", city="Havendijk", postal_code="8991 AB")
    service = Service.objects.create(name="Veilige opvang", organization=Organization.objects.create(name="De Haven"))
    ServiceAtLocation.objects.create(service=service, location=place)
    return service


def test_a_secret_address_is_nowhere_on_the_card_or_the_map(shelter: Service) -> None:
    card = card_of(services_for_cards([shelter.pk])[0], SEEN)
    assert "Geheimstraat" not in repr(card)
    assert (card.spot, card.distance) == (None, "")
    assert map_points([card]) == []


def test_a_secret_address_is_nowhere_on_the_page(shelter: Service) -> None:
    page = service_page(services_for_cards([shelter.pk])[0], SEEN, [])
    assert "Geheimstraat" not in repr(page)


@pytest.mark.django_db
def test_the_phone_of_a_contact_person_is_not_shown() -> None:
    service = Service.objects.create(name="Spreekuur")
    Phone.objects.create(service=service, number="0999 - 11 11 11", description="Piet", extra={"contact_id": "c2"})
    office = Organization.objects.create(name="De Haven")
    Phone.objects.create(organization=office, number="0999 - 33 33 33")
    Service.objects.update(organization=office)
    page = service_page(services_for_cards([service.pk])[0], SEEN, [])
    assert [line.number for line in page.phones] == [page.card.phone] == ["0999 - 33 33 33"]
    Phone.objects.create(service=service, number="0999 - 22 22 22", position=1)
    page = service_page(services_for_cards([service.pk])[0], SEEN, [])
    assert [line.number for line in page.phones] == [page.card.phone] == ["0999 - 22 22 22"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("listed", "told"),
    [(None, []), (5, []), ("een brief", []), ([None, {"document": None}, {"document": "een pas"}], ["een pas"])],
)
def test_of_what_a_source_says_beside_the_columns_only_the_documents_to_bring_are_told(
    listed: object, told: list[str]
) -> None:
    contacts = [{"name": "Piet Geheim", "document": "niet dit"}]
    service = Service.objects.create(name="Loket", extra={"required_documents": listed, "contacts": contacts})
    page = service_page(services_for_cards([service.pk])[0], SEEN, [])
    assert [line for fact in page.facts if fact.icon == "door-open" for line in fact.text_lines] == told
    assert "Piet Geheim" not in repr(page)


@pytest.mark.django_db
def test_where_is_not_guessed_and_where_only_post_goes_is_no_place_to_go_to() -> None:
    nowhere, by_post, online = (Service.objects.create(name=name) for name in ("Nergens", "Per brief", "Online"))
    for service, kind in ((by_post, "postal"), (online, "virtual")):
        ServiceAtLocation.objects.create(
            service=service, location=Location.objects.create(name="Postbus 12", location_type=kind)
        )
    found = services_for_cards([nowhere.pk, by_post.pk, online.pk])
    assert [card_of(one, SEEN).where for one in found] == ["", "", "Online of per telefoon"]
    assert [len(service_page(one, SEEN, []).locations) for one in found] == [0, 0, 1]


def test_a_secret_address_is_nowhere_in_the_place(shelter: Service) -> None:
    shown = repr(location_view(Location.objects.get(), SEEN))
    assert "Geheimstraat" not in shown
    assert "8991" not in shown
    assert "52.05" not in shown


@pytest.mark.django_db
def test_free_means_every_price_is_zero() -> None:
    service = Service.objects.create(name="Zwemles")
    CostOption.objects.create(service=service, amount=Decimal(0), option="met stadspas")
    CostOption.objects.create(service=service, amount=Decimal(4), option="per keer")
    with translation.override("nl"):
        badges = [badge.label for badge in card_of(services_for_cards([service.pk])[0], SEEN).badges]
    assert "Gratis" not in badges
    assert "€ 4 per keer" in badges


@pytest.mark.django_db
def test_a_price_that_was_not_named_is_not_free() -> None:
    service = Service.objects.create(name="Zwemles")
    CostOption.objects.create(service=service, amount=Decimal(0), option="met stadspas")
    CostOption.objects.create(service=service, option="materiaal", position=1)
    with translation.override("nl"):
        page = service_page(services_for_cards([service.pk])[0], SEEN, [])
    assert page.card.badges == []
    assert [fact.text_lines for fact in page.facts if fact.icon == "coins"] == [["met stadspas: gratis", "materiaal"]]


@pytest.mark.django_db
def test_one_roof_is_one_pin() -> None:
    place = Location.objects.create(name="De Ankerplaats", latitude=52.05, longitude=4.15)
    services = [Service.objects.create(name=f"Aanbod {n}") for n in range(8)]
    for service in services:
        ServiceAtLocation.objects.create(service=service, location=place)
    cards = [card_of(service, SEEN) for service in services_for_cards([service.pk for service in services])]
    points = map_points(cards)
    assert [(point["count"], len(point["items"]), point["label"]) for point in points] == [(8, 8, "De Ankerplaats")]
