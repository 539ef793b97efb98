"""The pages of clinics: for everyone, and at work."""

import datetime as dt
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from buurtnet.areas.choices import Room
from buurtnet.areas.models import Network
from buurtnet.directory.models import Location
from buurtnet.people.choices import Role
from buurtnet.people.models import Organization, Person
from buurtnet.places.choices import AppointmentState
from buurtnet.places.clinic_shown import said_of
from buurtnet.places.clinic_turns import book_turn, token_of
from buurtnet.places.models import Appointment, Clinic
from buurtnet.privacy.choices import Action
from buurtnet.privacy.models import LogRow
from tests.directory.searchable import placed, reaching
from tests.factories import NetworkFactory, ServiceFactory
from tests.people.cast import person, ring_one, ring_two
from tests.places.clinic_rows import a_clinic, first_free, guarded
from tests.questions.public import words

pytestmark = pytest.mark.django_db
NONE = "00000000-0000-4000-8000-000000000000"


def url(name: str, *args: Any) -> str:
    return reverse(f"places:{name}", args=["havendijk", *args])


def sent(client: Client, clinic: Clinic, moment: dt.datetime, **said: Any) -> Any:
    form = guarded(f"clinic {clinic.pk}", van=said_of(moment), alias="Hanan") | said
    return client.post(url("clinic_book", clinic.pk), form)


def test_the_list_shows_the_first_free_time_of_each_and_asks_no_more_with_more_clinics(
    client: Client, network: Network, django_assert_max_num_queries: Any
) -> None:
    a_clinic(network)
    page = client.get(url("clinic_list"))
    assert "Spreekuur opvoeden" in words(page)
    assert "Eerste vrije tijd:" in words(page)
    assert not page.cookies
    with django_assert_max_num_queries(40) as first:
        client.get(url("clinic_list"))
    for number in range(5):
        a_clinic(network, title=f"Spreekuur {number}")
    with django_assert_max_num_queries(len(first)):
        client.get(url("clinic_list"))


def test_what_is_for_who_works_here_is_shown_to_them_only(client: Client, network: Network, joris: Person) -> None:
    clinic = a_clinic(network, title="Overleg logopedie", for_professionals=True)
    assert "Overleg logopedie" not in words(client.get(url("clinic_list")))
    assert client.get(url("clinic", clinic.pk)).status_code == 404
    assert "Overleg logopedie" in words(ring_one(joris).get(url("clinic_list")))
    assert ring_one(joris).get(url("clinic", clinic.pk)).status_code == 200
    resident = ring_one(person("Hanan Yildiz", Role.RESIDENT, network))
    assert resident.get(url("clinic", clinic.pk)).status_code == 404


def test_a_turn_is_taken_without_an_account_and_without_an_address(client: Client, network: Network) -> None:
    clinic = a_clinic(network)
    page = client.get(url("clinic", clinic.pk))
    assert "8.30" in words(page)
    form = client.get(url("clinic_book", clinic.pk), {"van": said_of(first_free(clinic))})
    assert "Je hoeft niet te zeggen waarover het gaat" in words(form)
    done = sent(client, clinic, first_free(clinic))
    made = Appointment.objects.get()
    assert done.headers["Location"] == f"{url('clinic_turn', token_of(made.form_key))}?klaar=1"
    mine = client.get(done.headers["Location"])
    assert "Je afspraak staat" in words(mine)
    assert token_of(made.form_key) in mine.content.decode()
    assert mine.headers["Referrer-Policy"] == "strict-origin"


def test_who_comes_second_sees_the_next_free_times(client: Client, network: Network) -> None:
    clinic = a_clinic(network)
    moment = first_free(clinic)
    sent(client, clinic, moment)
    late = sent(client, clinic, moment, alias="Emre")
    assert late.status_code == 409
    assert "Iemand anders was je net voor." in words(late)
    assert "9.00" in words(late)
    looked = client.get(url("clinic_book", clinic.pk), {"van": said_of(moment)})
    assert looked.status_code == 409


