"""A backup made while the site is used comes back on either database, without keys and without who was erased."""

import fcntl
import json
import os
import shutil
import stat
import subprocess
import sys
import tarfile
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import quote, urlencode
from uuid import uuid4

import pytest
from django.apps import apps
from django.conf import settings as django_settings
from pytest_django import Settings

from buurtnet.config.backup import LEFT_OUT, draft_folder, models_kept, pack
from buurtnet.config.locks import by_itself
from buurtnet.config.media import SET_ASIDE, link_media, media_swap
from buurtnet.config.unpacking import read_manifest, unpack
from buurtnet.kit.plain_error import PlainError

PROJECT = Path(__file__).resolve().parents[2]
READY = "from tests import ready; ready.use_what_is_ready()"


class Site:
    """A data folder, and the database that belongs to it."""

    def __init__(self, data_dir: Path, database: str) -> None:
        self.data_dir = data_dir
        self.environment = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ} | {
            "PYTHONPATH": str(PROJECT),
            "BUURTNET_DATA_DIR": str(data_dir),
            "BUURTNET_DEMO": "1",
            "DJANGO_SETTINGS_MODULE": "buurtnet.config.settings",
        }
        if database:
            self.environment["DATABASE_URL"] = database

    def python(self, script: str, *words: object) -> str:
        start = f"import sys, django; django.setup(); {READY}; from tests.config import whole_site; "
        done = self.run([sys.executable, "-c", start + script, *map(str, words)])
        assert done.returncode == 0, done.stderr
        return done.stdout

    def buurtnet(self, *words: str) -> "subprocess.CompletedProcess[str]":
        return self.run([sys.executable, "-m", "tests.ready", *words])

    def run(self, words: list[str]) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            words, cwd=self.data_dir.parent, env=self.environment, capture_output=True, text=True, check=False
        )

    def state(self) -> dict[str, Any]:
        state: dict[str, Any] = json.loads(self.python("whole_site.tell()"))
        return state


@pytest.fixture(scope="module")
def databases(request: pytest.FixtureRequest) -> Iterator[list[str]]:
    """Addresses of two empty databases of the kind the tests run on; on PostgreSQL made for this, on SQLite files."""
    here = django_settings.DATABASES["default"]
    if not here["ENGINE"].endswith("postgresql"):
        yield ["", ""]
        return
    psycopg = pytest.importorskip("psycopg")
    login = {"host": here["HOST"], "port": here["PORT"], "user": here["USER"], "password": here["PASSWORD"]}
    names = [f"roundtrip_{uuid4().hex}" for _ in range(2)]
    with psycopg.connect(dbname="postgres", autocommit=True, **{k: v for k, v in login.items() if v}) as server:
        for name in names:
            server.execute(f"CREATE DATABASE {name}")
        query = urlencode({"host": here["HOST"]}) if str(here["HOST"]).startswith("/") else ""
        place = "" if query else f"{here['HOST']}"
        port = f":{here['PORT']}" if here["PORT"] else ""
        user = quote(here["USER"]) + (f":{quote(here['PASSWORD'])}" if here["PASSWORD"] else "")
        yield [f"postgres://{user}@{place or quote(here['HOST'], safe='')}{port}/{name}" for name in names]
        for name in names:
            server.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("backup")


@pytest.fixture(scope="module")
def site(folder: Path, databases: list[str]) -> Site:
    """A site that was backed up, after which one person was erased and another came."""
    site = Site(folder / "data", databases[0])
    site.python("whole_site.live(*sys.argv[1:])", folder / "backup.tar.gz", folder / "keys.json")
    return site


@pytest.fixture(scope="module")
def before(site: Site) -> dict[str, Any]:
    return site.state()


@pytest.fixture(scope="module")
def restored(site: Site, folder: Path, databases: list[str]) -> Site:
    """Another machine, with the backup, the keys and the list of erasures."""
    other = Site(folder / "other", databases[1])
    done = other.buurtnet(
        "restore", "backup.tar.gz", "--keys", "keys.json", "--erasures", str(site.data_dir / "erasures.jsonl")
    )
    assert done.returncode == 0, done.stderr
    assert "Erased again, because it was erased after that: 1." in done.stdout
    return other


