"""HSDS in tables: the tabular form of 3.1, and the tables of older versions."""

import json
import shutil
import zipfile
from pathlib import Path

import pytest

from buurtnet.directory.models import AdditionalUrl, Address, Attribute, Capacity, Phone, Schedule, Service
from buurtnet.exchange import tabular
from buurtnet.exchange.records import Kind
from buurtnet.exchange.tabular import table_name
from tests.exchange.imports import bring_file, exported

pytestmark = pytest.mark.django_db

SERVICE = "10000000-0000-4000-8000-000000000001"
ORGANIZATION = "10000000-0000-4000-8000-000000000002"
LOCATION = "10000000-0000-4000-8000-000000000003"
AT_LOCATION = "10000000-0000-4000-8000-000000000004"
TABLES = {
    "organizations.csv": f"id,name,description\n{ORGANIZATION},De Loods,Een loods\n",
    "locations.csv": (
        "id,location_type,organization_id,name,latitude,longitude,external_identifier\n"
        f"{LOCATION},physical,{ORGANIZATION},De Ankerplaats,52.05,4.15,0363\n"
    ),
    "services.csv": (
        "id,organization_id,name,description,status,minimum_age,maximum_age,bn_function,bn_townwide,wachtlijst\n"
        f'{SERVICE},{ORGANIZATION},Huiswerkclub,"Samen, na school",active,8,12,2,true,kort\n'
    ),
    "service_at_location.csv": f"id,service_id,location_id\n{AT_LOCATION},{SERVICE},{LOCATION}\n",
    "phones.csv": (
        "id,service_id,service_at_location_id,number,extension\n"
        f"10000000-0000-4000-8000-000000000005,{SERVICE},{AT_LOCATION},0999 12 34 56,12\n"
    ),
    "languages.csv": (
        "id,phone_id,code\n10000000-0000-4000-8000-000000000006,10000000-0000-4000-8000-000000000005,tr\n"
    ),
    "service_capacity.csv": f"id,service_id,unit_id,available\n10000000-0000-4000-8000-000000000007,{SERVICE},u1,3\n",
    "units.csv": "id,name\nu1,plekken\n",
    "url.csv": f"id,service_id,url\n10000000-0000-4000-8000-000000000008,{SERVICE},https://x.example\n",
    "taxonomy_terms.csv": "id,name,description\n10000000-0000-4000-8000-000000000009,Huiswerk,\n",
    "attributes.csv": (
        "id,link_id,link_entity,taxonomy_term_id\n"
        f"10000000-0000-4000-8000-00000000000a,{SERVICE},service,10000000-0000-4000-8000-000000000009\n"
    ),
}


def package(folder: Path, **more: str) -> Path:
    folder.mkdir()
    for name, text in {**TABLES, **{f"{name}.csv": text for name, text in more.items()}}.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def test_tables_are_put_together_by_their_ids(tmp_path: Path) -> None:
    done = bring_file(package(tmp_path / "in"))

    assert done.rejects == []
    service = Service.objects.get()
    assert (service.minimum_age, service.function, service.is_townwide) == (8, 2, True)
    assert str(service.organization_id) == ORGANIZATION
    assert str(service.at_locations.get().location_id) == LOCATION
    assert Phone.objects.count() == 2, "a phone of two things hangs on both"
    assert Capacity.objects.get().unit_name == "plekken"
    assert AdditionalUrl.objects.get().service == service
    term = Attribute.objects.get().term
    assert term is not None
    assert term.name == "Huiswerk"
    given = exported()[SERVICE]
    assert given["wachtlijst"] == "kort"
    assert given["minimum_age"] == 8
    assert given["phones"][0]["languages"][0]["code"] == "tr"
    assert given["service_at_locations"][0]["location"]["external_identifier"] == "0363"


def test_a_number_that_is_also_a_contact_persons_says_so_wherever_it_hangs(tmp_path: Path) -> None:
    contact = "10000000-0000-4000-8000-00000000000b"
    folder = package(
        tmp_path / "in",
        contacts=f"id,service_id,name\n{contact},{SERVICE},Ann Voorbeeld\n",
        own_phones=f"id,service_id,contact_id,number\neigen,{SERVICE},{contact},0999 12 34 57\n",
    )
    done = bring_file(folder)

    assert done.rejects == []
    service = Service.objects.get()
    assert service.phones.get(number="0999 12 34 57").extra["contact_id"] == contact
    assert "contact_id" not in service.phones.get(number="0999 12 34 56").extra
    assert service.extra["contacts"][0]["phones"] == [{"id": "eigen", "number": "0999 12 34 57"}]


