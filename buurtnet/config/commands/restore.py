import argparse
from pathlib import Path

from buurtnet.config.media import set_aside
from buurtnet.config.restore import restore

NAME = "restore"
HELP = "Put a backup back, on SQLite or PostgreSQL, and erase again who was erased since."
PREPARE = False


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="FILE", help="made by 'buurtnet backup'")
    parser.add_argument(
        "--force", action="store_true", help="replace a database that is not empty, and go on without missing keys"
    )
    parser.add_argument("--keys", type=Path, metavar="FILE", help="made by 'buurtnet keys export'")
    parser.add_argument(
        "--erasures",
        type=Path,
        metavar="FILE",
        help="erasures.jsonl of the old data folder, when this is another one",
    )


def run(args: argparse.Namespace) -> int:
    done = restore(args.file, force=args.force, keys_file=args.keys, erasures_file=args.erasures)
    print(f"{done.rows} rows are back as they were on {done.made_at[:16].replace('T', ' ')} UTC.")
    print(f"Erased again, because it was erased after that: {done.erased_again}.")
    if done.unread:
        print(f"{done.unread} lines of the lists of erasures could not be read: whom they name may be back.")
    for folder in set_aside():
        print(f"A restore that was stopped half-way left the media of before it in {folder}; look, and remove it.")
    return 0
