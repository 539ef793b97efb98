import argparse
from pathlib import Path

from django.conf import settings

from buurtnet.config.keys import require_folder, set_unreadable_aside
from buurtnet.config.locks import not_running
from buurtnet.config.prepare import make_missing_keys

NAME = "keys replace-lost"
HELP = "Make new keys in the place of lost ones: all are signed out, or what was encrypted stays closed."
PREPARE = False


def arguments(parser: argparse.ArgumentParser) -> None:
    """Nothing but the data folder."""


def run(args: argparse.Namespace) -> int:
    data_dir = Path(settings.DATA_DIR)
    require_folder(data_dir)
    with not_running(data_dir):
        set_unreadable_aside(data_dir)
        made = make_missing_keys(data_dir)
    print(f"Made anew: {', '.join(made)}. Write them down: buurtnet keys export FILE" if made else "No key is lost.")
    return 0