def test_the_archive_is_for_its_owner_only_and_holds_no_key(site: Site, folder: Path) -> None:
    archive = folder / "backup.tar.gz"
    assert stat.S_IMODE(archive.stat().st_mode) == 0o600
    key = (site.data_dir / "keys" / "secret_key").read_text()
    with tarfile.open(archive) as packed:
        for member in packed.getmembers():
            if member.isfile():
                file = packed.extractfile(member)
                assert file is not None
                assert key.encode() not in file.read()


def test_everything_of_that_moment_comes_back_and_nothing_else(before: dict[str, Any], restored: Site) -> None:
    after = restored.state()
    differing = {label for label in before if before[label] != after[label]}
    assert differing <= {
        "people.Person",
        "people",
        "privacy.LogRow",
        "directory.CostOption",
        "search.Change",
        "index",
    }
    assert after["index"] is True
    assert set(after["people"].values()) == {"Samira", ""}
    [gone] = [mail for mail in after["people"] if mail != "kept@buurt.example"]
    assert gone.endswith("@erased.invalid")
    [kept] = [row for row in after["people.Person"] if "kept@buurt.example" in row]
    assert kept in before["people.Person"], "also the moment of joining, to the microsecond"
    assert before["privacy.Erasure"][0][1:] == after["privacy.Erasure"][0][1:]
    assert [row for row in before["directory.CostOption"] if "nieuw" not in row] == [
        row for row in after["directory.CostOption"] if "nieuw" not in row
    ]


def test_the_media_come_back_byte_for_byte(restored: Site) -> None:
    assert (restored.data_dir / "media" / "a" / "photo.jpg").read_bytes() == bytes(range(256))


def test_what_is_there_is_not_replaced_without_force(restored: Site, folder: Path) -> None:
    done = restored.buurtnet("restore", str(folder / "backup.tar.gz"))
    assert done.returncode == 1
    assert "The database is not empty" in done.stderr


def test_a_backup_of_either_database_comes_back_on_sqlite_and_asks_for_its_key(
    before: dict[str, Any], folder: Path
) -> None:
    third = Site(folder / "third", "")
    done = third.buurtnet("restore", "backup.tar.gz")
    assert done.returncode == 1
    assert "secret_key, field_keys/" in done.stderr
    assert not (third.data_dir / "buurtnet.sqlite3").exists()
    done = third.buurtnet("restore", "backup.tar.gz", "--force")
    assert done.returncode == 0, done.stderr
    state = third.state()
    assert state["vendor"] == "sqlite"
    assert state["people"]["erased@buurt.example"] == "Weg", "without the list of erasures nobody can know"
    assert state["directory.Service"] == before["directory.Service"]


