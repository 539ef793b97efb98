import argparse
import json
import sys
from pathlib import Path

from buurtnet.config.plain_text import visible
from buurtnet.kit.plain_error import PlainError
from buurtnet.voting.pabulib import read
from buurtnet.voting.protocol import counted_again, differences

NAME = "budget check"
HELP = "Count a vote again from its .pb file, and say whether a protocol of the count is right."
PREPARE = False
LARGEST_PROTOCOL = 50 * 1024 * 1024
UNREADABLE = 2


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("protocol", type=Path, metavar="PROTOCOL.json")
    parser.add_argument("file", type=Path, metavar="FILE.pb")


def run(args: argparse.Namespace) -> int:
    try:
        told = protocol_in(args.protocol)
        again = counted_again(told, read(args.file))
    except PlainError as error:
        return complain(str(error))
    except ValueError as error:
        return complain(f"{args.protocol.name}: {error}.")
    found = list(differences(told, again))
    for sentence in found:
        print(visible(sentence))
    if found:
        return 1
    print("Equal: the same winners, and every number in the protocol is right.")
    return 0


def protocol_in(path: Path) -> dict[str, object]:
    try:
        if path.stat().st_size > LARGEST_PROTOCOL:
            raise PlainError(f"{path.name} is larger than {LARGEST_PROTOCOL // 1024 // 1024} MB.")
        told = json.loads(path.read_bytes())
    except OSError as error:
        raise PlainError(f"{path.name} cannot be read: {error.strerror}.") from None
    except (ValueError, RecursionError):
        raise PlainError(f"{path.name} is no JSON.") from None
    if not isinstance(told, dict):
        raise PlainError(f"{path.name} is no protocol.")
    return told


def complain(sentence: str) -> int:
    print(f"buurtnet: {visible(sentence)}", file=sys.stderr)  # it can hold words of a file
    return UNREADABLE
