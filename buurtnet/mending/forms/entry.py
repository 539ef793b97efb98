"""Some fields of an entry in their boxes: what stands there now, what was typed, and what differs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from buurtnet.areas.models import Network
from buurtnet.directory.actions import FIELDS, values_of
from buurtnet.directory.models import Service
from buurtnet.mending.forms.boxes import Box, ChoiceBox, PartsBox, SeveralBox, box_for
from buurtnet.mending.placing import words_of
from buurtnet.mending.values import label_of, said, shown_values
from buurtnet.themes.models import Theme

LONG = 1_500  # signs; a box for so many is higher


@dataclass(frozen=True)
class Option:
    """A word to choose, or one of the boxes of a field that has several."""

    name: str
    label: str
    value: str
    is_on: bool = False


@dataclass(frozen=True)
class Shown:
    """A field ready for the template. ``now``: in words, what stands on the page; ``parts``: its boxes or words."""

    name: str
    label: str
    kind: str
    value: Any
    now: list[str]
    hint: str
    errors: list[str]
    parts: list[Option] = field(default_factory=list)
    rows: int = 3

    @property
    def id(self) -> str:
        return f"id_{self.name}"


class EntryForm(forms.Form):
    """Boxes for ``fields``. ``start``: values to begin with in place of those of the entry (a draft)."""

    def __init__(
        self,
        data: Any = None,
        *,
        service: Service | None,
        network: Network,
        fields: Sequence[str],
        start: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(data)
        self.service, self.network, self.asked = service, network, list(fields)
        real = [name for name in fields if name in FIELDS]
        self.now: dict[str, Any] = values_of(service, real) if service else {}
        self.on_page: dict[str, Any] = shown_values(service, list(fields)) if service else {}
        for name in fields:
            box = box_for(name, network.country, now=self.on_page.get(name))
            self.fields[name] = box
            self.initial[name] = box.typed(start[name] if start and name in start else self._typed_value(name))

    def _typed_value(self, name: str) -> Any:
        if name == "where" and self.service is not None:
            link = self.service.at_locations.select_related("location").first()
            return words_of(link.location if link else None).as_value()
        return self.on_page.get(name)

    def box(self, name: str) -> Box:
        found = self.fields[name]
        assert isinstance(found, Box)
        return found

    def changed(self) -> dict[str, Any]:
        """What differs from the entry, once the form is valid: new values by field."""
        return {name: self.cleaned_data[name] for name in self.asked if self._differs(name)}

    def _differs(self, name: str) -> bool:
        """Compared as they are typed, so that cleaning what nobody touched is no change."""
        box = self.box(name)
        try:
            before = box.clean(box.typed(self._typed_value(name)))
        except ValidationError:  # what stands there could not be typed here
            return bool(self[name].data != box.typed(self._typed_value(name)))
        return bool(before != self.cleaned_data[name])

    def shown(self) -> list[Shown]:
        return [self.shown_field(name) for name in self.asked]

    def shown_field(self, name: str) -> Shown:
        bound, box = self[name], self.box(name)
        now = said(name, self.on_page.get(name), self.network.country)
        return Shown(
            name, label_of(name), box.kind, bound.value(), now, hint_of(name),
            list(map(str, bound.errors)), parts_of(bound, box), 6 if getattr(box, "most", 0) > LONG else 3,
        )  # fmt: skip


def parts_of(bound: forms.BoundField, box: Box) -> list[Option]:
    """The words to choose from, or the boxes of a field that has several."""
    value = bound.value()
    if isinstance(box, PartsBox):
        typed = value if isinstance(value, dict) else {}
        return [
            Option(f"{bound.html_name}-{part}", str(label), typed.get(part, "")) for part, label in box.labels.items()
        ]
    if isinstance(box, ChoiceBox):
        return [Option(bound.html_name, label, str(code), str(code) == str(value)) for code, label in box.choices]
    if isinstance(box, SeveralBox):
        chosen = set(value or ())
        labels = theme_names() if bound.name == "themes" else dict(box.choices)
        return [Option(bound.html_name, labels[code], code, code in chosen) for code, _label in box.choices]
    return []


def theme_names() -> dict[str, str]:
    language = get_language() or ""
    return {theme.pk: theme.name_in(language) for theme in Theme.objects.all()}


def hint_of(name: str) -> str:
    """What helps to fill in a box, in one line."""
    return {
        "phones": _("Eén nummer per regel. Er mag een woord achter, zoals: balie."),
        "costs": _("Eén prijs per regel, zoals: € 4 per keer. Of: gratis."),
        "hours": _("Vul alleen de dagen in waarop het open is, zoals: 9.00-12.00. Twee keer op een dag kan ook: "
                   "9.00-12.00, 13.00-17.00."),
        "url": _("Zoals: www.voorbeeld.nl"),
        "ages": _("In jaren. Leeg laten mag: dan is er geen grens."),
        "simple": _("Korte zinnen, gewone woorden. Zo leest iedereen het."),
        "hours_words": _("Schrijf wat er moet staan. Wij passen het aan."),
        "where_words": _("Schrijf wat er moet staan. Wij passen het aan."),
        "alert": _("Alleen als er iets bijzonders is, zoals: in juli gesloten."),
        "support_needed": _("Wat deze groep nodig heeft om ja te kunnen zeggen."),
    }.get(name, "")  # fmt: skip
