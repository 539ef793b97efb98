"""Kinds of arguments that several commands take."""

import argparse
from collections.abc import Callable

from django.core.exceptions import ValidationError

from buurtnet.kit.plain_error import PlainError
from buurtnet.people.addresses import clean_address

MOST_WORKERS = 64


def from_to(least: int, most: int) -> Callable[[str], int]:
    """The type of an argument that is a whole number within bounds."""

    def whole_number(text: str) -> int:
        if not text.isdecimal() or not least <= int(text[:9]) <= most:
            raise argparse.ArgumentTypeError(f"{text[:20]!r} is not a whole number from {least} to {most}")
        return int(text)

    return whole_number


port = from_to(1, 65_535)
workers = from_to(1, MOST_WORKERS)


def said_address(text: str) -> str:
    """A mail address in the form in which it is kept. Raises PlainError for what is none."""
    try:
        return clean_address(text)
    except ValidationError:
        raise PlainError(f"{text} is no mail address.") from None
