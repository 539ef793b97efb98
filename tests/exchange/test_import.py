"""Importing HSDS documents: what becomes of them the first time, the second time, and when they change."""

import datetime
import json
import subprocess
import sys
import uuid
from pathlib import Path
from typing import Any

import pytest
from pytest_django import Settings

from buurtnet.areas.geometry import forget_index
from buurtnet.directory.choices import AssuredBy, ServiceStatus
from buurtnet.directory.models import (
    Address,
    ImportRun,
    Location,
    Phone,
    Schedule,
    Service,
    ServiceAtLocation,
    ServiceReach,
    Source,
)
from buurtnet.exchange import importing, writing
from buurtnet.exchange.records import Kind
from buurtnet.exchange.turns import alone
from buurtnet.kit.plain_error import PlainError
from buurtnet.people.models import Organization
from buurtnet.search.models import Change
from buurtnet.themes.actions import load_themes
from tests.exchange.imports import CLUB, bring_file, bring_lines, changed, club, exported
from tests.factories import AreaFactory

pytestmark = pytest.mark.django_db


def test_a_document_becomes_a_service_with_its_organization_location_and_details(tmp_path: Path) -> None:
    done = bring_lines(tmp_path, [CLUB], licence="CC BY 4.0")

    assert [done.counts(kind).added for kind in (Kind.SERVICE, Kind.ORGANIZATION, Kind.LOCATION)] == [1, 1, 1]
    assert done.rejects == []
    service = Service.objects.get()
    assert (service.name, service.support_level, service.function) == ("Huiswerkclub De Loods", 0, 2)
    assert (service.minimum_age, service.maximum_age) == (8, 12)
    assert service.assured_date == datetime.date(2026, 5, 1)
    assert (service.source, service.source_id, service.licence) == ("bron", CLUB["id"], "CC BY 4.0")
    assert service.imported_at is not None
    assert service.organization is not None
    assert (service.organization.name, service.organization.kind) == ("De Loods", "informal")
    location = Location.objects.get()
    assert (location.latitude, location.longitude) == (52.05, 4.15)
    assert location.addresses.get().address_1 == "Netstraat 14"
    assert ServiceAtLocation.objects.get().location == location
    assert service.schedules.get().byday == "TU,TH"
    assert service.cost_options.get().amount == 0


def test_the_source_confirmed_what_has_a_date_and_names_nobody(tmp_path: Path) -> None:
    bring_lines(tmp_path, [CLUB, club(1, bn_assured_by="volunteer"), club(2, assured_date=None)])

    found = dict(Service.objects.values_list("name", "assured_by"))
    assert found == {CLUB["name"]: AssuredBy.SOURCE, "Club 1": AssuredBy.VOLUNTEER, "Club 2": ""}


def test_a_second_import_of_the_same_file_changes_nothing(tmp_path: Path) -> None:
    documents = [CLUB, club(1)]
    bring_lines(tmp_path, documents)
    before = list(Service.objects.order_by("pk").values())
    Change.objects.all().delete()

    done = bring_lines(tmp_path, documents)

    assert (done.counts().unchanged, done.counts().added, done.counts().changed) == (2, 0, 0)
    assert list(Service.objects.order_by("pk").values()) == before
    assert not Change.objects.exists()


def test_what_changed_is_written_anew_with_its_details_and_keeps_its_address(tmp_path: Path) -> None:
    bring_lines(tmp_path, [CLUB, club(1)])
    new_times = [{"id": str(uuid.uuid4()), "freq": "WEEKLY", "byday": "WE", "opens_at": "13:00"}]

    done = bring_lines(tmp_path, [club(name="Huiswerkclub in de Loods", schedules=new_times), club(1)])

    assert (done.counts().changed, done.counts().unchanged) == (1, 1)
    service = Service.objects.get(pk=CLUB["id"])
    assert service.name == "Huiswerkclub in de Loods"
    assert [schedule.byday for schedule in service.schedules.all()] == ["WE"]
    assert Schedule.objects.count() == 2
    assert Phone.objects.count() == 1


def test_a_new_licence_is_written_on_every_row(tmp_path: Path) -> None:
    bring_lines(tmp_path, [CLUB], licence="CC BY 4.0")

    done = bring_lines(tmp_path, [CLUB], licence="CC0")

    assert done.counts().changed == 1
    assert Service.objects.get().licence == "CC0"


