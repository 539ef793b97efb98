import argparse
from pathlib import Path

from django.conf import settings
from django.db import transaction

from buurtnet.config.field_keys import add_key, drop_keys
from buurtnet.config.locks import in_turn
from buurtnet.kit.plain_error import PlainError
from buurtnet.privacy.choices import Action
from buurtnet.privacy.keyring import ring
from buurtnet.privacy.log import record
from buurtnet.privacy.rotation import encrypt_anew, uses

NAME = "keys rotate"
HELP = "Make a new key for encrypted fields and encrypt everything anew; goes on where it was stopped."


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--retire", action="store_true", help="make no new key; take keys off the ring that nothing uses any more"
    )


def run(args: argparse.Namespace) -> int:
    data_dir = Path(settings.DATA_DIR)
    with in_turn(data_dir):
        is_unfinished = bool(set(uses()) - {ring().newest})
        if not (args.retire or is_unfinished or settings.FIELD_KEYS):
            print(f"Key {add_key(data_dir)} is made. Write the keys down anew: buurtnet keys export FILE")
        done = encrypt_anew()
        print(f"{done.changed} values are encrypted anew with key {ring().newest}.")
        for sentence in done.closed[:20]:
            print(sentence)
        with transaction.atomic():
            record(Action.ROTATE_KEYS, actor=None, role_then="system", result=str(done.changed))
        if args.retire:
            retire(data_dir)
    if done.closed:
        raise PlainError(f"{len(done.closed)} values do not open and are left as they are.")
    return 0


def retire(data_dir: Path) -> None:
    """Old keys that nothing uses go; of one that is used, who uses it."""
    found, keys = uses(), ring()
    old = [key for key in keys.secrets if key != keys.newest]
    for key in old:
        if key in found:
            print(
                f"Key {key} stays: {', '.join(f'{times} of {place}' for place, times in found[key].items())} use it."
            )
    unused = {key for key in old if key not in found}
    if settings.FIELD_KEYS:
        print(f"These may go from FIELD_KEYS: {', '.join(sorted(unused)) or 'none'}.")
    elif unused:
        drop_keys(data_dir, unused)
        print(f"Taken off the ring: {', '.join(sorted(unused))}. Backups from before the change need them still.")
    else:
        print("No key is to be taken off.")
