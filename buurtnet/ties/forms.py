"""What an organization says when it endorses the principles."""

from django import forms
from django.utils.translation import gettext_lazy

from buurtnet.kit.typed import Text

MOST = 300
PUBLIC, INSIDE = gettext_lazy("Dit staat op de site."), gettext_lazy("Dit lezen alleen de partners.")


class EndorseForm(forms.Form):
    brings = Text(MOST, label=gettext_lazy("Wat brengen jullie mee?"), hint=PUBLIC, rows=2)
    seeks = Text(MOST, label=gettext_lazy("Wat zoeken jullie?"), hint=PUBLIC, rows=2)
    gains = Text(MOST, label=gettext_lazy("Wat levert het jullie op?"), hint=INSIDE, rows=2)
    costs = Text(MOST, label=gettext_lazy("Wat kost het jullie?"), hint=INSIDE, rows=2)
