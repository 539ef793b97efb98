"""What a note-taker types: one line each."""

import datetime as dt
from collections.abc import Iterable
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from buurtnet.agenda.forms.stories import PhotoBox
from buurtnet.kit.typed import Line, Text
from buurtnet.meetings.agreeing import FARTHEST, Agreed
from buurtnet.meetings.choices import DecideWay
from buurtnet.meetings.deciding import Put, Votes
from buurtnet.meetings.dotting import MOST_DOTTERS
from buurtnet.meetings.models import AgendaItem, Point
from buurtnet.meetings.noting import LONGEST_NOTES
from buurtnet.people.models import Organization, Person

CHOOSE: Final = {
    "required": gettext_lazy("Kies er een."),
    "invalid_choice": gettext_lazy("Kies er een uit de lijst."),
}
A_DAY: Final = {"required": gettext_lazy("Kies een dag."), "invalid": gettext_lazy("Kies een dag uit de kalender.")}
A_NUMBER: Final = dict.fromkeys(
    ("required", "invalid", "min_value", "max_value"), gettext_lazy("Vul een getal in, van 0 tot 999.")
)


class NotesForm(forms.Form):
    """What was said about a line of the agenda."""

    notes = Text(LONGEST_NOTES, label=gettext_lazy("Wat werd er gezegd?"), rows=5)


