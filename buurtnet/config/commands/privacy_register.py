import argparse
from pathlib import Path

from django.conf import settings

from buurtnet.kit.plain_error import PlainError
from buurtnet.privacy.register_page import page

NAME = "privacy register"
HELP = "Write the register of what is kept about people (docs/privacy-register.md) from what the models declare."
PREPARE = False


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--file", type=Path, metavar="FILE", help="where to write it instead")
    parser.add_argument(
        "--check", action="store_true", help="write nothing; exit code 1 when the file says otherwise"
    )


def run(args: argparse.Namespace) -> int:
    path = args.file or Path(settings.BASE_DIR).parent / "docs" / "privacy-register.md"
    if not path.parent.is_dir():
        raise PlainError(f"There is no folder {path.parent}; name a file with --file.")
    text = page()
    if args.check:
        if not path.exists() or path.read_text("utf-8") != text:
            raise PlainError(f"{path} is not of this version: 'buurtnet privacy register' writes it anew.")
        print(f"{path} is as the models declare.")
        return 0
    path.write_text(text, "utf-8")
    print(f"{path} is written.")
    return 0
