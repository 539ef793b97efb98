"""HSDS in, HSDS out, nothing lost."""

import csv
import json
import math
import uuid
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.models import Model
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator, FormatChecker
from referencing import Registry
from referencing.jsonschema import DRAFT202012

from buurtnet.directory.models import Capacity, Location, Schedule, Service
from buurtnet.directory.models import Language as SpokenLanguage
from buurtnet.exchange import export
from buurtnet.exchange.export import MOST_NESTED, documents
from buurtnet.exchange.export_files import write
from buurtnet.exchange.fields import CHILDREN, FIELDS
from buurtnet.exchange.records import kind_of
from buurtnet.kit.plain_error import PlainError
from buurtnet.people.models import Organization
from tests.exchange.imports import CLUB, Document, bring_file, bring_lines, changed, club, exported

pytestmark = pytest.mark.django_db

# Documents as sources write them: any value in any place that HSDS names, and keys it does not name.
TEXTS = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0"), max_size=12)
NAMES = TEXTS.filter(lambda text: text.strip())
SCALARS = (
    st.none()
    | st.booleans()
    | st.integers(-(10**20), 10**20)
    | st.floats(allow_nan=False, allow_infinity=False)
    | TEXTS
    | st.sampled_from(
        ["2026-05-01", "2026-05-01T10:00:00Z", "12", "3.50", "https://x.example", "a@x.example", 0.0, 1e22]
    )
)
ANYTHING = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3), max_leaves=6
)
TAKEN = frozenset(
    key for model in FIELDS for key in (*FIELDS[model], *CHILDREN.get(model, {}))
) | {
    "id", "organization", "organization_id", "location", "location_id", "locations", "services", "service",
    "taxonomy_term", "taxonomy_term_id", "taxonomy_detail", "taxonomy_id", "parent_id", "parent_organization_id",
    "unit", "fees", "term",
}  # fmt: skip
UNKNOWN = st.dictionaries(
    (TEXTS | st.sampled_from(["contacts", "funding", "metadata", "program", "required_documents", "_id"])).filter(
        lambda key: key not in TAKEN and not key.startswith(("bn_", "x_", "§"))
    ),
    ANYTHING,
    max_size=3,
)
# Few enough for details to share them, as the examples of HSDS do.
IDS = st.integers(1, 10**6).map(lambda number: str(uuid.UUID(int=number, version=4)))


def together(*parts: st.SearchStrategy[Document]) -> st.SearchStrategy[Document]:
    """One document of several parts."""
    return st.tuples(*parts).map(lambda found: {key: value for part in found for key, value in part.items()})


def perhaps(**keys: st.SearchStrategy[Any]) -> st.SearchStrategy[Document]:
    return st.fixed_dictionaries({}, optional=keys)


def some_of(model: type, **needed: st.SearchStrategy[Any]) -> st.SearchStrategy[Document]:
    """A document with some of the keys of a kind, and some that nobody knows."""
    keys = [key for key in FIELDS[model] if key not in needed and key != "bn_timezone"]
    fields = st.lists(st.sampled_from(keys), max_size=5, unique=True).flatmap(
        lambda chosen: st.fixed_dictionaries(dict.fromkeys(chosen, SCALARS))
    )
    return together(UNKNOWN, fields, st.fixed_dictionaries({"id": IDS, **needed}))


def lists_of(model: type, depth: int = 0) -> st.SearchStrategy[Document]:
    """Some of the lists that hang on a kind; and what is no list where one should be."""
    no_detail = ANYTHING.filter(lambda item: not isinstance(item, dict))
    return perhaps(
        **{
            key: st.lists(detail_of(child, depth) | no_detail, max_size=2) | st.none() | TEXTS
            for key, (child, _link) in CHILDREN[model].items()
        }
    )


def detail_of(model: type, depth: int) -> st.SearchStrategy[Document]:
    required: dict[str, st.SearchStrategy[Any]] = {
        key: NAMES for key, known in FIELDS[model].items() if known.required
    }
    if model is Capacity:
        required = {
            "available": st.integers(0, 50),
            "updated": st.just("2026-05-01T10:00:00Z"),
            "unit": st.fixed_dictionaries({"id": IDS, "name": NAMES}),
        }
    if model in CHILDREN and depth == 0:
        return together(some_of(model, **required), lists_of(model, 1), perhaps(location=locations()))
    return some_of(model, **required)