class AboutForm(forms.Form):
    """Something that may belong to a line of the agenda, and to a point."""

    item = forms.CharField(required=False, max_length=40)
    point = forms.CharField(required=False, max_length=40)

    def __init__(self, data: Any, *, items: Iterable[AgendaItem], points: Iterable[Point], **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.items = {str(one.pk): one for one in items}
        self.points = {str(one.pk): one for one in points}

    def about(self) -> dict[str, Any]:
        """What is no line or point of this meeting is left out: it may have been joined meanwhile."""
        said = self.cleaned_data
        return {"item": self.items.get(said["item"]), "point": self.points.get(said["point"])}


class PutForm(AboutForm):
    """A decision, as it is put to the meeting."""

    text = Line(500, label=gettext_lazy("Besluit"), wrong=gettext_lazy("Schrijf wat we besluiten."))
    reason = Line(500, label=gettext_lazy("Waarom?"))
    way = forms.ChoiceField(
        label=gettext_lazy("Hoe besluiten we?"), choices=DecideWay.choices, required=False, error_messages=CHOOSE
    )
    review_on = forms.DateField(label=gettext_lazy("Opnieuw bekijken op"), required=False, error_messages=A_DAY)

    def clean_review_on(self) -> dt.date | None:
        day: dt.date | None = self.cleaned_data["review_on"]
        if day is not None and not timezone.localdate() <= day <= timezone.localdate() + 5 * FARTHEST:
            raise ValidationError(_("Kies een dag die nog komt."))
        return day

    @property
    def said(self) -> Put:
        said = self.cleaned_data
        way = DecideWay(said["way"] or DecideWay.CONSENT)
        return Put(said["text"], said["reason"], way, said["review_on"], **self.about())


class AgreedForm(AboutForm):
    """An action in one line: what, who, before when. ``who``: a person ("p:…") or an organization ("o:…")."""

    text = Line(300, label=gettext_lazy("Actie"), wrong=gettext_lazy("Schrijf wat er gaat gebeuren."))
    who = forms.CharField(max_length=40, error_messages={"required": gettext_lazy("Kies wie dit trekt: één naam.")})
    due = forms.DateField(label=gettext_lazy("Klaar op"), error_messages=A_DAY)

    def __init__(self, data: Any, *, people: Iterable[Person], tables: Iterable[Organization], **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.owners: dict[str, Person] = {f"p:{one.pk}": one for one in people}
        self.organizations: dict[str, Organization] = {f"o:{one.pk}": one for one in tables}

    def clean_who(self) -> str:
        who: str = self.cleaned_data["who"]
        if who not in self.owners and who not in self.organizations:
            raise ValidationError(_("Kies iemand uit de lijst."))
        return who

    def clean_due(self) -> dt.date:
        day: dt.date = self.cleaned_data["due"]
        # A day earlier for who writes just past midnight, or from behind.
        if not timezone.localdate() - dt.timedelta(days=1) <= day <= timezone.localdate() + FARTHEST:
            raise ValidationError(_("Kies een dag die nog komt, binnen twee jaar."))
        return day

    @property
    def said(self) -> Agreed:
        said = self.cleaned_data
        who = said["who"]
        return Agreed(said["text"], said["due"], self.owners.get(who), self.organizations.get(who), **self.about())


class NamedForm(forms.Form):
    """Where points come from, whether one or many."""

    group = forms.IntegerField(
        required=False, min_value=0, max_value=99,
        error_messages=dict.fromkeys(
            ("invalid", "min_value", "max_value"), gettext_lazy("Vul een groep in, van 1 tot 99.")
        ),
    )  # fmt: skip
    said_by = forms.CharField(required=False, max_length=40)

    def __init__(self, data: Any, *, tables: Iterable[Organization], **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.organizations = {str(one.pk): one for one in tables}


class VotesForm(forms.Form):
    votes_for = forms.IntegerField(label=gettext_lazy("Voor"), min_value=0, max_value=999, error_messages=A_NUMBER)
    votes_against = forms.IntegerField(
        label=gettext_lazy("Tegen"), min_value=0, max_value=999, error_messages=A_NUMBER
    )
    votes_abstain = forms.IntegerField(
        label=gettext_lazy("Onthouden"), min_value=0, max_value=999, required=False, error_messages=A_NUMBER
    )

    @property
    def said(self) -> Votes:
        found = self.cleaned_data
        return Votes(found["votes_for"], found["votes_against"], found["votes_abstain"] or 0)


class ObjectionForm(forms.Form):
    reason = Line(300, label=gettext_lazy("Wat is het bezwaar?"), wrong=gettext_lazy("Schrijf wat het bezwaar is."))
    organization = forms.ChoiceField(label=gettext_lazy("Van wie?"), required=False, error_messages=CHOOSE)

    def __init__(self, data: Any, *, tables: Iterable[Organization]) -> None:
        super().__init__(data)
        self.organizations = {str(one.pk): one for one in tables}
        rows = [("", _("een tafel of een bewoner")), *((key, one.name) for key, one in self.organizations.items())]
        self.fields["organization"].choices = rows  # type: ignore[attr-defined]


class SettleForm(forms.Form):
    settled = Line(300, label=gettext_lazy("Hoe is het opgelost?"))


class MostForm(forms.Form):
    """How many phones dot."""

    most = forms.IntegerField(
        label=gettext_lazy("Hoeveel mensen stippen?"), min_value=1, max_value=MOST_DOTTERS,
        error_messages=dict.fromkeys(
            ("required", "invalid", "min_value", "max_value"),
            gettext_lazy("Vul in hoeveel mensen er stippen, van 1 tot 500."),
        ),
    )  # fmt: skip


class PhotoForm(forms.Form):
    photo = PhotoBox()
    alt = Line(
        200, label=gettext_lazy("Wat staat erop?"), wrong=gettext_lazy("Schrijf in een paar woorden wat erop staat.")
    )

    def clean_photo(self) -> Any:
        if not self.cleaned_data["photo"]:
            raise ValidationError(_("Kies een foto."))
        return self.cleaned_data["photo"]


class CloseForm(forms.Form):
    next_on = forms.DateField(
        label=gettext_lazy("Wanneer zien we elkaar weer?"), required=False, error_messages=A_DAY
    )

    def clean_next_on(self) -> dt.date | None:
        day: dt.date | None = self.cleaned_data["next_on"]
        if day is not None and not timezone.localdate() <= day <= timezone.localdate() + FARTHEST:
            raise ValidationError(_("Kies een dag die nog komt, binnen twee jaar."))
        return day


class CorrectionForm(forms.Form):
    text = Text(
        1_000, label=gettext_lazy("Wat klopt er niet?"), wrong=gettext_lazy("Schrijf wat er niet klopt."), rows=3
    )


class ReplyForm(forms.Form):
    reply = Line(500, label=gettext_lazy("Antwoord"))
