import argparse
from pathlib import Path

from buurtnet.config.backup import back_up
from buurtnet.config.prepare import require_data_dir, require_migrated

NAME = "backup"
HELP = "Write one archive of the database and the media, while the site is served. It holds no keys."
PREPARE = False


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="FILE", help="a new file, such as buurtnet-monday.tar.gz")


def run(args: argparse.Namespace) -> int:
    require_data_dir()
    require_migrated()
    rows = back_up(args.file)
    size = args.file.stat().st_size / 1_000_000
    print(f"{args.file}: {sum(rows.values())} rows of {len(rows)} kinds, {size:.1f} MB.")
    print("It holds no keys ('buurtnet keys export FILE' does). Keep a copy of erasures.jsonl with it.")
    return 0