def test_licence_and_encoding_are_remembered_with_the_source(tmp_path: Path) -> None:
    bring_lines(tmp_path, [CLUB], licence="CC0", encoding="utf-8")

    done = bring_lines(tmp_path, [CLUB])

    assert done.counts().unchanged == 1
    assert (Source.objects.get().licence, Source.objects.get().encoding) == ("CC0", "utf-8")


def test_every_import_is_kept_with_its_counts_and_the_bare_name_of_its_file(tmp_path: Path) -> None:
    bring_lines(tmp_path, [CLUB])

    run = ImportRun.objects.get()
    assert run.file_name == "services.jsonl"
    assert run.counts["service"] == {"added": 1, "changed": 0, "unchanged": 0, "gone": 0, "rejected": 0}
    assert run.ended_at is not None


# Gone, and back


def test_what_the_source_names_no_more_is_gone_but_not_deleted(tmp_path: Path) -> None:
    bring_lines(tmp_path, [CLUB, club(1)])

    done = bring_lines(tmp_path, [club(1)])

    assert done.counts().gone == 1
    assert Service.objects.get(pk=CLUB["id"]).gone_at is not None
    assert Organization.objects.get().gone_at is None
    assert not Service.objects.shown().filter(pk=CLUB["id"]).exists()
    assert CLUB["id"] not in exported()


def test_what_was_gone_comes_back_with_the_same_address(tmp_path: Path) -> None:
    bring_lines(tmp_path, [CLUB, club(1)])
    bring_lines(tmp_path, [club(1)])

    done = bring_lines(tmp_path, [CLUB, club(1)])

    assert done.counts().changed == 1
    assert Service.objects.get(pk=CLUB["id"]).gone_at is None


def test_nothing_is_gone_in_a_partial_import(tmp_path: Path) -> None:
    bring_lines(tmp_path, [CLUB, club(1)])

    done = bring_lines(tmp_path, [club(1)], partial=True)

    assert done.counts().gone == 0
    assert Service.objects.shown().count() == 2


def test_another_source_loses_nothing(tmp_path: Path) -> None:
    bring_lines(tmp_path, [CLUB], source="een")
    bring_lines(tmp_path, [club(1)], source="twee")

    assert Service.objects.shown().count() == 2


def test_a_file_of_taxonomies_alone_lets_no_service_go(tmp_path: Path) -> None:
    bring_lines(tmp_path, [CLUB])

    done = bring_lines(tmp_path, [{"id": str(uuid.uuid4()), "name": "Lijst", "description": "", "version": "1"}])

    assert done.counts(Kind.TAXONOMY).added == 1
    assert Service.objects.shown().count() == 1


def test_an_entry_that_is_damaged_now_is_not_gone(tmp_path: Path) -> None:
    bring_lines(tmp_path, [CLUB, club(1)])

    done = bring_lines(tmp_path, [club(name=""), club(1)])

    assert (done.counts().gone, done.counts().rejected) == (0, 1)
    assert done.reasons() == [("", "has no name")]
    assert Service.objects.get(pk=CLUB["id"]).name == CLUB["name"]


# Dry run


def test_a_dry_run_counts_and_writes_nothing(tmp_path: Path) -> None:
    bring_lines(tmp_path, [CLUB, club(1), club(2)])
    before = list(Service.objects.order_by("pk").values()), ImportRun.objects.count(), Change.objects.count()

    done = bring_lines(tmp_path, [club(name="Anders"), club(1), club(3)], dry_run=True)

    counts = done.counts()
    assert (counts.added, counts.changed, counts.unchanged, counts.gone) == (1, 1, 1, 1)
    assert (
        list(Service.objects.order_by("pk").values()),
        ImportRun.objects.count(),
        Change.objects.count(),
    ) == before


def test_a_dry_run_tells_what_would_be_rejected(tmp_path: Path) -> None:
    done = bring_lines(tmp_path, [club(minimum_age="acht")], dry_run=True)

    assert ("minimum_age", "is not a number") in done.reasons()
    assert not Source.objects.exists()


# Ids


def test_the_public_id_is_the_id_of_the_source_when_that_is_a_free_uuid(tmp_path: Path) -> None:
    bring_lines(tmp_path, [CLUB])

    assert str(Service.objects.get().pk) == CLUB["id"]


