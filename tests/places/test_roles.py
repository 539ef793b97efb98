"""Who has the key and who is there stands on the site: a number or an address of one person is pointed out."""

import pytest

from buurtnet.areas.models import Network
from buurtnet.people.models import Person
from buurtnet.places.forms.clinics import ClinicForm
from buurtnet.places.forms.roles import way_to_reach
from buurtnet.places.forms.times import HoursForm
from buurtnet.places.forms.venue import VenueForm

WAYS = [
    ("Bel Ingrid, 0999 12 34 56", "0999 12 34 56"), ("(0999) 123456", "(0999) 123456"),
    ("+31 999 123 456", "+31 999 123 456"),
    ("app 09.99.12.34.56 even", "09.99.12.34.56"), ("sleutel@havendijk.example", "sleutel@havendijk.example"),
    ("ingrid @ havendijk.example", "ingrid @ havendijk.example"),
    ("09.99 12.34 56", "09.99 12.34 56"), ("09.99-12.34-56", "09.99-12.34-56"), ("0999_12_34_56", "0999_12_34_56"),
    ("0999·12·34·56", "0999·12·34·56"), ("0999—12—34—56", "0999—12—34—56"),
    ("0999\u00a012\u200934\u200b56", "0999 12 3456"),
    ("0\u0669\u0669\u0669 12 34 56", "0999 12 34 56"), ("\uff10\uff19\uff19\uff19 12 34 56", "0999 12 34 56"),
    ("O999 12 34 56", "0999 12 34 56"), ("0 9 9 9 1 2 3 4 5 6", "0 9 9 9 1 2 3 4 5 6"),
    ("0999,12,34,56", "0999,12,34,56"),
    ("0999 - 12 * 34 * 56", "0999 - 12 * 34 * 56"), ("tot 17.00, bel 0999123456", "0999123456"),
    ("ingrid(at)havendijk.example", "ingrid(at)havendijk.example"),
    ("ingrid [apenstaartje] havendijk.example", "ingrid [apenstaartje] havendijk.example"),
]  # fmt: skip
NONE = [
    "De balie van het buurthuis, op werkdagen van 9.00 tot 17.00 uur.", "Het onthaal, 08.30 - 17.00 uur", "",
    "Zaal 3.14",
    "De conciërge, tot 17:00", "Netstraat 12, 1234 AB", "van 08:30-12:00 en 13:00-17:30", "kamer 0.12",
    "Op 01-12-2026", "08.30-12.00 13.00-17.30", "09-12, 13-17, 19-22", "De balie (a) en de hal", "lokaal 007",
]  # fmt: skip


@pytest.mark.parametrize(("text", "found"), WAYS)
def test_a_number_or_an_address_is_found_however_it_is_written(text: str, found: str) -> None:
    assert way_to_reach(text) == found


@pytest.mark.parametrize("text", NONE)
def test_hours_rooms_and_streets_are_no_numbers(text: str) -> None:
    assert way_to_reach(text) == ""


@pytest.mark.django_db
def test_it_is_pointed_out_in_each_form_before_it_is_kept(network: Network, ingrid: Person) -> None:
    number = "Bel 0999 12 34 56"
    forms = {
        "key_holder": VenueForm({"key_holder": number}, network=network, person=ingrid),
        "who_is_there": HoursForm({"who_is_there": number}),
        "room": ClinicForm({"room": number}, network=network, person=ingrid),
    }
    for name, form in forms.items():
        assert "Haal “0999 12 34 56” weg" in str(form.errors[name]), name
