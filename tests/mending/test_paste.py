"""A list is pasted, matched, looked at row by row, and put on the map in one go."""

import datetime as dt
import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from openpyxl import Workbook

from buurtnet.areas.models import Network
from buurtnet.directory.access import shown_services_in
from buurtnet.directory.actions import apply, place_value
from buurtnet.directory.choices import AssuredBy
from buurtnet.directory.models import Address, Change, Location, Phone, Service, ServiceAtLocation, Source
from buurtnet.exchange.pasted import MOST_BYTES
from buurtnet.exchange.turns import alone
from buurtnet.kit.plain_error import PlainError
from buurtnet.mending import pasted_writing
from buurtnet.mending.models import Pasted
from buurtnet.mending.pasting import source_of
from buurtnet.people.choices import Role
from buurtnet.people.models import Organization, Person
from buurtnet.privacy.retention import expire
from tests.factories import LocationFactory, NetworkFactory
from tests.people.cast import person, ring_one, ring_two

pytestmark = pytest.mark.django_db

LIST = (
    "Naam\tOmschrijving\tOrganisatie\tStraat\tNr\tPostcode\tTelefoon\tE-mail\tWanneer\tKosten\tTalen\n"
    "Koffieochtend\tSamen koffie\tBuurthuis De Ster\tKade\t5\t1234 AB\t0999 11 22 33\tster@ster.example\t"
    "elke dinsdag van 10 tot 12 uur\tgratis\tNederlands, Turks\n"
    'Naaicafé\t"Kleding maken,\nook voor beginners"\t\t\t\t\t\t\t\t€ 2,50 per keer\t\n'
)


@pytest.fixture
def keeper(ingrid: Person) -> Client:
    return ring_two(ingrid)


def start(network: str = "havendijk") -> str:
    return reverse("mending:paste", args=[network])


def pasted(client: Client, text: str = LIST) -> Pasted:
    """Step 1; the list as it lies there afterwards."""
    answer = client.post(start(), {"list": text})
    assert answer.status_code == 302, answer.context["form"].errors
    return Pasted.objects.latest("made_at")


def step(name: str, one: Pasted) -> str:
    return reverse(f"mending:{name}", args=["havendijk", one.pk])


def choose(client: Client, one: Pasted, **said: Any) -> Any:
    """Step 2, as the page proposes it but for what is said."""
    form = client.get(step("paste_columns", one)).context["form"]
    chosen = {f"kolom-{number}": what for number, what in enumerate(one.columns)}
    sent = chosen | {"licentie": form["licentie"].value()} | ({"kop": "on"} if one.is_headed else {}) | said
    return client.post(step("paste_columns", one), {key: value for key, value in sent.items() if value is not None})


def check(client: Client, one: Pasted) -> Any:
    return client.get(step("paste_check", one))


def put(client: Client, one: Pasted, **said: Any) -> Any:
    """Step 3, as the page proposes it."""
    context = check(client, one).context
    ticks = [row.row.number for row in context["doubtful"]]
    places = [str(asked.place.key) for asked in context["places"]]
    return client.post(step("paste_check", one), {"mark": context["mark"], "sla": ticks, "plek": places} | said)


def whole(client: Client, text: str = LIST) -> Pasted:
    """All steps."""
    one = pasted(client, text)
    choose(client, one)
    assert put(client, one)["Location"] == step("paste_done", one)
    one.refresh_from_db()
    return one