def test_an_id_that_is_taken_or_no_uuid_gives_an_id_that_is_always_the_same(tmp_path: Path) -> None:
    bring_lines(tmp_path, [CLUB], source="een")
    bring_lines(tmp_path, [CLUB, club(id="club-7", name="Club zeven")], source="twee")

    mine = {service.source_id: service.pk for service in Service.objects.filter(source="twee")}
    assert set(mine) == {CLUB["id"], "club-7"}
    assert str(mine[CLUB["id"]]) != CLUB["id"]
    Service.objects.filter(source="twee").delete()
    bring_lines(tmp_path, [CLUB, club(id="club-7", name="Club zeven")], source="twee")
    assert {service.source_id: service.pk for service in Service.objects.filter(source="twee")} == mine


def test_two_sources_with_the_same_ids_leave_each_other_alone(tmp_path: Path) -> None:
    bring_lines(tmp_path, [CLUB], source="een")
    bring_lines(tmp_path, [club(name="Van de ander")], source="twee")

    assert Service.objects.get(source="een").name == CLUB["name"]
    assert Service.objects.get(source="een").schedules.count() == 1
    assert Service.objects.get(source="twee").schedules.count() == 1
    assert Address.objects.count() == 2


def test_details_that_share_an_id_all_stay(tmp_path: Path) -> None:
    phone = {"id": str(uuid.uuid4()), "number": "0999 12 34 56"}
    bring_lines(tmp_path, [club(phones=[phone, {**phone, "number": "0999 12 34 57"}]), club(1, phones=[phone])])

    assert Phone.objects.filter(service__isnull=False).count() == 3
    given = exported()
    assert [one["id"] for one in given[CLUB["id"]]["phones"]] == [phone["id"], phone["id"]]


def test_a_number_will_do_as_an_id(tmp_path: Path) -> None:
    bring_lines(tmp_path, [club(id=12)])

    assert Service.objects.get().source_id == "12"
    assert bring_lines(tmp_path, [club(id=12)]).counts().unchanged == 1


def test_without_an_id_name_organization_and_place_make_one(tmp_path: Path) -> None:
    nameless = club()
    del nameless["id"]
    bring_lines(tmp_path, [nameless, club(1)])

    assert bring_lines(tmp_path, [nameless, club(1)]).counts().unchanged == 2
    assert Service.objects.count() == 2


# One record in many documents


def test_an_organization_in_many_documents_is_one_row_with_all_that_was_said_of_it(tmp_path: Path) -> None:
    bare = {"id": CLUB["organization"]["id"], "name": "De Loods"}
    more = {**bare, "website": "https://deloods.example", "phones": CLUB["organization"]["phones"]}
    bring_lines(tmp_path, [club(organization=bare), club(1, organization=more)])

    organization = Organization.objects.get()
    assert organization.website == "https://deloods.example"
    assert organization.phones.count() == 1
    assert organization.services.count() == 2


def test_where_two_writings_differ_the_first_counts_and_it_is_reported_once(tmp_path: Path) -> None:
    other = {"id": CLUB["organization"]["id"], "name": "De andere Loods"}
    done = bring_lines(tmp_path, [CLUB, club(1, organization=other), club(2, organization=other)])

    assert Organization.objects.get().name == "De Loods"
    assert done.reasons() == [("name", "is written otherwise in an earlier row, which counts")]


def test_services_in_one_building_share_one_location(tmp_path: Path) -> None:
    bring_lines(tmp_path, [CLUB, club(1), club(2)])

    assert Location.objects.get().at_services.count() == 3


def test_an_organization_brings_its_services_and_locations(tmp_path: Path) -> None:
    organization = CLUB["organization"] | {
        "locations": [CLUB["service_at_locations"][0]["location"]],
        "services": [club(organization=None), club(1, organization=None)],
    }
    done = bring_lines(tmp_path, [organization])

    assert done.counts().added == 2
    assert Organization.objects.get().services.count() == 2
    assert Location.objects.get().organization == Organization.objects.get()


