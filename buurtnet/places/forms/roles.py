"""Who has the key and who is there: a role that everyone reads, so no way to reach one person."""

import re
import unicodedata
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from buurtnet.kit.typed import LineField

AT: Final = r"[\[({]\s?(?:a|at|apenstaart|apenstaartje)\s?[\])}]"  # as people write it to hide an address
MAIL: Final = re.compile(rf"\S+\s?@\s?\S+|\S+\s?{AT}\s?\S+\.\S+", re.IGNORECASE)
BETWEEN: Final = r"(?:[^\w,;]|[_,](?! )){0,3}"  # signs people put between the digits of a number
PHONE: Final = re.compile(rf"(?<![\d.:])(?:\+|\(?0){BETWEEN}\d(?:{BETWEEN}\d){{6,40}}(?!\d)")
# "08.30 - 17.00" is an hour, "01-12-2026" a day, and neither is a number; of "06.12.34" nothing is.
HOUR: Final = r"(?:[01]?\d|2[0-4])[.:][0-5]\d"
HOURS_OR_DAY: Final = re.compile(rf"{HOUR}(?:[^\w.:]{{1,3}}{HOUR})*|\d\d?[-./]\d\d?[-./]20\d\d")
A_LETTER_O: Final = re.compile(r"(?<![^\W\d_])[oO](?=\d)|(?<=\d)[oO](?=\d)")  # typed for a zero


class RoleField(LineField):
    """A line that stands on the site. A telephone number or a mail address in it is pointed out before it is kept."""

    def clean(self, value: Any) -> str:
        text: str = super().clean(value)
        if found := way_to_reach(text):
            raise ValidationError(
                _("Iedereen leest dit. Haal “%(found)s” weg en schrijf een rol, zoals: de balie van het buurthuis.")
                % {"found": found}
            )
        return text


def way_to_reach(text: str) -> str:
    """The first telephone number or mail address in a text, as it stands there; empty when there is none."""
    plain = A_LETTER_O.sub("0", in_plain_signs(text))
    if mail := MAIL.search(plain):
        return mail[0].strip(" ,.;")
    found = (one[0].strip(" ./-–") for one in PHONE.finditer(plain))
    return next((one for one in found if not HOURS_OR_DAY.fullmatch(one)), "")


def in_plain_signs(text: str) -> str:
    """Digits of every script as ours, wide signs as narrow ones, and nothing that is not seen."""
    narrow = (one for one in unicodedata.normalize("NFKC", text) if unicodedata.category(one) != "Cf")
    return "".join(str(unicodedata.digit(one)) if one.isdigit() else one for one in narrow)
