"""What a network agrees about money: who decides about how much, and how fast."""

from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from buurtnet.budget.models import Lanes
from buurtnet.kit.amounts import EuroField

DIRECT: Final = ("has_direct", "direct_most", "direct_answer_days", "direct_money_days", "objection_hours")
PANEL: Final = ("has_panel", "panel_most", "panel_answer_days", "panel_seats", "panel_quorum")


def _number(least: int, most: int, label: Any) -> forms.IntegerField:
    wrong = gettext_lazy("Vul een heel getal in van %(limit_value)s of meer.")
    errors = {
        "required": gettext_lazy("Vul een getal in."), "invalid": gettext_lazy("Vul een heel getal in."),
        "min_value": wrong, "max_value": gettext_lazy("Vul een heel getal in van hoogstens %(limit_value)s."),
    }  # fmt: skip
    return forms.IntegerField(label=label, min_value=least, max_value=most, error_messages=errors)


def _euros(label: Any) -> EuroField:
    return EuroField(label=label, error_messages={"required": gettext_lazy("Vul een bedrag in.")})


class LanesForm(forms.Form):
    """The whole agreement on one page; the fields of the row."""

    has_direct = forms.BooleanField(label=gettext_lazy("We geven meteen-geld"), required=False)
    direct_most = _euros(gettext_lazy("Tot en met hoeveel euro?"))
    direct_answer_days = _number(1, 60, gettext_lazy("Binnen hoeveel dagen hoor je iets?"))
    direct_money_days = _number(1, 90, gettext_lazy("Binnen hoeveel dagen is het geld er?"))
    objection_hours = _number(0, 336, gettext_lazy("Hoeveel uur mag de beheerder bezwaar maken?"))
    has_panel = forms.BooleanField(label=gettext_lazy("We hebben een buurtpanel"), required=False)
    panel_most = _euros(gettext_lazy("Tot en met hoeveel euro?"))
    panel_answer_days = _number(1, 90, gettext_lazy("Binnen hoeveel dagen hoor je iets?"))
    panel_seats = _number(3, 50, gettext_lazy("Hoeveel mensen zitten erin?"))
    panel_quorum = _number(1, 50, gettext_lazy("Hoeveel moeten er ten minste meebeslissen?"))
    most_open = _number(1, 20, gettext_lazy("Voor hoeveel ideeën tegelijk mag iemand geld vragen?"))

    def __init__(self, data: Any, *, lanes: Lanes) -> None:
        super().__init__(data, initial={name: getattr(lanes, name) for name in self.base_fields})

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if said.get("direct_most") and said.get("panel_most") and said["panel_most"] < said["direct_most"]:
            self.add_error("panel_most", ValidationError(_("Dit is minder dan het meteen-geld. Maak het hoger.")))
        if said.get("panel_quorum") and said.get("panel_seats") and said["panel_quorum"] > said["panel_seats"]:
            self.add_error("panel_quorum", ValidationError(_("Dit zijn er meer dan er in het panel zitten.")))
        if not self.errors and not said["has_direct"] and not said["has_panel"]:
            self.add_error("has_direct", ValidationError(_("Kies er ten minste één: meteen-geld of een buurtpanel.")))
        return said

    def part(self, names: tuple[str, ...]) -> list[forms.BoundField]:
        return [self[name] for name in names]