def test_a_site_that_runs_is_not_restored_under_its_feet(restored: Site, folder: Path) -> None:
    with (restored.data_dir / ".running.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_SH)  # as a server and a worker do
        done = restored.buurtnet("restore", str(folder / "backup.tar.gz"), "--force")
    assert done.returncode == 1
    assert done.stderr == "buurtnet: Buurtnet is running on this data folder; stop it first.\n"


def test_a_restore_in_place_brings_back_nobody_who_was_erased(site: Site, folder: Path) -> None:
    """The last one: it replaces the first site, which knows of the erasure by itself."""
    done = site.buurtnet("restore", str(folder / "backup.tar.gz"), "--force")
    assert done.returncode == 0, done.stderr
    people = site.state()["people"]
    assert "later@buurt.example" not in people
    assert "erased@buurt.example" not in people
    assert people["kept@buurt.example"] == "Samira"


def changed(archive: Path, into: Path, change: Callable[[Path], None]) -> Path:
    """The archive with something else in it."""
    draft = into / "changed"
    unpack(archive, draft)
    change(draft)
    with tarfile.open(into / "changed.tar.gz", "w:gz") as packed:
        for path in sorted(draft.iterdir()):
            packed.add(path, path.name)
    shutil.rmtree(draft)
    return into / "changed.tar.gz"


def damage(path: Path, text: str) -> None:
    """The first row of a table is another."""
    lines = path.read_text().splitlines()
    path.write_text("\n".join([lines[0], text, *lines[2:]]) + "\n")


def other_column(path: Path) -> None:
    path.write_text(path.read_text().replace('"email"', '"nonsense"', 1))


@pytest.mark.parametrize(
    "change",
    [
        lambda draft: damage(draft / "tables" / "people.Person.jsonl", "{broken"),
        lambda draft: damage(draft / "tables" / "people.Person.jsonl", "[1]"),
        lambda draft: damage(draft / "tables" / "people.Person.jsonl", "5"),
        lambda draft: other_column(draft / "tables" / "people.Person.jsonl"),
    ],
)
def test_rows_that_are_none_of_ours_change_nothing(
    site: Site, folder: Path, tmp_path: Path, change: Callable[[Path], None]
) -> None:
    archive, before = changed(folder / "backup.tar.gz", tmp_path, change), site.state()
    done = site.buurtnet("restore", str(archive), "--force")
    assert (done.returncode, done.stderr.count("\n")) == (1, 1), done.stderr
    assert "cannot be put back" in done.stderr
    assert site.state()["people"] == before["people"]
    assert [path.name for path in site.data_dir.iterdir() if "restor" in path.name] == []


def test_a_restore_that_is_killed_half_way_loses_nothing_and_can_be_done_again(site: Site, folder: Path) -> None:
    before = site.state()["people"]
    media = site.data_dir / "media"
    (media / "own.jpg").write_text("of before the restore")
    died = site.run([
        sys.executable, "-c",
        f"import django, os, pathlib, sys; django.setup(); {READY}; from buurtnet.config import media, restore; "
        "rename = pathlib.Path.rename; "
        "die_after = lambda was, now: os._exit(9) if 'own.jpg' in os.listdir(now.parent) else rename(was, now); "
        "pathlib.Path.rename = die_after; "
        "media.pieces = lambda folder, pieces=media.pieces: sorted(pieces(folder), reverse=True); "
        "restore.restore(pathlib.Path(sys.argv[1]), force=True, keys_file=None, erasures_file=None)",
        str(folder / "backup.tar.gz"),
    ])  # fmt: skip
    assert died.returncode == 9, died.stderr
    assert site.state()["people"] == before
    [aside] = media.glob(".before-restore-*")
    assert (aside / "before" / "own.jpg").read_text() == "of before the restore"
    done = site.buurtnet("restore", str(folder / "backup.tar.gz"), "--force")
    assert done.returncode == 0, done.stderr
    assert f"left the media of before it in {aside / 'before'}" in done.stdout
    assert sorted(path.name for path in media.iterdir()) == [aside.name, "a"]
    assert (aside / "before" / "own.jpg").exists()
    assert "erased@buurt.example" not in site.state()["people"]
    shutil.rmtree(aside)


def test_media_change_places_and_come_back_when_what_follows_fails(settings: Settings, tmp_path: Path) -> None:
    root, new = tmp_path / "media", tmp_path / "new"
    for folder, text in [(root, "old"), (new, "new")]:
        (folder / "a").mkdir(parents=True)
        (folder / "a" / "photo.jpg").write_text(text)
    (root / "only-here.jpg").write_text("old")
    (root / f"{SET_ASIDE}unused" / "new").mkdir(parents=True)
    settings.MEDIA_ROOT = root

    def swap(then: Callable[[], object]) -> None:
        with media_swap(new) as put:
            put()
            assert (root / "a" / "photo.jpg").read_text() == "new"
            then()

    with pytest.raises(ZeroDivisionError):
        swap(lambda: 1 / 0)
    assert (root / "a" / "photo.jpg").read_text() == (root / "only-here.jpg").read_text() == "old"
    assert sorted(path.name for path in root.iterdir()) == ["a", "only-here.jpg"]
    (new / "a").mkdir(parents=True)
    (new / "a" / "photo.jpg").write_text("new")
    swap(lambda: None)
    assert [path.name for path in root.iterdir()] == ["a"]
    assert (root / "a" / "photo.jpg").read_text() == "new"


def test_links_among_the_media_are_files_in_a_backup(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = root = tmp_path / "media"
    root.mkdir()
    (root / "photo.jpg").write_text("a photo")
    (root / "same.jpg").hardlink_to(root / "photo.jpg")
    (root / "link.jpg").symlink_to("photo.jpg")
    (root / "lost.jpg").symlink_to("nowhere.jpg")
    (root / f"{SET_ASIDE}x").mkdir()
    (root / f"{SET_ASIDE}x" / "old.jpg").write_text("of before a restore")
    draft = tmp_path / "draft"
    (draft / "tables").mkdir(parents=True)
    (draft / "manifest.json").write_text("{}")
    link_media(draft / "media")
    pack(draft, tmp_path / "made.tar.gz")
    unpack(tmp_path / "made.tar.gz", tmp_path / "out")
    found = {path.name: path.read_text() for path in (tmp_path / "out" / "media").iterdir()}
    assert found == dict.fromkeys(["photo.jpg", "same.jpg", "link.jpg"], "a photo")


def test_a_list_of_erasures_that_is_none_is_refused_and_unread_lines_are_counted(
    site: Site, folder: Path, tmp_path: Path
) -> None:
    given = tmp_path / "erasures.jsonl"
    for wrong in (b"\xff\xfe\x00nonsense", b"name;when\nSamira;2026\n"):
        given.write_bytes(wrong)
        done = site.buurtnet("restore", str(folder / "backup.tar.gz"), "--force", "--erasures", str(given))
        assert (done.returncode, done.stderr.count("\n")) == (1, 1), done.stderr
        assert "is no list of erasures" in done.stderr
    given.write_bytes((site.data_dir / "erasures.jsonl").read_bytes() + b'\n{"model_la\n\xff\n')
    done = site.buurtnet("restore", str(folder / "backup.tar.gz"), "--force", "--erasures", str(given))
    assert done.returncode == 0, done.stderr
    assert "2 lines of the lists of erasures could not be read" in done.stdout


def test_tables_of_someone_else_in_the_database_stay(site: Site, folder: Path) -> None:
    if "DATABASE_URL" not in site.environment:
        pytest.skip("PostgreSQL is not what these tests run on: a file of SQLite is nobody else's")
    sql = "from django.db import connection; cursor = connection.cursor(); print(cursor.execute(sys.argv[1]))"
    site.python(sql, "CREATE TABLE search_elsewhere (number int)")
    done = site.buurtnet("restore", str(folder / "backup.tar.gz"), "--force")
    assert done.returncode == 0, done.stderr
    site.python(sql, "SELECT number FROM search_elsewhere")
    site.python(sql, "CREATE VIEW names AS SELECT name FROM people_person")
    done = site.buurtnet("restore", str(folder / "backup.tar.gz"), "--force")
    assert (done.returncode, done.stderr.count("\n")) == (1, 1), done.stderr
    assert "Something else in this database hangs on tables of Buurtnet" in done.stderr
    site.python(sql, "DROP VIEW names")


def test_a_backup_never_migrates(site: Site, folder: Path) -> None:
    sql = "from django.db import connection; connection.cursor().execute(sys.argv[1])"
    site.python(sql, "UPDATE django_migrations SET app = 'elsewhere' WHERE app = 'search'")
    done = site.buurtnet("backup", str(folder / "not-made.tar.gz"))
    assert (done.returncode, "of an earlier Buurtnet" in done.stderr) == (1, True), done.stderr
    assert not (folder / "not-made.tar.gz").exists()
    site.python(sql, "UPDATE django_migrations SET app = 'search' WHERE app = 'elsewhere'")


def test_an_archive_without_media_is_of_a_site_without_and_what_was_left_behind_goes(
    site: Site, folder: Path, tmp_path: Path
) -> None:
    archive = changed(folder / "backup.tar.gz", tmp_path, lambda draft: shutil.rmtree(draft / "media"))
    done = site.buurtnet("restore", str(archive), "--force")
    assert done.returncode == 0, done.stderr
    assert list((site.data_dir / "media").iterdir()) == []
    assert "erased@buurt.example" not in site.state()["people"]
    assert [path.name for path in site.data_dir.iterdir() if "restor" in path.name] == []


def test_every_model_is_in_a_backup_or_left_out_for_a_reason() -> None:
    everything = {model._meta.label for model in apps.get_models(include_auto_created=True)}
    kept = {model._meta.label for model in models_kept(apps)}
    assert kept | set(LEFT_OUT) == everything
    assert kept & set(LEFT_OUT) == set()
    assert all(LEFT_OUT.values())


def packed(folder: Path, manifest: Any, tables: dict[str, str]) -> Path:
    draft = folder / "draft"
    (draft / "tables").mkdir(parents=True)
    (draft / "media").mkdir()
    (draft / "manifest.json").write_text(json.dumps(manifest))
    for name, text in tables.items():
        (draft / "tables" / f"{name}.jsonl").write_text(text)
    pack(draft, folder / "made.tar.gz")
    return folder / "made.tar.gz"


GOOD = {
    "format": 1,
    "buurtnet": "9.9",
    "made_at": "2026-11-22T00:00:00+00:00",
    "migrations": [["people", "0001_initial"]],
    "keys": {},
    "rows": {"people.Person": 0},
}


@pytest.mark.parametrize(
    ("manifest", "tables", "said"),
    [
        (GOOD | {"format": 99}, {"people.Person": "[]\n"}, "newer"),
        (GOOD | {"migrations": [["people", "0999_later"]]}, {"people.Person": "[]\n"}, "newer"),
        (GOOD | {"rows": {"people.Person": 1}}, {"people.Person": "[]\n"}, "does not hold all the rows"),
        (GOOD, {}, "is not a backup"),
        ({"format": 1}, {}, "is not a backup"),
        ([], {}, "is not a backup"),
        (None, {}, "is not a backup"),
        (GOOD | {"format": "1"}, {"people.Person": "[]\n"}, "is not a backup"),
        (GOOD | {"made_at": 5}, {"people.Person": "[]\n"}, "is not a backup"),
        ({name: GOOD[name] for name in GOOD if name != "made_at"}, {"people.Person": "[]\n"}, "is not a backup"),
        (GOOD | {"rows": ["people.Person"]}, {"people.Person": "[]\n"}, "is not a backup"),
        (GOOD | {"rows": {"../x": 0}}, {"people.Person": "[]\n"}, "is not a backup"),
        (GOOD | {"migrations": ["people"]}, {"people.Person": "[]\n"}, "is not a backup"),
        (GOOD | {"keys": []}, {"people.Person": "[]\n"}, "is not a backup"),
    ],
)
def test_a_backup_that_is_newer_or_not_complete_is_refused(
    tmp_path: Path, manifest: Any, tables: dict[str, str], said: str
) -> None:
    archive = packed(tmp_path, manifest, tables)
    unpack(archive, tmp_path / "out")
    with pytest.raises(PlainError, match=said):
        read_manifest(archive, tmp_path / "out")


@pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.FIFOTYPE])
def test_an_archive_with_a_link_in_it_is_refused(tmp_path: Path, kind: bytes) -> None:
    with tarfile.open(tmp_path / "made.tar.gz", "w:gz") as archive:
        member = tarfile.TarInfo("media/link")
        member.type, member.linkname = kind, "manifest.json"
        archive.addfile(member)
    with pytest.raises(PlainError, match="holds a link or a device"):
        unpack(tmp_path / "made.tar.gz", tmp_path / "out")


