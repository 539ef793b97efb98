"""What no commit may hold, and what the lock files promise."""

import re
import subprocess
from pathlib import Path

import pytest

from tests.architecture.house import PROJECT, committed

# Written in pieces, so that this file does not hold what it looks for.
INDEX_HOSTS = ["py" + "pi.org", "python" + "hosted.org", "npm" + "js.org", "npm" + "js.com", "deb." + "debian.org"]
MACHINE_PATHS = [
    re.compile(rf"(?<![\w.]){start}")
    for start in ("/ro" + "ot/", "/wo" + "rk/", "/Us" + "ers/", "/ho" + r"me/\w+/\.")
]
LOCKS_WITH_ADDRESSES = {"uv.lock", "poetry.lock", "Pipfile.lock", "package-lock.json", "yarn.lock", "pnpm-lock.yaml"}
LINE_OF_A_PACKAGE = re.compile(r"^([a-z0-9._-]+)==(\S+)", re.MULTILINE)


def texts() -> dict[Path, str]:
    """Committed files that are text, by path."""
    found = {}
    for path in committed():
        try:
            found[path] = path.read_text()
        except UnicodeDecodeError:
            continue
    return found


def packages(name: str) -> dict[str, str]:
    return dict(LINE_OF_A_PACKAGE.findall((PROJECT / "requirements" / name).read_text()))


def test_no_file_names_the_host_of_a_package_index() -> None:
    assert [(str(path), host) for path, text in texts().items() for host in INDEX_HOSTS if host in text] == []


def test_no_file_holds_a_path_of_the_machine_it_was_written_on() -> None:
    found = [
        (str(path.relative_to(PROJECT)), line.strip()[:100])
        for path, text in texts().items()
        if str(PROJECT) in text or any(pattern.search(text) for pattern in MACHINE_PATHS)
        for line in text.splitlines()
        if any(pattern.search(line) for pattern in MACHINE_PATHS) or (len(PROJECT.parts) > 2 and str(PROJECT) in line)
    ]
    assert found == []


def test_no_lock_file_with_addresses_is_committed() -> None:
    assert [path for path in committed() if path.name in LOCKS_WITH_ADDRESSES] == []


@pytest.mark.parametrize("name", ["base.txt", "dev.txt", "uv.txt"])
def test_a_lock_file_has_a_hash_for_every_package_and_no_address(name: str) -> None:
    text = (PROJECT / "requirements" / name).read_text()
    entries = re.split(r"\n(?=\S)", text.strip())
    assert entries
    assert all("--hash=sha256:" in entry for entry in entries)
    assert "://" not in text


def test_the_checks_have_all_packages_of_the_product_in_the_same_version() -> None:
    assert packages("base.txt").items() <= packages("dev.txt").items()
    assert packages("uv.txt").items() <= packages("dev.txt").items()


@pytest.mark.parametrize("name", ["base", "dev", "uv"])
def test_every_named_package_is_locked(name: str) -> None:
    lines = (PROJECT / "requirements" / f"{name}.in").read_text().splitlines()
    named = {found.group() for line in lines if (found := re.match(r"[A-Za-z0-9][A-Za-z0-9._-]*", line))}
    assert named
    assert {package.lower().replace("_", "-").replace(".", "-") for package in named} <= set(packages(f"{name}.txt"))


def test_every_package_of_the_product_has_its_reason_on_its_line() -> None:
    lines = (PROJECT / "requirements" / "base.in").read_text().splitlines()
    assert [line for line in lines if line and not line.startswith("#") and "  # " not in line] == []


def test_scripts_are_shell_that_parses() -> None:
    scripts = [path for path in committed() if path.suffix == ".sh" or path == PROJECT / ".ci" / "run"]
    assert len(scripts) >= 5
    for path in scripts:
        subprocess.run(["sh", "-n", str(path)], check=True)