def locations() -> st.SearchStrategy[Document]:
    kinds = st.sampled_from(["physical", "virtual"])
    return together(some_of(Location, location_type=kinds), lists_of(Location, 1))


def organizations() -> st.SearchStrategy[Document]:
    own = some_of(Organization, name=NAMES, description=TEXTS)
    return together(own, lists_of(Organization), perhaps(locations=st.lists(locations(), max_size=2)))


def services() -> st.SearchStrategy[Document]:
    own = some_of(Service, name=NAMES, status=st.sampled_from(["active", "inactive", "gesloten"]))
    return together(own, lists_of(Service), perhaps(organization=organizations() | st.none() | TEXTS))


def with_own_ids(found: list[Document]) -> list[Document]:
    """Services, organizations and locations with an id each of their own: one id is one thing."""
    numbers = iter(range(10**7, 10**8))

    def own(document: Document) -> None:
        document["id"] = str(uuid.UUID(int=next(numbers), version=4))

    def locations_in(document: Document) -> None:
        for item in document.get("locations") or []:
            own(item)

    for service in found:
        own(service)
        if isinstance(organization := service.get("organization"), dict):
            own(organization)
            locations_in(organization)
        at_locations = service.get("service_at_locations")
        for item in at_locations if isinstance(at_locations, list) else ():
            if isinstance(item, dict) and isinstance(item.get("location"), dict):
                own(item["location"])
    return found


