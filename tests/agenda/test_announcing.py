"""Announcing: at once by who takes part, after a look for a resident; sent twice it is one; doubles are shown."""

import datetime as dt
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from buurtnet.agenda.choices import ActivityState
from buurtnet.agenda.dates import Times
from buurtnet.agenda.how_often import Pace, last_in_month, pace_of, rule_for
from buurtnet.agenda.models import Activity, TrustedResident
from buurtnet.areas.models import Area, Network
from buurtnet.people.choices import Role
from buurtnet.people.models import Organization, Person
from buurtnet.places.models import Venue
from buurtnet.themes.models import Theme
from tests.agenda.rows import an_activity, coming, local_starts
from tests.factories import LocationFactory
from tests.people.cast import person, ring_one

pytestmark = pytest.mark.django_db

SATURDAY = 5


def sent(**more: Any) -> dict[str, Any]:
    """The least that must be filled in."""
    said = {
        "title": "Samen koken op het plein", "starts_on": coming(SATURDAY).isoformat(), "starts_at": "15:30",
        "ends_at": "17:00", "pace": "once", "where": "Het plein", "costs": "free", "form_key": str(uuid4()),
        "doe": "plaats",
    }  # fmt: skip
    return said | more


def new(network: Network) -> str:
    return reverse("agenda:activity_new", args=[network.slug])


def test_a_partner_puts_it_in_the_calendar_at_once(
    partner: Client, network: Network, joris: Person, kompas: Organization
) -> None:
    answer = partner.post(new(network), sent(organization=str(kompas.pk), for_whom=["parents", "children"]))
    made = Activity.objects.get()
    assert answer.status_code == 302
    assert made.state == ActivityState.LIVE
    assert (made.owner, made.owner_organization, made.made_by) == (joris, kompas, joris)
    assert (made.price_cents, made.for_whom, made.place_text) == (0, ["parents", "children"], "Het plein")
    assert local_starts(made) == [dt.datetime.combine(coming(SATURDAY), dt.time(15, 30))]


def test_what_a_resident_announces_waits_for_a_look(resident: Client, network: Network) -> None:
    resident.post(new(network), sent())
    assert Activity.objects.get().state == ActivityState.WAITING


def test_a_trusted_resident_puts_it_there_at_once(resident: Client, hanan: Person, network: Network) -> None:
    TrustedResident.objects.create(network=network, person=hanan)
    resident.post(new(network), sent())
    assert Activity.objects.get().state == ActivityState.LIVE


def test_an_editor_of_an_organization_that_takes_part_puts_it_there_at_once(
    network: Network, joris: Person, kompas: Organization
) -> None:
    editor = person("Fatma Kaya", Role.EDITOR, None, kompas)
    ring_one(editor).post(new(network), sent(organization=str(kompas.pk)))
    assert Activity.objects.get().state == ActivityState.LIVE


def test_it_is_shown_before_it_is_there(partner: Client, network: Network) -> None:
    page = partner.post(new(network), sent(doe="bekijk", pace="weekly", text="Neem een pan mee.")).text
    assert "Elke week op zaterdag" in page
    assert "Neem een pan mee." in page
    assert not Activity.objects.exists()
    assert 'value="plaats"' in page


def test_back_from_what_is_shown_everything_stands_there_still(partner: Client, network: Network) -> None:
    page = partner.post(new(network), sent(doe="terug", bring="Een pan", for_whom=["elderly"])).text
    assert 'value="Een pan"' in page
    assert 'value="elderly" checked' in page
    assert not Activity.objects.exists()


def test_sent_twice_it_is_announced_once(partner: Client, network: Network) -> None:
    said = sent()
    first, second = partner.post(new(network), said), partner.post(new(network), said)
    assert Activity.objects.count() == 1
    assert first.url == second.url  # type: ignore[attr-defined]


def test_the_form_key_of_another_makes_no_second_one_and_shows_nothing(
    partner: Client, resident: Client, network: Network
) -> None:
    said = sent()
    partner.post(new(network), said)
    assert resident.post(new(network), said).status_code == 409
    assert Activity.objects.count() == 1


def test_without_a_day_it_is_an_idea_and_may_look_for_someone(partner: Client, network: Network) -> None:
    partner.post(new(network), sent(starts_on="", is_idea="1", no_owner="1"))
    made = Activity.objects.get()
    assert (made.state, made.owner) == (ActivityState.IDEA, None)
    assert not made.dates.exists()


