"""All that is checked, in parts; the closing lines say what ran, what did not and why.

``python -m tools.make.suite [checks] [sqlite] [postgres] [journeys] [long]``. Exit code 1 when anything failed, or,
where ``CI=true``, when a part could not run.
"""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree as ElementTree
from collections import Counter
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from tools.make.postgres import AbsentError, cluster

PROJECT = Path(__file__).resolve().parents[2]
BIN = Path(sys.executable).parent
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# Seconds on two cores. A part that needs five times its budget hangs, and is ended: thrice may be a shared machine.
AT_ONCE = 2  # tools, and processes of tests: one a core
BUDGET = {"checks": 240, "sqlite": 360, "postgres": 360, "journeys": 480, "long": 3600}
# What a process compiled, the next one reads, whatever the shell says: a start takes half the time.
NOT_TAKEN = {"DATABASE_URL", "PYTHONDONTWRITEBYTECODE"}

type Tool = tuple[str, list[str], Mapping[str, str]]  # its name, its command and its surroundings


@dataclass
class Outcome:
    """How one part went: counts of tests (a linter is one test), seconds, and why tests or the part did not run."""

    name: str
    seconds: float = 0.0
    passed: int = 0
    failed: int = 0
    skipped: Counter[str] = field(default_factory=Counter)
    absent: str = ""
    budget: int = 0

    @property
    def line(self) -> str:
        counts = "did not run" if self.absent else f"{self.passed} passed, {self.failed} failed"
        if self.skipped:
            counts += f", {self.skipped.total()} skipped"
        budget = f" of {self.budget} s" if self.budget else ""
        return f"  {self.name:<34}{counts:<34}{self.seconds:6.1f} s{budget}"


def main(parts: Sequence[str]) -> int:
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that a cluster is removed when we are told to stop
    os.chdir(PROJECT)
    folder = Path(tempfile.mkdtemp(prefix="buurtnet-suite-"))
    (folder / "tmp").mkdir()
    try:
        outcomes = [outcome for part in parts for outcome in PARTS[part](folder)]
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return close(outcomes)


def checks(folder: Path) -> list[Outcome]:
    """What reads the code without running its tests. Prints only what is wrong."""
    templates = sorted(str(path) for path in (PROJECT / "buurtnet").glob("*/templates/**/*.html"))
    settled = environment(folder)
    # As on a server: no demo, a real key, a named host. Whatever Django then warns of is an error.
    deployed = settled | {
        "BUURTNET_DEMO": "",
        "SECRET_KEY": "k3y-" * 16 + "0123456789",
        "ALLOWED_HOSTS": "buurtnet.example",
    }
    tools: list[Tool] = [
        # The longest first. Without what it remembers: it does not see a change of the settings.
        ("mypy: types", [tool("mypy"), "--cache-dir", os.devnull], settled),
        ("ruff: lint", [tool("ruff"), "check", "."], settled),
        ("ruff: format", [tool("ruff"), "format", "--check", "."], settled),
        ("djade: format of templates", [tool("djade"), "--check", "--target-version", "6.1", *templates], settled),
        ("djlint: templates", [tool("djlint"), "--lint", "--quiet", "buurtnet"], settled),
        ("import-linter: floors", [tool("lint-imports"), "--no-cache"], settled),
        ("missing migrations", [sys.executable, "-m", "django", "makemigrations", "--check", "--dry-run"], settled),
        (
            "settings of a server",
            [sys.executable, "-m", "django", "check", "--deploy", "--fail-level", "WARNING"],
            deployed,
        ),
    ]
    print(f"\n== Checks ({len(tools)})", flush=True)
    with ThreadPoolExecutor(AT_ONCE) as both:
        return list(both.map(look, tools))


def look(tool: Tool) -> Outcome:
    """Run one tool; what it says is printed when something is wrong."""
    name, command, surroundings = tool
    start = time.monotonic()
    done = subprocess.run(
        command, env=surroundings, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
    )
    is_good = done.returncode == 0
    said = "" if is_good else f"\n{done.stdout}\n{done.stderr}"
    print(f"{'ok    ' if is_good else 'FAILED'} {name}{said}", flush=True)
    return Outcome(name, time.monotonic() - start, passed=int(is_good), failed=int(not is_good))


def sqlite(folder: Path) -> list[Outcome]:
    return suite("sqlite", "SQLite", folder)


def postgres(folder: Path) -> list[Outcome]:
    try:
        with cluster() as url:
            return suite("postgres", "PostgreSQL", folder, DATABASE_URL=url)
    except AbsentError as why:
        return [Outcome("suite on PostgreSQL", absent=str(why))]