def test_a_branch_may_come_before_its_parent(tmp_path: Path) -> None:
    parent = {"id": str(uuid.uuid4()), "name": "Moeder", "description": "", "website": "https://moeder.example"}
    branch = CLUB["organization"] | {"parent_organization_id": parent["id"]}
    bring_lines(tmp_path, [club(organization=branch), parent])

    found = Organization.objects.get(name="De Loods")
    assert found.parent_organization is not None
    assert found.parent_organization.name == "Moeder"
    assert found.source_hash
    assert bring_lines(tmp_path, [club(organization=branch), parent]).counts(Kind.ORGANIZATION).unchanged == 2


def test_what_points_at_nothing_finds_it_when_it_comes_later(tmp_path: Path) -> None:
    organization = CLUB["organization"]
    loose = club(organization_id=organization["id"])
    del loose["organization"]
    bring_lines(tmp_path, [loose])
    assert Service.objects.get().organization is None

    bring_lines(tmp_path, [{**organization, "website": "https://deloods.example"}], partial=True)
    done = bring_lines(tmp_path, [loose], partial=True)

    assert done.counts().changed == 1
    assert str(Service.objects.get().organization_id) == organization["id"]


# What is not as it should be


@pytest.mark.parametrize(
    ("fields", "name", "reason", "column", "value"),
    [
        ({"minimum_age": 12, "maximum_age": 8}, "maximum_age", "is below the minimum_age 12", "minimum_age", None),
        ({"minimum_age": -1}, "minimum_age", "is not an age between 0 and 150", "minimum_age", None),
        ({"bn_support_level": 7}, "bn_support_level", "is not a support level from 0 to 4", "support_level", None),
        ({"bn_function": 0}, "bn_function", "is not an essential function from 1 to 7", "function", None),
        ({"bn_function": True}, "bn_function", "is not a number", "function", None),
        ({"assured_date": "vorig jaar"}, "assured_date", "is not a date (2026-11-21)", "assured_date", None),
        (
            {"last_modified": "0001-01-01T00:00:00+14:00"},
            "last_modified",
            "is not a date and time",
            "last_modified",
            None,
        ),
        ({"url": "javascript:alert(1)"}, "url", "is not a web address", "url", ""),
        ({"url": "https://x.example/" + "a" * 600}, "url", "is longer than 500 characters", "url", ""),
        ({"email": "geen adres"}, "email", "is not a mail address", "email", ""),
        ({"description": ["een", "lijst"]}, "description", "is not a text", "description", ""),
        ({"status": "gesloten"}, "status", "is not one of", "status", ServiceStatus.INACTIVE),
        ({"bn_name_i18n": "x"}, "bn_name_i18n", "is not a list of languages", "name_i18n", {}),
        ({"bn_townwide": "misschien"}, "bn_townwide", "is not true or false", "is_townwide", False),
        ({"bn_check_every": 0}, "bn_check_every", "is not a number of months", "check_every", 12),
    ],
)
def test_a_bad_value_is_left_out_and_reported_and_the_entry_stays(
    tmp_path: Path, fields: dict[str, Any], name: str, reason: str, column: str, value: object
) -> None:
    document = club(1, **fields)
    done = bring_lines(tmp_path, [CLUB, document])

    [reject] = done.rejects
    assert (reject.where.file, reject.where.row) == ("services.jsonl", 2)
    assert reject.id == document["id"]
    assert reject.field == name
    assert reject.reason.startswith(reason)
    assert getattr(Service.objects.get(pk=document["id"]), column) == value
    given = exported()[document["id"]]
    assert {key: given[key] for key in fields} == fields, "what was rejected is given back as it was"


@pytest.mark.parametrize(
    ("point", "reason"),
    [
        ({"latitude": 100, "longitude": 4}, "is not a latitude between -90 and 90"),
        ({"latitude": 0, "longitude": 0.0}, "latitude 0 and longitude 0 are no place on land"),
        ({"latitude": 52.0, "longitude": None}, "latitude and longitude go together"),
        ({"latitude": "noord", "longitude": 4.1}, "is not a number"),
        ({"latitude": float("1e300"), "longitude": 4.1}, "is not a latitude between -90 and 90"),
    ],
)
def test_an_impossible_point_is_no_point(tmp_path: Path, point: dict[str, Any], reason: str) -> None:
    document = club()
    document["service_at_locations"][0]["location"].update(point)
    done = bring_lines(tmp_path, [document])

    assert done.reasons() == [("latitude", reason)]
    location = Location.objects.get()
    assert (location.latitude, location.longitude) == (None, None)
    given = exported()[CLUB["id"]]["service_at_locations"][0]["location"]
    assert {key: given[key] for key in point} == point


