from collections import Counter
from pathlib import Path

import pytest

from tools.make import suite
from tools.make.suite import Outcome, close, environment, read

REPORT = """<testsuites><testsuite>
<testcase name="a"/><testcase name="b"/>
<testcase name="c"><failure message="no"/></testcase>
<testcase name="d"><error message="broke"/></testcase>
<testcase name="e"><skipped message="real data is absent"/></testcase>
</testsuite></testsuites>"""


@pytest.fixture(autouse=True)
def not_in_ci(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CI", raising=False)


def test_a_report_is_counted_test_by_test(tmp_path: Path) -> None:
    (tmp_path / "report.xml").write_text(REPORT)
    outcome = read(tmp_path / "report.xml", Outcome("suite"))
    assert (outcome.passed, outcome.failed, outcome.skipped) == (2, 2, Counter({"real data is absent": 1}))


def test_a_run_that_wrote_no_report_counts_nothing(tmp_path: Path) -> None:
    outcome = read(tmp_path / "none.xml", Outcome("suite"))
    assert (outcome.passed, outcome.failed) == (0, 0)


def test_the_last_line_sums_all_parts(capsys: pytest.CaptureFixture[str]) -> None:
    code = close([Outcome("lint", passed=1), Outcome("suite", passed=40, skipped=Counter({"absent": 2}))])
    said = capsys.readouterr().out
    assert code == 0
    assert said.endswith("\n41 passed, 0 failed\n")
    assert "2 × skipped: absent" in said


def test_one_failure_anywhere_fails_the_whole(capsys: pytest.CaptureFixture[str]) -> None:
    assert close([Outcome("lint", failed=1), Outcome("suite", passed=40)]) == 1
    assert capsys.readouterr().out.endswith("\n40 passed, 1 failed\n")


def test_a_part_that_cannot_run_is_named_with_its_reason(capsys: pytest.CaptureFixture[str]) -> None:
    assert close([Outcome("lint", passed=1), Outcome("journeys", absent="no browser in PATH")]) == 0
    said = capsys.readouterr().out
    assert "journeys: no browser in PATH" in said
    assert "did not run" in said
    assert said.endswith("\n1 passed, 0 failed\n")


def test_in_ci_a_part_that_cannot_run_is_a_failure(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CI", "true")
    assert close([Outcome("lint", passed=1), Outcome("journeys", absent="no browser in PATH")]) == 1
    assert capsys.readouterr().out.endswith("\n1 passed, 1 failed\n")


def test_a_part_obeys_no_setting_of_the_shell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgres://somewhere/precious")
    monkeypatch.setenv("BUURTNET_DATA_DIR", "/srv/precious")
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    given = environment(tmp_path)
    assert not {"DATABASE_URL", "PYTHONDONTWRITEBYTECODE"} & set(given)
    assert given["BUURTNET_DATA_DIR"] == str(tmp_path / "data")


def test_a_failing_run_of_pytest_is_a_failure_even_without_a_report(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "tmp").mkdir()
    outcome = suite.pytest_run("sqlite", "suite", tmp_path, ["--no-such-option"])
    assert (outcome.passed, outcome.failed) == (0, 1)
    assert "no-such-option" in capfd.readouterr().err


def test_a_part_that_hangs_is_ended(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "tmp").mkdir()
    monkeypatch.setitem(suite.BUDGET, "sqlite", 0)
    outcome = suite.pytest_run("sqlite", "suite", tmp_path, ["tests/tools", "-k", "nothing at all"])
    assert outcome.failed == 1
    assert "five times its budget" in capfd.readouterr().out
