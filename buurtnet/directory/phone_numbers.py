"""Phone numbers in one stored form (E.164)."""

from functools import lru_cache

import phonenumbers


@lru_cache(maxsize=50_000)
def stored(number: str, country: str = "NL") -> str:
    """A number as E.164 (``+31999123456``), read as someone in ``country`` (two letters) dials it; "" if it is none.

    Only the length is judged: a number that no one was given yet is still a number.
    """
    try:
        parsed = phonenumbers.parse(number, country)
    except phonenumbers.NumberParseException:
        return ""
    if not phonenumbers.is_possible_number(parsed):
        return ""
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
