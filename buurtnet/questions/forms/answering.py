"""What whoever answers types: an answer with entries of the map, a question back, to whom it is passed on."""

from collections.abc import Iterable
from typing import Any, Final
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from buurtnet.areas.models import Network
from buurtnet.directory.access import shown_services_in
from buurtnet.directory.find import find
from buurtnet.directory.models import Service
from buurtnet.mending.forms.boxes import TextBox
from buurtnet.people.access import people_of
from buurtnet.people.choices import PARTNERS
from buurtnet.people.models import Membership, Organization, Person
from buurtnet.questions.answering import Answered
from buurtnet.questions.forms.keyed import KeyedForm
from buurtnet.questions.models import Question
from buurtnet.questions.roster import staff_of
from buurtnet.wording.preview import wanted_in

LONGEST: Final = 4_000  # signs
MOST_LINKS: Final = 6
MOST_FOUND: Final = 8
MOST_PICKED: Final = 6
LONGEST_SEARCH: Final = 100
PERSON, ORGANIZATION = "p", "o"


class SaidForm(KeyedForm):
    """A text, and the key of the page: sent twice it is said once."""

    text = TextBox(LONGEST, lines=True, links=MOST_LINKS)

    def clean_text(self) -> str:
        text = str(self.cleaned_data["text"])
        if not text:
            raise ValidationError(_("Schrijf eerst wat je wilt zeggen."))
        return text


class AnswerForm(SaidForm):
    """An answer. Entries of the map are looked for by words and picked; what was picked stays in a next search."""

    offers_rights = forms.BooleanField(required=False)
    zoek = forms.CharField(required=False)

    def __init__(self, data: QueryDict | None = None, *, network: Network) -> None:
        super().__init__(data)
        self.network = network
        self.ticked = data.getlist("aanbod") if data else []

    @property
    def typed_search(self) -> str:
        return " ".join(str(self.data.get("zoek", "")).split())[:LONGEST_SEARCH]

    def picked(self) -> list[Service]:
        """Those that were ticked and stand on the map of this network, lightest first."""
        keys = {key for key in map(key_in, self.ticked) if key}
        return lightest_first(self.network, list(keys)[:MOST_PICKED])

    def found(self) -> list[Service]:
        """What the words find on the map, without what was picked, lightest first."""
        if not self.typed_search:
            return []
        hits = find(wanted_in(self.network, self.typed_search), limit=MOST_FOUND, counting=False).hits
        picked = {one.pk for one in self.picked()}
        return [one for one in lightest_first(self.network, [hit.id for hit in hits]) if one.pk not in picked]

    def said(self) -> Answered:
        return Answered(
            self.cleaned_data["text"], self.picked(), self.cleaned_data["offers_rights"], form_key=self.key
        )


def lightest_first(network: Network, keys: Iterable[Any]) -> list[Service]:
    """Entries of the map of this network by their key, lightest first."""
    rows = shown_services_in(network).filter(pk__in=list(keys)).select_related("organization")
    return list(rows.lightest_first())


def key_in(said: str) -> UUID | None:
    """A key that someone sent; None for nonsense."""
    try:
        return UUID(said)
    except ValueError:
        return None


class PassOnForm(forms.Form):
    """To a person of the who-is-who, or to an organization that takes part here."""

    to = forms.ChoiceField(
        error_messages={
            "required": gettext_lazy("Kies aan wie je het doorgeeft."),
            "invalid_choice": gettext_lazy("Kies iemand uit de lijst."),
        }
    )
    note = TextBox(1_000, lines=True)

    def __init__(self, data: Any = None, *, question: Question, giver: Person) -> None:
        super().__init__(data)
        self.people = people_for(question, giver)
        self.organizations = [] if question.is_child_alone else organizations_in_network(question.network)
        field = self.fields["to"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [
            *((f"{PERSON}{one.pk}", one.name or one.email) for one in self.people),
            *((f"{ORGANIZATION}{one.pk}", one.name) for one in self.organizations),
        ]

    @property
    def chosen(self) -> Person | Organization:
        said = self.cleaned_data["to"]
        kind: list[Person] | list[Organization] = self.people if said[0] == PERSON else self.organizations
        return next(one for one in kind if str(one.pk) == said[1:])

    def groups(self) -> list[tuple[str, list[tuple[str, str]]]]:
        """What can be chosen, people first."""
        choices = [(str(value), str(label)) for value, label in self.fields["to"].choices]  # type: ignore[attr-defined]  # a ChoiceField
        named = [(_("Mensen"), PERSON), (_("Organisaties"), ORGANIZATION)]
        found = [(name, [pair for pair in choices if pair[0].startswith(kind)]) for name, kind in named]
        return [(name, pairs) for name, pairs in found if pairs]


def people_for(question: Question, giver: Person) -> list[Person]:
    """Partners of the network but oneself; for a child that asks alone only those who answer children."""
    rows = people_of(question.network).filter(pk__in=partners_in(question.network).values("person"))
    people = list(rows.exclude(pk=giver.pk).order_by("name_folded", "pk"))
    if not question.is_child_alone:
        return people
    staff = staff_of(question.network)
    today = staff.day(timezone.now())
    return [one for one in people if staff.roster.is_youth_worker(one.pk, today)]


def organizations_in_network(network: Network) -> list[Organization]:
    """Organizations for which someone works here, by name."""
    held = partners_in(network).values("organization")
    return list(Organization.objects.filter(pk__in=held, gone_at__isnull=True).order_by("name", "pk"))


def partners_in(network: Network) -> Any:
    """The roles that are held here now."""
    return Membership.objects.current().filter(network=network, role__in=PARTNERS)


class ReasonForm(forms.Form):
    """Why someone gives a question back."""

    reason = TextBox(500, lines=True)

    def clean_reason(self) -> str:
        said = str(self.cleaned_data["reason"])
        if not said:
            raise ValidationError(_("Schrijf in één zin waarom het bij jou niet lukt."))
        return said


class SureForm(forms.Form):
    """A tick before what was written is erased."""

    zeker = forms.BooleanField(
        error_messages={"required": gettext_lazy("Vink eerst aan dat dit geen vraag is. Dan wissen we de tekst.")}
    )
