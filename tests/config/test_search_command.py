"""``buurtnet search``: a text or a file of queries, as text or JSON."""

import argparse
import json
from pathlib import Path

import pytest

from buurtnet.config.commands import search
from buurtnet.kit.plain_error import PlainError
from buurtnet.search.outbox import rebuild_all
from tests.directory.searchable import offered, reaching, speaks, town

pytestmark = pytest.mark.django_db


def run(*words: str) -> int:
    parser = argparse.ArgumentParser()
    search.arguments(parser)
    return search.run(parser.parse_args(words))


def test_a_text_is_answered_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    service = offered("Huiswerkclub", at=300)
    offered("Voetbal")
    rebuild_all()
    assert run("huiswrekclub", "--json", "--lat", "52.05", "--lon", "4.15") == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["corrected"] == ["huiswerkclub"]
    (result,) = answer["results"]
    assert (result["id"], result["name"], round(result["distance_m"])) == (str(service.pk), "Huiswerkclub", 300)


def test_without_json_each_result_is_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    offered("Huiswerkclub")
    assert run("huiswerk") == 0
    assert "there is no search index" in capsys.readouterr().out
    rebuild_all()
    assert run("huiswerk") == 0
    assert "Huiswerkclub" in capsys.readouterr().out


def test_area_age_and_language_narrow(capsys: pytest.CaptureFixture[str]) -> None:
    (here,) = town("Havendijk")
    service = offered("Koken", minimum_age=18)
    reaching(service, here)
    speaks("tr", service=service)
    offered("Koken elders")
    rebuild_all()
    assert run("koken", "--area", "havendijk", "--age", "30", "--language", "tr", "--json") == 0
    assert [row["name"] for row in json.loads(capsys.readouterr().out)["results"]] == ["Koken"]


def test_a_file_of_queries_is_answered_in_the_format_of_the_scorer(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    service = offered("Huiswerkclub", scope="hier")
    rebuild_all()
    file = tmp_path / "queries.jsonl"
    file.write_text('{"id": "q1", "text": "huiswerk", "scope": "hier"}\n{"id": "q2", "text": "dakkapel"}\n')
    assert run("--queries", str(file), "--json") == 0
    first, second = map(json.loads, capsys.readouterr().out.splitlines())
    assert (first["query_id"], first["ranked"]) == ("q1", [str(service.pk)])
    assert second == {"query_id": "q2", "ranked": [], "scores": []}


@pytest.mark.parametrize(
    "words",
    [[], ["a", "--queries", "b"], ["a", "--lat", "1"], ["a", "--lat", "91", "--lon", "0"], ["a", "--age", "nan"],
     ["a", "--limit", "0"], ["a", "--area", "nergens"]],
)  # fmt: skip
def test_what_cannot_be_is_told_in_a_sentence(words: list[str]) -> None:
    with pytest.raises(PlainError):
        run(*words)


def test_a_query_file_that_is_no_text_is_told(tmp_path: Path) -> None:
    file = tmp_path / "queries.jsonl"
    file.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(PlainError, match="UTF-8"):
        run("--queries", str(file))


def test_a_folder_without_services_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("huiswerk") == 0
    said = capsys.readouterr()
    assert said.out.startswith("0 found")
    assert "There are no services in" in said.err
