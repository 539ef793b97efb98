"""One copy of Buurtnet follows another, each in processes and a data folder of its own, as two towns would."""

import json
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.areas.geo import feature, geojson, square
from tests.config.test_cli import buurtnet
from tests.config.test_serving import PATIENCE, Server
from tests.exchange.imports import CLUB, Document, changed, club

pytestmark = pytest.mark.usefixtures("socket_enabled")
INSIDE = {"latitude": 52.5, "longitude": 4.5}


def done(*words: object, data_dir: Path, **environment: str) -> str:
    """What a command says that did what was asked."""
    run = buurtnet(*map(str, words), data_dir=data_dir, module="tests.ready", BUURTNET_DEMO="1", **environment)
    assert run.returncode == 0, run.stderr
    return run.stdout


def inside(document: Document, **fields: str) -> Document:
    def put(one: Document) -> None:
        one.update(fields)
        one["service_at_locations"][0]["location"].update(INSIDE)

    return changed(document, put)


@pytest.fixture
def source(tmp_path: Path) -> Iterator[Server]:
    """A copy with a network and three services, served."""
    folder = tmp_path / "een"
    folder.mkdir()
    town = feature(square(4, 52), kind="municipality", code="dorp", name="Dorp")
    areas = geojson(tmp_path, town)
    data = folder / "data"
    done("import", "areas", areas, "--source", "cbs", "--licence", "CC0-1.0", data_dir=data)
    done(
        "network", "create", "dorp", "--name", "Dorp", "--town", "Dorp", "--country", "NL", "--locale", "nl",
        "--area", "dorp", data_dir=data,
    )  # fmt: skip
    offers(folder, inside(CLUB), inside(club(1)), inside(club(2)))
    server = Server(folder)
    try:
        server.wait_for("Serving")
        yield server
    finally:
        server.process.terminate()
        server.process.wait(PATIENCE)


def offers(folder: Path, *services: Document) -> None:
    """The copy has these services now."""
    path = folder / "services.jsonl"
    path.write_text("".join(json.dumps(one) + "\n" for one in services))
    done("import", "hsds", path, "--source", "eigen", "--licence", "CC BY 4.0", data_dir=folder / "data")


def follow(source: Server, folder: Path, *more: str) -> list[str]:
    """The counts of services after following: added, changed, unchanged, gone, rejected."""
    place = f"127.0.0.1:{source.port}"
    said = done(
        "import", "hsds-from", f"http://{place}/api/hsds/", "--source", "buren", "--licence", "CC0-1.0", *more,
        data_dir=folder / "data", FETCH_HOSTS=place,
    )  # fmt: skip
    [line] = [line for line in said.splitlines() if line.startswith("services ")]
    return line.split()[1:]


def test_what_one_copy_shows_arrives_at_the_other_and_what_stops_there_goes(source: Server, tmp_path: Path) -> None:
    folder = tmp_path / "twee"
    folder.mkdir()
    assert follow(source, folder) == ["3", "0", "0", "0", "0"]
    assert follow(source, folder) == ["0", "0", "3", "0", "0"]
    place = f"127.0.0.1:{source.port}"
    again = done("import", "hsds-from", "--source", "buren", data_dir=folder / "data", FETCH_HOSTS=place)
    assert "3 entries read" in again, "the address is remembered"

    offers(tmp_path / "een", inside(CLUB, name="Huiswerk op zolder"), inside(club(1)))
    until = time.monotonic() + PATIENCE
    while (found := follow(source, folder, "--changes")) == ["0", "0", "3", "0", "0"]:
        assert time.monotonic() < until, "a change was not seen"
    assert found == ["0", "1", "1", "1", "0"]

    done("export", "hsds", folder / "uit.jsonl", data_dir=folder / "data")
    given = [json.loads(line) for line in (folder / "uit.jsonl").read_text().splitlines()]
    assert {one["name"] for one in given} == {"Huiswerk op zolder", "Club 1"}
    assert {(one["id"], one["bn_licence"]) for one in given} == {
        (CLUB["id"], "CC BY 4.0"),
        (club(1)["id"], "CC BY 4.0"),
    }


def test_without_leave_a_copy_on_this_machine_is_not_followed(tmp_path: Path) -> None:
    run = buurtnet(
        "import", "hsds-from", "http://localhost/api/hsds", "--source", "buren",
        data_dir=tmp_path / "data", BUURTNET_DEMO="1",
    )  # fmt: skip
    assert run.returncode == 1
    assert run.stderr.startswith("buurtnet: localhost is not fetched from: it leads to a machine that is not on")
    assert run.stderr.count("\n") == 1
