"""Telling what stands in the way, and what someone with a mandate says of it."""

import datetime as dt
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from buurtnet.areas.here import neighbourhoods_of
from buurtnet.areas.models import Network
from buurtnet.kit.typed import Day, Line
from buurtnet.meetings.forms.noting import CHOOSE
from buurtnet.meetings.obstacles import LONGEST, USUALLY, Told
from buurtnet.needs.access import partners_in
from buurtnet.needs.pointing import reaches
from buurtnet.wording.traces import Trace, traces_in

HOW_MANY = dict.fromkeys(("invalid", "min_value", "max_value"), gettext_lazy("Vul een getal in, van 0 tot 99."))


def hands(label: Any, hint: Any = "") -> forms.IntegerField:
    return forms.IntegerField(
        label=label, required=False, min_value=0, max_value=99, help_text=hint, error_messages=HOW_MANY
    )


class NamelessForm(forms.Form):
    """Every partner reads it: what may point at someone is shown before it is kept, with a box to say it does not."""

    looked_at: ClassVar[tuple[str, ...]] = ()
    no_name = forms.BooleanField(
        label=gettext_lazy("Dit gaat over niemand in het bijzonder"), required=False, widget=forms.HiddenInput
    )

    def __init__(self, data: Any, *, network: Network, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.network = network
        self.fields["no_name"] = self.fields.pop("no_name")  # last
        self.fields[self.looked_at[0]].widget = forms.Textarea(attrs={"rows": 3})

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        here = [self.network.name, self.network.town, *(one.name for one in neighbourhoods_of(self.network))]
        here += [one.name for one in partners_in(self.network)]
        for name in self.looked_at:
            self.point_out(name, traces_in(str(said.get(name, "")), here=here))
        return said

    def point_out(self, name: str, traces: list[Trace]) -> None:
        what = {"what": ", ".join(dict.fromkeys(one.text for one in traces))}
        if reaches(traces):
            self.add_error(name, _("Dit lijkt een nummer of een adres: %(what)s. Haal het weg.") % what)
        elif traces:
            self.fields["no_name"].widget = forms.CheckboxInput()
            if not self.cleaned_data.get("no_name"):
                self.add_error(
                    name,
                    _("Dit kan over iemand gaan: %(what)s. Haal het weg, of zeg dat het over niemand gaat.") % what,
                )


class TellForm(NamelessForm):
    """Never about one family."""

    looked_at = ("text", "needed", "rule_of")
    text = Line(
        500, label=gettext_lazy("Wat zit in de weg?"),
        wrong=gettext_lazy("Schrijf in één of twee zinnen wat er knelt."),
        hint=gettext_lazy("Een regel of een manier van werken. Schrijf niet over één gezin."),
    )  # fmt: skip
    needed = Line(300, label=gettext_lazy("Wat is er nodig?"), hint=gettext_lazy("Als je dat weet."))
    rule_of = Line(120, label=gettext_lazy("Van wie is die regel?"), hint=gettext_lazy("Als je dat weet."))
    organization = forms.ChoiceField(label=gettext_lazy("Is dat een partner?"), required=False, error_messages=CHOOSE)
    links = hands(
        gettext_lazy("Door hoeveel handen gaat een aanvraag nu?"),
        gettext_lazy("Tel iedereen die er iets van moet vinden."),
    )

    def __init__(self, data: Any, *, network: Network) -> None:
        super().__init__(data, network=network)
        self.partners = {str(one.pk): one for one in partners_in(network)}
        named = [(key, one.name) for key, one in self.partners.items()]
        self.fields["organization"].choices = [("", _("weet ik niet")), *named]  # type: ignore[attr-defined]

    @property
    def said(self) -> Told:
        said = self.cleaned_data
        partner = self.partners.get(said["organization"])
        return Told(said["text"], said["needed"], said["rule_of"], partner, said["links"])


class TakeForm(forms.Form):
    answer_by = Day(
        label=gettext_lazy("Voor welke dag antwoord je?"), wrong=gettext_lazy("Kies een dag binnen twee maanden."),
        hint=gettext_lazy("Drie weken is gewoon."),
    )  # fmt: skip

    def __init__(self, data: Any) -> None:
        super().__init__(data, initial={"answer_by": timezone.localdate() + USUALLY}, auto_id="take_%s")

    def clean_answer_by(self) -> dt.date:
        day: dt.date = self.cleaned_data["answer_by"]
        if not timezone.localdate() <= day <= timezone.localdate() + LONGEST:
            raise ValidationError(_("Kies een dag binnen twee maanden."))
        return day


class AnswerForm(NamelessForm):
    looked_at = ("answer",)
    answer = Line(500, label=gettext_lazy("Wat is het antwoord?"), wrong=gettext_lazy("Schrijf het antwoord."))


class LiftForm(AnswerForm):
    links_after = hands(gettext_lazy("Door hoeveel handen gaat het nu nog?"))


class WhyForm(NamelessForm):
    looked_at = ("why",)
    why = Line(500, label=gettext_lazy("Waarom?"), wrong=gettext_lazy("Schrijf in één zin waarom."))