def test_an_idea_gets_a_day(partner: Client, network: Network) -> None:
    partner.post(new(network), sent(starts_on="", is_idea="1"))
    made = Activity.objects.get()
    url = reverse("agenda:activity_plan", args=[network.slug, made.pk])
    assert partner.get(url).status_code == 200
    day = coming(SATURDAY).isoformat()
    assert partner.post(url, {"starts_on": day, "pace": "monthly_weekday"}).status_code == 302
    made.refresh_from_db()
    assert made.state == ActivityState.LIVE
    assert made.dates.count() > 9
    assert partner.post(url, {"starts_on": day}).status_code == 409


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({"title": ""}, "Geef het een naam."),
        ({"starts_on": ""}, "Kies een dag, of zeg dat je nog geen dag weet."),
        ({"starts_on": "2020-01-01"}, "Deze dag is al geweest."),
        ({"starts_on": "9999-12-31"}, "Deze dag is te ver weg."),
        ({"starts_on": "31-31-31"}, "Kies een dag."),
        ({"starts_at": "25:99"}, "Schrijf een tijd, zoals 15:30."),
        ({"starts_at": "", "ends_at": "17:00"}, "Schrijf ook hoe laat het begint."),
        ({"ends_at": "15:32"}, "Het duurt zo korter dan vijf minuten."),
        ({"ends_at": "13:30"}, "De eindtijd ligt voor de begintijd."),
        ({"pace": "secondly"}, "Kies iets uit de lijst."),
        ({"pace": "other"}, "Kies iets uit de lijst."),
        ({"weekdays": ["9"]}, "Kies iets uit de lijst."),
        ({"until": "2020-01-01", "pace": "weekly"}, "De laatste dag ligt voor de eerste."),
        ({"costs": "paid", "price": ""}, "Schrijf wat het kost."),
        ({"costs": "paid", "price": "veel"}, "Schrijf een getal."),
        ({"costs": "paid", "price": "NaN"}, "Schrijf een getal."),
        ({"costs": "paid", "price": "99999999"}, "Dit getal is te groot."),
        ({"age_from": "8", "age_to": "4"}, "Dit is jonger dan waar het begint."),
        ({"age_to": "999999999999"}, "Dit getal is te groot."),
        ({"title": "x" * 121}, "Dit is te lang."),
        ({"text": "x" * 4001}, "Dit is te lang."),
        ({"for_whom": ["dogs"]}, "Kies iets uit de lijst."),
        ({"organization": str(uuid4())}, "Kies iets uit de lijst."),
        ({"online_url": "javascript:alert(1)"}, "Schrijf een adres dat begint met https://."),
        ({"form_key": "x"}, "Open deze pagina opnieuw."),
        ({"form_key": ""}, "Open deze pagina opnieuw."),
    ],
)
def test_what_is_wrong_is_said_in_one_sentence(
    partner: Client, network: Network, more: dict[str, Any], sentence: str
) -> None:
    answer = partner.post(new(network), sent(**more))
    assert answer.status_code == 200
    assert sentence in answer.text
    assert not Activity.objects.exists()


@pytest.mark.parametrize("name", ["title", "where", "summary", "text", "bring", "starts_on", "price", "age_from"])
def test_signs_that_cannot_be_seen_and_nonsense_break_nothing(partner: Client, network: Network, name: str) -> None:
    for value in ("\x00", "\ud800".encode("utf-8", "surrogatepass").decode("utf-8", "replace"), "\u202e\u0000x"):
        assert partner.post(new(network), sent(**{name: value})).status_code in {200, 302, 400}
    assert all(one.title.isprintable() for one in Activity.objects.all())


def test_where_is_a_place_to_use_a_place_of_the_map_or_words(partner: Client, network: Network, area: Area) -> None:
    location = LocationFactory(name="Buurthuis De Meent", neighbourhood=area)
    Venue.objects.create(network=network, name="De Grote Zaal", location=location)
    partner.post(new(network), sent(where="de grote zaal"))
    partner.post(new(network), sent(title="Iets anders", where="Bij Piet thuis"))
    first, second = Activity.objects.order_by("created_at")
    assert first.venue
    assert (first.location, first.area, first.latitude) == (location, area, 52.05)
    assert (second.venue, second.location, second.place_text) == (None, None, "Bij Piet thuis")


