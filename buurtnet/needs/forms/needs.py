"""What is taken together, written down, moved on, merged and split."""

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any, Final
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.dateparse import parse_date
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from buurtnet.areas.here import neighbourhoods_of
from buurtnet.areas.models import Network
from buurtnet.directory.access import shown_services_in
from buurtnet.directory.models import Service
from buurtnet.kit.paragraphs import ParagraphsBox
from buurtnet.needs.access import owners_in, partners_in
from buurtnet.needs.choices import NEED_ALLOWED, NeedState
from buurtnet.needs.form_keys import KeyedForm
from buurtnet.needs.forms.picking import Picking, is_search
from buurtnet.needs.models import SharedNeed
from buurtnet.needs.pointing import reaches
from buurtnet.needs.sharing import Onward, Written, telling_for
from buurtnet.people.models import Person
from buurtnet.questions.people_counted import figures_in
from buurtnet.themes.choices import EssentialFunction
from buurtnet.themes.models import Theme
from buurtnet.wording.forms.lines import LineBox
from buurtnet.wording.traces import traces_in

LONGEST_TITLE, LONGEST_STORY, LONGEST_TEXT = 120, 4_000, 2_000
LONGEST_REASON, LONGEST_CHECK = 600, 200
FARTHEST: Final = dt.timedelta(days=2 * 366)
NEW: Final = "nieuw"
NO_TITLE = gettext_lazy("Geef het een naam: wat speelt er?")
_A_DAY = {"invalid": gettext_lazy("Kies een dag.")}
_VERSION = {"required": gettext_lazy("Open de pagina opnieuw."), "invalid": gettext_lazy("Open de pagina opnieuw.")}


