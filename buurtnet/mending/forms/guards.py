"""A guarded form of this room: with a remark, and a mail address for thanks."""

from typing import Any, Final

from buurtnet.kit import guarded
from buurtnet.mending.forms.boxes import EmailBox, TextBox

LONGEST_REMARK: Final = 2_000


class GuardedForm(guarded.GuardedForm):
    """For everyone, without an account."""

    def __init__(self, *args: Any, about: str, **kwargs: Any) -> None:
        super().__init__(*args, about=about, **kwargs)
        self.fields["remark"] = TextBox(LONGEST_REMARK, lines=True)
        self.fields["contact"] = EmailBox(required=False)