def suite(part: str, database: str, folder: Path, which: str = "not long", **surroundings: str) -> list[Outcome]:
    """All tests on one database; those on the demo town are named, and come last (``tests.order``)."""
    arguments = ["-n", "2", "-m", f"({which}) and not browser", "tests", "tests/town"]
    return [pytest_run(part, f"suite on {database}", folder, arguments, **surroundings)]


def journeys(folder: Path) -> list[Outcome]:
    chromium = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, CHROMIUM_NAMES)), None)
    if not chromium:
        return [Outcome("journeys in Chromium", absent=f"no browser in PATH under {', '.join(CHROMIUM_NAMES)}")]
    arguments = ["-n", "2", "-m", "browser and not long", "tests/browser"]
    return [pytest_run("journeys", "journeys in Chromium", folder, arguments, CHROMIUM=chromium)]


def long(folder: Path) -> list[Outcome]:
    return suite("long", "SQLite, at length", folder, "long or hypothesis", HYPOTHESIS_PROFILE="long")


def pytest_run(part: str, name: str, folder: Path, arguments: list[str], **surroundings: str) -> Outcome:
    """Run pytest, shown as it goes, and count from the report it writes."""
    print(f"\n== {name[0].upper()}{name[1:]}", flush=True)
    report = folder / f"{part}.xml"
    report.unlink(missing_ok=True)
    command = [sys.executable, "-m", "pytest", "-q", "--durations=5", f"--junitxml={report}", *arguments]
    start = time.monotonic()
    with subprocess.Popen(
        command, env=environment(folder) | surroundings, stdin=subprocess.DEVNULL, start_new_session=True
    ) as process:
        try:
            code = process.wait(timeout=5 * BUDGET[part])
        except subprocess.TimeoutExpired:
            code = -1
            print(
                f"{name}: ended when {part} had taken {5 * BUDGET[part]} seconds, five times its budget.", flush=True
            )
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGTERM)
                process.wait(timeout=60)
    outcome = read(report, Outcome(name, time.monotonic() - start, budget=max(1, BUDGET[part])))
    if code != 0 and not outcome.failed:
        outcome.failed = 1  # it stopped before it could count, or found no test at all
    return outcome


def read(report: Path, outcome: Outcome) -> Outcome:
    """Count the tests of a JUnit report; a missing one counts nothing."""
    if not report.exists():
        return outcome
    for case in ElementTree.parse(report).iter("testcase"):  # our own file
        skipped = case.find("skipped")
        if skipped is not None:
            outcome.skipped[skipped.get("message") or "no reason given"] += 1
        elif case.find("failure") is not None or case.find("error") is not None:
            outcome.failed += 1
        else:
            outcome.passed += 1
    return outcome


def environment(folder: Path) -> dict[str, str]:
    """The shell's environment, but Buurtnet in demo mode, with a data folder to throw away and nothing else set."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if name not in NOT_TAKEN and not name.startswith("BUURTNET_")
    }
    return kept | {
        "DJANGO_SETTINGS_MODULE": "buurtnet.config.settings",
        "BUURTNET_DEMO": "1",
        "BUURTNET_DATA_DIR": str(folder / "data"),
        "PATH": os.pathsep.join([str(BIN), os.environ.get("PATH", ""), "/usr/sbin", "/sbin"]),
        "PYTHONPATH": str(PROJECT),
        "TMPDIR": str(folder / "tmp"),  # what a part leaves behind when it is ended goes with the folder
    }


def tool(name: str) -> str:
    return str(BIN / name)


def close(outcomes: list[Outcome]) -> int:
    """Print the closing lines; 0 when all that had to run passed."""
    passed, failed = sum(outcome.passed for outcome in outcomes), sum(outcome.failed for outcome in outcomes)
    absent = [outcome for outcome in outcomes if outcome.absent]
    skipped = sum((outcome.skipped for outcome in outcomes), Counter())
    quick = sum(outcome.seconds for outcome in outcomes if not outcome.budget)
    print("\n== What ran")
    for outcome in outcomes:
        print(outcome.line)
    print(f"  checks together {quick:.0f} s of {BUDGET['checks']}; all {sum(o.seconds for o in outcomes):.0f} s")
    print("== What did not run")
    for outcome in absent:
        print(f"  {outcome.name}: {outcome.absent}")
    for why, count in skipped.most_common():
        print(f"  {count} × skipped: {why}")
    if not absent and not skipped:
        print("  nothing: all there is ran")
    if absent and is_ci():
        print("  In CI a part that cannot run is a failure.")
        failed += len(absent)
    print(f"{passed} passed, {failed} failed", flush=True)
    return 1 if failed else 0


def is_ci() -> bool:
    return os.environ.get("CI", "").lower() in {"1", "true"}


PARTS = {"checks": checks, "sqlite": sqlite, "postgres": postgres, "journeys": journeys, "long": long}

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:] or ["checks", "sqlite", "postgres", "journeys"]))
