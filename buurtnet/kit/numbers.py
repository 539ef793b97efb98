"""Phone numbers: one stored form (E.164), on screen as people in the country write them, and in an address."""

from functools import lru_cache

import phonenumbers


def tel(number: str) -> str:
    """A phone number as a ``tel:`` address wants it: digits, and a plus in front."""
    return "".join(sign for sign in number if sign.isdigit() or sign == "+")


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


@lru_cache(maxsize=50_000)
def on_screen(number: str, e164: str, country: str) -> str:
    """A number as it is written in ``country``: national there, with the code of its country elsewhere.

    As the source wrote it when no number like it was ever given out, or when it is a short one.
    """
    try:
        parsed = phonenumbers.parse(e164, None)
    except phonenumbers.NumberParseException:
        return number
    if not phonenumbers.is_valid_number(parsed):
        return number
    at_home = phonenumbers.country_code_for_region(country) == parsed.country_code
    form = phonenumbers.PhoneNumberFormat.NATIONAL if at_home else phonenumbers.PhoneNumberFormat.INTERNATIONAL
    return phonenumbers.format_number(parsed, form)
