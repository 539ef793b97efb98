"""The command ``buurtnet``: helpful, quick to refuse, never a traceback for what its user did wrong."""

import argparse
import os
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.db import OperationalError
from pytest_django import Settings

from buurtnet.config import cli
from buurtnet.config.environment import WrongSettingError
from buurtnet.config.locks import not_running
from buurtnet.kit.plain_error import PlainError

PROJECT = Path(__file__).resolve().parents[2]
PROMISED = {
    "demo", "serve", "worker", "daily", "network create", "import hsds", "import geojson", "import csv",
    "import areas", "import places", "import hsds-from", "export hsds", "export csv", "export xlsx",
    "export geojson", "search", "index rebuild", "backup", "restore", "keys export", "check",
    "vocabulary export", "meaning status", "meaning build",
}  # fmt: skip


@pytest.fixture(autouse=True)
def umask_of_before(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    before = os.umask(0o022)
    os.umask(before)
    monkeypatch.setenv("SECRET_KEY", "a key, so that none is made for this test")
    yield
    os.umask(before)


def buurtnet(
    *words: str, data_dir: Path, module: str = "buurtnet.config", **environment: str
) -> "subprocess.CompletedProcess[str]":
    """Run the command as a user does: another process, an environment of its own.

    ``module``: ``tests.ready`` where it does not matter how an empty database is migrated.
    """
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return subprocess.run(
        [sys.executable, "-m", module, *words],
        cwd=data_dir.parent,
        env=kept | {"BUURTNET_DATA_DIR": str(data_dir), "PYTHONPATH": str(PROJECT)} | environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_every_command_that_was_promised_is_there_and_is_called_as_its_file() -> None:
    modules = cli.modules_for([])
    assert {module.NAME for module in modules} >= PROMISED
    for module in modules:
        assert module.__name__.rpartition(".")[2] == module.NAME.replace(" ", "_").replace("-", "_")
        assert module.HELP.endswith(".")
        assert len(module.HELP) < 120


def test_only_the_module_that_is_meant_is_imported() -> None:
    assert [module.NAME for module in cli.modules_for(["network", "create", "x"])] == ["network create"]
    assert [module.NAME for module in cli.modules_for(["daily"])] == ["daily"]
    assert len(cli.modules_for(["network"])) == len(cli.modules_for([]))


@pytest.mark.parametrize("module", cli.modules_for([]), ids=lambda module: module.NAME)
def test_every_command_takes_a_data_folder_and_tells_what_it_needs(
    module: SimpleNamespace, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as end:
        cli.parser_for(module.NAME.split()).parse_args([*module.NAME.split(), "--help"])
    assert end.value.code == 0
    assert "--data-dir" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["--version"], 0, "buurtnet "),
        (["nonsense"], 2, "invalid choice"),
        (["serve", "--prot", "1"], 2, "unrecognized"),
        (["serve", "--port", "eight"], 2, "--port: 'eight' is not a whole number from 1 to 65535"),
        (["serve", "--port", "99999"], 2, "--port: '99999' is not a whole number from 1 to 65535"),
        (["demo", "--port", "0"], 2, "--port: '0' is not a whole number from 1 to 65535"),
        (["serve", "--workers", "0"], 2, "--workers: '0' is not a whole number from 1 to 64"),
        (["serve", "--workers", "-2"], 2, "--workers: '-2' is not a whole number from 1 to 64"),
        (["network"], 2, "WHAT"),
        ([], 2, "COMMAND"),
    ],
)
def test_words_that_are_no_command_are_told_so(
    words: list[str], code: int, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as end:
        cli.parser_for(words).parse_args(words)
    assert end.value.code == code
    told = capsys.readouterr()
    assert said in told.out + told.err


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["--help"], 0, "network"),
        (["serve", "--prot", "1"], 2, "unrecognized"),
    ],
)
def test_a_command_that_does_nothing_leaves_no_folder_behind(
    tmp_path: Path, words: list[str], code: int, said: str
) -> None:
    done = buurtnet(*words, data_dir=tmp_path / "data")
    assert (done.returncode, said in done.stdout + done.stderr) == (code, True), done
    assert "Traceback" not in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_the_check_makes_a_new_folder_as_every_command_does(tmp_path: Path) -> None:
    folder = str(tmp_path / "new")
    done = buurtnet("check", "--data-dir", folder, data_dir=tmp_path / "not-here", module="tests.ready")
    assert "0 services, up to date" in done.stdout, done
    assert [path.name for path in tmp_path.iterdir()] == ["new"]


def test_a_first_command_makes_a_folder_that_only_its_owner_can_enter(tmp_path: Path) -> None:
    folder = str(tmp_path / "here")
    done = buurtnet("daily", "--data-dir", folder, data_dir=tmp_path / "not-here", module="tests.ready")
    assert done.returncode == 0, done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["here"]
    open_to_others = {
        path: oct(path.stat().st_mode)
        for path in [tmp_path / "here", *(tmp_path / "here").rglob("*")]
        if stat.S_IMODE(path.stat().st_mode) & 0o077
    }
    assert open_to_others == {}
    assert len((tmp_path / "here" / "keys" / "secret_key").read_text()) > 50


