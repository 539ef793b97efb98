"""A question that someone asked elsewhere than on the site, written down by who heard it."""

from collections.abc import Collection
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from buurtnet.areas.here import neighbourhoods_of
from buurtnet.areas.models import Network
from buurtnet.questions.asking import Asked
from buurtnet.questions.cautions import Cautions, cautions_for
from buurtnet.questions.choices import ASKED_FOR_BY_OTHERS, CONTACT_WAYS_OF_OTHERS, Channel
from buurtnet.questions.forms.asking import FORMS, WHERE, Draft
from buurtnet.questions.forms.keyed import KeyedForm

CHANNELS = tuple(one for one in Channel if one != Channel.WEB)


class BringInForm(KeyedForm):
    """The same questions as on the site, on one page, and how it came in."""

    channel_said = forms.ChoiceField(
        choices=[(one.value, one.label) for one in CHANNELS],
        error_messages={
            "required": gettext_lazy("Kies hoe je de vraag kreeg."),
            "invalid_choice": gettext_lazy("Kies hoe je de vraag kreeg."),
        },
    )

    def __init__(self, data: Any, *, network: Network) -> None:
        super().__init__(data)
        self.network, self.draft = network, Draft()
        kinds = [form for step, form in FORMS.items() if step != WHERE or neighbourhoods_of(network)]
        self.steps = [form(data, network=network, draft=self.draft) for form in kinds]
        self.say_it_as("asked_for", ASKED_FOR_BY_OTHERS)
        self.say_it_as("contact_way", CONTACT_WAYS_OF_OTHERS)

    def say_it_as(self, name: str, choices: Collection[tuple[str, Any]]) -> None:
        """Who asked says "I"; whoever writes it down does not."""
        field = self.by_name[name].field
        assert isinstance(field, forms.ChoiceField)
        field.choices = list(choices)

    def is_valid(self) -> bool:
        return all([super().is_valid(), *(one.is_valid() for one in self.steps)])

    @property
    def by_name(self) -> dict[str, forms.BoundField]:
        """Each field of each step by its name, for the template."""
        return {name: step[name] for step in self.steps for name in step.fields}

    def cautions(self, seen: Collection[str]) -> Cautions:
        """What is pointed out of the text before it is written down, once the form is valid."""
        return cautions_for(self.asked.text, self.network, is_unsafe=False, seen=seen)

    @property
    def channel(self) -> str:
        """How it came in."""
        return str(self.cleaned_data["channel_said"])

    @property
    def asked(self) -> Asked:
        """What was said in all steps together."""
        draft = self.draft
        for step in self.steps:
            step.draft = draft
            draft = step.extended()
        return draft.asked(self.network)
