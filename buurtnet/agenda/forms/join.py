"""What someone says who comes to a date, and what who keeps the activity may ask of them."""

from typing import Any, Final
from uuid import UUID, uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from buurtnet.agenda.choices import Joining
from buurtnet.agenda.join_questions import Asked
from buurtnet.agenda.joining import Coming
from buurtnet.agenda.models import Activity, JoinQuestion
from buurtnet.agenda.models.joining import MOST_QUESTIONS
from buurtnet.kit.guarded import GuardedForm
from buurtnet.kit.typed import Line
from buurtnet.people.addresses import AddressField

LONGEST_ALIAS: Final = 60
LONGEST_ANSWER: Final = 200
_HOW_MANY: Final = gettext_lazy("Vul een getal in: met hoeveel mensen kom je?")


def people_field(most: int) -> forms.IntegerField:
    """With how many; at most so many at once."""
    too_many = _("Hoogstens %(most)d mensen tegelijk. Zijn jullie met meer? Bel of mail dan.") % {"most": most}
    return forms.IntegerField(
        label=gettext_lazy("Met hoeveel mensen kom je?"), initial=1, min_value=1, max_value=most,
        help_text=gettext_lazy("Tel jezelf mee."),
        error_messages=dict.fromkeys(("required", "invalid", "min_value"), _HOW_MANY) | {"max_value": too_many},
    )  # fmt: skip


class ComingForm(forms.Form):
    """With how many, a name where that is asked, an address that may be empty, and the questions of the activity."""

    form_key = forms.UUIDField(
        required=False, initial=uuid4, widget=forms.HiddenInput,
        error_messages={"invalid": gettext_lazy("Open deze pagina opnieuw.")},
    )  # fmt: skip
    alias = Line(
        LONGEST_ALIAS, label=gettext_lazy("Hoe mogen we je noemen?"), wrong=gettext_lazy("Vul een voornaam in."),
        hint=gettext_lazy("Een voornaam is genoeg. Van een kind geen achternaam."),
    )  # fmt: skip
    contact = AddressField(
        required=False, label=gettext_lazy("Je mailadres (mag leeg)"),
        help_text=gettext_lazy("Dan krijg je een herinnering, en een mail als er iets verandert."),
    )  # fmt: skip

    def __init__(self, data: Any, *, activity: Activity, **more: Any) -> None:
        super().__init__(data, **more)
        self.activity = activity
        self.fields["people"] = people_field(activity.most_each)
        if activity.registration != Joining.NAMES:
            del self.fields["alias"]
        self.questions = list(activity.join_questions.all()[:MOST_QUESTIONS])
        for one in self.questions:
            self.fields[name_of(one)] = answer_field(one)
        self.order_fields(["people", "alias", *map(name_of, self.questions), "contact"])

    @property
    def row_key(self) -> UUID:
        """The key of what was sent, once the form is valid."""
        said = self.cleaned_data["form_key"]
        return said if isinstance(said, UUID) else uuid4()

    @property
    def coming(self) -> Coming:
        """Once it is valid."""
        said = self.cleaned_data
        answers = {str(one.pk): said[name_of(one)] for one in self.questions if said[name_of(one)]}
        return Coming(
            people=said["people"], alias=said.get("alias", ""), contact=said["contact"], answers=answers,
            language=(get_language() or "nl").partition("-")[0],
        )  # fmt: skip


class JoinForm(GuardedForm, ComingForm):
    """For everyone, without an account."""


class ByHandForm(ComingForm):
    """Who called, written down by who keeps the activity; what they did not say may be left out."""

    def __init__(self, data: Any, *, activity: Activity) -> None:
        super().__init__(data, activity=activity)
        self.fields["people"].label = _("Met hoeveel mensen komen ze?")
        self.fields["people"].help_text = ""
        self.fields["contact"].label = _("Mailadres (mag leeg)")
        self.fields["contact"].help_text = _("Alleen als ze zelf een mail willen.")
        if "alias" in self.fields:
            self.fields["alias"].label = _("Hoe heten ze?")
        for one in self.questions:
            self.fields[name_of(one)].required = False


class PeopleForm(forms.Form):
    """With how many after all."""

    def __init__(self, data: Any, *, most: int, people: int) -> None:
        super().__init__(data, initial={"people": people})
        self.fields["people"] = people_field(most)
        self.fields["people"].initial = people


class QuestionsForm(forms.Form):
    """At most three questions of one line."""

    def __init__(self, data: Any, *, activity: Activity) -> None:
        super().__init__(data)
        asked = list(activity.join_questions.all()[:MOST_QUESTIONS])
        for number in range(MOST_QUESTIONS):
            one = asked[number] if number < len(asked) else None
            self.fields[f"text_{number}"] = Line(120, label=_("Vraag %(number)d") % {"number": number + 1})
            self.fields[f"must_{number}"] = forms.BooleanField(required=False, label=_("Iedereen vult dit in"))
            if one:
                self.initial.update({f"text_{number}": one.text, f"must_{number}": one.is_required})

    @property
    def pairs(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """For the page: each question, and whether it must be answered."""
        return [(self[f"text_{number}"], self[f"must_{number}"]) for number in range(MOST_QUESTIONS)]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        texts = [said[f"text_{number}"] for number in range(MOST_QUESTIONS) if said.get(f"text_{number}")]
        if len(set(texts)) < len(texts):
            raise ValidationError(_("Twee vragen zijn gelijk. Maak één ervan leeg."))
        return said

    @property
    def asked(self) -> list[Asked]:
        """Once it is valid."""
        said = self.cleaned_data
        return [Asked(said[f"text_{number}"], said[f"must_{number}"]) for number in range(MOST_QUESTIONS)]


def name_of(question: JoinQuestion) -> str:
    return f"q_{question.pk.hex}"


def answer_field(question: JoinQuestion) -> Line:
    """A line; one that may be left out says so."""
    label = question.text if question.is_required else _("%(question)s (mag leeg)") % {"question": question.text}
    return Line(LONGEST_ANSWER, label=label, wrong=_("Vul dit in.") if question.is_required else "")
