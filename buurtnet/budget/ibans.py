"""Bank accounts: whether a number can be one in the single euro payments area, and how it is shown."""

from typing import Final

from django.utils.translation import gettext as _

# Signs of an IBAN by country: those that take part in SEPA (European Payments Council, EPC409-09).
LENGTHS: Final = {
    "AD": 24, "AL": 28, "AT": 20, "BE": 16, "BG": 22, "CH": 21, "CY": 28, "CZ": 24, "DE": 22, "DK": 18, "EE": 20,
    "ES": 24, "FI": 18, "FR": 27, "GB": 22, "GI": 23, "GR": 27, "HR": 21, "HU": 28, "IE": 22, "IS": 26, "IT": 27,
    "LI": 21, "LT": 20, "LU": 20, "LV": 21, "MC": 27, "MD": 24, "ME": 22, "MK": 19, "MT": 31, "NL": 18, "NO": 15,
    "PL": 28, "PT": 25, "RO": 24, "RS": 22, "SE": 24, "SI": 19, "SK": 24, "SM": 27, "VA": 22,
}  # fmt: skip


def plain(typed: str) -> str:
    """Without blanks, hyphens and dots, in capitals."""
    return "".join(sign for sign in typed.upper() if sign not in " -.\xa0")


def is_iban(typed: str) -> bool:
    """Right length for its country, and the check of ISO 13616: the number modulo 97 is 1."""
    said = plain(typed)
    if not said.isascii() or not said.isalnum() or LENGTHS.get(said[:2]) != len(said) or not said[2:4].isdigit():
        return False
    turned = said[4:] + said[:4]
    return int("".join(str(int(sign, 36)) for sign in turned)) % 97 == 1


def wrong_with(typed: str) -> str:
    """What someone can do about a number that is none, in a sentence; empty when it can be one."""
    said = plain(typed)
    if is_iban(said):
        return ""
    looks_like_one = said.isascii() and said[:2].isalpha() and said[2:4].isdigit()
    length = LENGTHS.get(said[:2])
    if not looks_like_one:
        return _("Dit rekeningnummer klopt niet. Kijk het nog eens na.")
    if length is None:
        return _("Naar dit land kan de kassier niet overmaken. Kies een andere rekening.")
    if len(said) != length:
        sentence = _("Dit rekeningnummer heeft {count} tekens. Het moeten er {length} zijn.")
        return sentence.format(count=len(said), length=length)
    return _("Dit rekeningnummer klopt niet. Kijk het nog eens na.")


def in_groups(iban: str) -> str:
    """ "NL91 ABNA 0417 1643 00"."""
    said = plain(iban)
    return " ".join(said[start : start + 4] for start in range(0, len(said), 4))


def tail(iban: str) -> str:
    """What lists show: the country and the last four signs."""
    said = plain(iban)
    return f"{said[:2]} … {said[-4:]}" if said else ""