def test_a_secret_address_gives_no_point_and_no_location(partner: Client, network: Network) -> None:
    location = LocationFactory(name="Veilig huis", hide_address=True)
    Venue.objects.create(network=network, name="De Zaal", location=location)
    partner.post(new(network), sent(where="De Zaal"))
    made = Activity.objects.get()
    assert (made.location, made.latitude, made.area) == (None, None, None)


def test_what_may_be_the_same_is_shown_first(partner: Client, network: Network) -> None:
    day = coming(SATURDAY)
    an_activity(network, Times(day, dt.time(10)), title="Samen koken op het Plein!")
    an_activity(network, Times(day, dt.time(14)), title="Rommelmarkt", place_text="het plein")
    an_activity(network, Times(day, dt.time(11)), title="Sportuur", place_text="het plein")
    an_activity(network, Times(day, dt.time(11)), title="Zwemles", place_text="Het zwembad")
    an_activity(network, Times(day + dt.timedelta(days=1)), title="Samen koken op het plein, morgen")
    page = partner.post(new(network), sent(doe="bekijk")).text
    assert "Staat dit er al?" in page
    assert "Samen koken op het Plein!" in page
    assert "Rommelmarkt" in page
    assert "Zwemles" not in page
    assert "Sportuur" not in page
    assert "morgen" not in page


def test_themes_bring_their_functions(partner: Client, network: Network) -> None:
    theme = Theme.objects.create(slug="samen-eten", function=1, name="Samen eten")
    partner.post(new(network), sent(themes=[theme.pk]))
    assert Activity.objects.get().functions == [theme.function]


def test_the_page_asks_as_many_queries_with_many_activities_as_with_none(
    partner: Client, network: Network, django_assert_max_num_queries: Any
) -> None:
    for number in range(12):
        an_activity(network, Times(coming(SATURDAY), dt.time(10)), title=f"Samen koken {number}")
    with django_assert_max_num_queries(40):
        partner.post(new(network), sent(doe="bekijk"))


def test_who_is_not_known_here_finds_nothing(network: Network, elsewhere: Network) -> None:
    stranger = ring_one(person("Tom Vos", Role.MEMBER, elsewhere))
    reader = ring_one(person("Lies Maas", Role.POLICY_READER, network))
    for client in (stranger, reader):
        assert client.get(new(network)).status_code == 404
        assert client.post(new(network), sent()).status_code == 404
    assert Client().get(new(network)).status_code == 302
    assert not Activity.objects.exists()


def test_a_network_without_a_calendar_has_no_such_page(partner: Client, network: Network) -> None:
    network.rooms = ["map"]
    network.save()
    assert partner.get(new(network)).status_code == 404
    assert timezone.now() > network.created_at


def test_every_last_friday_but_not_in_the_holidays_is_one_choice(partner: Client, network: Network) -> None:
    friday = last_in_month(coming(4))
    said = sent(pace="monthly_last", skips_holidays="1", starts_on=friday.isoformat())
    assert "Elke maand op de laatste vrijdag, 15.30" in partner.post(new(network), said | {"doe": "bekijk"}).text
    partner.post(new(network), said)
    repeat = Activity.objects.get().repeats.get()
    assert (repeat.rule, repeat.skips_holidays) == ("FREQ=MONTHLY;BYDAY=-1FR", True)
    assert pace_of(repeat.rule, repeat.starts_on) in {Pace.MONTHLY_LAST, Pace.MONTHLY_WEEKDAY}
    wrong = said | {"starts_on": (friday + dt.timedelta(days=7)).isoformat(), "form_key": str(uuid4())}
    assert "Dit is niet de laatste vrijdag van de maand." in partner.post(new(network), wrong).text


def test_the_last_friday_of_a_month_of_four_is_told_apart_from_the_fourth() -> None:
    day = dt.date(2026, 11, 27)
    assert rule_for(Pace.MONTHLY_WEEKDAY, day) == "FREQ=MONTHLY;BYDAY=4FR"
    assert rule_for(Pace.MONTHLY_LAST, day) == "FREQ=MONTHLY;BYDAY=-1FR"
    assert pace_of("FREQ=MONTHLY;BYDAY=-1FR", day) == Pace.MONTHLY_LAST
    assert last_in_month(dt.date(2026, 11, 6)) == day