def test_the_same_form_sent_twice_is_one_turn(client: Client, network: Network) -> None:
    clinic = a_clinic(network)
    form = guarded(f"clinic {clinic.pk}", van=said_of(first_free(clinic)), alias="Hanan")
    answers = [client.post(url("clinic_book", clinic.pk), form).headers["Location"] for _time in range(2)]
    assert len(set(answers)) == Appointment.objects.count() == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"alias": ""}, {"alias": "x" * 5_000}, {"contact": "geen adres"}, {"bericht2": "reclame"},
        {"begun": "vals"}, {"alias": "\u202e\u200f "},
    ],
)  # fmt: skip
def test_what_is_not_right_is_said_and_nothing_is_booked(
    client: Client, network: Network, wrong: dict[str, str]
) -> None:
    clinic = a_clinic(network)
    page = sent(client, clinic, first_free(clinic), **wrong)
    assert page.status_code == 200
    assert 'role="alert"' in page.content.decode() or 'class="wrong"' in page.content.decode()
    assert not Appointment.objects.exists()


@pytest.mark.parametrize("said", ["", "morgen", "20260230T0800Z", "9" * 3_000, "99999999T9999Z"])
def test_a_moment_that_is_none_leads_back_to_the_clinic(client: Client, network: Network, said: str) -> None:
    clinic = a_clinic(network)
    assert client.get(url("clinic_book", clinic.pk), {"van": said}).status_code == 302
    assert client.post(url("clinic_book", clinic.pk), {"van": said, "alias": "Hanan"}).status_code == 302


def test_a_nul_is_refused(client: Client, network: Network) -> None:
    clinic = a_clinic(network)
    assert sent(client, clinic, first_free(clinic), alias="a\0b").status_code == 400


def test_looking_changes_nothing_and_a_button_asks_before_it_is_off(client: Client, network: Network) -> None:
    clinic = a_clinic(network)
    made = book_turn(clinic, first_free(clinic), form_key=clinic.pk, alias="Hanan")
    mine = url("clinic_turn", token_of(made.form_key))
    assert "Zeg af" in words(client.get(mine))
    assert "Wil je afzeggen?" in words(client.post(mine, {"doe": "afzeggen"}))
    made.refresh_from_db()
    assert made.state == AppointmentState.BOOKED
    assert "gaat niet door" in words(client.post(mine, {"doe": "zeker"}))
    made.refresh_from_db()
    assert made.state == AppointmentState.CANCELLED


def test_a_link_that_is_none_and_one_of_another_network_are_not_there(client: Client, network: Network) -> None:
    there: Network = NetworkFactory(slug="elders", rooms=[Room.PLACES])
    clinic = a_clinic(there)
    made = book_turn(clinic, first_free(clinic), form_key=clinic.pk, alias="Hanan")
    assert client.get(url("clinic_turn", "a" * 48)).status_code == 404
    assert client.get(url("clinic_turn", token_of(made.form_key))).status_code == 404
    assert client.get(url("clinic", clinic.pk)).status_code == 404
    assert client.get(url("clinic_book", clinic.pk)).status_code == 404


def test_a_network_without_places_has_no_clinics(client: Client, network: Network, joris: Person) -> None:
    clinic = a_clinic(network)
    network.rooms = [Room.MAP]
    network.save()
    for one in (url("clinic_list"), url("clinic", clinic.pk), url("clinics_at", clinic.location_id)):
        assert client.get(one).status_code == 404, one
    assert ring_one(joris).get(url("clinic_desk")).status_code == 404


def test_a_house_and_a_service_show_their_clinics_as_a_part_of_their_page(client: Client, network: Network) -> None:
    service = ServiceFactory(name="Opvoedhulp")
    place = placed(service, 0)
    reaching(service, *network.areas.all())
    a_clinic(network, location=place, service=service)
    for one in (url("clinics_at", place.pk), url("clinics_of_service", service.pk)):
        part = client.get(one, {"deel": "1"}).content.decode()
        assert "Spreekuur opvoeden" in part, one
        assert "<html" not in part
        assert "<html" in client.get(one).content.decode()
    other = ServiceFactory(name="Iets anders")
    reaching(other, *network.areas.all())
    assert client.get(url("clinics_of_service", other.pk), {"deel": "1"}).content.strip() == b""
    assert client.get(url("clinics_at", NONE)).status_code == 404


