"""``buurtnet budget compute``: what it prints, and how it ends."""

import json
from pathlib import Path

import pytest

from buurtnet.config.cli import main
from tests.voting.test_pabulib import GOOD


@pytest.fixture
def file(tmp_path: Path) -> Path:
    made = tmp_path / "proef.pb"
    made.write_text(GOOD)
    return made


def test_it_prints_the_winners_their_cost_and_why(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["budget", "compute", str(file), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["rule"], told["winners"], told["cost"]) == ("greedy", ["a", "c"], 100)
    assert "4 mensen stemden." in told["explanation"]["whole"]
    assert set(told["explanation"]["projects"]) == {"a", "b", "c"}


def test_another_rule_can_be_asked_for(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["budget", "compute", str(file), "--rule", "equalshares/add1"]) == 0
    assert "Ieder kreeg een even groot deel van het geld" in capsys.readouterr().out


@pytest.mark.parametrize("line", ["rule;unknown", "rule;greedy\nleftover_budget;Throw a party"])
def test_a_rule_that_is_not_known_ends_with_two_and_one_sentence(
    file: Path, line: str, capsys: pytest.CaptureFixture[str]
) -> None:
    file.write_text(GOOD.replace("rule;greedy", line))
    assert main(["budget", "compute", str(file)]) == 2
    assert capsys.readouterr().err.count("\n") == 1
    assert main(["budget", "compute", str(file), "--rule", "greedy"]) == 0


def test_a_file_that_is_not_right_ends_with_two_and_one_sentence(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file.write_text(GOOD.replace("a;60", "a;-60"))
    assert main(["budget", "compute", str(file)]) == 2
    assert capsys.readouterr().err.count("\n") == 1
    for step in ("0", "-3", "9" * 30):
        assert main(["budget", "compute", str(file), "--step", step]) == 2


@pytest.mark.parametrize("rule", ["greedy", "equalshares/add1"])
def test_a_protocol_is_written_and_found_right_by_who_counts_again(
    file: Path, rule: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    told = tmp_path / "verslag.json"
    compute = ["budget", "compute", str(file), "--rule", rule, "--seed", "Havendijk 2026", "--protocol", str(told)]
    assert main(compute) == 0
    capsys.readouterr()
    assert main(["budget", "check", str(told), str(file)]) == 0
    assert capsys.readouterr().out.startswith("Equal")
    file.write_text(GOOD.replace("4;c;50", "4;b;50"))
    assert main(["budget", "check", str(told), str(file)]) == 1
    assert "'input'" in capsys.readouterr().out


@pytest.mark.parametrize("content", ["", "[]", "{}", "[" * 100_000, '{"form": "buurtnet protocol 1", "rule": 3}'])
def test_what_is_no_protocol_ends_with_two_and_one_sentence(
    file: Path, content: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "x.json").write_text(content)
    assert main(["budget", "check", str(tmp_path / "x.json"), str(file)]) == 2
    assert main(["budget", "check", str(tmp_path / "absent.json"), str(file)]) == 2
    assert capsys.readouterr().err.count("\n") == 2