class TracelessForm(forms.Form):
    """Texts that everyone may come to read: what looks like a name or a number is pointed out before it is kept."""

    checked: Sequence[str] = ()
    counted: Sequence[str] = ()  # in which no number of people stands: those are published in a release only
    no_name = forms.BooleanField(required=False)

    def __init__(self, data: Any, *, network: Network, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.network = network
        self.found: list[str] = []
        self.points = False

    def clean(self) -> dict[str, Any] | None:
        said = super().clean() or self.cleaned_data
        here = [self.network.name, self.network.town, *(one.name for one in neighbourhoods_of(self.network))]
        here += [one.name for one in partners_in(self.network)]
        for name in self.checked:
            traces = traces_in(str(said.get(name, "")), here=here)
            self.found += [one.text for one in traces]
            self.points = self.points or reaches(traces)
        if told := figures_in(*(str(said.get(name, "")) for name in self.counted)):
            sentence = _(
                "Dit is een getal over mensen: %(what)s. Haal het weg. Cijfers staan bij ‘Wat de buurt vertelt’."
            )
            self.add_error(None, sentence % {"what": " · ".join(told[:4])})
        if self.points:
            sentence = _(
                "Dit lijkt een naam of een nummer: %(what)s. Haal telefoonnummers en mailadressen altijd weg."
            )
            self.add_error(None, sentence % {"what": ", ".join(dict.fromkeys(self.found))})
        elif self.found and not said.get("no_name"):
            sentence = _("Dit lijkt een naam of een nummer: %(what)s. Haal het weg, of zeg dat het dat niet is.")
            self.add_error(None, sentence % {"what": ", ".join(dict.fromkeys(self.found))})
        return said


class NeedForm(TracelessForm, KeyedForm):
    """A need as someone writes it down; also to begin one. A search for an offer keeps all that was typed."""

    checked = counted = makes = ("title", "story", "tried", "result")
    title = LineBox(LONGEST_TITLE, wrong=NO_TITLE)
    story = ParagraphsBox(LONGEST_STORY)
    tried = ParagraphsBox(LONGEST_TEXT)
    result = ParagraphsBox(LONGEST_TEXT)
    owner = forms.ChoiceField(required=False, error_messages={"invalid_choice": gettext_lazy("Kies iemand.")})
    due_on = forms.DateField(required=False, error_messages=_A_DAY)
    functions = forms.MultipleChoiceField(required=False)
    themes = forms.MultipleChoiceField(required=False)
    areas = forms.MultipleChoiceField(required=False)
    partners = forms.MultipleChoiceField(required=False)
    version = forms.IntegerField(required=False, min_value=0, max_value=2**31 - 1)

    def __init__(
        self, data: QueryDict | None, *, network: Network, today: dt.date, need: SharedNeed | None = None
    ) -> None:
        is_looking = data is not None and is_search(data)
        initial = typed_in(data) if data is not None and is_looking else filled(need)
        super().__init__(None if is_looking else data, network=network, initial=initial)
        self.today, self.need = today, need
        self.picking = Picking.of(network, data) if data is not None else Picking(network, offers_of(need))
        people = owners_in(network)
        self.people = {str(one.pk): one for one in [*people, *kept_owner(need, people)]}
        self.all_themes = {one.pk: one for one in Theme.objects.all()}
        self.all_areas = {str(one.pk): one for one in [*neighbourhoods_of(network), *network.areas.all()]}
        self.all_partners = {str(one.pk): one for one in partners_in(network)}
        self.offer("owner", [("", _("Nog niemand")), *names_of(self.people)])
        self.offer("functions", [(str(one.value), str(one.label)) for one in EssentialFunction])
        language = get_language() or "nl"
        self.offer("themes", [(key, one.name_in(language)) for key, one in self.all_themes.items()])
        self.offer("areas", [(key, one.name) for key, one in self.all_areas.items()])
        self.offer("partners", [(key, one.name) for key, one in self.all_partners.items()])

    def offer(self, name: str, choices: list[tuple[str, str]]) -> None:
        box = self.fields[name]
        assert isinstance(box, forms.ChoiceField)
        box.choices = choices

    def clean_due_on(self) -> dt.date | None:
        day: dt.date | None = self.cleaned_data["due_on"]
        return day if self.need and day == self.need.due_on else checked_day(day, self.today)

    @property
    def written(self) -> Written:
        said = self.cleaned_data
        return Written(
            title=said["title"], story=said["story"], tried=said["tried"], result=said["result"],
            owner=self.people.get(said["owner"]), due_on=said["due_on"],
            functions=sorted(int(one) for one in said["functions"]),
            services=[*self.picking.picked, *hidden_offers(self.need)],
            themes=[self.all_themes[key] for key in said["themes"]],
            areas=[self.all_areas[key] for key in said["areas"]],
            partners=[self.all_partners[key] for key in said["partners"]],
        )  # fmt: skip

    @property
    def seen(self) -> int:
        return self.cleaned_data["version"] or 0


class MoveForm(TracelessForm):
    """Where a need goes, and what the guards ask for."""

    checked = ("result", "reason", "checked_with", "telling")
    counted = ("result", "reason", "telling")  # with how many it was checked, only the network reads
    to = forms.ChoiceField(
        error_messages={
            "required": gettext_lazy("Kies hoe het er nu voor staat."),
            "invalid_choice": gettext_lazy("Dit kan nu niet meer. Kijk hoe het er nu voor staat."),
        }
    )
    owner = forms.ChoiceField(required=False, error_messages={"invalid_choice": gettext_lazy("Kies iemand.")})
    due_on = forms.DateField(required=False, error_messages=_A_DAY)
    checked_with = LineBox(LONGEST_CHECK)
    result = ParagraphsBox(LONGEST_TEXT)
    reason = LineBox(LONGEST_REASON)
    telling = LineBox(LONGEST_REASON)
    version = forms.IntegerField(min_value=0, max_value=2**31 - 1, error_messages=_VERSION)

    def __init__(self, data: Any, *, need: SharedNeed, today: dt.date) -> None:
        initial = {"owner": str(need.owner_id or ""), "due_on": need.due_on, "result": need.result}
        super().__init__(data, network=need.network, initial=initial)
        self.today, self.need = today, need
        people = owners_in(need.network)
        self.people: dict[str, Person] = {str(one.pk): one for one in [*people, *kept_owner(need, people)]}
        owner, to = self.fields["owner"], self.fields["to"]
        assert isinstance(owner, forms.ChoiceField)
        assert isinstance(to, forms.ChoiceField)
        owner.choices = [("", _("Nog niemand")), *names_of(self.people)]
        # Every state: whether it can go there now, the table says (409), not the list of choices.
        to.choices = NeedState.choices

    def clean_due_on(self) -> dt.date | None:
        day: dt.date | None = self.cleaned_data["due_on"]
        return day if day == self.need.due_on else checked_day(day, self.today)

    @property
    def onward(self) -> Onward:
        said = self.cleaned_data
        to, owner = NeedState(said["to"]), self.people.get(said["owner"])
        guards = {name: said[name] for name in ("due_on", "checked_with", "result", "reason")}
        return Onward(to=to, owner=owner, telling=said["telling"] or telling_for(to), **guards)


class MergeForm(forms.Form):
    """Into which open need."""

    into = forms.ChoiceField(
        error_messages={
            "required": gettext_lazy("Kies waar dit bij hoort."),
            "invalid_choice": gettext_lazy("Kies waar dit bij hoort."),
        }
    )
    version = forms.IntegerField(min_value=0, max_value=2**31 - 1, error_messages=_VERSION)

    def __init__(self, data: Any, *, need: SharedNeed) -> None:
        super().__init__(data)
        rows = SharedNeed.objects.open().in_network(need.network).exclude(pk=need.pk).order_by("title")
        self.needs = {str(one.pk): one for one in rows}
        into = self.fields["into"]
        assert isinstance(into, forms.ChoiceField)
        into.choices = [(key, one.title) for key, one in self.needs.items()]


class SplitForm(TracelessForm):
    """A name for what becomes its own need, and which parts of the evidence go there."""

    checked = counted = ("title",)
    title = LineBox(LONGEST_TITLE, wrong=NO_TITLE)
    parts = forms.MultipleChoiceField(
        error_messages={
            "required": gettext_lazy("Kies wat erbij hoort."),
            "invalid_choice": gettext_lazy("Kies wat erbij hoort."),
        }
    )
    version = forms.IntegerField(min_value=0, max_value=2**31 - 1, error_messages=_VERSION)

    def __init__(self, data: Any, *, network: Network, parts: Iterable[tuple[str, str]]) -> None:
        super().__init__(data, network=network)
        box = self.fields["parts"]
        assert isinstance(box, forms.MultipleChoiceField)
        box.choices = list(parts)


class TogetherForm(TracelessForm, KeyedForm):
    """Into which need what is likely together goes: a new one, or one that is there."""

    into = forms.ChoiceField(
        error_messages={
            "required": gettext_lazy("Kies waar dit bij hoort."),
            "invalid_choice": gettext_lazy("Kies waar dit bij hoort."),
        }
    )
    checked = counted = makes = ("title",)
    title = LineBox(LONGEST_TITLE)

    def __init__(self, data: Any, *, network: Network) -> None:
        super().__init__(data, network=network)
        rows = SharedNeed.objects.in_network(network).filter(merged_into=None).order_by("title")
        self.needs = {str(one.pk): one for one in rows}
        into = self.fields["into"]
        assert isinstance(into, forms.ChoiceField)
        into.choices = [(NEW, NEW), *((key, one.title) for key, one in self.needs.items())]

    def clean(self) -> dict[str, Any] | None:
        said = super().clean() or self.cleaned_data
        if said.get("into") == NEW and not said.get("title"):
            self.add_error("title", str(NO_TITLE))
        return said

    @property
    def need(self) -> SharedNeed | None:
        """None: a new one."""
        return self.needs.get(self.cleaned_data["into"])


def filled(need: SharedNeed | None) -> dict[str, Any]:
    """The values a form about this need begins with."""
    if need is None:
        return {}
    return {
        "title": need.title, "story": need.story, "tried": need.tried, "result": need.result,
        "owner": str(need.owner_id or ""), "due_on": need.due_on, "functions": [str(one) for one in need.functions],
        "themes": [one.pk for one in need.themes.all()],
        "areas": [str(one.pk) for one in need.areas.all()],
        "partners": [str(one.pk) for one in need.partners.all()], "version": need.version,
    }  # fmt: skip


def typed_in(data: QueryDict) -> dict[str, Any]:
    """What was typed so far, for a form that is not sent yet."""
    several = {name: data.getlist(name) for name in ("functions", "themes", "areas", "partners")}
    try:
        day = parse_date(data.get("due_on", ""))
    except ValueError:
        day = None
    return data.dict() | several | {"due_on": day}


def offers_of(need: SharedNeed | None) -> tuple[str, ...]:
    return tuple(str(pk) for pk in need.services.values_list("pk", flat=True)) if need else ()


def hidden_offers(need: SharedNeed | None) -> list[Service]:
    """Offers of a need that stand in no list today: nobody could tick them, and they may come back."""
    if need is None:
        return []
    return list(need.services.exclude(pk__in=shown_services_in(need.network).values("pk")))


def ways_of(need: SharedNeed) -> list[tuple[str, str]]:
    """Where it can go from where it is."""
    allowed = NEED_ALLOWED[NeedState(need.state)]
    return [(one.value, str(one.label)) for one in NeedState if one in allowed]


def kept_owner(need: SharedNeed | None, people: list[Person]) -> list[Person]:
    """Who took it up, when that person works here no more: else a form would let go of them unseen."""
    return [need.owner] if need and need.owner and need.owner not in people else []


def names_of(people: dict[str, Person]) -> list[tuple[str, str]]:
    return [(key, one.name or one.email) for key, one in people.items()]


def checked_day(day: dt.date | None, today: dt.date) -> dt.date | None:
    if day is not None and not today <= day <= today + FARTHEST:
        raise ValidationError(_("Kies een dag in de komende twee jaar."))
    return day


def refs_in(values: Iterable[str], kind: str) -> list[UUID]:
    """The ids that a form names as "vraag:…" or "signaal:…"; what is none is left out."""
    found = []
    for value in values:
        name, _colon, key = value.partition(":")
        if name == kind:
            try:
                found.append(UUID(key))
            except ValueError:
                continue
    return found