def test_a_list_from_a_spreadsheet_comes_on_the_map_under_a_source_of_the_network(
    keeper: Client, network: Network, client: Client
) -> None:
    one = whole(keeper)
    coffee, sewing = Service.objects.order_by("name")
    assert (coffee.name, coffee.source, coffee.licence) == ("Koffieochtend", "havendijk-lijst", "CC0-1.0")
    assert coffee.organization is not None
    assert coffee.organization.name == "Buurthuis De Ster"
    assert coffee.phones.get().e164 == "+31999112233"
    assert [row.code for row in coffee.languages.order_by("code")] == ["nl", "tr"]
    assert (coffee.schedules.get().byday, coffee.schedules.get().opens_at) == ("TU", "10:00")
    assert coffee.at_locations.get().location.addresses.get().address_1 == "Kade 5"
    assert sewing.description == "Kleding maken,\nook voor beginners"
    assert sewing.cost_options.get().amount == 2.5
    assert set(shown_services_in(network)) == {coffee, sewing}
    assert Source.objects.get().name == "Lijst van Buurtnet Havendijk"
    assert (one.counts["new"], len(one.added), one.cells) == (2, 2, "")
    assert "Koffieochtend" in client.get(f"/havendijk/aanbod/{coffee.pk}/").content.decode()


def test_the_same_list_again_changes_nothing_and_a_change_stands_in_the_history(keeper: Client) -> None:
    whole(keeper)
    again = pasted(keeper)
    choose(keeper, again)
    assert [row.row.name for row in check(keeper, again).context["same"]] == ["Koffieochtend", "Naaicafé"]
    assert "Er is niets om op de kaart te zetten" in check(keeper, again).content.decode()

    changed = pasted(keeper, LIST.replace("Samen koffie", "Samen thee"))
    choose(keeper, changed)
    shown = check(keeper, changed)
    assert [(one.label, one.old, one.new) for one in shown.context["changed"][0].changes] == [
        ("Wat het is", "Samen koffie", "Samen thee")
    ]
    put(keeper, changed)
    service = Service.objects.get(name="Koffieochtend")
    assert service.description == "Samen thee"
    assert service.organization is not None
    row = Change.objects.get()
    assert (row.field, row.previous_value, row.replacement_value) == ("description", "Samen koffie", "Samen thee")
    undo = reverse("mending:history_undo", args=["havendijk", service.pk, row.edition])
    assert keeper.post(undo)["Location"].endswith("?klaar=1")
    service.refresh_from_db()
    assert service.description == "Samen koffie"


def test_what_the_list_does_not_name_stays(keeper: Client, network: Network) -> None:
    whole(keeper)
    whole(keeper, "Naam\tTelefoon\nWandelclub\t0999 77 88 99\n")
    assert shown_services_in(network).count() == 3


def test_an_organization_that_is_there_already_is_not_made_again(keeper: Client, club: Service) -> None:
    whole(keeper, "Naam;Organisatie\nSchaakclub;stichting de kade\n")
    assert Service.objects.get(name="Schaakclub").organization == club.organization
    assert Organization.objects.filter(name__iexact="stichting de kade").count() == 1
    again = pasted(keeper, "Naam;Organisatie\nSchaakclub;stichting de kade\n")
    choose(keeper, again)
    assert len(check(keeper, again).context["same"]) == 1


def test_a_likely_double_is_skipped_unless_someone_says_that_it_is_another(keeper: Client, club: Service) -> None:
    text = "Naam,Telefoon\nHuiswerkclub de Loods,0999123456\nIets heel anders,\n"
    one = pasted(keeper, text)
    choose(keeper, one)
    page = check(keeper, one)
    assert [row.row.number for row in page.context["doubtful"]] == [2]
    assert "zelfde telefoonnummer" in page.content.decode()
    put(keeper, one)
    assert Service.objects.count() == 2
    one.refresh_from_db()
    assert (one.counts["new"], one.counts["skipped"]) == (1, 1)

    other = pasted(keeper, text)
    choose(keeper, other)
    put(keeper, other, sla=[])
    assert Service.objects.count() == 3


