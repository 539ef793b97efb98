"""Phone numbers: one stored form (E.164), and the form people know on screen."""

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


def on_screen(number: str, e164: str, country: str = "NL") -> str:
    """The national form for someone in ``country``, the international form for a number abroad; else as written."""
    try:
        parsed = phonenumbers.parse(e164 or number, country)
    except phonenumbers.NumberParseException:
        return number
    if not phonenumbers.is_valid_number(parsed):
        return number
    here = phonenumbers.country_code_for_region(country) == parsed.country_code
    style = phonenumbers.PhoneNumberFormat.NATIONAL if here else phonenumbers.PhoneNumberFormat.INTERNATIONAL
    return phonenumbers.format_number(parsed, style)
