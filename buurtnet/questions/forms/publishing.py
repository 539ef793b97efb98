"""A question and its answer in an editor's own words."""

from typing import Any, Final
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from buurtnet.areas.here import neighbourhoods_of
from buurtnet.areas.models import Network
from buurtnet.directory.models import Service
from buurtnet.mending.forms.boxes import TextBox
from buurtnet.questions.forms.answering import MOST_PICKED, key_in, lightest_first
from buurtnet.questions.forms.keyed import KeyedForm
from buurtnet.questions.models import OthersAsked, Question
from buurtnet.questions.people_counted import few_in
from buurtnet.questions.publishing import CountsHomesError, Written, borrowed, require_no_count
from buurtnet.themes.models import Theme
from buurtnet.wording.traces import traces_in

MOST_THEMES: Final = 3
MOST_LINKS: Final = 6


class OthersAskedForm(KeyedForm):
    """``origin``: the question it was made after, whose own words are not to stand in it."""

    question = TextBox(200, lines=False, required=True)
    answer = TextBox(3_000, lines=True, links=MOST_LINKS, required=True)
    themes = forms.MultipleChoiceField(
        required=False, error_messages={"invalid_choice": gettext_lazy("Kies thema's uit de lijst.")}
    )
    version = forms.IntegerField(required=False, min_value=0)
    no_names = forms.BooleanField(required=False)

    def __init__(
        self, data: QueryDict | None = None, *, network: Network, row: OthersAsked | None = None,
        origin: Question | None = None,
    ) -> None:  # fmt: skip
        super().__init__(data, initial=initial_of(row, origin))
        self.network, self.origin = network, origin
        language = get_language() or ""
        self.all_themes = list(Theme.objects.all())
        field = self.fields["themes"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [(one.pk, one.name_in(language)) for one in self.all_themes]
        ticked = data.getlist("aanbod") if data else services_before(row, origin)
        self.keys: list[UUID] = [key for key in map(key_in, ticked) if key][:MOST_PICKED]
        self.names: list[str] = []

    def clean_themes(self) -> list[str]:
        chosen: list[str] = self.cleaned_data["themes"]
        if len(chosen) > MOST_THEMES:
            raise ValidationError(_("Kies niet meer dan 3 thema's."))
        return chosen

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        text = f"{said.get('question', '')}\n{said.get('answer', '')}"
        if self.origin and (theirs := borrowed(text, self.origin)):
            raise ValidationError(
                _("Dit zijn de woorden van wie het vroeg: “%(words)s”. Schrijf het anders op.") % {"words": theirs}
            )
        try:
            require_no_count(text)
        except CountsHomesError as refused:
            raise ValidationError(refused.sentence) from refused
        self.names = [*names_in(text, self.network), *few_in(text)]
        if self.names and not said.get("no_names"):
            raise ValidationError(
                _("Staat hier iets over een mens: %(names)s? Haal het weg, of vink aan dat het mag blijven.")
                % {"names": ", ".join(self.names)}
            )
        return said

    def services(self) -> list[Service]:
        return lightest_first(self.network, self.keys)

    def written(self) -> Written:
        said = self.cleaned_data
        chosen = [one for one in self.all_themes if one.pk in said["themes"]]
        return Written(said["question"], said["answer"], chosen, self.services())


def names_in(text: str, network: Network) -> list[str]:
    """What in a text tells who someone is; names of places here do not count."""
    here = [network.name, network.town, *(area.name for area in neighbourhoods_of(network))]
    return [trace.text for trace in traces_in(text, here=here)]


def initial_of(row: OthersAsked | None, origin: Question | None) -> dict[str, Any]:
    if row is not None:
        themes = [one.pk for one in row.themes.all()]
        return {"question": row.question, "answer": row.answer, "themes": themes, "version": row.version}
    return {"themes": [one.pk for one in origin.themes.all()]} if origin else {}


def services_before(row: OthersAsked | None, origin: Question | None) -> list[str]:
    """Entries of the row, or those of the answers to the question it is made after."""
    if row is not None:
        return [str(one.pk) for one in row.services.all()]
    if origin is None:
        return []
    found = Service.objects.filter(pk__in=origin.messages.values("services")).values_list("pk", flat=True)
    return [str(pk) for pk in found]