def test_rows_that_cannot_be_taken_over_say_why_and_the_rest_goes_on(keeper: Client) -> None:
    long = "a" * 200_000
    rows = [
        "Naam\tWat\tMail\tTelefoon\tPostcode\tLeeftijd\tTalen\tSite",
        f"Te lang\t{long}\t\t\t\t\t\t",
        "\tgeen naam\t\t\t\t\t\t",
        '=HYPERLINK("x")\t\t\t\t\t\t\t',
        "Half goed\tx\tfout@\t12\t99\toud\tKlingon\tniet.een site",
        "Half goed\tnog eens\t\t\t\t\t\t",
        "Wel goed\t=1+1\t\t\t\t8-12 jaar\t\t",
    ]
    one = pasted(keeper, "\n".join(rows))
    said = {f"kolom-{n}": what for n, what in enumerate(
        ["name", "description", "email", "phones", "where-postal_code", "ages", "languages", "url"])}  # fmt: skip
    choose(keeper, one, **said)
    page = check(keeper, one)
    refused = {row.row.number: row.row.refused for row in page.context["refused"]}
    assert refused[2] == "Wat het is: Deze tekst is te lang: 200.000 tekens. Er passen er 5.000."
    assert refused[3] == "Er is geen naam."
    assert refused[4].startswith("Naam: Dit is een formule")
    assert refused[6] == "Dit is dezelfde als rij 5 van je lijst."
    assert refused[7].startswith("Wat het is: Dit is een formule")
    [half] = page.context["new"]
    assert len(half.row.left_out) == 6
    assert "Klingon" in page.content.decode()
    put(keeper, one)
    service = Service.objects.get()
    assert (service.name, service.email, service.url, service.phones.count()) == ("Half goed", "", "", 0)


def test_signs_that_cannot_be_seen_are_left_out(keeper: Client) -> None:
    whole(keeper, "Naam\tWat het is\nKof\u202efie\u200bochtend\tSa\u200emen\n")
    service = Service.objects.get()
    assert (service.name, service.description) == ("Koffieochtend", "Samen")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "Er staat niets in je lijst"),
        (" \n \t \n", "Er staat niets in je lijst"),
        ("a\t" * 41 + "a", "Er passen 40 kolommen"),
        ("naam\n" + "x\n" * 501, "Er passen 500 rijen"),
        ("naam;x\n" + "y" * MOST_BYTES, "Er past 300 kB"),
        ('naam;wat\nx;y\n"open;rest\n', "In regel 3 begint een aanhalingsteken"),
    ],
)
def test_what_is_no_list_gets_one_sentence_and_nothing_is_kept(keeper: Client, text: str, sentence: str) -> None:
    answer = keeper.post(start(), {"list": text})
    assert answer.status_code == 200
    assert sentence in answer.content.decode()
    assert not Pasted.objects.exists()


def test_a_sign_that_no_database_keeps_is_refused_and_nothing_is_kept(keeper: Client) -> None:
    assert keeper.post(start(), {"list": "Naam\nKof\0fie\n"}).status_code == 400
    assert not Pasted.objects.exists()


def test_what_was_pasted_stays_in_its_box_when_it_is_too_long(keeper: Client) -> None:
    assert "bewaar mij" in keeper.post(start(), {"list": "bewaar mij\n" * 600}).content.decode()


def workbook(*rows: list[Any]) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def send(client: Client, name: str, content: bytes) -> Any:
    return client.post(start(), {"list": "", "file": SimpleUploadedFile(name, content)})


def test_a_small_excel_or_csv_file_is_read(keeper: Client) -> None:
    content = workbook(["Naam", "Leeftijd van", "Bijgewerkt"], ["Voetbal", 8.0, dt.date(2026, 5, 1)], [None, None])
    assert send(keeper, "lijst.xlsx", content).status_code == 302
    assert Pasted.objects.get().rows[1] == ["Voetbal", "8", "01-05-2026"]
    assert send(keeper, "lijst.csv", "Naam;Plaats\nCafé;Zuid\n".encode("cp1252")).status_code == 302
    assert Pasted.objects.latest("made_at").rows == [["Naam", "Plaats"], ["Café", "Zuid"]]
    assert send(keeper, "lijst.csv", "Naam\tPlaats\nCafé\tZuid\n".encode("utf-16")).status_code == 302