def test_a_name_that_is_too_long_is_shown_cut_and_given_back_whole(tmp_path: Path) -> None:
    done = bring_lines(tmp_path, [club(name="Lang " * 100)])

    assert len(Service.objects.get().name) == 255
    assert Service.objects.get().name.endswith("…")
    assert done.reasons() == [("name", "is longer than 255 characters; the start of it is shown, the whole is kept")]
    assert exported()[CLUB["id"]]["name"] == "Lang " * 100


def test_an_unknown_theme_is_reported_and_the_known_ones_count(tmp_path: Path) -> None:
    load_themes()
    done = bring_lines(tmp_path, [club(bn_themes=["huiswerk", "vliegeren"])])

    assert [theme.slug for theme in Service.objects.get().themes.all()] == ["huiswerk"]
    assert done.reasons() == [("bn_themes", "is not a theme here")]
    assert exported()[CLUB["id"]]["bn_themes"] == ["huiswerk", "vliegeren"]


def test_signs_no_database_keeps_are_left_out_and_reported(tmp_path: Path) -> None:
    done = bring_lines(
        tmp_path,
        [club(name="Hu\0is", x_remark=["a\ud800b", {"c\0": "d"}], email="\N{SLIGHTLY SMILING FACE}@x.example")],
    )

    assert Service.objects.get().name == "Huis"
    assert exported()[CLUB["id"]]["x_remark"] == ["a\N{REPLACEMENT CHARACTER}b", {"c": "d"}]
    assert {reject.field for reject in done.rejects} == {"name", "x_remark"}
    assert Service.objects.get().email == "\N{SLIGHTLY SMILING FACE}@x.example"


def test_a_number_without_end_is_no_number(tmp_path: Path) -> None:
    path = tmp_path / "in.jsonl"
    endless = [club(zz="?"), club(1, zz=["?"]), club(2, organization=CLUB["organization"] | {"id": 7, "zz": "?"})]
    path.write_text("".join(json.dumps(one).replace('"?"', "1e999") + "\n" for one in endless))
    done = bring_file(path)

    assert (done.counts().added, done.outcome.joined) == (3, 0)
    assert [reject.field for reject in done.rejects] == ["zz", "zz", "organization.zz"]
    assert exported()[CLUB["id"]]["zz"] is None


def test_services_of_an_organization_with_a_number_without_end_are_counted_once(tmp_path: Path) -> None:
    services = [club(organization=None), club(1, organization=None, zz="?")]
    path = tmp_path / "in.jsonl"
    path.write_text(json.dumps(CLUB["organization"] | {"services": services}).replace('"?"', "1e999") + "\n")
    done = bring_file(path)

    assert (done.counts().added, done.outcome.joined) == (2, 0)


def test_what_an_entry_that_cannot_be_used_names_is_not_gone(tmp_path: Path) -> None:
    bring_lines(tmp_path, [CLUB, club(1)])

    done = bring_lines(tmp_path, [club(id="x" * 300), club(1, organization=None, service_at_locations=[])])

    assert (done.counts(Kind.ORGANIZATION).gone, done.counts(Kind.LOCATION).gone) == (0, 0)


def test_an_organization_without_a_name_is_no_row_and_is_given_back(tmp_path: Path) -> None:
    nameless = {"id": CLUB["organization"]["id"], "website": "https://x.example"}
    done = bring_lines(tmp_path, [club(organization=nameless)])

    assert done.counts(Kind.ORGANIZATION).rejected == 1
    assert not Organization.objects.exists()
    assert exported()[CLUB["id"]]["organization"] == nameless


@pytest.mark.parametrize("document", [[], "tekst", 7, None, True])
def test_an_entry_that_is_no_object_stops_nothing(tmp_path: Path, document: Any) -> None:
    done = bring_lines(tmp_path, [CLUB, document, club(1)])

    assert done.counts().added == 2
    assert [(reject.where.row, reject.reason) for reject in done.rejects] == [(2, "is not an entry with fields")]


