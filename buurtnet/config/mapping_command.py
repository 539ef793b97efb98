"""What the two imports with a mapping share: naming one, or having a first one written."""

import argparse
from pathlib import Path

from buurtnet.exchange.mapped_files import columns_in
from buurtnet.exchange.mapping import FileMapping, as_toml, guessed, mapping_of, shipped
from buurtnet.kit.plain_error import PlainError


def mapping_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--mapping", metavar="MAPPING",
        help=f"a mapping file (TOML or JSON), or the name of one that comes along: {', '.join(shipped())}",
    )  # fmt: skip
    parser.add_argument(
        "--save-mapping", metavar="FILE.toml", type=Path,
        help="guess a first mapping from the column names, write it here, and import nothing",
    )  # fmt: skip


def mapping_asked(args: argparse.Namespace) -> FileMapping:
    if not args.mapping:
        raise PlainError(
            "Say with --mapping how the columns are to be read. "
            "A first mapping is written for you with --save-mapping mapping.toml."
        )
    return mapping_of(args.mapping)


def save_mapping(args: argparse.Namespace, command: str) -> int:
    """Write a first mapping to look at. An existing file is not written over."""
    path: Path = args.save_mapping
    if path.exists():
        raise PlainError(f"{path} is there already; name another file, or move it away.")
    if path.suffix.lower() != ".toml":
        raise PlainError(f"A mapping is written as TOML: name it {path.with_suffix('.toml')}.")
    names, has_geometry = columns_in(args.path, args.encoding)
    mapping = guessed(names, has_geometry=has_geometry)
    path.write_text(as_toml(mapping, names, f"How the columns of {args.path.name} are read."), encoding="utf-8")
    used = mapping.used()
    print(f"{path} is written: {sum(name in used for name in names)} of {len(names)} columns found a place.")
    if "name" not in mapping.columns.values():
        print("No column looks like a name: map one to name first.")
    print(f"Look it over, then: buurtnet {command} {args.path} --mapping {path} --source SLUG --dry-run")
    return 0