def test_an_archive_that_does_not_fit_the_disk_is_not_unpacked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive = packed(tmp_path, GOOD, {"people.Person": "[]\n" * 500})
    monkeypatch.setattr("shutil.disk_usage", lambda _: SimpleNamespace(free=1_000))
    with pytest.raises(PlainError, match="unpacks to more than"):
        unpack(archive, tmp_path / "out")


def test_what_a_killed_backup_left_behind_is_cleared_and_no_two_work_at_once(tmp_path: Path) -> None:
    for name in (".restore-x", ".backup-y", "media"):
        (tmp_path / name).mkdir()
    with by_itself(tmp_path), draft_folder(tmp_path, ".backup-") as draft:
        assert sorted(path.name for path in tmp_path.iterdir()) == sorted([draft.name, ".backup.lock", "media"])
        with pytest.raises(PlainError, match="is at work on this data folder"), by_itself(tmp_path):
            pass


@pytest.mark.parametrize("cut", [0, 1, 10, 100, -1, -20])
def test_a_file_that_was_cut_off_or_is_something_else_is_refused(tmp_path: Path, cut: int) -> None:
    archive = packed(tmp_path, GOOD, {"people.Person": "[]\n" * 500})
    archive.write_bytes(archive.read_bytes()[:cut])
    with pytest.raises(PlainError, match="is not a whole backup"):
        unpack(archive, tmp_path / "out")