def test_what_is_nested_without_end_stops_nothing(tmp_path: Path) -> None:
    deep: Any = []
    for _ in range(150):
        deep = [deep]
    done = bring_lines(tmp_path, [CLUB, club(1, x_deep=deep)])

    assert done.counts().added == 1
    assert [(reject.where.row, reject.reason) for reject in done.rejects] == [(2, "is nested too deep")]


def test_what_the_database_refuses_is_rejected_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write = writing.insert

    def refuse(model: type[Service], rows: Any) -> None:
        rows = list(rows)
        if model is Service and any(row["name"] == "Club 3" for row in rows):
            raise writing.IntegrityError("no such thing")
        write(model, rows)

    monkeypatch.setattr(writing, "insert", refuse)
    done = bring_lines(tmp_path, [CLUB, *map(club, range(1, 8))])

    assert (done.counts().added, done.counts().rejected) == (7, 1)
    assert done.reasons() == [("", "was refused by the database: no such thing")]
    assert not Service.objects.filter(name="Club 3").exists()
    assert Schedule.objects.count() == 7


# Words of our own


def test_x_twins_are_read_as_ours_and_given_back_beside_them(tmp_path: Path) -> None:
    document = club(x_area="lindemeer", x_locale="nl-BE", x_townwide=True, x_support_level=3, x_function=4)
    for name in ("bn_support_level", "bn_function"):
        del document[name]
    bring_lines(tmp_path, [document])

    service = Service.objects.get()
    assert (service.scope, service.locale, service.is_townwide) == ("lindemeer", "nl-BE", True)
    assert (service.support_level, service.function) == (3, 4)
    given = exported()[CLUB["id"]]
    assert (given["x_area"], given["bn_area"]) == ("lindemeer", "lindemeer")


def test_ours_goes_before_its_twin(tmp_path: Path) -> None:
    bring_lines(tmp_path, [club(x_support_level=4)])

    assert Service.objects.get().support_level == 0


def test_names_of_contacts_are_nowhere_but_in_extra(tmp_path: Path) -> None:
    contacts = [
        {"id": str(uuid.uuid4()), "name": "Ann Voorbeeld", "phones": [{"id": str(uuid.uuid4()), "number": "1"}]}
    ]
    bring_lines(tmp_path, [club(contacts=contacts)])

    row = Service.objects.filter(pk=CLUB["id"]).values().get()
    assert row.pop("extra")["contacts"] == contacts
    assert "Voorbeeld" not in str(row)
    assert Phone.objects.count() == 1
    assert exported()[CLUB["id"]]["contacts"] == contacts


@pytest.mark.parametrize(
    ("country", "number", "stored"),
    [
        ("NL", "0999 - 12 34 56", "+31999123456"),
        ("BE", "0999 12 34 56", "+32999123456"),
        ("België", "0999 12 34 56", "+32999123456"),
        ("NL", "+32 999 12 34 56", "+32999123456"),
        ("NL", "bel maar", ""),
    ],
)
def test_a_phone_number_is_stored_as_its_country_dials_it(
    tmp_path: Path, country: str, number: str, stored: str
) -> None:
    document = club(phones=[{"id": str(uuid.uuid4()), "number": number}])
    document["service_at_locations"][0]["location"]["addresses"][0]["country"] = country
    done = bring_lines(tmp_path, [document])

    phone = Phone.objects.get(service=CLUB["id"])
    assert (phone.number, phone.e164) == (number, stored)
    assert bool(done.rejects) == (not stored)


# The index, and a stop halfway


def test_changed_and_gone_services_wait_for_the_index(tmp_path: Path) -> None:
    bring_lines(tmp_path, [CLUB, club(1), club(2)])
    Change.objects.all().delete()

    bring_lines(tmp_path, [club(name="Anders"), club(1)])

    waiting = set(Change.objects.filter(kind="service").values_list("key", flat=True))
    assert waiting == {CLUB["id"], club(2)["id"]}


def test_a_changed_organization_makes_its_services_be_found_anew(tmp_path: Path) -> None:
    bring_lines(tmp_path, [CLUB])
    Change.objects.all().delete()

    bring_lines(tmp_path, [club(organization=CLUB["organization"] | {"name": "De Nieuwe Loods"})])

    assert Change.objects.filter(kind="service", key=CLUB["id"]).exists()