@pytest.mark.parametrize("content", [b"%PDF-1.7 x", b"PK\x03\x04 kapot", b"\0\1\2", b"\xd0\xcf\x11\xe0\0", b""])
def test_a_file_that_is_no_table_gets_one_sentence(keeper: Client, content: bytes) -> None:
    answer = send(keeper, "lijst.xlsx", content)
    assert answer.status_code == 200
    assert len(answer.context["form"].non_field_errors()) == 1
    assert not Pasted.objects.exists()


def test_a_file_that_is_too_large_is_not_read(keeper: Client) -> None:
    assert "Er past 300 kB" in send(keeper, "lijst.csv", b"x;y\n" * 100_000).content.decode()


def test_columns_are_guessed_by_what_stands_in_them_when_there_are_no_headings(keeper: Client) -> None:
    one = pasted(keeper, "Koffie\tkoffie@ster.example\t0999 11 22 33\nThee\tthee@ster.example\t0999 44 55 66\n")
    assert (one.is_headed, one.columns) == (False, ["name", "email", "phones"])


def test_a_list_of_mere_names_is_a_list_too(keeper: Client) -> None:
    whole(keeper, "Koffie, thee en meer\nWandelen\nSchaken\n")
    assert Service.objects.filter(name="Koffie, thee en meer").exists()
    assert Service.objects.count() == 3


def test_columns_need_a_name_and_each_word_once(keeper: Client) -> None:
    one = pasted(keeper)
    assert "Kies welke kolom de naam is" in choose(keeper, one, **{"kolom-0": ""}).content.decode()
    twice = choose(keeper, one, **{"kolom-1": "phones"}).content.decode()
    assert "Je koos twee keer: Telefoon" in twice
    assert "Kies bij elke kolom iets" in choose(keeper, one, **{"kolom-1": "wachtwoord"}).content.decode()
    one.refresh_from_db()
    assert one.columns[0] == "name"


def test_what_was_pasted_is_kept_encrypted_and_goes_after_a_day(keeper: Client) -> None:
    one = pasted(keeper)
    with connection.cursor() as cursor:
        cursor.execute("SELECT cells FROM mending_pasted")
        assert "Koffie" not in cursor.fetchone()[0]
    Pasted.objects.update(made_at=timezone.now() - dt.timedelta(days=2))
    expire()
    one.refresh_from_db()
    assert one.cells == ""
    for name in ("paste_columns", "paste_check"):
        for answer in (keeper.get(step(name, one)), keeper.post(step(name, one))):
            assert answer["Location"] == start() + "?verlopen=1"
    assert "We bewaren een lijst één dag" in keeper.get(start() + "?verlopen=1").content.decode()


def test_the_button_twice_does_it_once(keeper: Client) -> None:
    one = pasted(keeper)
    choose(keeper, one)
    mark = check(keeper, one).context["mark"]
    for _ in range(2):
        assert keeper.post(step("paste_check", one), {"mark": mark})["Location"] == step("paste_done", one)
    assert Service.objects.count() == 2
    assert keeper.get(step("paste_columns", one))["Location"] == step("paste_done", one)


def test_another_window_with_other_columns_makes_someone_look_again(keeper: Client) -> None:
    one = pasted(keeper)
    choose(keeper, one)
    mark = check(keeper, one).context["mark"]
    choose(keeper, one, **{"kolom-1": ""})
    answer = keeper.post(step("paste_check", one), {"mark": mark})
    assert answer.status_code == 409
    assert "Er is intussen iets veranderd" in answer.content.decode()
    assert not Service.objects.exists()


