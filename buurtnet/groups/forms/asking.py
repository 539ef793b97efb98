"""What someone says to join a group."""

import re
import uuid
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from buurtnet.groups.joining import Asking
from buurtnet.groups.models import Group
from buurtnet.kit.form_keys import key_in
from buurtnet.kit.guarded import GuardedForm
from buurtnet.kit.typed import LineField, LinesField
from buurtnet.people.addresses import clean_address
from buurtnet.people.models import Person

PHONE: Final = re.compile(r"\+?[0-9 ()./-]{8,24}")
DIGITS: Final = 8  # the least that a telephone number has
TOO_LONG: Final = gettext_lazy("Dat is te lang. Schrijf het korter op.")


class AskForm(GuardedForm):
    """A name to be called by, a way to be reached, and a word if they like. Who is signed in is known already."""

    form_key = forms.UUIDField(required=False)
    alias = LineField(
        max_length=60,
        error_messages={
            "required": gettext_lazy("Hoe mogen we je noemen? Een voornaam is genoeg."),
            "max_length": gettext_lazy("Dat is te lang. Een voornaam is genoeg."),
        },
    )  # fmt: skip
    contact = LineField(required=False, max_length=200, error_messages={"max_length": TOO_LONG})
    word = LinesField(required=False, max_length=400, error_messages={"max_length": TOO_LONG})

    def __init__(self, data: Any, *, group: Group, person: Person | None) -> None:
        initial = {"alias": person.name.partition(" ")[0]} if person else None
        super().__init__(data, initial=initial, about=f"group {group.pk}")
        self.person = person

    @property
    def key(self) -> uuid.UUID:
        """Of the page: kept when what was sent is shown again."""
        return key_in(self.data)

    def clean_contact(self) -> str:
        said: str = self.cleaned_data["contact"]
        if self.person is not None:
            return ""
        if "@" in said:
            return clean_address(said)
        if not PHONE.fullmatch(said) or sum(sign.isdigit() for sign in said) < DIGITS:
            raise ValidationError(_("Vul je mailadres of je telefoonnummer in. Dan hoor je of het kan."))
        return said

    def asking(self) -> Asking:
        """Once it is valid."""
        said = self.cleaned_data
        language = (get_language() or "nl").split("-")[0]
        return Asking(said["alias"], said["contact"], said["word"], language, self.person)