def test_what_is_ready_for_a_new_folder_is_what_migrations_make(tmp_path: Path) -> None:
    """For the tests that start commands with ``tests.ready``."""
    for module in ("buurtnet.config", "tests.ready"):
        buurtnet("check", "--data-dir", str(tmp_path / module), data_dir=tmp_path / "not-here", module=module)
    made, ready = (
        everything_in(tmp_path / module / "buurtnet.sqlite3") for module in ("buurtnet.config", "tests.ready")
    )
    assert len(made) > 500
    assert ready == made


def everything_in(database: Path) -> set[tuple[str, ...]]:
    """Its tables, indexes and triggers as they were made, and the migrations that did."""
    with closing(sqlite3.connect(database)) as connection:
        made = set(connection.execute("SELECT type, name, sql FROM sqlite_master"))
        return made | set(connection.execute("SELECT app, name FROM django_migrations"))


@pytest.mark.parametrize(
    ("environment", "code", "sentence"),
    [
        ({"EMAIL_PORT": "mail"}, 2, "EMAIL_PORT must be a whole number, not 'mail'."),
        ({"DATABASE_URL": "postgres://nobody@127.0.0.1:9/none"}, 1, "The database does not answer as it should"),
        ({"EMAIL_PORT": "99999"}, 2, "EMAIL_PORT must be a number from 1 to 65535, not 99999."),
        ({"SEARCHES_PER_MINUTE": "-1"}, 2, "SEARCHES_PER_MINUTE must be a number from 0 to 1000000, not -1."),
        ({"LOG_LEVEL": "LOUD"}, 2, "LOG_LEVEL must be one of CRITICAL, DEBUG, ERROR, INFO, WARNING, not 'LOUD'."),
        ({}, 2, "SITE_URL is http://localhost:8000"),
    ],
)
def test_a_setting_that_is_wrong_gets_one_sentence(
    tmp_path: Path, environment: dict[str, str], code: int, sentence: str
) -> None:
    done = buurtnet("serve", data_dir=tmp_path / "data", module="tests.ready", **environment)
    assert done.returncode == code
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr


def run_a_command_that_raises(problem: BaseException, monkeypatch: pytest.MonkeyPatch) -> int:
    def run(args: argparse.Namespace) -> int:
        raise problem

    def nothing(parser: argparse.ArgumentParser) -> None: ...

    module = SimpleNamespace(NAME="fall", HELP="Fall.", PREPARE=False, arguments=nothing, run=run)
    monkeypatch.setattr(cli, "modules_for", lambda words: [module])
    return cli.main(["fall"])


@pytest.mark.parametrize(
    ("problem", "code", "sentence"),
    [
        (PlainError("The file is empty."), 1, "buurtnet: The file is empty.\n"),
        (WrongSettingError("SITE_URL is blank."), 2, "buurtnet: SITE_URL is blank.\n"),
        (
            OperationalError("gone\nhint: look"),
            1,
            "buurtnet: The database does not answer as it should: gone.\n",
        ),
        (PermissionError(13, "Permission denied", "/x"), 1, "buurtnet: /x: Permission denied.\n"),
        (
            OSError(28, "No space left on device"),
            1,
            "buurtnet: The machine does not let us go on: No space left on device.\n",
        ),
        (KeyboardInterrupt(), 130, ""),
    ],
)
def test_what_goes_wrong_for_a_user_is_one_sentence(
    problem: BaseException,
    code: int,
    sentence: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run_a_command_that_raises(problem, monkeypatch) == code
    assert capsys.readouterr().err == sentence


def test_what_a_file_says_does_not_steer_the_terminal(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    run_a_command_that_raises(PlainError("Not so:\n  - \x1b[2Jname"), monkeypatch)
    assert capsys.readouterr().err == "buurtnet: Not so:\n  -  [2Jname\n"


def test_while_a_command_works_on_a_folder_nothing_is_restored_under_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, settings: Settings
) -> None:
    settings.DATA_DIR = tmp_path
    refused = []

    def run(args: argparse.Namespace) -> int:
        with pytest.raises(PlainError) as refusal, not_running(tmp_path):
            pass
        refused.append(str(refusal.value))
        return 0

    module = SimpleNamespace(NAME="import hsds", HELP="Fall.", arguments=lambda parser: None, run=run)
    monkeypatch.setattr(cli, "modules_for", lambda words: [module])
    monkeypatch.setattr(cli, "PREPARE", f"{__name__}.prepare_nothing")
    assert cli.main(["import", "hsds"]) == 0
    assert refused == [
        f"Buurtnet is running on this data folder (buurtnet import hsds, process {os.getpid()}); stop it first."
    ]
    with not_running(tmp_path):
        pass


def prepare_nothing() -> None: ...


def test_a_fault_of_ours_keeps_its_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ZeroDivisionError):
        run_a_command_that_raises(ZeroDivisionError(), monkeypatch)
