"""Measures the exports: how long, and whether memory stays flat while the map grows.

    python -m bench.exports [--small 25000] [--large 100000] [--keep FOLDER]

What ``python -m bench`` imported in the same folder is used again.
"""

import argparse
import os
import shutil
import sys
import tempfile
from pathlib import Path

from bench.measures import Run, run

HERE = Path(__file__).parent
GOAL_MB = 300
EXPORTS = {
    "hsds, JSON Lines": ("export", "hsds", "out.jsonl"),
    "csv, all of it": ("export", "csv", "all.zip"),
    "csv, public": ("export", "csv", "public.zip", "--public"),
    "xlsx": ("export", "xlsx", "out.xlsx"),
    "geojson": ("export", "geojson", "out.geojson"),
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--small", type=int, default=25_000)
    parser.add_argument("--large", type=int, default=100_000)
    parser.add_argument("--keep", type=Path, help="use this folder and leave it")
    args = parser.parse_args()
    folder = args.keep or Path(tempfile.mkdtemp(prefix="buurtnet-bench-exports-"))
    folder.mkdir(parents=True, exist_ok=True)
    try:
        measure_exports(folder, args.small, args.large)
    finally:
        if not args.keep:
            shutil.rmtree(folder, ignore_errors=True)


def measure_exports(folder: Path, small: int, large: int) -> None:
    """Two sizes of each export; the second number is the peak of the whole process."""
    print(f"\n== Exports (goal: 100,000 services in {GOAL_MB} MB, and no more memory for more services)", flush=True)
    for count in (small, large):
        prepared(folder, count)
    for name, words in EXPORTS.items():
        runs = [exported(folder, count, words) for count in (small, large)]
        grown, longer = runs[1].megabytes - runs[0].megabytes, runs[1].seconds / runs[0].seconds
        told = "   ".join(f"{count:>9,}: {one}" for count, one in zip((small, large), runs, strict=True))
        over = "" if runs[1].megabytes <= GOAL_MB else "   OVER THE GOAL"
        print(f"{name:<18}{told}   {grown:+.0f} MB, {longer:.1f} times as long{over}", flush=True)


def prepared(folder: Path, count: int) -> None:
    """A data folder with so many services in a network of all areas."""
    data, file, areas = folder / f"import-{count}", folder / f"services-{count}.jsonl", folder / "areas.geojson"
    whole = data / "to-export"
    if whole.exists():
        return
    if not file.exists():
        run([sys.executable, str(HERE / "make_services.py"), str(count), str(file), "--areas", str(areas)])
    buurtnet(data, "import", "areas", str(areas), "--source", "bench", "--licence", "CC0-1.0", "--code-system", "own")
    buurtnet(data, "import", "hsds", str(file), "--source", "bench", "--licence", "CC0-1.0")
    buurtnet(
        data, "network", "create", "provincie", "--name", "Provincie", "--town", "Nergens", "--country", "NL",
        "--locale", "nl", "--area", "P1",
    )  # fmt: skip
    whole.touch()


def exported(folder: Path, count: int, words: tuple[str, ...]) -> Run:
    out = folder / f"exports-{count}"
    out.mkdir(exist_ok=True)
    first, second, name, *more = words
    try:
        return buurtnet(folder / f"import-{count}", first, second, str(out / name), *more)
    finally:
        shutil.rmtree(out, ignore_errors=True)


def buurtnet(data: Path, *words: str) -> Run:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("BUURTNET_")}
    return run(
        [sys.executable, "-m", "buurtnet.config", *words, "--data-dir", str(data)], env={**kept, "BUURTNET_DEMO": "1"}
    )


if __name__ == "__main__":
    main()