def test_the_page_of_a_house_and_of_a_service_leads_to_its_clinics_while_the_room_is_open(
    client: Client, network: Network
) -> None:
    service = ServiceFactory(name="Opvoedhulp")
    place = placed(service, 0)
    reaching(service, *network.areas.all())
    pages = {
        url("clinics_at", place.pk): reverse("directory:place", args=["havendijk", place.pk]),
        url("clinics_of_service", service.pk): reverse("directory:service", args=["havendijk", service.pk]),
    }
    for part, page in pages.items():
        shown = client.get(page).content.decode()
        assert f'data-erbij="{part}?deel=1"' in shown
        assert f'href="{part}"' in shown
        assert "kit/js/erbij.js" in shown
    Network.objects.filter(pk=network.pk).update(rooms=[Room.MAP])
    for page in pages.values():
        assert "/spreekuren/" not in client.get(page).content.decode()


def test_the_part_names_the_first_free_time(client: Client, network: Network) -> None:
    service = ServiceFactory(name="Opvoedhulp")
    place = placed(service, 0)
    reaching(service, *network.areas.all())
    clinic = a_clinic(network, location=place)
    assert "Eerste vrije tijd:" in words(client.get(url("clinics_at", place.pk), {"deel": "1"}))
    for _turn in range(3):
        book_turn(clinic, first_free(clinic), form_key=uuid4(), alias="Hanan")
    Clinic.objects.update(ends_on=timezone.localdate() + dt.timedelta(days=1))
    assert "Nu is er geen tijd vrij." in words(client.get(url("clinics_at", place.pk), {"deel": "1"}))


# At work


@pytest.fixture
def clinic(network: Network, joris: Person) -> Clinic:
    return a_clinic(network, keeper=joris)


def test_who_sits_there_sees_who_comes_and_an_address_only_after_a_click_that_is_written_down(
    clinic: Clinic, joris: Person
) -> None:
    made = book_turn(clinic, first_free(clinic), form_key=clinic.pk, alias="Hanan", contact="h@voorbeeld.example")
    client = ring_two(joris)
    page = client.get(url("clinic_day", clinic.pk))
    assert "8.30 · Hanan" in words(page)
    assert "h@voorbeeld.example" not in page.content.decode()
    opened = client.post(url("clinic_day", clinic.pk), {"contact": str(made.pk)})
    assert "h@voorbeeld.example" in opened.content.decode()
    assert LogRow.objects.filter(action=Action.VIEW, fields_group="appointment").count() == 1


def test_the_day_asks_for_the_second_ring(clinic: Clinic, joris: Person) -> None:
    answer = ring_one(joris).get(url("clinic_day", clinic.pk))
    assert answer.headers["Location"].startswith(reverse("people:strong"))


def test_a_colleague_who_does_not_keep_it_and_a_resident_see_nothing_of_it(
    clinic: Clinic, network: Network, samira: Person
) -> None:
    emre, hanan = person("Emre Yilmaz", Role.MEMBER, network), person("Hanan Yildiz", Role.RESIDENT, network)
    for who in (emre, hanan):
        assert ring_two(who).get(url("clinic_day", clinic.pk)).status_code == 404
        assert ring_two(who).get(url("clinic_edit", clinic.pk)).status_code == 404
    assert ring_two(samira).get(url("clinic_day", clinic.pk)).status_code == 200
    assert ring_one(hanan).get(url("clinic_desk")).status_code == 404
    assert ring_one(emre).get(url("clinic_new")).status_code == 404


def test_a_day_off_and_a_turn_said_off_from_the_day(clinic: Clinic, joris: Person) -> None:
    moment = first_free(clinic)
    made = book_turn(clinic, moment, form_key=clinic.pk, alias="Hanan")
    client, day = ring_two(joris), url("clinic_day", clinic.pk)
    off = client.post(day, {"doe": "afzeggen", "afspraak": str(made.pk)})
    assert "De afspraak is afgezegd." in words(off)
    assert "geen spreekuur" in words(client.post(day, {"doe": "dag-vrij", "day": f"{moment:%Y-%m-%d}"}))
    assert first_free(clinic) > moment
    client.post(day, {"doe": "dag-terug", "vrij": f"{moment:%Y-%m-%d}"})
    assert first_free(clinic) == moment
    for said in ({"doe": "afzeggen", "afspraak": "x"}, {"doe": "afzeggen", "afspraak": NONE}):
        assert client.post(day, said).status_code == 409
    assert client.post(day, {"doe": "dag-vrij", "day": "0001-01-01"}).status_code == 409
    assert client.post(day, {"doe": "onzin", "dag": "9999-99-99"}).status_code == 200