def test_two_lists_of_a_network_at_one_moment_wait_for_each_other(keeper: Client, network: Network) -> None:
    one = pasted(keeper)
    choose(keeper, one)
    with alone(source_of(network)):
        answer = put(keeper, one)
    assert answer.status_code == 409
    assert "Iemand anders zet net een lijst op de kaart" in answer.content.decode()
    assert not Service.objects.exists()
    assert put(keeper, one).status_code == 302


def test_when_one_thing_fails_nothing_is_on_the_map(keeper: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    one = pasted(keeper)
    choose(keeper, one)

    def fails(*_: Any, **__: Any) -> None:
        raise RuntimeError("the power went out")

    monkeypatch.setattr("buurtnet.mending.pasted_writing.make_all_found_in", fails)
    with pytest.raises(RuntimeError, match="power"):
        put(keeper, one)
    assert not Service.objects.exists()
    assert not Source.objects.exists()
    one.refresh_from_db()
    assert one.rows


def long_list(rows: int, said: str = "samen") -> str:
    return "Naam\tWat het is\n" + "".join(f"Groep {number}\tWe zijn {said}\n" for number in range(rows))


def test_a_list_that_fails_halfway_says_so_and_goes_on_from_there(
    keeper: Client, network: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("buurtnet.mending.pasted_writing.ROWS_AT_ONCE", 3)
    brought = pasted_writing.bring_rows

    def once(*args: Any) -> Any:
        if Service.objects.count() >= 6:
            raise PlainError("the disk is full")
        return brought(*args)

    one = pasted(keeper, long_list(8))
    choose(keeper, one)
    with monkeypatch.context() as patch:
        patch.setattr("buurtnet.mending.pasted_writing.bring_rows", once)
        answer = put(keeper, one)
    assert answer.status_code == 409
    shown = answer.content.decode()
    assert "Van deze lijst staan al 6 rijen op de kaart" in shown
    assert "Druk nog eens op de knop: dan gaat het verder" in shown
    assert Service.objects.count() == 6
    assert put(keeper, one)["Location"] == step("paste_done", one)
    one.refresh_from_db()
    assert (one.counts["new"], one.counts.get("same", 0), len(one.added), one.cells) == (8, 0, 8, "")
    assert "through" not in one.counts
    assert shown_services_in(network).count() == 8


def test_of_two_windows_that_go_on_at_one_moment_the_second_looks_again(keeper: Client, ingrid: Person) -> None:
    one = pasted(keeper, long_list(4))
    choose(keeper, one)
    mark = check(keeper, one).context["mark"]
    seen = Pasted.objects.get()
    Pasted.objects.update(counts={"through": [2], "new": 1})
    with pytest.raises(pasted_writing.OtherNowError):
        pasted_writing._locked(seen)
    assert keeper.post(step("paste_check", one), {"mark": mark})["Location"] == step("paste_done", one)
    one.refresh_from_db()
    assert one.counts["new"] == 4


def at_the_loods(club: Service) -> Location:
    """The club is at De Loods, Kerkstraat 1."""
    place: Location = LocationFactory(name="De Loods", latitude=None, longitude=None)
    Address.objects.create(location=place, address_1="Kerkstraat 1", postal_code="3011 AB", city="Havendijk")
    ServiceAtLocation.objects.create(service=club, location=place)
    return place


AT_THE_LOODS = "Naam;Organisatie;Straat;Postcode;Omschrijving\nSchaken;{};Kerkstr. 1;3011 AB;Samen\n"


def test_a_row_of_an_organization_that_is_there_already_is_at_its_place_without_asking(
    keeper: Client, club: Service
) -> None:
    place = at_the_loods(club)
    one = pasted(keeper, AT_THE_LOODS.format("Stichting De Kade"))
    choose(keeper, one)
    assert check(keeper, one).context["places"] == []
    put(keeper, one)
    assert Service.objects.get(name="Schaken").at_locations.get().location == place
    assert Location.objects.count() == 1
    again = pasted(keeper, AT_THE_LOODS.format("Stichting De Kade"))
    choose(keeper, again)
    assert len(check(keeper, again).context["same"]) == 1


@pytest.mark.parametrize("is_same", [True, False])
def test_someone_elses_place_at_that_address_is_asked_about(keeper: Client, club: Service, is_same: bool) -> None:
    place = at_the_loods(club)
    one = pasted(keeper, AT_THE_LOODS.format("Schaakclub"))
    choose(keeper, one)
    shown = check(keeper, one)
    assert "De Loods, Kerkstraat 1, 3011 AB Havendijk" in shown.content.decode()
    put(keeper, one, **({} if is_same else {"plek": ["x", ""]}))
    chess = Service.objects.get(name="Schaken")
    assert (chess.at_locations.get().location == place) is is_same
    again = pasted(keeper, AT_THE_LOODS.format("Schaakclub").replace("Samen", "Elke week"))
    choose(keeper, again)
    shown = check(keeper, again)
    assert shown.context["places"] == []
    assert [change.field for change in shown.context["changed"][0].changes] == ["description"]
    put(keeper, again)
    assert (Service.objects.get(name="Schaken").at_locations.get().location == place) is is_same


def test_a_place_that_was_mended_stays_when_the_list_changes_something_else(keeper: Client, club: Service) -> None:
    at_the_loods(club)
    whole(keeper, AT_THE_LOODS.format("Schaakclub"))
    chess = Service.objects.get(name="Schaken")
    other: Location = LocationFactory(name="De Duin", latitude=None, longitude=None)
    apply(chess, {"where": place_value(other)}, by=AssuredBy.MEMBER)
    whole(keeper, AT_THE_LOODS.format("Schaakclub").replace("Samen", "Elke week"))
    chess.refresh_from_db()
    assert chess.description == "Elke week"
    assert chess.at_locations.get().location == other
    assert set(Change.objects.values_list("field", flat=True)) == {"where", "description"}
    assert Change.objects.filter(field="where").count() == 1


def test_a_place_with_a_point_elsewhere_is_no_place_of_this_network(keeper: Client, club: Service) -> None:
    at_the_loods(club)
    Location.objects.update(latitude=51.9, longitude=4.4)
    one = pasted(keeper, AT_THE_LOODS.format("Stichting De Kade"))
    choose(keeper, one)
    put(keeper, one)
    assert Location.objects.count() == 2


def test_a_row_that_moves_goes_where_the_list_says(keeper: Client, club: Service) -> None:
    place = at_the_loods(club)
    text = "Nummer;Naam;Straat;Postcode\n7;Schaken;{};3011 AB\n"
    columns = {"kolom-0": "id", "kolom-1": "name"}
    for street in ("Kerkstraat 1", "Duinweg 9"):
        one = pasted(keeper, text.format(street))
        choose(keeper, one, **columns)
        put(keeper, one)
    at = Service.objects.get(name="Schaken").at_locations.get().location
    assert at is not None
    assert at != place
    assert at.addresses.get().address_1 == "Duinweg 9"


def test_what_a_list_added_can_be_taken_off_the_map_and_pasted_again(keeper: Client, network: Network) -> None:
    one = whole(keeper)
    assert "Haal de nieuwe weer van de kaart" in keeper.get(step("paste_done", one)).content.decode()
    for _ in range(2):
        keeper.post(step("paste_done", one), {"doe": "terug"})
    assert not shown_services_in(network).exists()
    assert "Deze lijst is weer van de kaart" in keeper.get(step("paste_done", one)).content.decode()
    whole(keeper)
    assert shown_services_in(network).count() == 2


def test_a_mended_field_stays_when_the_list_says_the_same(keeper: Client, network: Network) -> None:
    whole(keeper)
    service = Service.objects.get(name="Koffieochtend")
    keeper.post(
        reverse("mending:entry_edit", args=["havendijk", service.pk]),
        {"mark": "", "name": service.name, "email": "nieuw@ster.example", "description": service.description},
    )
    Phone.objects.filter(service=service).update(e164="+31999112233")
    page = keeper.get(reverse("mending:entry_edit", args=["havendijk", service.pk]))
    keeper.post(
        reverse("mending:entry_publish", args=["havendijk", service.pk]), {"mark": page.context["mark"]}
    )  # fmt: skip
    whole(keeper, LIST.replace("Samen koffie", "Samen thee"))
    service.refresh_from_db()
    assert (service.email, service.description) == ("nieuw@ster.example", "Samen thee")


def test_looking_at_more_rows_costs_no_more_questions(keeper: Client, club: Service) -> None:
    def count(rows: int) -> int:
        one = pasted(keeper, "Naam\tTelefoon\n" + "".join(f"Club {n}\t0999 11 22 {n:02}\n" for n in range(rows)))
        choose(keeper, one)
        check(keeper, one)
        with CaptureQueriesContext(connection) as captured:
            check(keeper, one)
        return len(captured)

    assert count(40) == count(4)


def test_before_it_is_on_the_map_one_sees_what_each_new_row_will_say(keeper: Client) -> None:
    one = pasted(keeper)
    choose(keeper, one)
    answer = check(keeper, one)
    coffee = next(row for row in answer.context["new"] if row.row.name == "Koffieochtend")
    said = {line.label: line.text for line in coffee.says}
    assert (said["Telefoon"], said["Prijzen"], said["Plek"]) == (
        "0999 11 22 33",
        "gratis",
        "Kade 5, 1234 AB Havendijk",
    )
    for text in ("Samen koffie", "ster@ster.example", "0999 11 22 33", "€ 2,50 per keer"):
        assert text in answer.content.decode()


@pytest.mark.parametrize(
    ("cell", "column", "street", "postcode", "city"),
    [
        ("Kade 5, Havendijk", "where-street", "Kade 5", "", "Havendijk"),
        ("Kade 5a, 1234 AB Havendijk", "where-street", "Kade 5a", "1234 AB", "Havendijk"),
        ("Kade 5", "where-street", "Kade 5", "", None),
        ("De Ster", "where-name", "", "", ""),
        ("Zaal 3, De Ster", "where-name", "", "", ""),
        ("Zaal 3.10, achter de kerk, links", "where-name", "", "", ""),
    ],
)
def test_where_is_an_address_when_addresses_stand_below_it(
    keeper: Client, network: Network, cell: str, column: str, street: str, postcode: str, city: str | None
) -> None:
    one = pasted(keeper, f"Naam\tWaar\nBreicafé\t{cell}\n")
    assert one.columns == ["name", column]
    choose(keeper, one)
    [row] = check(keeper, one).context["new"]
    where = row.row.values["where"]
    expected = (street, postcode, network.town if city is None else city)
    assert (where["street"], where["postal_code"], where["city"]) == expected


def test_others_paste_nothing(club: Service, network: Network, stichting: Organization, ingrid: Person) -> None:
    one = pasted(ring_two(ingrid))
    strangers = [
        person("Partner", Role.MEMBER, network, stichting), person("Elders", Role.DIRECTOR, NetworkFactory()),
        person("Redacteur", Role.EDITOR, None, stichting),
    ]  # fmt: skip
    for who in strangers:
        client = ring_two(who)
        assert client.get(start()).status_code == 404
        for name in ("paste_columns", "paste_check", "paste_done"):
            assert client.get(step(name, one)).status_code == 404
            assert client.post(step(name, one)).status_code == 404
    colleague = ring_two(person("Verbinder", Role.CONNECTOR, network))
    assert colleague.get(start()).status_code == 200
    assert colleague.get(step("paste_check", one))["Location"].endswith("?verlopen=1")
    assert colleague.get(step("paste_done", one)).status_code == 404
    assert ring_one(ingrid).get(start())["Location"].startswith(reverse("people:strong"))
