"""Measures import, search, pages and weight in one run, and prints them beside their goals.

    python -m bench [--small 25000] [--large 100000] [--search 300000]
                    [--people 5000] [--log 1000000] [--keep FOLDER]

Ratios within the run matter more than seconds: machines differ, and are noisy. What was measured on which
machine is kept by hand in docs/performance.md.
"""

import argparse
import json
import os
import platform
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench.exports import measure_exports
from bench.measures import Run, median, run
from bench.pages import measure_pages
from bench.people import measure_members
from bench.weight import lighthouse, measure_weight

HERE = Path(__file__).parent
NETWORKS = {"stad": "T11", "provincie": "P1"}  # a sixteenth of all services, and all of them


ROOMS = (
    "bench.needs",
    "bench.agenda",
    "bench.booking",
    "bench.votes",
    "bench.meetings",
    "bench.ties",
)  # each fills what it needs


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--small", type=int, default=25_000)
    parser.add_argument("--large", type=int, default=100_000)
    parser.add_argument("--search", type=int, default=300_000)
    parser.add_argument("--people", type=int, default=5_000)
    parser.add_argument("--log", type=int, default=1_000_000)
    parser.add_argument("--keep", type=Path, help="use this folder and leave it")
    args = parser.parse_args()
    folder = args.keep or Path(tempfile.mkdtemp(prefix="buurtnet-bench-"))
    folder.mkdir(parents=True, exist_ok=True)
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}")
    try:
        imports(folder, args.small, args.large)
        measure_exports(folder, args.small, args.large)
        data = searchable(folder, args.search)
        for network in NETWORKS:
            engine(data, network)
            with serving(data, SEARCHES_PER_MINUTE="0") as address:
                measure_pages(address, network)
        rivals(data)
        weigh(folder)
        relevance()
        log(args.log)
        measure_members(folder / "members", args.people, args.log)
        rooms()
    finally:
        if not args.keep:
            shutil.rmtree(folder, ignore_errors=True)


def imports(folder: Path, small: int, large: int) -> None:
    """Two sizes: how long, how much memory, and whether it is linear."""
    heading("Import of HSDS 3.1 (goal: 100,000 in 180 s and 1 GB, linear)")
    runs: list[Run] = []
    for count in (small, large):
        data, file = folder / f"import-{count}", folder / f"services-{count}.jsonl"
        shutil.rmtree(data, ignore_errors=True)
        make(count, file, folder / "areas.geojson")
        buurtnet(data, "import", "areas", str(folder / "areas.geojson"), *AREAS)
        done = buurtnet(data, "import", "hsds", str(file), "--source", "bench", "--licence", "CC0-1.0")
        again = buurtnet(data, "import", "hsds", str(file), "--source", "bench", "--licence", "CC0-1.0")
        print(f"{count:>9,} services   {done}   again, unchanged {again.seconds:6.1f} s")
        runs.append(done)
    grown = runs[1].seconds / runs[0].seconds
    print(f"{large / small:.1f} times as many took {grown:.2f} times as long")


AREAS = ["--source", "bench", "--licence", "CC0-1.0", "--code-system", "own"]


def searchable(folder: Path, count: int) -> Path:
    """A data folder with so many services, its index, and the networks."""
    heading(f"Search over {count:,} services")
    data, file = folder / f"search-{count}", folder / f"services-{count}.jsonl"
    whole = data / "whole"  # what is kept may be half an import
    if not whole.exists():
        shutil.rmtree(data, ignore_errors=True)
        make(count, file, folder / "areas.geojson")
        buurtnet(data, "import", "areas", str(folder / "areas.geojson"), *AREAS)
        print("import          ", buurtnet(data, "import", "hsds", str(file), "--source", "bench"))
        for slug, area in NETWORKS.items():
            buurtnet(
                data, "network", "create", slug, "--name", slug.title(), "--town", "Nergens", "--country", "NL",
                "--locale", "nl", "--area", area,
            )  # fmt: skip
        whole.touch()
    print("index made anew ", buurtnet(data, "index", "rebuild"))
    size = sum(path.stat().st_size for path in (data / "index").rglob("*") if path.is_file())
    print(f"index on disk    {size / 1e6:.0f} MB")
    return data