def test_rows_that_share_an_id_do_not_multiply_each_other_without_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tabular, "MOST_HANGING", 300)
    rows = "".join(f"{SERVICE},{SERVICE},{number}\n" for number in range(40))
    done = bring_file(
        package(
            tmp_path / "in",
            services=f"{TABLES['services.csv']}twee,,Twee,,active,,,,,\n",
            more_attributes=f"id,link_id,value\n{rows}",
        )
    )

    assert done.counts().added == 1, "the other service is read"
    assert "has over 300 rows that hang on it, or on each other" in {reject.reason for reject in done.rejects}


def test_a_chain_of_rows_ends(tmp_path: Path) -> None:
    rows = "".join(f"a{number},{f'a{number - 1}' if number else SERVICE},x\n" for number in range(2_000))
    done = bring_file(package(tmp_path / "in", more_attributes=f"id,link_id,value\n{rows}"))

    assert (done.counts().added, done.outcome.unread > 0) == (0, True)


def test_a_zip_and_one_json_file_hold_the_same_tables(tmp_path: Path) -> None:
    folder = package(tmp_path / "in")
    bring_file(folder)
    shutil.make_archive(str(tmp_path / "packed"), "zip", folder)
    tables = {}
    for name, text in TABLES.items():
        header, *rows = [
            line.split(",") for line in text.replace('"Samen, na school"', "Samen na school").splitlines()
        ]
        tables[name] = [dict(zip(header, row, strict=True)) for row in rows]
    (tmp_path / "tabular.json").write_text(json.dumps(tables))

    assert bring_file(tmp_path / "packed.zip").counts().unchanged == 1
    assert bring_file(tmp_path / "tabular.json", source="ander").counts().added == 1


@pytest.mark.parametrize(
    ("table", "text", "row", "reason"),
    [
        (
            "phones2_phones",
            f"id,service_id,number\n1,{SERVICE},1,2\n",
            2,
            "has 4 columns where the first line names 3",
        ),
        ("more_services", 'id,name,status\n\n2,"x"y,active\n', 3, "cannot be read as CSV: ',' expected after '\"'"),
        ("more_services", "id,name,status\n2,,active\n", 2, "has no name"),
    ],
)
def test_a_bad_row_of_a_table_is_reported_with_its_line_and_stops_nothing(
    tmp_path: Path, table: str, text: str, row: int, reason: str
) -> None:
    done = bring_file(package(tmp_path / "in", **{table: text}))

    [reject] = done.rejects
    assert (reject.where.file, reject.where.row, reject.reason) == (f"{table}.csv", row, reason)
    assert done.counts().added == 1


def test_a_row_that_cannot_be_read_does_not_count_as_gone(tmp_path: Path) -> None:
    bring_file(package(tmp_path / "in", more_services="id,name,status\nextra,Twee,active\n"))

    done = bring_file(package(tmp_path / "again", more_services="id,name,status\nextra,Twee,active,te,veel\n"))

    assert (done.counts().gone, done.counts().unchanged) == (0, 1)


@pytest.mark.parametrize(
    ("name", "table"),
    [
        ("services.csv", "services"),
        ("hsds11_services_at_location.csv", "service_at_location"),
        ("Service.CSV", "services"),
        ("open-referral.organizations.csv", "organizations"),
        ("taxonomy_terms.csv", "taxonomy_terms"),
        ("physical_addresses.csv", "physical_addresses"),
        ("leesmij.csv", ""),
        ("diensten.csv", ""),
    ],
)
def test_a_table_is_known_by_the_name_of_its_file(name: str, table: str) -> None:
    assert table_name(name) == table


