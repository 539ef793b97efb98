import argparse
from pathlib import Path

from django.conf import settings

from buurtnet.config.keys import export_keys
from buurtnet.config.prepare import require_data_dir

NAME = "keys export"
HELP = "Write the keys, which no backup holds, to a new file that only you can read."
PREPARE = False


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="FILE")


def run(args: argparse.Namespace) -> int:
    require_data_dir()
    names = export_keys(Path(settings.DATA_DIR), args.file)
    print(f"{args.file} holds {', '.join(names)}. Keep it apart from the backups: together they open everything.")
    return 0