def engine(data: Path, network: str) -> None:
    """The engine and the whole question, in a process of their own (fresh memory)."""
    heading(f"Questions in the network '{network}' (goal: engine p95 15 ms)")
    told(data, "bench.engine", network)


def rivals(data: Path) -> None:
    heading("The same texts and questions, beside SQLite FTS5 and PostgreSQL (no area, no filter)")
    told(data, "bench.rivals")


def told(data: Path, *module: str) -> None:
    """Print the rows that a module measures."""
    measured = subprocess.run(
        [sys.executable, "-m", *module], env=surroundings(data), check=True, capture_output=True, text=True
    )
    for row in map(json.loads, measured.stdout.splitlines()):
        print(
            f"{row['what']:<34}",
            *(f"{name} {value:6.1f} ms" for name, value in row["ms"].items()),
            row.get("note", ""),
        )


def weigh(folder: Path) -> None:
    data = folder / "demo"
    shutil.rmtree(data, ignore_errors=True)
    first = buurtnet(data, "demo", "--no-serve")
    again = median([buurtnet(data, "demo", "--no-serve").seconds for _ in range(3)])
    heading("The demo")
    print(f"first start      {first}")
    print(f"started again    {again:6.1f} s (goal: up within 5 s)")
    with serving(data, SEARCHES_PER_MINUTE="0") as address:
        measure_weight(address)
        lighthouse(address)


def relevance() -> None:
    heading("How well things are found (goals: nDCG@10 0.72 with meaning, 0.60 without)")
    subprocess.run([sys.executable, "-m", "bench.relevance"], check=True)


def log(rows: int) -> None:
    heading("The log (goals: a row 2 ms, looking at a million 60 s)")
    subprocess.run([sys.executable, "-m", "bench.log", "--rows", str(rows)], check=True)


class serving:  # noqa: N801  # reads as a word in a with statement
    """``buurtnet serve`` with two workers on a free port, ended when the block ends."""

    def __init__(self, data: Path, **extra: str) -> None:
        self.data, self.extra = data, extra

    def __enter__(self) -> str:
        port = free_port()
        address = f"http://127.0.0.1:{port}"
        command = [sys.executable, "-m", "buurtnet.config", "serve", "--port", str(port), "--workers", "2"]
        self.log = (self.data / "serve.log").open("w")
        self.process = subprocess.Popen(
            [*command, "--data-dir", str(self.data)],
            env=surroundings(self.data) | self.extra,
            stdout=self.log,
            stderr=subprocess.STDOUT,
        )
        try:
            self.wait_for(address)
        except BaseException:
            self.__exit__()
            raise
        return address

    def wait_for(self, address: str) -> None:
        for _ in range(300):
            if self.process.poll() is not None:
                break
            if run(["curl", "-s", "-o", os.devnull, address + "/over/"], check=False).code == 0:
                return
            time.sleep(0.2)
        raise SystemExit(f"The server did not start: see {self.data / 'serve.log'}")

    def __exit__(self, *_: object) -> None:
        self.process.terminate()
        try:
            self.process.wait(timeout=60)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.log.close()


def free_port() -> int:
    """One that nobody listens on now; the system does not give it out again at once."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def make(count: int, file: Path, areas: Path) -> None:
    if not file.exists():
        run([sys.executable, str(HERE / "make_services.py"), str(count), str(file), "--areas", str(areas)])


def buurtnet(data: Path, *words: str) -> Run:
    return run([sys.executable, "-m", "buurtnet.config", *words, "--data-dir", str(data)], env=surroundings(data))


def surroundings(data: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("BUURTNET_")}
    return kept | {
        "BUURTNET_DEMO": "1",
        "MEANING": "off",  # making hundreds of thousands of vectors takes hours; ``bench.meaning`` measures it
        "BUURTNET_DATA_DIR": str(data),
        "DJANGO_SETTINGS_MODULE": "buurtnet.config.settings",
    }


def heading(text: str) -> None:
    print(f"\n== {text}", flush=True)


def rooms() -> None:
    """The board of needs, the calendar, fifty who want one place, votes, and meetings."""
    for module in ROOMS:
        subprocess.run([sys.executable, "-m", module], check=True)


if __name__ == "__main__":
    main()
