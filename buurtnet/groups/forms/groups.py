"""What a group is, as who begins or keeps it says it."""

import uuid
from typing import Any, Final

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from buurtnet.agenda.access import changeable_by
from buurtnet.agenda.choices import ActivityState
from buurtnet.areas.models import Network
from buurtnet.groups.access import organizations_for
from buurtnet.groups.choices import GroupKind
from buurtnet.groups.models import Group
from buurtnet.kit.languages import language_name
from buurtnet.kit.typed import LineField, LinesField
from buurtnet.people.addresses import AddressField
from buurtnet.people.models import Person

CHOOSE: Final = gettext_lazy("Kies er een uit de lijst.")
TOO_LONG: Final = gettext_lazy("Dat is te lang. Schrijf het korter op.")
SPOKEN: Final = ("nl", "en", "fr", "tr", "ar", "pl", "uk", "so", "ti", "fa", "es", "pt")
MOST: Final = 200  # activities to choose from
NAMES: Final = (
    "name", "summary", "kind", "when", "place_text", "for_whom", "text", "languages", "contact", "for_young",
)  # fmt: skip


def _line(most: int) -> LineField:
    return LineField(required=False, max_length=most, error_messages={"max_length": TOO_LONG})


def _chosen() -> forms.TypedChoiceField:
    errors = {"invalid_choice": CHOOSE}
    return forms.TypedChoiceField(required=False, coerce=uuid.UUID, empty_value=None, error_messages=errors)


class GroupForm(forms.Form):
    """Without ``data`` it shows the group as it is."""

    name = LineField(
        max_length=120, error_messages={"required": gettext_lazy("Geef de groep een naam."), "max_length": TOO_LONG}
    )
    summary = LineField(
        max_length=200,
        error_messages={
            "required": gettext_lazy("Schrijf in één zin wat jullie doen."), "max_length": TOO_LONG,
        },
    )  # fmt: skip
    kind = forms.ChoiceField(choices=GroupKind.choices, error_messages={"required": CHOOSE, "invalid_choice": CHOOSE})
    when = _line(120)
    place_text = _line(200)
    for_whom = _line(200)
    text = LinesField(required=False, max_length=2_000, error_messages={"max_length": TOO_LONG})
    languages = forms.MultipleChoiceField(
        required=False, error_messages=dict.fromkeys(("invalid_choice", "invalid_list"), CHOOSE)
    )
    contact = _line(200)
    organization = _chosen()
    activity = _chosen()
    for_young = forms.BooleanField(required=False)

    def __init__(self, data: Any = None, *, network: Network, person: Person, group: Group | None = None) -> None:
        initial = {name: getattr(group, name) for name in NAMES} if group else {"kind": GroupKind.ON_REQUEST}
        if group:
            initial |= {"organization": group.organization_id, "activity": group.activity_id}
        super().__init__(data, initial=initial)
        own = changeable_by(person, network).filter(state=ActivityState.LIVE).order_by("title", "pk")
        self.organizations = {one.pk: one for one in organizations_for(person, network)}
        self.activities = {one.pk: one for one in own[:MOST]}
        if group and group.organization:  # whose it is now can stay, whoever changes the rest
            self.organizations[group.organization.pk] = group.organization
        if group and group.activity:
            self.activities[group.activity.pk] = group.activity
        self._choose("organization", [("", _("Geen")), *((str(k), v.name) for k, v in self.organizations.items())])
        self._choose("activity", [("", _("Geen")), *((str(k), v.title) for k, v in self.activities.items())])
        self._choose("languages", [(code, language_name(code)) for code in SPOKEN])

    def _choose(self, name: str, choices: list[tuple[str, str]]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]  # a field of choices

    @property
    def spoken(self) -> list[tuple[str, str, bool]]:
        """For the page: code, name, and whether it is chosen."""
        chosen = {str(one) for one in self["languages"].value() or []}
        return [(code, str(capfirst(language_name(code))), code in chosen) for code in SPOKEN]

    @property
    def kinds(self) -> list[tuple[str, str, bool]]:
        """For the page: value, in words, and whether it is chosen."""
        chosen = str(self["kind"].value())
        return [(kind.value, str(capfirst(kind.label)), kind.value == chosen) for kind in GroupKind]

    def values(self) -> dict[str, Any]:
        """What is written down, once it is valid."""
        said = self.cleaned_data
        return {name: said[name] for name in NAMES} | {
            "organization": self.organizations.get(said["organization"]),
            "activity": self.activities.get(said["activity"]),
        }


class InviteForm(forms.Form):
    """Whom to ask, by mail address, and whether to pull the group too."""

    email = AddressField()
    as_owner = forms.BooleanField(required=False)
