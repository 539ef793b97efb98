"""What a reader fills in, and what someone who makes the newsletter does."""

from typing import Any, Final
from uuid import UUID, uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from buurtnet.bulletin.choices import Rhythm
from buurtnet.kit.guarded import GuardedForm
from buurtnet.kit.typed import TOO_LONG, Line, Text
from buurtnet.people.addresses import AddressField

OPEN_AGAIN: Final = gettext_lazy("Open deze pagina opnieuw.")
FROM_A_LIST: Final = {
    "invalid_choice": gettext_lazy("Kies uit de lijst."), "required": gettext_lazy("Kies uit de lijst."),
}  # fmt: skip


class SubscribeForm(GuardedForm):
    """A mail address, and no more."""

    def __init__(self, *args: Any, about: str, **kwargs: Any) -> None:
        super().__init__(*args, about=about, **kwargs)
        self.fields["mail"] = AddressField()


class WordsForm(forms.Form):
    """The heading of an edition and the word up front. ``version``: what was on the screen when it was opened."""

    title = Line(120, label=gettext_lazy("Kop"), wrong=gettext_lazy("Geef de nieuwsbrief een kop."))
    introduction = Text(
        600, label=gettext_lazy("Woord vooraf"), hint=gettext_lazy("Een paar zinnen van jullie zelf. Mag leeg.")
    )
    version = forms.IntegerField(
        min_value=1, max_value=2_000_000_000, widget=forms.HiddenInput,
        error_messages=dict.fromkeys(("required", "invalid", "min_value", "max_value"), OPEN_AGAIN),
    )  # fmt: skip


class OwnForm(forms.Form):
    """Something that stands nowhere else. ``form_key``: sent twice it is one item."""

    title = Line(160, label=gettext_lazy("Kop van het stukje"), wrong=gettext_lazy("Geef het stukje een kop."))
    text = Text(400, label=gettext_lazy("Tekst"), hint=gettext_lazy("Zonder namen van mensen."), rows=3)
    address = forms.URLField(
        required=False, label=gettext_lazy("Adres op internet"), max_length=300, assume_scheme="https",
        help_text=gettext_lazy("Mag leeg."),
        error_messages={
            "invalid": gettext_lazy("Dit is geen adres op internet. Het begint met https://."),
            "max_length": TOO_LONG,
        },
    )  # fmt: skip
    form_key = forms.UUIDField(
        widget=forms.HiddenInput, initial=uuid4,
        error_messages=dict.fromkeys(("required", "invalid"), OPEN_AGAIN),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        # It stands on one page with the words of the edition, which have a heading too.
        super().__init__(*args, **kwargs)
        self.auto_id = "id_own_%s"

    @property
    def key(self) -> UUID:
        """The key of the row, once the form is valid."""
        said = self.cleaned_data["form_key"]
        assert isinstance(said, UUID)
        return said

    def clean_address(self) -> str:
        said = str(self.cleaned_data["address"])
        if said and not said.startswith(("https://", "http://")):
            raise ValidationError(_("Dit is geen adres op internet. Het begint met https://."))
        return said


class PlanForm(forms.Form):
    """How often a draft is made by itself, and on which day."""

    name = Line(
        80,
        label=gettext_lazy("Hoe heet jullie nieuwsbrief?"),
        hint=gettext_lazy("Mag leeg. De week komt er vanzelf achter."),
    )
    rhythm = forms.ChoiceField(label=gettext_lazy("Hoe vaak?"), choices=Rhythm.choices, error_messages=FROM_A_LIST)
    weekday = forms.TypedChoiceField(
        coerce=int, label=gettext_lazy("Op welke dag staat hij klaar?"), choices=list(WEEKDAYS.items()),
        help_text=gettext_lazy(
            "Een nieuwsbrief gaat over maandag tot en met zondag. Op maandag, dinsdag of woensdag gaat hij over die "
            "week. Later in de week over de volgende."
        ),
        error_messages=FROM_A_LIST,
    )  # fmt: skip
