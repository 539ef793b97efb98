"""What someone says of a point, a decision or a working group."""

import datetime as dt
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from buurtnet.areas.models import Network
from buurtnet.kit.folding import words
from buurtnet.kit.typed import Day, Line, Text
from buurtnet.meetings.agreeing import FARTHEST, can_own
from buurtnet.meetings.forms.noting import CHOOSE
from buurtnet.meetings.groups import MOST_HOURS
from buurtnet.meetings.models import Decision
from buurtnet.people.models import Person
from buurtnet.wording.forms.agreed import LONGEST, SHORTEST

MOST_WORDS: Final = 4  # that are one word together
LATER: Final = gettext_lazy("Kies een dag die nog komt.")


class ResultForm(forms.Form):
    why = Line(
        300, label=gettext_lazy("Wat is het geworden?"), wrong=gettext_lazy("Schrijf in één zin wat het werd.")
    )


class LetGoForm(forms.Form):
    why = Line(
        300, label=gettext_lazy("Waarom laten we het los?"),
        wrong=gettext_lazy("Schrijf in één zin waarom. Dat helpt wie het noemde."),
    )  # fmt: skip


class WordForm(forms.Form):
    """How it goes on; a word is welcome and not needed."""

    why = Line(300, label=gettext_lazy("Hoe staat het ermee?"), hint=gettext_lazy("Het mag leeg."))


class GiveBackForm(forms.Form):
    why = Line(300, label=gettext_lazy("Waarom?"))


class StillRightForm(forms.Form):
    outcome = Line(
        500, label=gettext_lazy("Wat bracht het tot nu toe?"), wrong=gettext_lazy("Schrijf wat het bracht.")
    )
    review_on = Day(
        label=gettext_lazy("Wanneer kijken we weer?"), wrong=LATER, required=False,
        hint=gettext_lazy("Leeg: dan hoeft het niet meer."),
    )  # fmt: skip

    def clean_review_on(self) -> dt.date | None:
        day: dt.date | None = self.cleaned_data["review_on"]
        if day is not None and not timezone.localdate() < day <= timezone.localdate() + 5 * FARTHEST:
            raise ValidationError(LATER)
        return day


class NoLongerForm(forms.Form):
    outcome = Line(
        500, label=gettext_lazy("Waarom geldt dit niet meer?"), wrong=gettext_lazy("Schrijf in één zin waarom niet.")
    )
    instead = forms.ChoiceField(
        label=gettext_lazy("Welk besluit kwam ervoor in de plaats?"), required=False, error_messages=CHOOSE
    )

    def __init__(self, data: Any, *, others: list[Decision]) -> None:
        super().__init__(data)
        self.others = {str(one.pk): one for one in others}
        named = [(key, f"{one.number}. {one.text}") for key, one in self.others.items()]
        self.fields["instead"].choices = [("", _("geen")), *named]  # type: ignore[attr-defined]

    def clean_instead(self) -> Decision | None:
        return self.others.get(self.cleaned_data["instead"])


class MeaningForm(forms.Form):
    """With the rules of the room of words."""

    word = Line(60, label=gettext_lazy("Het woord"), wrong=gettext_lazy("Schrijf het woord."))
    meaning = Text(
        LONGEST,
        label=gettext_lazy("Wat bedoelen we ermee?"),
        wrong=gettext_lazy("Schrijf wat we ermee bedoelen."),
        rows=3,
    )

    def clean_word(self) -> str:
        text = str(self.cleaned_data["word"])
        if not words(text):
            raise ValidationError(_("Schrijf een woord met letters."))
        if len(words(text)) > MOST_WORDS:
            raise ValidationError(_("Kies een woord, of een paar woorden die bij elkaar horen."))
        return text

    def clean_meaning(self) -> str:
        text = str(self.cleaned_data["meaning"])
        if len(text) < SHORTEST:
            raise ValidationError(_("Leg het uit in een hele zin."))
        return text


class GroupForm(forms.Form):
    name = Line(120, label=gettext_lazy("Hoe heet de groep?"), wrong=gettext_lazy("Geef de groep een naam."))
    text = Text(1_000, label=gettext_lazy("Waarvoor?"), wrong=gettext_lazy("Schrijf in een paar zinnen waarvoor."))


class GroupChangeForm(GroupForm):
    owner = forms.ChoiceField(label=gettext_lazy("Wie trekt de groep?"), required=False, error_messages=CHOOSE)

    def __init__(self, data: Any, *, network: Network, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.people = {str(one.pk): one for one in can_own([network])}
        named = [(key, one.name) for key, one in self.people.items()]
        self.fields["owner"].choices = [("", _("nog niemand")), *named]  # type: ignore[attr-defined]

    def clean_owner(self) -> Person | None:
        return self.people.get(self.cleaned_data["owner"])


class JoinForm(forms.Form):
    hours = forms.IntegerField(
        label=gettext_lazy("Hoeveel uur in de maand?"), required=False, min_value=0, max_value=MOST_HOURS,
        help_text=gettext_lazy("Ongeveer. Leeg mag ook."),
        error_messages=dict.fromkeys(
            ("invalid", "min_value", "max_value"), gettext_lazy("Vul een getal in, van 0 tot 200.")
        ),
    )  # fmt: skip


class EndForm(forms.Form):
    why = Line(
        200,
        label=gettext_lazy("Waarom stopt de groep?"),
        wrong=gettext_lazy("Schrijf in één zin waarom de groep stopt."),
    )
