"""Countries as sources write them."""

_NAMES = {
    "NL": {"nl", "nld", "nederland", "netherlands", "the netherlands"},
    "BE": {"be", "bel", "belgië", "belgie", "belgium", "belgique", "vlaanderen"},
}


def country_code(name: str) -> str:
    """ISO 3166-1 alpha-2 of a country's name or code; an empty text when it is neither."""
    word = name.strip().lower()
    known = next((code for code, names in _NAMES.items() if word in names), "")
    return known or (word.upper() if len(word) == 2 and word.isascii() and word.isalpha() else "")
