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


def test_a_file_that_is_not_right_ends_with_one_and_one_sentence(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file.write_text(GOOD.replace("a;60", "a;-60"))
    assert main(["budget", "compute", str(file)]) == 1
    assert capsys.readouterr().err.count("\n") == 1
    assert main(["budget", "compute", str(file), "--step", "0"]) == 2