@contextmanager
def an_empty_database() -> Iterator[None]:
    """What happens inside is undone."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
@given(found=st.lists(services(), min_size=1, max_size=2).map(with_own_ids))
def test_what_comes_in_goes_out_as_it_was(tmp_path_factory: pytest.TempPathFactory, found: list[Document]) -> None:
    folder = tmp_path_factory.mktemp("in")
    with an_empty_database():
        done = bring_lines(folder, found)
        assert done.counts().added == len(found)
        first = exported()
        again = bring_lines(folder, found)
        assert again.counts().unchanged == len(found)
    assert sorted_text([first[one["id"]] for one in found]) == sorted_text(found)

    with an_empty_database():
        bring_lines(folder, list(first.values()), source="elders")
        assert sorted_text(list(exported().values())) == sorted_text(list(first.values()))


def sorted_text(found: list[Document]) -> list[str]:
    """Documents as text with sorted keys: 3 and 3.0 differ."""
    return sorted(json.dumps(one, sort_keys=True) for one in found)


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
@given(found=st.lists(st.dictionaries(st.sampled_from(sorted(TAKEN)), ANYTHING, max_size=6), min_size=1, max_size=3))
def test_nonsense_is_taken_or_rejected_and_what_was_taken_goes_round(
    tmp_path_factory: pytest.TempPathFactory, found: list[Document]
) -> None:
    folder = tmp_path_factory.mktemp("in")
    with an_empty_database():
        bring_lines(folder, [CLUB, *found])
        first = list(exported().values())
    with an_empty_database():
        bring_lines(folder, first, source="elders")
        assert sorted_text(list(exported().values())) == sorted_text(first)


def test_numbers_no_database_keeps_the_way_they_were_come_out_the_way_they_were(tmp_path: Path) -> None:
    odd = {"zz": [1e22, -0.0, 1e-7, 10**30, 1.0, 1, True, {"deep": 2.5e300}]}
    bring_lines(tmp_path, [club(**odd)])

    given_back = exported()[CLUB["id"]]["zz"]
    assert json.dumps(given_back) == json.dumps(odd["zz"])
    assert math.copysign(1, given_back[1]) == -1


def test_an_edit_here_goes_before_the_writing_of_the_source(tmp_path: Path) -> None:
    bring_lines(tmp_path, [club(minimum_age=8.0, url="www.deloods.example", name="Lang " * 100)])
    assert exported()[CLUB["id"]]["url"] == "www.deloods.example"

    Service.objects.update(minimum_age=9, url="https://nieuw.example", name="Kort")

    document = exported()[CLUB["id"]]
    assert (document["minimum_age"], document["url"], document["name"]) == (9, "https://nieuw.example", "Kort")


def test_what_was_made_here_goes_out_as_hsds() -> None:
    organization = Organization.objects.create(name="De Loods")
    service = Service.objects.create(name="Inloop", organization=organization, function=1, support_level=0)
    location = Location.objects.create(name="De Ankerplaats", organization=organization)
    service.at_locations.create(location=location)
    Schedule.objects.create(service=service, freq="WEEKLY", byday="MO", timezone="Europe/Amsterdam", in_holidays="no")
    Capacity.objects.create(service=service, available=3, unit_name="plekken")

    document = exported()[str(service.pk)]

    assert document["organization"] == {"id": str(organization.pk), "name": "De Loods", "description": ""}
    assert document["service_at_locations"][0]["location"]["organization_id"] == str(organization.pk)
    assert document["schedules"][0]["bn_timezone"] == "Europe/Amsterdam"
    assert document["schedules"][0]["bn_in_holidays"] == "no"
    assert document["capacities"][0]["unit"]["name"] == "plekken"
    assert (document["bn_function"], document["bn_support_level"]) == (1, 0)


def test_a_name_for_a_time_zone_comes_back(tmp_path: Path) -> None:
    schedule = {"id": str(uuid.uuid4()), "freq": "WEEKLY", "bn_timezone": "Europe/Brussels"}
    bring_lines(tmp_path, [club(schedules=[schedule])])

    assert Schedule.objects.get().timezone == "Europe/Brussels"
    assert exported()[CLUB["id"]]["schedules"] == [schedule]


def test_two_writings_of_one_time_zone_both_come_back(tmp_path: Path) -> None:
    schedule = {"id": str(uuid.uuid4()), "timezone": 1, "bn_timezone": "Europe/Brussels"}
    bring_lines(tmp_path, [club(schedules=[schedule])])

    assert exported()[CLUB["id"]]["schedules"] == [schedule]


def test_what_no_service_names_stands_on_a_line_of_its_own_and_says_what_it_is(tmp_path: Path) -> None:
    lonely = {"id": str(uuid.uuid4()), "name": "Alleen", "description": "", "bn_entity": "organization"}
    place = {"id": str(uuid.uuid4()), "location_type": "virtual", "name": "Chat"}
    vocabulary = {"id": str(uuid.uuid4()), "name": "Lijst", "description": "", "version": "1"}
    term = {"id": str(uuid.uuid4()), "name": "Woord", "description": "", "taxonomy_detail": vocabulary}
    bring_lines(tmp_path, [CLUB, lonely, place, term])

    found = exported()

    assert len(found) == 4
    assert found[lonely["id"]] == lonely
    assert found[place["id"]] == place
    assert found[term["id"]] == term
    assert {kind_of(one) for one in found.values()} == {"service", "organization", "location", "term"}


def test_an_organization_with_many_locations_does_not_drag_them_along_in_every_service(tmp_path: Path) -> None:
    many = [
        {"id": str(uuid.uuid4()), "location_type": "physical", "name": f"Plek {n}"} for n in range(MOST_NESTED + 1)
    ]
    organization = CLUB["organization"] | {"locations": many}
    bring_lines(tmp_path, [club(organization=organization), club(1, organization=organization)])

    found = exported()

    assert "locations" not in found[CLUB["id"]]["organization"]
    assert found[organization["id"]]["locations"] == many
    assert len(found) == 3


def test_only_one_source_is_exported_when_asked(tmp_path: Path) -> None:
    bring_lines(tmp_path, [CLUB], source="een")
    bring_lines(tmp_path, [club(1, organization=None, service_at_locations=[])], source="twee")

    assert set(exported("twee")) == {club(1)["id"]}


def test_an_id_that_was_no_uuid_is_named_and_found_again(tmp_path: Path) -> None:
    bring_lines(tmp_path, [club(id="club-7")])
    [document] = documents()
    assert document["bn_source_id"] == "club-7"

    done = bring_lines(tmp_path, [document])

    assert (done.counts().added, done.counts().gone) == (0, 0)
    assert Service.objects.get().source_id == "club-7"


def test_twice_as_many_services_are_exported_in_as_many_queries(tmp_path: Path) -> None:
    counted = []
    for many in (20, 40):
        bring_lines(tmp_path, [club(number) for number in range(many)])
        with CaptureQueriesContext(connection) as queries:
            assert len(list(documents())) == many
        counted.append(len(queries))

    assert counted[0] == counted[1]


def test_what_an_import_lets_go_during_an_export_stops_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lonely = [{"id": str(uuid.uuid4()), "name": name, "bn_entity": "organization"} for name in ("Een", "Twee")]
    bring_lines(tmp_path, [CLUB, *lonely])
    batches = export._batches

    def meanwhile(model: type[Model], source: str) -> Iterator[list[uuid.UUID]]:
        for ids in batches(model, source):
            Organization.objects.filter(name="Een").update(gone_at=timezone.now())
            yield ids

    monkeypatch.setattr(export, "_batches", meanwhile)
    assert set(exported()) == {CLUB["id"], lonely[1]["id"]}


# Against the schemas of HSDS 3.1


@pytest.fixture
def validator(shared_data: Path) -> Draft202012Validator:
    """Checks a service in full against HSDS 3.1."""
    schemas = {
        path.name: json.loads(path.read_text())
        for path in (shared_data / "hsds31" / "schema").glob("*.json")
        if path.name != "openapi.json"
    }
    registry: Registry[Any] = Registry().with_resources(
        [(name, DRAFT202012.create_resource(schema)) for name, schema in schemas.items()]
    )
    return Draft202012Validator(schemas["service.json"], registry=registry, format_checker=FormatChecker())


def test_the_validator_finds_what_is_wrong(shared_data: Path, validator: Draft202012Validator) -> None:
    document = json.loads((shared_data / "hsds31" / "examples" / "service_full.json").read_text())
    assert not list(validator.iter_errors(document))
    document["id"], document["status"] = "12", "open"
    del document["name"], document["phones"][0]["number"]
    assert len(list(validator.iter_errors(document))) == 4


def test_real_input_goes_out_valid(tmp_path: Path, shared_data: Path, validator: Draft202012Validator) -> None:
    for name in ("hsds31/examples/service_full.json", "hsds_samples", "relevance/dev/services.jsonl"):
        bring_file(shared_data / name, source=name.replace("/", "-").replace(".", "-").replace("_", "-"))

    found = [one for one in documents() if kind_of(one) == "service"]

    assert len(found) == 1 + 13 + 240
    for one in found:
        assert not [f"{error.json_path}: {error.message}" for error in validator.iter_errors(one)]


@pytest.mark.parametrize(
    "name",
    [
        "hsds31/examples/service_full.json", "hsds31/examples/location.json", "hsds31/examples/taxonomy_term.json",
        "hsds31/examples/taxonomy.json", "hsds_samples/oruk/service_full.json",
    ],
)  # fmt: skip
def test_the_examples_of_the_standard_go_out_as_they_came_in(shared_data: Path, name: str) -> None:
    bring_file(shared_data / name)

    given_in = json.loads((shared_data / name).read_text())
    given_out = exported()[given_in["id"]]
    given_out.pop("bn_entity", None)
    assert given_out == given_in


def test_the_two_towns_go_out_with_all_they_came_with(shared_data: Path) -> None:
    path = shared_data / "relevance" / "dev" / "services.jsonl"
    bring_file(path)

    found = exported()

    for line in path.read_text().splitlines():
        document = json.loads(line)
        assert within(document, found[document["id"]])


def within(one: Any, other: Any) -> bool:
    """Whether all of one stands in the other, which may hold more keys."""
    if isinstance(one, dict):
        return isinstance(other, dict) and all(key in other and within(one[key], other[key]) for key in one)
    if isinstance(one, list):
        return isinstance(other, list) and len(one) == len(other) and all(map(within, one, other))
    return json.dumps(one) == json.dumps(other)


# Files


def test_a_file_appears_when_it_is_complete(tmp_path: Path) -> None:
    path = tmp_path / "out.jsonl"
    path.write_text("before")

    def broken() -> Iterator[Document]:
        yield CLUB
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write(broken(), path, "jsonl", lambda _amount: None)
    assert path.read_text() == "before"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("form", ["jsonl", "json", "csv"])
def test_every_form_of_export_is_read_back(tmp_path: Path, form: str) -> None:
    bring_lines(tmp_path, [CLUB, club(1, bn_townwide=True, bn_exceptions_="x", zz="los")])
    before = exported()
    path = tmp_path / ("uit.zip" if form == "csv" else f"uit.{form}")
    assert write(documents(), path, form, lambda _amount: None) == 2

    Service.objects.all().delete()
    Location.objects.all().delete()
    Organization.objects.all().delete()
    done = bring_file(path, source="terug")

    assert done.rejects == []
    after = exported()
    if form == "csv":  # a table names its links by their ids
        for document in after.values():
            assert document.pop("organization_id") == document["organization"]["id"]
            for item in document["service_at_locations"]:
                assert item.pop("location_id") == item["location"]["id"]
    assert after == before


def test_tables_describe_themselves_and_name_a_thing_once(tmp_path: Path) -> None:
    bring_lines(tmp_path, [CLUB, club(1)])
    write(documents(), tmp_path / "tabel", "csv", lambda _amount: None)

    package = json.loads((tmp_path / "tabel" / "datapackage.json").read_text())
    assert {resource["path"] for resource in package["resources"]} == {
        path.name for path in (tmp_path / "tabel").glob("*.csv")
    }
    with (tmp_path / "tabel" / "organizations.csv").open() as file:
        assert [row["name"] for row in csv.DictReader(file)] == ["De Loods"]
    with pytest.raises(PlainError, match="is there already"):
        write(documents(), tmp_path / "tabel", "csv", lambda _amount: None)


def test_a_phone_of_two_things_is_one_row_of_a_table_and_comes_back_as_it_was(tmp_path: Path) -> None:
    languages = [{"id": str(uuid.uuid4()), "code": "tr"}]
    shared = {"id": str(uuid.uuid4()), "number": "0999 12 34 56", "languages": languages}
    contact = {"id": str(uuid.uuid4()), "name": "Ann Voorbeeld", "phones": [shared]}
    theirs = {**shared, "contact_id": contact["id"]}
    document = changed(CLUB, lambda one: one.update(phones=[theirs], contacts=[contact]))
    document["service_at_locations"][0]["phones"] = [theirs]
    bring_lines(tmp_path, [document, club(1, phones=[shared])])
    before = exported()
    write(documents(), tmp_path / "tabel", "csv", lambda _amount: None)

    with (tmp_path / "tabel" / "phones.csv").open() as file:
        rows = [row for row in csv.DictReader(file) if row["id"] == shared["id"]]
    of = {(row["service_id"], row["service_at_location_id"], row["contact_id"]) for row in rows}
    at_location = document["service_at_locations"][0]["id"]
    assert len(rows) == 2
    assert of == {(CLUB["id"], at_location, contact["id"]), (club(1)["id"], "", "")}
    bring_file(tmp_path / "tabel", source="terug")
    mine = {str(one.source_id): str(one.pk) for one in Service.objects.filter(source="terug")}
    after = exported("terug")
    for id_ in (CLUB["id"], club(1)["id"]):
        assert after[mine[id_]]["phones"] == before[id_]["phones"]
        assert after[mine[id_]].get("contacts") == before[id_].get("contacts")


def test_a_zip_holds_nothing_but_tables_and_their_description(tmp_path: Path) -> None:
    bring_lines(tmp_path, [CLUB])
    write(documents(), tmp_path / "tabel.zip", "csv", lambda _amount: None)

    with zipfile.ZipFile(tmp_path / "tabel.zip") as packed:
        assert {Path(name).suffix for name in packed.namelist()} == {".csv", ".json"}
    assert {path.name for path in tmp_path.iterdir()} == {"services.jsonl", "tabel.zip"}


def test_languages_of_a_phone_are_not_lost(tmp_path: Path) -> None:
    phone = {
        "id": str(uuid.uuid4()),
        "number": "0999 12 34 56",
        "languages": [{"id": str(uuid.uuid4()), "code": "tr"}],
    }
    bring_lines(tmp_path, [club(phones=[phone])])

    assert exported()[CLUB["id"]]["phones"] == [phone]
    assert SpokenLanguage.objects.count() == 1
