"""One line or one text that a director types: without signs that cannot be seen, and not too long."""

import unicodedata
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

# Without a shape, or turning the direction of what follows. Needed within words of some scripts: the two joiners.
HIDDEN: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})
JOINERS: Final = "\u200c\u200d"


class LineBox(forms.Field):
    """A line of ``most`` signs; ``wrong``: the sentence for one that is needed and empty."""

    def __init__(self, most: int, *, wrong: Any = "") -> None:
        super().__init__(required=bool(wrong))
        self.most, self.wrong = most, wrong

    def clean(self, value: Any) -> str:
        line = one_line(str(value or ""))
        if len(line) > self.most:
            raise ValidationError(_("Dit is te lang. Er passen %(most)d tekens.") % {"most": self.most})
        if not line and self.required:
            raise ValidationError(self.wrong)
        return line


def one_line(text: str) -> str:
    """What can be seen of a text, on one line. Done twice it changes nothing."""
    seen = (" " if unicodedata.category(sign) == "Cc" else sign for sign in text)
    kept = "".join(sign for sign in seen if sign in JOINERS or unicodedata.category(sign) not in HIDDEN)
    return " ".join(unicodedata.normalize("NFC", kept).split())
