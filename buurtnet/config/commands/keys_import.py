import argparse
from pathlib import Path

from django.conf import settings

from buurtnet.config.keys import joined, put_keys, read_exported_keys, readable_keys, require_folder
from buurtnet.config.locks import not_running

NAME = "keys import"
HELP = "Put back the keys that 'buurtnet keys export' wrote; stop the service first."
PREPARE = False


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="FILE")


def run(args: argparse.Namespace) -> int:
    data_dir = Path(settings.DATA_DIR)
    require_folder(data_dir)
    given = read_exported_keys(args.file)
    with not_running(data_dir):
        together = joined(readable_keys(data_dir), given)
        put_keys(data_dir, {name: together[name] for name in given})
    print(f"{', '.join(given)}: back in {data_dir}. What stood there is kept beside them.")
    return 0
