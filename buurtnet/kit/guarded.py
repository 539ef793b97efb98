"""What keeps spam out without a puzzle: a box nobody sees, and a moment that a person needs."""

import time
from typing import Any, Final

from django import forms
from django.core import signing
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

SALT: Final = "mending.guard"  # of the first room that had it: a page that lies open stays good
LEAST: Final = 3  # seconds that a person needs to fill in anything
MOST: Final = 24 * 3600  # seconds that a page may lie open


class GuardedForm(forms.Form):
    """A form for everyone, with ``{% include "kit/_guard.html" %}`` in its page.

    ``about``: what the page is for; good for nothing else. ``begun``: signed, when the page was made, and for what;
    ``bericht2``: nobody sees it.
    """

    def __init__(self, *args: Any, about: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.about = about
        self.fields["begun"] = forms.CharField(required=False, max_length=300)
        self.fields["bericht2"] = forms.CharField(required=False)

    @property
    def token(self) -> str:
        """For the page: the moment it was begun, kept when what was sent is shown again."""
        sent = str(self.data.get("begun", "")) if self.is_bound else ""
        return (
            sent if sent and self._age_of(sent) is not None else signing.dumps([self.about, time.time()], salt=SALT)
        )

    def _age_of(self, token: str) -> float | None:
        """Seconds since a page was made; None for one that is too old, forged, or of another page."""
        try:
            about, begun = signing.loads(token, salt=SALT, max_age=MOST)
        except (signing.BadSignature, ValueError, TypeError):
            return None
        return time.time() - float(begun) if about == self.about else None

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if said.get("bericht2"):
            raise ValidationError(_("Laat het onderste vak leeg. Dat is alleen voor computers die reclame sturen."))
        age = self._age_of(said.get("begun", ""))
        if age is None:
            raise ValidationError(
                _("Deze pagina stond lang open. Kijk alles nog eens na en druk nog eens op de knop.")
            )
        if age < LEAST:
            raise ValidationError(_("Dat ging heel snel. Kijk het nog eens na en druk dan nog eens op de knop."))
        return said
