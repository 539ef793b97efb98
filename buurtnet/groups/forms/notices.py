"""What a member hangs on the board. Names, telephone numbers and danger are pointed out once; then they decide."""

import datetime as dt
import uuid
from typing import Any, Final

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from buurtnet.areas.here import neighbourhoods_of
from buurtnet.groups.models import Group
from buurtnet.kit.form_keys import key_in
from buurtnet.kit.typed import LinesField
from buurtnet.themes.danger_advice import DangerAdvice, advice_for
from buurtnet.wording.traces import Trace, traces_in

LONGEST: Final = dt.timedelta(days=90)
USUAL: Final = dt.timedelta(days=30)


class NoticeForm(forms.Form):
    form_key = forms.UUIDField(required=False)
    seen = forms.BooleanField(required=False)
    text = LinesField(
        max_length=600,
        error_messages={
            "required": gettext_lazy("Schrijf wat je wilt ophangen."),
            "max_length": gettext_lazy("Dat is te lang voor het bord. Schrijf het korter op."),
        },
    )  # fmt: skip
    until = forms.DateField(
        required=False, error_messages={"invalid": gettext_lazy("Kies tot en met welke dag het hangt.")}
    )

    def __init__(self, data: Any, *, group: Group) -> None:
        super().__init__(data, initial={"until": timezone.localdate() + USUAL})
        self.group = group

    @property
    def key(self) -> uuid.UUID:
        """Of the page: kept when what was sent is shown again."""
        return key_in(self.data)

    def clean_until(self) -> dt.date:
        today = timezone.localdate()
        until: dt.date = self.cleaned_data["until"] or today + USUAL
        if not today <= until <= today + LONGEST:
            raise forms.ValidationError(_("Kies een dag binnen drie maanden."))
        return until

    def traces(self) -> list[Trace]:
        """Names, telephone numbers and the like, once it is valid."""
        network = self.group.network
        here = [network.name, network.town, *(area.name for area in neighbourhoods_of(network))]
        return traces_in(self.cleaned_data["text"], here=here)

    def danger(self) -> DangerAdvice | None:
        return advice_for(self.cleaned_data["text"], self.group.network.country)
