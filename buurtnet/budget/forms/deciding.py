"""What someone says about an idea that asks for money, or asks about it first."""

import uuid
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from buurtnet.kit.form_keys import key_in
from buurtnet.kit.guarded import GuardedForm
from buurtnet.kit.typed import Line, Text
from buurtnet.people.addresses import AddressField

YES, NO, KEEP_OUT = "ja", "nee", "buiten"


class SayForm(forms.Form):
    """``doe``: the button. Who keeps out needs no tick and no reason."""

    doe = forms.ChoiceField(choices=[(one, one) for one in (YES, NO, KEEP_OUT)])
    apart = forms.BooleanField(required=False)
    reason = Line(
        300, label=gettext_lazy("Waarom? (bij nee nodig)"),
        hint=gettext_lazy("Wie het vroeg, leest dit, en anderen ook. Schrijf geen namen."),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        done = said.get("doe")
        if done in {YES, NO} and not said.get("apart"):
            self.add_error("apart", ValidationError(_("Zet hier een vinkje. Of kies onderaan: ik beslis niet mee.")))
        if done == NO and not said.get("reason") and "reason" not in self.errors:
            self.add_error("reason", ValidationError(_("Schrijf in één zin waarom niet.")))
        return said


class SecondSayForm(SayForm):
    """The same without an account: who keeps out just closes the page."""

    doe = forms.ChoiceField(choices=[(one, one) for one in (YES, NO)])

    def clean(self) -> dict[str, Any]:
        said = super().clean()
        if "apart" in self.errors:
            self.errors["apart"] = self.error_class(
                [_("Zet hier een vinkje. Klopt het niet? Dan beslis je hier niet over mee. Sluit de pagina maar.")]
            )
        return said


class SecondForm(GuardedForm):
    """To which address the link goes."""

    mail = AddressField(
        label=gettext_lazy("Je mailadres"),
        help_text=gettext_lazy("Alleen om te weten dat iedereen het één keer zegt. We bewaren je adres niet."),
    )  # fmt: skip


class _Keyed(forms.Form):
    form_key = forms.UUIDField(required=False)

    @property
    def key(self) -> uuid.UUID:
        """Under which what was sent twice is one; for the page too."""
        return key_in(self.data)


class AskBackForm(_Keyed):
    """One question to who asked for the money."""

    text = Text(
        1_000, label=gettext_lazy("Wat wil je weten?"), wrong=gettext_lazy("Schrijf je vraag op."), rows=3,
        hint=gettext_lazy("Alleen wie het vroeg en wie meebeslist, lezen dit."),
    )  # fmt: skip


class AnswerBackForm(_Keyed):
    """The answer of who asked for money."""

    text = Text(1_000, label=gettext_lazy("Je antwoord"), wrong=gettext_lazy("Schrijf je antwoord op."), rows=4)


class ObjectForm(forms.Form):
    """Why a fund keeper objects."""

    why = Line(
        300, label=gettext_lazy("Waarom heb je bezwaar?"), wrong=gettext_lazy("Schrijf in één zin waarom niet."),
        hint=gettext_lazy("Iedereen leest dit. Schrijf geen namen."),
    )  # fmt: skip
