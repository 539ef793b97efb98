"""What comes out of a file of someone else, made harmless before it is shown on a terminal or listed in a table."""

import re
import unicodedata

FORMULA = re.compile(r"""((?:^|[;,|])[\s"]*)([=+\-@＝＋－＠])""")
UNSEEN = {"Cc", "Cf", "Cs", "Zl", "Zp"}  # control, format, halves of signs, breaks of lines


def harmless(cell: str) -> str:
    """A text that no spreadsheet takes for a formula, also not one that splits at every semicolon or comma."""
    return FORMULA.sub(r"\1'\2", visible(cell))


def visible(text: str) -> str:
    """A text without what steers a terminal or turns words around: each such sign is a blank."""
    return "".join(" " if unicodedata.category(sign) in UNSEEN else sign for sign in text)
