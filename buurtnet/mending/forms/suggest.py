"""What a visitor says of an entry: first what is wrong, then only those fields."""

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from buurtnet.areas.models import Network
from buurtnet.directory.choices import ServiceStatus
from buurtnet.directory.models import Service
from buurtnet.mending.choices import Topic
from buurtnet.mending.forms.entry import EntryForm
from buurtnet.mending.forms.guards import GuardedForm
from buurtnet.mending.values import fields_for


class SuggestForm(GuardedForm, EntryForm):
    """The fields of the chosen topics, a remark, and a mail address for a thank-you."""

    def __init__(self, data: Any = None, *, service: Service, network: Network, topics: Sequence[Topic]) -> None:
        self.topics = list(topics)
        super().__init__(
            data, about=str(service.pk), service=service, network=network, fields=fields_for(self.topics, service)
        )

    def clean(self) -> dict[str, Any]:
        said = super().clean()
        if not self.errors and not self.changed() and not said.get("remark") and Topic.STOPPED not in self.topics:
            raise ValidationError(
                _("Je hebt nog niets veranderd. Pas een vak aan, of schrijf onderaan wat er niet klopt.")
            )
        return said

    def changed(self) -> dict[str, Any]:
        found = super().changed()
        return {**found, "status": ServiceStatus.DEFUNCT.value} if Topic.STOPPED in self.topics else found


def topics_in(said: Sequence[str]) -> list[Topic]:
    """What was said to be wrong, each once, in our order; what is none is left out."""
    return [topic for topic in Topic if topic.value in said]
