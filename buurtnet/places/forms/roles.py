"""Who has the key and who is there: a role that everyone reads, so no way to reach one person."""

import re
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from buurtnet.kit.typed import LineField

MAIL: Final = re.compile(r"\S+\s?@\s?\S+")
PHONE: Final = re.compile(r"(?<![\d.])(?:\+|00|\(?0)\d(?:[ ./()–-]{0,3}\d){6,13}(?!\d)")
# "08.30 - 17.00" is an hour and no number; of "06.12.34" nothing is.
CLOCK: Final = re.compile(r"(?<![\d.:])(?:[01]?\d|2[0-4])[.:][0-5]\d(?![.:]?\d)")


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
    if mail := MAIL.search(text):
        return mail[0].strip(" ,.;")
    phone = PHONE.search(CLOCK.sub("–:–", text))
    return phone[0].strip(" ./-–") if phone else ""