def test_a_location_that_moves_takes_the_marks_of_its_organization_and_its_neighbours_along(tmp_path: Path) -> None:
    for west in (4.1, 4.3):
        ring = [[west, 52], [west + 0.1, 52], [west + 0.1, 52.1], [west, 52.1], [west, 52]]
        box = {"west": west, "south": 52, "east": west + 0.1, "north": 52.1}
        AreaFactory(boundary={"type": "Polygon", "coordinates": [ring]}, **box)
    forget_index()
    elsewhere = club(1)["service_at_locations"][0] | {
        "id": str(uuid.uuid4()), "location": {"id": str(uuid.uuid4()), "location_type": "virtual", "name": "Bellijn"},
    }  # fmt: skip
    service = changed(CLUB, lambda one: one["service_at_locations"].append(elsewhere))
    bring_lines(tmp_path, [service])
    before = set(ServiceReach.objects.values_list("area_id", flat=True))
    Change.objects.all().delete()

    moved = changed(service, lambda one: one["service_at_locations"][0]["location"].update(longitude=4.35))
    done = bring_lines(tmp_path, [moved])

    assert (done.counts().unchanged, done.counts(Kind.LOCATION).changed) == (1, 1)
    assert before.isdisjoint(ServiceReach.objects.values_list("area_id", flat=True))
    waiting = set(Change.objects.values_list("kind", "key"))
    assert ("organization", CLUB["organization"]["id"]) in waiting
    assert ("place", elsewhere["location"]["id"]) in waiting


def test_two_imports_of_one_source_do_not_run_at_once(tmp_path: Path) -> None:
    with alone("bron"), pytest.raises(PlainError, match="Another import of the source bron is at work"):
        bring_lines(tmp_path, [CLUB])
    with alone("bron"):
        assert bring_lines(tmp_path, [CLUB], dry_run=True).counts().added == 1
        assert bring_lines(tmp_path, [CLUB], source="ander").counts().added == 1

    assert bring_lines(tmp_path, [CLUB]).counts().added == 1


def test_the_turn_of_an_import_that_was_killed_is_free(tmp_path: Path, settings: Settings) -> None:
    settings.DATA_DIR = tmp_path
    started = (
        "import fcntl, sys; f = open(sys.argv[1], 'w'); fcntl.flock(f, fcntl.LOCK_EX); print(flush=True); input()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", started, str(tmp_path / ".import-bron.lock")],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    ) as other:  # fmt: skip
        assert other.stdout
        other.stdout.readline()
        with pytest.raises(PlainError, match="at work"):
            bring_lines(tmp_path, [CLUB])
        other.kill()

    assert bring_lines(tmp_path, [CLUB]).counts().added == 1


@pytest.mark.django_db(transaction=True)
def test_an_import_that_was_stopped_leaves_whole_rows_and_the_next_completes_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "BATCH", 2)
    documents = [club(number) for number in range(1, 8)]
    write = writing.insert

    def stop(model: type[Service], rows: Any) -> None:
        rows = list(rows)
        if model is Schedule and Schedule.objects.count() >= 4:
            raise KeyboardInterrupt
        write(model, rows)

    monkeypatch.setattr(writing, "insert", stop)
    with pytest.raises(KeyboardInterrupt):
        bring_lines(tmp_path, documents)
    assert Service.objects.count() == 4
    assert not Service.objects.filter(schedules__isnull=True).exists()
    assert ImportRun.objects.get().ended_at is None

    monkeypatch.setattr(writing, "insert", write)
    done = bring_lines(tmp_path, documents)

    assert (done.counts().added, done.counts().unchanged, done.counts().gone) == (3, 4, 0)
    assert Schedule.objects.count() == 7
    assert exported().keys() == {document["id"] for document in documents}


def test_a_file_without_entries_lets_nothing_go(tmp_path: Path) -> None:
    bring_lines(tmp_path, [CLUB])
    path = tmp_path / "leeg.json"
    path.write_text("[]")

    with pytest.raises(PlainError, match=r"leeg\.json holds no entries"):
        bring_file(path)
    with pytest.raises(PlainError, match="all 2 are damaged"):
        bring_lines(tmp_path, [[], []])  # type: ignore[list-item]
    assert Service.objects.shown().count() == 1