def test_a_director_puts_a_clinic_on_the_site_once_and_changes_it(
    network: Network, ingrid: Person, buurtteam: Organization
) -> None:
    service = ServiceFactory(name="Les")
    place = placed(service, 0)
    reaching(service, *network.areas.all())
    Location.objects.filter(pk=place.pk).update(name="Basisschool De Wegwijzer")
    client = ring_two(ingrid)
    form = {
        "form_key": NONE, "title": "Logopedie", "expertise": "Praten en slikken", "where": "Wegwijzer",
        "weekday": "1", "opens_at": "8.30", "closes_at": "10.00", "turn_minutes": "30", "interval_weeks": "2",
        "starts_on": f"{timezone.localdate():%Y-%m-%d}", "is_shown": "1", "languages": ["nl", "tr"],
    }  # fmt: skip
    for _time in range(2):
        answer = client.post(url("clinic_new"), form)
    assert answer.status_code == 302, words(answer)
    made = Clinic.objects.get()
    assert (made.title, made.interval_weeks, made.location) == ("Logopedie", 2, place)
    client.post(url("clinic_edit", made.pk), form | {"title": "Logopedie en taal", "where": ""})
    made.refresh_from_db()
    assert (made.title, made.location) == ("Logopedie en taal", place)
    assert "Om de 2 weken op dinsdag" in words(client.get(url("clinic_desk")))


def test_a_key_of_a_clinic_elsewhere_makes_one_here_once(network: Network, ingrid: Person) -> None:
    elsewhere = a_clinic(NetworkFactory(slug="elders", rooms=["places"]))
    service = ServiceFactory(name="Les")
    Location.objects.filter(pk=placed(service, 0).pk).update(name="De Brug")
    reaching(service, *network.areas.all())
    form = {
        "form_key": str(elsewhere.pk), "title": "Logopedie", "expertise": "Praten", "where": "De Brug",
        "weekday": "1", "opens_at": "8.30", "closes_at": "10.00", "turn_minutes": "30", "interval_weeks": "1",
        "starts_on": f"{timezone.localdate():%Y-%m-%d}", "is_shown": "1",
    }  # fmt: skip
    client = ring_two(ingrid)
    assert [client.post(url("clinic_new"), form).status_code for _time in range(2)] == [302, 302]
    assert Clinic.objects.filter(network=network).count() == 1


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"title": ""}, "Geef het spreekuur een naam."),
        ({"closes_at": "8.00"}, "De eindtijd ligt voor de begintijd."),
        ({"closes_at": "8.40"}, "Er past geen gesprek in deze tijd."),
        ({"where": "Nergenshuizen"}, "We vinden geen plek met deze naam."),
        ({"where": ""}, "Waar is het spreekuur?"),
        ({"ends_on": "2020-01-01"}, "De laatste dag ligt voor de eerste."),
        ({"weekday": "9"}, "Kies er een uit de lijst."),
        ({"starts_on": "9999-01-01"}, "Dat is te ver weg."),
    ],
)
def test_a_clinic_that_cannot_be_is_said_in_a_sentence(
    network: Network, ingrid: Person, wrong: dict[str, str], sentence: str
) -> None:
    form = {
        "title": "Logopedie", "expertise": "Praten", "where": "Wegwijzer", "weekday": "1", "opens_at": "8.30",
        "closes_at": "10.00", "turn_minutes": "30", "interval_weeks": "1",
        "starts_on": f"{timezone.localdate():%Y-%m-%d}",
    }  # fmt: skip
    page = ring_two(ingrid).post(url("clinic_new"), form | wrong)
    assert page.status_code == 200
    assert sentence in words(page)
    assert not Clinic.objects.exists()