def test_old_tables_are_read_and_what_changed_is_told(tmp_path: Path) -> None:
    done = bring_file(
        package(
            tmp_path / "in",
            physical_addresses=(
                "id,location_id,address_1,city,state_province,postal_code,country\n"
                f"1,{LOCATION},Netstraat 14,Havendijk,ZH,8991 AB,NL\n"
            ),
            regular_schedules=f"id,service_id,weekday,opens_at,closes_at\n1,{SERVICE},Wednesday,13:00,15:00\n",
            old_phones=f'id,organization_id,number,language,department\n1,{ORGANIZATION},0999123456,"nl, tr",Balie\n',
        )
    )

    assert done.rejects == []
    assert Address.objects.get().address_type == "physical"
    schedule = Schedule.objects.get()
    assert (schedule.freq, schedule.byday, schedule.opens_at) == ("WEEKLY", "WE", "13:00")
    assert set(done.reading.remarks) >= {
        "phones: the old column language is read as languages (1 rows).",
        "schedules: the old column weekday is read as byday (1 rows).",
        "old_phones.csv: HSDS 3.1 has no column department; it is kept and given back by export (1 rows).",
    }
    phone = exported()[SERVICE]["organization"]["phones"][0]
    assert phone["department"] == "Balie"
    assert [language["code"] for language in phone["languages"]] == ["nl", "tr"]


def test_the_old_sample_of_hsds_1_1_works_with_a_report(shared_data: Path) -> None:
    done = bring_file(shared_data / "hsds_samples")

    assert [done.counts(kind).added for kind in (Kind.SERVICE, Kind.ORGANIZATION, Kind.LOCATION)] == [13, 10, 10]
    assert done.reading.remarks == [
        "organizations: the old column url is read as website (10 rows).",
        "phones: the old column language is read as languages (4 rows).",
        "hsds11_phones.csv: HSDS 3.1 has no column department; it is empty here.",
        "hsds11_services.csv: HSDS 3.1 has no column taxonomy_ids; it is empty here.",
    ]
    assert Phone.objects.count() == 5
    assert bring_file(shared_data / "hsds_samples").counts().unchanged == 13


@pytest.mark.parametrize("name", ["tabular.json", "csv"])
def test_the_tabular_example_of_hsds_is_read(shared_data: Path, name: str) -> None:
    done = bring_file(shared_data / "hsds31" / "examples" / name)

    assert (done.counts().added, done.outcome.unread) == (1, 0)
    assert [reject.field for reject in done.rejects] == ["latitude"]
    assert exported()["ac148810-d857-441c-9679-408f346de14b"]["cost_options"][0]["amount"] == 35


@pytest.mark.parametrize(
    ("name", "services"),
    [
        ("hsds31/examples/service_full.json", 1), ("hsds31/examples/organization_full.json", 1),
        ("hsds31/examples/service_at_location_full.json", 1), ("hsds31/examples/service_at_location_list.json", 1),
        ("hsds31/examples/service_list.json", 1), ("hsds31/examples/organization_list.json", 0),
        ("hsds31/examples/location.json", 0), ("hsds31/examples/taxonomy.json", 0),
        ("hsds31/examples/taxonomy_list.json", 0), ("hsds31/examples/taxonomy_term.json", 0),
        ("hsds31/examples/taxonomy_term_list.json", 0), ("hsds31/examples", 1),
        ("hsds_samples/oruk/service_full.json", 1), ("hsds_samples/oruk/service_list.json", 1),
        ("hsds_samples/oruk/organization_full.json", 1), ("hsds_samples/oruk/service_at_location_full.json", 1),
        ("hsds_samples/oruk/taxonomy_list.json", 0), ("hsds_samples/oruk/taxonomy_term_list.json", 0),
    ],
)  # fmt: skip
def test_every_example_is_read_and_read_again(shared_data: Path, name: str, services: int) -> None:
    first, second = bring_file(shared_data / name), bring_file(shared_data / name)

    assert first.counts().added == services
    assert sum(first.counts(kind).added for kind in Kind) > 0
    assert sum(second.counts(kind).added + second.counts(kind).changed for kind in Kind) == 0
    assert not first.outcome.unread or name.endswith("examples")


def test_a_package_in_a_zip_in_a_folder_of_the_zip_is_found(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "in.zip", "w") as packed:
        for name, text in TABLES.items():
            packed.writestr(f"export/2026/{name}", text)
        packed.writestr("export/2026/datapackage.json", "{}")

    assert bring_file(tmp_path / "in.zip").counts().added == 1
