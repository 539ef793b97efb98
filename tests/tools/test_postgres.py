import os
import pwd
from pathlib import Path
from urllib.parse import unquote, urlsplit

import psycopg
import pytest

from tools.make import postgres
from tools.make.postgres import AbsentError, cluster


@pytest.fixture
def _installed() -> None:
    try:
        postgres.programs()
        postgres.user_for_server()
    except AbsentError as why:
        pytest.skip(str(why))


@pytest.mark.usefixtures("_installed")
def test_a_cluster_answers_on_its_own_socket_and_is_gone_after_a_failure() -> None:
    homes: list[Path] = []

    def work_and_break() -> None:
        with cluster() as url:
            parts = urlsplit(url)
            home = Path(unquote(parts.netloc.partition("@")[2].rpartition(":")[0]))
            homes.append(home)
            assert home.stat().st_mode & 0o077 == 0, "only its owner reaches the socket"
            with psycopg.connect(
                host=str(home), port=parts.port, user=parts.username, dbname="postgres"
            ) as connection:
                asked = connection.execute("select upper('é'), current_setting('listen_addresses')")
                assert asked.fetchone() == ("É", "")
            raise RuntimeError("half-way")

    with pytest.raises(RuntimeError, match="half-way"):
        work_and_break()
    assert homes
    assert not homes[0].exists()


def test_a_machine_without_postgresql_is_told_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Path, "glob", lambda *_: iter(()))
    monkeypatch.setattr("shutil.which", lambda _: None)
    with pytest.raises(AbsentError, match="not installed"), cluster():
        pytest.fail("there is no cluster to run")


def test_root_without_a_user_for_the_server_is_told_so(monkeypatch: pytest.MonkeyPatch) -> None:
    def nobody(name: str) -> pwd.struct_passwd:
        raise KeyError(name)

    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(pwd, "getpwnam", nobody)
    with pytest.raises(AbsentError, match="no user postgres"):
        postgres.user_for_server()
