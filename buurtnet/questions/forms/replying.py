"""The few words of who asked, under an answer."""

import uuid
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from buurtnet.kit.texts import cleaned

LONGEST: Final = 2_000


class ReplyForm(forms.Form):
    """``text``: what is said; ``form_key``: of the page, so that sent twice it is one. ``must_say``: not empty."""

    text = forms.CharField(required=False)
    form_key = forms.UUIDField(required=False)

    def __init__(self, data: Any = None, *, must_say: bool = False) -> None:
        super().__init__(data)
        self.must_say = must_say

    def clean_text(self) -> str:
        text = cleaned(self.cleaned_data["text"])
        if self.must_say and not text:
            raise ValidationError(_("Schrijf hier wat je wilt zeggen."))
        if len(text) > LONGEST:
            raise ValidationError(_("Dit is te lang. Schrijf het belangrijkste op."))
        return text

    @property
    def key(self) -> uuid.UUID:
        """The key of the page, or a new one for a page without."""
        found = getattr(self, "cleaned_data", {}).get("form_key")
        return found if isinstance(found, uuid.UUID) else uuid.uuid4()
